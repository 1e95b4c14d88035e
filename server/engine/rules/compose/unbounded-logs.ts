import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { isOnOwnMachine } from "../../application/development.ts";
import { allOf, type Edits, fixesOf, insertAt, insertServiceKey } from "../../application/edit.ts";
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
    const { services } = applicationOf(file, workspace);
    const told = new Set<number>();
    for (const service of services) {
      const { own } = service;
      if (own.file !== file || !isUnbounded(service)) continue;
      const logging = own.mapping.mapping("logging");
      const span = logging.text("driver").span ?? logging.entry?.keySpan;
      if (!span || told.has(span.start)) continue;
      told.add(span.start);
      const edits: Edits = logging.mapping("options").map
        ? insertAt(file, logging, ["options", "max-size"], bounds["max-size"])
        : insertAt(file, logging, ["options"], bounds);
      report({
        span,
        message: `The log of \`${own.name}\` grows without bounds until the disk is full. Write the options \`max-size\` and \`max-file\`.`,
        fixes: fixesOf("Bound the log", "unsafe", file, edits),
      });
    }
    if (isOnOwnMachine(file)) return;
    const silent = services.filter(
      (service) =>
        service.own.file === file &&
        service.own.mapping.isKnown &&
        has(service, "logging") === false &&
        lifetimeOf(service, workspace) === "service",
    );
    const insert = ({ own }: ApplicationService): Edits => insertServiceKey(own, "logging", { driver: "json-file", options: bounds });
    // Where nobody has thought of it, it is one thing that is missing.
    const isForAll = services.every((service) => has(service, "logging") === false);
    for (const group of isForAll && silent.length > 0 ? [silent] : silent.map((service) => [service])) {
      const [first, ...others] = group;
      if (!first) continue;
      report({
        span: first.own.nameSpan,
        severity: "hint",
        message: `Nothing bounds the log of \`${first.name}\`${others.length === 0 ? "" : ` and of ${others.length} more`} unless the daemon does: by default it grows until the disk is full. Write \`logging\` with \`max-size\` and \`max-file\`.`,
        fixes: fixesOf(
          others.length === 0 ? "Bound the log" : "Bound the logs of all of them",
          "unsafe",
          file,
          allOf(...group.map(insert)),
        ),
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
