import { isSpace } from "./characters.ts";
import { replacePattern, trimPattern } from "./pattern.ts";

/** A variable that may have any value, such as one that the base image may set. */
export const unknown: unique symbol = Symbol("unknown");
/** A variable that has no value unless the build gives it one, such as an ARG without default. */
export const optional: unique symbol = Symbol("optional");
/** What a variable holds; undefined where it is certainly unset. */
export type Variable = string | undefined | typeof unknown | typeof optional;

interface LexOptions {
  readonly escape: string;
  /** Values of the variables; without it variables stay as written. */
  readonly lookup?: (name: string) => Variable;
  /** Quotes stay in the result. */
  readonly rawQuotes?: boolean;
  /** Escape characters stay in the result. */
  readonly rawEscapes?: boolean;
  /** The words are wanted too. */
  readonly splits?: boolean;
}

/** A word of a lexed line, with its place in that line. */
export interface LexedWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Lexed {
  /** The text with quotes, escapes and variables worked off; undefined where it hangs on an unknown value. */
  readonly text: string | undefined;
  /** The words that the text falls into at blanks outside quotes; none unless asked for. */
  readonly words: readonly LexedWord[];
}

/** Longer values are taken as unknown, so that a file cannot make us build gigabytes by doubling a variable. */
const longestValue = 65_536;
const deepest = 50;

/**
 * Reads `source` as BuildKit's shell lexer does (quotes, escapes, variables and their modifiers), or gives undefined
 * where it stops with an error, as on an open quote or `${X^^}`.
 */
export function lex(source: string, options: LexOptions): Lexed | undefined {
  const lexer = new Lexer(source, options);
  const text = lexer.read("", options.rawEscapes === true, 0);
  return lexer.failed ? undefined : { text, words: lexer.words };
}

class Lexer {
  failed = false;
  readonly words: LexedWord[] = [];
  readonly #source: string;
  readonly #options: LexOptions;
  #position = 0;

