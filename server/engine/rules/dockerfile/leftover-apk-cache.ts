import { whenChildIsBuilt } from "../../image/command.ts";
import { type Invocation, insertAfter, isEditable } from "../../image/invocation.ts";
import { isDevelopment, shipped } from "../../image/production.ts";
import { callsCleaner, hasOption, isDeleted, isMounted, systemInstallsOf } from "../../image/system-installs.ts";
import { defineRule } from "../../rule.ts";
import { remove, type TextEdit } from "../../text/edit.ts";
import type { SourceText } from "../../text/source.ts";

export default defineRule({
  id: "dockerfile/leftover-apk-cache",
  language: "dockerfile",
  category: "performance",
  severity: "info",
  preset: "strict",
  summary: "`apk add` leaves the index of packages in the layer.",
  why: `\`apk update\` and \`apk add --update\` keep the index of all packages in \`/var/cache/apk\`, which the image then carries around.

\`apk add --no-cache\` asks for a fresh index and keeps nothing, so that neither \`apk update\` before nor \`rm\` behind it is needed.

Reported where the layer is part of the image that is shipped. A cache mount on the folder, and a RUN that deletes it, count.`,
  examples: [
    {
      title: "The flag that does all three",
      bad: "FROM alpine:3.24\nRUN apk add --update curl\n",
      good: "FROM alpine:3.24\nRUN apk add --no-cache --update curl\n",
    },
  ],
  links: ["https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper#Local_Cache"],
  since: "0.6.0",
  fix: "safe",
  patterns: ["D10"],
  alsoKnownAs: ["hadolint:DL3019", "trivy:DS-0025", "dockle:DKL-DI-0004", "semgrep:missing-apk-no-cache"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const { manager, invocation, verb, run, around, stage, title } of [...shipped(file, workspace)].flatMap(systemInstallsOf)) {
      if (manager !== "apk" || hasOption(invocation, /^--no-cache$|^--cache-dir\b/)) continue;
      if (isMounted(run, /^\/(?:var(?:\/cache(?:\/apk)?)?|etc\/apk(?:\/cache)?)\/?$/)) continue;
      if (isDeleted(around, /^["']?\/(?:var\/cache\/(?:apk\b|\{[^}]*\bapk\b|\*)|etc\/apk\/cache)/) || callsCleaner(around)) continue;
      report({
        span: { start: invocation.nameWord.span.start, end: verb.span.end },
        message: `\`${title}\` leaves the index of packages in the layer${whenChildIsBuilt(run)}. Add \`--no-cache\`.`,
        ...(isEditable(invocation) && {
          fixes: [
            {
              title: "Add `--no-cache`",
              safety: "safe" as const,
              changes: [
                {
                  kind: "edit" as const,
                  path: file.source.path,
                  edits: [...withoutUpdate(around, file.source), insertAfter(invocation, verb, "--no-cache")],
                },
              ],
            },
          ],
        }),
        ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});

/** The edit that takes an `apk update &&` out, which would leave the index where it is; none where a comment would go with it. */
function withoutUpdate(calls: readonly Invocation[], source: SourceText): readonly TextEdit[] {
  const index = calls.findIndex(({ name, args }) => name === "apk" && args.some(({ text }) => text === "update"));
  const update = calls[index]?.command;
  const next = calls[index + 1]?.command;
  const script = calls[index]?.script;
  if (!update || !next || !script || next.list === update.list) return [];
  if (!/^\s*&&\s*$/.test(script.source.text.slice(update.span.end, next.span.start))) return [];
  const gone = { start: script.source.spanToSource(update.span).start, end: script.source.spanToSource(next.span).start };
  return source.slice(gone).includes("#") || update.isRequoted ? [] : [remove(gone)];
}
