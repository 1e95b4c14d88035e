import { walk } from "../../languages/expression/nodes.ts";
import { readableExpressions, spanIn } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/structured-secret",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "A part of a secret is taken out with `fromJSON`, and so is not masked in logs.",
  why: `
GitHub replaces a secret in logs where it stands as a whole. A part that is taken out of JSON is another text, and is printed as it is. Keep each value as a secret of its own, or mask the part with \`::add-mask::\` before it is used.`,
  examples: [
    {
      title: "A password in a JSON secret",
      bad: "on: push\npermissions: {}\njobs:\n  load:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./load.sh\n        env:\n          PASSWORD: ${{ fromJSON(secrets.DATABASE).password }}\n",
      good: "on: push\npermissions: {}\njobs:\n  load:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./load.sh\n        env:\n          PASSWORD: ${{ secrets.DATABASE_PASSWORD }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["zizmor:unredacted-secrets"],
  judges: "part",
  check(file, { report }) {
    for (const { place } of readableExpressions(file)) {
      const { expression } = place;
      if (!expression.root) continue;
      for (const node of walk(expression.root)) {
        if (node.kind !== "indexed" || node.target.kind !== "call" || node.target.name !== "fromjson") continue;
        const [arg] = node.target.args;
        if (arg?.kind !== "context" || arg.name !== "secrets" || arg.segments.length === 0) continue;
        report({
          span: spanIn(expression, node.span),
          message:
            "GitHub masks a secret in logs only as a whole, so this part of one is printed as it is. Keep it as a secret of its own.",
        });
      }
    }
  },
});
