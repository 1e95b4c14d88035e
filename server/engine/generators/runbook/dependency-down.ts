import type { BackingService } from "../../detection/names.ts";
import { healthPaths } from "../health/paths.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { document, isServing, kubectl, listed, restartCommands, selected, shell, stateCommands } from "./service.ts";

/** What each service is called, and what fills it up. */
const names: Readonly<Record<BackingService, readonly [string, string]>> = {
  postgres: [
    "PostgreSQL",
    "connections at their limit (`SELECT count(*), state FROM pg_stat_activity GROUP BY state`), locks, or a full disk",
  ],
  mysql: ["MySQL", "connections at their limit (`SHOW PROCESSLIST`), locks, or a full disk"],
  mariadb: ["MariaDB", "connections at their limit (`SHOW PROCESSLIST`), locks, or a full disk"],
  mongodb: ["MongoDB", "an election that finds no primary (`rs.status()`), or a full disk"],
  redis: ["Redis", "memory at its limit (`INFO memory`), or a slow command (`SLOWLOG GET 10`)"],
  rabbitmq: ["RabbitMQ", "an alarm for memory or disk, which stops all who publish (`rabbitmq-diagnostics alarms`)"],
};

export function dependencyDown(plan: Plan): GeneratedFile {
  const { service, services, details, target, readinessPath, port, checks, ecosystem } = plan.answers;
  const used = services.map((name) => names[name]);
  // Other languages' frameworks have endpoints of their own.
  const asks = isServing(plan) && target === "kubernetes" && ["node", "python", "go"].includes(ecosystem);
  return document(
    plan,
    "dependency-down",
    "What to do when something that it depends on does not answer",
    `# ${service}: a dependency is down

It depends on ${listed(used.map(([name]) => name))}.

## Signs

- ${isServing(plan) ? `\`${readinessPath}\` answers 503 while liveness answers 200${checks.length === 0 ? ", or requests fail while both answer 200" : ""}` : "work fails, and the logs name connections that are refused or time out"}.
- The pods or containers do not restart: a restart heals no database. Do not restart them by hand either, for all would connect at once.

## Find out which

${shell(
  ...(asks && details === "token"
    ? [
        `pod=$(${kubectl(plan)} get pods ${selected(plan)} --output 'jsonpath={.items[0].metadata.name}')`,
        `${kubectl(plan)} port-forward "pod/$pod" 8080:${port} &`,
        "sleep 2",
        `curl --silent --header "Authorization: Bearer $HEALTH_TOKEN" http://127.0.0.1:8080${healthPaths(plan).details}`,
        'kill "$!"',
      ]
    : stateCommands(plan)),
)}

| Dependency | What fills it up most often |
| --- | --- |
${used.map((row) => `| ${row.join(" | ")} |`).join("\n")}

## Do

1. Is it down for others too? Then its own runbook leads. DECIDE: where it runs, and who is on call for it
2. Is it up, and only this service cannot reach it? Look for what changed: the secret or address ([bad configuration](bad-configuration.md)), network policies, DNS.
3. Is it full? Make room where it is, end the sessions that hold it up, and let fewer instances ask: each brings its whole pool of connections.
4. Switch off what can be done without, by its flag.
5. Once it answers, the service is ready by itself within seconds. Where connections stay broken, start it anew, one instance after the other:

${shell(...restartCommands(plan))
  .split("\n")
  .map((line) => `   ${line}`)
  .join("\n")}
`,
  );
}
