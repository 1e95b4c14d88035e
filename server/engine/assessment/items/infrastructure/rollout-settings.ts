import type { ApplicationService } from "../../../application/application.ts";
import { has } from "../../../application/settings.ts";
import { isForSwarm } from "../../../application/swarm.ts";
import { isSupplied } from "../../../cluster/unit.ts";
import type { Workload } from "../../../languages/kubernetes/model.ts";
import type { Mapping } from "../../../languages/yaml/mapping.ts";
import type { Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { evidence } from "../../verdict.ts";
import {
  againstObject,
  called,
  findingsInObjects,
  findingsInService,
  foundBy,
  inObject,
  inService,
  type Shown,
  together,
} from "./shown.ts";
import { withoutCluster } from "./without-cluster.ts";

const inCluster = [
  "kubernetes/rolling-update-parameters",
  "kubernetes/stuck-rolling-update",
  "kubernetes/low-rollout-capacity",
  "kubernetes/recreate-strategy",
  "kubernetes/short-progress-deadline",
  "kubernetes/paused-deployment",
] as const;
const inCompose = ["compose/missing-update-config"] as const;

export const rolloutSettings: Assessor = {
  id: "infrastructure.rollout-settings",
  looksAt:
    "`strategy` of Deployments (`maxSurge`, `maxUnavailable`, with `minReadySeconds` and `progressDeadlineSeconds`), `updateStrategy` of others, steps of a Rollout, and `deploy.update_config` of Swarm.",
  rules: [...inCluster, ...inCompose],
  action: { kind: "generate", generator: "kubernetes", title: "Generate manifests with rollout settings" },
  assess(service) {
    const { workloads, compose, platforms } = service.targets;
    const all = [
      ...workloads.flatMap((workload) => ofWorkload(workload, service)),
      ...compose.filter(({ own }) => isForSwarm(own.file)).map((one) => ofSwarm(one, service)),
      ...platforms.flatMap(({ rollout }): readonly Shown[] =>
        rollout ? [{ state: "holds", evidence: [evidence(rollout.path, rollout.line, `\`${rollout.text}\``)] }] : [],
      ),
    ];
    if (all.length === 0) return withoutCluster(service, "How a new version takes over there is no setting of a file.");
    return together(all, {
      holds: "It is written how much may be missing or come on top during an update.",
      unclear: "There are settings of the rollout that are filled in elsewhere.",
      lacks: "How a rollout goes is left to defaults, or its settings get in its way.",
    });
  },
};

function ofWorkload(workload: Workload, service: Service): readonly Shown[] {
  const { object, strategy, kind } = workload;
  const found = foundBy(findingsInObjects(service, [object], inCluster), "Correct the rollout");
  if (found) return [found];
  const key = kind === "StatefulSet" || kind === "DaemonSet" ? "updateStrategy" : "strategy";
  const place = strategy.entry?.keySpan ?? object.nameSpan;
  const written = writtenIn(strategy, kind);
  if (written !== undefined)
    return [{ state: "holds", evidence: [inObject(object, place, `${called(workload)}: ${written}`), ...timesOf(workload)] }];
  const supplied = isSupplied(object, ["spec", key], service.workspace);
  if (supplied === true) return [{ state: "holds", evidence: [inObject(object, object.nameSpan, "an overlay says how it is rolled out")] }];
  if (strategy.isOpen || supplied === undefined)
    return [{ state: "unclear", evidence: [inObject(object, place, `\`${key}\` of ${called(workload)} is filled in`, "code")] }];
  if (kind !== "Deployment" && kind !== "StatefulSet" && kind !== "DaemonSet" && kind !== "Rollout") return [];
  const isHalf = strategy.mapping("rollingUpdate").has("maxSurge") === true;
  const lacking = isHalf
    ? `\`maxUnavailable\` of ${called(workload)} is left to the default`
    : `${called(workload)} says nothing of how it is rolled out`;
  return [{ state: "lacks", evidence: [againstObject(object, lacking, place)] }];
}

/** What is decided; undefined where something is left to defaults. */
function writtenIn(strategy: Mapping, kind: Workload["kind"]): string | undefined {
  const type = strategy.text("type").value;
  const limits = strategy.mapping("rollingUpdate");
  if (kind === "Rollout") {
    const how = ["canary", "blueGreen"].find((one) => strategy.has(one) === true);
    return how && `\`${how}\``;
  }
  if (type === "Recreate" || type === "OnDelete") return `\`${type}\``;
  const fields = ["maxSurge", "maxUnavailable"].map((key) => [key, limits.integerOrText(key).value] as const);
  const set = fields.flatMap(([key, value]) => (value === undefined ? [] : [`\`${key}: ${value}\``]));
  // How much may be missing is the decision; what comes on top follows from it.
  if (limits.integerOrText("maxUnavailable").isKnown) return set.join(", ");
  return kind === "StatefulSet" && limits.has("partition") === true ? "`partition`" : undefined;
}

function timesOf({ object }: Workload): readonly Evidence[] {
  return ["minReadySeconds", "progressDeadlineSeconds"].flatMap((key) => {
    const field = object.spec.integer(key);
    return field.value === undefined ? [] : [inObject(object, field.entry?.keySpan, `\`${key}: ${field.value}\``)];
  });
}

function ofSwarm(one: ApplicationService, service: Service): Shown {
  const found = foundBy(findingsInService(service, one, inCompose), "Say how it is updated");
  if (found) return found;
  return has(one, "deploy", "update_config") === true
    ? { state: "holds", evidence: [inService(one, `\`update_config\` of \`${one.name}\``)] }
    : { state: "lacks", evidence: [] };
}
