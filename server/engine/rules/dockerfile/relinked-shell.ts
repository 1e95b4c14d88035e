import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { invocationsOf } from "../../image/invocation.ts";
import type { RunInstruction } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/relinked-shell",
  language: "dockerfile",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "`/bin/sh` is made another shell, where SHELL says which one is meant.",
  why: `A link over \`/bin/sh\` changes the shell of every script in the image, also of those that the distribution's packages bring and that were written for its own.

Say \`SHELL ["/bin/bash", "-c"]\`, which holds for the instructions that follow and for nothing else.`,
  examples: [
    {
      title: "Bash for what follows",
      bad: "FROM debian:13-slim\nRUN ln -sf /bin/bash /bin/sh\n",
      good: 'FROM debian:13-slim\nSHELL ["/bin/bash", "-c"]\n',
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#shell"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["hadolint:DL4005", "semgrep:use-shell-instruction"],
  judges: "part",
  check(file, { report }) {
    for (const run of withTriggers(file.instructions)) {
      if (run.keyword !== "RUN") continue;
      for (const { name, nameWord, args } of invocationsOf(run.command)) {
        const target = args.at(-1);
        if (name !== "ln" || !target || !/^\/(?:usr\/)?bin\/sh$/.test(target.text) || args.length < 2) continue;
        const shell = shellMeant(run, args[args.length - 2]?.text ?? "");
        report({
          span: { start: nameWord.span.start, end: target.span.end },
          message: `This changes the shell of every script in the image${whenChildIsBuilt(run)}. Say by \`SHELL\` which one the instructions are for.`,
          ...(shell && {
            fixes: [
              {
                title: `Say \`${shell}\``,
                safety: "unsafe" as const,
                changes: [{ kind: "edit" as const, path: file.source.path, edits: [replace(run.span, shell)] }],
              },
            ],
          }),
        });
      }
    }
  },
});

/** The SHELL that may stand in place of a RUN; undefined where that does something else as well. */
function shellMeant(run: RunInstruction, target: string): string | undefined {
  const program = /^(?:\/(?:usr\/)?bin\/)?(bash|zsh|dash)$/.exec(target)?.[1];
  const calls = invocationsOf(run.command);
  const isAll = calls.every(
    ({ name, args }) => (name === "rm" || name === "mv" || name === "ln") && args.some(({ text }) => /\/sh$/.test(text)),
  );
  if (!program || !isAll || run.onbuild || run.flags.length > 0 || run.heredocs.length > 0) return undefined;
  // A comment in its lines would go with it.
  const { stage, span, keywordText } = run;
  if (!stage || stage.file.comments.some((comment) => comment.span.start > span.start && comment.span.end < span.end)) return undefined;
  const path = target.startsWith("/") ? target : `/bin/${program}`;
  return `${keywordText === keywordText.toLowerCase() ? "shell" : "SHELL"} ["${path}", "-c"]`;
}
