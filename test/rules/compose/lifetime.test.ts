// How long containers run: restarts, ends, logs, updates.
import { describe, expect, it } from "vitest";
import missingRestart from "../../../server/engine/rules/compose/missing-restart.ts";
import missingUpdateConfig from "../../../server/engine/rules/compose/missing-update-config.ts";
import shortStopGrace from "../../../server/engine/rules/compose/short-stop-grace.ts";
import unboundedLogs from "../../../server/engine/rules/compose/unbounded-logs.ts";
import { expectLawfulFixes, run, type Setting } from "../support.ts";

const services = (...all: string[]) => `services:\n${all.join("")}`;
const service = (name: string, ...lines: string[]) => `  ${name}:\n${lines.map((line) => `    ${line}\n`).join("")}`;
const web = (...more: string[]) => service("web", "image: registry.example.com/web:1.4.2", 'ports: ["80:80"]', ...more);
const kept = service("kept", "image: registry.example.com/kept:1.4.2", "restart: always", "logging: { driver: local }");

describe("compose/missing-restart", () => {
  const told = (text: string, setting?: Setting) => run(missingRestart, text, setting).map((one) => `${one.on} ${one.severity}`);
  it.each([
    ["a published service", services(web()), ["web warning"]],
    ["a database", services(service("db", "image: postgres:17")), ["db warning"]],
    ["one with a health check", services(service("api", "image: api", "healthcheck: { test: [CMD, ask] }")), ["api warning"]],
    ["the one that was forgotten", services(web(), kept, service("db", "image: postgres:17")), ["web warning", "db warning"]],
    ["all of them at once", services(web(), service("db", "image: postgres:17"), service("cache", "image: redis:8")), ["web warning"]],
  ])("tells of %s", (_, text, expected) => {
    expect(told(text)).toEqual(expected);
    expectLawfulFixes(missingRestart, text);
  });
  it("mends all where nobody has thought of it", () => {
    const text = services(web(), service("db", "image: postgres:17"));
    expect(run(missingRestart, text)[0]?.fixed[0]).toBe(
      services(web("restart: unless-stopped"), service("db", "image: postgres:17", "restart: unless-stopped")),
    );
  });
  it.each([
    ["a policy", services(web("restart: on-failure"))],
    ["none by intention", services(web('restart: "no"'))],
    ["none without quotes", services(web("restart: no"))],
    ["a variable", services(web("restart: ${RESTART}"))],
    ["a policy of deploy", services(web("deploy: { restart_policy: { condition: on-failure } }"))],
    ["an anchor", `x-all: &all\n  restart: always\n${services(web("<<: *all"))}`],
    ["what it extends", services(web("extends: kept"), kept)],
    ["what others extend", services(web(), service("other", "extends: web", "restart: always"))],
    ["a profile", services(web("profiles: [tools]"))],
    ["a task by its name", services(service("db-migrate", "image: web", 'ports: ["80:80"]'))],
    [
      "a task that others wait for",
      services(
        kept,
        service("job", "image: job", "healthcheck: { test: ask }"),
        service("a", "image: a", "depends_on: { job: { condition: service_completed_successfully } }"),
      ),
    ],
    ["what somebody types into", services(web("stdin_open: true", "tty: true"))],
    ["an image for tasks", services(service("flyway", "image: flyway/flyway:11", 'ports: ["80:80"]'))],
    ["nothing that says it stays up", services(service("api", "image: registry.example.com/api:1"))],
    ["Swarm", services(web("deploy: { placement: { max_replicas_per_node: 1 } }"))],
    ["a broken file", `${services(web())}  db: [\n`],
  ])("is silent on %s", (_, text) => expect(told(text)).toEqual([]));
  it("looks at files around, and at what is for developing", () => {
    expect(told(services(web()), { files: { "compose.prod.yaml": services(web("restart: always")) } })).toEqual([]);
    expect(told(services(web()), { path: "compose.prod.yaml", files: { "compose.yaml": services(web("restart: always")) } })).toEqual([]);
    expect(told(services(web()), { path: "compose.dev.yaml", files: {} })).toEqual(["web hint"]);
    const mounted = (mount: string) => services(service("web", "build: .", 'ports: ["80:80"]', `volumes: ["${mount}"]`));
    expect(told(mounted("./src:/app/src"))).toEqual(["web hint"]);
    expect(told(mounted(".:/app"))).toEqual(["web hint"]);
    expect(told(mounted("./nginx.conf:/etc/nginx/nginx.conf"))).toEqual(["web warning"]);
    expect(told(mounted("./data:/var/lib/data"))).toEqual(["web warning"]);
    expect(told(services(web("develop: { watch: [{ path: ., action: rebuild }] }")))).toEqual(["web hint"]);
    expect(told(services(service("web", "extends: { file: base.yaml, service: web }", 'ports: ["80:80"]')), { files: {} })).toEqual([]);
  });
});

