import { isWindows } from "../../languages/dockerfile/interpreter.ts";
import type { CopyInstruction, Dockerfile, Stage, WorkdirInstruction } from "../../languages/dockerfile/model.ts";
import type { Span } from "../../text/span.ts";
import type { InlayHint } from "../model.ts";

/** What a reader would have to look up: what a stage inherits, which image a variable makes, and where relative paths lead. */
export function inlayHints(file: Dockerfile, range: Span): readonly InlayHint[] {
  if (file.isTemplate) return [];
  const hints: InlayHint[] = [];
  const add = (offset: number, label: string | undefined) => {
    if (label !== undefined && range.start <= offset && offset <= range.end) hints.push({ offset, label, padding: "before" });
  };
  for (const stage of file.stages) {
    const { image, headSpan } = stage.from;
    if (image?.value !== undefined && image.word.raw.includes("$")) add(image.word.span.end, `= ${image.value}`);
    add(headSpan.end, inherited(stage));
    if (isWindows(stage)) continue;
    for (const instruction of stage.instructions) {
      if (instruction.keyword === "WORKDIR") add(instruction.headSpan.end, resolvedFolder(instruction, stage));
      if (instruction.keyword === "COPY" || instruction.keyword === "ADD")
        add(instruction.destination?.span.end ?? -1, resolvedTarget(instruction, stage));
    }
  }
  return hints.sort((a, b) => a.offset - b.offset);
}

/** What another stage of the file leaves to a stage, and it does not set anew. */
function inherited(stage: Stage): string | undefined {
  if (stage.base.kind !== "stage") return undefined;
  const own = new Set(stage.instructions.map(({ keyword }) => keyword));
  const parent = stage.base.stage;
  const user = own.has("USER") ? undefined : parent.last("USER")?.user?.text;
  const folder = parent.workdir();
  const health = own.has("HEALTHCHECK") ? undefined : parent.last("HEALTHCHECK");
  const parts = [
    user === undefined ? "" : `USER ${user}`,
    folder === undefined || own.has("WORKDIR") ? "" : `WORKDIR ${folder}`,
    health && !health.isNone ? "HEALTHCHECK" : "",
  ].filter(Boolean);
  return parts.length === 0 ? undefined : `inherits ${parts.join(", ")}`;
}

function resolvedFolder(instruction: WorkdirInstruction, stage: Stage): string | undefined {
  const { path } = instruction;
  if (path?.value === undefined || path.value.startsWith("/")) return undefined;
  const next = stage.file.instructions[instruction.index + 1];
  const folder = stage.workdir(next?.stage === stage ? next : undefined);
  return folder === undefined ? undefined : `= ${folder}`;
}

/** Where a relative destination lies in the image. */
function resolvedTarget(instruction: CopyInstruction, stage: Stage): string | undefined {
  const target = instruction.destination?.value;
  const folder = stage.workdir(instruction);
  if (target === undefined || folder === undefined || target.startsWith("/") || target.includes("..")) return undefined;
  const path = target.replace(/^(?:\.\/)+|^\.$/, "");
  return `= ${folder.replace(/\/$/, "")}/${path}`;
}
