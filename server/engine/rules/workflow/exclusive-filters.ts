import type { Trigger, Workflow } from "../../languages/workflow/model.ts";
import { allOf, type Edits, fixesOf, removeKey, setValue } from "../../pipeline/edit.ts";
import { isPlainText } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

export default defineRule({
  id: "workflow/exclusive-filters",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An event has a filter together with its opposite.",
  why: `
\`branches\` and \`branches-ignore\` cannot stand together, nor the pairs for tags and paths: GitHub refuses the workflow. One list does both: patterns with \`!\` in front take out again what those before them let through.`,
  examples: [
    {
      title: "Branches in and out",
      bad: "on:\n  push:\n    branches: ['release/**']\n    branches-ignore: ['release/**-alpha']\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on:\n  push:\n    branches: ['release/**', '!release/**-alpha']\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: [
    "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  alsoKnownAs: ["actionlint:events"],
  judges: "part",
  check(file, { report }) {
    for (const trigger of file.triggers) {
      for (const key of ["branches", "tags", "paths"] as const) {
        const filter = trigger.filter(key);
        const opposite = trigger.filter(`${key}-ignore`);
        if (!filter || !opposite) continue;
        report({
          span: opposite.keySpan,
          message: `\`${key}\` and \`${opposite.key}\` cannot stand together, and GitHub refuses the workflow. Put the second into \`${key}\` with \`!\` in front.`,
          fixes: fixesOf(`Put them into \`${key}\` with \`!\``, "unsafe", file, joined(file, trigger, key)),
        });
      }
    }
  },
});

function joined(file: Workflow, trigger: Trigger, key: "branches" | "tags" | "paths"): Edits {
  const filter = trigger.filter(key);
  const opposite = trigger.filter(`${key}-ignore`);
  const ignored = opposite?.patterns;
  const list = filter?.entry.value;
  if (!filter || !opposite || !filter.patterns?.every(isPlainText) || !ignored?.every(isPlainText)) return undefined;
  if (ignored.length === 0 || ignored.some(({ text }) => text.startsWith("!")) || opposite.entry.value?.alias || list?.alias)
    return undefined;
  // Remarks on single patterns would be lost.
  const { start, end } = opposite.entry.span;
  if (file.comments.some(({ span }) => start < span.start && span.end < end)) return undefined;
  const words = ignored.map(({ text }) => `'!${text.replaceAll("'", "''")}'`);
  const last = list?.kind === "sequence" ? list.items.at(-1) : undefined;
  if (list?.kind !== "sequence" || !last) {
    const all = [...filter.patterns.map(({ text }) => text), ...ignored.map(({ text }) => `!${text}`)];
    return allOf(setValue(file, filter.entry, all), removeKey(file, opposite.entry));
  }
  if (list.isFlow) return allOf([insert(last.span.end, words.map((word) => `, ${word}`).join(""))], removeKey(file, opposite.entry));
  const { source } = file;
  const line = source.lineOf(last.span.start);
  const indent = source.text.slice(source.lineSpan(line).start, last.span.start);
  const at = source.nextLineStart(last.span.end);
  if (indent.trim() !== "" || at === source.text.length) return undefined;
  return allOf([insert(at, words.map((word) => `${indent}- ${word}${source.eol}`).join(""))], removeKey(file, opposite.entry));
}
