import { type Instruction, keywords, type Stage } from "../languages/dockerfile/model.ts";
import { insert, type TextEdit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";

/** A place between two instructions where new ones can stand. */
export interface Place {
  readonly offset: number;
  /** The blanks that stand before the instruction that follows, or before the one in front. */
  readonly indentation: string;
  /** The text in front does not end its line. */
  readonly needsBreak: boolean;
}

/** What may only be done as root, or is done as root on purpose: everything that changes the image's files. */
const changesFiles: ReadonlySet<Instruction["keyword"]> = new Set(["ADD", "COPY", "RUN", "WORKDIR"]);
const starts: ReadonlySet<Instruction["keyword"]> = new Set(["CMD", "ENTRYPOINT"]);

/**
 * Where a USER, or the RUN that creates one, belongs in a final stage: in front of CMD and ENTRYPOINT and the HEALTHCHECK beside them, behind the
 * last instruction that changes files.
 */
export function placeForUser(stage: Stage): Place {
  const { instructions } = stage;
  const after = instructions.findLastIndex(({ keyword }) => changesFiles.has(keyword)) + 1;
  const before = instructions.find((one, index) => index >= after && (starts.has(one.keyword) || one.keyword === "HEALTHCHECK"));
  return before ? placeBefore(stage, before) : placeAfter(stage, instructions.at(-1) ?? stage.from);
}

/** Where a HEALTHCHECK belongs: in front of the CMD and ENTRYPOINT that end the stage, else at its end. */
export function placeForHealthcheck(stage: Stage): Place {
  const { instructions } = stage;
  let index = instructions.length;
  while (index > 0 && starts.has((instructions[index - 1] as Instruction).keyword)) index--;
  const next = instructions[index];
  return next ? placeBefore(stage, next) : placeAfter(stage, instructions.at(-1) ?? stage.from);
}

/** Where something belongs that has to run before files are copied: in front of the stage's first RUN, COPY or ADD. */
export function placeBeforeFiles(stage: Stage): Place {
  const first = stage.instructions.find(({ keyword }) => keyword === "RUN" || keyword === "COPY" || keyword === "ADD");
  return first ? placeBefore(stage, first) : placeForUser(stage);
}

/** The place above an instruction and the comments that stand directly above it. */
export function placeBefore(stage: Stage, instruction: Instruction): Place {
  const { source } = stage.file;
  // A comment at the start of the file may be a directive's neighbour, but never stands above anything but FROM.
  const start = instruction.leadingComments[0]?.span.start ?? instruction.span.start;
  const offset = source.lineSpan(source.lineOf(start)).start;
  return { offset, indentation: indentationOf(stage, instruction), needsBreak: false };
}

/** The place below an instruction. */
export function placeAfter(stage: Stage, instruction: Instruction): Place {
  const { source } = stage.file;
  const offset = source.nextLineStart(instruction.span.end);
  const needsBreak = offset === source.text.length && !/[\r\n]$/.test(source.text);
  return { offset, indentation: indentationOf(stage, instruction), needsBreak };
}

/**
 * The edit that puts whole instructions at a place, each on lines of its own. `placeholders` are spans of `text`; line breaks inside
 * `text` are `\n` and become the file's own.
 */
export function insertInstructions(stage: Stage, place: Place, text: string, placeholders: readonly Span[] = []): TextEdit {
  const { eol } = stage.file.source;
  const lead = place.needsBreak ? eol : "";
  let written = lead;
  const moved: Span[] = [];
  let done = 0;
  // Every line gets the indentation and the file's line break; the placeholders move along.
  const positions: number[] = [];
  for (const line of inCaseOf(stage, text).split("\n")) {
    if (done > 0) written += eol;
    written += place.indentation;
    for (let i = 0; i <= line.length; i++) positions[done + i] = written.length + i;
    written += line;
    done += line.length + 1;
  }
  for (const { start, end } of placeholders) {
    moved.push({ start: positions[start] ?? written.length, end: positions[end] ?? written.length });
  }
  return insert(place.offset, place.needsBreak ? written : written + eol, moved.length > 0 ? moved : undefined);
}

/** The keywords that begin lines, in small letters where the stage's FROM is. */
function inCaseOf({ from }: Stage, text: string): string {
  if (from.keywordText !== from.keywordText.toLowerCase()) return text;
  return text.replace(/^[A-Z]+(?= )/gm, (word) => ((keywords as readonly string[]).includes(word) ? word.toLowerCase() : word));
}

function indentationOf(stage: Stage, instruction: Instruction): string {
  const { source } = stage.file;
  const line = source.lineSpan(source.lineOf(instruction.span.start));
  return /^[ \t]*/.exec(source.text.slice(line.start, instruction.span.start))?.[0] ?? "";
}

/**
 * Whether the file breaks off within the stage's last instruction: behind a continuation or in a heredoc without its end. What is written below
 * would become part of it.
 */
export function endsOpen(stage: Stage): boolean {
  const last = stage.instructions.at(-1) ?? stage.from;
  if (last.heredocs.some((heredoc) => !heredoc.isTerminated)) return true;
  if (stage.file.stages.at(-1) !== stage || last.heredocs.length > 0) return false;
  const lines = stage.file.source.text.slice(last.span.start).split(/\r\n|\n|\r/);
  const written = lines.filter((line) => !/^\s*(?:#.*)?$/.test(line)).at(-1) ?? "";
  return written.trimEnd().endsWith(stage.file.escape);
}
