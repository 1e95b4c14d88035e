import type { PodTemplates } from "../languages/kubernetes/model.ts";
import { parseYaml } from "../languages/yaml/parse.ts";
import { SourceText } from "../text/source.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, inFolder, upwards } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";

const none: PodTemplates = new Map();

/** The pod templates that the configuration nearest to a file names, for files beside the one under check. */
export function podTemplatesFor(workspace: Workspace, path: string): PodTemplates {
  for (const folder of upwards(folderOf(path))) {
    const found = namedIn(workspace, folder);
    if (found) return found;
  }
  return none;
}

const namedIn = keyedFact("pod templates named in", (workspace, folder): PodTemplates | undefined => {
  for (const name of [".deployment-patterns.yaml", ".deployment-patterns.yml"]) {
    const path = inFolder(folder, name);
    const text = workspace.has(path) === false ? undefined : workspace.read(path);
    if (text === undefined) continue;
    if (!text.includes("podTemplates")) return none;
    const [document] = parseYaml(new SourceText(path, text)).documents;
    const root = document?.root?.kind === "map" ? document.root.get("podTemplates") : undefined;
    const entries = root?.kind === "map" ? root.entries : [];
    return new Map(entries.flatMap(({ key, value }) => (value?.kind === "scalar" ? [[key, value.text.split(".")] as const] : [])));
  }
  return undefined;
});
