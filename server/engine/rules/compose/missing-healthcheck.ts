import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { builtStage } from "../../application/built-stage.ts";
import { severityThere } from "../../application/development.ts";
import { fixesOf } from "../../application/edit.ts";
import { healthOf } from "../../application/health.ts";
import { lifetimeOf, waitersFor } from "../../application/lifetime.ts";
import { insertHealthcheck, newHealthcheck, titleOf } from "../../application/new-healthcheck.ts";
import { allOf, likelyImageOf } from "../../application/settings.ts";
import { serviceImage } from "../../knowledge/service-images.ts";
import { defineRule } from "../../rule.ts";

const application = (healthcheck: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    depends_on: [db]\n  db:\n    image: postgres:17.2\n${healthcheck}`;

export default defineRule({
  id: "compose/missing-healthcheck",
  language: "compose",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A service that others depend on has no health check.",
  why: `
A container counts as started as soon as its process runs. Without a health check nobody can wait until it answers, and nobody notices that it has stopped answering: what depends on it meets refused connections at every start.

Ask it with a tool that its image has, and let others wait with \`condition: service_healthy\`. A HEALTHCHECK of the Dockerfile or the image counts, and of images that are not known nothing is said. A service that only publishes ports is an information; files for developing get a hint.`,
  examples: [
    {
      title: "A database that can be waited for",
      bad: application(""),
      good: application(
        '    healthcheck:\n      test: ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U $${POSTGRES_USER:-postgres} -d $${POSTGRES_DB:-postgres}"]\n      interval: 10s\n      timeout: 5s\n      retries: 5\n      start_period: 30s\n',
      ),
    },
    {
      title: "A web server that somebody asks",
      bad: 'services:\n  web:\n    image: nginx:1.30.1\n    ports:\n      - "80:80"\n',
      good: 'services:\n  web:\n    image: nginx:1.30.1\n    ports:\n      - "80:80"\n    healthcheck:\n      test: ["CMD", "curl", "--silent", "--fail", "http://127.0.0.1/"]\n      interval: 10s\n      timeout: 5s\n      retries: 5\n      start_period: 10s\n',
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#healthcheck", "https://docs.docker.com/compose/how-tos/startup-order/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["D6", "H3"],
  uncovers: ["compose/started-not-healthy"],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    for (const service of applicationOf(file, workspace).services) {
      const { own } = service;
      if (own.file !== file || !own.mapping.isKnown) continue;
      const { state, healthcheck } = healthOf(service, workspace);
      if (state !== "none" || lifetimeOf(service, workspace) !== "service") continue;
      const waiters = waitersFor(service);
      if (waiters.some(({ condition }) => condition === "service_healthy")) continue;
      const [waiter] = waiters;
      const isPublished = allOf(service, ({ ports }) => ports).length > 0;
      // What is built from a Dockerfile that is seen and only publishes ports is told of there.
      if (!waiter && (!isPublished || builtStage(service, workspace))) continue;
      const added = newHealthcheck(service, workspace);
      // Nothing in the image can ask, or nobody knows what.
      if (!added && (!waiter || hasNothingToAskWith(service))) continue;
      const times = own.healthcheck && healthcheck === own.healthcheck ? own.healthcheck.entry.keySpan : undefined;
      report({
        span: times ?? own.nameSpan,
        severity: severityThere(file, waiter ? "warning" : "info"),
        message: `${times ? `The \`healthcheck\` of \`${own.name}\` has no \`test\`, and its image brings none` : `\`${own.name}\` has no health check`}, so ${waiter ? `\`${waiter.service.name}\` cannot wait until it answers` : "nobody notices that it has stopped answering"}. Add a ${times ? "`test`" : "`healthcheck`"}.`,
        fixes: added ? fixesOf(titleOf(added), added.safety, file, insertHealthcheck(own, added)) : [],
      });
    }
  },
});

function hasNothingToAskWith(service: ApplicationService): boolean {
  const image = likelyImageOf(service);
  return image !== undefined && serviceImage(image)?.hasNoTool === true;
}
