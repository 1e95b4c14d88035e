import type { Dockerfile, Stage } from "../languages/dockerfile/model.ts";
import { stageLinksIn } from "../languages/dockerfile/parts.ts";
import { rememberFor } from "../text/remember.ts";

/** The stages that one names itself: its base, and those that it copies from or mounts. All are earlier ones. */
export function linksOf(stage: Stage): readonly Stage[] {
  return stageLinksIn(stage.file).linked[stage.index] ?? [];
}

/** The stages that others name. */
export const neededStages: (file: Dockerfile) => ReadonlySet<Stage> = rememberFor(
  (file: Dockerfile) => new Set(stageLinksIn(file).linked.flat()),
);

/** Whether stages are told by their numbers, which change with each stage that is moved, put in or taken out. */
export function hasNumberedStages(file: Dockerfile): boolean {
  return stageLinksIn(file).hasNumbers;
}
