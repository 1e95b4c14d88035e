import { type Edits, fixesOf, insertContainerKey } from "../../cluster/edit.ts";
import { allProbes, isMetricsPort, newReadiness } from "../../cluster/new-probes.ts";
import { isInjected } from "../../cluster/probes.ts";
import { isServedContainer, isService } from "../../cluster/served.ts";
import { severityOfMissingIn } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const files = {
  "service.yaml":
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n",
};
const deployment = (probe: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n          ports:\n            - name: http\n              containerPort: 8080\n${probe}`;

export default defineRule({
  id: "kubernetes/missing-readiness-probe",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A container that serves has no readiness probe.",
  why: `
Without a readiness probe a container gets traffic from the moment its process has started, whether it can answer or not. In a rolling update every new pod counts as available at once, so a broken release replaces all working pods before anybody notices.

A container behind a Service should say when it is ready: an endpoint that answers once connections and caches are there. Where no Service is seen, this is an information. Containers without ports, jobs, init containers, ports for metrics alone and known sidecars are left out, and each container is judged by itself.`,
  examples: [
    {
      title: "Traffic once it can answer",
      path: "deployment.yaml",
      bad: deployment(""),
      good: deployment(
        "          readinessProbe:\n            httpGet:\n              path: /readyz\n              port: http\n            periodSeconds: 5\n            failureThreshold: 3\n",
      ),
      files,
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/workloads/pods/probes/#readiness-probe"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["H3", "S1"],
  alsoKnownAs: ["kube-linter:no-readiness-probe", "kube-score:pod-probes", "polaris:readinessProbeMissing", "checkov:CKV_K8S_9"],
  uncovers: ["kubernetes/malformed-http-probe", "kubernetes/missing-liveness-probe", "kubernetes/unknown-probe-port"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || !isService(workload)) continue;
      for (const container of workload.pod.containers) {
        if (container.hasProbe("readiness") !== false || container.portList.isOpen || isInjected(container)) continue;
        const isServed = isServedContainer(container, workspace);
        const { ports } = container;
        if (!isServed && ports.every(isMetricsPort)) continue;
        const isMeasured = ports.length > 0 && ports.every(isMetricsPort);
        const severity = severityOfMissingIn(container, ["readinessProbe"], isServed && !isMeasured ? "warning" : "info", workspace);
        if (!severity) continue;
        const name = container.called("first");
        const probe = newReadiness(container, workspace);
        const insert: Edits = probe && insertContainerKey(container, probe.key, probe.value);
        const hasNone = container.hasProbe("liveness") === false;
        report({
          span: container.nameSpan,
          message: `${name} has no \`readinessProbe\`: it gets traffic as soon as its process runs, whether it can answer or not, and a rollout takes a broken release for a working one. Add one.`,
          severity,
          fixes: [
            ...fixesOf("Add a `readinessProbe`", probe?.isKnown ? "safe" : "unsafe", object, insert),
            ...(hasNone
              ? fixesOf("Add probes for start, liveness and readiness", "unsafe", object, probe && allProbes(container, workspace))
              : []),
          ],
        });
      }
    }
  },
});
