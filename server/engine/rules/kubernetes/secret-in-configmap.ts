import { allOf, type Edits, fixesOf, insertItem, removeKey, renameKey } from "../../cluster/edit.ts";
import { noteContent, objectsAround } from "../../cluster/objects.ts";
import { addSecretKey, plainSecretsIn, secretNameFor } from "../../cluster/secret-data.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import type { YamlEntry } from "../../languages/yaml/model.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const configMap = (data: string, rest = "") =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  LOG_LEVEL: info\n${data}${rest}`;

export default defineRule({
  id: "kubernetes/secret-in-configmap",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A ConfigMap holds a secret in plain text.",
  why: `
ConfigMaps are for what everybody may see: more people and programs of the cluster may read them than Secrets, they are never encrypted at rest, and tools print them. A secret in one also stands in the repository, and stays in its history.

Change it at its source, and keep the new one in a Secret that does not stand in the repository as it is. Names are compared word by word, and values by the shape of known tokens, private keys and passwords in addresses; stand-ins, paths and references to secret stores are left alone.`,
  examples: [
    {
      title: "In a Secret, whose value comes from elsewhere",
      bad: configMap("  DB_PASSWORD: h7Qz-93kd-2b\n"),
      good: configMap("", '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ntype: Opaque\nstringData:\n  DB_PASSWORD: ""\n'),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/configuration/configmap/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["E1", "P1"],
  uncovers: ["kubernetes/secret-as-env", "kubernetes/config-without-rollout", "kubernetes/default-namespace"],
  alsoKnownAs: ["polaris:sensitiveConfigmapContent"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const object of file.objects) {
      if (object.kind !== "ConfigMap" || object.group !== "") continue;
      const data = object.root.mapping("data");
      for (const entry of data.entries) {
        const { node, isKnown: isWritten } = data.scalar(entry.key);
        if (!node || !isWritten || data.entryOf(entry.key) !== entry) continue;
        for (const { span, what, isKnown, isWhole } of plainSecretsIn(entry.key, node)) {
          report({
            span,
            message: isKnown
              ? `${what}. Set another, and keep it in a Secret.`
              : `${what}, in a ConfigMap that many may read. Change it, and keep it in a Secret.`,
            ...(isKnown ? { severity: "info" as const } : {}),
            fixes: isWhole ? fixesOf("Move the key to a Secret, without its value", "unsafe", object, moved(object, entry, workspace)) : [],
          });
        }
      }
    }
  },
});

/** Takes the key out, gives it to a Secret of the same name, and has the containers of the file that read it read it there. */
function moved(object: ManifestObject, entry: YamlEntry, workspace: Workspace): Edits {
  const name = secretNameFor(object, workspace);
  // Of a key that comes twice, the other would stay.
  if (name === undefined || entry.map.entries.some((other) => other !== entry && other.key === entry.key)) return undefined;
  const edits: Edits[] = [removeKey(object, entry), addSecretKey(object, name, entry.key, workspace)];
  for (const one of objectsAround(object.file, workspace).inFile(object.file.source.path)) {
    const user = one.object;
    if (!user.workload) continue;
    noteContent(one, workspace);
    for (const container of user.workload.pod.allContainers) {
      for (const { valueFrom } of container.env) {
        const reference = valueFrom.mapping("configMapKeyRef");
        if (reference.entry && reference.text("name").value === name && reference.text("key").value === entry.key)
          edits.push(renameKey(user, reference.entry, "secretKeyRef"));
      }
      const takesAll = container.envFrom.some((source) => source.mapping("configMapRef").text("name").value === name);
      const hasSecret = container.envFrom.some((source) => source.mapping("secretRef").text("name").value === name);
      if (takesAll && !hasSecret) edits.push(insertItem(user, container.mapping.list("envFrom"), { secretRef: { name } }));
    }
  }
  return allOf(...edits);
}
