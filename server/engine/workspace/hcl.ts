import type { Span } from "../text/span.ts";

/** A value of an HCL file, as far as it is written out: what is computed, or has something put into it, is unknown. */
export type HclValue =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly HclValue[] }
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, HclValue> }
  /** `written` is the text of a string into which something is put. */
  | { readonly kind: "unknown"; readonly written?: string };

/** `type "label" { name = value }`. */
export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly span: Span;
  readonly attributes: ReadonlyMap<string, HclValue>;
}

interface Token {
  readonly kind: "word" | "string" | "symbol" | "break" | "heredoc";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const maximumSize = 256 * 1024;
const unknown: HclValue = { kind: "unknown" };

/** The top-level blocks of an HCL file. Tolerant: what it does not understand it leaves out. Never throws. */
export function readHcl(text: string): readonly HclBlock[] {
  if (text.length > maximumSize) return [];
  return new Reader(tokens(text)).blocks();
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  const add = (kind: Token["kind"], end: number, value = text.slice(at, end)) => {
    found.push({ kind, text: value, start: at, end });
    at = end;
  };
  const lineEnd = (from: number) => {
    const end = text.indexOf("\n", from);
    return end < 0 ? text.length : end;
  };
  const word = /[\p{L}_][\p{L}\p{N}_-]*|\d[\w.]*/uy;
  const heredoc = /<<-?\s*([A-Za-z_]\w*)[^\n]*\n/y;
  while (at < text.length) {
    const character = text[at] as string;
    if (character === "\n") add("break", at + 1);
    else if (/\s/.test(character)) at++;
    else if (character === "#" || text.startsWith("//", at)) at = lineEnd(at);
    else if (text.startsWith("/*", at)) {
      const end = text.indexOf("*/", at + 2);
      at = end < 0 ? text.length : end + 2;
    } else if (character === '"') {
      const end = stringEnd(text, at);
      add("string", end, text.slice(at + 1, text[end - 1] === '"' && end - 1 > at ? end - 1 : end));
    } else {
      heredoc.lastIndex = at;
      const marker = heredoc.exec(text);
      if (marker) {
        let line = heredoc.lastIndex;
        while (line < text.length && text.slice(line, lineEnd(line)).trim() !== marker[1]) line = lineEnd(line) + 1;
        add("heredoc", Math.min(text.length, lineEnd(line)));
        continue;
      }
      word.lastIndex = at;
      const match = word.exec(text);
      if (match) add("word", word.lastIndex);
      else add("symbol", at + 1);
    }
  }
  return found;
}

/** Offset behind the quote that ends a string; quotes inside `${ }` do not. A string ends with its line where it is not closed. */
function stringEnd(text: string, start: number): number {
  let depth = 0;
  for (let i = start + 1; i < text.length; i++) {
    const character = text[i];
    if (character === "\n") return i;
    if (character === "\\") i++;
    else if ((character === "$" || character === "%") && text[i + 1] === "{" && text[i - 1] !== character) {
      depth++;
      i++;
    } else if (character === "}" && depth > 0) depth--;
    else if (character === '"' && depth === 0) return i + 1;
  }
  return text.length;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(all: readonly Token[]) {
    this.#tokens = all;
  }

  blocks(): HclBlock[] {
    const blocks: HclBlock[] = [];
    while (this.#at < this.#tokens.length) {
      const token = this.#next() as Token;
      if (token.kind !== "word") continue;
      const labels: string[] = [];
      while (this.#peek()?.kind === "string" || this.#peek()?.kind === "word") labels.push((this.#next() as Token).text);
      if (!this.#takes("{")) continue;
      const end = this.#tokens[this.#at - 2]?.end ?? token.end;
      blocks.push({ type: token.text, labels, span: { start: token.start, end }, attributes: this.#attributes() });
    }
    return blocks;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #takes(symbol: string): boolean {
    const token = this.#peek();
    if (token?.kind !== "symbol" || token.text !== symbol) return false;
    this.#at++;
    return true;
  }

  /** The attributes of a block, up to and including its `}`. */
  #attributes(): Map<string, HclValue> {
    const attributes = new Map<string, HclValue>();
    while (this.#at < this.#tokens.length && !this.#takes("}")) {
      const token = this.#next() as Token;
      if (token.kind !== "word" && token.kind !== "string") continue;
      if (this.#takes("=")) attributes.set(token.text, this.#value(0));
      else if (this.#takes("{")) this.#skipTo("}");
      else {
        while (this.#peek()?.kind === "string") this.#at++;
        if (this.#takes("{")) this.#skipTo("}");
      }
    }
    return attributes;
  }

  /** A value; where more than a literal stands there, all of it is taken and it is unknown. */
  #value(depth: number): HclValue {
    const start = this.#at;
    const value = this.#literal(depth);
    const after = this.#peek();
    const isEnd = after === undefined || after.kind === "break" || (after.kind === "symbol" && /[,}\]]/.test(after.text));
    if (value && isEnd) return value;
    this.#at = start;
    this.#skipExpression();
    return unknown;
  }

  #literal(depth: number): HclValue | undefined {
    const token = this.#next();
    if (!token || depth > 20) return undefined;
    if (token.kind === "string") {
      const isFixed = !/(?<![$%])[$%]\{/.test(token.text);
      return isFixed
        ? { kind: "text", text: token.text.replace(/([$%])\1\{/g, "$1{").replace(/\\(["\\])/g, "$1") }
        : { kind: "unknown", written: token.text };
    }
    if (token.kind === "word") return /^(?:true|false|\d[\d.]*)$/.test(token.text) ? { kind: "text", text: token.text } : unknown;
    if (token.kind === "symbol" && token.text === "[") return this.#list(depth);
    if (token.kind === "symbol" && token.text === "{") return this.#map(depth);
    return unknown;
  }

  #list(depth: number): HclValue {
    const items: HclValue[] = [];
    for (;;) {
      this.#skipBreaks();
      if (this.#at >= this.#tokens.length || this.#takes("]")) return { kind: "list", items };
      const before = this.#at;
      items.push(this.#value(depth + 1));
      this.#skipBreaks();
      this.#takes(",");
      if (this.#at === before) this.#at++;
    }
  }

  #map(depth: number): HclValue {
    const entries = new Map<string, HclValue>();
    for (;;) {
      this.#skipBreaks();
      if (this.#at >= this.#tokens.length || this.#takes("}")) return { kind: "map", entries };
      const key = this.#next() as Token;
      if ((key.kind === "word" || key.kind === "string") && (this.#takes("=") || this.#takes(":")))
        entries.set(key.text, this.#value(depth + 1));
      else if (key.kind === "symbol" && "([{".includes(key.text)) this.#skipTo(key.text === "(" ? ")" : key.text === "[" ? "]" : "}");
      this.#skipBreaks();
      this.#takes(",");
    }
  }

  #skipBreaks(): void {
    while (this.#peek()?.kind === "break") this.#at++;
  }

  /** Goes on behind the end of an expression: a line break, comma or closing bracket outside all brackets. */
  #skipExpression(): void {
    let depth = 0;
    for (; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at] as Token;
      if (token.kind === "break" && depth === 0) return;
      if (token.kind !== "symbol") continue;
      if ("([{".includes(token.text)) depth++;
      else if (")]}".includes(token.text) && depth-- === 0) return;
      else if (token.text === "," && depth === 0) return;
    }
  }

  /** Goes on behind the closing bracket, brackets inside considered. */
  #skipTo(closing: string): void {
    const opening = closing === "}" ? "{" : closing === "]" ? "[" : "(";
    for (let depth = 1; this.#at < this.#tokens.length && depth > 0; this.#at++) {
      const token = this.#tokens[this.#at] as Token;
      if (token.kind !== "symbol") continue;
      if (token.text === opening) depth++;
      else if (token.text === closing) depth--;
    }
  }
}
