import { fixesOf, insertAt, placeholder } from "../../cluster/edit.ts";
import { isInjected } from "../../cluster/probes.ts";
import { hasRequest, mayBeLimited, podHas, quantityIn } from "../../cluster/resources.ts";
import { isSuspicious } from "../../cluster/suspicious-quantity.ts";
import { severityOfMissingIn } from "../../cluster/unit.ts";
import { quantityText, timesQuantity } from "../../languages/kubernetes/quantity.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      resources:\n        requests:\n          cpu: 100m\n          memory: 128Mi\n${more}`;

export default defineRule({
  id: "kubernetes/missing-memory-limit",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Nothing stops the container from using all memory of its node.",
  why: `
Memory cannot be taken back from a process. Without a limit a leak grows until the node runs short, and the kernel or the kubelet then kills what it finds, other pods among them. With a limit only the container that leaks is killed and started again.

Set it somewhat above what the application uses at its busiest. A CPU limit is another matter (\`kubernetes/cpu-limit\`). Nothing is reported for Jobs, for injected side containers, where a LimitRange of the namespace or (since 1.34) the pod as a whole says it, in patches, and where a template may. A container without requests is told of those first.`,
  examples: [{ title: "Twice an ordinary day", bad: pod(""), good: pod("        limits:\n          memory: 256Mi\n") }],
  links: ["https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["D7", "P2"],
  alsoKnownAs: [
    ...[
      "kube-linter:unset-memory-requirements",
      "kube-score:container-resources",
      "polaris:memoryLimitsMissing",
      "checkov:CKV_K8S_13",
      "trivy:KSV-0018",
    ],
  ],
  judges: "part",
  uncovers: ["kubernetes/burstable-memory"],
  check(file, { workspace, kubernetesVersion, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || workload.isJob || workload.kind === "PodTemplate") continue;
      for (const container of workload.pod.containers) {
        if (container.limits.has("memory") !== false || podHas(workload.pod, "limits", "memory", kubernetesVersion) !== false) continue;
        // Limits that stand under the requests are told of there.
        if (container.requests.has("limits") === true) continue;
        // Who requests nothing is told of that.
        if (hasRequest(container, "memory") !== true || isInjected(container) || mayBeLimited(container, workspace)) continue;
        const severity = severityOfMissingIn(container, ["resources", "limits", "memory"], "warning", workspace);
        if (!severity) continue;
        const written = container.requests.quantity("memory");
        // Of an odd amount nothing can be derived.
        const request = isSuspicious("memory", written) ? undefined : quantityIn(written);
        const limit = request ? quantityText(timesQuantity(request, 2)) : "256Mi";
        report({
          span: (container.limits.entry ?? container.resources.entry)?.keySpan ?? container.nameSpan,
          message: `${container.called("first")} has no memory limit: a leak takes the whole node down with it. Limit it somewhat above what it uses at its busiest.`,
          severity,
          fixes: fixesOf(
            `Limit memory to ${limit}`,
            "unsafe",
            object,
            insertAt(object, container.mapping, ["resources", "limits", "memory"], placeholder(limit)),
          ),
        });
      }
    }
  },
});
