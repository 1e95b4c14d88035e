import { applicationOf } from "../../application/application.ts";
import { removeKey } from "../../application/edit.ts";
import { adviceOnReach, fixesOfReach, severityOfReach } from "../../application/hardening.ts";
import type { HostNeed } from "../../knowledge/host-agents.ts";
import { defineRule } from "../../rule.ts";

const service = (more: string) => `services:\n  web:\n    image: registry.example.com/web:1.4.2\n${more}`;

const effects: Readonly<Record<string, readonly [effect: string, need: HostNeed]>> = {
  network_mode: [
    "listens on the host's own addresses whatever `ports` says, and reaches every service that the host keeps to itself",
    "network",
  ],
  pid: ["sees all processes of the host with their environment, and can send them signals", "rights"],
  ipc: ["can read the shared memory of the host's processes", "rights"],
  userns_mode: ["is root on the host where it is root, although the daemon maps users", "rights"],
  uts: ["can change the host's name", "rights"],
  cgroup: ["sees and reaches the control groups of the whole host", "rights"],
};

export default defineRule({
  id: "compose/host-namespaces",
  language: "compose",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A service shares a namespace of its host.",
  why: `
\`network_mode: host\`, \`pid: host\`, \`ipc: host\` and their like take the wall between a container and its host down: traffic, processes or memory of everything else can be reached. With the host's network, \`ports\` and \`networks\` mean nothing, names of other services are not found, and two copies of the service do not fit on one machine.

Networks of the application's own and published \`ports\` serve nearly everything; what needs shared memory takes \`shm_size\`, or \`ipc: service:NAME\`. VPNs, media servers that search the local network and agents of the host get a hint, and so do files for developing and testing.`,
  examples: [{ title: "A network of its own", bad: service("    network_mode: host\n"), good: service("") }],
  links: [
    "https://docs.docker.com/reference/compose-file/services/#network_mode",
    "https://docs.docker.com/reference/compose-file/services/#pid",
    "https://docs.docker.com/engine/network/drivers/host/",
  ],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["P4"],
  check(file, { workspace, report }) {
    const told = new Set<number>();
    for (const one of applicationOf(file, workspace).services) {
      const { own } = one;
      if (own.file !== file) continue;
      for (const [key, [effect, need]] of Object.entries(effects)) {
        const field = own.mapping.text(key);
        if (field.value !== "host" || !field.entry || told.has(field.entry.span.start)) continue;
        told.add(field.entry.span.start);
        report({
          span: field.entry.span,
          message: `With \`${key}: host\` the service ${own.called} ${effect}. ${adviceOnReach(one, need, "Remove it, unless the service is an agent of the host.")}`,
          ...severityOfReach(one, need),
          fixes: fixesOfReach(one, need, `Remove \`${key}\``, removeKey(file, field)),
        });
      }
    }
  },
});
