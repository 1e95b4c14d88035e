import type { SourceFile } from "./source-file.ts";

/** What a source file takes from a module. */
export interface Import {
  readonly file: SourceFile;
  /** As it is written: `express`, `./app`, `github.com/gin-contrib/cors`, `slowapi.util`, `org.slf4j.LoggerFactory`. */
  readonly module: string;
  /** By what the file calls it, with what it is in the module: "" for the module itself, `default` for its default. */
  readonly names: ReadonlyMap<string, string>;
  /** Counts from 1. */
  readonly line: number;
}

/** Where a name that a file uses comes from among some of its imports, and what it is in that module: `limit.Store` of `import * as limit`. */
export function importOf(name: string, imports: readonly Import[]): { readonly from: Import; readonly member: string } | undefined {
  const [first = "", ...rest] = name.split(/\.|::/);
  const from = imports.find(({ names }) => names.has(first));
  return from && { from, member: [from.names.get(first), ...rest].filter((part) => part !== "").join(".") };
}

type Reader = (file: SourceFile) => readonly Import[];

/** The imports of a file, in its order. */
export function importsOf(file: SourceFile): readonly Import[] {
  return readers[file.family](file).toSorted((a, b) => a.line - b.line);
}

function importAt(file: SourceFile, offset: number, module: string, names: Iterable<readonly [string, string]>): Import {
  return { file, module, names: new Map(names), line: file.lineOf(offset) };
}

/** The code where the skeleton has the same word: not in a string. */
function isCode(file: SourceFile, offset: number): boolean {
  return file.skeleton[offset] === file.code[offset];
}

const javascript: Reader = (file) => {
  const found: Import[] = [];
  const add = (match: RegExpExecArray, module: string, names: Iterable<readonly [string, string]>) => {
    if (isCode(file, match.index)) found.push(importAt(file, match.index, module, names));
  };
  for (const match of file.code.matchAll(
    /\bimport\s+(?!type\b\s*[{*])(?:([\w$]+)\s*,?\s*)?(?:\*\s*as\s+([\w$]+)\s*|\{([^}]{0,5000})\}\s*)?from\s*["']([^"'\n]+)["']/g,
  )) {
    const [, whole, all, some, module = ""] = match;
    add(match, module, [
      ...(whole === undefined ? [] : [[whole, "default"] as const]),
      ...(all === undefined ? [] : [[all, ""] as const]),
      ...namesIn(some ?? "", /\s+as\s+/),
    ]);
  }
  for (const match of file.code.matchAll(/\bimport\s*["']([^"'\n]+)["']/g)) add(match, match[1] ?? "", []);
  for (const match of file.code.matchAll(
    /\b(?:const|let|var|import)\s+(?:([\w$]+)|\{([^}]{0,5000})\})\s*(?::\s*[\w.]+\s*)?=\s*(?:await\s+import|require)\(\s*["'`]([^"'`\n]+)["'`]\s*\)\s*(?:\.([\w$]+))?/g,
  )) {
    const [, whole, some, module = "", member] = match;
    add(match, module, whole === undefined ? namesIn(some ?? "", /\s*:\s*/) : [[whole, member ?? "default"]]);
  }
  // `app.use(require("helmet")())`
  for (const match of file.code.matchAll(/\brequire\(\s*["'`]([^"'`\n]+)["'`]\s*\)/g)) {
    if (!found.some(({ line, module }) => module === match[1] && line === file.lineOf(match.index))) add(match, match[1] ?? "", []);
  }
  return found;
};

/** `a, b as c` or `a, b: c`: what the file calls them, by what they are. */
function namesIn(text: string, between: RegExp): readonly (readonly [string, string])[] {
  return text.split(",").flatMap((part) => {
    const [name = "", own] = part
      .trim()
      .replace(/^type\s+/, "")
      .split(between);
    const given = (own ?? name).replace(/=.*$/, "").trim();
    return given === "" ? [] : [[given, name.trim()] as const];
  });
}

const python: Reader = (file) => {
  const found: Import[] = [];
  for (const match of file.skeleton.matchAll(/^[ \t]*from\s+([.\w]+)\s+import\s+(?:\(([^)]{0,5000})\)|([^\n;(]+))/gm))
    found.push(
      importAt(
        file,
        match.index + match[0].search(/\S/),
        match[1] ?? "",
        namesIn((match[2] ?? match[3] ?? "").replace(/\\\n/g, " "), /\s+as\s+/),
      ),
    );
  for (const match of file.skeleton.matchAll(/^[ \t]*import\s+([^\n;(]+)/gm)) {
    for (const [own, module] of namesIn(match[1] ?? "", /\s+as\s+/))
      found.push(importAt(file, match.index + match[0].search(/\S/), module, [[own, ""]]));
  }
  return found;
};

const go: Reader = (file) => {
  const found: Import[] = [];
  const add = (text: string, base: number) => {
    for (const match of text.matchAll(/(?:([\w.]+)[ \t]+)?["`]([^"`\n]+)["`]/g)) {
      const [, own, module = ""] = match;
      const last = module.replace(/\/v\d+$/, "").replace(/\.v\d+$/, "");
      const name = own ?? last.slice(last.lastIndexOf("/") + 1).replace(/^go-|-go$/g, "");
      found.push(importAt(file, base + match.index, module, [[name, ""]]));
    }
  };
  for (const match of file.code.matchAll(/^import\s*\(([^)]{0,20000})\)/gm)) add(match[1] ?? "", match.index + match[0].indexOf("(") + 1);
  for (const match of file.code.matchAll(/^import\s+((?:[\w.]+[ \t]+)?"[^"\n]+")/gm))
    add(match[1] ?? "", match.index + match[0].length - (match[1]?.length ?? 0));
  return found;
};

/** `import a.b.C;`, `using A.B;`, `use a::b::{C, D};`, `use A\B\C;`: the last part is what the file calls it. */
const byStatement =
  (pattern: RegExp): Reader =>
  (file) =>
    [...file.skeleton.matchAll(pattern)].map((match) => {
      const module = (match[1] ?? "").replace(/\s+/g, "");
      const own = match[2] ?? module.split(/[.\\]|::/).at(-1) ?? module;
      return importAt(file, match.index + match[0].search(/\S/), module, /^[\w*]+$/.test(own) ? [[own, ""]] : []);
    });

/** `require "sidekiq"`; constants are there by themselves. */
const ruby: Reader = (file) =>
  [...file.code.matchAll(/^[ \t]*require(?:_relative)?[ \t(]+["']([^"'\n]+)["']/gm)].map((match) =>
    importAt(file, match.index + match[0].search(/\S/), match[1] ?? "", []),
  );

const readers: Readonly<Record<SourceFile["family"], Reader>> = {
  javascript,
  python,
  go,
  jvm: byStatement(/^[ \t]*import\s+(?:static\s+)?([\w.*]+)(?:\s+as\s+(\w+))?/gm),
  csharp: byStatement(/^[ \t]*(?:global\s+)?using\s+(?:static\s+)?([\w.]+)\s*;/gm),
  rust: byStatement(/^[ \t]*(?:pub\s+)?use\s+([\w:{},\s*]{1,2000}?)(?:\s+as\s+(\w+))?\s*;/gm),
  ruby,
  php: byStatement(/^[ \t]*use\s+([\w\\]+)(?:\s+as\s+(\w+))?\s*;/gm),
};
