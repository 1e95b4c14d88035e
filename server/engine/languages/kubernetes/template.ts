import type { Span } from "../../text/span.ts";
import type { Masks } from "../yaml/mapping.ts";
import type { YamlEntry, YamlMap, YamlProblem, YamlSequence } from "../yaml/model.ts";
import { type Action, actionsIn } from "./actions.ts";
import type { Template } from "./model.ts";

/** A text with its placeholders masked by something of equal length that YAML reads, so that all places stay. */
export interface Masked extends Omit<Masks, "read"> {
  readonly text: string;
  readonly template: Template | undefined;
  /** Whether a problem of YAML may come from the template alone, such as lines of two branches that do not fit together. */
  mayExplain(problem: YamlProblem): boolean;
}

/** A text without placeholders, or one whose placeholders are nothing to YAML. */
function plain(text: string): Masked {
  return {
    text,
    template: undefined,
    isMasked: () => false,
    isOpen: () => false,
    isFilled: () => false,
    isConditional: () => false,
    mayExplain: () => false,
  };
}

/**
 * Masks the placeholders of a text: Go templates, Jinja and `${NAME}`. Lines of nothing but actions become blank, other actions words that YAML reads;
 * texts in quotes and blocks stay what they are. Linear in the text; never throws.
 */
export function mask(text: string, path = ""): Masked {
  if (!text.includes("{{") && !text.includes("{%") && !text.includes("${")) return plain(text);
  const actions = actionsIn(text);
  return actions.length === 0 ? plain(text) : new MaskedText(text, actions, isTemplatePath(path));
}

/** The folder of a chart that Helm renders; what stands in it is a template even where all its actions are in quotes. */
function isTemplatePath(path: string): boolean {
  return /(?:^|\/)templates\//.test(path);
}

/** Something that a template writes on lines of its own. */
interface Emission {
  readonly offset: number;
  /** The column of what it writes; undefined where that cannot be told: then it may be part of anything around. */
  readonly column: number | undefined;
  /** Where what stands before it ends, and what stands behind it begins. */
  readonly before: number;
  readonly after: number;
}

class MaskedText implements Masked {
  readonly text: string;
  readonly template: Template | undefined;
  readonly #spans: readonly Span[];
  readonly #emissions: readonly Emission[];
  /** Where another branch of the template begins, and which. */
  readonly #branches: readonly { readonly offset: number; readonly branch: number }[];
  /** Lines on which the structure depends on the template. */
  readonly #structural: readonly Span[];
  readonly #open = new WeakMap<YamlMap | YamlSequence, boolean>();

  constructor(text: string, actions: readonly Action[], isTemplate: boolean) {
    const lines = new LineMasker(text, actions);
    this.text = lines.masked;
    this.#spans = lines.spans;
    this.#structural = lines.structural;
    this.#branches = branchesOf(actions, lines.defined);
    this.#emissions = placed(lines.masked, lines.emissions);
    const [first] = lines.structuralActions.length > 0 || !isTemplate ? lines.structuralActions : actions;
    const has = (syntax: Action["syntax"]) => (isTemplate ? actions : lines.structuralActions).some((action) => action.syntax === syntax);
    this.template = first && (has("jinja") ? "jinja" : has("go") ? "helm" : "variables");
  }

  isMasked({ start, end }: Span): boolean {
    const span = this.#spans[firstEndingBehind(this.#spans, start)];
    return span !== undefined && span.start < end;
  }

  isOpen(node: YamlMap | YamlSequence): boolean {
    let isOpen = this.#open.get(node);
    if (isOpen === undefined) {
      isOpen = this.#isOpen(node);
      this.#open.set(node, isOpen);
    }
    return isOpen;
  }

