import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { isDevelopment } from "../../image/production.ts";
import type { ShellCommand, ShellScript } from "../../languages/shell/model.ts";
import { isShell } from "../../languages/shell/wrappers.ts";
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

const interpreter = /^(?:python[\d.]*|perl|ruby|node|php)$/;

/** The downloads that a shell or another interpreter reads from a pipe or a substitution. */
function downloadsRun({ commands, source }: ShellScript): readonly ShellCommand[] {
  return commands.filter((command, i) => {
    if (command.name !== "curl" && command.name !== "wget") return false;
    if (!command.args.some(({ text }) => /https?:\/\/|\$/.test(text))) return false;
    if (command.pipe && command.pipe.index < command.pipe.length - 1) {
      const reader = commands
        .slice(i + 1)
        .find((one) => one.list === command.list && one.pipe && one.pipe.index > (command.pipe?.index ?? 0));
      return reader !== undefined && runs(reader);
    }
    // `bash <(curl …)` and `sh -c "$(curl …)"`.
    if (!command.inSubstitution) return false;
    const outer = commands.find((one) => one !== command && one.span.start < command.span.start && one.span.end > command.span.end);
    const before = source.text.slice(outer?.span.start ?? command.span.start, command.span.start);
    return (
      outer !== undefined &&
      (isShell(outer.name) || outer.name === "." || outer.name === "source" || outer.name === "eval") &&
      /<\(\s*$|-c\s+["']?\$\(\s*$|eval\s+["']?\$\(\s*$/.test(before)
    );
  });
}

/** Whether it runs what it reads: no script or code of its own is named. */
function runs({ name, args }: ShellCommand): boolean {
  const words = args.map(({ text }) => text);
  if (isShell(name))
    return (
      !words.some((text) => /^-\w*c$/.test(text)) &&
      (words.every((text) => text.startsWith("-")) || words.some((text) => /^-\w*s\w*$|^\/dev\/stdin$|^-$/.test(text)))
    );
  return (
    name !== undefined &&
    interpreter.test(name) &&
    words.every((text) => text === "-" || text === "--" || (text.startsWith("-") && !/^-[cem]/.test(text) && text !== "-r"))
  );
}
