import { applicationOf } from "../../application/application.ts";
import { severityThere } from "../../application/development.ts";
import { fixesOf, insertServiceKey } from "../../application/edit.ts";
import { lifetimeOf } from "../../application/lifetime.ts";
import { has } from "../../application/settings.ts";
import { isForSwarm } from "../../application/swarm.ts";
import { defineRule } from "../../rule.ts";

const application = (restart: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    ports:\n      - "127.0.0.1:8080:8080"\n${restart}`;

export default defineRule({
  id: "compose/missing-restart",
  language: "compose",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A service that has to stay up is not restarted.",
  why: `
The default is \`restart: "no"\`: a container that crashes stays down, and after a restart of the host or of Docker nothing comes back.

\`unless-stopped\` brings a service back unless somebody has stopped it. Tasks that end, services of a profile, interactive ones and files for Swarm, which restarts by itself, are left out; files for developing get a hint. \`restart: "no"\` says that it is meant so.`,
  examples: [{ title: "Up again after a crash", bad: application(""), good: application("    restart: unless-stopped\n") }],
  links: ["https://docs.docker.com/engine/containers/start-containers-automatically/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  check(file, { workspace, report }) {
    if (file.isBroken || isForSwarm(file)) return;
    for (const service of applicationOf(file, workspace).services) {
      const { own } = service;
      if (own.file !== file || !own.mapping.isKnown || has(service, "profiles") !== false) continue;
      if (has(service, "restart") !== false || has(service, "deploy", "restart_policy") !== false) continue;
      if (lifetimeOf(service, workspace) !== "service") continue;
      report({
        span: own.nameSpan,
        severity: severityThere(file, "warning"),
        message: `\`${own.name}\` is not restarted: it stays down after a crash, and after a restart of the host. Write \`restart: unless-stopped\`.`,
        fixes: fixesOf("Restart it unless stopped", "unsafe", file, insertServiceKey(own, "restart", "unless-stopped")),
      });
    }
  },
});
