import { allOf, fixesOf, insertContainerKey } from "../../cluster/edit.ts";
import { removeSilently } from "../../cluster/probes.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  initContainers:\n    - name: migrate\n      image: registry.example.com/migrate:1.4.2\n${more}  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n`;

const keys = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"];

export default defineRule({
  id: "kubernetes/probe-on-init-container",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A probe or a lifecycle hook on an init container.",
  why: `
An init container runs to its end before the others start; nothing is asked of it, and nothing is sent to it. The API server rejects probes and \`lifecycle\` there.

One that is meant to run beside the others is a sidecar: with \`restartPolicy: Always\` (Kubernetes 1.29 and later) it may have probes and hooks.`,
  examples: [
    { title: "It only has to end", bad: pod("      livenessProbe:\n        exec:\n          command: [migrate, status]\n"), good: pod("") },
  ],
  links: [
    "https://kubernetes.io/docs/concepts/workloads/pods/init-containers/",
    "https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/",
  ],
  since: "0.3.0",
  fix: "unsafe",
  uncovers: [
    "kubernetes/default-probe-timeout",
    "kubernetes/exec-without-shell",
    "kubernetes/heavy-exec-probe",
    "kubernetes/hook-without-tool",
    "kubernetes/identical-probes",
    "kubernetes/impatient-liveness-probe",
    "kubernetes/invalid-lifecycle-handler",
    "kubernetes/liveness-on-dependency",
    "kubernetes/malformed-http-probe",
    "kubernetes/missing-liveness-probe",
    "kubernetes/missing-pre-stop",
    "kubernetes/missing-readiness-probe",
    "kubernetes/missing-resource-requests",
    "kubernetes/named-grpc-port",
    "kubernetes/no-grace-period",
    "kubernetes/plaintext-grpc-probe",
    "kubernetes/pre-stop-over-grace",
    "kubernetes/probe-grace-period",
    "kubernetes/probe-handlers",
    "kubernetes/probe-host",
    "kubernetes/short-progress-deadline",
    "kubernetes/slow-start-by-delay",
    "kubernetes/success-threshold",
    "kubernetes/timeout-over-period",
    "kubernetes/unfit-startup-window",
    "kubernetes/unknown-probe-port",
  ],
  patterns: ["H3"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const container of object.workload?.pod.initContainers ?? []) {
        // A template may make a sidecar of it, a patch may lie over one.
        if (container.mapping.has("restartPolicy") !== false || object.isPatch) continue;
        const entries = keys.flatMap((key) => (container.mapping.has(key) ? (container.mapping.entryOf(key) ?? []) : []));
        const [first] = entries;
        if (!first) continue;
        const names = entries.map(({ key }) => `\`${key}\``).join(", ");
        report({
          span: first.keySpan,
          message: `An init container ends before the pod serves, and the API server rejects ${names} on it. Remove ${entries.length > 1 ? "them" : "it"}, or make it a sidecar by \`restartPolicy: Always\`.`,
          fixes: [
            ...fixesOf(`Remove ${names}`, "unsafe", object, allOf(...entries.map((entry) => removeSilently(object, entry)))),
            ...fixesOf("Make it a sidecar", "unsafe", object, insertContainerKey(container, "restartPolicy", "Always")),
          ],
        });
      }
    }
  },
});
