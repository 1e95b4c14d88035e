import { folderOf, nameOf } from "../../workspace/paths.ts";
import type { Code } from "./code.ts";
import type { SourceFile } from "./source-file.ts";

/** Files that a program begins with, that frameworks find by their names, and folders whose files are loaded as they stand. */
const foundByName =
  /(?:^|\/)(?:index|main|app|application|server|start|worker|bootstrap|instrumentation|www|route|middleware|proxy|manage|wsgi|asgi|settings|urls|apps|__init__|__main__|conftest|config|[\w-]*conf)\.\w+$|(?:^|\/)(?:plugins|routes|api|pages|controllers|autoload|bin|cmd)\//;

/**
 * Whether a file is part of the program: it is begun with, or a file that is part of it names it in an import or a text. Code that nobody calls proves
 * nothing. Asked of JavaScript, Python and Go alone; elsewhere frameworks look through all classes.
 */
export function isWired(file: SourceFile, { files }: Code): boolean {
  const seen = new Set<SourceFile>();
  const isPart = (one: SourceFile): boolean => {
    if (isBegunWith(one)) return true;
    seen.add(one);
    const names = namerOf(one);
    return files.some((other) => !seen.has(other) && other.family === one.family && names(other) && isPart(other));
  };
  return files.length === 1 || isPart(file);
}

function isBegunWith({ family, path, skeleton }: SourceFile): boolean {
  if (family === "go") return /^package\s+main\b/m.test(skeleton);
  return (family !== "javascript" && family !== "python") || foundByName.test(path);
}

/** Whether another file names this one; files of one package of Go are one. */
function namerOf(file: SourceFile): (other: SourceFile) => boolean {
  const folder = folderOf(file.path);
  if (file.family === "go")
    return (other) => folderOf(other.path) === folder || other.imports.some(({ module }) => module.endsWith(`/${nameOf(folder)}`));
  const stem = nameOf(file.path).replace(/\.\w+$/, "");
  const inTexts = new RegExp(`["'\`][^"'\`\\n]*\\b${stem.replace(/[^\w]/g, "\\$&")}\\b`);
  return (other) =>
    other.imports.some(({ module, names }) => module.split(/[./]/).includes(stem) || [...names.values()].includes(stem)) ||
    inTexts.test(other.code);
}
