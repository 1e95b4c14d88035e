import { walk } from "../../languages/expression/nodes.ts";
import { readableExpressions, spanIn } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/whole-secrets-context",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "All secrets are handed to a runner, not the one that is needed.",
  why: `
The runner is given the secrets that the expressions of a job name. \`toJSON(secrets)\`, and \`secrets[…]\` with a name that is worked out at run time, name all of them: every secret of the repository and the organization is then in the memory of the runner and can be printed by a step. Name the secret; choose among several with \`case\` or \`&&\`.`,
  examples: [
    {
      title: "A secret for each environment",
      bad: "on: push\npermissions: {}\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n        target: [test, live]\n    steps:\n      - run: ./publish.sh\n        env:\n          KEY: ${{ secrets[format('KEY_{0}', matrix.target)] }}\n",
      good: "on: push\npermissions: {}\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n        target: [test, live]\n    steps:\n      - run: ./publish.sh\n        env:\n          KEY: ${{ matrix.target == 'live' && secrets.KEY_LIVE || secrets.KEY_TEST }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/security/secure-use"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["zizmor:overprovisioned-secrets"],
  judges: "part",
  check(file, { report }) {
    for (const { place } of readableExpressions(file)) {
      const { expression } = place;
      if (!expression.root) continue;
      for (const node of walk(expression.root)) {
        if (node.kind !== "context" || node.name !== "secrets") continue;
        const [segment] = node.segments;
        if (segment?.kind === "name" || (segment?.kind === "computed" && segment.node.kind === "literal")) continue;
        report({
          span: spanIn(expression, node.span),
          message:
            segment?.kind === "computed"
              ? "Which secret this is shows at run time, so all secrets are handed to the runner. Name each one, and choose by `case`."
              : "All secrets of the repository and the organization are handed to the runner. Name those that are needed.",
        });
      }
    }
  },
});
