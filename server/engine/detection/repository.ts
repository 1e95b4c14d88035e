import { usualBranches } from "../languages/workflow/branches.ts";
import { isWorkflowPath } from "../languages/workflow/detect.ts";
import { readToml } from "../workspace/toml.ts";
import type { Fact, Workspace } from "../workspace/workspace.ts";
import { readXml } from "../workspace/xml.ts";
import { readYaml, type YamlValue } from "../workspace/yaml-tree.ts";
import { assumed, found, lineOf } from "./detected.ts";
import type { Detected, Repository } from "./model.ts";

/** The repository that the workspace is, from Git's own settings, the manifests and the branches that workflows name. */
export function repositoryOf(workspace: Workspace): Repository {
  return workspace.derive(repository);
}

const repository: Fact<Repository> = {
  name: "repository",
  compute: (workspace) => ({
    slug: remoteSlug(workspace) ?? manifestSlug(workspace) ?? workflowSlug(workspace) ?? badgeSlug(workspace),
    defaultBranch:
      branchOfGit(workspace) ??
      branchOfWorkflows(workspace) ??
      branchOfReadme(workspace) ??
      assumed("main", "usual where nothing says otherwise"),
  }),
};

/** `owner/name` of an address in any of the forms that Git and manifests take; undefined where it is none of a repository. */
export function slugOf(address: string): string | undefined {
  if (/^[./]/.test(address.trim())) return undefined;
  const text = address
    .trim()
    .replace(/^scm:(?:git:)?/, "")
    .replace(/^git\+/, "")
    .replace(/[#?].*$/, "");
  const short = /^(?:github:|gitlab:|bitbucket:)?([\w.-]+\/[\w.-]+)$/.exec(text)?.[1];
  const path =
    short ??
    /^(?:https?|ssh|git):\/\/(?:[^@/]+@)?[\w.-]+(?::\d+)?\/(.+)$/.exec(text)?.[1] ??
    /^(?:[\w.-]+@)?[\w-]+(?:\.[\w-]+)+:(?!\/\/)(.+)$/.exec(text)?.[1];
  if (path === undefined) return undefined;
  const isGitHub = /github\.com[/:]/.test(text);
  const parts = path
    .replace(/\/(?:-\/)?(?:tree|blob|issues|actions|wiki|releases)(?:\/.*)?$/, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")
    .split("/");
  const wanted = isGitHub ? parts.slice(0, 2) : parts;
  return wanted.length >= 2 && wanted.every((part) => /^[\w.-]+$/.test(part)) ? wanted.join("/") : undefined;
}

function remoteSlug(workspace: Workspace): Detected<string> | undefined {
  const path = ".git/config";
  const lines = (workspace.read(path) ?? "").split(/\r?\n/);
  let section = "";
  const remotes = lines.flatMap((line, at) => {
    section = /^\s*\[(.+)\]\s*$/.exec(line)?.[1] ?? section;
    const remote = /^remote\s+"(.+)"$/.exec(section)?.[1];
    const url = /^\s*url\s*=\s*(\S+)/.exec(line)?.[1];
    const slug = remote === undefined || url === undefined ? undefined : slugOf(url);
    return slug === undefined ? [] : [{ remote, place: found(slug, path, at + 1, `the remote \`${remote}\``) }];
  });
  return (remotes.find(({ remote }) => remote === "origin") ?? remotes[0])?.place;
}

type Field = readonly [address: string, line: number, name: string];

/** What the manifests in the root call their repository. */
function manifestSlug(workspace: Workspace): Detected<string> | undefined {
  const readers: readonly (readonly [string, (text: string) => readonly (Field | undefined)[]])[] = [
    ["package.json", inPackage],
    ["pyproject.toml", inPyproject],
    ["Cargo.toml", inCargo],
    ["pom.xml", inPom],
    ["go.mod", inModule],
    ["composer.json", inComposer],
    ["Directory.Build.props", inProps],
  ];
  for (const [path, read] of readers) {
    const text = workspace.read(path);
    for (const field of text === undefined ? [] : read(text)) {
      if (!field) continue;
      const [address, line, name] = field;
      const slug = slugOf(address);
      if (slug !== undefined) return found(slug, path, line, name);
    }
  }
  return undefined;
}

function yamlField(text: string, value: YamlValue | undefined, name: string): Field | undefined {
  return value?.rawText === undefined ? undefined : [value.rawText, text.slice(0, value.span.start).split("\n").length, name];
}

function inPackage(text: string): readonly (Field | undefined)[] {
  const value = readYaml(text)[0]?.get("repository");
  return [yamlField(text, value?.isMap ? value.get("url") : value, "the field `repository`")];
}

function inComposer(text: string): readonly (Field | undefined)[] {
  return [yamlField(text, readYaml(text)[0]?.get("support")?.get("source"), "the field `support.source`")];
}

function inPyproject(text: string): readonly (Field | undefined)[] {
  const toml = readToml(text);
  const of = (table: string, pattern: RegExp) =>
    toml.keys(table).flatMap((key): Field[] => {
      const value = pattern.test(key) ? toml.string(table, key) : undefined;
      return value === undefined || !/\b(?:github|gitlab|bitbucket|codeberg)\b/.test(value)
        ? []
        : [[value, lineOf(text, value), `the field \`${table}\``]];
    });
  return [
    ...of("project.urls", /^(?:repository|source(?:[ _-]?code)?|github|code)$/i),
    ...of("tool.poetry", /^repository$/),
    ...of("project.urls", /^home-?page$/i),
  ];
}

function inCargo(text: string): readonly (Field | undefined)[] {
  const toml = readToml(text);
  const value = toml.string("package", "repository") ?? toml.string("workspace.package", "repository");
  return [value === undefined ? undefined : [value, lineOf(text, /^[ \t]*repository\s*=/m), "the field `repository`"]];
}

function inPom(text: string): readonly (Field | undefined)[] {
  const scm = readXml(text)?.child("scm");
  return ["url", "connection", "developerConnection"].map((name) => {
    const element = scm?.child(name);
    return element && [element.text, element.line, "the field `scm`"];
  });
}

function inModule(text: string): readonly (Field | undefined)[] {
  const path = /^module\s+"?((?:github|gitlab|bitbucket)\.\w+\/[^\s"]+)/m.exec(text)?.[1]?.replace(/\/v\d+$/, "");
  return [path === undefined ? undefined : [`https://${path}`, lineOf(text, /^module\s/m), "the module's path"]];
}

function inProps(text: string): readonly (Field | undefined)[] {
  const element = readXml(text)?.all("RepositoryUrl")[0];
  return [element && [element.text, element.line, "the field `RepositoryUrl`"]];
}

function workflowsOf(workspace: Workspace): readonly string[] {
  return (workspace.files() ?? []).filter((path) => isWorkflowPath(path) && path.startsWith("."));
}

/** The repository that a job is only to run in: forks have the same workflows. */
function workflowSlug(workspace: Workspace): Detected<string> | undefined {
  const pattern = /\bgithub\.repository\s*==\s*['"]([\w.-]+\/[\w.-]+)['"]/;
  for (const path of workflowsOf(workspace)) {
    const text = workspace.read(path) ?? "";
    const slug = pattern.exec(text)?.[1];
    if (slug !== undefined) return found(slug, path, lineOf(text, pattern), "the repository that its job is for", "likely");
  }
  return undefined;
}

/** The repository whose workflows the badges of the README show, where those workflows stand here: by their file, or by their name. */
function badgeSlug(workspace: Workspace): Detected<string> | undefined {
  const path = "README.md";
  const text = workspace.read(path) ?? "";
  const own = new Set(
    workflowsOf(workspace).flatMap((one) => [
      one.replace(/^.*\//, ""),
      /^name:\s*["']?([^"'#\r\n]+?)["']?\s*$/m.exec(workspace.read(one) ?? "")?.[1] ?? "",
    ]),
  );
  const badges = text.matchAll(
    /github\.com\/([\w.-]+\/[\w.-]+)\/(?:actions\/)?(?:workflows\/([^/\s)"']+)|actions\?query=workflow%3A%22([^"\s)]+?)%22)/g,
  );
  for (const [badge, slug = "", file = "", query = ""] of badges)
    if (own.has(unescaped(file)) || own.has(unescaped(query)))
      return found(slug, path, lineOf(text, badge), "the badge of a workflow", "likely");
  return undefined;
}

/** A name in an address, with its blanks; other signs are rare there. */
function unescaped(text: string): string {
  return text.replace(/%20|\+/g, " ");
}

/** The branch that the remote's HEAD points to, as Git wrote it down when it was cloned. */
function branchOfGit(workspace: Workspace): Detected<string> | undefined {
  const path = ".git/refs/remotes/origin/HEAD";
  const branch = /^ref:\s*refs\/remotes\/origin\/(\S+)/.exec(workspace.read(path) ?? "")?.[1];
  if (branch !== undefined) return found(branch, path, 1, "the remote's own setting");
  const config = workspace.read(".git/config") ?? "";
  const tracked = usualBranches.filter((name) => config.includes(`[branch "${name}"]`));
  const [only] = tracked;
  return only === undefined || tracked.length > 1
    ? undefined
    : found(only, ".git/config", lineOf(config, `[branch "${only}"]`), "a branch that follows the remote", "likely");
}

/** The branch that most workflows run for when something is pushed. */
function branchOfWorkflows(workspace: Workspace): Detected<string> | undefined {
  const places = workflowsOf(workspace).flatMap((path) => {
    const text = workspace.read(path) ?? "";
    const [document] = readYaml(text);
    const on = document?.get("on");
    return ["push", "pull_request"].flatMap((event) => {
      const branches = on?.get(event)?.get("branches");
      const values = branches?.isList ? branches.items : branches ? [branches] : [];
      return values.flatMap((value) =>
        value.rawText === undefined || /[*?![\]+]/.test(value.rawText)
          ? []
          : [
              {
                event,
                place: found(
                  value.rawText,
                  path,
                  text.slice(0, value.span.start).split("\n").length,
                  "the branch that it runs for",
                  "likely",
                ),
              },
            ],
      );
    });
  });
  const rank = (name: string) => {
    const usual = usualBranches.indexOf(name);
    // Where several branches are pushed to, the usual one is what the others are merged into.
    return (usual < 0 ? 0 : 1000) + 10 * places.filter(({ place }) => place.value === name).length - Math.max(usual, 0);
  };
  const [best] = places.map(({ place }) => place).sort((a, b) => rank(b.value) - rank(a.value));
  return best;
}

/** The one branch whose state the badges of the README show. */
function branchOfReadme(workspace: Workspace): Detected<string> | undefined {
  const path = "README.md";
  const text = workspace.read(path) ?? "";
  const named = new Set([...text.matchAll(/[?&]branch=([\w./-]+)/g)].map(([, branch = ""]) => branch));
  const [branch, ...others] = named;
  return branch === undefined || others.length > 0
    ? undefined
    : found(branch, path, lineOf(text, `branch=${branch}`), "the branch that badges show", "likely");
}
