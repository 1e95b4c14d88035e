import type { Stage } from "../languages/dockerfile/model.ts";
import { replace, type TextEdit } from "../text/edit.ts";
import { withTriggers } from "./command.ts";

/** The edits that give a stage another name, where it is defined and wherever its file names it; numbers and variables stay. */
export function renameStage(stage: Stage, name: string): readonly TextEdit[] {
  const { source, stages } = stage.file;
  const words = stages.slice(stage.index + 1).flatMap((other) => [
    ...(other.base.kind === "stage" && other.base.stage === stage ? [other.from.image?.word] : []),
    ...withTriggers(other.instructions).flatMap((one) => {
      if (one.keyword === "COPY") return one.fromStage === stage ? [one.from] : [];
      if (one.keyword !== "RUN") return [];
      return one.mounts.map((mount) => mount.get("from")).filter((word) => word && stageMeant(word.text, other) === stage);
    }),
  ]);
  return [stage.from.name, ...words].flatMap((word) => {
    const written = word && source.slice(word.span);
    return !word || written === name || /^\d+$|\$/.test(written ?? "") ? [] : [replace(word.span, name)];
  });
}

/** The stage before another one that a name means: the last of that name. */
function stageMeant(name: string, { file, index }: Stage): Stage | undefined {
  return file.stages.findLast((one) => one.index < index && one.name === name.toLowerCase());
}
