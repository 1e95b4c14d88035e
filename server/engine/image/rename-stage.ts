import type { Dockerfile, Stage, Word } from "../languages/dockerfile/model.ts";
import { replace, type TextEdit } from "../text/edit.ts";
import { rememberFor } from "../text/remember.ts";
import { withTriggers } from "./command.ts";

/** The edits that give a stage another name, where it is defined and wherever its file names it; numbers and variables stay. */
export function renameStage(stage: Stage, name: string): readonly TextEdit[] {
  return [stage.from.name, ...(usesOfStages(stage.file).get(stage) ?? [])].flatMap((word) => {
    const written = word && stage.file.source.slice(word.span);
    return !word || written === name || /^\d+$|\$/.test(written ?? "") ? [] : [replace(word.span, name)];
  });
}

/** The words of a file that name its stages, by what they name. */
const usesOfStages: (file: Dockerfile) => ReadonlyMap<Stage, readonly Word[]> = rememberFor((file: Dockerfile) => {
  const uses = new Map<Stage, Word[]>();
  const add = (stage: Stage | undefined, word: Word | undefined) => {
    if (!stage || !word) return;
    const words = uses.get(stage);
    if (words) words.push(word);
    else uses.set(stage, [word]);
  };
  // A name means the last stage before that has it.
  const named = new Map<string, Stage>();
  for (const stage of file.stages) {
    if (stage.base.kind === "stage") add(stage.base.stage, stage.from.image?.word);
    for (const one of withTriggers(stage.instructions)) {
      if (one.keyword === "COPY") add(one.fromStage, one.from);
      if (one.keyword !== "RUN") continue;
      for (const mount of one.mounts) {
        const word = mount.get("from");
        if (word) add(named.get(word.text.toLowerCase()), word);
      }
    }
    if (stage.name !== undefined) named.set(stage.name, stage);
  }
  return uses;
});
