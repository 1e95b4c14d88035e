import { currentBackend } from "../../cluster/api-versions.ts";
import { fixesOf, removeKey, renameKey } from "../../cluster/edit.ts";
import { fieldNames, moveHome, refusal, schemaKindOf, schemaProblemsIn } from "../../cluster/schema.ts";
import { isAtLeast } from "../../knowledge/kubernetes-apis.ts";
import { scalarValue } from "../../languages/kubernetes/scalar.ts";
import type { SchemaProblem } from "../../languages/kubernetes/schema-problems.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { either } from "../../text/either.ts";
import { nearest } from "../../text/nearest.ts";

const pod = (container: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n${container}`;

export default defineRule({
  id: "kubernetes/unknown-field",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A field is not one that the API knows there.",
  why: `
\`kubectl apply\` refuses an object with a field that the API does not know; where validation is switched off, and with many other tools, the field is dropped without a word, and the probe or the limit that it should have set is simply not there.

The fields are those of the built-in kinds, Argo Rollouts, the Gateway API, KEDA, the Prometheus operator, cert-manager and External Secrets, and of the CustomResourceDefinitions of the workspace. Objects of other kinds are not judged. With \`kubernetesVersion\` set, fields are told of that the release does not have yet.`,
  examples: [
    {
      title: "A misspelt probe",
      bad: pod("      readinesProbe:\n        tcpSocket:\n          port: 8080\n"),
      good: pod("      readinessProbe:\n        tcpSocket:\n          port: 8080\n"),
    },
    {
      title: "A field that stands one level too high",
      bad: pod("      allowPrivilegeEscalation: false\n      securityContext:\n        runAsNonRoot: true\n"),
      good: pod("      securityContext:\n        runAsNonRoot: true\n        allowPrivilegeEscalation: false\n"),
    },
  ],
  links: ["https://kubernetes.io/docs/reference/using-api/api-concepts/#setting-the-field-validation-level"],
  since: "0.3.0",
  fix: "unsafe",
  uncovers: ["kubernetes/wrong-type", "kubernetes/missing-field", "kubernetes/invalid-value", "kubernetes/unquoted-value"],
  patterns: [],
  judges: "part",
  alsoKnownAs: ["kube-linter:schema-validation"],
  check(file, { workspace, kubernetesVersion, report }) {
    for (const problem of schemaProblemsIn(file, "unknown-field", workspace)) {
      const { object, entry, span, key, where, suggestion, home, since } = problem;
      if (since !== undefined) {
        const release = `1.${since}`;
        if (isAtLeast(kubernetesVersion, release)) continue;
        report({
          span,
          message: `\`${key}\` came with Kubernetes ${release}, and these manifests are for ${kubernetesVersion}: such a cluster drops it silently or refuses it.`,
          severity: "warning",
          fixes: entry ? fixesOf(`Remove \`${key}\``, "unsafe", object, removeKey(object, entry)) : [],
        });
        continue;
      }
      const { reader, unknown: outcome } = refusal(object);
      const isBackend = object.kind === "Ingress" && (key === "serviceName" || key === "servicePort") && problem.map;
      if (isBackend) {
        // Both are told of by the first.
        if (key === "servicePort" && isBackend.entry("serviceName")) continue;
        report({
          span,
          message: `\`${key}\` is of an older version of the API: in \`v1\` a backend is \`service.name\` with \`service.port.number\` or \`service.port.name\`.`,
          fixes: fixesOf("Write the backend as `v1` has it", "unsafe", object, currentBackend(object, isBackend)),
        });
      } else if (object.kind === "Ingress" && problem.path.join(".") === "spec.backend") {
        report({
          span,
          message: "`backend` is of an older version of the API: in `v1` it is called `defaultBackend`.",
          fixes: entry ? fixesOf("Rename to `defaultBackend`", "unsafe", object, renameKey(object, entry, "defaultBackend")) : [],
        });
      } else if (suggestion !== undefined) {
        const isSame = letters(key) === letters(suggestion);
        report({
          span,
          message: `${reader} knows no field \`${key}\` in ${where}: ${outcome}. Write \`${suggestion}\`.`,
          fixes: entry
            ? fixesOf(`Rename to \`${suggestion}\``, isSame ? "safe" : "unsafe", object, renameKey(object, entry, suggestion))
            : [],
        });
      } else if (home) {
        report({
          span,
          message: `${reader} knows no field \`${key}\` in ${where}: ${outcome}. It belongs to ${home.name}.`,
          fixes: entry ? fixesOf(`Move to ${home.name}`, "unsafe", object, moveHome(object, entry, home)) : [],
        });
      } else {
        const names = fieldNames(schemaKindOf(object, workspace)?.type, problem.path.slice(0, -1));
        const pair = names.includes("name") && names.includes("value") ? asNameAndValue(problem) : [];
        if (pair.length > 0) {
          report({ span, message: `${reader} knows no field \`${key}\` in ${where}: it has a \`name\` and a \`value\`.`, fixes: pair });
          continue;
        }
        const twin = nearest(key, names);
        const all =
          names.length > 0 && names.length <= 6 ? ` Known ${names.length === 1 ? "is" : "are"} ${either(names, "and")}.` : " Remove it.";
        const advice = twin !== undefined && problem.map?.entry(twin) ? ` \`${twin}\` is there already: remove one of the two.` : all;
        report({ span, message: `${reader} knows no field \`${key}\` in ${where}: ${outcome}.${advice}` });
      }
    }
  },
});

/** `- NAME: text` as a name and a value. */
function asNameAndValue({ object, map, entry }: SchemaProblem): readonly Fix[] {
  const value = entry?.value;
  if (
    !entry ||
    map?.entries.length !== 1 ||
    map.isFlow ||
    value?.kind !== "scalar" ||
    value.alias ||
    typeof scalarValue(value) !== "string"
  )
    return [];
  const { source } = object.file;
  const { keySpan } = entry;
  const lineStart = source.lineStarts[source.lineOf(keySpan.start)] ?? 0;
  const indent = " ".repeat(keySpan.start - lineStart);
  return fixesOf("Write it as a name and a value", "unsafe", object, [
    { span: keySpan, text: `name: ${source.slice(keySpan)}${source.eol}${indent}value` },
  ]);
}

function letters(key: string): string {
  return key.toLowerCase().replace(/[-_.\s;:]/g, "");
}
