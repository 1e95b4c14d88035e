import { Lazy } from "../../text/lazy.ts";
import { SourceText } from "../../text/source.ts";
import { type Import, importsOf } from "./imports.ts";
import { type Family, type Masked, mask } from "./lexer.ts";

/** An argument of a call. */
export interface Argument {
  readonly start: number;
  /** As it is written, without comments, trimmed. */
  readonly text: string;
  /** The same with strings emptied. */
  readonly skeleton: string;
  /** The plain string that it is; undefined for anything else, also for one that a value is put into. */
  readonly string: string | undefined;
}

/** A call: `app.use(helmet())`, `@Injectable()`, `#[derive(Debug)]` or `cors.New(options)`. */
export interface Call {
  readonly file: SourceFile;
  /** What is called, without blanks: `app.use`, `slog.New`; of a call on a call's answer what stands behind it: `.catch`. */
  readonly callee: string;
  /** The last part of it: `use`. */
  readonly name: string;
  /** It stands as a decorator or annotation. */
  readonly isDecorator: boolean;
  readonly start: number;
  /** Behind the closing parenthesis. */
  readonly end: number;
  /** Counts from 1. */
  readonly line: number;
  readonly arguments: readonly Argument[];
}

/** A `catch`, `except` or `rescue` with its body. */
export interface Handler {
  readonly file: SourceFile;
  readonly line: number;
  /** What is caught, as it is written; "" for everything. */
  readonly caught: string;
  /** Nothing is done about it. */
  readonly isEmpty: boolean;
}

/** A place of a pattern. */
export interface Match {
  readonly file: SourceFile;
  readonly match: RegExpExecArray;
  /** Counts from 1. */
  readonly line: number;
}

const none: readonly never[] = [];

/** One source file as assessors see it: structure where the language has it, with comments and strings told from code. */
export class SourceFile extends Lazy {
  readonly path: string;
  readonly text: string;
  readonly family: Family;
  readonly #matches = new Map<string, readonly Match[]>();
  readonly #found = new Map<unknown, readonly unknown[]>();

  constructor(path: string, text: string, family: Family) {
    super();
    this.path = path;
    this.text = text;
    this.family = family;
  }

  get #source(): SourceText {
    return this.once("source", () => new SourceText(this.path, this.text));
  }

  get masked(): Masked {
    return this.once("masked", () => mask(this.text, this.family));
  }

  /** The text without comments; as long as the text. */
  get code(): string {
    return this.masked.code;
  }

  /** The text without comments and without what stands in strings; as long as the text. */
  get skeleton(): string {
    return this.masked.skeleton;
  }

  get imports(): readonly Import[] {
    return this.once("imports", () => importsOf(this));
  }

  get calls(): readonly Call[] {
    return this.once("calls", () => callsIn(this));
  }

  /** Where each bracket ends that is closed: the offset behind the one that closes it, by that of the one that opens it. */
  get closing(): ReadonlyMap<number, number> {
    return this.once("closing", () => bracketsIn(this.skeleton));
  }

  /** Handlers of exceptions. */
  get handlers(): readonly Handler[] {
    return this.once("handlers", () => handlersIn(this));
  }

  /** Where a pattern with the flag `g` matches in the code, or in the skeleton. Looked for once: most files stay as they are. */
  matching(pattern: RegExp, text: "skeleton" | "code"): readonly Match[] {
    const key = `${text} ${pattern.flags} ${pattern.source}`;
    let known = this.#matches.get(key);
    if (!known) {
      const found = [...this[text].matchAll(pattern)];
      known =
        found.length === 0 ? none : found.map((match) => ({ file: this, match, line: this.lineOf(match.index + match[0].search(/\S|$/)) }));
      this.#matches.set(key, known);
    }
    return known;
  }

  /** What a function finds in the file, found once; it is defined at module level, and asks nothing but the file. */
  found<T>(find: (file: SourceFile) => readonly T[]): readonly T[] {
    let known = this.#found.get(find);
    if (!known) {
      known = find(this);
      this.#found.set(find, known.length === 0 ? none : known);
    }
    return known as readonly T[];
  }

  /** Counts from 1. */
  lineOf(offset: number): number {
    return this.#source.lineOf(offset) + 1;
  }

  /** The place of a span of the file. */
  placeOf(offset: number): { readonly path: string; readonly line: number } {
    return { path: this.path, line: this.lineOf(offset) };
  }
}

