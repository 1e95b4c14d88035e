import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { downloadsRun } from "../../image/downloads.ts";
import { isDevelopment } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "dockerfile/piped-installer",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "strict",
  summary: "A script is downloaded and run in one go, whatever it says that day.",
  why: `\`curl … | sh\` runs as root what a server answers at the moment of the build. Nobody has read it, nothing compares it, and tomorrow it may be another one; what breaks off half way is run half
way.

Take the tool from the distribution or from an image (\`COPY --from=\`), or download a named version to a file, compare its checksum and then run it.`,
  examples: [
    {
      title: "From the tool's image",
      bad: "FROM debian:13-slim\nRUN curl -LsSf https://astral.sh/uv/install.sh | sh\n",
      good: "FROM debian:13-slim\nCOPY --from=ghcr.io/astral-sh/uv:0.9.11 /uv /bin/\n",
    },
  ],
  links: ["https://github.com/ossf/scorecard/blob/main/docs/checks.md#pinned-dependencies"],
  since: "0.6.0",
  patterns: ["D10", "P4"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of file.stages) {
      for (const run of withTriggers(stage.instructions)) {
        if (run.keyword !== "RUN") continue;
        const { script, form, text } = run.command ?? {};
        const evaluated = form === "shell" && !script && text ? evaluatedDownload(text.text) : undefined;
        if (evaluated && text)
          report({
            span: text.spanToSource(evaluated),
            message: `What is downloaded here is run at once, unread and uncompared${whenChildIsBuilt(run)}. Take a named version, and compare its checksum first.`,
            ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
          });
        for (const download of script ? downloadsRun(script) : []) {
          if (!script) continue;
          report({
            span: script.source.spanToSource(download.nameSpan),
            message: `What \`${download.name}\` downloads here is run at once, unread and uncompared${whenChildIsBuilt(run)}. Take a named version, and compare its checksum first.`,
            ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
          });
        }
      }
    }
  },
});

/** Where PowerShell evaluates what the same statement downloads, whether around the download or behind a pipe. */
function evaluatedDownload(text: string): Span | undefined {
  let start = 0;
  for (const statement of text.split(/;|&&/)) {
    const at = /\b(?:iex|Invoke-Expression)\b/i.exec(statement);
    if (at && /\b(?:iwr|irm|curl|wget|DownloadString|Invoke-(?:WebRequest|RestMethod))\b/i.test(statement))
      return { start: start + at.index, end: start + at.index + at[0].length };
    start += statement.length + (text[start + statement.length] === "&" ? 2 : 1);
  }
  return undefined;
}
