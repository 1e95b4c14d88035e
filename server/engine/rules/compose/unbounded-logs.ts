import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { isOnOwnMachine } from "../../application/development.ts";
import { type Edits, fixesOf, insertAt, insertServiceKey } from "../../application/edit.ts";
import { lifetimeOf } from "../../application/lifetime.ts";
import { has, settingOf } from "../../application/settings.ts";
import { defineRule } from "../../rule.ts";

const application = (options: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    ports:\n      - "127.0.0.1:8080:8080"\n    logging:\n      driver: json-file\n${options}`;

const bounds = { "max-size": "10m", "max-file": "3" } as const;

export default defineRule({
  id: "compose/unbounded-logs",
  language: "compose",
  category: "operability",
  severity: "info",
  preset: "strict",
  summary: "The log of a service grows until the disk is full.",
  why: `
Docker's usual log driver, \`json-file\`, keeps everything that a container has ever written, until the container is removed. On a server that runs for months the disk fills up, and then all of its containers fail.

\`max-size\` and \`max-file\` bound it; the driver \`local\` has bounds of its own. Where nothing is written about logs, the daemon's own settings may bound them, so that is a hint, and for developing it is left out.`,
  examples: [
    {
      title: "Three files of ten megabytes",
      bad: application(""),
      good: application('      options:\n        max-size: "10m"\n        max-file: "3"\n').replace('"10m"', "10m"),
    },
  ],
  links: ["https://docs.docker.com/engine/logging/drivers/json-file/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const told = new Set<number>();
    for (const service of applicationOf(file, workspace).services) {
      const { own } = service;
      if (own.file !== file || !own.mapping.isKnown) continue;
      const isAbsent = has(service, "logging") === false;
      if (isAbsent ? isOnOwnMachine(file) || lifetimeOf(service, workspace) !== "service" : !isUnbounded(service)) continue;
      const logging = own.mapping.mapping("logging");
      const span = isAbsent ? own.nameSpan : (logging.text("driver").span ?? logging.entry?.keySpan);
      if (!span || told.has(span.start)) continue;
      told.add(span.start);
      const edits: Edits = isAbsent
        ? insertServiceKey(own, "logging", { driver: "json-file", options: bounds })
        : logging.mapping("options").map
          ? insertAt(file, logging, ["options", "max-size"], bounds["max-size"])
          : insertAt(file, logging, ["options"], bounds);
      report({
        span,
        ...(isAbsent ? { severity: "hint" } : {}),
        message: isAbsent
          ? `Nothing bounds the log of \`${own.name}\` unless the daemon does: by default it grows until the disk is full. Write \`logging\` with \`max-size\` and \`max-file\`.`
          : `The log of \`${own.name}\` grows without bounds until the disk is full. Write the options \`max-size\` and \`max-file\`.`,
        fixes: fixesOf("Bound the log", "unsafe", file, edits),
      });
    }
  },
});

/** Whether the service writes its own log driver, `json-file` or by its options the default, without a size. */
function isUnbounded(service: ApplicationService): boolean {
  if (service.own.mapping.mapping("logging").isAbsent) return false;
  const driver = settingOf(service, ({ mapping }) => mapping.mapping("logging").text("driver"));
  return driver.value === "json-file" && has(service, "logging", "options", "max-size") === false;
}
