import { fixesOf } from "../../cluster/edit.ts";
import { imageUserOf } from "../../cluster/image-user.ts";
import { effectiveField } from "../../cluster/pod-security.ts";
import { setContainerSecurity, setPodSecurity } from "../../cluster/security-context.ts";
import { defineRule } from "../../rule.ts";

const pod = (user: number) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  securityContext:\n    runAsUser: ${user}\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/low-user-id",
  language: "kubernetes",
  category: "security",
  severity: "info",
  preset: "optional",
  summary: "The container's user may be a user of the node.",
  why: `
Without user namespaces a user id means the same in the container and on the node. Ids below 10000 often belong to somebody there, and a process that breaks out has that user's rights and files. An id of 10000 or more belongs to nobody. The user has to be able to read the image's files, which is why this is advice only, and none where the Dockerfile of the repository has that user.`,
  examples: [{ title: "An id that nobody has", bad: pod(1000), good: pod(11000) }],
  links: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["D3"],
  alsoKnownAs: ["kube-score:container-security-context-user-group-id", "checkov:CKV_K8S_40", "trivy:KSV-0020"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || workload.pod.isWindows || workload.pod.spec.boolean("hostUsers").value === false) continue;
      const told = new Set<unknown>();
      for (const container of workload.pod.allContainers) {
        const user = effectiveField(container, (context) => context.integer("runAsUser"));
        // User 0 is told of by another rule.
        if (!user.value || user.value >= 10_000 || !user.span || told.has(user.entry)) continue;
        // The files of the image belong to its own user.
        if (imageUserOf(container, workspace)?.uid === user.value) continue;
        told.add(user.entry);
        const isOwn = container.securityContext.entryOf("runAsUser") === user.entry;
        const set = isOwn
          ? setContainerSecurity(container, ["runAsUser"], user.value + 10_000)
          : setPodSecurity(workload.pod, ["runAsUser"], user.value + 10_000);
        report({
          span: user.span,
          message: `User ${user.value} may be somebody on the node too, whose files a process that breaks out could reach. Take an id of 10000 or more.`,
          fixes: fixesOf(`Run as user ${user.value + 10_000}`, "unsafe", object, set),
        });
      }
    }
  },
});
