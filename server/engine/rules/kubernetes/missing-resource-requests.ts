import { autoscalerOf, measures } from "../../cluster/autoscaler.ts";
import { fixesOf, insertAt, insertKey, placeholder, type YamlInput } from "../../cluster/edit.ts";
import { orders } from "../../cluster/key-order.ts";
import { isInjected } from "../../cluster/probes.ts";
import { autoscalersOf } from "../../cluster/replicas.ts";
import { hasRequest, mayBeLimited, podHas, type Resource } from "../../cluster/resources.ts";
import { severityOfMissingIn } from "../../cluster/unit.ts";
import type { Container } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n${more}`;

const usual: Readonly<Record<Resource, string>> = { cpu: "100m", memory: "128Mi" };

export default defineRule({
  id: "kubernetes/missing-resource-requests",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The container does not say how much CPU and memory it needs.",
  why: `
The scheduler places pods by what they request. A container that requests nothing lands on a node that is full already, is the first to be evicted when memory runs short there, and gets next to no CPU time beside others that asked for some. A HorizontalPodAutoscaler on CPU does nothing for it. Request what the application needs on an ordinary day; measure it with \`kubectl top\`.

A limit alone counts: the API takes it as the request. Nothing is reported for Jobs, for injected side containers, where a LimitRange of the namespace or (since 1.34) the pod as a whole says it, in patches, and where a template may. Init containers are asked for memory only where they have requests already. A container without any \`resources\` gets this one finding, whose fix writes a memory limit too.`,
  examples: [
    {
      title: "What an ordinary day needs",
      bad: pod(""),
      good: pod(
        "      resources:\n        requests:\n          cpu: 100m\n          memory: 128Mi\n        limits:\n          memory: 256Mi\n",
      ),
    },
    {
      title: "Memory as well",
      bad: pod("      resources:\n        requests:\n          cpu: 100m\n        limits:\n          cpu: 500m\n"),
      good: pod(
        "      resources:\n        requests:\n          cpu: 100m\n          memory: 128Mi\n        limits:\n          cpu: 500m\n",
      ),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["D7", "P2"],
  alsoKnownAs: [
    ...["kube-linter:unset-cpu-requirements", "kube-linter:unset-memory-requirements", "kube-score:container-resources"],
    ...[
      "polaris:cpuRequestsMissing",
      "polaris:memoryRequestsMissing",
      "checkov:CKV_K8S_10",
      "checkov:CKV_K8S_12",
      "trivy:KSV-0015",
      "trivy:KSV-0016",
    ],
  ],
  uncovers: ["kubernetes/missing-memory-limit", "kubernetes/burstable-memory"],
  judges: "part",
  check(file, { workspace, kubernetesVersion, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || workload.isJob || workload.kind === "PodTemplate") continue;
      for (const container of workload.pod.containers) {
        const lacks = (["cpu", "memory"] as const).filter(
          (resource) =>
            hasRequest(container, resource) === false && podHas(workload.pod, "requests", resource, kubernetesVersion) === false,
        );
        if (lacks.length === 0 || isInjected(container) || mayBeLimited(container, workspace)) continue;
        const severity = severityOfMissingIn(container, ["resources", "requests", lacks[0] as Resource], "warning", workspace);
        if (!severity || isMeasured(container, lacks, workspace)) continue;
        const isBare = container.resources.isAbsent;
        const requests = Object.fromEntries(lacks.map((resource): [string, YamlInput] => [resource, placeholder(usual[resource])]));
        const edits = isBare
          ? insertKey(object, container.mapping, "resources", { requests, limits: { memory: placeholder("256Mi") } }, orders.container)
          : container.requests.isAbsent
            ? insertAt(object, container.mapping, ["resources", "requests"], requests)
            : insertAt(
                object,
                container.mapping,
                ["resources", "requests", lacks[0] as Resource],
                placeholder(usual[lacks[0] as Resource]),
              );
        const what = lacks.length === 2 ? "neither CPU nor memory" : lacks[0] === "cpu" ? "no CPU" : "no memory";
        report({
          span: isBare ? container.nameSpan : ((container.requests.entry ?? container.resources.entry)?.keySpan ?? container.nameSpan),
          message: `${container.called("first")} requests ${what}: the scheduler may put it on a full node, and it is the first to go when that runs short. Request what an ordinary day needs.`,
          severity,
          fixes: fixesOf(
            `Request ${lacks.map((resource) => `${usual[resource]} of ${resource === "cpu" ? "CPU" : resource}`).join(" and ")}`,
            "unsafe",
            object,
            edits,
          ),
        });
      }
    }
  },
});

/** Whether an autoscaler of the same file counts on what is missing: that it does nothing is worse, and told of there. */
function isMeasured(container: Container, lacks: readonly Resource[], workspace: Workspace): boolean {
  const { object } = container.pod.workload;
  return autoscalersOf(container.pod.workload, workspace).some((one) => {
    const scaler = one.file.source.path === object.file.source.path ? autoscalerOf(one) : undefined;
    return scaler !== undefined && measures(scaler, container, lacks);
  });
}
