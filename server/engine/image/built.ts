import type { Dockerfile, Stage } from "../languages/dockerfile/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { productionStages } from "./production.ts";

/** The stages that are built for the production images: what they start from and copy from included. In file order. */
export function builtStages(file: Dockerfile, workspace: Workspace): readonly Stage[] {
  const built = new Set<Stage>();
  for (const stage of productionStages(file, workspace)) {
    for (const link of stage.chain) built.add(link);
    for (const needed of stage.dependencies) built.add(needed);
  }
  return file.stages.filter((stage) => built.has(stage));
}
