import { applicationOf } from "../../application/application.ts";
import { dependsOnAsMap } from "../../application/depends-on.ts";
import { fixesOf } from "../../application/edit.ts";
import { healthOf } from "../../application/health.ts";
import { faultOfTest } from "../../application/healthcheck-test.ts";
import { lifetimeOf } from "../../application/lifetime.ts";
import { defineRule } from "../../rule.ts";

const application = (dependencies: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    depends_on:\n${dependencies}  db:\n    image: postgres:17.2\n    healthcheck:\n      test: ["CMD", "pg_isready", "-U", "postgres"]\n`;

export default defineRule({
  id: "compose/started-not-healthy",
  language: "compose",
  category: "reliability",
  severity: "info",
  preset: "recommended",
  summary: "A service does not wait for the health check of what it depends on.",
  why: `
The short list of \`depends_on\` waits until the other container has started, which for a database is long before it answers. Its health check is there, and nobody waits for it: the service meets refused connections at every start, and may give up.

With \`condition: service_healthy\` Compose starts it once the dependency is healthy. Whoever writes \`condition: service_started\` has decided, and nothing is said.`,
  examples: [
    {
      title: "Once the database answers",
      bad: application("      - db\n"),
      good: application("      db:\n        condition: service_healthy\n"),
    },
  ],
  links: ["https://docs.docker.com/compose/how-tos/startup-order/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["H3"],
  // A slow start matters once somebody waits for it.
  uncovers: ["compose/unfit-healthcheck-times"],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const all = applicationOf(file, workspace);
    const told = new Set<number>();
    for (const { own } of all.services) {
      const checked = own.dependencies.filter(({ isShort, name, service }) => {
        const target = isShort && service.file === file ? all.service(name) : undefined;
        if (!target || lifetimeOf(target, workspace) === "task") return false;
        const { state, healthcheck } = healthOf(target, workspace);
        return state === "checked" && !(healthcheck && faultOfTest(healthcheck));
      });
      const [first, ...more] = checked;
      if (!first || told.has(first.nameSpan.start)) continue;
      told.add(first.nameSpan.start);
      const names = checked.map(({ name }) => name);
      const edits = dependsOnAsMap(own, (name) => ({ condition: names.includes(name) ? "service_healthy" : "service_started" }));
      const list = names.map((name) => `\`${name}\``).join(", ");
      report({
        span: first.nameSpan,
        message: `\`${own.name}\` waits until ${list} ${more.length > 0 ? "have" : "has"} started, not until ${more.length > 0 ? "their health checks pass" : "its health check passes"}. Write \`condition: service_healthy\`.`,
        fixes: fixesOf("Wait until healthy", "unsafe", file, edits),
      });
    }
  },
});
