import { type Edits, fixesOf, insertContainerKey, insertItem, setValue } from "../../cluster/edit.ts";
import { hooksOf, keyOf, probesOf } from "../../cluster/probes.ts";
import type { Container, Handler } from "../../languages/kubernetes/model.ts";
import { nameProblem } from "../../languages/kubernetes/names.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

const pod = (port: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      ports:\n        - name: http\n          containerPort: 8080\n      readinessProbe:\n        httpGet:\n          path: /ready\n          port: ${port}\n`;

export default defineRule({
  id: "kubernetes/unknown-probe-port",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A probe asks a port that the container does not declare.",
  why: `
A name in \`port\` is looked up among the ports of the same container. One that is not there makes every probe an error, which the kubelet does not even count as a failure: the pod never becomes ready, and a hang is never found.

A number needs no declaration. Where the container declares other ports, one that is not among them is worth a look and gets an information only.`,
  examples: [{ title: "A port that the container has", bad: pod("htpp"), good: pod("http") }],
  links: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["H3"],
  alsoKnownAs: ["kube-linter:liveness-port", "kube-linter:readiness-port", "kube-linter:startup-port"],
  uncovers: ["kubernetes/malformed-http-probe", "kubernetes/identical-probes"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const hooks = hooksOf(object).flatMap(({ handler, name, container }) => (handler ? [{ handler, container, where: name }] : []));
      const probes = probesOf(object).flatMap(({ handler, kind, container }) =>
        handler ? [{ handler, container, where: keyOf(kind) }] : [],
      );
      for (const { handler, container, where } of [...probes, ...hooks]) {
        const { port } = handler;
        if ((handler.kind !== "httpGet" && handler.kind !== "tcpSocket") || port.value === undefined || !port.span) continue;
        const write = (value: string | number, title = `Write \`${value}\``) =>
          fixesOf(title, "unsafe", object, setValue(object, port, value));
        const names = container.ports.flatMap(({ name }) => (name.value === undefined ? [] : [name.value]));
        const only = container.ports.length === 1 ? container.ports[0] : undefined;
        const isUnseen =
          container.portList.isOpen || container.ports.some(({ name, containerPort }) => name.isUnknown || containerPort.isUnknown);
        if (typeof port.value === "string") {
          // A number in quotes is a wrong type, and told of as such.
          if (/^\d+$/.test(port.value)) continue;
          // A name that the API refuses is told of where it stands.
          if (names.some((name) => nameProblem("port", name)?.corrected === port.value)) continue;
          if (!isUnseen && !names.includes(port.value) && !(object.isPatch && container.portList.isAbsent)) {
            const other = container.pod.containers.find((one) => one !== container && one.port(port.value as string));
            const meant = nearest(port.value, names) ?? names.find((name) => names.length === 1 && name);
            const number = meant ?? only?.containerPort.value;
            report({
              span: port.span,
              message: `${container.called("first")} declares no port \`${port.value}\`${other ? `; \`${other.name.value}\` does, but a probe asks its own container` : ""}, so every \`${where}\` is an error. ${number === undefined ? "Add it to `ports`, or write the number." : `Write \`${number}\`, or add it to \`ports\`.`}`,
              fixes: number === undefined ? [] : write(number),
            });
          }
        } else if (!isUnseen && !object.isPatch && names.length + container.ports.length > 0 && !declares(container, port.value)) {
          report({
            span: port.span,
            message: `\`${where}\` asks port \`${port.value}\`, and ${container.called()} declares ${listOf(container)}. Ask a port that it declares, or declare this one, if it is right.`,
            severity: "info",
            fixes: [
              ...fixesOf(`Declare port \`${port.value}\``, "unsafe", object, declare(container, port.value)),
              ...(only ? write(only.name.value ?? only.containerPort.value ?? port.value) : []),
            ],
          });
        }
      }
    }
  },
});

function declares({ ports }: Container, port: Handler["port"]["value"]): boolean {
  return ports.some(({ containerPort }) => containerPort.value === port);
}

function declare(container: Container, port: number): Edits {
  const { portList, pod } = container;
  return portList.sequence
    ? insertItem(pod.workload.object, portList, { containerPort: port })
    : insertContainerKey(container, "ports", [{ containerPort: port }]);
}

function listOf({ ports }: Container): string {
  return ports.map(({ containerPort, name }) => `\`${containerPort.value ?? name.value ?? "?"}\``).join(", ");
}
