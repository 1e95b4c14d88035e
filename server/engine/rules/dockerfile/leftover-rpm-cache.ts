import { appendCommand } from "../../image/append-command.ts";
import { whenChildIsBuilt } from "../../image/command.ts";
import { isDevelopment, shipped } from "../../image/production.ts";
import { callsCleaner, isDeleted, isMounted, systemInstallsOf } from "../../image/system-installs.ts";
import { defineRule } from "../../rule.ts";

const clean: Readonly<Record<string, string>> = {
  dnf: "dnf clean all",
  microdnf: "microdnf clean all",
  tdnf: "tdnf clean all",
  yum: "yum clean all",
  zypper: "zypper clean --all",
};

export default defineRule({
  id: "dockerfile/leftover-rpm-cache",
  language: "dockerfile",
  category: "performance",
  severity: "info",
  preset: "strict",
  summary: "`dnf`, `yum` or `zypper` leaves what it downloaded in the layer.",
  why: `\`dnf install\`, and its like, keep the lists of the repositories, and some the packages, under \`/var/cache\`: often more than a hundred megabytes that nobody reads again. Cleaning in a
later RUN does not make the image smaller.

End the same RUN with \`dnf clean all\` (\`yum clean all\`, \`microdnf clean all\`, \`zypper clean --all\`), or mount a cache there.

Reported where the layer is part of the image that is shipped, once for each RUN. What is cleaned before the last install does not count.`,
  examples: [
    {
      title: "dnf",
      bad: "FROM fedora:43\nRUN dnf install -y nginx\n",
      good: "FROM fedora:43\nRUN dnf install -y nginx && dnf clean all\n",
    },
    {
      title: "microdnf",
      bad: "FROM registry.access.redhat.com/ubi10-minimal:10.1\nRUN microdnf install -y \\\n      tar gzip\n",
      good: "FROM registry.access.redhat.com/ubi10-minimal:10.1\nRUN microdnf install -y \\\n      tar gzip \\\n      && microdnf clean all\n",
    },
  ],
  links: [
    "https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command",
    "https://docs.redhat.com/en/documentation/red_hat_enterprise_linux/9/html/building_running_and_managing_containers/index",
  ],
  since: "0.6.0",
  fix: "safe",
  patterns: ["D10"],
  alsoKnownAs: [
    "hadolint:DL3032",
    "hadolint:DL3036",
    "hadolint:DL3040",
    "trivy:DS-0015",
    "trivy:DS-0019",
    "trivy:DS-0020",
    "trivy:DS-0027",
    "semgrep:missing-dnf-clean-all",
    "semgrep:missing-zypper-clean",
  ],
  judges: "part",
  check(file, { workspace, report }) {
    const told = new Set<number>();
    // The last install of a RUN decides.
    for (const install of [...shipped(file, workspace)].flatMap(systemInstallsOf).toReversed()) {
      const { invocation, verb, run, around, stage, title } = install;
      const command = clean[invocation.name ?? ""];
      if (!command || told.has(run.span.start)) continue;
      told.add(run.span.start);
      const after = around.slice(around.indexOf(invocation) + 1);
      const isCleaned = after.some(({ name, args }) => clean[name ?? ""] && args.some(({ text }) => /^(?:clean|cc)$/.test(text)));
      if (isCleaned || isMounted(run, /^\/var(?:\/cache|\/lib\/dnf)?(?:\/(?:yum|dnf|libdnf5|zypp|tdnf))?\/?$/)) continue;
      if (isDeleted(after, /^["']?\/var\/cache(?:\/?$|\/(?:yum|dnf|libdnf5|zypp|tdnf|\{|\*))/) || callsCleaner(after)) continue;
      const edit = appendCommand(run, command, file.source);
      report({
        span: { start: invocation.nameWord.span.start, end: verb.span.end },
        message: `What \`${title}\` downloads stays in the layer${whenChildIsBuilt(run)}. End the RUN with \`${command}\`.`,
        ...(edit && {
          fixes: [
            {
              title: `End the RUN with \`${command}\``,
              safety: "safe" as const,
              changes: [{ kind: "edit" as const, path: file.source.path, edits: [edit] }],
            },
          ],
        }),
        ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});
