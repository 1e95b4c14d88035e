import type { Span } from "../../text/span.ts";

/*
 * Variables in the values of Compose files, as compose-go 2 replaces them. What follows from its pattern: a name is ASCII letters, digits and `_`;
 * a `$` before anything but `$`, `{` or a name stands for itself (`$1`, `$(date)`, a `$` at the end), whereas version 1 refused it; `${` must be
 * followed by a name and then `}` or an operator, or the file is refused; an operand ends at its line.
 * Source: https://github.com/compose-spec/compose-go/blob/v2.4.0/template/template.go.
 */

/** What is known of a variable: its value, null where it is known not to be set, undefined where neither is known. */
export type Lookup = (name: string) => string | null | undefined;

export type Operator = ":-" | "-" | ":?" | "?" | ":+" | "+";

export interface TextPart {
  readonly kind: "text";
  readonly span: Span;
}

/** `$$`, which stands for one `$`. */
export interface EscapePart {
  readonly kind: "escape";
  readonly span: Span;
}

/** `$NAME`, `${NAME}`, `${NAME:-default}` and the like. */
export interface VariablePart {
  readonly kind: "variable";
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly isBraced: boolean;
  readonly operator: Operator | undefined;
  /** What follows the operator: a default, a message or a replacement. */
  readonly operand: Interpolations | undefined;
}

/** What Compose refuses: `${`, `${}`, `${1A}`, `${A`, `${A!}`. */
export interface InvalidPart {
  readonly kind: "invalid";
  readonly span: Span;
  /** The name that it starts with, where there is one. */
  readonly name: string | undefined;
  readonly nameSpan: Span | undefined;
}

export type InterpolationPart = TextPart | EscapePart | VariablePart | InvalidPart;

/** Nobody nests deeper; what does is taken for text, so that no text can exhaust the stack. */
const deepest = 40;

/** The variables in a text, which is a value as YAML gives it. Spans are offsets into that text. */
export function readInterpolations(text: string): Interpolations {
  return read(text, 0, text.length, 0);
}

/** A text without variables as Compose gives it on: `$$` is one `$`. */
export function unescapeDollars(text: string): string {
  return text.includes("$$") ? text.replaceAll("$$", () => "$") : text;
}

/** A text, or an operand in it, divided into what stands for itself and what Compose replaces. */
export class Interpolations {
  /** Where it stands in the text that was read. */
  readonly span: Span;
  /** In order and without gaps; none for an empty text. */
  readonly parts: readonly InterpolationPart[];
  readonly #text: string;
  #variables: readonly VariablePart[] | undefined;
  #invalid: readonly InvalidPart[] | undefined;

  constructor(text: string, span: Span, parts: readonly InterpolationPart[]) {
    this.#text = text;
    this.span = span;
    this.parts = parts;
  }

  /** As it is written. */
  get raw(): string {
    return this.#text.slice(this.span.start, this.span.end);
  }

  get hasVariables(): boolean {
    return this.parts.some(({ kind }) => kind === "variable");
  }

  /** All variables in the order in which they are written, those in operands included. */
  get variables(): readonly VariablePart[] {
    this.#variables ??= this.parts.flatMap((part) => (part.kind === "variable" ? [part, ...(part.operand?.variables ?? [])] : []));
    return this.#variables;
  }

  /** The names of all variables, each once. */
  get names(): readonly string[] {
    return [...new Set(this.variables.map(({ name }) => name))];
  }

  /** What Compose refuses, in operands as well. */
  get invalid(): readonly InvalidPart[] {
    this.#invalid ??= this.parts.flatMap((part) =>
      part.kind === "invalid" ? [part] : part.kind === "variable" ? (part.operand?.invalid ?? []) : [],
    );
    return this.#invalid;
  }

  /**
   * The value for these variables; undefined where it hangs on one that is not known, lacks a required one, or has something invalid.
   * `assumesDefaults`: a variable that is not known is taken for one that is not set, where the text says what holds then.
   */
  resolve(lookup: Lookup, assumesDefaults = false): string | undefined {
    // A variable that is set does not save an operand that is invalid.
    if (this.invalid.length > 0) return undefined;
    let value = "";
    for (const part of this.parts) {
      const piece = this.valueOf(part, lookup, assumesDefaults);
      if (piece === undefined) return undefined;
      value += piece;
    }
    return value;
  }

  /** The value where nobody sets a variable that has a default; undefined where one has none. */
  get defaultValue(): string | undefined {
    return this.resolve(() => undefined, true);
  }

  /** What one of the parts gives, as with `resolve`. */
  valueOf(part: InterpolationPart, lookup: Lookup, assumesDefaults = false): string | undefined {
    if (part.kind === "text") return this.#text.slice(part.span.start, part.span.end);
    if (part.kind === "escape") return "$";
    return part.kind === "variable" ? valueOfVariable(part, lookup, assumesDefaults) : undefined;
  }
}

