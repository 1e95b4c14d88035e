import { defineRule } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";
import { replace, type TextEdit } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/invalid-exec-form",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The JSON array of an exec form holds something else than strings.",
  why: `
The build stops here: the exec form of RUN, CMD, ENTRYPOINT, COPY and the others is a JSON array of strings, and a number, \`true\` or a nested array in it is refused. Put every
item in double quotes. Text that only looks like an array is read as the shell form, and not meant here.`,
  examples: [
    { title: "A number without quotes", bad: 'FROM alpine:3.24\nCMD ["sleep", 60]\n', good: 'FROM alpine:3.24\nCMD ["sleep", "60"]\n' },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#exec-form"],
  since: "0.1.0",
  fix: "safe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    const { path, text } = file.source;
    reportSyntax(file, "invalid-exec-form", (problem) => {
      const edits = quoting(text.slice(problem.span.start, problem.span.end), problem.span.start);
      const fix = { title: "Put every item in double quotes", safety: "safe" as const, changes: [{ kind: "edit" as const, path, edits }] };
      report({ ...problem, ...(edits.length > 0 && { fixes: [fix] }) });
    });
  },
});

/** The edits that quote the numbers, `true` and `false` of an array; none where anything else is in it. */
function quoting(array: string, at: number): readonly TextEdit[] {
  const items = [...array.matchAll(/"(?:[^"\\]|\\.)*"|[^\s"[\],\\`]+|[[\]]/g)].filter(([item]) => !item.startsWith('"'));
  const bare = items.slice(items.findIndex(([item]) => item === "[") + 1, -1);
  if (!bare.every(([item]) => /^(?:-?\d[\d.eE+-]*|true|false)$/.test(item))) return [];
  return bare.map(({ 0: item, index }) => replace({ start: at + index, end: at + index + item.length }, `"${item}"`));
}