/** Words before a parenthesis that call nothing. */
const noCalls =
  /^(?:if|for|while|switch|catch|return|function|func|fn|def|with|in|and|or|not|elif|except|class|new|await|throw|typeof|match|using|lock|foreach|unless|yield|assert|lambda|async|super|import|go|defer|select|case|else|elsif|rescue|when|is|as)$/;
const definition = /\b(?:function\s*\*?|func(?:\s*\([^()]*\))?|fn|def|fun|class|interface|record)\s+$/;

/** The longest callee that is read, in characters. */
const longestCallee = 300;

function callsIn(file: SourceFile): readonly Call[] {
  const { skeleton, family } = file;
  const hasMethods = family !== "python" && family !== "ruby";
  const calls: Call[] = [];
  for (let paren = skeleton.indexOf("("); paren >= 0; paren = skeleton.indexOf("(", paren + 1)) {
    const found = calleeBefore(skeleton, paren, family);
    if (!found) continue;
    const { written, start, isDecorator } = found;
    const callee = /^[\w$.:]+$/.test(written) ? written : written.replace(/\s+/g, "").replace(/\?\.|->|!\./g, ".");
    if (noCalls.test(callee) || definition.test(skeleton.slice(Math.max(0, start - 60), start))) continue;
    const one = new WrittenCall(file, callee, isDecorator, start, paren);
    // A method of a class: what follows is its body.
    if (hasMethods && callee === one.name && isMethodDefinition(skeleton, one)) continue;
    calls.push(one);
  }
  return calls;
}

/** There are many of them: what few ask for is worked out when it is asked for. */
class WrittenCall implements Call {
  readonly file: SourceFile;
  readonly callee: string;
  readonly isDecorator: boolean;
  readonly start: number;
  /** The offset of the opening parenthesis. */
  readonly #open: number;
  #arguments: readonly Argument[] | undefined;

  constructor(file: SourceFile, callee: string, isDecorator: boolean, start: number, open: number) {
    this.file = file;
    this.callee = callee;
    this.isDecorator = isDecorator;
    this.start = start;
    this.#open = open;
  }

  get name(): string {
    return this.callee.slice(Math.max(this.callee.lastIndexOf("."), this.callee.lastIndexOf(":")) + 1);
  }

  get line(): number {
    return this.file.lineOf(this.start);
  }

  get end(): number {
    return this.file.closing.get(this.#open) ?? this.file.skeleton.length;
  }

  get arguments(): readonly Argument[] {
    const [from, to] = [this.#open + 1, this.end - 1];
    this.#arguments ??= argumentsIn(this.file, from, to, commasIn(this.file.skeleton, from, to, this.file.closing));
    return this.#arguments;
  }
}

/** What stands before a parenthesis and is called by it: names with what joins them, type arguments left out. */
function calleeBefore(
  skeleton: string,
  paren: number,
  family: Family,
): { readonly written: string; readonly start: number; readonly isDecorator: boolean } | undefined {
  const limit = Math.max(0, paren - longestCallee);
  let end = withoutBlanks(skeleton, paren, limit);
  if (skeleton[end - 1] === ">") {
    const generic = /(?:::)?<[\w\s,.<>[\]|:]{1,80}>$/.exec(skeleton.slice(Math.max(limit, end - 90), end));
    if (generic) end = withoutBlanks(skeleton, end - generic[0].length, limit);
  }
  if (skeleton[end - 1] === "!" && (family === "rust" || family === "javascript")) end--;
  let start = end;
  for (;;) {
    const name = start;
    while (start > limit && /[\w$]/.test(skeleton[start - 1] as string)) start--;
    if (start === name) break;
    const before = withoutBlanks(skeleton, start, limit);
    const joint = /(?:\?\.|!\.|\.|::|->)$/.exec(skeleton.slice(Math.max(limit, before - 2), before));
    if (!joint) break;
    start = before - joint[0].length;
  }
  const written = skeleton.slice(start, end);
  if (written === "" || /^\d/.test(written)) return undefined;
  const isDecorator = skeleton[start - 1] === "@" || /#\[\s{0,8}$/.test(skeleton.slice(Math.max(0, start - 10), start));
  return { written, start, isDecorator };
}

function withoutBlanks(text: string, end: number, limit: number): number {
  let at = end;
  while (at > limit && /\s/.test(text[at - 1] as string)) at--;
  return at;
}

function bracketsIn(skeleton: string): ReadonlyMap<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < skeleton.length; at++) {
    const character = skeleton[at];
    if (character === "(" || character === "[" || character === "{") open.push(at);
    else if (character === ")" || character === "]" || character === "}") {
      const last = open.pop();
      if (last !== undefined) closing.set(last, at + 1);
    }
  }
  return closing;
}

