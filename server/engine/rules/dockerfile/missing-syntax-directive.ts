import { syntaxFeatures } from "../../image/syntax-features.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/missing-syntax-directive",
  language: "dockerfile",
  category: "reliability",
  severity: "hint",
  preset: "strict",
  summary: "The file uses newer syntax, and leaves it to the builder whether it is known.",
  why: `Without a \`syntax\` directive each builder reads the file with the frontend that it came with: heredocs, \`--link\`, \`--parents\` and their like stop the build on one that is older, such as Docker 20.10 or an old BuildKit in CI.

\`# syntax=docker/dockerfile:1\` on the first line has every builder fetch the newest version 1. Leave it out where builds may not fetch anything. Mounts are known since Docker 20.10 and need no directive here.`,
  examples: [
    {
      title: "A heredoc",
      bad: "FROM debian:13-slim\nCOPY <<EOF /etc/motd\nWelcome\nEOF\n",
      good: "# syntax=docker/dockerfile:1\nFROM debian:13-slim\nCOPY <<EOF /etc/motd\nWelcome\nEOF\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#syntax", "https://docs.docker.com/build/buildkit/frontend/"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: [],
  check(file, { report }) {
    const { source, directives } = file;
    if (directives.some(({ name }) => name === "syntax")) return;
    for (const { name, since, span } of syntaxFeatures(file)) {
      // Builders since Docker 20.10 have 1.2 (https://docs.docker.com/build/buildkit/dockerfile-release-notes/#120), and a secret's `env=` goes with a mount.
      if (since <= 2 || name === "env=" || name.includes("check")) continue;
      const value = `docker/dockerfile:1${since === Number.POSITIVE_INFINITY ? "-labs" : ""}`;
      // Only on the first line does it stand above all other directives; what comes below an interpreter's line is left to a person.
      const at = source.text.startsWith("\uFEFF") ? 1 : 0;
      const fix: Fix = {
        title: `Add \`# syntax=${value}\``,
        safety: "unsafe",
        changes: [{ kind: "edit", path: source.path, edits: [insert(at, `# syntax=${value}${source.eol}`)] }],
      };
      report({
        span,
        message: `Old builders do not know \`${name}\`. Add \`# syntax=${value}\` as the first line, so that each fetches a frontend that does.`,
        ...(!source.text.startsWith("#!", at) && { fixes: [fix] }),
      });
      return;
    }
  },
});
