import { inFolder } from "../../../workspace/paths.ts";
import { wiredPaths } from "../../code/wiring.ts";
import type { Service } from "../../service.ts";
import { startedPrograms } from "./started.ts";

/** Tells of a path whether it is a source of the service that nothing starts or imports: what stands in it never runs. */
export function looseSources(service: Service): (path: string) => boolean {
  const sources = new Set(service.code.files.map(({ path }) => path));
  let wired: ReadonlySet<string> | undefined;
  return (path) => {
    if (!sources.has(path)) return false;
    wired ??= wiredPaths(service.code, startingWords(service));
    return !wired.has(path);
  };
}

/** All that may name the file that the program begins with: its manifests, and the commands of its containers. */
function startingWords(service: Service): readonly string[] {
  const { folder, workspace, application } = service;
  const manifests = ["package.json", "pyproject.toml", "Procfile"].map((name) => workspace.read(inFolder(folder, name)) ?? "");
  const words = manifests.flatMap((text) => text.match(/[\w./:@-]+/g) ?? []);
  return [...words, ...(application?.command?.value ?? []), ...startedPrograms(service).flatMap((one) => one.words)];
}
