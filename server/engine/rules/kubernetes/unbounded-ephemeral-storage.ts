import { fixesOf, insertKey, placeholder } from "../../cluster/edit.ts";
import { defineRule } from "../../rule.ts";

const pod = (volume: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      volumeMounts:\n        - name: cache\n          mountPath: /cache\n  volumes:\n    - name: cache\n${volume}`;

export default defineRule({
  id: "kubernetes/unbounded-ephemeral-storage",
  language: "kubernetes",
  category: "reliability",
  severity: "info",
  preset: "optional",
  summary: "A scratch volume can fill the disk of its node.",
  why: `
An \`emptyDir\` lies on the node's disk. Without \`sizeLimit\` a pod can fill that; the kubelet then evicts pods, not only the one that wrote. With a limit just that pod is evicted. One in memory (\`medium: Memory\`) counts against the memory of its containers. Nothing is reported where all containers limit \`ephemeral-storage\`.`,
  examples: [{ title: "A limit", bad: pod("      emptyDir: {}\n"), good: pod("      emptyDir: { sizeLimit: 1Gi }\n") }],
  links: ["https://kubernetes.io/docs/concepts/storage/volumes/#emptydir"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["D7"],
  alsoKnownAs: ["kube-score:container-ephemeral-storage-request-and-limit"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || workload.pod.containers.every(({ limits }) => limits.has("ephemeral-storage") !== false)) continue;
      for (const volume of workload.pod.volumes) {
        const emptyDir = volume.mapping("emptyDir");
        if (!emptyDir.isKnown || !emptyDir.entry || emptyDir.has("sizeLimit") !== false) continue;
        const name = volume.text("name").value ?? "This volume";
        report({
          span: emptyDir.entry.keySpan,
          message:
            emptyDir.text("medium").value === "Memory"
              ? `\`${name}\` lies in memory and counts against that of its containers, up to half of the node's. Set \`sizeLimit\`.`
              : `\`${name}\` can fill the disk of its node, and other pods are evicted with this one. Set \`sizeLimit\`.`,
          fixes: fixesOf("Limit it to 1Gi", "unsafe", object, insertKey(object, emptyDir, "sizeLimit", placeholder("1Gi"))),
        });
      }
    }
  },
});
