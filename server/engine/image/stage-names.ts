import type { Dockerfile, Stage } from "../languages/dockerfile/model.ts";
import { rememberFor } from "../text/remember.ts";

/** The names of a file's stages, in lower case, each with the first stage that has it. */
export const stageNames: (file: Dockerfile) => ReadonlyMap<string, Stage> = rememberFor((file: Dockerfile) => {
  const names = new Map<string, Stage>();
  for (const stage of file.stages) if (stage.name !== undefined && !names.has(stage.name)) names.set(stage.name, stage);
  return names;
});

/** Whether a stage before another one has a name, in whatever case. */
export function isEarlierStage(name: string, stage: Stage): boolean {
  const first = stageNames(stage.file).get(name.toLowerCase());
  return first !== undefined && first.index < stage.index;
}
