import { isPlainText, removeItemFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/duplicate-need",
  language: "workflow",
  category: "syntax",
  severity: "warning",
  preset: "recommended",
  summary: "A job names the same need twice.",
  why: `
A job that is named twice in \`needs\` is waited for once. Most often another job was meant, and then this one starts too early.`,
  examples: [
    {
      title: "A need that stands there twice",
      bad: "on: push\njobs:\n  lint:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make lint\n  deploy:\n    needs: [lint, lint]\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      good: "on: push\njobs:\n  lint:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make lint\n  deploy:\n    needs: [lint]\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  alsoKnownAs: ["actionlint:job-needs"],
  judges: "part",
  check(file, { report }) {
    for (const { needs, needsEntry } of file.jobs) {
      const list = needsEntry?.value;
      const seen = new Set<string>();
      for (const need of needs) {
        if (!isPlainText(need) || list?.kind !== "sequence" || list.alias) continue;
        const id = need.text.toLowerCase();
        if (!seen.has(id)) {
          seen.add(id);
          continue;
        }
        const index = list.items.findIndex(({ value }) => value === need.node);
        report({
          span: need.span,
          message: `\`${need.text}\` is in \`needs\` already. Remove it, or name the job that was meant.`,
          fixes: removeItemFix(file, list, index, `Remove the second \`${need.text}\``, "unsafe"),
        });
      }
    }
  },
});
