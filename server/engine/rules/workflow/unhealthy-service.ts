import { findService, healthOptions } from "../../knowledge/services.ts";
import type { Job, Service } from "../../languages/workflow/model.ts";
import { raw } from "../../languages/yaml/patch.ts";
import { type Edits, fixesOf, insertKey, setValue } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";

const file = (more: string) =>
  `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    services:\n      redis:\n        image: redis:8\n        ports:\n          - 6379:6379\n${more}    steps:\n      - run: npm test\n`;

export default defineRule({
  id: "workflow/unhealthy-service",
  language: "workflow",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "The tests start before the service that they need is ready.",
  why: `
GitHub starts the steps when the service's container runs, not when the database in it takes connections. The first tests then fail now and then. With a health check in \`options\` the job waits until it is healthy.

Nothing is said of images that bring a health check, of those for which no command is known, and where a step waits by itself.`,
  examples: [
    {
      title: "Wait for Redis",
      bad: file(""),
      good: file(
        '        options: >-\n          --health-cmd "redis-cli ping"\n          --health-interval 10s\n          --health-timeout 5s\n          --health-retries 5\n',
      ),
    },
  ],
  links: ["https://docs.github.com/en/actions/tutorials/use-containerized-services/create-redis-service-containers"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C2"],
  judges: "part",
  check(file, { report }) {
    for (const job of file.jobs) {
      for (const service of job.services) {
        const known = knownService(service);
        if (
          !known?.healthCommand ||
          !/^(?:database|cache|queue|search)$/.test(known.kind) ||
          known.hasHealthcheck ||
          waits(job, known.port)
        )
          continue;
        if (service.options && (service.options.literal === undefined || /--(?:no-healthcheck|health-)/.test(service.options.text)))
          continue;
        report({
          span: service.image?.span ?? service.idSpan,
          message: `Nothing waits until ${known.title} takes connections, so the first tests fail now and then. Add a health check to \`options\`.`,
          fixes: fixesOf("Add a health check", "unsafe", file, optionsOf(file, service, known.healthCommand)),
        });
      }
    }
  },
});

function knownService({ image }: Service) {
  const [, name, tag] = /^([^@\s]+?)(?::([^:/@\s]+))?(?:@\S+)?$/.exec(image?.literal?.trim() ?? "") ?? [];
  return name === undefined ? undefined : findService({ name, tag });
}

function optionsOf(file: Parameters<typeof insertKey>[0], service: Service, command: string): Edits {
  const { map, options } = service;
  if (!map) return undefined;
  const lines = healthOptions(command);
  const before = options ? options.text.trim().split(/\s*\n\s*/) : [];
  const value = map.isFlow
    ? [...before, ...lines].join(" ")
    : raw([">-", ...before, ...lines].map((line, i) => (i === 0 ? line : `  ${line}`)).join("\n"));
  const entry = map.entry("options");
  return entry ? setValue(file, entry, value) : insertKey(file, map, "options", value);
}

const waiting =
  /wait-?(?:for|on)|dockerize|pg_isready|mysqladmin|redis-cli|mongosh|\bnc\s+-|\buntil\b|\bwhile\b|\bsleep\b|--retry|wait_for|healthcheck/i;

/** Whether a step waits by itself, or looks at the service's port in some way. */
function waits(job: Job, port: number | undefined): boolean {
  return job.steps.some(
    ({ run, uses }) =>
      (run && (waiting.test(run.text) || (port !== undefined && new RegExp(`/dev/tcp/\\S+/${port}\\b`).test(run.text)))) ||
      /wait|health/.test(uses?.action ?? ""),
  );
}
