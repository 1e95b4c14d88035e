import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Language } from "../server/engine/languages/index.ts";
import { detectLanguage } from "../server/engine/languages/parse.ts";

const folder = join(import.meta.dirname, "../../shared/corpus");

/** What a test says that finds no corpus beside the project. */
export const noCorpus = "The corpus of real files is not beside the project; no real file was read.";

/** The YAML files of a language in the corpus beside the project, or undefined where there is none. */
export function corpusFiles(language: Language): { path: string; text: string }[] | undefined {
  if (!existsSync(folder)) {
    console.warn(noCorpus);
    return undefined;
  }
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }))
    .filter(({ path, text }) => detectLanguage(path, undefined, () => text) === language);
}
