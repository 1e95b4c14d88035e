import { either, refusal, rewriteFix, scalarOf, schemaProblemsIn } from "../../cluster/schema.ts";
import { defineRule } from "../../rule.ts";

const pod = (policy: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      imagePullPolicy: ${policy}\n`;

export default defineRule({
  id: "kubernetes/invalid-value",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A value is not one of those that its field takes.",
  why: `
Many fields take one of a few words, and the API server refuses the object with any other; upper and lower case count. Quantities (\`500m\`, \`128Mi\`) are judged as well: \`512MB\` is none.

Values that a template fills in, and fields that take words of an add-on's own, are not judged.`,
  examples: [
    { title: "In lower case", bad: pod("always"), good: pod("Always") },
    { title: "A letter that is missing", bad: pod("IfNotPresnt"), good: pod("IfNotPresent") },
  ],
  links: ["https://kubernetes.io/docs/reference/kubernetes-api/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: [],
  uncovers: ["kubernetes/job-restart-policy"],
  judges: "part",
  alsoKnownAs: ["kube-linter:schema-validation"],
  check(file, { workspace, report }) {
    for (const problem of schemaProblemsIn(file, "invalid-value", workspace)) {
      const { span, key, entry, suggestion, expected } = problem;
      const text = scalarOf(problem)?.text ?? "";
      const shown = text === "" || text.length > 40 || text.includes("\n") ? "this" : `\`${text}\``;
      const name = entry?.key ?? key;
      const advice = suggestion === undefined ? "" : ` Write \`${suggestion}\`.`;
      const takes =
        expected?.is !== "enum"
          ? "a quantity such as `500m` or `128Mi`"
          : suggestion === undefined && expected.values.length <= 12
            ? either(expected.values)
            : "one of a few words, in exactly these letters";
      const isSame = suggestion?.toLowerCase() === text.toLowerCase();
      report({
        span,
        message: `\`${name}\` takes ${takes}, not ${shown}, and ${refusal(problem.object).outcome}.${advice}`,
        fixes: suggestion === undefined ? [] : rewriteFix(problem, suggestion, isSame && expected?.is === "enum" ? "safe" : "unsafe", true),
      });
    }
  },
});
