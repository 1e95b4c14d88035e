import { fixesOf, setValue } from "../../cluster/edit.ts";
import { servicePorts } from "../../cluster/ports.ts";
import { hasPort, ingressBackends, isIngress, servicesNamed } from "../../cluster/routing.ts";
import { isPartial } from "../../cluster/unit.ts";
import { unknownName } from "../../cluster/unknown-name.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

const application = (service: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  defaultBackend:\n    service:\n      name: ${service}\n      port:\n        number: 80\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n`;

export default defineRule({
  id: "kubernetes/unknown-ingress-backend",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The Ingress leads to a Service or a port that is not there.",
  why: `
An Ingress is accepted whatever its backends are called. A Service that is not there, or a port that it does not have, answers 503 or 404 for these paths, and only the controller's log tells why. A backend names the Service's own port (\`port\`), not that of the container.

It speaks where Services are applied along with the Ingress. Nothing is reported where a chart, an operator, an overlay or another repository may bring the Service.`,
  examples: [{ title: "The Service that is there", files: {}, bad: application("webb"), good: application("web") }],
  links: ["https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  alsoKnownAs: ["kube-linter:dangling-ingress", "kube-score:ingress-targets-service"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (!isIngress(object) || isPartial(object, workspace)) continue;
      for (const { service, port } of ingressBackends(object)) {
        // The AWS load balancer reads what it does from annotations then.
        if (service.value === undefined || !service.span || port.value === "use-annotation") continue;
        const found = servicesNamed(object, service.value, workspace);
        if (found.objects.length > 0) {
          const { value } = port;
          if (value === undefined || !port.span || !found.objects.every((one) => hasPort(one.object, value) === false)) continue;
          const ports = found.objects.flatMap((one) => servicePorts(one.object));
          const numbers = [...new Set(ports.flatMap((one) => one.port.value ?? []))];
          const names = [...new Set(ports.flatMap((one) => one.name.value ?? []))];
          const only =
            typeof value === "number"
              ? numbers.length === 1
                ? numbers[0]
                : undefined
              : (nearest(value, names) ?? (names.length === 1 ? names[0] : undefined));
          const has = typeof value === "number" || names.length === 0 ? numbers : names.map((name) => `\`${name}\``);
          report({
            span: port.span,
            message: `The Service \`${service.value}\` has no port ${typeof value === "number" ? value : `\`${value}\``}; it has ${has.join(", ")}. Name the Service's own port.`,
            fixes:
              only === undefined
                ? []
                : fixesOf(typeof only === "string" ? `Write \`${only}\`` : `Write ${only}`, "unsafe", object, setValue(object, port, only)),
          });
          continue;
        }
        const unknown = unknownName(object, service, ["Service"], workspace);
        if (!unknown) continue;
        report({
          span: service.span,
          message: `There is no Service \`${service.value}\`, so these paths answer with an error. ${unknown.advice}`,
          fixes: unknown.fixes,
        });
      }
    }
  },
});
