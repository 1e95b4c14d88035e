import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { detectLanguage } from "../../../server/engine/languages/parse.ts";

const folder = join(import.meta.dirname, "../../../../shared/corpus");

/** What a test says that finds no corpus beside the project. */
export const noCorpus = "The corpus of real files is not beside the project; no real Compose file was read.";

/** The Compose files of the corpus beside the project, or undefined where there is none. */
export function corpusComposeFiles(): { path: string; text: string }[] | undefined {
  if (!existsSync(folder)) {
    console.warn(noCorpus);
    return undefined;
  }
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort()
    .filter((path) => /compose/i.test(path))
    .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }))
    .filter(({ path, text }) => detectLanguage(path, undefined, () => text) === "compose");
}
