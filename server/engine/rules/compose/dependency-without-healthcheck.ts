import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { fixesOf, setValue } from "../../application/edit.ts";
import { type Health, healthOf } from "../../application/health.ts";
import { faultOfTest } from "../../application/healthcheck-test.ts";
import { insertHealthcheck, newHealthcheck, titleOf } from "../../application/new-healthcheck.ts";
import type { Dependency } from "../../languages/compose/model.ts";
import { defineRule, type Severity } from "../../rule.ts";

const application = (image: string, test: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    depends_on:\n      other:\n        condition: service_healthy\n  other:\n    image: ${image}\n${test && `    healthcheck:\n      test: [${test}]\n      interval: 10s\n      timeout: 5s\n      retries: 5\n      start_period: 10s\n`}`;

export default defineRule({
  id: "compose/dependency-without-healthcheck",
  language: "compose",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A service waits for the health of another one that has no health check.",
  why: `
With \`condition: service_healthy\` Compose waits for the health check of the other container. Where there is none, or it is switched off, \`docker compose up\` fails: “container has no healthcheck configured”.

A HEALTHCHECK of the Dockerfile or the image counts. Of images that are not known nothing is said; where it is only likely that an image has none, and where the dependency is not required, this is a warning.`,
  examples: [
    {
      title: "Ask the cache",
      bad: application("redis:7.4.2-alpine", ""),
      good: application("redis:7.4.2-alpine", '"CMD", "redis-cli", "ping"'),
    },
    {
      title: "Ask the web server",
      bad: application("nginx:1.30.1", ""),
      good: application("nginx:1.30.1", '"CMD", "curl", "--silent", "--fail", "http://127.0.0.1/"'),
    },
  ],
  links: ["https://docs.docker.com/compose/how-tos/startup-order/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["H3"],
  uncovers: ["compose/missing-healthcheck"],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const all = applicationOf(file, workspace);
    // What several services wait for is missing once.
    const waiting = new Map<string, Dependency[]>();
    for (const { own } of all.services) {
      for (const dependency of own.dependencies) {
        const { name, condition, conditionField, service } = dependency;
        if (condition !== "service_healthy" || service.file !== file || !conditionField.span) continue;
        const known = waiting.get(name);
        if (!known) waiting.set(name, [dependency]);
        else if (!known.some((one) => one.conditionField.span?.start === conditionField.span?.start)) known.push(dependency);
      }
    }
    for (const [name, dependencies] of waiting) {
      const target = all.service(name);
      const health = target && healthOf(target, workspace);
      const first = dependencies.find(({ isRequired }) => isRequired) ?? dependencies[0];
      if (!target || !first?.conditionField.span || (health?.state !== "none" && health?.state !== "disabled")) continue;
      // A test that is malformed is told of where it stands.
      if (health.healthcheck && faultOfTest(health.healthcheck)) continue;
      const added = health.state === "none" ? newHealthcheck(target, workspace) : undefined;
      report({
        span: first.conditionField.span,
        severity: severityOf(health, first, target),
        message: `\`${first.service.name}\` waits until \`${name}\` is healthy, but ${health.state === "disabled" ? `the health check of \`${name}\` is switched off` : `\`${name}\` has no health check`}: \`docker compose up\` fails. ${health.state === "disabled" ? "Switch it on, or wait for `service_started`." : "Add a `healthcheck` to it."}`,
        fixes: [
          ...(added ? fixesOf(titleOf(added), added.safety, target.own.file, insertHealthcheck(target.own, added)) : []),
          ...(dependencies.length === 1
            ? fixesOf("Wait for `service_started` only", "unsafe", file, setValue(file, first.conditionField, "service_started"))
            : []),
        ],
        related: dependencies.flatMap((one) =>
          one === first || !one.conditionField.span
            ? []
            : [{ path: file.source.path, span: one.conditionField.span, message: `\`${one.service.name}\` waits for it, too.` }],
        ),
      });
    }
  },
});

function severityOf({ state, isCertain }: Health, { isRequired }: Dependency, { possible }: ApplicationService): Severity {
  const isSwitchedOn = state === "disabled" && possible.some(({ healthcheck }) => healthcheck !== undefined);
  return isRequired && isCertain && !isSwitchedOn ? "error" : "warning";
}
