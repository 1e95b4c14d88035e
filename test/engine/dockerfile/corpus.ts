import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { isDockerfilePath } from "../../../server/engine/languages/dockerfile/detect.ts";

const folder = join(import.meta.dirname, "../../../../shared/corpus");

/** What a test says that finds no corpus beside the project. */
export const noCorpus = "The corpus of real files is not beside the project; nothing was compared.";

/** The Dockerfiles of the corpus beside the project, or undefined where there is none. */
export function corpusDockerfiles(): { path: string; text: string }[] | undefined {
  if (!existsSync(folder)) {
    console.warn(noCorpus);
    return undefined;
  }
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isDockerfilePath(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(folder, path).replaceAll("\\", "/"), text: readFileSync(path, "utf8") }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
