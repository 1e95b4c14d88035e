import { type Edits, fixesOf, setValue } from "../../cluster/edit.ts";
import { isRuntimeSocket, isSensitiveHostPath, isTimeZoneFile } from "../../knowledge/host-paths.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import type { Mapping } from "../../languages/yaml/mapping.ts";
import * as patch from "../../languages/yaml/patch.ts";
import { defineRule } from "../../rule.ts";

const pod = (volume: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      volumeMounts:\n        - name: cache\n          mountPath: /cache\n  volumes:\n    - name: cache\n${volume}`;

export default defineRule({
  id: "kubernetes/host-path",
  language: "kubernetes",
  category: "security",
  severity: "error",
  preset: "recommended",
  summary: "The pod mounts a folder of its node.",
  why: `
A \`hostPath\` volume is a folder of whichever node the pod lands on: what was written is gone when the pod moves, and what it can read belongs to the node. The runtime's socket, \`/\`, \`/etc\`, \`/proc\` or the kubelet's folder make whoever takes the container over the owner of the node (an error); other paths are a warning. The baseline Pod Security Standard refuses all of them.

Take an \`emptyDir\` for what may be lost, a PersistentVolumeClaim for what must stay, and \`projected\` volumes for tokens. Agents of the node, which run as a DaemonSet, are left alone, and so is what the node only lends in read-only time zone files (\`/etc/localtime\`).`,
  examples: [
    {
      title: "Scratch space",
      bad: pod("      hostPath:\n        path: /data/cache\n"),
      good: pod("      emptyDir: {}\n"),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/storage/volumes/#hostpath"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: [
    "kube-linter:sensitive-host-mounts",
    "kube-linter:docker-sock",
    "kube-linter:writable-host-mount",
    "polaris:hostPathSet",
    "checkov:CKV_K8S_27",
    "trivy:KSV-0006",
    "trivy:KSV-0023",
  ],
  judges: "part",
  uncovers: ["kubernetes/unbounded-ephemeral-storage"],
  check(file, { report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || workload.kind === "DaemonSet") continue;
      for (const volume of workload.pod.volumes) {
        const hostPath = volume.mapping("hostPath");
        const path = hostPath.text("path");
        if (!hostPath.isKnown || path.value === undefined || !path.span) continue;
        if (isTimeZoneFile(path.value)) continue;
        const isSocket = isRuntimeSocket(path.value);
        const isSensitive = isSocket || isSensitiveHostPath(path.value);
        report({
          span: path.span,
          message: isSocket
            ? `Through \`${path.value}\` a container can start others with all rights of the node. Build images with a rootless builder, or talk to the cluster's API instead.`
            : isSensitive
              ? `\`${path.value}\` of the node is in reach of the pod: whoever takes it over owns the node. Mount the one file that it needs, or take another kind of volume.`
              : `\`${path.value}\` is a folder of whichever node the pod lands on: its content stays behind when the pod moves. Take an \`emptyDir\` or a PersistentVolumeClaim.`,
          ...(!isSensitive && { severity: "warning" }),
          fixes: isSensitive ? [] : fixesOf("Take an `emptyDir`", "unsafe", object, asEmptyDir(object, hostPath)),
        });
      }
    }
  },
});

function asEmptyDir(object: ManifestObject, { entry, map }: Mapping): Edits {
  if (!entry || map?.alias) return undefined;
  const renamed = patch.renameKey(object.file.yaml, entry, "emptyDir");
  const emptied = setValue(object, entry, {});
  return renamed && emptied && [...renamed, ...emptied];
}
