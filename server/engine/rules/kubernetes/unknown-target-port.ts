import { fixesOf, replaceScalar } from "../../cluster/edit.ts";
import { declaredPorts, declaresPort, servicePorts } from "../../cluster/ports.ts";
import { workloadsSelectedBy } from "../../cluster/selection.ts";
import { isPartial } from "../../cluster/unit.ts";
import { nameProblem } from "../../languages/kubernetes/names.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

const application = (port: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n      targetPort: ${port}\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      ports:\n        - name: http\n          containerPort: 8080\n`;

export default defineRule({
  id: "kubernetes/unknown-target-port",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "The Service leads to a port that its pods do not have.",
  why: `
\`targetPort\` by name is looked up among the ports that the pod's containers declare; pods without that name get no traffic from this port, and nothing says so. Where only some of the selected workloads lack it, only their pods are left out (a warning).

A number needs no declaration: where no container declares it, that is a remark, and only where other ports are declared. An absent \`targetPort\` is the number in \`port\`.`,
  examples: [{ title: "The port's name", bad: application("htp"), good: application("http") }],
  links: ["https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  alsoKnownAs: ["kube-linter:invalid-target-ports"],
  judges: "part",
  uncovers: ["kubernetes/missing-pre-stop", "kubernetes/missing-readiness-probe"],
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (object.kind !== "Service" || object.group !== "" || isPartial(object, workspace)) continue;
      const workloads = workloadsSelectedBy(object, workspace);
      if (workloads.length === 0) continue;
      for (const { targetPort, port } of servicePorts(object)) {
        const target = targetPort.value ?? (targetPort.isAbsent ? port.value : undefined);
        const span = targetPort.span ?? port.span;
        if (target === undefined || !span) continue;
        const declared = workloads.flatMap(declaredPorts);
        if (typeof target === "string" && !/^\d+$/.test(target)) {
          const lacking = workloads.filter((workload) => declaresPort(workload, target) === false);
          if (lacking.length === 0) continue;
          const names = [...new Set(declared.flatMap(({ name }) => name.value ?? []))];
          // A name that the API refuses is told of where it stands.
          if (names.some((name) => nameProblem("port", name)?.corrected === target)) continue;
          const meant = nearest(target, names) ?? (names.length === 1 ? names[0] : undefined);
          report({
            span,
            message: `No container of ${lacking.map((one) => `\`${one.object.title}\``).join(", ")} has a port named \`${target}\`, so this port leads nowhere. ${names.length > 0 ? `Declared: ${names.map((name) => `\`${name}\``).join(", ")}.` : "Name the container's port, or give its number."}`,
            ...(lacking.length < workloads.length && { severity: "warning" }),
            fixes: meant === undefined ? [] : fixesOf(`Write \`${meant}\``, "unsafe", object, replaceScalar(object, targetPort, meant)),
          });
          continue;
        }
        const number = Number(target);
        const isKnown = declared.every(({ containerPort }) => containerPort.isKnown);
        if (!isKnown || declared.length === 0 || declared.some(({ containerPort }) => containerPort.value === number)) continue;
        if (workloads.some(({ pod }) => pod.containers.some(({ portList, mapping }) => portList.isOpen || mapping.isOpen))) continue;
        report({
          span,
          message: `No container declares port ${number}; declared: ${[...new Set(declared.map(({ containerPort }) => containerPort.value))].join(", ")}. Where nothing listens on ${number}, connections are refused.`,
          severity: "info",
        });
      }
    }
  },
});
