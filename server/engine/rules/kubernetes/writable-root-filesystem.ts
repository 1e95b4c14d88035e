import { allOf, type Edits, fixesOf, insertContainerKey, insertItem, insertPodKey } from "../../cluster/edit.ts";
import { parseImage } from "../../cluster/images.ts";
import { setContainerSecurity } from "../../cluster/security-context.ts";
import { severityOfMissingIn } from "../../cluster/unit.ts";
import { findService } from "../../knowledge/services.ts";
import type { Container } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string, rest = "") =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      securityContext:\n        allowPrivilegeEscalation: false\n${more}${rest}`;

export default defineRule({
  id: "kubernetes/writable-root-filesystem",
  language: "kubernetes",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "The container can change its own files.",
  why: `
With a writable root file system an intruder can replace programs and leave tools behind, and an application can fill the node's disk unseen. \`readOnlyRootFilesystem: true\` forbids that; what has to be written gets a volume (an \`emptyDir\` for \`/tmp\`).

Nothing is reported for databases and other known services that write beside their data, in patches, where a template may set it, and for Windows pods.`,
  examples: [
    {
      title: "Only /tmp can be written",
      bad: pod(""),
      good: pod(
        "        readOnlyRootFilesystem: true\n",
        "      volumeMounts:\n        - name: tmp\n          mountPath: /tmp\n  volumes:\n    - name: tmp\n      emptyDir: {}\n",
      ),
    },
  ],
  links: ["https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: [
    ...[
      "kube-linter:no-read-only-root-fs",
      "kube-score:container-security-context-readonlyrootfilesystem",
      "polaris:notReadOnlyRootFilesystem",
    ],
    ...["checkov:CKV_K8S_22", "trivy:KSV-0014"],
  ],
  judges: "part",
  uncovers: ["kubernetes/unbounded-ephemeral-storage"],
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || workload.pod.isWindows) continue;
      for (const container of workload.pod.allContainers) {
        const readOnly = container.securityContext.boolean("readOnlyRootFilesystem");
        if (!(readOnly.isAbsent || readOnly.value === false) || container.securityContext.boolean("privileged").value) continue;
        const severity = severityOfMissingIn(container, ["securityContext", "readOnlyRootFilesystem"], "info", workspace);
        const image = container.image.value;
        if (!severity || (image !== undefined && findService(parseImage(image)))) continue;
        report({
          span: readOnly.entry?.span ?? container.nameSpan,
          message: `${container.called("first")} can change its own files. Set \`readOnlyRootFilesystem: true\`, and mount an \`emptyDir\` where it has to write.`,
          fixes: fixesOf(
            "Make the root file system read-only, with a volume for `/tmp`",
            "unsafe",
            object,
            allOf(setContainerSecurity(container, ["readOnlyRootFilesystem"], true), ...writableTmp(container)),
          ),
        });
      }
    }
  },
});

/** Mounts an empty volume at `/tmp`, where nothing is mounted there; it gets the name `tmp`, or that of the container where `tmp` is taken. */
function writableTmp(container: Container): readonly Edits[] {
  const { pod } = container;
  if (container.volumeMounts.some((mount) => mount.text("mountPath").value?.replace(/\/$/, "") === "/tmp")) return [];
  const taken = pod.volumes.find((volume) => volume.text("name").value === "tmp");
  const shares = taken?.has("emptyDir") === true;
  const name = taken && !shares ? `${container.name.value ?? "container"}-tmp` : "tmp";
  const { object } = pod.workload;
  const mount = { name, mountPath: "/tmp" };
  const volume = { name, emptyDir: {} };
  return [
    container.volumeMountList.isAbsent && !container.volumeMountList.entry
      ? insertContainerKey(container, "volumeMounts", [mount])
      : insertItem(object, container.volumeMountList, mount),
    ...(shares
      ? []
      : [
          pod.volumeList.isAbsent && !pod.volumeList.entry
            ? insertPodKey(pod, "volumes", [volume])
            : insertItem(object, pod.volumeList, volume),
        ]),
  ];
}
