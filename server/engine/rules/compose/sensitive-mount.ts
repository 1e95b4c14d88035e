import { applicationOf } from "../../application/application.ts";
import { withdrawItem } from "../../application/edit.ts";
import { adviceOnReach, fixesOfReach, severityOfReach } from "../../application/hardening.ts";
import { hostPlace, isSensitiveHostPath } from "../../knowledge/host-paths.ts";
import { defineRule } from "../../rule.ts";

const service = (more: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    volumes:\n${more}      - data:/data\nvolumes:\n  data:\n`;

export default defineRule({
  id: "compose/sensitive-mount",
  language: "compose",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A service mounts a folder of the host's system.",
  why: `
With \`/\`, \`/etc\`, \`/root\`, \`/proc\` or \`/var/lib/docker\` in reach, whoever takes the container over owns the host: users and keys can be added, programs replaced, secrets of other containers read. Mount the one file that is needed, read-only, or keep data in a named volume.

Read-only mounts are a remark. Agents that read the host's logs and measurements (node-exporter, cAdvisor, log collectors) get a hint, and so do files for developing and testing. The container runtime's socket is told of by \`compose/docker-socket\`; time zone files, and \`/etc/passwd\` and \`/etc/group\` read-only, are left alone.`,
  examples: [{ title: "Only its own data", bad: service("      - /etc:/host/etc\n"), good: service("") }],
  links: [
    "https://docs.docker.com/engine/security/#docker-daemon-attack-surface",
    "https://docs.docker.com/reference/compose-file/services/#volumes",
  ],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["P4"],
  check(file, { workspace, report }) {
    const told = new Set<number>();
    for (const one of applicationOf(file, workspace).services) {
      const { own } = one;
      if (own.file !== file) continue;
      for (const { type, source, span, isReadOnly } of own.mounts) {
        if (type !== "bind" || source.state !== "known" || !isSensitiveHostPath(source.value) || told.has(source.span.start)) continue;
        if (isReadOnly && /^\/etc\/(?:passwd|group)$/.test(hostPlace(source.value))) continue;
        told.add(source.span.start);
        const index = own.mountList.sequence?.items.findIndex(({ value }) => value?.span.start === span.start) ?? -1;
        report({
          span: source.span,
          message: isReadOnly
            ? `\`${source.value}\` of the host can be read in ${own.called}, with whatever secrets are in it. ${adviceOnReach(one, "files", "Mount the one file that it needs.")}`
            : `\`${source.value}\` of the host can be changed in ${own.called}: whoever takes it over owns the host. ${adviceOnReach(one, "files", "Mount the one file that it needs read-only, or take a named volume.")}`,
          ...severityOfReach(one, "files", isReadOnly ? "info" : undefined),
          fixes: fixesOfReach(one, "files", `Remove the mount of \`${source.value}\``, withdrawItem(file, own.mountList, index)),
        });
      }
    }
  },
});
