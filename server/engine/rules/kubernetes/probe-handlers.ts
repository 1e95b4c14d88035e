import { fixesOf, insertKey, placeholder } from "../../cluster/edit.ts";
import { handlerFault, keyOf, removeSilently } from "../../cluster/probes.ts";
import type { Handler, HandlerKind, Probe } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      ports:\n        - name: http\n          containerPort: 8080\n      readinessProbe:\n        httpGet:\n          path: /ready\n          port: http\n${more}        periodSeconds: 5\n`;

/** Which handler says most about an application; the others are taken away first. */
const worth: readonly HandlerKind[] = ["grpc", "httpGet", "exec", "tcpSocket"];

export default defineRule({
  id: "kubernetes/probe-handlers",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A probe with no handler, or with several.",
  why: `
A probe asks in exactly one way: \`httpGet\`, \`grpc\`, \`tcpSocket\` or \`exec\`. The API server rejects a probe with none of them and one with two.

Where two are given, the one that knows more about the application should stay: an HTTP or gRPC answer says that it works, an open port only that it listens. Nothing is said of patches, to which the base adds the handler.`,
  examples: [{ title: "One way to ask", bad: pod("        tcpSocket:\n          port: http\n"), good: pod("") }],
  links: ["https://kubernetes.io/docs/concepts/workloads/pods/probes/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["H3"],
  uncovers: [
    "kubernetes/default-probe-timeout",
    "kubernetes/heavy-exec-probe",
    "kubernetes/hook-without-tool",
    "kubernetes/identical-probes",
    "kubernetes/impatient-liveness-probe",
    "kubernetes/liveness-on-dependency",
    "kubernetes/malformed-http-probe",
    "kubernetes/named-grpc-port",
    "kubernetes/plaintext-grpc-probe",
    "kubernetes/probe-host",
    "kubernetes/slow-start-by-delay",
    "kubernetes/timeout-over-period",
    "kubernetes/unfit-startup-window",
    "kubernetes/unknown-probe-port",
  ],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const probe of object.workload?.pod.containers.flatMap(({ probes }) => probes) ?? []) {
        const fault = handlerFault(probe);
        if (fault === "none") {
          report({
            span: probe.entry.keySpan,
            message: `\`${keyOf(probe.kind)}\` does not say how to ask, so the API server rejects it. Give it one of \`httpGet\`, \`grpc\`, \`tcpSocket\` and \`exec\`.`,
            fixes: fixesOf(
              "Ask by `httpGet`",
              "unsafe",
              object,
              insertKey(object, probe.mapping, "httpGet", { path: placeholder("/healthz"), port: portOf(probe) }),
            ),
          });
        }
        if (fault !== "several") continue;
        const [kept, ...extra] = probe.handlers
          .filter(({ kind }) => kind !== "sleep")
          .sort((a, b) => worth.indexOf(a.kind) - worth.indexOf(b.kind));
        const [first] = extra;
        if (!kept || !first) continue;
        const keep = (one: Handler, others: readonly Handler[]) =>
          others.length === 1
            ? fixesOf(`Keep \`${one.kind}\``, "unsafe", object, removeSilently(object, (others[0] as Handler).entry))
            : [];
        report({
          span: first.entry.keySpan,
          message: `\`${keyOf(probe.kind)}\` has \`${kept.kind}\` and \`${first.kind}\`, and the API server takes exactly one. Keep the one that says more about the application.`,
          fixes: [...keep(kept, extra), ...keep(first, [kept, ...extra.slice(1)])],
        });
      }
    }
  },
});

function portOf({ container: { ports } }: Probe) {
  const [port] = ports;
  return port?.name.value ?? port?.containerPort.value ?? 8080;
}
