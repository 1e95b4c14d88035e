import { filesMatching } from "./files.ts";
import { keyedFact } from "./keyed-fact.ts";
import type { Fact, Workspace } from "./workspace.ts";

/** Where targets are looked for: as many files as this, each no larger than this. */
const maximumFiles = 400;
const maximumSize = 256 * 1024;

/** Files that build images by other means than Compose, Bake and workflows, or say to people how it is done. */
const files =
  /(?:^|\/)(?:(?:GNU)?[Mm]akefile[^/]*|[Jj]ustfile|Taskfile[^/]*|Jenkinsfile[^/]*|Tiltfile|Rakefile|\.?devcontainer\.json|package\.json|(?:README|CONTRIBUTING)[^/]*|[^/]*\.(?:bash|bats|hcl|mk|ps1|py|sh|toml|ya?ml))$/;

/** `--target name`, `--target=name`, `target: name`, `"target": "name"`, `build-target = "name"`. */
const mention = /target["']?[ \t]{0,4}[ =:][ \t]{0,4}["']?([\w.$-]+)/gi;

const targetsIn = keyedFact("build targets in", (workspace, path): readonly string[] => {
  const text = workspace.read(path);
  if (text === undefined || text.length > maximumSize) return [];
  return [...text.matchAll(mention)].map((match) => (match[1] as string).toLowerCase());
});

/** What the files of the workspace say about the targets of builds. */
export interface TargetMentions {
  /** The words that are given as targets, in lower case; not each is a stage. */
  readonly names: ReadonlySet<string>;
  /** A variable decides somewhere, or there are too many files to look at. */
  readonly isOpen: boolean;
}

const targets: Fact<TargetMentions | undefined> = {
  name: "build targets",
  compute(workspace) {
    if (!workspace.files()) return undefined;
    const paths = filesMatching(workspace, files);
    const names = new Set(paths.slice(0, maximumFiles).flatMap((path) => targetsIn(workspace, path)));
    return { names, isOpen: paths.length > maximumFiles || [...names].some((name) => name.includes("$")) };
  },
};

/** The targets that scripts, settings and instructions of the workspace name; undefined where files are not seen. */
export function mentionedTargets(workspace: Workspace): TargetMentions | undefined {
  return workspace.derive(targets);
}
