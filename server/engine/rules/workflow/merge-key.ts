import type { SchemaProblem, StepsFile } from "../../languages/workflow/model.ts";
import type { YamlMap } from "../../languages/yaml/model.ts";
import { type Edits, fixesOf } from "../../pipeline/edit.ts";
import { reportSchema } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "workflow/merge-key",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The merge key `<<` is not supported by GitHub Actions.",
  why: `
GitHub reads anchors (\`&name\`) and aliases (\`*name\`), but not the merge key of older YAML: it takes \`<<\` for a key of that name and refuses the file. Write the keys out, as the fix does, or repeat a whole mapping by its alias.`,
  examples: [
    {
      title: "Variables that are merged in",
      bad: "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    env: &common\n      LEVEL: info\n    steps:\n      - run: make a\n  b:\n    runs-on: ubuntu-latest\n    env:\n      <<: *common\n      NAME: b\n    steps:\n      - run: make b\n",
      good: "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    env: &common\n      LEVEL: info\n    steps:\n      - run: make a\n  b:\n    runs-on: ubuntu-latest\n    env:\n      LEVEL: info\n      NAME: b\n    steps:\n      - run: make b\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations#yaml-anchors-and-aliases"],
  since: "0.2.0",
  fix: "unsafe",
  uncovers: ["workflow/unused-anchor"],
  patterns: [],
  alsoKnownAs: ["actionlint:syntax-check"],
  check(file: StepsFile, { report }) {
    reportSchema(file, "merge-key", report, ({ entry }) => fixesOf("Write the merged keys out", "unsafe", file, inlined(entry, file)));
  },
});

/** The keys of what is merged, in the place of `<<`: those alone that the mapping does not have itself. */
function inlined(entry: SchemaProblem["entry"], file: StepsFile): Edits {
  const merged = entry?.value;
  if (!entry || merged?.kind !== "map" || !merged.alias || merged.isFlow || entry.map.isFlow || merged.entries.length === 0)
    return undefined;
  if (entry.map.entries.filter(({ key }) => key === "<<").length > 1) return undefined;
  const lines = linesOf(merged, entry.map, file);
  const { source } = file;
  const indent = entry.keySpan.start - source.lineSpan(source.lineOf(entry.keySpan.start)).start;
  if (!lines || lines.length === 0) return undefined;
  const text = lines.map((line, index) => (index === 0 || line === "" ? line : " ".repeat(indent) + line)).join(source.eol);
  return [replace({ start: entry.keySpan.start, end: merged.alias.end }, text)];
}

/** The lines of a mapping's entries without their indent; undefined where more than blanks would have to change. */
function linesOf(map: YamlMap, target: YamlMap, { source, yaml }: StepsFile): string[] | undefined {
  const first = map.entries[0];
  if (!first) return undefined;
  const column = first.keySpan.start - source.lineSpan(source.lineOf(first.keySpan.start)).start;
  const lines: string[] = [];
  for (const one of map.entries) {
    // An anchor twice would be another one, and what is merged there again is told first.
    if (
      one.key === "<<" ||
      yaml.documents.some(({ anchors }) => anchors.some(({ span }) => one.span.start <= span.start && span.end <= one.span.end))
    )
      return undefined;
    if (target.entries.some(({ key }) => key.toLowerCase() === one.key.toLowerCase())) continue;
    const own = source.slice(one.span).split(/\r\n|\n|\r/);
    for (const [index, line] of own.entries()) {
      if (index > 0 && line.trim() !== "" && line.slice(0, column).trim() !== "") return undefined;
      lines.push(index === 0 ? line : line.slice(column));
    }
    while (lines.at(-1)?.trim() === "") lines.pop();
  }
  return lines;
}
