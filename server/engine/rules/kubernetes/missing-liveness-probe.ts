import { fixesOf, insertContainerKey } from "../../cluster/edit.ts";
import { isMetricsPort, newLiveness } from "../../cluster/new-probes.ts";
import { isInjected } from "../../cluster/probes.ts";
import { isService } from "../../cluster/served.ts";
import { severityOfMissingIn } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const pod = (probe: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      ports:\n        - name: http\n          containerPort: 8080\n${probe}      readinessProbe:\n        httpGet:\n          path: /readyz\n          port: http\n`;

export default defineRule({
  id: "kubernetes/missing-liveness-probe",
  language: "kubernetes",
  category: "reliability",
  severity: "hint",
  preset: "recommended",
  summary: "A container that listens has no liveness probe.",
  why: `
A process that ends is started again without any probe. One that hangs, in a deadlock for instance, stays as it is until somebody restarts it; a liveness probe does that.

It is a hint only, because a process that ends by itself when it can no longer work needs none, and a wrong liveness probe does more harm than a missing one. It should ask an endpoint that looks at the process alone, and be more patient than readiness. Where readiness is missing as well, that is told first.`,
  examples: [
    {
      title: "A hang ends in a restart",
      bad: pod(""),
      good: pod(
        "      livenessProbe:\n        httpGet:\n          path: /livez\n          port: http\n        periodSeconds: 10\n        failureThreshold: 6\n",
      ),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/workloads/pods/probes/#liveness-probe"],
  since: "0.3.0",
  fix: "unsafe",
  uncovers: ["kubernetes/malformed-http-probe", "kubernetes/unknown-probe-port"],
  patterns: ["H3"],
  alsoKnownAs: ["kube-linter:no-liveness-probe", "kube-score:pod-probes", "polaris:livenessProbeMissing", "checkov:CKV_K8S_8"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || !isService(workload)) continue;
      for (const container of workload.pod.containers) {
        if (container.hasProbe("liveness") !== false || container.hasProbe("readiness") !== true) continue;
        if (container.portList.isOpen || container.ports.every(isMetricsPort) || isInjected(container)) continue;
        if (!severityOfMissingIn(container, ["livenessProbe"], "hint", workspace)) continue;
        const probe = newLiveness(container, workspace);
        report({
          span: container.nameSpan,
          message: `${container.called("first")} has no \`livenessProbe\`: if it hangs without ending, nothing restarts it. Add one that looks at the process alone, unless the process ends by itself when it can no longer work.`,
          fixes: probe ? fixesOf("Add a `livenessProbe`", "unsafe", object, insertContainerKey(container, probe.key, probe.value)) : [],
        });
      }
    }
  },
});
