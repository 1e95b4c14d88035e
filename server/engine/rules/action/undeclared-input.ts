import { didYouMean, writeFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "action/undeclared-input",
  language: "action",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An action reads an input that it does not declare.",
  why: `
\`inputs.name\` is empty where the action declares no input of that name, whatever the workflow passes: the runner takes only what is declared. Upper and lower case do not count.`,
  examples: [
    {
      title: "An input that was renamed",
      bad: 'name: Greet\ndescription: Greets somebody\ninputs:\n  whom:\n    description: Who is greeted\nruns:\n  using: composite\n  steps:\n    - run: greet "$NAME"\n      shell: bash\n      env:\n        NAME: ${{ inputs.who }}\n',
      good: 'name: Greet\ndescription: Greets somebody\ninputs:\n  whom:\n    description: Who is greeted\nruns:\n  using: composite\n  steps:\n    - run: greet "$NAME"\n      shell: bash\n      env:\n        NAME: ${{ inputs.whom }}\n',
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  check(file, { report }) {
    const inputs = file.root?.get("inputs");
    if (file.root?.entry("<<") || inputs?.kind === "scalar" || inputs?.kind === "sequence" || inputs?.entry("<<")) return;
    const declared = new Set(file.inputs.map(({ name }) => name.toLowerCase()));
    for (const { expression } of file.expressions) {
      for (const { name: context, segments } of expression.accesses) {
        const [first] = segments;
        if (context !== "inputs" || first?.kind !== "name" || declared.has(first.name.toLowerCase())) continue;
        const meant = nearest(
          first.name,
          file.inputs.map(({ name }) => name),
        );
        const span = expression.source.spanToSource(first.span);
        const isPlain = expression.source.isContiguous(first.span) && file.source.slice(span) === first.name;
        report({
          span,
          message: `This action declares no input \`${first.name}\`, so it is always empty.${didYouMean(meant, " Declare it under `inputs`.")}`,
          fixes: isPlain ? writeFix(file, span, meant, "unsafe") : [],
        });
      }
    }
  },
});
