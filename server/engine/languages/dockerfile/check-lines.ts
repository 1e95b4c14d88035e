import { rememberFor } from "../../text/remember.ts";
import type { Span } from "../../text/span.ts";
import type { Dockerfile, Instruction } from "./model.ts";

/** A line that says which checks of BuildKit's run: `# check=skip=A,B;error=true`. */
export interface CheckLine {
  readonly span: Span;
  readonly options: readonly CheckOption[];
  /**
   * The instruction that it stands above, in the comments without a blank line between (Dockerfile frontend 1.21 and later,
   * https://github.com/moby/buildkit/pull/6334); undefined for the directive at the top, which is for the whole file.
   */
  readonly instruction: Instruction | undefined;
}

interface CheckOption {
  /** `skip`, `error`, `experimental`. */
  readonly name: string;
  readonly span: Span;
  readonly values: readonly { readonly text: string; readonly span: Span }[];
}

/** The `# check=` lines of a file that BuildKit reads. */
export const checkLinesIn: (file: Dockerfile) => readonly CheckLine[] = rememberFor((file: Dockerfile) => {
  const lines: CheckLine[] = [];
  for (const { name, value, span, valueSpan } of file.directives) {
    if (name === "check") lines.push({ span, options: optionsIn(value, valueSpan.start), instruction: undefined });
  }
  // Few files have one, and looking above every instruction takes longer.
  if (!file.comments.some(({ text }) => pattern.test(text))) return lines;
  for (const instruction of file.instructions) {
    for (const { text, span } of instruction.leadingComments) {
      const value = pattern.exec(text)?.[1];
      if (value === undefined) continue;
      lines.push({ span, options: optionsIn(value, span.start + file.source.slice(span).lastIndexOf(value)), instruction });
    }
  }
  return lines;
});

const pattern = /^check\s*=\s*(.*)$/;

function optionsIn(value: string, start: number): readonly CheckOption[] {
  return parts(value, ";", start).map(({ text, span }) => {
    const equals = text.indexOf("=");
    const values = equals < 0 ? [] : parts(text.slice(equals + 1), ",", span.start + equals + 1);
    return { name: (equals < 0 ? text : text.slice(0, equals)).trim(), span, values };
  });
}

/** What stands between separators, without blanks around. */
function parts(text: string, separator: string, start: number): { text: string; span: Span }[] {
  let at = start;
  return text.split(separator).flatMap((part) => {
    const own = part.trim();
    const from = at + part.indexOf(own);
    at += part.length + 1;
    return own === "" ? [] : [{ text: own, span: { start: from, end: from + own.length } }];
  });
}