  #isOpen(node: YamlMap | YamlSequence): boolean {
    // A key that a template writes may be any.
    if (node.kind === "map" && node.entries.some(({ keySpan }) => keySpan.end > keySpan.start && this.isMasked(keySpan))) return true;
    const { start, end } = node.span;
    const emissions = this.#emissions;
    if (emissions.length === 0) return false;
    const column = node.isFlow ? undefined : columnOf(this.text, start);
    for (let i = firstWith(emissions, ({ after }) => after >= start); i < emissions.length; i++) {
      const emission = emissions[i] as Emission;
      if (emission.before > end) break;
      if (emission.column === undefined || column === undefined || emission.column === column) return true;
    }
    return false;
  }

  isFilled(entry: YamlEntry): boolean {
    const emissions = this.#emissions;
    const column = columnOf(this.text, entry.keySpan.start);
    const behind = entry.valueOffset;
    for (let i = firstWith(emissions, ({ offset }) => offset >= behind); i < emissions.length; i++) {
      const emission = emissions[i] as Emission;
      // Something else stands between.
      if (emission.before > behind) return false;
      if (emission.column === undefined || emission.column >= column) return true;
    }
    return false;
  }

  isConditional(first: YamlEntry, second: YamlEntry): boolean {
    return this.#branchAt(first.keySpan.start) !== this.#branchAt(second.keySpan.start);
  }

  mayExplain({ span }: YamlProblem): boolean {
    if (this.template === undefined) return false;
    // The problem's line, those that a template writes around, and all between the branches of a condition.
    if (this.#branchAt(span.start) !== 0) return true;
    const near = this.#structural[firstEndingBehind(this.#structural, span.start)];
    return near !== undefined && near.start <= span.end;
  }

  #branchAt(offset: number): number {
    const branches = this.#branches;
    return branches[firstWith(branches, (one) => one.offset > offset) - 1]?.branch ?? 0;
  }
}

/** The branch that each action begins; outside of all conditions it is 0. */
function branchesOf(actions: readonly Action[], defined: readonly Span[]): { readonly offset: number; readonly branch: number }[] {
  const branches: { offset: number; branch: number }[] = [];
  const outer: number[] = [];
  let last = 0;
  let current = 0;
  for (const { start, end, role } of actions) {
    if (role === "open" || role === "loop" || role === "define") {
      outer.push(current);
      current = ++last;
    } else if (role === "branch") current = ++last;
    else if (role === "end") current = outer.pop() ?? 0;
    else continue;
    branches.push({ offset: role === "end" ? end : start, branch: current });
  }
  // A definition that is never closed is no reason to say nothing about the rest.
  return defined.length > 0 || branches.length > 0 ? branches : [];
}

/** The emissions with what stands around them in the masked text. */
function placed(masked: string, emissions: readonly Omit<Emission, "before" | "after">[]): Emission[] {
  if (emissions.length === 0) return [];
  const contents = contentLines(masked);
  let next = 0;
  return emissions.map(({ offset, column }) => {
    while (next < contents.length && (contents[next] as Span).start < offset) next++;
    const previous = contents[next - 1];
    const following = contents[next];
    const before = previous ? Math.min(previous.end, offset) : 0;
    const fits = column !== undefined && isPlaceFor(column, masked, contents, next);
    return { offset, column: fits ? column : undefined, before, after: following?.start ?? masked.length };
  });
}

