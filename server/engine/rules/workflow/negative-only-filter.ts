import type { Filter, Workflow } from "../../languages/workflow/model.ts";
import { type Edits, fixesOf, setValue } from "../../pipeline/edit.ts";
import { isPlainText } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

export default defineRule({
  id: "workflow/negative-only-filter",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A filter has nothing but patterns that take out.",
  why: `
A pattern with \`!\` in front takes out of what the patterns before it have let through. Where there are none before it, nothing is let through and the workflow never starts. Let everything through first with \`'**'\`, or use \`branches-ignore\`, \`tags-ignore\` or \`paths-ignore\`.`,
  examples: [
    {
      title: "Everything but the documentation",
      bad: "on:\n  push:\n    paths:\n      - '!docs/**'\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on:\n  push:\n    paths:\n      - '**'\n      - '!docs/**'\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: [
    "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  alsoKnownAs: ["actionlint:glob"],
  judges: "part",
  check(file, { report }) {
    for (const { filters } of file.triggers) {
      for (const filter of filters) {
        const patterns = filter.patterns ?? [];
        const [first] = patterns;
        if (!first || filter.key.endsWith("-ignore") || !patterns.every((pattern) => isPlainText(pattern) && /^!./.test(pattern.text)))
          continue;
        report({
          span: first.span,
          message: `\`${filter.key}\` only takes out, so nothing is left and the workflow never starts. Let everything through first with \`'**'\`, or use \`${filter.key}-ignore\`.`,
          fixes: fixesOf("Let everything through first", "unsafe", file, withAll(file, filter)),
        });
      }
    }
  },
});

function withAll(file: Workflow, { entry, patterns = [] }: Filter): Edits {
  const list = entry.value;
  if (list?.alias) return undefined;
  const first = list?.kind === "sequence" ? list.items[0] : undefined;
  if (list?.kind !== "sequence" || !first) return setValue(file, entry, ["**", ...patterns.map(({ text }) => text)]);
  if (list.isFlow) return [insert(first.span.start, "'**', ")];
  const { source } = file;
  const start = source.lineSpan(source.lineOf(first.span.start)).start;
  const indent = source.text.slice(start, first.span.start);
  return indent.trim() === "" ? [insert(start, `${indent}- '**'${source.eol}`)] : undefined;
}
