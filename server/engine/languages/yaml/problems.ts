import type { YAMLParseError } from "yaml";
import type { Span } from "../../text/span.ts";
import type { YamlProblem, YamlProblemCode } from "./model.ts";

/** A mistake that the tokens show more clearly than the reader's errors; those up to `until` only follow from it. */
export interface Found {
  readonly kind: "quote" | "bracket" | "brace" | "key" | "colon" | "indent" | "dash";
  readonly start: number;
  readonly end: number;
  /** Where the reader may have stumbled already. */
  readonly from?: number;
  readonly until: number;
}

/** One problem for one mistake: what the tokens show first, then the reader's errors on lines that have none yet. */
export function problemsOf(text: string, errors: readonly YAMLParseError[], found: readonly Found[]): YamlProblem[] {
  if (errors.length === 0 && found.length === 0) return [];
  const problems: YamlProblem[] = [];
  const silenced: { start: number; end: number }[] = [];
  for (const mistake of [...found].sort((a, b) => a.start - b.start)) {
    if (silenced.some(({ start, end }) => start <= mistake.start && mistake.start < end)) continue;
    problems.push(tell(text, mistake));
    silenced.push({ start: lineStart(text, mistake.from ?? mistake.start), end: lineEnd(text, Math.max(mistake.until, mistake.end)) + 1 });
  }
  for (const error of [...errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    if (error.code === "TAG_RESOLVE_FAILED" || error.code === "DUPLICATE_KEY") continue;
    const problem = translate(text, error);
    const { start } = problem.span;
    if (silenced.some((range) => range.start <= start && start < range.end)) continue;
    const at = error.pos[0];
    if (silenced.some((range) => range.start <= at && at < range.end)) continue;
    problems.push(problem);
    // What goes wrong right behind, to the end of the next line, goes wrong for the same reason.
    silenced.push({ start: lineStart(text, Math.min(start, at)), end: lineEnd(text, Math.max(start, at)) + 1 });
  }
  return problems.sort((a, b) => a.span.start - b.span.start);
}

const listBehindKey = "A list cannot start on the line of its key. Put its items on lines of their own.";

function tell(text: string, { kind, start, end }: Found): YamlProblem {
  const span = { start, end };
  const word = text.slice(start, end);
  switch (kind) {
    case "quote":
      return { code: "unclosed", span, message: `This quote is never closed. Add \`${word}\` at the end of the text.` };
    case "bracket":
      return { code: "unclosed", span, message: "This list is never closed. Add `]` behind its last item." };
    case "brace":
      return { code: "unclosed", span, message: "This map is never closed. Add `}` behind its last value." };
    case "dash":
      return { code: "syntax", span, message: listBehindKey };
    case "colon":
      return { code: "syntax", span, message: "A value without quotes cannot hold a colon and a blank. Put the value in quotes." };
    case "indent":
      return {
        code: "indentation",
        span,
        message: `\`${shorten(word)}\` is indented deeper than the keys it belongs to. Align it with the key above.`,
      };
    default:
      return missingColon(text, span);
  }
}

/** The problem of a key that is still being written. */
export function missingColon(text: string, span: Span): YamlProblem {
  const word = text.slice(span.start, span.end);
  const parts = /^([^\s:]+):(\S.*)$/.exec(word);
  if (parts && !word.includes("://")) {
    const meant = `${parts[1]}: ${parts[2]}`;
    return { code: "syntax", span, message: `A blank is missing behind the colon. Write \`${shorten(meant)}\`.`, suggestion: meant };
  }
  if (/\s/.test(word))
    return { code: "syntax", span, message: `A key was expected here, with a colon behind it. \`${shorten(word)}\` is none.` };
  return {
    code: "syntax",
    span,
    message: `The key \`${shorten(word)}\` has no colon. Add \`:\` behind it, or indent it to make it part of the value above.`,
  };
}

function shorten(word: string): string {
  const line = (word.split("\n")[0] as string).replaceAll("`", "'").trim();
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

/** The blanks that stand for tabs at the beginning of a line: as many as align it with lines around, else two for each. */
function blanksFor(text: string, start: number, end: number): string {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const blanks = (at: number) => (/^ */.exec(text.slice(at, at + 200)) as RegExpExecArray)[0].length;
  const others = start - lineStart + blanks(end);
  const above = text
    .slice(Math.max(0, lineStart - 2_000), lineStart)
    .split("\n")
    .slice(0, -1);
  const below = text
    .slice(end, end + 2_000)
    .split("\n")
    .slice(1);
  const isContent = (line: string) => /^ *[^ #\t\r]/.test(line);
  const columns = new Set([...above.slice(-20), ...below.slice(0, 20)].filter(isContent).map((line) => line.search(/[^ ]/)));
  const previous = above.findLast(isContent)?.trimEnd() ?? "";
  const least = previous.endsWith(":") ? previous.search(/[^ ]/) + 1 : 0;
  const next = below.find(isContent)?.search(/[^ ]/) ?? -1;
  const columnOf = (width: number): number => width * (end - start) + others;
  const fits = (width: number): boolean => columnOf(width) >= least && columns.has(columnOf(width));
  // Lines that belong together stand below each other.
  const fitting = [2, 4, 8].find((width) => fits(width) && columnOf(width) === next) ?? [2, 4, 8].find(fits);
  return " ".repeat((fitting ?? 2) * (end - start));
}

/** The problem of tabs at the beginning of a line. */
export function tabProblem(text: string, span: Span): YamlProblem {
  const suggestion = blanksFor(text, span.start, span.end);
  return { code: "tab", span, message: "YAML allows no tabs in indentation. Use blanks.", suggestion };
}

function translate(text: string, error: YAMLParseError): YamlProblem {
  const at = Math.min(error.pos[0], text.length);
  const make = (code: YamlProblemCode, message: string, span = wordAt(text, at), suggestion?: string): YamlProblem =>
    suggestion === undefined ? { code, span, message } : { code, span, message, suggestion };
  switch (error.code) {
    case "TAB_AS_INDENT": {
      const tab = text.indexOf("\t", at);
      const start = tab >= 0 && text.slice(at, tab).trim() === "" ? tab : at;
      let end = start;
      while (text[end] === "\t") end++;
      if (end === start) end = Math.min(start + 1, text.length);
      return tabProblem(text, { start, end });
    }
    case "BAD_INDENT":
      return make(
        "indentation",
        "This line does not align with the lines around it. Give entries of one map or list the same indentation.",
      );
    case "BLOCK_AS_IMPLICIT_KEY":
      if (error.message.includes("sequence")) {
        return make("indentation", "A list item stands where a key was expected. Indent it like the other items, or move it under a key.");
      }
      return make("syntax", "A value without quotes cannot hold a colon and a blank. Put the value in quotes.");
    case "MULTILINE_IMPLICIT_KEY":
      return make("syntax", "A key must stand on one line, with a colon behind it.");
    case "BAD_SCALAR_START": {
      const char = text[at] === "`" ? "a backquote" : `\`${text[at] ?? ""}\``;
      return make("syntax", `A value cannot start with ${char}. Put it in quotes.`, { start: at, end: Math.min(at + 1, text.length) });
    }
    case "BAD_DQ_ESCAPE":
      return make("syntax", `\`${text.slice(at, at + 2)}\` is no escape. Double the backslash, or use single quotes.`, {
        start: at,
        end: Math.min(at + 2, text.length),
      });
    case "BAD_ALIAS":
      if (text[at] === "*") {
        const span = { start: at, end: at + 1 };
        return make("syntax", "`*` at the start of a value refers to an anchor, and no name follows. Put the value in quotes.", span);
      }
      return make("syntax", "`&` at the start of a value names an anchor, and no name follows. Put the value in quotes.");
    case "BLOCK_IN_FLOW":
      return make("syntax", "Between brackets, entries are separated by commas. Add a comma before this entry.");
    case "MISSING_CHAR":
      if (error.message.includes("- indicator"))
        return make("indentation", "A list item starts with `- `. Add it, or align this line with the item above.");
      if (error.message.includes("followed by map values")) return make("syntax", "A key needs a colon behind it. Add `:`.");
      if (error.message.startsWith("Comments must"))
        return make("syntax", "A comment needs a blank before `#`. Add one, or put the text in quotes.");
      if (error.message.startsWith("Missing ,"))
        return make("syntax", "Between brackets, entries are separated by commas. Add a comma before this.");
      if (error.message.startsWith("Missing space after :")) return make("syntax", "A blank is missing behind the colon. Add one.");
      if (error.message.startsWith("Tags and anchors"))
        return make("syntax", "A blank is missing behind this anchor or tag. Add one, or put the value in quotes.");
      break;
    case "MULTIPLE_ANCHORS":
      return make("syntax", "A value can have one anchor only. Remove one of the two.");
    case "MULTIPLE_TAGS":
      return make("syntax", "A value can have one tag only. Remove one of the two.");
    case "ALIAS_PROPS":
      return make("syntax", "An alias cannot have an anchor or a tag of its own. Remove it.");
    case "UNEXPECTED_TOKEN": {
      if (error.message.includes("block-seq-ind")) {
        return make("syntax", listBehindKey, { start: at, end: at + 1 });
      }
      const char = text[at] ?? "";
      if ("]}".includes(char) && char !== "") {
        return make("syntax", `\`${char}\` closes nothing. Remove it, or put the value in quotes.`, { start: at, end: at + 1 });
      }
      if (char === ",") return make("syntax", "An entry is missing at this comma. Remove the comma.", { start: at, end: at + 1 });
      const before = text.slice(0, at).trimEnd().at(-1) ?? "";
      if (`"'`.includes(before) && before !== "") {
        return make(
          "syntax",
          `The text ends with the quote before \`${shorten(text.slice(wordAt(text, at).start, wordAt(text, at).end))}\`. Put all of it in quotes, or escape the quote.`,
        );
      }
      if ("]}".includes(before) && before !== "") {
        return make("syntax", `The value ends at \`${before}\` before this. Put all of it in quotes, or remove the rest.`);
      }
      break;
    }
    default:
  }
  return make("syntax", "This cannot be read as YAML here. Check the indentation, and put texts with special characters in quotes.");
}

/** The word at an offset, or the first one behind on its line; one character where there is none. */
function wordAt(text: string, offset: number): { start: number; end: number } {
  let start = offset;
  while (text[start] === " " || text[start] === "\t") start++;
  let end = start;
  while (end < text.length && !/\s/.test(text[end] as string)) end++;
  if (end > start) return text[end - 1] === ":" && end - start > 1 ? { start, end: end - 1 } : { start, end };
  if (offset < text.length && text[offset] !== "\n" && text[offset] !== "\r") return { start: offset, end: offset + 1 };
  // At the end of a line: its last character.
  let last = offset;
  while (last > 0 && /\s/.test(text[last - 1] as string)) last--;
  return { start: Math.max(0, last - 1), end: last };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  return found < 0 ? text.length : found;
}
