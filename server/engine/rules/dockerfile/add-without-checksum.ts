import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { hostOf, isGitSource, isPrivateHost } from "../../image/downloads.ts";
import { isDevelopment } from "../../image/production.ts";
import { pinnedSyntax } from "../../image/syntax-features.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

const flag = ` --checksum=sha256:${"0".repeat(64)}`;

export default defineRule({
  id: "dockerfile/add-without-checksum",
  language: "dockerfile",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "ADD downloads a file that nothing compares.",
  why: `What the address answers on the day of the build goes into the image as it is. If somebody changes the file, or the server, nobody notices.

With \`--checksum=sha256:…\` the build fails unless the file is the one that was looked at, and the builder need not download it again to know. The digest has to be changed together with the version.

The fix puts in zeros: the build then fails, and names the file's own digest.

Git repositories have commits instead, and a rule of their own.`,
  examples: [
    {
      title: "A released file",
      bad: "FROM debian:13-slim\nADD --chmod=755 https://example.com/tool-1.4.2 /usr/local/bin/tool\n",
      good: `FROM debian:13-slim\nADD --chmod=755${flag} https://example.com/tool-1.4.2 /usr/local/bin/tool\n`,
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#add---checksum"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D10", "P4"],
  uncovers: ["dockerfile/missing-syntax-directive"],
  judges: "part",
  check(file, { workspace, report }) {
    // The flag came with 1.6 of the syntax.
    const isKnown = (pinnedSyntax(file)?.minor ?? 6) >= 6;
    for (const stage of file.stages) {
      for (const one of withTriggers(stage.instructions)) {
        if (one.keyword !== "ADD" || one.flags.some(({ name }) => name === "checksum")) continue;
        const found = one.sources.find(({ text, value }) => isDownload(text) || (value !== undefined && isDownload(value)));
        if (!found) continue;
        const isAlone = one.sources.length === 1 && one.heredocs.length === 0;
        const at = one.flags.at(-1)?.span.end ?? one.keywordSpan.end;
        report({
          span: found.span,
          message: `Nothing compares what \`ADD\` downloads here${whenChildIsBuilt(one)}. ${isAlone ? "Add" : "Give it an `ADD` of its own, with"} \`--checksum=sha256:…\`.`,
          ...(isAlone &&
            isKnown && {
              fixes: [
                {
                  title: "Add `--checksum`, with a digest to fill in",
                  safety: "unsafe" as const,
                  changes: [
                    {
                      kind: "edit" as const,
                      path: file.source.path,
                      edits: [insert(at, flag, [{ start: flag.length - 64, end: flag.length }])],
                    },
                  ],
                },
              ],
            }),
          ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
        });
      }
    }
  },
});

/** Whether a source is a file of the web, whoever serves it, the machine itself and its like left out. */
function isDownload(source: string): boolean {
  if (!/^https?:\/\//i.test(source) || isGitSource(source)) return false;
  const host = hostOf(source);
  return host === undefined || !isPrivateHost(host);
}
