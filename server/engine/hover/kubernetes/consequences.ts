import { consequencesOf, shutdownConsequencesOf } from "../../cluster/consequences.ts";
import { durationText } from "../../cluster/duration-text.ts";
import { effectiveReplicas } from "../../cluster/replicas.ts";
import { rolloutOf } from "../../cluster/rollout.ts";
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
import { containerAt } from "../../editor/kubernetes/containers.ts";
import { scheduleInWords } from "../../editor/kubernetes/schedule.ts";
import type { Workload } from "../../languages/kubernetes/model.ts";
import type { ManifestPlace } from "../../languages/kubernetes/place.ts";
import { touches } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";

/** What the numbers at a place come to, as Markdown; undefined where they are not known, or there are none. */
export function consequencesText(place: ManifestPlace, workspace: Workspace): string | undefined {
  const told = toldOf(place, workspace).map(sentence);
  return told.length > 1 ? told.map((text) => `- ${text}`).join("\n") : told[0];
}

function toldOf(place: ManifestPlace, workspace: Workspace): readonly string[] {
  const { object, kind, entry } = place;
  if (object.kind === "CronJob" && /^spec\.(?:schedule|timeZone)$/.test(kind)) {
    const words = scheduleInWords(object);
    return words === undefined ? [] : [`runs ${words}`];
  }
  if (isPartial(object, workspace)) return [];
  const { workload } = object;
  if (workload) {
    const told = ofWorkload(place, workload, workspace);
    if (told.length > 0) return told;
  }
  if (kind === "spec.minAvailable" || kind === "spec.maxUnavailable") return budgetConsequences(object, workspace);
  if (object.kind === "HorizontalPodAutoscaler" && /^spec\.(?:minReplicas|maxReplicas|behavior)(?:\.|$)/.test(kind))
    return scalingConsequences(object, workspace);
  const canary = canaryIngressShare(object);
  if (canary?.entry === entry) return [`${canary.text} of the traffic`];
  if (entry.key === "weight") {
    const share = weightShares(object).find(({ mapping }) => mapping.map === entry.map);
    return share ? [share.text.endsWith("%") ? `${share.text} of the traffic` : share.text] : [];
  }
  if (object.kind === "Rollout" && /\.steps(?:\.|$)/.test(kind)) {
    const step = pauseConsequences(object).find(({ mapping }) => mapping.map && touches(mapping.map.span, place.span.start));
    return step ? [step.text] : [];
  }
  if (object.kind === "Canary" && kind.startsWith("spec.analysis")) {
    const { promotion, rollback } = flaggerConsequences(object);
    return [promotion, rollback].filter((one) => one !== undefined);
  }
  return [];
}

/** The keys of a probe that its numbers hang on, and the probe itself. */
const probeKeys = /\.(?:liveness|readiness|startup)Probe(?:\.(?:\w+Seconds|\w+Threshold))?$/;
const updateKeys = /^spec\.(?:strategy|updateStrategy)(?:\.(?:type|rollingUpdate(?:\.\w+)?))?$/;

function ofWorkload(place: ManifestPlace, workload: Workload, workspace: Workspace): readonly string[] {
  const { kind } = place;
  if (probeKeys.test(kind)) {
    const probe = containerAt(place)?.probes.find(({ entry }) => touches(entry.span, place.span.start));
    return probe ? consequencesOf(probe) : [];
  }
  if (/\.lifecycle(?:\.preStop(?:\.sleep(?:\.seconds)?|\.exec(?:\.command)?)?)?$/.test(kind)) {
    const container = containerAt(place);
    return container ? shutdownConsequencesOf(container) : [];
  }
  if (kind.endsWith(".terminationGracePeriodSeconds")) return graceConsequences(workload);
  if (kind === "spec.replicas") return [...replicasText(workload, workspace), ...update(workload, workspace)];
  if (updateKeys.test(kind)) return update(workload, workspace);
  if (kind === "spec.minReadySeconds") {
    const seconds = rolloutOf(workload, workspace).minReadySeconds;
    return seconds === undefined || seconds === 0 ? [] : [`a pod counts as available once it has been ready for ${durationText(seconds)}`];
  }
  if (kind === "spec.progressDeadlineSeconds") {
    const seconds = rolloutOf(workload, workspace).progressDeadlineSeconds;
    return seconds === undefined
      ? []
      : [`an update counts as failed once nothing has come on for ${durationText(seconds)}`, "nothing is rolled back by itself"];
  }
  return [];
}

function update(workload: Workload, workspace: Workspace): readonly string[] {
  const { stays, runs, others } = updateConsequences(workload, workspace);
  const first = [stays, runs].filter((one) => one !== undefined).join(", ");
  return [...(first === "" ? [] : [`during an update, ${first}`]), ...others];
}

/** Who has the last word on the replicas, where that is not the field itself. */
function replicasText(workload: Workload, workspace: Workspace): readonly string[] {
  const { by, autoscaler, minimum, maximum } = effectiveReplicas(workload, workspace);
  const range = minimum === maximum ? `${minimum}` : `${minimum} to ${maximum}`;
  if (minimum === undefined || maximum === undefined) return [];
  return by === "autoscaler" && autoscaler ? [`\`${autoscaler.title}\` decides: ${range}`] : [];
}

function graceConsequences({ pod }: Workload): readonly string[] {
  const seconds = pod.terminationGracePeriodSeconds.value;
  const told = pod.containers.flatMap((container) => shutdownConsequencesOf(container));
  if (told.length > 0) return [...new Set(told)];
  return seconds === undefined ? [] : [`${durationText(seconds)} after the stop signal, what still runs is killed`];
}

/** Names of keys stay as they are. */
function sentence(text: string): string {
  if (/^[a-z]+[A-Z]/.test(text)) return `${text}.`;
  return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}.`;
}
