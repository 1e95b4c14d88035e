import { builtStages } from "../../image/built.ts";
import { whenChildIsBuilt } from "../../image/command.ts";
import { namedInstallsOf } from "../../image/language-packages.ts";
import { isDevelopment } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/unpinned-language-package",
  language: "dockerfile",
  category: "reproducibility",
  severity: "warning",
  preset: "strict",
  summary: "A package of pip, npm, gem, Go or Cargo is installed by its name, in whatever version is newest.",
  why: `\`pip install gunicorn\` takes what is newest on the day of the build: two builds of one commit differ, a new major version arrives unannounced, and one that an attacker has published is in
the image an hour later.

Name the version, \`gunicorn==23.0.0\`, \`typescript@5.9.3\`, \`rake:13.3.0\`, or install from a list that a lock file holds fast.

\`@latest\` is no version. Silent on files, folders, addresses, what hangs on a variable, and where \`-c\` names a file of constraints.`,
  examples: [
    {
      title: "pip",
      bad: "FROM python:3.14-slim\nRUN pip install --no-cache-dir gunicorn\n",
      good: "FROM python:3.14-slim\nRUN pip install --no-cache-dir gunicorn==23.0.0\n",
    },
    {
      title: "A tool of Go",
      bad: "FROM golang:1.26\nRUN go install golang.org/x/vuln/cmd/govulncheck@latest\n",
      good: "FROM golang:1.26\nRUN go install golang.org/x/vuln/cmd/govulncheck@v1.1.4\n",
    },
  ],
  links: ["https://pip.pypa.io/en/stable/topics/repeatable-installs/", "https://docs.npmjs.com/cli/commands/npm-install"],
  since: "0.6.0",
  patterns: ["D10", "P2"],
  alsoKnownAs: ["hadolint:DL3013", "hadolint:DL3016", "hadolint:DL3028", "hadolint:DL3062"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of builtStages(file, workspace)) {
      for (const { run, title, version, unpinned } of namedInstallsOf(stage)) {
        const [first] = unpinned;
        if (!first) continue;
        const names = unpinned.slice(0, 3).map(({ text }) => `\`${text}\``);
        const more = unpinned.length > 3 ? ` and ${unpinned.length - 3} more` : "";
        report({
          span: first.span,
          message: `\`${title}\` takes the newest version of ${names.join(", ")}${more}${whenChildIsBuilt(run)}, so that two builds can differ. Name it, such as \`${first.text.replace(/(?<=.)@\w+$/, "")}${version}\`.`,
          ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
        });
      }
    }
  },
});
