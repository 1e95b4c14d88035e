import type { Dockerfile, Stage } from "../languages/dockerfile/model.ts";
import { rememberFor } from "../text/remember.ts";
import { stageNames } from "./stage-names.ts";

/** The stages that one names itself: its base, and those that it copies from or mounts. All are earlier ones. */
export const linksOf: (stage: Stage) => readonly Stage[] = rememberFor((stage: Stage) => {
  const links: Stage[] = stage.base.kind === "stage" ? [stage.base.stage] : [];
  for (const one of stage.instructions) {
    if (one.keyword === "COPY" && one.fromStage) links.push(one.fromStage);
    if (one.keyword !== "RUN") continue;
    for (const mount of one.mounts) {
      const named = stageNames(stage.file).get(mount.get("from")?.text.toLowerCase() ?? "");
      if (named && named.index < stage.index) links.push(named);
    }
  }
  return links;
});

/** The stages that others name. */
export const neededStages: (file: Dockerfile) => ReadonlySet<Stage> = rememberFor(
  (file: Dockerfile) => new Set(file.stages.flatMap((stage) => linksOf(stage))),
);

/** Whether stages are told by their numbers, which change with each stage that is moved, put in or taken out. */
export const hasNumberedStages: (file: Dockerfile) => boolean = rememberFor((file: Dockerfile) =>
  file.instructions.some((one) => one.keyword === "COPY" && /^\d+$/.test(one.from?.text ?? "")),
);