  constructor(source: string, options: LexOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** Reads up to `stop` (the end of the text where it is empty). Undefined: unknown, or failed. Words are kept at depth 0 alone. */
  read(stop: string, rawEscapes: boolean, depth: number): string | undefined {
    const source = this.#source;
    const words = depth === 0 && this.#options.splits ? new WordCollector(this.words) : undefined;
    let result: string | undefined = "";
    if (depth > deepest) return this.#fail();
    while (this.#position < source.length) {
      const start = this.#position;
      const character = source.charAt(start);
      if (stop !== "" && character === stop) {
        this.#position++;
        return result;
      }
      let part: string | undefined;
      switch (character) {
        case "'":
          part = this.#singleQuoted();
          words?.addRaw(part ?? "", start, this.#position);
          break;
        case '"':
          part = this.#doubleQuoted(rawEscapes, depth);
          words?.addRaw(part ?? "", start, this.#position);
          break;
        case "$":
          part = this.#dollar(depth);
          words?.add(part ?? "", start, this.#position);
          break;
        case "<":
          part = this.#less();
          words?.addRaw(part, start, this.#position);
          break;
        default: {
          if (character !== this.#options.escape) {
            this.#position = this.#plainEnd(start, stop);
            part = source.slice(start, this.#position);
            words?.addPlain(part, start);
            break;
          }
          this.#position++;
          part = rawEscapes ? character : "";
          if (part) words?.addRaw(part, start, start + 1);
          if (this.#position === source.length) break;
          const escaped = this.#character();
          part += escaped;
          words?.addRaw(escaped, start, this.#position);
        }
      }
      if (this.failed) return undefined;
      result = result === undefined || part === undefined ? undefined : result + part;
      if (result !== undefined && result.length > longestValue && this.#options.lookup) result = undefined;
    }
    if (stop !== "") return this.#fail();
    words?.finish();
    return result;
  }

  /** The end of the run of characters from `start` on that mean nothing special. */
  #plainEnd(start: number, stop: string): number {
    const source = this.#source;
    const token = this.#options.escape;
    let i = start + 1;
    for (; i < source.length; i++) {
      const character = source.charAt(i);
      if (character === "$" || character === "'" || character === '"' || character === "<" || character === token || character === stop)
        break;
    }
    return i;
  }

  /** Takes one character, surrogate pairs as a whole. */
  #character(): string {
    const code = this.#source.codePointAt(this.#position) ?? 0;
    const character = String.fromCodePoint(code);
    this.#position += character.length;
    return character;
  }

  #fail(): undefined {
    this.failed = true;
    return undefined;
  }

  #singleQuoted(): string | undefined {
    const start = this.#position + 1;
    const end = this.#source.indexOf("'", start);
    if (end < 0) return this.#fail();
    this.#position = end + 1;
    return this.#options.rawQuotes ? this.#source.slice(start - 1, end + 1) : this.#source.slice(start, end);
  }

  #doubleQuoted(rawEscapes: boolean, depth: number): string | undefined {
    const source = this.#source;
    const { escape: token, rawQuotes } = this.#options;
    this.#position++;
    let result: string | undefined = rawQuotes ? '"' : "";
    while (this.#position < source.length) {
      const character = source.charAt(this.#position);
      if (character === '"') {
        this.#position++;
        if (result === undefined) return undefined;
        return rawQuotes ? `${result}"` : result;
      }
      let part: string | undefined;
      if (character === "$") {
        part = this.#dollar(depth);
        if (this.failed) return undefined;
      } else if (character === token) {
        this.#position++;
        part = rawEscapes ? character : "";
        if (this.#position < source.length) {
          const next = source.charAt(this.#position);
          if (next === '"' || next === "$" || next === token) {
            this.#position++;
            part += next;
          } else {
            part += character;
          }
        }
      } else {
        const start = this.#position++;
        while (this.#position < source.length) {
          const next = source.charAt(this.#position);
          if (next === '"' || next === "$" || next === token) break;
          this.#position++;
        }
        part = source.slice(start, this.#position);
      }
      result = result === undefined || part === undefined ? undefined : result + part;
      if (result !== undefined && result.length > longestValue && this.#options.lookup) result = undefined;
    }
    return this.#fail();
  }

  /** `<`, or `<<` with the blanks behind it, which belong to the word so that `<< EOF` is one. */
  #less(): string {
    const start = this.#position++;
    if (this.#source.charAt(this.#position) === "<") {
      this.#position++;
      while ([" ", "\t", "\r"].includes(this.#source.charAt(this.#position))) this.#position++;
    }
    return this.#source.slice(start, this.#position);
  }

  #dollar(depth: number): string | undefined {
    const source = this.#source;
    const start = this.#position++;
    if (source.charAt(this.#position) !== "{") {
      const name = this.#name();
      if (name === "") return "$";
      return this.#options.lookup ? plain(this.#options.lookup(name)) : source.slice(start, this.#position);
    }
    const next = source.charAt(++this.#position);
    if (next === "" || next === "{" || next === "}" || next === ":") return this.#fail();
    const name = this.#name();
    const value = this.#substitution(name, depth);
    if (this.failed) return undefined;
    return this.#options.lookup ? value : source.slice(start, this.#position);
  }

  #name(): string {
    const source = this.#source;
    const start = this.#position;
    const first = source.charAt(start);
    if (first >= "0" && first <= "9") {
      while (source.charAt(this.#position) >= "0" && source.charAt(this.#position) <= "9") this.#position++;
    } else if (first !== "" && "@*#?-$!".includes(first)) {
      this.#position++;
    } else {
      while (isNamePart(source.charCodeAt(this.#position))) this.#position++;
    }
    return source.slice(start, this.#position);
  }

  #substitution(name: string, depth: number): string | undefined {
    const { lookup } = this.#options;
    const source = this.#source;
    let modifier = source.charAt(this.#position++);
    if (modifier === "}") return lookup ? plain(lookup(name)) : "";
    const emptyIsUnset = modifier === ":";
    if (emptyIsUnset) modifier = source.charAt(this.#position++);
    if (modifier === "/" && !emptyIsUnset) {
      const all = source.charAt(this.#position) === "/";
      if (all) this.#position++;
      const pattern = this.read("/", true, depth + 1);
      if (this.failed) return undefined;
      const replacement = this.read("}", true, depth + 1);
      if (this.failed || !lookup) return undefined;
      const value = plain(lookup(name));
      return pattern === undefined || replacement === undefined || value === undefined
        ? undefined
        : replacePattern(value, pattern, replacement, all);
    }
    if (modifier === "" || !"+-?#%".includes(modifier)) return this.#fail();
    const word = this.read("}", modifier === "#" || modifier === "%", depth + 1);
    if (this.failed || !lookup) return undefined;
    return modify(lookup(name), modifier, word, emptyIsUnset);
  }
}

function modify(value: Variable, modifier: string, word: string | undefined, emptyIsUnset: boolean): string | undefined {
  if (value === unknown) return undefined;
  const isUnset = value === undefined || value === optional || (emptyIsUnset && value === "");
  switch (modifier) {
    case "-":
      return isUnset ? word : value;
    case "+":
      // An ARG without default: the build may well give a value, and with it `word`.
      if (value === optional) return undefined;
      return isUnset ? "" : word;
    case "?":
      return isUnset ? undefined : value;
    default: {
      if (value === optional || word === undefined) return undefined;
      const longest = word.startsWith(modifier);
      return trimPattern(value ?? "", longest ? word.slice(1) : word, modifier === "%" ? "suffix" : "prefix", longest);
    }
  }
}

function plain(value: Variable): string | undefined {
  if (value === unknown || value === optional) return undefined;
  return value ?? "";
}

function isNamePart(code: number): boolean {
  if (code < 0x80) return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
  return code >= 0x80 && /[\p{L}\p{Nd}]/u.test(String.fromCharCode(code));
}

/** Collects the words: blanks end a word, except those from quotes and escapes. */
class WordCollector {
  readonly #words: LexedWord[];
  #text = "";
  #isInWord = false;
  #start = 0;
  #end = 0;

  constructor(words: LexedWord[]) {
    this.#words = words;
  }

  /** Adds text that was written as one thing from `start` to `end`: blanks in it do not end the word. */
  addRaw(text: string, start: number, end: number): void {
    if (!this.#isInWord) this.#start = start;
    this.#text += text;
    this.#isInWord = true;
    this.#end = end;
  }

  /** Adds the value of a variable written from `start` to `end`: blanks in it end the word. */
  add(text: string, start: number, end: number): void {
    for (let i = 0; i < text.length; i++) {
      if (isSpace(text.charCodeAt(i))) this.#blank();
      else this.addRaw(text.charAt(i), start, end);
    }
  }

  /** Adds characters as they stand from `start` on. */
  addPlain(text: string, start: number): void {
    let i = 0;
    while (i < text.length) {
      if (isSpace(text.charCodeAt(i))) {
        this.#blank();
        i++;
        continue;
      }
      let end = i + 1;
      while (end < text.length && !isSpace(text.charCodeAt(end))) end++;
      this.addRaw(text.slice(i, end), start + i, start + end);
      i = end;
    }
  }

  #blank(): void {
    if (this.#isInWord && this.#text !== "") this.finish();
  }

  finish(): void {
    if (this.#text !== "") this.#words.push({ text: this.#text, start: this.#start, end: this.#end });
    this.#text = "";
    this.#isInWord = false;
  }
}