describe("compose/short-stop-grace", () => {
  const told = (text: string) => run(shortStopGrace, text).map((one) => one.on);
  it.each([
    ["a variable over the default", services(web("environment: { SHUTDOWN_TIMEOUT: 30s }")), "30s", "35s"],
    ["one in a list", services(web("environment:", "  - GRACEFUL_TIMEOUT=25")), "25", "30s"],
    ["milliseconds", services(web('environment: { SHUTDOWN_TIMEOUT_MS: "20000" }')), '"20000"', "25s"],
    ["Spring", services(web("environment: { SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE: 1m }")), "1m", "1m5s"],
    ["an option", services(web("command: gunicorn app --graceful-timeout 60")), "web", "1m5s"],
    ["uvicorn's", services(web('command: ["uvicorn", "app:app", "--timeout-graceful-shutdown=20"]')), "web", "25s"],
    ["a period that is too short", services(web("stop_grace_period: 20s", "environment: { DRAIN_SECONDS: 20 }")), "20s", "25s"],
    ["a database", services(service("db", "image: postgres:17", "stop_grace_period: 2s")), "2s", "1m30s"],
  ])("tells of %s", (_, text, on, fixed) => {
    expect(told(text)).toEqual([on]);
    expect(run(shortStopGrace, text)[0]?.fixed[0]).toContain(`stop_grace_period: ${fixed}\n`);
    expectLawfulFixes(shortStopGrace, text);
  });
  it.each([
    ["a period that is long enough", services(web("stop_grace_period: 1m", "environment: { SHUTDOWN_TIMEOUT: 30s }"))],
    ["a short time", services(web("environment: { SHUTDOWN_TIMEOUT: 5 }"))],
    ["variables of Compose", services(web("environment: { SHUTDOWN_TIMEOUT: '${TIMEOUT:-30s}' }"))],
    ["a period from a variable", services(web("stop_grace_period: ${GRACE}", "environment: { SHUTDOWN_TIMEOUT: 30s }"))],
    ["another timeout", services(web("environment: { REQUEST_TIMEOUT: 60, DB_TIMEOUT: 30s }"))],
    ["no time", services(web("environment: { SHUTDOWN_TIMEOUT: never }"))],
    ["a web server in a hurry", services(web("stop_grace_period: 1s"))],
    ["a database with the default", services(service("db", "image: postgres:17"))],
  ])("is silent on %s", (_, text) => expect(told(text)).toEqual([]));
});

