import type { Stage } from "../languages/dockerfile/model.ts";
import type { Span } from "../text/span.ts";
import type { Completion, Place } from "./completion.ts";

/** The stages before the one that the cursor is in: others cannot be reached. FROM cannot name one by its number. */
export function completeStageName(place: Place, span: Span): Completion[] {
  return earlierStages(place)
    .toReversed()
    .flatMap((stage) => {
      const name = stage.from.name?.text ?? (place.keyword === "FROM" ? undefined : String(stage.index));
      if (!name) return [];
      return [{ kind: "stage", label: name, span, text: name, detail: `stage on ${baseOf(stage)}`, isCommon: true } satisfies Completion];
    });
}

function earlierStages(place: Place): readonly Stage[] {
  const own = place.instruction?.stage ?? place.stage;
  return place.file.stages.filter((stage) => stage !== own && stage.from.span.start < place.offset);
}

function baseOf(stage: Stage): string {
  return stage.from.image?.word.text ?? "an unknown image";
}

/** Names that say what a stage is for, those left out that are taken. */
export function completeNewStageName(place: Place): Completion[] {
  const taken = new Set(place.file.stages.map(({ name, from }) => (from === place.instruction ? undefined : name)));
  return stageNames
    .filter(([name]) => !taken.has(name))
    .map(([name, detail]) => ({ kind: "stage", label: name, span: place.span, text: name, detail }));
}

const stageNames = [
  ["base", "what the other stages share"],
  ["deps", "installs the dependencies"],
  ["build", "compiles or bundles"],
  ["test", "runs the tests"],
  ["runtime", "what is shipped"],
] as const;
