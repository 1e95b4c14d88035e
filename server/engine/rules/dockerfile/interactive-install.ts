import { builtStages } from "../../image/built.ts";
import { whenChildIsBuilt } from "../../image/command.ts";
import { insertAfter, isEditable } from "../../image/invocation.ts";
import { isDevelopment } from "../../image/production.ts";
import { hasOption, isConfigured, type SystemInstall, systemInstallsOf } from "../../image/system-installs.ts";
import type { PackageManager } from "../../knowledge/base-images.ts";
import { defineRule } from "../../rule.ts";

interface Manager {
  readonly flag: string;
  /** What answers the question beforehand: options of the call. */
  readonly options: RegExp;
  /** The same in a file of settings. */
  readonly setting: RegExp;
}

/**
 * The managers that ask. apk and microdnf never do.
 * Sources: https://manpages.debian.org/stable/apt/apt-get.8.en.html, https://dnf.readthedocs.io/en/latest/command_ref.html,
 * https://en.opensuse.org/SDB:Zypper_manual, https://man.archlinux.org/man/pacman.8
 */
const asking: Partial<Readonly<Record<PackageManager, Manager>>> = {
  apt: {
    flag: "-y",
    // Twice quiet implies yes; letters can stand together.
    options:
      /^-(?!-)\w*y|^-(?!-)\w*q\w*q|^-q=[2-9]|^--(?:yes|assume-yes|force-yes|simulate|just-print|dry-run|print-uris|download-only)\b|^-[sd]$|Assume-Yes/i,
    setting: /Assume-Yes/i,
  },
  dnf: { flag: "-y", options: /^-(?!-)\w*y|^--(?:assumeyes|assumeno|downloadonly)\b/, setting: /\bassumeyes\s*=\s*(?:1|true|yes|on)/i },
  yum: { flag: "-y", options: /^-(?!-)\w*y|^--(?:assumeyes|assumeno|downloadonly)\b/, setting: /\bassumeyes\s*=\s*(?:1|true|yes|on)/i },
  tdnf: { flag: "-y", options: /^-(?!-)\w*y|^--(?:assumeyes|assumeno|downloadonly)\b/, setting: /\bassumeyes\s*=\s*(?:1|true|yes|on)/i },
  zypper: { flag: "-y", options: /^-(?!-)\w*[ny]|^--(?:non-interactive|no-confirm|dry-run)\b/, setting: /^$/ },
  pacman: { flag: "--noconfirm", options: /^--(?:noconfirm|print)\b/, setting: /^$/ },
};

export default defineRule({
  id: "dockerfile/interactive-install",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A package is installed by a call that waits for an answer, which no build gives.",
  why: `Before \`apt-get install\`, \`yum install\`, \`dnf install\`, \`zypper install\` and \`pacman -S\` bring in more than what was named, they ask. A build has nobody to answer, so the
command gives up and the build fails; where it happens to work today, the next dependency makes it ask.

Say yes beforehand: \`-y\`, \`--noconfirm\` for pacman.

\`-qq\`, \`--assume-yes\`, options of the settings that are written earlier (\`APT::Get::Assume-Yes\`, \`assumeyes=1\`) or copied and \`yes |\` count. apk and microdnf never ask.`,
  examples: [
    {
      title: "apt-get",
      bad: "FROM debian:13-slim\nRUN apt-get update && apt-get install --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n",
      good: "FROM debian:13-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n",
    },
    {
      title: "dnf",
      bad: "FROM fedora:43\nRUN dnf install nginx && dnf clean all\n",
      good: "FROM fedora:43\nRUN dnf install -y nginx && dnf clean all\n",
    },
  ],
  links: ["https://manpages.debian.org/stable/apt/apt-get.8.en.html", "https://docs.docker.com/build/building/best-practices/#apt-get"],
  since: "0.6.0",
  fix: "safe",
  patterns: ["D10"],
  alsoKnownAs: [
    "hadolint:DL3014",
    "hadolint:DL3030",
    "hadolint:DL3034",
    "hadolint:DL3038",
    "trivy:DS-0021",
    "semgrep:missing-assume-yes-switch",
    "semgrep:missing-dnf-assume-yes-switch",
    "semgrep:missing-yum-assume-yes-switch",
  ],
  judges: "part",
  check(file, { workspace, report }) {
    for (const install of builtStages(file, workspace).flatMap(systemInstallsOf)) {
      const manager = asking[install.manager];
      const { invocation, verb, run, stage, title } = install;
      if (!manager || invocation.name === "microdnf" || hasOption(invocation, manager.options) || isConfigured(install, manager.setting))
        continue;
      if (isAnswered(install)) continue;
      report({
        span: { start: invocation.nameWord.span.start, end: verb.span.end },
        message: `\`${title}\` asks before it installs, and in a build nobody answers${whenChildIsBuilt(run)}. Add \`${manager.flag}\`.`,
        ...(isEditable(invocation) && {
          fixes: [
            {
              title: `Add \`${manager.flag}\``,
              safety: "safe" as const,
              changes: [{ kind: "edit" as const, path: file.source.path, edits: [insertAfter(invocation, verb, manager.flag)] }],
            },
          ],
        }),
        ...(isDevelopment(stage, workspace) && { severity: "info" as const }),
      });
    }
  },
});

/** Something is piped into it, or given to it to read; or it is told twice to be quiet, which implies yes. */
function isAnswered({ manager, invocation: { command, args } }: SystemInstall): boolean {
  if (manager === "apt" && args.filter(({ text }) => text === "-q" || text === "--quiet").length > 1) return true;
  return (command?.pipe?.index ?? 0) > 0 || command?.redirects.some(({ operator }) => operator.startsWith("<")) === true;
}