/** What stands on each line, without comments and the blanks around; empty lines are left out. */
function contentLines(masked: string): Span[] {
  const lines: Span[] = [];
  for (const { index, 0: line } of masked.matchAll(/[^\r\n]+/g)) {
    const start = line.search(/[^ \t\uFEFF]/);
    if (start < 0 || line[start] === "#") continue;
    const comment = line.slice(start).search(/[ \t]#/);
    const end = start + (comment < 0 ? line.slice(start) : line.slice(start, start + comment)).trimEnd().length;
    lines.push({ start: index + start, end: index + end });
  }
  return lines;
}

/** So many lines are looked back for where something belongs. */
const furthest = 200;

/** Whether something that starts in a column goes to a map or list that is seen, or to a key above that has no value yet. */
function isPlaceFor(column: number, masked: string, contents: readonly Span[], next: number): boolean {
  const following = contents[next];
  if (following && columnOf(masked, following.start) === column) return true;
  for (let i = next - 1; i >= 0 && next - i < furthest; i--) {
    const line = contents[i] as Span;
    const text = masked.slice(line.start, line.end);
    const outer = columnOf(masked, line.start);
    let inner = outer;
    for (const [dash] of text.matchAll(/-[ \t]+/gy)) {
      if (inner === column) return true;
      inner += dash.length;
    }
    if (inner === column) return true;
    if (outer < column) return i === next - 1 && (text.endsWith(":") || text.endsWith("-"));
  }
  return false;
}

/** The place of an offset in its line. */
function columnOf(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return offset - start - (text.charCodeAt(start) === 0xfeff ? 1 : 0);
}

function firstWith<T>(items: readonly T[], test: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(items[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The index of the first span that ends behind an offset. */
function firstEndingBehind(spans: readonly Span[], offset: number): number {
  return firstWith(spans, ({ end }) => end > offset);
}

/** A text in a block (`|`, `>`) that lines may belong to. */
interface Block {
  readonly header: number;
  /** Lines that start behind this column belong to it. */
  readonly column: number;
  /** A line of it has been read. */
  hasBegun: boolean;
}

/** Goes through the lines of a text and masks the actions on each, by what YAML makes of the place. */
class LineMasker {
  readonly masked: string;
  /** What nobody knows: actions, and the beginnings of blocks that actions stand in. In order. */
  readonly spans: readonly Span[];
  readonly emissions: Omit<Emission, "before" | "after">[] = [];
  /** Actions that stand for more than a part of a text in quotes or in a block. */
  readonly structuralActions: Action[] = [];
  /** The lines of these actions, with the lines above and below. */
  readonly structural: Span[] = [];
  /** Bodies of definitions, which are written somewhere else. */
  readonly defined: readonly Span[];
  readonly #text: string;
  readonly #pieces: string[] = [];
  readonly #found: Span[] = [];
  #block: Block | undefined;
  #quote: { readonly sign: string; readonly column: number } | undefined;

  constructor(text: string, actions: readonly Action[]) {
    this.#text = text;
    this.defined = definitionsIn(actions);
    this.#maskLines(actions);
    this.masked = this.#pieces.join("");
    this.spans = this.#found.sort((a, b) => a.start - b.start || a.end - b.end);
  }

  #maskLines(actions: readonly Action[]): void {
    const text = this.#text;
    let next = 0;
    let definition = 0;
    /** Up to here an action has been masked that began on a line above. */
    let covered = 0;
    for (let start = 0; start < text.length; ) {
      const newline = text.indexOf("\n", start);
      const stop = newline < 0 ? text.length : newline + 1;
      const end = newline < 0 ? text.length : text[newline - 1] === "\r" && newline > start ? newline - 1 : newline;
      while ((this.defined[definition]?.end ?? text.length) <= start) definition++;
      const own: Action[] = [];
      for (let action = actions[next]; action && action.start < end; action = actions[++next]) own.push(action);
      let body = this.defined[definition];
      // In a text such as a script or a template of another program in a ConfigMap, a definition is a part of the text.
      if (body && body.start >= start && body.start < end && this.#isInBlock(start, end)) body = this.defined[++definition];
      if (body && body.start < end && body.end > start) {
        // The body of a definition stands for nothing here.
        this.#copy(start);
        this.#copied = stop;
        for (const action of own) this.#found.push(action);
        const from = Math.max(start, Math.min(body.start, end));
        const to = Math.min(end, body.end);
        this.#pieces.push(text.slice(start, from), blank(text.slice(from, to)), blankActions(text, to, end, own), text.slice(end, stop));
        covered = Math.max(covered, own.at(-1)?.end ?? 0);
      } else if (own.length === 0 && covered <= start) {
        this.#follow(text.slice(start, end), start);
      } else {
        this.#copy(start);
        this.#copied = end;
        this.#maskLine(start, end, own, covered);
        covered = Math.max(covered, own.at(-1)?.end ?? 0);
      }
      start = stop;
    }
    this.#copy(text.length);
  }

  #isInBlock(start: number, end: number): boolean {
    return this.#block !== undefined && this.#text.slice(start, end).search(/[^ \t\uFEFF]/) > this.#block.column;
  }

  /** Takes over what has not been masked, up to an offset. */
  #copy(end: number): void {
    if (end > this.#copied) this.#pieces.push(this.#text.slice(this.#copied, end));
    this.#copied = end;
  }
  #copied = 0;

  #maskLine(start: number, end: number, actions: readonly Action[], covered: number): void {
    const text = this.#text;
    const lead = Math.max(start, Math.min(covered, end));
    const [first] = actions;
    // By far most lines with actions are nothing but one.
    if (first && actions.length === 1 && lead === start && isBlank(text, start, first.start) && isBlank(text, first.end, end)) {
      this.#found.push(first);
      const column = this.#takeWhole(start, actions);
      const middle = Math.min(end, start + (column ?? end));
      this.#pieces.push(blank(text.slice(start, middle)));
      if (middle < end) this.#pieces.push(text.slice(middle, end).replace(/[^\r\n]/g, "_"));
      return;
    }
    const gaps = [...actions.map(({ start: at }, i) => text.slice(i === 0 ? lead : (actions[i - 1] as Action).end, at)), ""];
    gaps[actions.length] = text.slice(Math.min(end, actions.at(-1)?.end ?? lead), end);
    for (const action of actions) this.#found.push(action);
    const isWhole = gaps.every((gap, i) => /^[ \t\uFEFF]*$/.test(gap) || (i === actions.length && /^[ \t]*#/.test(gap)));
    if (isWhole && (actions.length > 0 || lead > start)) {
      const column = this.#takeWhole(start, actions);
      const comment = column === undefined ? (gaps.at(-1) as string).trim() : "";
      const middle = Math.min(end, start + (column ?? end));
      this.#pieces.push(blank(text.slice(start, Math.min(middle, end - comment.length))));
      this.#pieces.push(column === undefined ? comment : text.slice(middle, end).replace(/[^\r\n]/g, "_"));
      return;
    }
    // What is left of a line that an action from above covers.
    const head = blank(text.slice(start, lead));
    const column = (head + gaps[0]).search(/[^ \t\uFEFF]/);
    const indent = column < 0 ? (actions[0]?.start ?? end) - start : column;
    if (this.#block && indent > this.#block.column) {
      this.#markBlock();
      this.#block.hasBegun = true;
      this.#pieces.push(head, text.slice(lead, end));
      return;
    }
    this.#block = undefined;
    const line = new LineScan(this.#quoteOn(text.slice(start, end)));
    line.read(head + gaps[0]);
    for (const [i, action] of actions.entries()) {
      const stop = Math.min(action.end, end);
      const isLast = i === actions.length - 1 && /^[ \t]*(?:#.*)?$/.test(gaps.at(-1) as string);
      line.take(this.#replacement(action, line, isLast, text.slice(action.start, stop)));
      if (!line.isComment) this.#note(action, line, start);
      line.read(gaps[i + 1] as string);
    }
    const whole = line.text;
    this.#pieces.push(whole);
    if (this.structuralActions.length > 0 && actions.includes(this.structuralActions.at(-1) as Action)) this.#markStructural(start, end);
    this.#quote = line.quote === undefined ? undefined : (this.#quote ?? { sign: line.quote, column: indent });
    this.#openBlock(whole, start);
  }

  /** What is written in the place of an action inside of a line. */
  #replacement(action: Action, line: LineScan, isLast: boolean, written: string): string {
    if (line.isComment) return written;
    if (action.syntax === "variable") return line.quote === undefined && line.isFlow ? word(written) : written;
    if (line.quote !== undefined) return word(written);
    const { tail } = line;
    const before = tail.trimEnd();
    // `key:{{ … }}`, and what comes behind a value that is closed.
    if (before === tail && tail.length < longestTail && /^[ \t]*(?:-[ \t]+)*(?!T_)[\w."'/-]+:$/.test(before)) return blank(written);
    if ((before === "---" || line.isClosed) && !line.isFlow) return blank(written);
    if (/[:-][ \t]+[|>][-+\d]*$/.test(before)) return blank(written);
    if (action.role === "emit") return isLast && action.startsLine ? blank(written) : word(written);
    // `env: {{- if … }}` with the list below, and comments behind a value.
    if (isLast && (before.endsWith(":") || before.endsWith("-") || action.role === "none")) return blank(written);
    return word(written);
  }

  #note(action: Action, line: LineScan, start: number): void {
    const isText = line.quote !== undefined;
    // A variable in the middle of a text in quotes is most often a shell's.
    if (!isText || (action.syntax === "variable" && /["']$/.test(this.#text.slice(Math.max(0, action.start - 1), action.start)))) {
      this.structuralActions.push(action);
    }
    if (isText || action.role !== "emit" || !action.startsLine) return;
    this.emissions.push({ offset: action.start - Math.max(0, start - action.start), column: action.indent });
  }

  /** A line of nothing but actions. In a text that it is part of it gives the column from which it is to be masked as text. */
  #takeWhole(start: number, actions: readonly Action[]): number | undefined {
    if (actions.length === 0) {
      if (this.#block) this.#markBlock();
      return undefined;
    }
    const column = (actions[0] as Action).start - start;
    const emitting = actions.filter(({ role }) => role === "emit" || role === "loop");
    if (this.#block) {
      this.#markBlock();
      // What is indented less than the text ends it.
      const outside = emitting.filter(({ indent }) => indent !== undefined && indent <= (this.#block as Block).column);
      if (outside.length === 0) {
        // It may be text, or what stands behind the text.
        if (column <= this.#block.column) {
          for (const { start: offset, role, indent } of emitting)
            if (role === "emit" && indent === undefined) this.#emit(offset, undefined);
        }
        // Blanks before the first line of a text may not be more than those of that line.
        const { end } = actions.at(-1) as Action;
        let following = columnBehind(this.#text, end) ?? 0;
        // All of the text may stand on lines that begin with actions.
        if (following <= this.#block.column && column > this.#block.column) {
          const next = /\n([ \t]*)(?=[^ \t\r\n])/.exec(this.#text.slice(end, end + 1_000));
          following = Math.min(column, next?.[1]?.length ?? 0);
        }
        if (this.#block.hasBegun || following <= this.#block.column) return undefined;
        this.#block.hasBegun = true;
        return following;
      }
      this.#block = undefined;
    }
    if (this.#quote) return undefined;
    for (const action of actions) this.structuralActions.push(action);
    const last = actions.at(-1) as Action;
    this.#markStructural(start, last.end);
    for (const { start: offset, role, indent, syntax } of emitting) {
      if (role === "loop") this.#emit(offset, columnBehind(this.#text, last.end));
      else if (syntax === "go" && indent !== undefined) this.#emit(offset, indent);
      else this.#emit(offset, undefined);
    }
    return undefined;
  }

  #emit(offset: number, column: number | undefined): void {
    this.emissions.push({ offset, column });
  }

  #markBlock(): void {
    const { header } = this.#block as Block;
    if (this.#lastHeader === header) return;
    this.#lastHeader = header;
    this.#found.push({ start: header, end: header + 1 });
  }
  #lastHeader = -1;

  /** Follows blocks and quotes through a line without actions. */
  #follow(line: string, start: number): void {
    const column = line.search(/[^ \t\uFEFF]/);
    if (column < 0) return;
    if (this.#block) {
      if (column > this.#block.column) {
        this.#block.hasBegun = true;
        return;
      }
      this.#block = undefined;
    }
    const quote = this.#quoteOn(line);
    if (quote !== undefined || line.includes('"') || line.includes("'")) {
      const scan = new LineScan(quote);
      scan.read(line);
      this.#quote = scan.quote === undefined ? undefined : (this.#quote ?? { sign: scan.quote, column });
      if (this.#quote) return;
    }
    this.#openBlock(line, start);
  }

  /** The quote that a line is in from its beginning. One that a key at its own column or before it follows was never closed. */
  #quoteOn(line: string): string | undefined {
    if (!this.#quote) return undefined;
    const column = line.search(/[^ \t]/);
    if (column >= 0 && column <= this.#quote.column && /^[ \t]*(?:-[ \t]|[\w"'./-]+:(?:[ \t]|$)|---)/.test(line)) this.#quote = undefined;
    return this.#quote?.sign;
  }

  #openBlock(line: string, start: number): void {
    if (this.#quote || (!line.includes("|") && !line.includes(">"))) return;
    const header = /(?:^|[:?-])[ \t]+(?:[&!][^\s|>]*[ \t]+)*([|>][-+\d]{0,2})[ \t]*(?:[ \t]#.*)?$/.exec(line);
    if (!header) return;
    const sign = header.index + header[0].indexOf(header[1] as string);
    const dashes = /^[ \t\uFEFF]*(?:-[ \t]+)*/.exec(line)?.[0] ?? "";
    const isItem = line.slice(dashes.length, sign).trim() === "" || /^[&!]/.test(line.slice(dashes.length));
    this.#block = { header: start + sign, column: isItem ? Math.max(0, dashes.lastIndexOf("-")) : dashes.length, hasBegun: false };
  }

  /** A line with actions, and those around it: what YAML stumbles over there may be the template's doing. */
  #markStructural(start: number, end: number): void {
    const text = this.#text;
    const above = text.lastIndexOf("\n", Math.max(0, start - 2)) + 1;
    const below = text.indexOf("\n", Math.min(text.length, end + 1));
    const span = { start: Math.min(above, start), end: below < 0 ? text.length + 1 : text.indexOf("\n", below + 1) + 1 || text.length + 1 };
    const last = this.structural.at(-1);
    if (last && last.end >= span.start)
      this.structural[this.structural.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else this.structural.push(span);
  }
}

/** Whether nothing but blanks stands in a part of a text. */
function isBlank(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code !== 32 && code !== 9 && code !== 0xfeff) return false;
  }
  return true;
}

/** Blanks in the place of a text; a byte order mark and line breaks stay. */
function blank(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13 || code === 0xfeff) return blankAround(text);
  }
  return " ".repeat(text.length);
}

function blankAround(text: string): string {
  return text.replace(/[^\r\n\uFEFF]/g, " ");
}

/** A word in the place of a text. */
function word(text: string): string {
  return text.includes("\r") || text.includes("\n") ? text.replace(/[^\r\n]/g, "_") : "T".padEnd(text.length, "_");
}

/** Blanks for the actions of a line behind an offset. */
function blankActions(text: string, from: number, end: number, actions: readonly Action[]): string {
  let rest = text.slice(from, end);
  for (const action of actions) {
    const start = Math.max(from, action.start);
    const stop = Math.min(end, action.end);
    if (stop > start) rest = rest.slice(0, start - from) + blank(text.slice(start, stop)) + rest.slice(stop - from);
  }
  return rest;
}

/** Where the next line with something on it begins to say it. */
function columnBehind(text: string, offset: number): number | undefined {
  const line = /\n([ \t]*)(?![ \t\r\n#]|\{\{|\{%)/y;
  let at = text.indexOf("\n", offset);
  for (let tries = 0; at >= 0 && tries < 20; tries++) {
    line.lastIndex = at;
    const match = line.exec(text);
    if (match) return (match[1] as string).length;
    at = text.indexOf("\n", at + 1);
  }
  return undefined;
}

/** From each `define` to its `end`, both included; of nested ones the outer. */
function definitionsIn(actions: readonly Action[]): Span[] {
  const spans: Span[] = [];
  const open: (number | undefined)[] = [];
  let depth = 0;
  for (const { start, end, role } of actions) {
    if (role === "define") {
      open.push(depth === 0 ? start : undefined);
      depth++;
    } else if (role === "open" || role === "loop") open.push(undefined);
    else if (role === "end") {
      const from = open.pop();
      if (from !== undefined) spans.push({ start: from, end });
      if (from !== undefined) depth = 0;
    }
  }
  return spans;
}

const longestTail = 200;

/** Reads a line up to where an action stands: whether that is in quotes, in a comment, between brackets. */
class LineScan {
  /** The last of what has been read; a line with very many actions is not looked through for each of them. */
  tail = "";
  readonly #parts: string[] = [];
  quote: string | undefined;
  isComment = false;
  /** A text in quotes or what stands in brackets has ended, and nothing has come since. */
  isClosed = false;
  #depth = 0;
  /** The last character outside of quotes that is no blank. */
  #last = "";

  constructor(quote: string | undefined) {
    this.quote = quote;
  }

  get text(): string {
    return this.#parts.join("");
  }

  get isFlow(): boolean {
    return this.#depth > 0;
  }

  /** Takes what stands in the place of an action as it is. */
  take(replacement: string): void {
    this.#add(replacement);
    if (replacement.trim() === "" || this.quote !== undefined) return;
    this.#last = "T";
    this.isClosed = false;
  }

  read(part: string): void {
    for (let i = 0; i < part.length && !this.isComment; i++) {
      const sign = part[i] as string;
      if (this.quote !== undefined) {
        if (sign === "\\" && this.quote === '"') i++;
        else if (sign === this.quote && sign === "'" && part[i + 1] === "'") i++;
        else if (sign === this.quote) {
          this.quote = undefined;
          this.#last = sign;
          this.isClosed = true;
        }
        continue;
      }
      const before = i === 0 ? this.tail.at(-1) : part[i - 1];
      const isApart = before === undefined || before === " " || before === "\t" || before === "\uFEFF";
      const wasFlow = this.isFlow;
      if (sign === "#" && isApart) this.isComment = true;
      else if (
        (sign === '"' || sign === "'") &&
        (this.#last === "" || ",[{".includes(this.#last) || (isApart && ":-?".includes(this.#last)))
      )
        this.quote = sign;
      else if ((sign === "[" || sign === "{") && (this.#last === "" || ",[{:-?".includes(this.#last))) this.#depth++;
      else if ((sign === "]" || sign === "}") && this.#depth > 0) this.#depth--;
      if (this.quote !== undefined || sign === " " || sign === "\t" || sign === "\uFEFF") continue;
      this.#last = sign;
      this.isClosed = wasFlow && !this.isFlow;
    }
    this.#add(part);
  }

  #add(part: string): void {
    this.#parts.push(part);
    this.tail = (this.tail + part.slice(-longestTail)).slice(-longestTail);
  }
}
