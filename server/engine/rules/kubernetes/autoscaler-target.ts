import { autoscalerOf } from "../../cluster/autoscaler.ts";
import { fixesOf, replaceScalar } from "../../cluster/edit.ts";
import { known, mayShareNamespace, objectsAround } from "../../cluster/objects.ts";
import { scaledBy } from "../../cluster/replicas.ts";
import { isPartial } from "../../cluster/unit.ts";
import { unknownName } from "../../cluster/unknown-name.ts";
import { defineRule } from "../../rule.ts";

const application = (name: string) =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: ${name}\n  minReplicas: 2\n  maxReplicas: 10\n  metrics:\n    - type: Resource\n      resource:\n        name: memory\n        target:\n          type: AverageValue\n          averageValue: 500Mi\n`;

const web =
  "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n";

/** Kinds that have no `scale` subresource. */
const unscalable: ReadonlySet<string> = new Set(["DaemonSet", "Job", "CronJob", "Pod", "Service"]);
/** Kinds that may stand for each other by mistake. */
const scalable = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Rollout"];

/** The groups of the kinds that are scaled most. */
const homes: ReadonlyMap<string, string> = new Map([
  ...["Deployment", "StatefulSet", "ReplicaSet"].map((kind) => [kind, "apps"] as const),
  ["Rollout", "argoproj.io"],
]);

export default defineRule({
  id: "kubernetes/autoscaler-target",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "The autoscaler scales nothing that is there.",
  why: `
An autoscaler finds its workload by kind, API and name. Where one of them is wrong it is accepted and does nothing; only its conditions say \`FailedGetScale\`. A DaemonSet, a Job or a Pod cannot be scaled at all.

A name that fits nothing is reported (as a warning) where workloads are applied along with the autoscaler; a wrong kind or API is an error where a workload of that name is among them. Nothing is reported where a chart, an operator or another repository may bring the workload.`,
  examples: [{ title: "The workload's name", files: { "deploy/web.yaml": web }, bad: application("webb"), good: application("web") }],
  links: ["https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P2"],
  alsoKnownAs: ["kube-linter:dangling-horizontalpodautoscaler", "kube-score:horizontalpodautoscaler-has-target"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const scaler = autoscalerOf(object);
      if (!scaler || isPartial(object, workspace)) continue;
      const kind = scaler.target.text("kind");
      const name = scaler.target.text("name");
      const api = scaler.target.text("apiVersion");
      const wanted = kind.or("Deployment");
      if (wanted === undefined || name.value === undefined || !name.span) continue;
      if (unscalable.has(wanted) && kind.span) {
        report({
          span: kind.span,
          message: `A ${wanted} cannot be scaled: the autoscaler does nothing. Point it at a Deployment or StatefulSet, or remove it.`,
        });
        continue;
      }
      const found = scaledBy(object, workspace);
      const [target] = found.objects;
      if (target) {
        const { group } = target.object;
        const written = api.value === undefined ? undefined : api.value.includes("/") ? api.value.slice(0, api.value.indexOf("/")) : "";
        const isWrong = group !== undefined && (written === undefined ? api.isAbsent && !scaler.isKeda && group !== "" : written !== group);
        // What was meant by an API that is gone is told of elsewhere.
        if (!isWrong || found.objects.length > 1 || written === "extensions") continue;
        // The workload has a wrong apiVersion itself, and is told so.
        if (written === homes.get(wanted) && group !== written) continue;
        const proper = target.object.apiVersion.value;
        report({
          span: api.span ?? kind.span ?? name.span,
          message: `\`${target.object.title}\` is of \`${proper}\`, not \`${api.value ?? "v1"}\`: the autoscaler does not find it. Write \`apiVersion: ${proper}\`.`,
          fixes:
            api.isKnown && proper !== undefined ? fixesOf(`Write \`${proper}\``, "unsafe", object, replaceScalar(object, api, proper)) : [],
        });
        continue;
      }
      const own = known(object, workspace);
      const namesake = objectsAround(file, workspace)
        .ofKind(...scalable)
        .find((one) => one.name === name.value && one.kind !== wanted && mayShareNamespace(own, one));
      if (namesake && kind.span) {
        report({
          span: kind.span,
          message: `\`${name.value}\` is a ${namesake.kind}, not a ${wanted}: the autoscaler does not find it. Write \`kind: ${namesake.kind}\`.`,
          fixes: fixesOf(`Write \`${namesake.kind}\``, "unsafe", object, replaceScalar(object, kind, namesake.kind)),
        });
        continue;
      }
      const unknown = unknownName(object, name, [wanted], workspace);
      if (!unknown) continue;
      report({
        span: name.span,
        message: `There is no ${wanted} \`${name.value}\` to scale. ${unknown.advice}`,
        severity: "warning",
        fixes: unknown.fixes,
      });
    }
  },
});
