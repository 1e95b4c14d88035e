import { nameOf } from "../../workspace/paths.ts";
import { mayBeForProduction } from "../places.ts";
import type { Code } from "./code.ts";
import { importOf } from "./imports.ts";
import type { Call, SourceFile } from "./source-file.ts";

/** A place where something of a module is put to work: called, or handed to a call. */
export interface Use {
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  readonly module: string;
  /** What it is in the module: "" for the module itself, `default`, or a path of names. */
  readonly member: string;
  /** As the file calls it: `helmet`, `prom.collectDefaultMetrics`. */
  readonly name: string;
  /** The call of it, or the one that it is handed to: `app.register(helmet, options)`. */
  readonly call: Call;
  /** Its own arguments: of the call, or what is handed over beside it. */
  readonly options: Call["arguments"];
  readonly isHandedOver: boolean;
}

/** Where a module whose whole name matches is put to work: `helmet()`, `app.register(helmet)`, `add_middleware(CORSMiddleware, …)`, `app.use(require("cors")())`. Not what is for development alone. */
export function usesOf(code: Code, module: RegExp): readonly Use[] {
  return code
    .importing(module)
    .filter(({ path }) => mayRunInProduction(path))
    .flatMap((file) => usesIn(file, module));
}

/** Whether a source may run in production, by its path: the folder of the service says nothing, as all of it may stand in one for examples. */
export function mayRunInProduction(path: string): boolean {
  return mayBeForProduction(nameOf(path)) && !/(?:^|[/._-])(?:mocks?|stubs?|fakes?|msw|mock-?server)(?:[/._-]|$)/i.test(path);
}

function usesIn(file: SourceFile, module: RegExp): readonly Use[] {
  const imports = file.imports.filter((one) => module.test(one.module));
  if (imports.length === 0) return [];
  const found: Use[] = [];
  const add = (call: Call, name: string, options: Call["arguments"], isHandedOver: boolean) => {
    const one = importOf(name, imports);
    if (!one || isForDevelopment(file, call.start)) return;
    found.push({ ...file.placeOf(call.start), module: one.from.module, member: one.member, name, call, options, isHandedOver });
  };
  for (const call of file.calls) {
    add(call, call.callee, call.arguments, false);
    const [given, ...others] = call.arguments;
    const inline = /^(?:await\s+)?(?:require|import)\(\s*["'`]([^"'`]+)["'`]\s*\)/.exec(given?.text ?? "")?.[1];
    if (given && inline !== undefined && module.test(inline) && !isForDevelopment(file, call.start))
      found.push({
        ...file.placeOf(call.start),
        module: inline,
        member: "default",
        name: inline,
        call,
        options: others,
        isHandedOver: true,
      });
    for (const [at, { text }] of call.arguments.entries()) {
      if (/^[A-Za-z_$][\w$]*(?:(?:\.|::)[A-Za-z_$][\w$]*)*$/.test(text)) add(call, text, call.arguments.slice(at + 1), true);
    }
  }
  return found;
}

/** Whether what stands at an offset runs on the machines of developers and tests alone, as the conditions around it say, or may do so. */
export function isForDevelopment(file: SourceFile, offset: number): boolean {
  return conditionsAround(file, offset).some(
    (text) =>
      /\belse\s*:?\s*$|!==?\s*["'`]prod|(?:!\s*|\bnot\s+)[\w.]*prod/i.test(text) ||
      // What is denied is not so: `if not settings.DEBUG`.
      /(?:\b|_|\.)(?:is)?_?(?:dev|debug|local|test(?:ing)?)(?:elopment|_mode)?\b|IsDevelopment\(/i.test(
        text.replace(/(?:!(?!=)\s*|\bnot\s+)[\w.]+/g, ""),
      ),
  );
}

/** The heads of the blocks around an offset, and what stands before it in its own statement: `if (config.env !== "production")`. */
function conditionsAround(file: SourceFile, offset: number): readonly string[] {
  return file.family === "python" ? conditionsByIndent(file, offset) : conditionsByBraces(file, offset);
}

function conditionsByIndent({ code }: SourceFile, offset: number): readonly string[] {
  const lines = code.slice(0, offset).split("\n");
  const own = lines.at(-1) ?? "";
  let indent = own.length - own.trimStart().length;
  const heads: string[] = [];
  for (let at = lines.length - 2; at >= 0 && indent > 0; at--) {
    const line = lines[at] as string;
    const column = line.length - line.trimStart().length;
    if (line.trim() === "" || column >= indent) continue;
    indent = column;
    if (/^\s*(?:if|elif|else)\b/.test(line)) heads.push(line.trim());
  }
  return heads;
}

/** As many blocks are looked at from the inside out. */
const maximumBlocks = 12;

function conditionsByBraces({ code, skeleton }: SourceFile, offset: number): readonly string[] {
  const heads: string[] = [];
  let end = offset;
  for (let block = 0; block < maximumBlocks && end > 0; block++) {
    const start = statementStart(skeleton, end);
    const head = code.slice(start, end).trim();
    if (/\bif\s*\(|\belse\s*$|\bif\s+\S|&&\s*$|\?\s*$/.test(head)) heads.push(head);
    end = openBraceBefore(skeleton, start);
  }
  return heads;
}

/** Where the statement begins that holds what ends at an offset: behind `;`, `{` or `}` outside of brackets. */
function statementStart(skeleton: string, end: number): number {
  let depth = 0;
  for (let at = end - 1; at >= 0 && end - at < 2_000; at--) {
    const character = skeleton[at];
    if (character === ")" || character === "]") depth++;
    else if (character === "(" || character === "[") depth = Math.max(0, depth - 1);
    else if (depth === 0 && (character === ";" || character === "{" || character === "}")) return at + 1;
    else if (depth === 0 && character === "\n" && endsStatement(skeleton.slice(Math.max(0, at - 400), at))) return at + 1;
  }
  return Math.max(0, end - 2_000);
}

/** Whether a line that ends without `;` ends a statement all the same, and is no condition that waits for its statement. */
function endsStatement(before: string): boolean {
  if (!/[\w)\]"'`]\s*$/.test(before) || /\belse\s*$/.test(before)) return false;
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const open = line.search(/\bif\s*\(/);
  if (open < 0) return true;
  let depth = 0;
  for (let at = line.indexOf("(", open); at < line.length; at++) {
    if (line[at] === "(") depth++;
    else if (line[at] === ")" && --depth === 0) return line.slice(at + 1).trim() !== "";
  }
  return false;
}

function openBraceBefore(skeleton: string, from: number): number {
  let depth = 0;
  for (let at = from - 1; at >= 0; at--) {
    if (skeleton[at] === "}") depth++;
    else if (skeleton[at] === "{" && depth-- === 0) return at;
  }
  return -1;
}
