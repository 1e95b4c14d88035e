import { whenChildIsBuilt } from "../../image/command.ts";
import { danglingContinuations, swallowingComment } from "../../image/continuations.ts";
import { shellErrorOf } from "../../image/shell-error.ts";
import { defineRule } from "../../rule.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "dockerfile/shell-syntax",
  language: "dockerfile",
  category: "syntax",
  severity: "warning",
  preset: "recommended",
  summary: "A command that the shell cannot read.",
  why: `The shell reads the whole command before it runs any of it, and stops at a quote that is never closed, an \`if\` without its \`fi\` or an operator with nothing behind it. The build fails at this step, or the container at its start.

What Bash reads is taken for right, whichever shell there is. Silent where another shell or program reads the text, on other frontends than Docker's, and where another rule names the cause. What ShellCheck says of such a script is left out.`,
  examples: [
    {
      title: "The end of a condition",
      bad: "FROM debian:13-slim\nRUN if [ -d /data ]; then chmod 750 /data\n",
      good: "FROM debian:13-slim\nRUN if [ -d /data ]; then chmod 750 /data; fi\n",
    },
  ],
  links: [
    "https://docs.docker.com/reference/dockerfile/#shell-form",
    "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html",
  ],
  since: "0.7.0",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    const syntax = file.directives.find(({ name }) => name === "syntax")?.value ?? "docker/dockerfile";
    if (!/^(?:docker\.io\/)?docker\/dockerfile\b/.test(syntax)) return;
    for (const { instructions } of file.stages) {
      for (const [position, own] of instructions.entries()) {
        const one = own.keyword === "ONBUILD" ? own.trigger : own;
        const script = one && "command" in one ? one.command?.script : undefined;
        const error = one && script && shellErrorOf(one, script);
        if (!error) continue;
        // A broken JSON array is reported as a shell form.
        if ((one.keyword === "CMD" || one.keyword === "ENTRYPOINT") && script.source.text.startsWith("[")) continue;
        // One finding for one cause: a line that should have been continued, should not have been, or is lost in a comment.
        if (instructions[position + 1]?.keyword === "UNKNOWN" || one.heredocs.some(({ isTerminated }) => !isTerminated)) continue;
        if (danglingContinuations(one, file.source).length > 0 || swallowingComment(script, file.source)) continue;
        report({
          span: script.source.spanToSource(placeOf(error.span, script.source.text)),
          message: `The shell stops here${whenChildIsBuilt(one)}: ${error.message.replace(/'([^']+)'/g, "`$1`")}.`,
        });
      }
    }
  },
});

/** The word at the place; what is missing at the end is shown on the last one. */
function placeOf({ start, end }: Span, text: string): Span {
  const [blanks, word] = /^(\s*)([\w-]+|\S)/.exec(text.slice(start, start + 200))?.slice(1) ?? [];
  if (blanks !== undefined && word !== undefined) {
    const from = start + blanks.length;
    return { start: from, end: Math.max(end, from + word.length) };
  }
  const last = text.trimEnd().length;
  return { start: last - (/\S+$/.exec(text.slice(Math.max(0, last - 100), last))?.[0].length ?? 0), end: last };
}