function valueOfVariable({ name, operator, operand }: VariablePart, lookup: Lookup, assumesDefaults: boolean): string | undefined {
  const hasAlternative = operator !== undefined && !operator.endsWith("?");
  const found = lookup(name);
  const value = found === undefined && assumesDefaults && hasAlternative ? null : found;
  if (value === undefined) return undefined;
  // Compose warns of a variable that is not set, and goes on with an empty text.
  if (operator === undefined || !operand) return value ?? "";
  const counts = value !== null && (value !== "" || !operator.startsWith(":"));
  if (operator.endsWith("+")) return counts ? operand.resolve(lookup, assumesDefaults) : (value ?? "");
  if (counts) return value;
  return hasAlternative ? operand.resolve(lookup, assumesDefaults) : undefined;
}

const namePattern = /[a-z_][a-z0-9_]*/iy;
const operatorPattern = /:?[-?+]/y;
const invalidPattern = /\$\{[^{}$\n]*\}/y;

function matchAt(pattern: RegExp, text: string, offset: number, end: number): string | undefined {
  pattern.lastIndex = offset;
  const found = pattern.exec(text)?.[0];
  return found !== undefined && offset + found.length <= end ? found : undefined;
}

function read(text: string, start: number, end: number, depth: number): Interpolations {
  const parts: InterpolationPart[] = [];
  const reader = new LineReader(text, end);
  let pending = start;
  for (let dollar = depth > deepest ? -1 : text.indexOf("$", start); dollar >= 0 && dollar < end; ) {
    const part = readPart(text, dollar, end, depth, reader);
    if (part) {
      if (pending < dollar) parts.push({ kind: "text", span: { start: pending, end: dollar } });
      parts.push(part);
      pending = part.span.end;
    }
    dollar = text.indexOf("$", part ? part.span.end : dollar + 1);
  }
  if (pending < end) parts.push({ kind: "text", span: { start: pending, end } });
  return new Interpolations(text, { start, end }, parts);
}

/** What begins with the `$` at an offset; undefined where that stands for itself. */
function readPart(text: string, dollar: number, end: number, depth: number, reader: LineReader): InterpolationPart | undefined {
  const next = dollar + 1 < end ? text.charAt(dollar + 1) : "";
  if (next === "$") return { kind: "escape", span: { start: dollar, end: dollar + 2 } };
  const isBraced = next === "{";
  const nameStart = dollar + (isBraced ? 2 : 1);
  // Cut off where an operand ends, which may be within a name only if the text is invalid further out.
  const name = matchAt(namePattern, text, nameStart, end);
  if (!isBraced && name === undefined) return undefined;
  const nameSpan = name === undefined ? undefined : { start: nameStart, end: nameStart + name.length };
  if (nameSpan && name !== undefined) {
    const variable = { kind: "variable", name, nameSpan, isBraced } as const;
    const { end: after } = nameSpan;
    if (!isBraced) return { ...variable, span: { start: dollar, end: after }, operator: undefined, operand: undefined };
    if (after < end && text.charAt(after) === "}")
      return { ...variable, span: { start: dollar, end: after + 1 }, operator: undefined, operand: undefined };
    const operator = matchAt(operatorPattern, text, after, end) as Operator | undefined;
    const close = operator === undefined ? -1 : reader.closing(dollar, after + (operator?.length ?? 0));
    if (operator !== undefined && close >= 0) {
      const operand = read(text, after + operator.length, close, depth + 1);
      return { ...variable, span: { start: dollar, end: close + 1 }, operator, operand };
    }
  }
  const whole = matchAt(invalidPattern, text, dollar, end);
  return {
    kind: "invalid",
    span: { start: dollar, end: whole === undefined ? (nameSpan?.end ?? nameStart) : dollar + whole.length },
    name,
    nameSpan,
  };
}

/** Finds closing braces in a text up to an end, without looking at a stretch that has none again and again. */
class LineReader {
  readonly #text: string;
  readonly #end: number;
  #line: Span = { start: 0, end: 0 };
  /** There is no closing brace from here up to the end of the line. */
  #noBraceFrom = Number.POSITIVE_INFINITY;

  constructor(text: string, end: number) {
    this.#text = text;
    this.#end = end;
  }

  /**
   * The brace that closes the variable at `dollar`, whose operand starts at `from`; -1 where the line has none. Opening braces count wherever they
   * stand, but for one behind another; where they do not come out even, the last closing brace of the line is taken, all as Compose does it.
   */
  closing(dollar: number, from: number): number {
    const text = this.#text;
    if (dollar >= this.#line.end) {
      const lineBreak = text.indexOf("\n", dollar);
      this.#line = { start: dollar, end: lineBreak < 0 ? this.#end : Math.min(lineBreak, this.#end) };
      this.#noBraceFrom = Number.POSITIVE_INFINITY;
    }
    if (from >= this.#noBraceFrom) return -1;
    let open = 0;
    let last = -1;
    for (let i = dollar; i < this.#line.end; i++) {
      const character = text.charCodeAt(i);
      if (character === 125) {
        last = i;
        if (--open === 0) return i;
      } else if (character === 123) {
        open++;
        i++;
        if (i < this.#line.end && i >= from && text.charCodeAt(i) === 125) last = i;
      }
    }
    this.#noBraceFrom = Math.max(last, dollar) + 1;
    return last;
  }
}
