import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { isOnOwnMachine } from "../../application/development.ts";
import { fixesOf, insertServiceAt, insertServiceKey } from "../../application/edit.ts";
import { lifetimeOf } from "../../application/lifetime.ts";
import { isKeptRunning } from "../../application/production.ts";
import { replicaCount } from "../../application/replicas.ts";
import { has, likelyImageOf, settingOf } from "../../application/settings.ts";
import { serviceImage } from "../../knowledge/service-images.ts";
import { defineRule, type Severity } from "../../rule.ts";

export default defineRule({
  id: "compose/missing-resource-limits",
  language: "compose",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Nothing bounds how much memory a service takes.",
  why: `
A container without a limit may take all memory of the host. One leak, or one large request, and the kernel kills whatever it finds worth killing: perhaps the database next to it, perhaps the SSH server. With a limit only the container that took too much is killed, and \`restart\` brings it back.

Measure a busy service with \`docker stats\` and allow about half as much again under \`deploy.resources.limits\` (\`memory\`, and \`cpus\` where one service must not slow the others down). Compose heeds them without Swarm.

It warns of services that are kept running, by \`restart: always\` or \`unless-stopped\` or a \`deploy\` section; elsewhere it is advice, in files for development a hint. Silent for containers that do their work and end, and where another file may set a limit.`,
  examples: [
    {
      title: "A limit for memory",
      bad: "services:\n  cache:\n    image: redis:8.6-alpine\n    restart: unless-stopped\n",
      good: "services:\n  cache:\n    image: redis:8.6-alpine\n    restart: unless-stopped\n    deploy:\n      resources:\n        limits:\n          memory: 256m\n",
    },
  ],
  links: [
    "https://docs.docker.com/reference/compose-file/deploy/#resources",
    "https://docs.docker.com/engine/containers/resource_constraints/",
  ],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["D7", "P2"],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const application = applicationOf(file, workspace);
    for (const service of application.services) {
      const { own } = service;
      if (own.file !== file || !own.mapping.isKnown || has(service, "provider") !== false) continue;
      // What the file below starts is judged there.
      if (application.isOverride && application.around.main?.service(own.name)) continue;
      if (!["image", "build"].some((key) => has(service, key)) || replicaCount(service) === 0) continue;
      if (has(service, "deploy", "resources", "limits", "memory") !== false || has(service, "mem_limit") !== false) continue;
      if (!isAlwaysRestarted(service) && lifetimeOf(service, workspace) === "task") continue;
      // Compose refuses a limit under `deploy` beside others under the older names.
      const hasOlder = ["cpus", "pids_limit", "mem_reservation", "memswap_limit"].some((key) => has(service, key));
      const isLegacy = hasOlder && has(service, "deploy", "resources", "limits") === false;
      const amount = likelyMemory(service);
      const edits = isLegacy
        ? insertServiceKey(own, "mem_limit", amount)
        : insertServiceAt(own, ["deploy", "resources", "limits", "memory"], amount);
      const cpus = has(service, "deploy", "resources", "limits", "cpus") === false && has(service, "cpus") === false;
      report({
        span: own.nameSpan,
        severity: severityOf(service),
        message: `\`${own.name}\` may take all memory of the host, and then the kernel kills what it likes, its neighbours included. Set \`deploy.resources.limits.memory\`${cpus ? ", and `cpus` where it must leave some to others" : ""}.`,
        fixes: fixesOf(`Limit its memory to ${amount}`, "unsafe", file, edits),
      });
    }
  },
});

function isAlwaysRestarted(service: ApplicationService): boolean {
  const restart = settingOf(service, (one) => one.restart).value;
  return restart === "always" || restart === "unless-stopped";
}

function severityOf(service: ApplicationService): Severity {
  if (isOnOwnMachine(service.application.file)) return "hint";
  return isKeptRunning(service) ? "warning" : "info";
}

/** An amount to start from. */
function likelyMemory(service: ApplicationService): string {
  const image = likelyImageOf(service);
  const known = image === undefined ? undefined : serviceImage(image);
  switch (known?.kind) {
    case "cache":
    case "proxy":
    case "mail":
      return "256m";
    case "search":
      return "2g";
    case "database":
    case "queue":
      return "1g";
    default:
      return "512m";
  }
}
