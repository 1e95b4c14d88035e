import fc from "fast-check";

/** A random source of choices that fast-check can replay. */
export class Choices {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A number from 0 to `below` - 1; 0 when the choices are used up. */
  next(below: number): number {
    const number = this.#numbers[this.#at++];
    return number === undefined ? 0 : number % below;
  }

  of<T>(values: readonly T[]): T {
    return values[this.next(values.length)] as T;
  }
}

export const choices: fc.Arbitrary<Choices> = fc
  .array(fc.nat({ max: 10_000 }), { minLength: 20, maxLength: 300 })
  .map((numbers) => new Choices(numbers));

const keys = ["name", "on", "jobs", "a", "b-c", "with", "run", "x.y", "'q'", '"d d"', "1", "services", "env"] as const;
const plains = ["1", "true", "x", "some words", "${{ a.b }}", "a:b", "~", "0.5", "it's", "http://x/y#z", "-x", "null", "a  b"] as const;
const quoteds = ['"a: b"', "'it''s'", '"\\tx\\"y"', "''", '"# no"', "'a # b'", '"\\u00e4"'] as const;
const comments = ["# one", "#two", "# key: value", "# - item", "#"] as const;

/** A YAML document as people write them, with comments, empty lines, blocks, and lists and maps in one line. */
export function writeDocument(choices: Choices): string {
  const lines: string[] = [];
  const step = choices.of([2, 4, 2]);
  const listIndent = choices.of([0, step]);
  const comment = () => (choices.next(5) === 1 ? ` ${choices.of(comments)}` : "");
  const ownLines = (column: number) => {
    if (choices.next(6) === 1) lines.push("");
    if (choices.next(6) === 1) lines.push(`${" ".repeat(choices.of([column, column, column + 1, 0]))}${choices.of(comments)}`);
  };
  const flow = (depth: number): string => {
    const kind = depth > 2 ? 0 : choices.next(4);
    if (kind === 1) return `[${many(() => flow(depth + 1)).join(", ")}]`;
    if (kind === 2) return `{${many(() => `${choices.of(["a", "b", "c d"])}: ${flow(depth + 1)}`).join(", ")}}`;
    return choices.of(["1", "x", '"a, b"', "'[c'", "~", "two words"]);
  };
  const many = <T>(make: () => T): T[] => Array.from({ length: choices.next(4) }, make);
  /** Writes the value behind `head`, whose key or dash stands in `column`. */
  const value = (head: string, column: number, depth: number, isItem: boolean): void => {
    const inner = column + (isItem ? 2 : step);
    const kind = choices.next(depth > 4 ? 6 : 10);
    if (kind === 0) lines.push(`${head}${comment()}`);
    else if (kind <= 2) lines.push(`${head} ${choices.of(plains)}${comment()}`);
    else if (kind === 3) lines.push(`${head} ${choices.of(quoteds)}${comment()}`);
    else if (kind === 4) {
      if (choices.next(4) === 1) {
        lines.push(`${head} [`);
        for (let i = choices.next(3); i >= 0; i--)
          lines.push(`${" ".repeat(inner)}${flow(1)}${i > 0 || choices.next(2) === 1 ? "," : ""}${comment()}`);
        lines.push(`${" ".repeat(column + 1)}]${comment()}`);
      } else lines.push(`${head} ${flow(0)}${comment()}`);
    } else if (kind === 5) {
      lines.push(`${head} ${choices.of(["|", "|", ">", "|-", ">-", "|+", ">+"])}${comment()}`);
      for (let i = choices.next(3); i >= 0; i--)
        lines.push(choices.of([`${" ".repeat(inner)}text`, `${" ".repeat(inner)}a: # b`, `${" ".repeat(inner)}x`]));
      if (choices.next(4) === 1) lines.push("", `${" ".repeat(inner + 2)}deeper`, `${" ".repeat(inner)}last`);
      if (choices.next(4) === 1) lines.push("");
    } else if (kind <= 7) map(head, column, depth, isItem);
    else list(head, column, depth, isItem);
  };
  const map = (head: string | undefined, column: number, depth: number, isItem: boolean): void => {
    const own = head === undefined ? 0 : column + (isItem ? 2 : step);
    const used = new Set<string>();
    const count = 1 + choices.next(4);
    let isInline = isItem && head !== undefined;
    if (head !== undefined && !isItem) lines.push(`${head}${comment()}`);
    for (let i = 0; i < count; i++) {
      const key = choices.of(keys);
      if (used.has(key)) continue;
      used.add(key);
      if (!isInline) ownLines(own);
      value(isInline ? `${head} ${key}:` : `${" ".repeat(own)}${key}:`, own, depth + 1, false);
      isInline = false;
    }
  };
  const list = (head: string | undefined, column: number, depth: number, isItem: boolean): void => {
    const own = head === undefined ? 0 : isItem ? column + 2 : column + listIndent;
    let isInline = isItem && head !== undefined;
    if (head !== undefined && !isItem) lines.push(`${head}${comment()}`);
    for (let i = choices.next(3); i >= 0; i--) {
      if (!isInline) ownLines(own);
      value(isInline ? `${head} -` : `${" ".repeat(own)}-`, own, depth + 1, true);
      isInline = false;
    }
  };
  if (choices.next(5) === 1) lines.push(choices.of(comments));
  if (choices.next(8) === 1) lines.push("---");
  if (choices.next(8) === 1) list(undefined, 0, 0, false);
  else map(undefined, 0, 0, false);
  const eol = choices.of(["\n", "\n", "\r\n"]);
  return lines.join(eol) + choices.of([eol, eol, ""]);
}