/** The commas between two offsets that stand in no bracket. */
function commasIn(skeleton: string, from: number, to: number, closing: ReadonlyMap<number, number>): readonly number[] {
  const commas: number[] = [];
  for (let at = from; at < to; at++) {
    const character = skeleton[at];
    if (character === ",") commas.push(at);
    else if (character === "(" || character === "[" || character === "{") at = (closing.get(at) ?? to) - 1;
  }
  return commas;
}

/** `name(…) {` at the beginning of a line that ends no statement: a method in a class or an object. */
function isMethodDefinition(skeleton: string, call: Call): boolean {
  return (
    methodStart.test(skeleton.slice(Math.max(0, call.start - 120), call.start)) &&
    /^\s*(?::\s*[\w<>[\]|., ]+|->\s*[\w:<>&, ]+|throws [\w, .]+)?\s*\{/.test(skeleton.slice(call.end, call.end + 120))
  );
}

const methodStart =
  /(?:^|[\n;{}])\s*(?:(?:public|private|protected|static|async|override|readonly|final|abstract|get|set|internal|virtual|suspend|[\w<>[\]?]+)\s+)*\*?$/;

function argumentsIn(file: SourceFile, from: number, to: number, commas: readonly number[]): readonly Argument[] {
  const ends = [...commas, to];
  let start = from;
  const all: Argument[] = [];
  for (const end of ends) {
    const code = file.code.slice(start, end);
    const text = code.trim();
    if (text !== "") {
      const at = start + (code.length - code.trimStart().length);
      all.push({ start: at, text, skeleton: file.skeleton.slice(start, end).trim(), string: plainString(text, at, file) });
    }
    start = end + 1;
  }
  return all;
}

/** The string that an argument is, and nothing beside it. */
function plainString(text: string, at: number, { masked: { strings }, text: source }: SourceFile): string | undefined {
  if (!/^[\w@]{0,2}["'`]/.test(text) || !/["'`]#*$/.test(text)) return undefined;
  const first = firstBehind(strings, at);
  const [own, other] = [strings[first], strings[first + 1]];
  if (!own || own.start > at + text.length || (other && other.start <= at + text.length)) return undefined;
  if (own.isInterpolated || /^\w*f/i.test(text)) return undefined;
  return source.slice(own.start, own.end);
}

/** The index of the first string that begins behind an offset. */
function firstBehind(strings: Masked["strings"], offset: number): number {
  let [low, high] = [0, strings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((strings[middle] as { start: number }).start <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function handlersIn(file: SourceFile): readonly Handler[] {
  const { skeleton, family } = file;
  if (family === "python") {
    return [...skeleton.matchAll(/^([ \t]*)except\b\s*\*?([^:\n]*):([^\n]*)((?:\n(?:\1[ \t]+[^\n]*|[ \t]*(?=\n)))*)/gm)].map((match) => {
      const body = `${match[3]}\n${match[4]}`.trim();
      return {
        file,
        line: file.lineOf(match.index + (match[1]?.length ?? 0)),
        caught: (match[2] ?? "").replace(/\s+as\s+\w+\s*$/, "").trim(),
        isEmpty: /^(?:pass|\.\.\.|continue)?$/.test(body),
      };
    });
  }
  const handlers: Handler[] = [];
  for (const match of skeleton.matchAll(/\bcatch\b\s*(?:\(([^()]*)\))?\s*(?:when\s*\([^()]*\)\s*)?\{/g)) {
    const open = match.index + match[0].length;
    const end = file.closing.get(open - 1) ?? skeleton.length;
    // A comment in it says why nothing is done.
    const isEmpty = file.text.slice(open, end - 1).trim() === "";
    handlers.push({ file, line: file.lineOf(match.index), caught: match[1]?.trim() ?? "", isEmpty });
  }
  return handlers;
}
