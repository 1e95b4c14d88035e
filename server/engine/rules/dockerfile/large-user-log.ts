import { withTriggers } from "../../image/command.ts";
import { insertAfter, invocationsOf, isEditable } from "../../image/invocation.ts";
import { defineRule } from "../../rule.ts";

/** From here on the files that `useradd` fills up to the id are worth a word: 292 bytes an id in `/var/log/lastlog`. */
const large = 100_000;

export default defineRule({
  id: "dockerfile/large-user-log",
  language: "dockerfile",
  category: "performance",
  severity: "info",
  preset: "strict",
  summary: "`useradd` with a high id and without `--no-log-init`.",
  why: `\`useradd\` notes a new user in \`/var/log/lastlog\` and \`/var/log/faillog\`, at a place that the id decides. On a disk the space before that is a hole; in a layer of an image it is written out, which makes gigabytes of a
user with a high id.

\`--no-log-init\` (\`-l\`) leaves that out. BusyBox' \`adduser\` keeps no such files.`,
  examples: [
    {
      title: "An id as clusters give them",
      bad: "FROM debian:13-slim\nRUN useradd --uid 1000680000 app\n",
      good: "FROM debian:13-slim\nRUN useradd --no-log-init --uid 1000680000 app\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#user"],
  since: "0.6.0",
  fix: "safe",
  patterns: ["D3"],
  alsoKnownAs: ["hadolint:DL3046"],
  judges: "part",
  check(file, { report }) {
    for (const stage of file.stages) {
      for (const run of withTriggers(stage.instructions)) {
        if (run.keyword !== "RUN") continue;
        for (const invocation of invocationsOf(run.command)) {
          const { name, args, nameWord } = invocation;
          if (name !== "useradd" || args.some(({ text }) => /^(?:--no-log-init|-[a-zA-Z]*l[a-zA-Z]*)$/.test(text))) continue;
          const id = args.find(
            ({ text }, i) => /^--uid=\d+$/.test(text) || (/^\d+$/.test(text) && /^(?:--uid|-[a-zA-Z]*u)$/.test(args[i - 1]?.text ?? "")),
          );
          if (!id || Number(id.text.replace(/^\D*/, "")) < large) continue;
          const edits = [insertAfter(invocation, nameWord, "--no-log-init")];
          report({
            span: id.span,
            message: "`useradd` fills its logs up to this id, which makes the layer as large. Add `--no-log-init`.",
            ...(isEditable(invocation) && {
              fixes: [
                {
                  title: "Add `--no-log-init`",
                  safety: "safe" as const,
                  changes: [{ kind: "edit" as const, path: file.source.path, edits }],
                },
              ],
            }),
          });
        }
      }
    }
  },
});
