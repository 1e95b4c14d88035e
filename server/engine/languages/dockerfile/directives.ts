import type { Span } from "../../text/span.ts";
import { skipSpaces } from "./characters.ts";
import type { Directive, SyntaxProblem } from "./model.ts";

const known: ReadonlySet<string> = new Set(["syntax", "escape", "check"]);
const pattern = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.*[^\t\n\f\r ])/;

export interface Directives {
  readonly directives: readonly Directive[];
  readonly escape: "\\" | "`";
  /** Offset of the first line that is not a directive BuildKit knows; the instructions and comments begin there. */
  readonly end: number;
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Reads the parser directives at the top of a Dockerfile. As in BuildKit, only `syntax`, `escape` and `check` before any
 * other comment, blank line or instruction count; an unknown name ends the search (it is given back, but is a comment
 * as well). A line with an interpreter (`#!`) may stand first.
 */
export function readDirectives(text: string): Directives {
  const directives: Directive[] = [];
  const problems: SyntaxProblem[] = [];
  const seen = new Set<string>();
  let escapeToken: "\\" | "`" = "\\";
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let end = start;
  let isParsersOwn = true;
  if (text.startsWith("#!", start)) {
    const eol = text.indexOf("\n", start);
    start = eol < 0 ? text.length : eol + 1;
    // The interpreter line is passed over where `syntax` and `check` are looked for, but ends the search of the parser,
    // which reads `escape` and refuses doubles.
    isParsersOwn = false;
  }
  while (start < text.length) {
    let eol = text.indexOf("\n", start);
    if (eol < 0) eol = text.length;
    const hash = skipSpaces(text, start, eol);
    if (text.charCodeAt(hash) !== 35) break;
    const first = skipSpaces(text, hash + 1, eol);
    const match = pattern.exec(text.slice(first, eol));
    if (!match) break;
    const [all, written = "", value = ""] = match;
    const name = written.toLowerCase();
    const span = { start: hash, end: first + all.length };
    const valueSpan = { start: span.end - value.length, end: span.end };
    directives.push({ name, value, span, valueSpan });
    if (!known.has(name)) break;
    start = eol + 1;
    end = Math.min(start, text.length);
    const wrong = (place: Span, message: string): void => {
      problems.push({ code: "invalid-directive", span: place, message });
    };
    if (seen.has(name)) {
      if (isParsersOwn) wrong(span, `\`${name}\` is set twice, so the build stops here. Keep one of the two lines.`);
    } else if (name === "escape") {
      if (!isParsersOwn) continue;
      if (value === "\\" || value === "`") escapeToken = value;
      else wrong(valueSpan, "The escape character can only be a backslash or a backquote, so the build stops here.");
    } else if (name === "check") {
      const option = wrongCheckOption(value);
      if (option !== undefined) {
        wrong(
          valueSpan,
          `\`${option}\` is no option of \`check\`, so the build stops here. There are \`skip=…\`, \`error=true\` and \`experimental=…\`, with semicolons between them.`,
        );
      }
    }
    seen.add(name);
  }
  return { directives, escape: escapeToken, end, problems };
}

/** The first part of the value of `check` that BuildKit does not take; it splits at two semicolons at most. */
function wrongCheckOption(value: string): string | undefined {
  const parts = value.split(";");
  const options = [...parts.slice(0, 2), ...(parts.length > 2 ? [parts.slice(2).join(";")] : [])];
  return options
    .map((option) => option.trim())
    .find((option) => !/^(?:skip|experimental)=/.test(option) && !/^error=(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(option));
}
