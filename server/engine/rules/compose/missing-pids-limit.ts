import { applicationOf } from "../../application/application.ts";
import { fixesOf, insertServiceAt, insertServiceKey, placeholder } from "../../application/edit.ts";
import { lacksHardening } from "../../application/hardening.ts";
import { defineRule } from "../../rule.ts";

const service = (more: string) => `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    restart: unless-stopped\n${more}`;

export default defineRule({
  id: "compose/missing-pids-limit",
  language: "compose",
  category: "security",
  severity: "hint",
  preset: "optional",
  summary: "A service may start any number of processes.",
  why: `
A program that forks without end, by a fault or on purpose, takes all process numbers of the host, and nothing else can be started there, not even a shell to stop it. \`pids_limit\`, or \`deploy.resources.limits.pids\`, keeps that inside of the container. Threads count as processes; a few hundred are plenty for most services.

Nothing is reported in files for developing and testing, for privileged services, and where another file may set it.`,
  examples: [{ title: "A few hundred", bad: service(""), good: service("    pids_limit: 200\n") }],
  links: [
    "https://docs.docker.com/reference/compose-file/services/#pids_limit",
    "https://docs.docker.com/reference/compose-file/deploy/#pids",
  ],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["D7", "P4"],
  check(file, { workspace, report }) {
    for (const one of applicationOf(file, workspace).services) {
      const { own } = one;
      if (!lacksHardening(one, workspace, ["pids_limit"], ["deploy", "resources", "limits", "pids"])) continue;
      const limits = own.deploy.at("resources", "limits");
      const set = limits.map
        ? insertServiceAt(own, ["deploy", "resources", "limits", "pids"], placeholder(200))
        : insertServiceKey(own, "pids_limit", placeholder(200));
      report({
        span: own.nameSpan,
        message: `${own.called} may start any number of processes, and take those of the whole host. Set \`pids_limit\`.`,
        fixes: fixesOf("Limit the number of processes to 200", "unsafe", file, set),
      });
    }
  },
});
