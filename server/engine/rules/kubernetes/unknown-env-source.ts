import { configurationNamed } from "../../cluster/configuration.ts";
import { type ConfigurationReference, configurationReferences } from "../../cluster/configuration-references.ts";
import { fixesOf, replaceScalar } from "../../cluster/edit.ts";
import { isSupplied } from "../../cluster/unit.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { nameProblem } from "../../languages/kubernetes/names.ts";
import type { Field } from "../../languages/yaml/mapping.ts";
import { defineRule, type Problem } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const pod = (key: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: ghcr.io/example/web:1.4.2\n      env:\n        - name: LOG_LEVEL\n          valueFrom:\n            configMapKeyRef:\n              name: web\n              key: ${key}\n`;

export default defineRule({
  id: "kubernetes/unknown-env-source",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A variable comes from a ConfigMap or Secret, or a key of it, that is not there.",
  why: `
A container whose variable refers to a missing ConfigMap, Secret or key does not start: the pod waits with \`CreateContainerConfigError\`, and a rollout hangs until its deadline.

Keys are looked for where the object stands beside the workload, generators of Kustomize included. Secrets are often made outside of the repository, so a missing one is reported only where one with a similar name is there; \`optional: true\`, charts, and what an operator or an overlay may fill are left alone.`,
  examples: [
    {
      title: "A misspelt key",
      bad: pod("LOGLEVEL"),
      good: pod("LOG_LEVEL"),
      files: {
        "deploy/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  LOG_LEVEL: info\n  CACHE_SIZE: 64Mi\n",
      },
    },
  ],
  links: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["E1"],
  alsoKnownAs: ["kube-linter:env-value-from"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const object of file.objects) {
      for (const container of object.workload?.pod.allContainers ?? []) {
        for (const reference of configurationReferences(container)) {
          const problem = problemOf(object, reference, workspace);
          if (problem) report(problem);
        }
      }
    }
  },
});

function problemOf(
  object: ManifestObject,
  { kind, name, key, isOptional }: ConfigurationReference,
  workspace: Workspace,
): Problem | undefined {
  if (isOptional !== false || name.value === undefined) return undefined;
  const found = configurationNamed(object, kind, name.value, workspace);
  if (found.state === "unknown") return undefined;
  if (found.state !== "found") {
    // One of the same name is in another namespace.
    const meant = nearest(
      name.value,
      found.candidates.filter((one) => one !== name.value),
    );
    // A name that the API refuses is told of where it stands.
    if ((meant === undefined && kind === "Secret") || (meant !== undefined && nameProblem("subdomain", meant))) return undefined;
    return reported(
      object,
      name,
      meant,
      `No ${kind} \`${name.value}\` is there, and the container does not start without it.`,
      meant === undefined,
    );
  }
  const { keys, object: source } = found.source;
  if (key?.value === undefined || !keys || keys.includes(key.value) || (kind === "Secret" && keys.length === 0)) return undefined;
  if (source) {
    if (["data", "stringData", "binaryData"].some((data) => isSupplied(source, [data, key.value ?? ""], workspace) !== false))
      return undefined;
  }
  return reported(
    object,
    key,
    nearest(key.value, keys),
    `${kind} \`${name.value}\` has no key \`${key.value}\`, and the container does not start without it.`,
  );
}

function reported(
  object: ManifestObject,
  field: Field<string>,
  meant: string | undefined,
  message: string,
  isUnsure = false,
): Problem | undefined {
  if (!field.span) return undefined;
  return {
    span: field.span,
    message: `${message}${meant === undefined ? " Add it, or say `optional: true`." : ` Write \`${meant}\`.`}`,
    ...(isUnsure ? { severity: "info" as const } : {}),
    fixes: meant === undefined ? [] : fixesOf(`Write \`${meant}\``, "unsafe", object, replaceScalar(object, field, meant)),
  };
}
