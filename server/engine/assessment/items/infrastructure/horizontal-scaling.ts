import type { ApplicationService } from "../../../application/application.ts";
import { replicasOf } from "../../../application/replicas.ts";
import { autoscalerOf } from "../../../cluster/autoscaler.ts";
import { autoscalersOf, effectiveReplicas, isAutoscaled } from "../../../cluster/replicas.ts";
import { isServed } from "../../../cluster/selection.ts";
import type { Workload } from "../../../languages/kubernetes/model.ts";
import type { Field } from "../../../languages/yaml/mapping.ts";
import type { Assessor, Verdict } from "../../model.ts";
import type { Platform, Setting } from "../../platforms/model.ts";
import { placeIn, type Service } from "../../service.ts";
import { counterEvidence, evidence, manual, notApplicable, open } from "../../verdict.ts";
import { againstObject, called, findingsInObjects, foundBy, inObject, type Shown, together } from "./shown.ts";
import { atPlatform, inUnseenCluster } from "./without-cluster.ts";

const rules = [
  "kubernetes/autoscaler-bounds",
  "kubernetes/autoscaler-target",
  "kubernetes/autoscaler-without-requests",
  "kubernetes/competing-autoscalers",
  "kubernetes/single-replica-minimum",
] as const;

export const horizontalScaling: Assessor = {
  id: "infrastructure.horizontal-scaling",
  looksAt:
    "A `HorizontalPodAutoscaler` or KEDA's `ScaledObject` for each workload, with a minimum of two and a maximum above it, requests to measure against, and minimum and maximum in platforms' files, `gcloud run deploy`, Knative's annotations and Terraform.",
  rules,
  action: { kind: "generate", generator: "kubernetes", title: "Generate an autoscaler and a disruption budget" },
  assess(service) {
    const { targets } = service;
    if (service.application?.kind.value === "job" || targets.jobs.length > 0)
      return notApplicable("It runs to an end, and serves nobody meanwhile.");
    if (targets.unseenCluster) return inUnseenCluster(targets.unseenCluster, "an autoscaler");
    if (targets.isUnknown) return open("Nothing here says where it runs, and so nothing how many of it there are.");
    const all = [
      ...targets.workloads.filter(({ isScalable }) => isScalable).map((workload) => ofWorkload(workload, service)),
      ...targets.platforms.flatMap(ofPlatform),
    ];
    if (all.length === 0) return ofTheRest(targets.workloads, targets.compose, targets.platforms);
    return together(all, {
      holds: "Between a minimum of two or more and a maximum above it as many run as the load asks for.",
      unclear: "Something scales it whose numbers are set elsewhere.",
      lacks: "It runs in a fixed number, or may be left with one instance: no minimum of two and a maximum above it.",
    });
  },
};

function ofWorkload(workload: Workload, service: Service): Shown {
  const { workspace } = service;
  const { object } = workload;
  const scalers = autoscalersOf(workload, workspace);
  const found = foundBy(findingsInObjects(service, scalers, rules), "Correct the autoscaler");
  if (found) return found;
  const [scaler] = scalers.flatMap((one) => autoscalerOf(one) ?? []);
  if (scaler) {
    const { minimum, maximum } = effectiveReplicas(workload, workspace);
    const spans = [scaler.minimum, scaler.maximum].map((field: Field<number>) => field.entry?.keySpan);
    const place = (note: string, proof?: "code") => inObject(scaler.object, spans[0] ?? spans[1] ?? scaler.object.nameSpan, note, proof);
    if (minimum === undefined || maximum === undefined)
      return { state: "unclear", evidence: [place(`scales ${called(workload)} between numbers that are filled in`, "code")] };
    if (minimum >= 2 && maximum > minimum)
      return { state: "holds", evidence: [place(`scales ${called(workload)} from ${minimum} to ${maximum}`)] };
    const { path, line } = placeIn(scaler.object.file, spans[0] ?? scaler.object.nameSpan);
    return { state: "lacks", evidence: [counterEvidence(path, line, `scales ${called(workload)} from ${minimum} to ${maximum}`)] };
  }
  const { replicas } = workload;
  if (replicas.isUnknown || object.spec.isOpen)
    return {
      state: "unclear",
      evidence: [inObject(object, replicas.entry?.keySpan ?? object.nameSpan, "its number is filled in", "code")],
    };
  const { minimum } = effectiveReplicas(workload, workspace);
  const place = replicas.entry?.keySpan ?? object.nameSpan;
  // An autoscaler may stand where it is not seen; and what is for the cluster itself is often meant to run once.
  const isSure = minimum !== undefined && isAutoscaled(workload, workspace) === false && isServed(workload, workspace) === true;
  return {
    state: "lacks",
    evidence:
      isSure && !forCluster.test(object.name.value ?? "")
        ? [againstObject(object, `runs ${minimum} of ${called(workload)}, whatever the load is`, place)]
        : [],
  };
}

const forCluster = /(?:^|-)(?:operator|controller|controller-manager|scheduler|leader|singleton|exporter|collector)$/;

function ofPlatform({ minimum, maximum, isServerless, path, line, title }: Platform): readonly Shown[] {
  if (isServerless) return [{ state: "holds", evidence: [evidence(path, line, `${title} starts as many as there are requests`)] }];
  const places = (all: readonly (Setting | undefined)[]) =>
    all.flatMap((one) => (one ? [evidence(one.path, one.line, `\`${one.text}\``)] : []));
  if (minimum?.value !== undefined && minimum.value < 2)
    return [{ state: "lacks", evidence: [counterEvidence(minimum.path, minimum.line, `\`${minimum.text}\``), ...places([maximum])] }];
  if (minimum && maximum) {
    const isRange = (maximum.value ?? 0) > (minimum.value ?? 0);
    return [{ state: isRange ? "holds" : "lacks", evidence: places([minimum, maximum]) }];
  }
  // Two of it are there at least; how far it grows is set with the platform.
  if (minimum) return [{ state: "unclear", evidence: [{ ...(places([minimum])[0] as Shown["evidence"][number]), proof: "code" }] }];
  return maximum ? [{ state: "lacks", evidence: places([maximum]) }] : [];
}

function ofTheRest(workloads: readonly Workload[], compose: readonly ApplicationService[], platforms: readonly Platform[]): Verdict {
  const [workload] = workloads;
  if (workload)
    return notApplicable(`${called(workload)} is a ${workload.object.kind}, which is not scaled by load.`, [
      inObject(workload.object, workload.object.nameSpan, workload.object.title),
    ]);
  const [platform] = platforms;
  if (platform) return atPlatform(platform, "How many of it run");
  const places = compose.map((one) => {
    const [count] = replicasOf(one);
    const { path, line } = placeIn(one.own.file, one.own.nameSpan);
    return evidence(path, line, `runs ${count?.count ?? 1} of \`${one.name}\``);
  });
  return manual("Compose runs a fixed number of containers on one host: somebody has to say that this is enough.", places);
}
