import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Language } from "../server/engine/languages/index.ts";
import { detectLanguage } from "../server/engine/languages/parse.ts";

const folder = join(import.meta.dirname, "../../shared/corpus");

/** What a test says that finds no corpus beside the project. */
export const noCorpus = "The corpus of real files is not beside the project; no real file was read.";

/** The files of the corpus beside the project whose path is wanted, in the order of their paths; undefined where there is no corpus. */
export function corpusPaths(isWanted: (path: string) => boolean): { path: string; text: string }[] | undefined {
  if (!existsSync(folder)) {
    console.warn(noCorpus);
    return undefined;
  }
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter(isWanted)
    .sort()
    .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
}

/** The YAML files of a language in that corpus. */
export function corpusFiles(language: Language): { path: string; text: string }[] | undefined {
  return corpusPaths((path) => /\.ya?ml$/i.test(path))?.filter(
    ({ path, text }) => detectLanguage(path, undefined, () => text) === language,
  );
}
