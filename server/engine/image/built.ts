import type { Dockerfile, Stage } from "../languages/dockerfile/model.ts";
import { rememberFor } from "../text/remember.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { productionStages, shipped, stagesOf, wholeOf } from "./production.ts";

/** The stages that are built for the production images: what they start from and copy from included. In file order. */
export function builtStages(file: Dockerfile, workspace: Workspace): readonly Stage[] {
  return stagesOf(file, builtFor(productionStages(wholeOf(file), workspace)));
}

const builtFor: (stages: readonly Stage[]) => readonly Stage[] = rememberFor((stages: readonly Stage[]) => {
  const built = new Set<Stage>();
  for (const stage of stages) {
    for (const link of stage.chain) built.add(link);
    for (const needed of stage.dependencies) built.add(needed);
  }
  return stages[0]?.file.stages.filter((stage) => built.has(stage)) ?? [];
});

/** By its number, what each stage of a file is for, in one word to compare: rules judge otherwise what leaves the build, and what is not built at all. */
export function rolesIn(file: Dockerfile, workspace: Workspace): readonly string[] {
  const production = new Set(productionStages(file, workspace));
  const layers = shipped(file, workspace);
  const built = new Set(builtStages(file, workspace));
  return file.stages.map((stage) =>
    production.has(stage) ? "production" : layers.has(stage) ? "shipped" : built.has(stage) ? "built" : "",
  );
}
