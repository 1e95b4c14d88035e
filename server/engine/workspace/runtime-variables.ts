import { isComposePath } from "../languages/compose/detect.ts";
import { composeFile } from "./compose.ts";
import { pathsFact } from "./files.ts";
import { keyedFact } from "./keyed-fact.ts";
import type { Fact, Workspace } from "./workspace.ts";

/** Where manifests are looked for: as many YAML files as this, each no larger than this. */
const maximumFiles = 400;
const maximumSize = 256 * 1024;

interface Names {
  readonly names: ReadonlySet<string>;
  /** A file that is not read here sets more. */
  readonly isOpen: boolean;
}

/** Whether a Compose service or a Kubernetes container of the workspace sets the variable, or may do so by a file or another object. */
export function isSetAtRuntime(name: string, workspace: Workspace): boolean {
  return workspace.derive(allNames).some(({ names, isOpen }) => isOpen || names.has(name));
}

const paths = pathsFact("files that may set variables", (path) => /\.(?:ya?ml|tpl)$/i.test(path) && !path.startsWith(".github/"));

const allNames: Fact<readonly Names[]> = {
  name: "variables at run time",
  compute: (workspace) =>
    workspace
      .derive(paths)
      .slice(0, maximumFiles)
      .map((path) => namesIn(workspace, path)),
};

const namesIn = keyedFact("variables at run time in", (workspace, path): Names => {
  if (isComposePath(path)) {
    const services = composeFile(workspace, path)?.services ?? [];
    return {
      names: new Set(services.flatMap(({ environment }) => environment.pairs.map(({ name }) => name))),
      isOpen: services.some(({ envFiles }) => envFiles.length > 0),
    };
  }
  const text = workspace.read(path) ?? "";
  if (text.length > maximumSize || !/\benv(?:From)?:/.test(text)) return { names: new Set(), isOpen: false };
  // Templates of charts are no YAML, so names are looked for line by line.
  const found = text.matchAll(/^[ \t]*(?:- )?(?:name: ?)?["']?([A-Za-z_]\w*)["']?(?::|[ \t]*\r?$)/gm);
  return { names: new Set(Array.from(found, ([, name = ""]) => name)), isOpen: /\benvFrom:/.test(text) };
});
