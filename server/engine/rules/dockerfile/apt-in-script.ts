import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { invocationsOf, isEditable, replaceWord } from "../../image/invocation.ts";
import { defineRule } from "../../rule.ts";

/** The verbs that both programs have. Source: https://manpages.debian.org/stable/apt/apt-get.8.en.html */
const shared = /^(?:update|upgrade|install|reinstall|remove|purge|autoremove|autopurge|clean|autoclean|build-dep|download|source|satisfy)$/;

export default defineRule({
  id: "dockerfile/apt-in-script",
  language: "dockerfile",
  category: "reliability",
  severity: "hint",
  preset: "strict",
  summary: "`apt` is made for people at a terminal, and may change between releases.",
  why: `\`apt\` warns by itself that its command line is not stable: options and what it prints may change, as it is for people. Scripts are what \`apt-get\` and \`apt-cache\` are for.

Write \`apt-get\`; \`install\`, \`update\`, \`upgrade\`, \`remove\`, \`purge\`, \`autoremove\` and \`clean\` are the same.`,
  examples: [
    {
      title: "The same with apt-get",
      bad: "FROM debian:13-slim\nRUN apt-get update && apt install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n",
      good: "FROM debian:13-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n",
    },
  ],
  links: ["https://manpages.debian.org/stable/apt/apt.8.en.html#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS"],
  since: "0.6.0",
  fix: "safe",
  patterns: ["D10"],
  alsoKnownAs: ["hadolint:DL3027", "checkov:CKV_DOCKER_9", "semgrep:prefer-apt-get"],
  judges: "part",
  check(file, { report }) {
    for (const run of withTriggers(file.instructions)) {
      if (run.keyword !== "RUN") continue;
      const calls = invocationsOf(run.command).flatMap((call) => {
        const verb = call.name === "apt" ? call.args.find(({ text }) => !text.startsWith("-"))?.text : undefined;
        return verb !== undefined && (shared.test(verb) || /^(?:full-upgrade|list|search|show)$/.test(verb)) ? [{ call, verb }] : [];
      });
      const [first] = calls;
      if (!first) continue;
      const hasOther = calls.some(({ verb }) => !shared.test(verb));
      // An option of `apt` alone stays where it is understood.
      const isSame = !hasOther && calls.every(({ call }) => isEditable(call) && !call.args.some(({ text }) => text === "--update"));
      report({
        span: first.call.nameWord.span,
        message: `\`apt\` is for people at a terminal, and its command line is not stable${whenChildIsBuilt(run)}. Use \`apt-get\`${hasOther ? " or `apt-cache`" : ""}.`,
        ...(isSame && {
          fixes: [
            {
              title: "Use `apt-get`",
              safety: "safe" as const,
              changes: [
                {
                  kind: "edit" as const,
                  path: file.source.path,
                  edits: calls.map(({ call }) => replaceWord(call, call.nameWord, programOf(file.source.slice(call.nameWord.span)))),
                },
              ],
            },
          ],
        }),
      });
    }
  },
});

/** With the folder that it may be written with. */
function programOf(written: string): string {
  return written.replace(/apt$/, "apt-get");
}
