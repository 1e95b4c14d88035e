import { applicationOf } from "../../application/application.ts";
import { withdrawItem } from "../../application/edit.ts";
import { adviceOnReach, fixesOfReach, isPrivileged, recognisableImageOf, scalarsOf, severityOfReach } from "../../application/hardening.ts";
import { capabilityName, dangerousCapabilities, defaultCapabilities } from "../../knowledge/capabilities.ts";
import { asksForCapability } from "../../knowledge/host-agents.ts";
import { defineRule } from "../../rule.ts";

const service = (more: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    cap_drop:\n      - ALL\n    cap_add:\n${more}      - NET_BIND_SERVICE\n`;

export default defineRule({
  id: "compose/added-capability",
  language: "compose",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A service gets a capability that reaches beyond itself.",
  why: `
Capabilities such as \`SYS_ADMIN\`, \`NET_ADMIN\` or \`SYS_PTRACE\` let a process mount file systems, change the network or look into other processes: with them, breaking out of the container is easy, and \`ALL\` is as good as \`privileged\`. Others that Docker does not give by itself (\`IPC_LOCK\`, \`SYS_TIME\` …) are a remark.

VPNs, agents of the host and databases whose documentation asks for one get a hint, and so do files for developing and testing. What every container has anyway is left alone: it is how something comes back after \`cap_drop: [ALL]\`.`,
  examples: [{ title: "Only what a low port needs", bad: service("      - SYS_ADMIN\n"), good: service("") }],
  links: [
    "https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities",
    "https://man7.org/linux/man-pages/man7/capabilities.7.html",
  ],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["P4"],
  check(file, { workspace, report }) {
    const told = new Set<number>();
    for (const one of applicationOf(file, workspace).services) {
      const { own } = one;
      if (own.file !== file || isPrivileged(one)) continue;
      const list = own.mapping.list("cap_add");
      for (const { node, index } of scalarsOf(list)) {
        if (file.isMasked(node.span) || told.has(node.span.start)) continue;
        told.add(node.span.start);
        const name = capabilityName(node.text);
        if (defaultCapabilities.has(name)) continue;
        const isDangerous = dangerousCapabilities.has(name);
        const isAskedFor = asksForCapability(recognisableImageOf(one) ?? "", name);
        report({
          span: node.span,
          message: isDangerous
            ? `\`${node.text}\` makes breaking out of ${own.called} easy: it is nearly as good as \`privileged\`. ${adviceOnReach(one, "rights", "Remove it, or give the work to a service of its own.")}`
            : `\`${node.text}\` is more than Docker gives to a container by itself. Remove it where ${own.called} runs without.`,
          ...(isAskedFor ? { severity: "hint" as const } : severityOfReach(one, "rights", isDangerous ? undefined : "info")),
          fixes: fixesOfReach(one, "rights", `Remove \`${node.text}\``, withdrawItem(file, list, index)),
        });
      }
    }
  },
});
