/** Families of languages that write comments and strings alike. */
export type Family = "javascript" | "python" | "go" | "jvm" | "csharp" | "rust" | "ruby" | "php";

const families: Readonly<Record<string, Family>> = {
  js: "javascript",
  cjs: "javascript",
  mjs: "javascript",
  jsx: "javascript",
  ts: "javascript",
  cts: "javascript",
  mts: "javascript",
  tsx: "javascript",
  vue: "javascript",
  svelte: "javascript",
  py: "python",
  go: "go",
  java: "jvm",
  kt: "jvm",
  kts: "jvm",
  scala: "jvm",
  cs: "csharp",
  fs: "csharp",
  rs: "rust",
  rb: "ruby",
  php: "php",
};

/** The family of a source file by its ending; undefined for what is no source that we read. */
export function familyOf(path: string): Family | undefined {
  return families[/\.(\w+)$/.exec(path)?.[1] ?? ""];
}

/** A string of the source. */
export interface StringLiteral {
  /** Offsets of its contents, without quotes. */
  readonly start: number;
  readonly end: number;
  /** A value is put into it: a template, an f-string. */
  readonly isInterpolated: boolean;
}

/** A source with what is no code taken out; all texts are as long as the source, so that offsets and lines stay. */
export interface Masked {
  /** Comments are blank. */
  readonly code: string;
  /** Comments and what stands in strings are blank; the quotes are there. */
  readonly skeleton: string;
  readonly strings: readonly StringLiteral[];
}

interface Syntax {
  readonly line: readonly string[];
  readonly block: readonly (readonly [open: string, close: string])[];
  /** The longest first. */
  readonly quotes: readonly Quote[];
}

interface Quote {
  readonly open: string;
  readonly close: string;
  readonly isRaw?: true;
  readonly isMultiline?: true;
  /** `${` or `{`: what stands inside is code. */
  readonly interpolation?: "${" | "#{" | "{";
}

const cBlock = [["/*", "*/"]] as const;
const double: Quote = { open: '"', close: '"' };
const single: Quote = { open: "'", close: "'" };

const syntaxes: Readonly<Record<Family, Syntax>> = {
  javascript: { line: ["//"], block: cBlock, quotes: [double, single, { open: "`", close: "`", isMultiline: true, interpolation: "${" }] },
  python: {
    line: ["#"],
    block: [],
    quotes: [{ open: '"""', close: '"""', isMultiline: true }, { open: "'''", close: "'''", isMultiline: true }, double, single],
  },
  go: { line: ["//"], block: cBlock, quotes: [double, single, { open: "`", close: "`", isRaw: true, isMultiline: true }] },
  jvm: { line: ["//"], block: cBlock, quotes: [{ open: '"""', close: '"""', isMultiline: true }, double, single] },
  csharp: {
    line: ["//"],
    block: cBlock,
    quotes: [{ open: '"""', close: '"""', isMultiline: true }, { open: '@"', close: '"', isRaw: true, isMultiline: true }, double, single],
  },
  rust: {
    line: ["//"],
    block: cBlock,
    quotes: [
      { open: 'r##"', close: '"##', isRaw: true, isMultiline: true },
      { open: 'r#"', close: '"#', isRaw: true, isMultiline: true },
      { open: 'r"', close: '"', isRaw: true, isMultiline: true },
      { open: '"', close: '"', isMultiline: true },
    ],
  },
  ruby: {
    line: ["#"],
    block: [["\n=begin", "\n=end"]],
    quotes: [
      { open: '"', close: '"', isMultiline: true, interpolation: "#{" },
      { open: "'", close: "'", isMultiline: true },
      { open: "`", close: "`", interpolation: "#{" },
    ],
  },
  php: {
    line: ["//", "#"],
    block: cBlock,
    quotes: [
      { open: '"', close: '"', isMultiline: true },
      { open: "'", close: "'", isMultiline: true },
    ],
  },
};

