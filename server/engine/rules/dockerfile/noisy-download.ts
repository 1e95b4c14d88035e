import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { type Invocation, insertAfter, invocationsOf, isEditable } from "../../image/invocation.ts";
import { hasOption } from "../../image/system-installs.ts";
import { packageManagerOf } from "../../image/tools.ts";
import type { Stage } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { rememberFor } from "../../text/remember.ts";

export default defineRule({
  id: "dockerfile/noisy-download",
  language: "dockerfile",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "`wget` fills the build's log with its progress.",
  why: `Without a terminal \`wget\` draws its progress in lines of dots, thousands of them for a large file, and the one line that says why a build failed is lost among them.

\`-nv\` leaves one line for each file and the errors. BusyBox's \`wget\`, as in Alpine, knows neither that nor \`--progress\`; \`-q\` is understood by all. \`--progress=dot:giga\` is for whom some dots
are welcome.

Silent where the progress is switched off in any way, sent elsewhere, or wanted (\`-v\`), and on signatures and the like, which are small.`,
  examples: [
    {
      title: "GNU's wget",
      bad: "FROM debian:13\nRUN wget -O /tmp/tool.deb https://example.com/tool_1.4.2.deb\n",
      good: "FROM debian:13\nRUN wget -nv -O /tmp/tool.deb https://example.com/tool_1.4.2.deb\n",
    },
    {
      title: "BusyBox's",
      bad: "FROM alpine:3.24\nRUN wget -O /tmp/tool https://example.com/tool\n",
      good: "FROM alpine:3.24\nRUN wget -q -O /tmp/tool https://example.com/tool\n",
    },
  ],
  links: [
    "https://www.gnu.org/software/wget/manual/html_node/Logging-and-Input-File-Options.html",
    "https://busybox.net/downloads/BusyBox.html",
  ],
  since: "0.7.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["hadolint:DL3047"],
  judges: "part",
  check(file, { report }) {
    for (const stage of file.stages) {
      for (const run of withTriggers(stage.instructions)) {
        if (run.keyword !== "RUN") continue;
        for (const call of invocationsOf(run.command)) {
          if (call.name !== "wget" || call.args.length === 0 || isQuiet(call) || isSmall(call) || hasSettings(stage)) continue;
          const flag = quietFlag(stage);
          report({
            span: call.nameWord.span,
            message: `The progress of \`wget\` fills the build's log${whenChildIsBuilt(run)}. Add \`${flag}\`.`,
            ...(isEditable(call) && {
              fixes: [
                {
                  title: `Add \`${flag}\``,
                  safety: "safe" as const,
                  changes: [{ kind: "edit" as const, path: file.source.path, edits: [insertAfter(call, call.nameWord, flag)] }],
                },
              ],
            }),
          });
        }
      }
    }
  },
});

/** Whether settings of `wget` are written in the chain of a stage. */
const hasSettings = rememberFor((stage: Stage): boolean =>
  withTriggers(stage.chainInstructions).some(
    ({ rest, heredocs }) => rest.text.includes("wgetrc") || heredocs.some(({ body }) => body.text.includes("wgetrc")),
  ),
);

/** What keeps the `wget` of a stage quiet. BusyBox's knows `-q` alone. */
const quietFlag = rememberFor((stage: Stage): string => (/^(?:apk|none|undefined)$/.test(`${packageManagerOf(stage)}`) ? "-q" : "-nv"));

/** Letters of `wget` that take no value may stand in front of the one that matters. */
const quiet =
  /^--(?:quiet|no-verbose|verbose|progress|show-progress|no-show-progress|output-file|append-output|debug|spider|server-response|version|help|background|config)\b|^-[cNSrpkmxEHKLF46]*(?:q|nv|v|d|S|o|a|b|h|V)/;

/** Whether a call has little to say, sends it elsewhere, or is asked to say it. */
function isQuiet(call: Invocation): boolean {
  return (
    hasOption(call, quiet) ||
    call.command?.redirects.some(({ operator, descriptor }) => descriptor === 2 || operator.startsWith("&")) === true
  );
}

/** Whether all that a call downloads are signatures, digests and keys. */
function isSmall({ args }: Invocation): boolean {
  const addresses = args.filter(({ text }) => /:\/\//.test(text));
  return addresses.length > 0 && addresses.every(({ text }) => /\.(?:asc|sig|sha\d*(?:sum)?|md5|key|gpg|pub|pem)$/.test(text));
}
