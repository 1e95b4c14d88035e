import type { Dockerfile, Instruction } from "../languages/dockerfile/model.ts";
import type { Span } from "../text/span.ts";

/** What the cursor's surroundings are, read from the text before it: the instruction under it is seldom complete. */
export type Surroundings =
  | { readonly kind: "none" }
  /** In a comment line: from the `#` to the cursor. */
  | { readonly kind: "comment"; readonly text: string; readonly span: Span }
  /** Where an instruction's keyword stands. */
  | { readonly kind: "keyword"; readonly word: string; readonly span: Span; readonly isTrigger: boolean }
  /** In a heredoc in which variables are replaced. */
  | {
      readonly kind: "argument" | "heredoc";
      readonly keyword: string;
      readonly words: readonly string[];
      readonly word: string;
      readonly span: Span;
      readonly instruction: Instruction;
    };

export function surroundingsOf(file: Dockerfile, offset: number): Surroundings {
  const { source } = file;
  const line = source.lineOf(offset);
  const lineStart = source.lineStarts[line] ?? 0;
  const typed = source.text.slice(lineStart, offset);
  const instruction = instructionAt(file, offset);
  const inner = instruction?.keyword === "ONBUILD" ? (instruction.trigger ?? instruction) : instruction;
  const heredoc = inner?.heredocs.find(
    ({ bodySpan, markerSpan }) => offset > markerSpan.end && line > source.lineOf(markerSpan.end) && offset <= bodySpan.end,
  );
  if (inner && heredoc) {
    // A script of another interpreter has variables of its own, and in a file with a quoted end nothing is replaced.
    const hasVariables = inner.keyword === "RUN" ? inner.command?.script !== undefined : heredoc.isExpanded;
    const word = /\S*$/.exec(typed)?.[0] ?? "";
    return hasVariables
      ? { kind: "heredoc", keyword: inner.keyword, words: [], word, span: { start: offset - word.length, end: offset }, instruction: inner }
      : { kind: "none" };
  }
  const comment = /^\s*(#.*)$/s.exec(typed)?.[1];
  if (comment !== undefined) return { kind: "comment", text: comment, span: { start: offset - comment.length, end: offset } };
  if (!instruction || offset <= instruction.keywordSpan.start) {
    const word = /^\s*(\S*)$/.exec(typed)?.[1];
    return word === undefined
      ? { kind: "none" }
      : { kind: "keyword", word, span: { start: offset - word.length, end: offset }, isTrigger: false };
  }
  const [, keyword = "", rest] = /^(\S+)(?:\s+(.*))?$/s.exec(joined(file, instruction.span.start, offset)) ?? [];
  if (rest === undefined)
    return { kind: "keyword", word: keyword, span: { start: offset - keyword.length, end: offset }, isTrigger: false };
  return argument(keyword, rest, instruction, offset, lineStart);
}

function argument(keyword: string, rest: string, instruction: Instruction, offset: number, lineStart: number): Surroundings {
  if (keyword.toUpperCase() === "ONBUILD") {
    const [, trigger = "", behind] = /^(\S*)(?:\s+(.*))?$/s.exec(rest) ?? [];
    if (behind === undefined)
      return { kind: "keyword", word: trigger, span: { start: offset - trigger.length, end: offset }, isTrigger: true };
    return argument(trigger, behind, instruction, offset, lineStart);
  }
  const words = rest.split(/\s+/);
  const word = words.pop() ?? "";
  if (words[0] === "") words.shift();
  // A word that goes on from the line above cannot be replaced as a whole.
  if (offset - word.length < lineStart) return { kind: "none" };
  return { kind: "argument", keyword: keyword.toUpperCase(), words, word, span: { start: offset - word.length, end: offset }, instruction };
}

/** The instruction that the cursor stands in: on one of its lines, or on the line that its last one continues to. */
function instructionAt(file: Dockerfile, offset: number): Instruction | undefined {
  const { source } = file;
  const { instructions } = file;
  let low = 0;
  let high = instructions.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((instructions[middle] as Instruction).span.start <= offset) low = middle;
    else high = middle - 1;
  }
  const instruction = instructions[low];
  if (!instruction || instruction.span.start > offset) return undefined;
  if (offset <= instruction.span.end || source.lineOf(offset) === source.lineOf(instruction.span.end)) return instruction;
  const between = source.slice({ start: source.nextLineStart(instruction.headSpan.end), end: offset });
  const lastLine = source.slice(source.lineSpan(source.lineOf(instruction.headSpan.end)));
  const isContinued = lastLine.trimEnd().endsWith(file.escape) && between.split(/\r?\n/).every((line) => /^\s*(#.*)?$/.test(line));
  return isContinued ? instruction : undefined;
}

/** The text from `start` to the cursor as the builder joins it: continuations, comment lines and blank lines inside taken away. */
function joined(file: Dockerfile, start: number, offset: number): string {
  const lines = file.source.slice({ start, end: offset }).split(/\r?\n/);
  return lines
    .map((line, index) => {
      if (index > 0 && index < lines.length - 1 && /^\s*(#|$)/.test(line)) return "";
      if (index === lines.length - 1) return line;
      const trimmed = line.trimEnd();
      return trimmed.endsWith(file.escape) ? trimmed.slice(0, -1) : trimmed;
    })
    .join("");
}
