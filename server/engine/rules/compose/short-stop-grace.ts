import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { severityThere } from "../../application/development.ts";
import { drainOf } from "../../application/drain.ts";
import { fixesOf, insertServiceKey, setValue } from "../../application/edit.ts";
import { inWords } from "../../application/health-window.ts";
import { likelyImageOf, settingOf } from "../../application/settings.ts";
import { serviceImage } from "../../knowledge/service-images.ts";
import { formatComposeDuration, parseComposeDuration } from "../../languages/compose/duration.ts";
import { defineRule } from "../../rule.ts";

const application = (grace: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    environment:\n      SHUTDOWN_TIMEOUT: 30s\n${grace}`;

/** Ten seconds. Source: https://docs.docker.com/reference/compose-file/services/#stop_grace_period. */
const usualGrace = 10_000;
/** What a process needs besides to end. */
const margin = 5_000;

export default defineRule({
  id: "compose/short-stop-grace",
  language: "compose",
  category: "reliability",
  severity: "info",
  preset: "recommended",
  summary: "A service is killed before it has ended its work.",
  why: `
Compose sends the stop signal, waits for \`stop_grace_period\` (10 s where nothing is written), and kills what is still there. An application that is told to take longer for its last requests never gets that far; a database that is killed has to repair its files at the next start.

Compared is what the service itself says: variables such as \`SHUTDOWN_TIMEOUT\`, \`GRACEFUL_TIMEOUT_SECONDS\` or \`SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE\`, and options such as \`--graceful-timeout\`. For databases, queues and search engines a grace period of less than the usual 10 s is told of.`,
  examples: [{ title: "Time for the last requests", bad: application(""), good: application("    stop_grace_period: 35s\n") }],
  links: ["https://docs.docker.com/reference/compose-file/services/#stop_grace_period"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["H3"],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    for (const service of applicationOf(file, workspace).services) {
      const { own } = service;
      if (own.file !== file || !own.mapping.isKnown) continue;
      const field = settingOf(service, ({ mapping }) => mapping.text("stop_grace_period"));
      const written = field.value === undefined ? undefined : parseComposeDuration(field.value);
      const grace = field.isAbsent ? usualGrace : written;
      if (grace === undefined) continue;
      const isOwn = field.entry !== undefined && field.entry === own.mapping.entryOf("stop_grace_period");
      const drain = drainOf(service);
      const needed =
        drain && drain.duration >= grace ? drain.duration + margin : written === undefined ? undefined : neededBy(service, written);
      if (needed === undefined) continue;
      const value = formatComposeDuration(needed);
      const edits = isOwn ? setValue(file, field, value) : field.isAbsent ? insertServiceKey(own, "stop_grace_period", value) : undefined;
      report({
        severity: severityThere(file, "info"),
        span: (isOwn ? field.span : drain?.span) ?? own.nameSpan,
        message:
          drain && drain.duration >= grace
            ? `\`${drain.name}\` gives \`${own.name}\` ${inWords(drain.duration)} to end, but it is killed after ${inWords(grace)}${field.isAbsent ? ", the default" : ""}. Write \`stop_grace_period: ${value}\`.`
            : `\`${own.name}\` is killed ${inWords(grace)} after the stop signal, and a data store that has not ended has to repair its files at the next start. Leave it at least ${inWords(usualGrace)}.`,
        fixes: fixesOf(`Wait ${inWords(needed)}`, "unsafe", file, edits),
      });
    }
  },
});

const stores: ReadonlySet<string> = new Set(["database", "queue", "search", "storage"]);

/** The grace period for a data store that is given less than the default. */
function neededBy(service: ApplicationService, grace: number): number | undefined {
  const image = likelyImageOf(service);
  const known = image === undefined || grace >= usualGrace ? undefined : serviceImage(image);
  return known && stores.has(known.kind) ? (known.stopTimeout ?? 30) * 1_000 : undefined;
}
