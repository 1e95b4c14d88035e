import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { isDevelopment } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/unstrict-heredoc",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A heredoc of several commands that goes on when one of them fails.",
  why: `The lines of a heredoc are a script, and a script goes on after a command that fails: only the last one decides whether the build does. A chain of \`&&\` that became a heredoc lost that.

Begin with \`set -e\`, or \`set -eu\`, or let SHELL or the \`#!\` line say so.`,
  examples: [
    {
      title: "Ends at the first failure",
      bad: "FROM alpine:3.24\nRUN <<EOF\n./configure\nmake\nEOF\n",
      good: "FROM alpine:3.24\nRUN <<EOF\nset -e\n./configure\nmake\nEOF\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#here-documents"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of file.stages) {
      for (const run of withTriggers(stage.instructions)) {
        const [heredoc, second] = run.keyword === "RUN" ? run.heredocs : [];
        const script = run.keyword === "RUN" ? run.command?.script : undefined;
        // Behind another command the heredoc is that one's input.
        if (!heredoc || second || !script || script.errors.length > 0 || !/^<</.test(run.rest.text.trim())) continue;
        if (script.options.has("e") || (stage.shell(run) ?? []).some((word) => /^-(?!-)\w*e|^errexit$/.test(word))) continue;
        const items = script.commands.filter(({ inSubstitution, isConditional }) => !inSubstitution && !isConditional);
        const failing = items.filter(({ name }) => name !== "set" && name !== "echo" && name !== "export" && name !== "cd" && name !== ":");
        if (failing.length < 2 || !items.some(({ operator, list }) => operator === ";" && list !== failing[0]?.list)) continue;
        const first = heredoc.body.text.startsWith("#!") ? heredoc.body.text.indexOf("\n") + 1 : 0;
        const indentation = /^[ \t]*/.exec(heredoc.body.text.slice(first))?.[0] ?? "";
        report({
          span: heredoc.markerSpan,
          ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
          message: `This script goes on when a command fails${whenChildIsBuilt(run)}, so that the build does not notice. Begin with \`set -e\`.`,
          fixes: [
            {
              title: "End at the first failure",
              safety: "unsafe",
              changes: [
                {
                  kind: "edit",
                  path: file.source.path,
                  edits: [insert(heredoc.body.toSource(first), `${indentation}set -e${file.source.eol}`)],
                },
              ],
            },
          ],
        });
      }
    }
  },
});
