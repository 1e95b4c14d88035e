import type { Dockerfile, Heredoc, Stage, Word } from "../../languages/dockerfile/model.ts";
import { declarationsIn, usesIn } from "../../languages/dockerfile/variables.ts";
import { rememberFor } from "../../text/remember.ts";
import { type Span, touches } from "../../text/span.ts";

/** A place of a Dockerfile that names a stage, a variable, or the end of a heredoc. */
export interface Mention {
  readonly kind: "stage" | "variable" | "heredoc";
  /** Those with the same key name the same thing. */
  readonly key: string;
  /** As it stands there; of a stage that is named by its number, the number. */
  readonly text: string;
  readonly span: Span;
  /** All of what is defined, where this is the definition. */
  readonly definition: Span | undefined;
}

/** All places that name something, in the order of the file. */
export const mentionsIn: (file: Dockerfile) => readonly Mention[] = rememberFor((file: Dockerfile) =>
  [...stagesIn(file), ...variablesIn(file), ...heredocsIn(file)].sort((a, b) => a.span.start - b.span.start),
);

/** What is named at an offset. */
export function mentionAt(file: Dockerfile, offset: number): Mention | undefined {
  return mentionsIn(file).findLast(({ span }) => touches(span, offset));
}

/** All places of the file that name the same. */
export function sameAs({ kind, key }: Mention, file: Dockerfile): readonly Mention[] {
  return mentionsIn(file).filter((one) => one.kind === kind && one.key === key);
}

function stagesIn(file: Dockerfile): readonly Mention[] {
  const found: Mention[] = [];
  const add = (stage: Stage, word: Word | undefined, definition?: Span) => {
    const span = word && innerSpan(file, word);
    if (word && span) found.push({ kind: "stage", key: String(stage.index), text: word.text, span, definition });
  };
  for (const stage of file.stages) {
    add(stage, stage.from.name, stage.span);
    if (stage.base.kind === "stage") add(stage.base.stage, stage.from.image?.word);
    for (const instruction of stage.instructions) {
      if ((instruction.keyword === "COPY" || instruction.keyword === "ADD") && instruction.fromStage)
        add(instruction.fromStage, instruction.from);
      if (instruction.keyword === "RUN")
        for (const mount of instruction.mounts) {
          const named = mount.get("from");
          const source = named && earlierStage(named, stage, file);
          if (source) add(source, named);
        }
    }
  }
  return found;
}

/** The stage that a mount takes from, by name or number. */
function earlierStage({ value }: Word, { index }: Stage, file: Dockerfile): Stage | undefined {
  const earlier = file.stages.slice(0, index);
  return (
    earlier.findLast(({ name }) => name !== undefined && name === value?.toLowerCase()) ??
    earlier.find((one) => String(one.index) === value)
  );
}

/** The text between quotes; undefined where a variable makes up the name, as that is no place to write another one. */
function innerSpan({ source }: Dockerfile, { span, raw, text }: Word): Span | undefined {
  if (raw.includes("$")) return undefined;
  const start = source.slice(span).indexOf(text);
  return start < 0 ? undefined : { start: span.start + start, end: span.start + start + text.length };
}

function variablesIn(file: Dockerfile): readonly Mention[] {
  return [
    ...declarationsIn(file).map(
      ({ name, assignment }): Mention => ({
        kind: "variable",
        key: name,
        text: name,
        span: assignment.nameSpan,
        definition: assignment.span,
      }),
    ),
    ...usesIn(file).map(({ name, span }): Mention => ({ kind: "variable", key: name, text: name, span, definition: undefined })),
  ];
}

function heredocsIn(file: Dockerfile): readonly Mention[] {
  return file.instructions.flatMap((instruction) =>
    (instruction.keyword === "ONBUILD" ? (instruction.trigger?.heredocs ?? []) : instruction.heredocs).flatMap((heredoc) =>
      namesOf(file, heredoc).map(
        (span, i): Mention => ({
          kind: "heredoc",
          key: String(heredoc.markerSpan.start),
          text: heredoc.name,
          span,
          definition: i === 0 ? heredoc.markerSpan : undefined,
        }),
      ),
    ),
  );
}

/** The name in the marker, and the line that ends the heredoc. */
function namesOf({ source }: Dockerfile, { name, markerSpan, bodySpan, isTerminated }: Heredoc): readonly Span[] {
  const marker = source.slice(markerSpan).indexOf(name);
  const end = isTerminated ? source.text.indexOf(name, bodySpan.end) : -1;
  return [marker < 0 ? -1 : markerSpan.start + marker, end].flatMap((start) => (start < 0 ? [] : [{ start, end: start + name.length }]));
}
