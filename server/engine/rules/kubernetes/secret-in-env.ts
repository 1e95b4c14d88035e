import { allOf, type Edits, fixesOf, renameKey, setValue } from "../../cluster/edit.ts";
import { addSecretKey, plainSecretsIn, secretNameFor } from "../../cluster/secret-data.ts";
import type { EnvironmentVariable, ManifestObject } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const pod = (value: string, secret = "") =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: ghcr.io/example/web:1.4.2\n      env:\n        - name: DB_PASSWORD\n${value}${secret}`;

export default defineRule({
  id: "kubernetes/secret-in-env",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The value of an environment variable is a secret in plain text.",
  why: `
Whoever can read the repository, or describe the pod in the cluster, has the secret; Git keeps it after it has been taken out. Change it at its source, store the new one in a Secret that does not stand in the repository as it is (Sealed Secrets, External Secrets, SOPS), and refer to it by \`secretKeyRef\`.

Names are compared word by word, so that \`TOKEN_TTL\`, \`PASSWORD_FILE\` and \`KMS_KEY_ALIAS\` are not meant; values with the shape of a known token, a private key and passwords in addresses are found under any name. The rule is silent about stand-ins, paths, \`$(OTHER)\` and references to secret stores. Passwords that everybody knows, such as \`postgres\`, are information only.`,
  examples: [
    {
      title: "By reference to a Secret, whose value comes from elsewhere",
      bad: pod("          value: h7Qz-93kd-2b\n"),
      good: pod(
        "          valueFrom:\n            secretKeyRef:\n              name: web\n              key: DB_PASSWORD\n",
        '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ntype: Opaque\nstringData:\n  DB_PASSWORD: ""\n',
      ),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/security/secrets-good-practices/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["E1", "P1"],
  uncovers: ["kubernetes/secret-as-env", "kubernetes/config-without-rollout", "kubernetes/default-namespace"],
  alsoKnownAs: ["kube-linter:env-var-secret", "polaris:sensitiveContainerEnvVar"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const object of file.objects) {
      for (const container of object.workload?.pod.allContainers ?? []) {
        for (const variable of container.env) {
          // A number without quotes is refused by the API server, and a secret in the file all the same.
          const { node, isKnown: isWritten } = variable.mapping.scalar("value");
          if (!node || !isWritten) continue;
          for (const { span, what, isKnown, isWhole } of plainSecretsIn(variable.name.value ?? "", node)) {
            report({
              span,
              message: isKnown
                ? `${what}. Set another in a Secret, and refer to it by \`secretKeyRef\`.`
                : `${what}, for everybody who can read the repository or the pod. Change it, and refer to a Secret by \`secretKeyRef\`.`,
              ...(isKnown ? { severity: "info" as const } : {}),
              fixes: isWhole ? fixesOf("Take it from a Secret", "unsafe", object, fromSecret(object, variable, workspace)) : [],
            });
          }
        }
      }
    }
  },
});

/** The value is never copied into another file: it is to be changed. */
function fromSecret(object: ManifestObject, { name, value, mapping }: EnvironmentVariable, workspace: Workspace): Edits {
  const secret = secretNameFor(object, workspace);
  const key = name.value;
  if (!value.entry || secret === undefined || key === undefined || mapping.has("valueFrom") !== false) return undefined;
  // Of a key that comes twice, the other would stay.
  if (mapping.entries.filter((entry) => entry.key === "value").length > 1) return undefined;
  return allOf(
    renameKey(object, value.entry, "valueFrom"),
    setValue(object, value.entry, { secretKeyRef: { name: secret, key } }),
    addSecretKey(object, secret, key, workspace),
  );
}
