import { endedLifecycle, recommendedTag } from "../knowledge/lifecycle.ts";
import { isMovingTag } from "../knowledge/moving-tags.ts";
import { splitReference } from "../languages/dockerfile/image-reference.ts";
import { isImagePlaceholder } from "../languages/kubernetes/image.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { nameOf } from "../workspace/paths.ts";
import type { Fact, Workspace } from "../workspace/workspace.ts";

/** As many files are looked into. */
const maximumFiles = 1_900;

/**
 * Tags with a version that are known to fit an image: first those that the workspace uses for it elsewhere and that are still looked after, the most frequent
 * and newest first, then the one that the table of release cycles recommends.
 */
export function fittingTags(name: string, tag: string | undefined, today: string, workspace: Workspace): readonly string[] {
  const seen = (workspace.derive(tagsInUse).get(name) ?? []).filter((one) => !endedLifecycle({ name, tag: one }, today));
  const recommended = recommendedTag({ name, tag }, today);
  return [...new Set([...seen.slice(0, 3), ...(recommended === undefined ? [] : [recommended])])];
}

const tagsInUse: Fact<ReadonlyMap<string, readonly string[]>> = {
  name: "image tags in use",
  compute(workspace) {
    const counts = new Map<string, Map<string, number>>();
    for (const path of (workspace.files() ?? []).filter((one) => /\.ya?ml$/i.test(one)).slice(0, maximumFiles)) {
      for (const [name, tag] of imagesIn(workspace, path)) {
        const tags = counts.get(name) ?? new Map<string, number>();
        counts.set(name, tags.set(tag, (tags.get(tag) ?? 0) + 1));
      }
    }
    return new Map(
      [...counts].map(([name, tags]) => [name, [...tags].sort((a, b) => b[1] - a[1] || byVersion(b[0], a[0])).map(([tag]) => tag)]),
    );
  },
};

const imagesIn = keyedFact("images in", (workspace, path): readonly (readonly [name: string, tag: string])[] => {
  const text = workspace.read(path);
  if (!text?.includes("image")) return [];
  return [...text.matchAll(/^[ \t]*(?:-[ \t]+)?image:[ \t]*["']?([^\s"'#]+)/gm)].flatMap(([, written = ""]) => {
    if (isImagePlaceholder(written)) return [];
    const { name, tag } = splitReference(written);
    return tag && /\d/.test(tag) && !isMovingTag(name, tag) ? [[name, tag] as const] : [];
  });
});

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/**
 * Whether a tool or a pipeline of the workspace puts a tag of its own in the place of an image's: Skaffold and Tilt for what they build, and commands such as
 * `kustomize edit set image` and `kubectl set image` in scripts and workflows. What stands in the manifest then is a name and no more.
 */
export function isSetElsewhere(name: string, workspace: Workspace): boolean {
  const { names, commands } = workspace.derive(setElsewhere);
  return names.has(name) || commands.some((command) => command.includes(`${name}:`));
}

interface SetElsewhere {
  readonly names: ReadonlySet<string>;
  /** Lines that replace texts. */
  readonly commands: readonly string[];
}

const scriptPath =
  /(?:^|\/)(?:Makefile|GNUmakefile|justfile|Taskfile\.ya?ml|Tiltfile|[^/]+\.(?:sh|bash|mk)|skaffold[^/]*\.ya?ml)$|^\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$|(?:^|\/)(?:\.gitlab-ci\.yml|azure-pipelines\.yml|cloudbuild\.ya?ml|Jenkinsfile)$/i;

const setElsewhere: Fact<SetElsewhere> = {
  name: "images set elsewhere",
  compute(workspace) {
    const paths = (workspace.files() ?? []).filter((path) => scriptPath.test(path)).slice(0, maximumFiles);
    const all = paths.map((path) => setIn(workspace, path));
    return { names: new Set(all.flatMap(({ names }) => [...names])), commands: all.flatMap(({ commands }) => commands) };
  },
};

const setIn = keyedFact("images set in", (workspace, path): SetElsewhere => {
  const text = workspace.read(path) ?? "";
  const names = new Set<string>();
  const add = (written: string | undefined) => {
    if (written) names.add(splitReference(written.replace(/^["']|["']$/g, "")).name);
  };
  if (/^skaffold/i.test(nameOf(path))) for (const [, image] of text.matchAll(/^[ \t]*(?:-[ \t]+)?image(?:Name)?:[ \t]*(\S+)/gm)) add(image);
  for (const [, image] of text.matchAll(/\b(?:docker_build|custom_build|docker_build_with_restart)\(\s*["']([^"']+)/g)) add(image);
  for (const [, words = ""] of text.matchAll(/\bset[ \t]+image\b((?:[^\n\\;&|]|\\\r?\n)*)/g)) {
    for (const word of words.split(/[\s\\]+/)) {
      if (word.startsWith("-") || /^(?:deploy|deployment|sts|statefulset|ds|daemonset)s?(?:\.apps)?\//.test(word)) continue;
      for (const side of word.split("=")) add(side);
    }
  }
  return { names, commands: text.split("\n").filter((line) => /\b(?:sed|envsubst|yq|perl)\b/.test(line)) };
});
