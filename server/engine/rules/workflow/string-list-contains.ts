import { pathOf } from "../../pipeline/condition.ts";
import { readableExpressions, rewriteFix, spanIn } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/string-list-contains",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "`contains` searches a text for a branch, where a list was meant.",
  why: `
\`contains('refs/heads/main refs/heads/develop', github.ref)\` asks whether the one text is a part of the other, and \`refs/heads/mai\` and \`refs/heads/dev\` are parts of it too. Whoever can push a branch of such a name, or has such a user name, gets past the condition.

A list is compared item by item: \`contains(fromJSON('["refs/heads/main", "refs/heads/develop"]'), github.ref)\`.`,
  examples: [
    {
      title: "Two branches in one text",
      bad: "on: push\njobs:\n  deploy:\n    if: contains('refs/heads/main refs/heads/develop', github.ref)\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      good: 'on: push\njobs:\n  deploy:\n    if: contains(fromJSON(\'["refs/heads/main", "refs/heads/develop"]\'), github.ref)\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n',
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#contains"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C1"],
  alsoKnownAs: ["zizmor:unsound-contains"],
  judges: "part",
  check(file, { report }) {
    for (const { place } of readableExpressions(file)) {
      for (const { name, args } of place.expression.calls) {
        const [list, item] = args;
        if (name !== "contains" || list?.kind !== "literal" || typeof list.value !== "string" || !item) continue;
        const path = pathOf(item);
        if (path === undefined || !chosenByOthers.test(path)) continue;
        const items = list.value.split(/[\s,;|]+/).filter((one) => one !== "");
        const json = `[${items.map((one) => JSON.stringify(one)).join(", ")}]`;
        report({
          span: spanIn(place.expression, list.span),
          message: `This is a text and no list, so every part of it passes as \`${path}\`, \`${(items[0] ?? "").slice(0, -1)}\` too. Write a list: \`fromJSON('${json}')\`.`,
          fixes: rewriteFix(file, place, list.span, `fromJSON('${json.replaceAll("'", "''")}')`, "unsafe", "Write a list"),
        });
      }
    }
  },
});

/** What somebody names as they like. */
const chosenByOthers =
  /^github\.(?:ref|ref_name|base_ref|head_ref|actor|triggering_actor|event\.ref|event\.pull_request\.(?:head|base)\.ref|event\.workflow_run\.head_branch|event\.(?:pull_request|sender|comment)\.(?:user\.)?login)$/;
