import { whenChildIsBuilt } from "../../image/command.ts";
import { insertAfter, isEditable } from "../../image/invocation.ts";
import { isDevelopment, shipped } from "../../image/production.ts";
import { hasOption, isConfigured, systemInstallsOf } from "../../image/system-installs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/recommended-packages",
  language: "dockerfile",
  category: "performance",
  severity: "info",
  preset: "strict",
  summary: "`apt-get install` also installs the packages that others recommend, and the image carries them.",
  why: `By default \`apt-get install\` brings along what the packages recommend: documentation, fonts, even mail servers. An image that runs one program seldom needs any of it, and each
is more to download and to patch.

Add \`--no-install-recommends\`, and name what turns out to be missing, often \`ca-certificates\`.

Reported where the layer is part of the image that is shipped; a stage that only builds may be as large as it likes. Settings that are written earlier
(\`APT::Install-Recommends "false"\`) are seen.`,
  examples: [
    {
      title: "One tool",
      bad: "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
      good: "FROM debian:13-slim\nRUN apt-get update && apt-get install --no-install-recommends -y curl && rm -rf /var/lib/apt/lists/*\n",
    },
  ],
  links: [
    "https://docs.docker.com/build/building/best-practices/#apt-get",
    "https://manpages.debian.org/stable/apt/apt-get.8.en.html#no~2",
  ],
  since: "0.6.0",
  fix: "unsafe",
  patterns: ["D10"],
  alsoKnownAs: ["hadolint:DL3015", "trivy:DS-0029", "semgrep:missing-no-install-recommends"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const install of [...shipped(file, workspace)].flatMap(systemInstallsOf)) {
      const { invocation, verb, run, stage, title } = install;
      if (
        install.manager !== "apt" ||
        hasOption(
          invocation,
          /^--no-install-recommends\b|^--without-recommends$|^-R$|^-s$|^--(?:simulate|dry-run|print-uris)$|Install-Recommends/i,
        )
      )
        continue;
      if (install.packages.length === 0 || isConfigured(install, /APT::Install-Recommends/i)) continue;
      report({
        span: { start: invocation.nameWord.span.start, end: verb.span.end },
        message: `\`${title}\` also installs what the packages recommend${whenChildIsBuilt(run)}. Add \`--no-install-recommends\`, and name what is then missing.`,
        ...(isEditable(invocation) && {
          fixes: [
            {
              title: "Add `--no-install-recommends`",
              safety: "unsafe" as const,
              changes: [
                {
                  kind: "edit" as const,
                  path: file.source.path,
                  edits: [
                    insertAfter(invocation, verb, invocation.name === "aptitude" ? "--without-recommends" : "--no-install-recommends"),
                  ],
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
