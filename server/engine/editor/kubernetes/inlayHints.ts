import { consequencesOf, shutdownConsequencesOf } from "../../cluster/consequences.ts";
import { isPartial } from "../../cluster/unit.ts";
import {
  budgetConsequences,
  canaryIngressShare,
  flaggerConsequences,
  pauseConsequences,
  scalingConsequences,
  updateConsequences,
  weightShares,
} from "../../cluster/workload-consequences.ts";
import type { Container, ManifestFile, ManifestObject, Probe } from "../../languages/kubernetes/model.ts";
import type { Mapping } from "../../languages/yaml/mapping.ts";
import type { YamlEntry } from "../../languages/yaml/model.ts";
import { overlaps, type Span } from "../../text/span.ts";
import type { EditorOptions, InlayHint } from "../model.ts";
import { scheduleInWords } from "./schedule.ts";

/** What the numbers of probes, updates, budgets, autoscalers and weights come to: what a reader would have to work out. */
export function inlayHints(file: ManifestFile, range: Span, { workspace }: EditorOptions): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  const add = (entry: YamlEntry | undefined, told: string | undefined | readonly string[]) => {
    const [label, ...others] = typeof told === "string" ? [told] : (told ?? []);
    if (!entry || label === undefined) return;
    const offset = placeBehind(entry);
    if (offset === undefined || offset < range.start || offset > range.end || hints.some((hint) => hint.offset === offset)) return;
    const about = others.map((text) => `- ${text}`).join("\n");
    hints.push({ offset, label, ...(about !== "" && { about }) });
  };
  for (const object of file.objects) {
    if (!overlaps(object.span, { start: range.start, end: range.end + 1 })) continue;
    const { spec, workload } = object;
    if (workload && !isPartial(object, workspace)) {
      for (const container of workload.pod.allContainers) {
        for (const probe of container.probes) add(placeOf(probe), consequencesOf(probe));
        add(sleepEntry(container), shutdownConsequencesOf(container));
      }
      const limits = workload.strategy.mapping("rollingUpdate");
      if (limits.map) {
        const { stays, runs, others } = updateConsequences(workload, workspace);
        add(limits.entryOf("maxUnavailable"), stays && [stays, ...others]);
        add(limits.entryOf("maxSurge"), runs);
      }
    }
    add(spec.entryOf("minAvailable") ?? spec.entryOf("maxUnavailable"), budgetConsequences(object, workspace));
    add(spec.entryOf("maxReplicas"), scalingConsequences(object, workspace));
    for (const { mapping, text } of weightShares(object)) add(mapping.entryOf("weight"), text);
    const canary = canaryIngressShare(object);
    add(canary?.entry, canary?.text);
    addSteps(object, add);
    if (object.kind === "CronJob") add(spec.entryOf("schedule"), scheduleInWords(object));
  }
  return hints.sort((a, b) => a.offset - b.offset);
}

function addSteps(object: ManifestObject, add: (entry: YamlEntry | undefined, told: string | undefined) => void): void {
  for (const { mapping, text } of pauseConsequences(object)) {
    const pause: Mapping = mapping.mapping("pause");
    add(pause.entryOf("duration") ?? mapping.entryOf("pause"), text);
  }
  const { promotion, rollback } = flaggerConsequences(object);
  const analysis = object.spec.mapping("analysis");
  add(analysis.entryOf("stepWeight") ?? analysis.entryOf("iterations"), promotion);
  add(analysis.entryOf("threshold"), rollback);
}

/** The number that decides, where it is written, else the probe itself. */
function placeOf({ mapping, entry }: Probe): YamlEntry {
  return mapping.entryOf("failureThreshold") ?? entry;
}

function sleepEntry({ preStop }: Container): YamlEntry | undefined {
  const { handler } = preStop;
  if (handler?.kind === "sleep") return handler.mapping.entryOf("seconds");
  return handler?.kind === "exec" ? handler.mapping.entryOf("command") : undefined;
}

/** Behind a value of one line; behind the colon where more follows below. Nothing is placed behind what stands elsewhere. */
function placeBehind({ value, valueOffset, keySpan }: YamlEntry): number | undefined {
  if (!value) return valueOffset;
  if (value.alias) return value.alias.end;
  const isBelow = value.kind !== "scalar" && !value.isFlow;
  return isBelow ? valueOffset : value.span.start > keySpan.start ? value.span.end : undefined;
}
