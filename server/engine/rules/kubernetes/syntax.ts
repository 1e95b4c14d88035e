import { tellingProblems } from "../../languages/yaml/telling-problems.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

const configMap = (level: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  labels:\n    app.kubernetes.io/name: web\ndata:\n${level}`;

export default defineRule({
  id: "kubernetes/syntax",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The file is no valid YAML.",
  why: `
\`kubectl\`, Helm and Kustomize read the whole file before they send anything: one line that is no YAML, and none of its objects is applied.

YAML indents with blanks alone: a tab is an error. The fix writes blanks for tabs. In templates only what no template could put right is reported.`,
  examples: [
    { title: "A tab", bad: configMap("\tLEVEL: info\n"), good: configMap("  LEVEL: info\n") },
    {
      title: "A quote that is not closed",
      bad: configMap('  LEVEL: "info\n  REGION: eu\n'),
      good: configMap('  LEVEL: "info"\n  REGION: eu\n'),
    },
  ],
  links: ["https://yaml.org/spec/1.2.2/"],
  since: "0.3.0",
  fix: "safe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    for (const { problems } of file.documents) {
      for (const { span, message, suggestion } of tellingProblems(problems, file.source)) {
        if (suggestion === undefined) {
          report({ span, message });
          continue;
        }
        const changes = [{ kind: "edit", path: file.source.path, edits: [replace(span, suggestion)] }] as const;
        report({ span, message, fixes: [{ title: "Write what YAML reads", safety: "safe", changes }] });
      }
    }
  },
});
