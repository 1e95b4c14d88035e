import { fixesOf, insertKey, replaceScalar } from "../../cluster/edit.ts";
import { hooksOf, keyOf, probesOf } from "../../cluster/probes.ts";
import type { Container, Handler } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const pod = (path: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      ports:\n        - name: https\n          containerPort: 8443\n      readinessProbe:\n        httpGet:\n          path: ${path}\n`;

export default defineRule({
  id: "kubernetes/malformed-http-probe",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "An HTTP probe whose path is an address, or that speaks HTTP to a port for HTTPS.",
  why: `
The kubelet puts the address together from \`scheme\`, the pod's address, \`port\` and \`path\`. A whole address as \`path\` loses its host and port, so another one is asked than is written. Without \`scheme: HTTPS\` it speaks plain HTTP, which a TLS port answers with an error: the pod never becomes ready.

A port counts as one for HTTPS by its name, or as number 443 or 8443 where it has none. Certificates are not verified by the kubelet.`,
  examples: [
    {
      title: "HTTPS for a port that speaks it",
      bad: pod("/ready\n          port: https"),
      good: pod("/ready\n          port: https\n          scheme: HTTPS"),
    },
    {
      title: "A path alone",
      bad: pod("http://localhost:8080/ready\n          port: 8080"),
      good: pod("/ready\n          port: 8080"),
    },
  ],
  links: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#http-probes"],
  since: "0.3.0",
  fix: "unsafe",
  uncovers: ["kubernetes/default-probe-timeout", "kubernetes/identical-probes"],
  patterns: ["H3"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const hooks = hooksOf(object).flatMap(({ handler, name, container }) => (handler ? [{ handler, container, where: name }] : []));
      const probes = probesOf(object).flatMap(({ handler, kind, container }) =>
        handler ? [{ handler, container, where: keyOf(kind) }] : [],
      );
      for (const { handler, container, where } of [...probes, ...hooks]) {
        if (handler.kind !== "httpGet") continue;
        const { path, scheme, port } = handler;
        const written = path.value ?? "/";
        const [, , rest = ""] = /^(https?):\/\/[^/]*(\/.*)?$/i.exec(written) ?? [];
        if (path.span && !written.startsWith("/") && written !== "") {
          const isAddress = /^[a-z]+:\/\//i.test(written);
          const right = isAddress ? rest || "/" : `/${written}`;
          report({
            span: path.span,
            message: isAddress
              ? `\`path\` of \`${where}\` is a whole address, of which the kubelet only takes the path: scheme, host and port in it are not asked. Write \`${right}\`.`
              : `\`path\` of \`${where}\` does not begin with \`/\`. Write \`${right}\`, as it stands in the address that is asked.`,
            fixes: fixesOf(`Write \`${right}\``, "unsafe", object, replaceScalar(object, path, right)),
            ...(!isAddress && { severity: "info" as const }),
          });
        }
        if (scheme.isAbsent && port.span && expectsTls(handler, container)) {
          report({
            span: port.span,
            message: `\`${where}\` speaks plain HTTP to port \`${port.value}\`, which by its ${isNamed(handler, container) ? "name" : "number"} expects HTTPS and would answer with an error. Add \`scheme: HTTPS\`.`,
            fixes: fixesOf("Add `scheme: HTTPS`", "unsafe", object, insertKey(object, handler.mapping, "scheme", "HTTPS")),
          });
        }
      }
    }
  },
});

function nameOf(handler: Handler, { ports }: Container): string | undefined {
  const { value } = handler.port;
  if (typeof value === "string" && /\D/.test(value)) return value;
  return ports.find(({ containerPort }) => containerPort.value === handler.portNumber)?.name.value;
}

function isNamed(handler: Handler, container: Container): boolean {
  return nameOf(handler, container) !== undefined;
}

function expectsTls(handler: Handler, container: Container): boolean {
  const name = nameOf(handler, container);
  if (name !== undefined) return /^https(?:-|$)|-https$/.test(name);
  if (container.portList.isOpen || container.ports.some((port) => port.name.isUnknown)) return false;
  return handler.portNumber === 443 || handler.portNumber === 8443;
}
