import type { StepsFile } from "../../languages/workflow/model.ts";
import { fixOf } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";
import { remove } from "../../text/edit.ts";

export default defineRule({
  id: "workflow/unused-anchor",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "hint",
  preset: "strict",
  summary: "No alias refers to an anchor.",
  why: `
An anchor that nothing refers to is left over, or the alias that should is missing. It does no harm, but a reader looks for what shares its value.`,
  examples: [
    {
      title: "An anchor that is left over",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    env: &common\n      LEVEL: info\n    steps:\n      - run: make test\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    env:\n      LEVEL: info\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations#yaml-anchors-and-aliases"],
  since: "0.2.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["actionlint:syntax-check"],
  check(file: StepsFile, { report }) {
    for (const { anchors, aliases } of file.yaml.documents) {
      const used = new Set(aliases.map(({ anchor }) => anchor));
      for (const anchor of anchors) {
        if (used.has(anchor)) continue;
        const { text } = file.source;
        let { start, end } = anchor.span;
        if (/[ \t]/.test(text.charAt(end))) while (/[ \t]/.test(text.charAt(end))) end++;
        else while (text.charAt(start - 1) === " " && text.charAt(start - 2) !== "\n") start--;
        report({
          span: anchor.span,
          message: `Nothing refers to the anchor \`${anchor.name}\`. Remove it, or use it by \`*${anchor.name}\`.`,
          tags: ["unnecessary"],
          fixes: [fixOf("Remove the anchor", "safe", file, [remove({ start, end })])],
        });
      }
    }
  },
});
