import { fixesOf, removeKey } from "../../cluster/edit.ts";
import { isPartial } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const pod = (value: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: ghcr.io/example/web:1.4.2\n      env:\n        - name: LOG_LEVEL\n${value}          valueFrom:\n            configMapKeyRef:\n              name: web\n              key: log-level\n`;

export default defineRule({
  id: "kubernetes/ambiguous-env",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An environment variable has a value, and takes it from elsewhere as well.",
  why: `
\`value\` and \`valueFrom\` exclude each other: the API server refuses the object (“may not be specified when \`value\` is not empty”). An empty \`value\` counts as none.

In patches the one may be there to replace the other: nothing is reported there, nor where a template writes one of them.`,
  examples: [{ title: "From the ConfigMap", bad: pod("          value: debug\n"), good: pod("") }],
  links: ["https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (isPartial(object, workspace)) continue;
      for (const { env } of object.workload?.pod.allContainers ?? []) {
        for (const { mapping, name, value, valueFrom } of env) {
          const from = valueFrom.entry;
          const isBoth = value.value !== undefined && value.value !== "" && valueFrom.isKnown && !mapping.isOpen;
          if (!isBoth || !from || !value.entry || file.isConditional(value.entry, from)) continue;
          report({
            span: value.entry.keySpan,
            message: `\`${name.value ?? "The variable"}\` has a \`value\` and a \`valueFrom\`, and the API server refuses the object. Keep the one that is meant.`,
            related: [{ path: file.source.path, span: from.keySpan, message: "The other one." }],
            fixes: [
              ...fixesOf("Take it from elsewhere alone", "unsafe", object, removeKey(object, value)),
              ...fixesOf("Keep the value alone", "unsafe", object, removeKey(object, from)),
            ],
          });
        }
      }
    }
  },
});
