import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { isOnOwnMachine } from "../../application/development.ts";
import { type Edits, fixesOf, insertServiceAt } from "../../application/edit.ts";
import { allOf, has, likelyImageOf, settingOf } from "../../application/settings.ts";
import { isForSwarm } from "../../application/swarm.ts";
import { serviceImage } from "../../knowledge/service-images.ts";
import { defineRule } from "../../rule.ts";
import type { TextEdit } from "../../text/edit.ts";

const application = (update: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    deploy:\n      replicas: 3\n      placement:\n        max_replicas_per_node: 1\n${update}`;

export default defineRule({
  id: "compose/missing-update-config",
  language: "compose",
  category: "reliability",
  severity: "info",
  preset: "recommended",
  summary: "A service of several replicas does not say how it is updated.",
  why: `
Swarm updates one replica after the other: it stops the old container before it starts the new one, watches that for five seconds, and where it fails the update pauses half done.

\`order: start-first\` starts the new container before the old one is stopped, \`monitor\` leaves it time to show that it is well, and \`failure_action: rollback\` goes back by itself. Plain \`docker compose up\` heeds none of this, so where nothing in the file is for Swarm this is a hint. Data stores are left out, as two of them must not share their files.`,
  examples: [
    {
      title: "Back by itself",
      bad: application(""),
      good: application("      update_config:\n        order: start-first\n        failure_action: rollback\n        monitor: 30s\n"),
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/deploy/#update_config"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["S1", "R1"],
  check(file, { workspace, report }) {
    if (file.isBroken || isOnOwnMachine(file)) return;
    const told = new Set<number>();
    for (const service of applicationOf(file, workspace).services) {
      const { own } = service;
      const replicas = settingOf(service, ({ deploy }) => deploy.integer("replicas"));
      if (own.file !== file || (replicas.value ?? 0) < 2 || isStore(service)) continue;
      const config = own.deploy.mapping("update_config");
      const wanted = {
        ...(hasHostPort(service) ? {} : { order: "start-first" }),
        failure_action: "rollback",
        monitor: "30s",
      };
      const missing = Object.entries(wanted).filter(([key]) => has(service, "deploy", "update_config", key) === false);
      const isAbsent = config.isAbsent;
      const span = isAbsent ? (own.deploy.entryOf("replicas")?.value?.span ?? own.nameSpan) : config.entry?.keySpan;
      // Where it is written, the pace may be all that somebody wanted to say; a failure that goes unanswered matters.
      if (missing.length === 0 || !span || told.has(span.start) || (!isAbsent && missing.every(([key]) => key === "monitor"))) continue;
      told.add(span.start);
      const edits: Edits = isAbsent
        ? insertServiceAt(own, ["deploy", "update_config"], Object.fromEntries(missing))
        : together(missing.map(([key, value]) => insertServiceAt(own, ["deploy", "update_config", key], value)));
      const keys = missing.map(([key]) => `\`${key}\``).join(", ");
      report({
        span,
        severity: isForSwarm(file) ? "info" : "hint",
        message: isAbsent
          ? `Nothing says how the ${replicas.value} replicas of \`${own.name}\` are updated: each is stopped before the new one runs, and a release that fails is not rolled back. Write \`deploy.update_config\`.`
          : `\`update_config\` of \`${own.name}\` lacks ${keys}: ${missing.some(([key]) => key === "failure_action") ? "an update that fails pauses half done instead of going back" : "each replica is stopped before the new one runs"}. Add ${missing.length > 1 ? "them" : "it"}.`,
        fixes: fixesOf(isAbsent ? "Add `update_config`" : `Add ${keys}`, "unsafe", file, edits),
      });
    }
  },
});

const stores: ReadonlySet<string> = new Set(["database", "cache", "queue", "search", "storage", "registry"]);

function isStore(service: ApplicationService): boolean {
  const image = likelyImageOf(service);
  const known = image === undefined ? undefined : serviceImage(image);
  return known !== undefined && stores.has(known.kind);
}

/** A port of the node itself is taken until the old container has ended. */
function hasHostPort(service: ApplicationService): boolean {
  return allOf(service, ({ ports }) => ports).some(({ mapping }) => mapping.text("mode").value === "host");
}

/** Several insertions, those at one place as one. */
function together(parts: readonly Edits[]): Edits {
  const edits: TextEdit[] = [];
  for (const part of parts) {
    const [edit] = part ?? [];
    if (!edit) return undefined;
    const same = edits.findIndex(({ span }) => span.start === edit.span.start && span.end === edit.span.end);
    const before = edits[same];
    if (before) edits[same] = { ...before, text: before.text + edit.text };
    else edits.push(edit);
  }
  return edits;
}
