import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "action/unused-input",
  language: "action",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "A composite action does not read an input that it declares.",
  why: `
What a workflow passes for an input that no step reads has no effect, and nothing tells so. Remove the input, or use it. Inputs that are marked as deprecated are left alone, as they are kept for old workflows; actions in JavaScript and containers read their inputs where this cannot be seen.`,
  examples: [
    {
      title: "An input that nothing reads",
      bad: "name: Test\ndescription: Runs the tests\ninputs:\n  level:\n    description: How much to test\nruns:\n  using: composite\n  steps:\n    - run: make test\n      shell: bash\n",
      good: "name: Test\ndescription: Runs the tests\nruns:\n  using: composite\n  steps:\n    - run: make test\n      shell: bash\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs"],
  since: "0.2.0",
  patterns: [],
  check(file, { report }) {
    if (file.kind !== "composite" || file.steps.length === 0) return;
    const used = new Set<string>();
    for (const { expression } of file.expressions) {
      // A broken expression may read anything.
      if (!expression.root) return;
      for (const { name, segments } of expression.accesses) {
        const [first] = segments;
        if (name !== "inputs") continue;
        // `toJSON(inputs)` and `inputs[…]` read any of them.
        if (first?.kind !== "name") return;
        used.add(first.name.toLowerCase());
      }
    }
    for (const { name, keySpan, deprecationMessage } of file.inputs) {
      if (deprecationMessage || used.has(name.toLowerCase())) continue;
      report({
        span: keySpan,
        message: `No step reads the input \`${name}\`, so passing it has no effect. Remove it, or use \`inputs.${name}\`.`,
        tags: ["unnecessary"],
      });
    }
  },
});