describe("compose/unbounded-logs", () => {
  const told = (text: string, setting?: Setting) => run(unboundedLogs, text, setting).map((one) => `${one.on} ${one.severity ?? "info"}`);
  it.each([
    ["json-file", services(web("logging: { driver: json-file }")), ["json-file info"]],
    [
      "json-file with other options",
      services(web("logging:", "  driver: json-file", "  options:", '    max-file: "3"')),
      ["json-file info"],
    ],
    ["nothing", services(web()), ["web hint"]],
    ["nothing anywhere", services(web(), service("db", "image: postgres:17")), ["web hint"]],
    ["nothing beside others", services(web(), kept, service("db", "image: postgres:17")), ["web hint", "db hint"]],
  ])("tells of %s", (_, text, expected) => {
    expect(told(text)).toEqual(expected);
    expectLawfulFixes(unboundedLogs, text);
  });
  it.each([
    ["bounds", services(web('logging: { driver: json-file, options: { max-size: "10m" } }'))],
    ["bounds from an anchor", `x-logging: &logging\n  options: { max-size: 10m }\n${services(web("logging: *logging"))}`],
    [
      "bounds that are merged in",
      `x-logging: &logging\n  driver: json-file\n  options: { max-size: 10m }\n${services(web("logging:", "  <<: *logging"))}`,
    ],
    ["another driver", services(web("logging: { driver: journald }"))],
    ["a driver from a variable", services(web("logging: { driver: '${LOG_DRIVER:-json-file}' }"))],
    ["options alone: the daemon knows the driver", services(web("logging: { options: { tag: web } }"))],
    ["a task", services(service("migrate", "image: web", 'restart: "no"'))],
  ])("is silent on %s", (_, text) => expect(told(text)).toEqual([]));
  it("tells once of an anchor that several services share", () => {
    const text = `x-logging: &logging\n  driver: json-file\n${services(web("logging: *logging"), service("api", "image: api", "logging: *logging"))}`;
    expect(told(text)).toEqual(["json-file info"]);
  });
  it("asks nothing of files for developing", () => expect(told(services(web()), { path: "compose.dev.yaml" })).toEqual([]));
});

describe("compose/missing-update-config", () => {
  const told = (text: string, setting?: Setting) => run(missingUpdateConfig, text, setting).map((one) => `${one.on} ${one.severity}`);
  it.each([
    ["replicas", services(web("deploy: { replicas: 3 }")), ["3 hint"]],
    ["replicas for Swarm", services(web("deploy:", "  replicas: 3", "  placement:", "    max_replicas_per_node: 1")), ["3 info"]],
    [
      "an update that does not go back",
      services(web("deploy:", "  replicas: 3", "  update_config:", "    order: start-first", "    monitor: 30s")),
      ["update_config info"],
    ],
    [
      "a stop before the start",
      services(web("deploy:", "  replicas: 3", "  update_config:", "    failure_action: rollback", "    monitor: 30s")),
      ["update_config info"],
    ],
  ])("tells of %s", (_, text, expected) => {
    expect(told(text)).toEqual(expected);
    expectLawfulFixes(missingUpdateConfig, text);
  });
  it.each([
    ["one container", services(web("deploy: { replicas: 1 }"))],
    ["a number from a variable", services(web("deploy: { replicas: '${REPLICAS:-3}' }"))],
    ["all of it", services(web("deploy:", "  replicas: 3", "  update_config: { order: stop-first, failure_action: pause, monitor: 10s }"))],
    [
      "all but the time to watch",
      services(web("deploy:", "  replicas: 3", "  update_config: { order: stop-first, failure_action: pause }")),
    ],
    [
      "an anchor",
      `x-deploy: &deploy\n  update_config: { order: start-first, failure_action: rollback, monitor: 30s }\n${services(web("deploy:", "  <<: *deploy", "  replicas: 3"))}`,
    ],
    ["a data store", services(service("db", "image: redis:8", "deploy: { replicas: 3 }"))],
  ])("is silent on %s", (_, text) => expect(told(text)).toEqual([]));
  it("adds all that is lacking at once", () => {
    const text = services(web("deploy:", "  replicas: 3", "  update_config:", "    parallelism: 1", "  labels: { a: b }"));
    expect(run(missingUpdateConfig, text)[0]?.fixed[0]).toContain(
      "        parallelism: 1\n        order: start-first\n        failure_action: rollback\n        monitor: 30s\n      labels",
    );
    expectLawfulFixes(missingUpdateConfig, text);
    const flow = services(web("deploy: { replicas: 3, update_config: { parallelism: 1 } }"));
    expectLawfulFixes(missingUpdateConfig, flow);
  });
  it("does not start first what holds a port of the node", () => {
    const text = services(
      service("web", "image: web", "ports:", "  - { target: 80, published: 80, mode: host }", "deploy:", "  replicas: 2"),
    );
    expect(run(missingUpdateConfig, text)[0]?.fixed[0]).toContain(
      "update_config:\n        failure_action: rollback\n        monitor: 30s\n",
    );
  });
});