/** What may stand before a regular expression of JavaScript; behind anything else `/` divides. */
const beforeRegex = /(?:^|[=(,:;!&|?{}[+\-*%<>~^]|\b(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield))\s*$/;

/** Where something other than plain code may begin, outside and inside of an interpolation; whatever is between is not looked at. */
const beginnings = new Map(
  Object.entries(syntaxes).map(([family, { line, block, quotes }]) => {
    const opens = [...line, ...block.map(([open]) => open), ...quotes.map(({ open }) => open)];
    const first = opens.map((open) =>
      /^[\w\n]/.test(open) ? `${escaped(open[0] ?? "")}(?=${escaped(open[1] ?? "")})` : escaped(open[0] ?? ""),
    );
    const regex = family === "javascript" ? ["/"] : [];
    const any = [...new Set([...first, ...regex])].join("|");
    return [family, { outside: new RegExp(any, "g"), inside: new RegExp(`${any}|[{}]`, "g") }];
  }),
);

/** Where a string may end or be interrupted. */
const stops = new Map(
  Object.values(syntaxes).flatMap(({ quotes }) =>
    quotes.map((quote) => {
      const all = [quote.close[0], quote.isRaw ? undefined : "\\", quote.isMultiline ? undefined : "\n", quote.interpolation?.[0]];
      return [quote, new RegExp(all.flatMap((one) => (one === undefined ? [] : escaped(one))).join("|"), "g")];
    }),
  ),
);

function escaped(character: string): string {
  return character === "\n" ? "\\n" : character.replace(/[^\w\s]/g, "\\$&");
}

/** The next place from an offset on where a pattern matches; the text's end where there is none. */
function next(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

/** Takes comments and strings out of a source. Never throws; what is not closed ends with the line, or with the file. */
export function mask(text: string, family: Family): Masked {
  const { line, block, quotes } = syntaxes[family];
  const { outside, inside } = beginnings.get(family) as { outside: RegExp; inside: RegExp };
  const code: string[] = [];
  const skeleton: string[] = [];
  const strings: StringLiteral[] = [];
  let hasComments = false;
  let isMasked = false;
  let kept = 0;
  const keep = (to: number) => {
    if (to > kept) {
      const part = text.slice(kept, to);
      code.push(part);
      skeleton.push(part);
    }
    kept = to;
  };
  const blankTo = (to: number) => {
    const part = blank(text.slice(kept, to));
    code.push(part);
    skeleton.push(part);
    hasComments = true;
    isMasked = true;
    kept = to;
  };
  const stringTo = (to: number) => {
    const part = text.slice(kept, to);
    code.push(part);
    skeleton.push(blank(part));
    isMasked = true;
    kept = to;
  };
  /** Braces that are open inside of each interpolation. */
  const open: { quote: Quote; depth: number }[] = [];
  let at = 0;
  const readString = (quote: Quote, start: number) => {
    const stop = stops.get(quote) as RegExp;
    for (at = next(stop, text, start); at < text.length; at = next(stop, text, at + 1)) {
      if (text.startsWith(quote.close, at)) {
        stringTo(at);
        strings.push({ start, end: at, isInterpolated: false });
        at += quote.close.length;
        keep(at);
        return;
      }
      const character = text[at];
      if (character === "\\" && !quote.isRaw) at++;
      else if (character === "\n" && !quote.isMultiline) break;
      else if (quote.interpolation && text.startsWith(quote.interpolation, at)) {
        stringTo(at);
        strings.push({ start, end: at, isInterpolated: true });
        at += quote.interpolation.length;
        keep(at);
        open.push({ quote, depth: 0 });
        return;
      }
    }
    at = Math.min(at, text.length);
    stringTo(at);
    strings.push({ start, end: at, isInterpolated: false });
  };
  for (at = next(outside, text, 0); at < text.length; at = next(open.length > 0 ? inside : outside, text, at)) {
    const character = text[at] as string;
    const inner = open.at(-1);
    if (inner && character === "{") inner.depth++;
    if (inner && character === "}") {
      if (inner.depth === 0) {
        open.pop();
        keep(++at);
        readString(inner.quote, at);
        continue;
      }
      inner.depth--;
    }
    const opened = block.find(([start]) => text.startsWith(start, at));
    if (opened) {
      keep(at);
      const end = text.indexOf(opened[1], at + opened[0].length);
      at = end < 0 ? text.length : end + opened[1].length;
      blankTo(at);
      continue;
    }
    const commented = line.find((start) => text.startsWith(start, at));
    if (commented !== undefined && !(family === "php" && text.startsWith("#[", at)) && !(family === "ruby" && isIndexed(text, at))) {
      keep(at);
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
      blankTo(at);
      continue;
    }
    if (family === "javascript" && character === "/" && beforeRegex.test(text.slice(Math.max(0, at - 30), at))) {
      keep(at + 1);
      at = endOfRegex(text, at + 1);
      stringTo(at);
      continue;
    }
    const quote = quotes.find(({ open: start }) => text.startsWith(start, at));
    if (quote && !(family === "rust" && /\w$/.test(text.slice(Math.max(0, at - 1), at)))) {
      keep(at + quote.open.length);
      readString(quote, at + quote.open.length);
      continue;
    }
    at++;
  }
  keep(text.length);
  // Where nothing is blank, the text need not be kept twice.
  return { code: hasComments ? code.join("") : text, skeleton: isMasked ? skeleton.join("") : text, strings };
}

/** `$#` and `?#` are no comments of Ruby. */
function isIndexed(text: string, at: number): boolean {
  return /[$?]$/.test(text.slice(Math.max(0, at - 1), at));
}

function endOfRegex(text: string, from: number): number {
  let isClass = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === "\n") return from;
    if (character === "\\") at++;
    else if (character === "[") isClass = true;
    else if (character === "]") isClass = false;
    else if (character === "/" && !isClass) return at;
  }
  return from;
}

function blank(text: string): string {
  return /[\n\r]/.test(text) ? text.replace(/[^\n\r]+/g, ({ length }) => " ".repeat(length)) : " ".repeat(text.length);
}
