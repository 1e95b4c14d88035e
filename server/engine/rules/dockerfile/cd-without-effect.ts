import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { invocationsOf } from "../../image/invocation.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/cd-without-effect",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A `cd` in a RUN that ends with it, which the next instruction knows nothing of.",
  why: `Every RUN starts a shell of its own in the folder that WORKDIR names. A \`cd\` at its end holds until the RUN is over: what comes next runs in the old folder.

Use WORKDIR, which holds for all that follows, and makes the folder where there is none. A \`cd\` in front of other commands of the same RUN is fine.`,
  examples: [
    {
      title: "A RUN that only changes the folder",
      bad: "FROM debian:13-slim\nRUN cd /app\nRUN ./configure\n",
      good: "FROM debian:13-slim\nWORKDIR /app\nRUN ./configure\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#workdir"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["hadolint:DL3003", "trivy:DS-0013", "semgrep:use-workdir"],
  judges: "part",
  check(file, { report }) {
    for (const run of withTriggers(file.instructions)) {
      if (run.keyword !== "RUN" || !run.command?.script || run.command.script.errors.length > 0) continue;
      const calls = invocationsOf(run.command);
      const last = calls.at(-1);
      const folder = last?.args[0];
      // `cd x || exit 1` and a `cd` in a branch or a subshell mean something else.
      if (last?.name !== "cd" || !folder || last.args.length > 1 || last.command?.isConditional || last.command?.inSubstitution) continue;
      if (
        last.command?.operator === "||" ||
        last.command?.pipe ||
        last.command?.isRequoted ||
        !endsThere(run.rest.text, last.command?.span)
      )
        continue;
      // Back to where it began.
      if (/^(?:-|~-|\.\.(?:\/\.\.)*\/?|\$OLDPWD|"\$OLDPWD")$/.test(folder.text)) continue;
      const isWhole = calls.length === 1 && run.flags.length === 0 && run.heredocs.length === 0 && /^\/[\w./-]*$/.test(folder.text);
      report({
        span: { start: last.nameWord.span.start, end: folder.span.end },
        message: `This \`cd\` holds until the RUN is over, so that what comes next runs elsewhere${whenChildIsBuilt(run)}. Use \`WORKDIR\`.`,
        ...(isWhole && {
          fixes: [
            {
              title: `Use \`WORKDIR ${folder.text}\``,
              safety: "unsafe" as const,
              changes: [
                {
                  kind: "edit" as const,
                  path: file.source.path,
                  edits: [replace({ start: run.keywordSpan.start, end: run.span.end }, `WORKDIR ${folder.text}`)],
                },
              ],
            },
          ],
        }),
      });
    }
  },
});

/** Whether nothing stands behind a command but blanks and what ends it: no `)` of a subshell, no `&`. */
function endsThere(text: string, span: { readonly end: number } | undefined): boolean {
  return span !== undefined && /^[\s;]*$/.test(text.slice(span.end));
}
