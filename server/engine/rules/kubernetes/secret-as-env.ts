import type { Container } from "../../languages/kubernetes/model.ts";
import type { YamlEntry } from "../../languages/yaml/model.ts";
import { defineRule } from "../../rule.ts";

const pod = (container: string, volumes: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: ghcr.io/example/web:1.4.2\n${container}${volumes}`;

export default defineRule({
  id: "kubernetes/secret-as-env",
  language: "kubernetes",
  category: "security",
  severity: "info",
  preset: "optional",
  summary: "A secret reaches the container as an environment variable instead of a file.",
  why: `
Environment variables are inherited by every child process, printed by crash reports and debug pages, and stay as they were when the pod started. A file from a mounted Secret can be read by its owner alone, and follows when the secret is rotated.

Many programs take the path of such a file (\`DB_PASSWORD_FILE\`). Where yours does not, an environment variable is common practice; so this is off unless you ask for it.`,
  examples: [
    {
      title: "As a file",
      bad: pod(
        "      env:\n        - name: DB_PASSWORD\n          valueFrom:\n            secretKeyRef:\n              name: web\n              key: db-password\n",
        "",
      ),
      good: pod(
        "      env:\n        - name: DB_PASSWORD_FILE\n          value: /run/secrets/db-password\n      volumeMounts:\n        - name: secrets\n          mountPath: /run/secrets\n          readOnly: true\n",
        "  volumes:\n    - name: secrets\n      secret:\n        secretName: web\n",
      ),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/security/secrets-good-practices/"],
  since: "0.3.0",
  patterns: [],
  alsoKnownAs: ["kube-linter:read-secret-from-env-var", "checkov:CKV_K8S_35"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const container of object.workload?.pod.allContainers ?? []) {
        const [first, ...others] = secretsIn(container);
        if (!first) continue;
        const many = others.length === 0 ? "A secret reaches" : `${others.length + 1} secrets reach`;
        report({
          span: first.keySpan,
          message: `${many} ${container.called()} as environment variables, which child processes and crash reports see. Mount the Secret as files where the program can read them.`,
        });
      }
    }
  },
});

function secretsIn({ env, envFrom }: Container): readonly YamlEntry[] {
  return [
    ...envFrom.map((source) => source.mapping("secretRef")),
    ...env.map(({ valueFrom }) => valueFrom.mapping("secretKeyRef")),
  ].flatMap(({ map, entry }) => (map && entry ? [entry] : []));
}
