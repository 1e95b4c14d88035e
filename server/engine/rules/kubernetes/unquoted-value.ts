import { refusal, rewriteFix, scalarOf, schemaProblemsIn } from "../../cluster/schema.ts";
import { scalarValue } from "../../languages/kubernetes/scalar.ts";
import { styleOf } from "../../languages/yaml/patch.ts";
import { defineRule } from "../../rule.ts";

const config = (value: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  DEBUG: ${value}\n`;

export default defineRule({
  id: "kubernetes/unquoted-value",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A number or a boolean stands without quotes where a text is expected.",
  why: `
Environment variables, labels, annotations and the data of a ConfigMap are texts. Kubernetes reads YAML by its version 1.1: \`1\`, \`0755\` and \`1e3\` are numbers, \`true\`, \`yes\`, \`on\`, \`off\` and \`n\` are booleans, and the API server refuses the object. In quotes they are what they look like.`,
  examples: [{ title: "A switch in a ConfigMap", bad: config("yes"), good: config('"yes"') }],
  links: ["https://kubernetes.io/docs/concepts/configuration/configmap/"],
  since: "0.3.0",
  fix: "safe",
  patterns: [],
  uncovers: ["kubernetes/malformed-secret-data", "kubernetes/committed-secret"],
  judges: "part",
  alsoKnownAs: [],
  check(file, { workspace, report }) {
    for (const problem of schemaProblemsIn(file, "unquoted-value", workspace)) {
      const node = scalarOf(problem);
      const name = problem.item ? `An item of \`${problem.key}\`` : `\`${problem.entry?.key ?? problem.key}\``;
      const is = node && typeof scalarValue(node) === "boolean" ? "a boolean" : "a number";
      const { quote } = styleOf(file.yaml);
      report({
        span: problem.span,
        message: `${name} takes a text, and to Kubernetes ${node ? `\`${node.text}\`` : "this"} is ${node ? is : "none"}: ${refusal(problem.object).outcome}. Put it in quotes.`,
        fixes: node
          ? rewriteFix(problem, `${quote}${node.text}${quote}`, "safe", false).map((fix) => ({ ...fix, title: "Put it in quotes" }))
          : [],
      });
    }
  },
});
