import { fixesOf, insertKey } from "../../cluster/edit.ts";
import { servicePorts } from "../../cluster/ports.ts";
import { isPartial } from "../../cluster/unit.ts";
import { nameProblem } from "../../languages/kubernetes/names.ts";
import { defineRule } from "../../rule.ts";

const service = (first: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n${first}    - name: metrics\n      port: 9090\n`;

export default defineRule({
  id: "kubernetes/malformed-service-ports",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "The API refuses the ports of the Service.",
  why: `
A Service with several ports has to name each, the names have to differ, and so do the pairs of port and protocol. Names are DNS labels: lower-case letters, digits and dashes, 63 characters at most.`,
  examples: [{ title: "A name for each", bad: service("    - port: 80\n"), good: service("    - name: http\n      port: 80\n") }],
  links: ["https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (object.kind !== "Service" || object.group !== "" || isPartial(object, workspace)) continue;
      const ports = servicePorts(object);
      const isOpen = object.spec.list("ports").isOpen;
      const names = new Set<string>();
      const numbers = new Set<string>();
      for (const { mapping, name, port, protocol } of ports) {
        const at = port.span ?? mapping.map?.entries[0]?.keySpan;
        if (name.isAbsent && ports.length > 1 && at) {
          const proposed = usualName(port.value, protocol.or("TCP") ?? "TCP", names);
          const taken = ports.some((other) => other.name.value === proposed);
          report({
            span: at,
            message: "A Service with several ports has to name each of them: the API refuses this one. Add a `name`.",
            fixes: taken
              ? []
              : fixesOf(`Name it \`${proposed}\``, "unsafe", object, insertKey(object, mapping, "name", proposed, ["name", "port"])),
          });
        }
        if (name.value !== undefined && name.span) {
          const problem = nameProblem("label", name.value);
          if (problem)
            report({ span: name.span, message: `\`${name.value}\` is no name of a port, which must ${problem.must}. The API refuses it.` });
          else if (names.has(name.value)) {
            report({
              span: name.span,
              message: `Another port of this Service is named \`${name.value}\` already: the API refuses the second. Give it another name.`,
            });
          }
          names.add(name.value);
        }
        const transport = protocol.or("TCP");
        if (isOpen || port.value === undefined || transport === undefined || !port.span) continue;
        const pair = `${port.value}/${transport}`;
        if (numbers.has(pair)) {
          report({
            span: port.span,
            message: `Port ${pair} stands in this Service already: the API refuses the second. Give it another number, or remove it.`,
          });
        }
        numbers.add(pair);
      }
    }
  },
});

/** What a port is usually called. */
function usualName(port: number | undefined, protocol: string, taken: ReadonlySet<string>): string {
  const usual = port === 443 || port === 8443 ? "https" : port === 80 || port === 8080 ? "http" : `${protocol.toLowerCase()}-${port ?? 1}`;
  return taken.has(usual) ? `${protocol.toLowerCase()}-${port ?? 1}` : usual;
}
