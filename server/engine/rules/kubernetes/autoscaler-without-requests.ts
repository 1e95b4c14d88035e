import { autoscalerOf } from "../../cluster/autoscaler.ts";
import { fixOf, insertAt, insertContainerKey, placeholder } from "../../cluster/edit.ts";
import { scaledBy } from "../../cluster/replicas.ts";
import { hasRequest, mayBeLimited, podHas, type Resource } from "../../cluster/resources.ts";
import { namesOf } from "../../cluster/security-context.ts";
import { isPartial, isSupplied } from "../../cluster/unit.ts";
import type { Container } from "../../languages/kubernetes/model.ts";
import { defineRule, type Fix } from "../../rule.ts";

const application = (requests: string) =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  minReplicas: 2\n  maxReplicas: 10\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: 70\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n          resources:\n            requests:\n${requests}              memory: 128Mi\n`;

export default defineRule({
  id: "kubernetes/autoscaler-without-requests",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "The autoscaler measures use against a request that is not there.",
  why: `
A target of type \`Utilization\` is a share of what the containers request. Where one container of the pod, a sidecar too, has no request of that resource, the share is not defined: the autoscaler does nothing for that metric, and only its conditions say \`FailedGetResourceMetric\`. \`ContainerResource\` measures one container and needs the request of just that one.

A limit alone counts as the request. Nothing is reported where a LimitRange, an overlay or a template may bring the request, or the pod as a whole has one (since Kubernetes 1.34).`,
  examples: [{ title: "Something to measure against", files: {}, bad: application(""), good: application("              cpu: 100m\n") }],
  links: ["https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P2", "D7"],
  uncovers: ["kubernetes/missing-resource-requests", "kubernetes/missing-memory-limit"],
  judges: "part",
  check(file, { workspace, kubernetesVersion, report }) {
    for (const object of file.objects) {
      const scaler = autoscalerOf(object);
      if (!scaler || isPartial(object, workspace)) continue;
      for (const metric of scaler.metrics) {
        if (!metric.isUtilization || !metric.field.span || (metric.resource !== "cpu" && metric.resource !== "memory")) continue;
        const resource: Resource = metric.resource;
        const targets = scaledBy(object, workspace).objects.flatMap((one) => one.object.workload ?? []);
        for (const workload of targets) {
          if (isPartial(workload.object, workspace) || podHas(workload.pod, "requests", resource, kubernetesVersion) !== false) continue;
          const lacking = workload.pod.containers.filter(
            (container) =>
              (metric.container === undefined || container.name.value === metric.container) &&
              hasRequest(container, resource) === false &&
              !mayBeLimited(container, workspace) &&
              isSupplied(
                workload.object,
                ["spec", "template", "spec", "containers", container.name.value ?? "", "resources", "requests", resource],
                workspace,
              ) === false,
          );
          if (lacking.length === 0) continue;
          report({
            span: metric.field.span,
            message: `${namesOf(lacking)} of \`${workload.object.title}\` ${lacking.length > 1 ? "request" : "requests"} no ${resource === "cpu" ? "CPU" : resource}, so its use has no share to be measured: the autoscaler does nothing for this metric. Set \`resources.requests.${resource}\`.`,
            related: lacking.map((container) => ({
              path: workload.object.file.source.path,
              span: container.nameSpan,
              message: `No request of ${resource}`,
            })),
            fixes: requestFix(lacking, resource),
          });
        }
      }
    }
  },
});

function requestFix(lacking: readonly Container[], resource: Resource): readonly Fix[] {
  const [first] = lacking;
  const object = first?.pod.workload.object;
  if (!first || !object || object.document.isBroken) return [];
  const value = resource === "cpu" ? "100m" : "128Mi";
  // With nothing at all, the rest is missing as well.
  const whole = () => ({
    requests: { cpu: placeholder("100m"), memory: placeholder("128Mi") },
    limits: { memory: placeholder("256Mi") },
  });
  const edits = lacking.map((container) =>
    container.resources.isAbsent
      ? insertContainerKey(container, "resources", whole())
      : insertAt(object, container.mapping, ["resources", "requests", resource], placeholder(value)),
  );
  if (edits.includes(undefined)) return [];
  return [
    fixOf(
      `Request ${value} of ${resource === "cpu" ? "CPU" : resource}`,
      "unsafe",
      object,
      edits.flatMap((one) => one ?? []),
    ),
  ];
}
