import { allOf, type Edits, fixesOf, placeholder, removeKey, renameKey, setValue, type YamlInput } from "../../cluster/edit.ts";
import { realSecretIn } from "../../cluster/secret-data.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import type { YamlEntry } from "../../languages/yaml/model.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "kubernetes/committed-secret",
  language: "kubernetes",
  category: "security",
  severity: "info",
  preset: "recommended",
  summary: "A Secret stands in the repository with its values.",
  why: `
Base64 is no encryption: whoever can read the repository has the secret, and Git keeps it after it has been taken out. Change it at its source, and let the cluster get the new one in another way: an \`ExternalSecret\` that names its place in a secret store, a \`SealedSecret\` or a file encrypted by SOPS, which may stand in the repository.

The rule is silent about empty values, stand-ins, well-known defaults, what only says where the secret is, certificates and names of users and hosts, and about Secrets that SOPS has encrypted.`,
  examples: [
    {
      title: "From a secret store",
      bad: "apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ntype: Opaque\nstringData:\n  password: h7Qz-93kd-2b\n",
      good: "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: web\nspec:\n  secretStoreRef:\n    kind: ClusterSecretStore\n    name: secret-store\n  data:\n    - secretKey: password\n      remoteRef:\n        key: web\n        property: password\n",
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/security/secrets-good-practices/", "https://external-secrets.io/latest/api/externalsecret/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["E1", "P1"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      if (object.kind !== "Secret" || object.group !== "" || object.root.has("sops") !== false) continue;
      const entry = realSecretIn(object);
      if (!entry) continue;
      report({
        span: entry.keySpan,
        message:
          "The Secret stands in the repository with its values, and base64 is no encryption. Change them, and use an `ExternalSecret`, a `SealedSecret` or SOPS.",
        fixes: fixesOf("Make an `ExternalSecret` of it", "unsafe", object, asExternalSecret(object)),
      });
    }
  },
});

/** The same object as an ExternalSecret, which names the keys and where to look for them. */
function asExternalSecret(object: ManifestObject): Edits {
  const { root, name, file } = object;
  const groups = ["data", "stringData"].flatMap((key) => root.entryOf(key) ?? []);
  const others = [...groups.slice(1), ...["type", "immutable"].flatMap((key) => root.entryOf(key) ?? [])];
  const main = groups[0];
  const kind = object.kindField.entry;
  const version = object.apiVersion.entry;
  if (!main || !kind || !version || root.entryOf("spec") || name.value === undefined) return undefined;
  // A comment behind the last value belongs to what is replaced as well.
  const lineEnd = (offset: number) => file.source.lineSpan(file.source.lineOf(offset)).end;
  const isBetween = ({ start, end }: YamlEntry["span"]) =>
    file.comments.some(({ span }) => span.start >= start && span.start < lineEnd(end));
  if ([...groups, ...others].some(({ span }) => isBetween(span)) || root.entries.some(({ map }) => map.isFlow)) return undefined;
  const keys = groups.flatMap(({ key }) => root.mapping(key).entries.map((entry) => entry.key));
  const type = root.text("type").value;
  const spec: YamlInput = {
    secretStoreRef: { kind: "ClusterSecretStore", name: placeholder("secret-store") },
    ...(type !== undefined && type !== "Opaque" ? { target: { template: { type } } } : {}),
    data: [...new Set(keys)].map((key) => ({ secretKey: key, remoteRef: { key: placeholder(name.value ?? ""), property: key } })),
  };
  return allOf(
    setValue(object, version, "external-secrets.io/v1"),
    setValue(object, kind, "ExternalSecret"),
    renameKey(object, main, "spec"),
    setValue(object, main, spec),
    ...others.map((entry) => removeKey(object, entry)),
  );
}
