import { folderOf, nameOf } from "../../workspace/paths.ts";
import type { Code } from "./code.ts";
import type { SourceFile } from "./source-file.ts";

/** Files that a program begins with, that frameworks find by their names, and folders whose files are loaded as they stand. */
const foundByName =
  /(?:^|\/)(?:index|main|app|application|server|start|worker|bootstrap|instrumentation|www|route|middleware|proxy|manage|wsgi|asgi|settings|urls|apps|__init__|__main__|conftest|config|[\w-]*conf)\.\w+$|(?:^|\/)(?:plugins|routes|api|pages|controllers|autoload|bin|cmd)\//;

/**
 * The paths of the files that are part of the program: it is begun with them, or a file that is part of it names them in an import or a text. Code that
 * nobody calls proves nothing. Judged are JavaScript, Python and Go alone; elsewhere frameworks look through all classes.
 * @param started words of the commands that start it: `src/shop.js`, `shop.app:create`
 */
export function wiredPaths(code: Code, started: readonly string[]): ReadonlySet<string> {
  const byName = new Map<string, SourceFile[]>();
  for (const file of code.files) {
    const known = byName.get(nameIn(file));
    if (known) known.push(file);
    else byName.set(nameIn(file), [file]);
  }
  const begun = new Set(started.flatMap((word) => [...word.split(/[./:]/), nameOf(word).replace(/\.\w+$/, "")]));
  const wired = new Set(
    code.files.filter((file, _, { length }) => length === 1 || isBegunWith(file) || (file.family !== "go" && begun.has(nameIn(file)))),
  );
  // What is added while it is walked through is walked through as well.
  for (const file of wired)
    for (const word of file.found(wordsIn)) for (const named of byName.get(word) ?? []) if (named.family === file.family) wired.add(named);
  return new Set([...wired].map(({ path }) => path));
}

function isBegunWith({ family, path, skeleton }: SourceFile): boolean {
  if (family === "go") return /^package\s+main\b/m.test(skeleton);
  return (family !== "javascript" && family !== "python") || foundByName.test(path);
}

/** What others call a file: its name without its ending; its folder's in Go, where the files of a folder are one. */
function nameIn({ family, path }: SourceFile): string {
  return family === "go" ? nameOf(folderOf(path)) : nameOf(path).replace(/\.\w+$/, "");
}

/** The words of all imports and short texts of a file: "./health.js", "shop.health.urls". */
const wordsIn = ({ imports, masked, text }: SourceFile): readonly string[] => {
  const named = imports.flatMap(({ module, names }) => [module, ...names.values()]);
  const texts = masked.strings.flatMap(({ start, end }) => (end - start < 200 ? [text.slice(start, end)] : []));
  return [...new Set([...named, ...texts].flatMap((one) => [...one.split(/[./:]/), one.replace(/^.*\//, "").replace(/\.\w+$/, "")]))];
};
