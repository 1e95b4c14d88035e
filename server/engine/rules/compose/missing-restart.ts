import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { severityThere } from "../../application/development.ts";
import { allOf, type Edits, fixesOf, insertServiceKey } from "../../application/edit.ts";
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

\`unless-stopped\` brings a service back unless somebody has stopped it. Tasks that end, services of a profile, interactive ones and files for Swarm, which restarts by itself, are left out; files for developing get a hint. Where no service of a file has a policy, it is told once. \`restart: "no"\` says that it is meant so.`,
  examples: [{ title: "Up again after a crash", bad: application(""), good: application("    restart: unless-stopped\n") }],
  links: ["https://docs.docker.com/engine/containers/start-containers-automatically/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  check(file, { workspace, report }) {
    if (file.isBroken || isForSwarm(file)) return;
    const { services } = applicationOf(file, workspace);
    const lacking = services.filter((service) => {
      const { own } = service;
      if (own.file !== file || !own.mapping.isKnown || has(service, "profiles") !== false) return false;
      if (has(service, "restart") !== false || has(service, "deploy", "restart_policy") !== false) return false;
      return lifetimeOf(service, workspace) === "service";
    });
    const severity = severityThere(file, "warning");
    const insert = ({ own }: ApplicationService): Edits => insertServiceKey(own, "restart", "unless-stopped");
    // Where nobody has thought of it, it is one thing that is missing.
    const [first, ...others] = lacking;
    if (first && others.length > 0 && !services.some((service) => has(service, "restart") !== false)) {
      report({
        span: first.own.nameSpan,
        severity,
        message: `\`${first.name}\` and ${others.length === 1 ? `\`${others[0]?.name}\`` : `${others.length} other services`} are not restarted: they stay down after a crash, and after a restart of the host. Write \`restart: unless-stopped\`.`,
        fixes: fixesOf("Restart all of them unless stopped", "unsafe", file, allOf(...lacking.map(insert))),
        related: others.map(({ own, name }) => ({ path: file.source.path, span: own.nameSpan, message: `\`${name}\` is not restarted.` })),
      });
      return;
    }
    for (const service of lacking) {
      report({
        span: service.own.nameSpan,
        severity,
        message: `\`${service.name}\` is not restarted: it stays down after a crash, and after a restart of the host. Write \`restart: unless-stopped\`.`,
        fixes: fixesOf("Restart it unless stopped", "unsafe", file, insert(service)),
      });
    }
  },
});
