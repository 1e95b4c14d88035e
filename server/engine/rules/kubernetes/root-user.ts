import { fixesOf } from "../../cluster/edit.ts";
import { imageUserOf, isUnverifiable } from "../../cluster/image-user.ts";
import { effectiveField } from "../../cluster/pod-security.ts";
import { setContainerSecurity, setPodSecurity, setUserNumber, turnNonRootOn } from "../../cluster/security-context.ts";
import { defineRule } from "../../rule.ts";

const pod = (user: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      securityContext:\n${user}      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/root-user",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The container runs as root, because the manifest or its image says so.",
  why: `
A process that is root in its container has root's rights on every volume that is mounted into it, and when it breaks out it is root on the node. \`runAsNonRoot: true\` lets the kubelet refuse to start such a container.

It speaks where that is certain: \`runAsUser: 0\`, \`runAsNonRoot: false\`, or a Dockerfile of the repository whose last stage runs as root. It also tells of a contradiction: \`runAsNonRoot: true\` beside user 0, or beside an image whose \`USER\` is a name, which the kubelet cannot check; both fail with \`CreateContainerConfigError\`. What is merely not set is \`kubernetes/unverified-user\`. Windows pods are left alone.`,
  examples: [
    { title: "A user of its own", bad: pod("        runAsUser: 0\n"), good: pod("        runAsUser: 10001\n") },
    { title: "Checked by the kubelet", bad: pod("        runAsNonRoot: false\n"), good: pod("        runAsNonRoot: true\n") },
  ],
  links: [
    "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  ],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["D3", "P4"],
  alsoKnownAs: [
    "kube-linter:run-as-non-root",
    "kube-score:container-security-context-user-group-id",
    "polaris:runAsRootAllowed",
    "checkov:CKV_K8S_23",
    "trivy:KSV-0012",
  ],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || workload.pod.isWindows) continue;
      // A setting of the pod is told of once, however many containers it holds for.
      const told = new Set<unknown>();
      for (const container of workload.pod.allContainers) {
        const user = effectiveField(container, (context) => context.integer("runAsUser"));
        const nonRoot = effectiveField(container, (context) => context.boolean("runAsNonRoot"));
        const isOwn = (field: { readonly entry: unknown }) => container.securityContext.entries.some((entry) => entry === field.entry);
        const set = (field: { readonly entry: unknown }, key: string, value: number | boolean) =>
          isOwn(field) ? setContainerSecurity(container, [key], value) : setPodSecurity(workload.pod, [key], value);
        const name = container.name.value === undefined ? "The container" : `\`${container.name.value}\``;
        if (user.value === 0 && user.span) {
          if (told.has(user.entry)) continue;
          told.add(user.entry);
          const end = nonRoot.value
            ? "and beside `runAsNonRoot: true` the kubelet refuses to start it. Give it the id of a user of its image."
            : "so whoever breaks out of it is root on the node. Give it the id of a user of its image, 10001 for example.";
          report({
            span: user.span,
            message: `${name} runs as root (user 0), ${end}`,
            fixes: fixesOf("Run as user 10001", "unsafe", object, set(user, "runAsUser", 10001)),
          });
        } else if (nonRoot.value === false && nonRoot.span && (user.isAbsent || user.isUnknown)) {
          if (told.has(nonRoot.entry)) continue;
          told.add(nonRoot.entry);
          report({
            span: nonRoot.span,
            message: `${name} may run as root: \`runAsNonRoot: false\` switches the kubelet's check off. Set it to \`true\`, and a numeric user in the image or in \`runAsUser\`.`,
            fixes: fixesOf("Set `runAsNonRoot: true`", "unsafe", object, turnNonRootOn(container, nonRoot, workspace)),
          });
        } else if (user.isAbsent && !nonRoot.isUnknown) {
          const runs = imageUserOf(container, workspace);
          if (runs?.isRoot === true) {
            report({
              span: container.nameSpan,
              message: `${name} runs as root: its image is built from \`${runs.dockerfile.source.path}\`, whose last stage has no other \`USER\`${nonRoot.value ? ", and with `runAsNonRoot: true` the kubelet refuses to start it" : ""}. Switch to a numeric user there, and set \`runAsNonRoot: true\` here.`,
            });
          } else if (nonRoot.value && runs?.instruction && isUnverifiable(runs)) {
            report({
              span: nonRoot.span ?? container.nameSpan,
              message: `\`USER ${runs.instruction.user?.text}\` in \`${runs.dockerfile.source.path}\` is a name: the kubelet cannot tell that it is not root and refuses to start ${name} under \`runAsNonRoot\`. Write the user's number there, or set \`runAsUser\` here.`,
              fixes: fixesOf(`Run as user ${runs.uid}`, "unsafe", object, setUserNumber(container, runs.uid)),
            });
          }
        }
      }
    }
  },
});
