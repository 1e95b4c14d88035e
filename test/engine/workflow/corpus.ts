import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { isActionPath, isWorkflowPath } from "../../../server/engine/languages/workflow/detect.ts";

const folder = join(import.meta.dirname, "../../../../shared/corpus");

/** What a test says that finds no corpus beside the project. */
export const noCorpus = "The corpus of real files is not beside the project; no real workflow was read.";

/** The workflows and actions of the corpus beside the project, or undefined where there is none. */
export function corpusWorkflows(): { path: string; text: string }[] | undefined {
  if (!existsSync(folder)) {
    console.warn(noCorpus);
    return undefined;
  }
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => isWorkflowPath(path) || isActionPath(path) || /^workflow\/actions__starter-workflows\/.*\.ya?ml$/.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
}
