import { sourcesOf } from "../../detection/environment.ts";
import { inFolder } from "../../workspace/paths.ts";
import { codeLines } from "../../workspace/project/source-lines.ts";
import type { Plan } from "../model.ts";

/** How a project writes its code: which language, which modules, and where. */
export interface Dialect {
  readonly isTypeScript: boolean;
  /** `import` and `export` are written, not `require`. */
  readonly isModule: boolean;
  /** The folder of the sources, relative to the workspace. */
  readonly folder: string;
  /** Of file names: `ts`, `js`, `mjs`. */
  readonly ending: string;
  /** What stands behind the path of another source file in an import. */
  readonly importEnding: string;
  /** A text where types are written, else nothing. */
  readonly type: (text: string) => string;
}

/** A place in the project's code. */
export interface CodePlace {
  readonly path: string;
  readonly line: number;
  readonly match: RegExpExecArray;
}

/** How the project of a plan writes its code, as its sources and settings show. */
export function dialectOf(plan: Plan): Dialect {
  const { workspace } = plan;
  const { folder } = plan.answers;
  const paths = sourcesOf(folder, workspace).filter((path) => /\.[cm]?[jt]sx?$/.test(path));
  const isTypeScript =
    paths.some((path) => /\.[cm]?tsx?$/.test(path)) || (paths.length === 0 && workspace.has(inFolder(folder, "tsconfig.json")) === true);
  const manifest = workspace.read(inFolder(folder, "package.json")) ?? "";
  const isPackageModule = /"type"\s*:\s*"module"/.test(manifest);
  const plain = paths.filter((path) => /\.[cm]?jsx?$/.test(path));
  const writesImports = plain.some((path) =>
    codeLines(workspace, path).some((line) => /^(?:import\s.*\bfrom\s*["']|import\s*["']|export\s)/.test(line)),
  );
  const isModule = isTypeScript || isPackageModule || writesImports;
  const needsEnding = !isTypeScript && isModule && !isPackageModule && plain.some((path) => path.endsWith(".mjs"));
  const ending = isTypeScript ? "ts" : needsEnding ? "mjs" : "js";
  const source = inFolder(folder, "src");
  return {
    isTypeScript,
    isModule,
    folder: paths.some((path) => path.startsWith(`${source}/`)) ? source : folder,
    ending,
    importEnding: isTypeScript ? importEnding(paths, plan) : `.${ending}`,
    type: (text) => (isTypeScript ? text : ""),
  };
}

/** As the sources write it; else as the compiler's settings want it. */
function importEnding(paths: readonly string[], { workspace, answers }: Plan): string {
  for (const path of paths.slice(0, 40)) {
    for (const line of codeLines(workspace, path)) {
      const written = /\bfrom\s*["']\.{1,2}\/[^"']*?(\.[jt]s)?["']/.exec(line);
      if (written) return written[1] ?? "";
    }
  }
  const settings = workspace.read(inFolder(answers.folder, "tsconfig.json")) ?? "";
  if (/"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/.test(settings)) return ".ts";
  return /"module(?:Resolution)?"\s*:\s*"node(?:16|18|20|next)"/i.test(settings) ? ".js" : "";
}

/** The first place in the sources where a line of code matches. */
export function findCode({ workspace, answers }: Plan, pattern: RegExp): CodePlace | undefined {
  for (const path of sourcesOf(answers.folder, workspace)) {
    for (const [index, line] of codeLines(workspace, path).entries()) {
      const match = pattern.exec(line);
      if (match) return { path, line: index + 1, match };
    }
  }
  return undefined;
}

/** One `import` of a file: names of values and of types. */
export interface Import {
  readonly from: string;
  readonly values?: readonly string[];
  /** Left out where no types are written. */
  readonly types?: readonly string[];
  readonly namespace?: string;
}

/** The head of a file: its imports in their order, each written as the dialect has it. */
export function importsOf({ isTypeScript, isModule }: Dialect, imports: readonly Import[]): string {
  return imports
    .flatMap(({ from, values = [], types = [], namespace }) => {
      if (namespace !== undefined)
        return isModule ? `import * as ${namespace} from "${from}";\n` : `const ${namespace} = require("${from}");\n`;
      const shown = isTypeScript ? types : [];
      if (values.length === 0) return shown.length === 0 ? [] : `import type { ${shown.join(", ")} } from "${from}";\n`;
      const names = [...shown.map((name) => ({ name, text: `type ${name}` })), ...values.map((name) => ({ name, text: name }))]
        .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
        .map(({ text }) => text);
      const list = names.join(", ").length > 90 ? `{\n${names.map((name) => `  ${name},\n`).join("")}}` : `{ ${names.join(", ")} }`;
      return isModule ? `import ${list} from "${from}";\n` : `const ${list.replaceAll(" as ", ": ")} = require("${from}");\n`;
    })
    .join("");
}

/** A whole file out of its parts; `export` is taken away where modules are not written so, and said at the end. */
export function codeFile(dialect: Dialect, imports: readonly Import[], parts: readonly string[]): string {
  const body = parts.filter((part) => part !== "").join("\n");
  const head = importsOf(dialect, imports);
  const whole = head === "" ? body : `${head}\n${body}`;
  if (dialect.isModule) return whole;
  const names = [...body.matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)].map((match) => match[1]);
  return `${whole.replaceAll(/^export /gm, "")}\nmodule.exports = { ${names.join(", ")} };\n`;
}

/** The name of a source file without its ending: the usual one, unless the project has such a file that is none of ours. */
export function freeName({ workspace }: Plan, { folder, ending }: Dialect, usual: string, otherwise: string, ours: string): string {
  const text = workspace.read(inFolder(folder, `${usual}.${ending}`));
  return text === undefined || text.includes(ours) ? usual : otherwise;
}

/** `src/server.ts:12`, for notes. */
export function placeName({ path, line }: { readonly path: string; readonly line: number }): string {
  return `\`${path}:${line}\``;
}
