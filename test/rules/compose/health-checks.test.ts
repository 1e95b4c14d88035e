// Health checks: that there is one, how it is written, its times, and what it asks with.
import { describe, expect, it } from "vitest";
import dependencyWithoutHealthcheck from "../../../server/engine/rules/compose/dependency-without-healthcheck.ts";
import healthcheckWithoutTool from "../../../server/engine/rules/compose/healthcheck-without-tool.ts";
import malformedHealthcheck from "../../../server/engine/rules/compose/malformed-healthcheck.ts";
import missingHealthcheck from "../../../server/engine/rules/compose/missing-healthcheck.ts";
import unfitHealthcheckTimes from "../../../server/engine/rules/compose/unfit-healthcheck-times.ts";
import { expectLawfulFixes, run, type Setting } from "../support.ts";

const services = (...all: string[]) => `services:\n${all.join("")}`;
const service = (name: string, ...lines: string[]) => `  ${name}:\n${lines.map((line) => `    ${line}\n`).join("")}`;
const web = (...more: string[]) => service("web", "image: registry.example.com/web:1.4.2", ...more);
const check = 'healthcheck: { test: ["CMD", "redis-cli", "ping"] }';
const waiting = web("depends_on:", "  db:", "    condition: service_healthy");
const dockerfile = (text: string): Setting => ({ files: { "app/Dockerfile": text } });
const plain = 'FROM node:24-alpine\nWORKDIR /app\nCOPY . .\nEXPOSE 3000\nCMD ["node", "server.js"]\n';
const checked = plain.replace("EXPOSE", 'HEALTHCHECK CMD ["node", "health.js"]\nEXPOSE');

describe("compose/missing-healthcheck", () => {
  const told = (text: string, setting?: Setting) => run(missingHealthcheck, text, setting).map((one) => `${one.on} ${one.severity}`);
  it.each([
    ["a database that is waited for", services(web("depends_on: [db]"), service("db", "image: mariadb:11.8")), ["db warning"]],
    [
      "one that is linked in the long form",
      services(web("depends_on: { db: { condition: service_started } }"), service("db", "image: postgres")),
      ["db warning"],
    ],
    ["one that is only published", services(service("db", "image: redis:8", 'ports: ["6379:6379"]')), ["db info"]],
    [
      "times alone",
      services(web("depends_on: [db]"), service("db", "image: redis:8", "healthcheck: { interval: 5s }")),
      ["healthcheck warning"],
    ],
    ["a tag from a variable", services(web("depends_on: [db]"), service("db", "image: redis:${TAG:-8}")), ["db warning"]],
  ])("tells of %s", (_, text, expected) => {
    expect(told(text)).toEqual(expected);
    expectLawfulFixes(missingHealthcheck, text);
  });
  it.each([
    ["a health check", services(web("depends_on: [db]"), service("db", "image: redis:8", check))],
    ["one that is switched off", services(web("depends_on: [db]"), service("db", "image: redis:8", "healthcheck: { disable: true }"))],
    [
      "one from an anchor",
      `x-check: &check\n  healthcheck:\n    test: [CMD, ask]\n${services(web("depends_on: [db]"), service("db", "<<: *check", "image: redis:8"))}`,
    ],
    ["one from a variable", services(web("depends_on: [db]"), service("db", "image: redis:8", "healthcheck: ${CHECK}"))],
    ["an image that brings one", services(web("depends_on: [mail]"), service("mail", "image: axllent/mailpit:v1.29.1"))],
    ["an image that is not known", services(web("depends_on: [api]"), service("api", "image: ghcr.io/example/api:1"))],
    ["an image from a variable", services(web("depends_on: [db]"), service("db", "image: ${DB_IMAGE}"))],
    ["nobody who asks", services(service("db", "image: redis:8"))],
    ["a task", services(web("depends_on: { db: { condition: service_completed_successfully } }"), service("db", "image: redis:8"))],
    ["what runs once", services(web("depends_on: [db]"), service("db", "image: redis:8", 'restart: "no"'))],
    ["who waits for the health: another rule speaks", services(waiting, service("db", "image: redis:8"))],
    ["a program without anything to ask with", services(web("depends_on: [bus]"), service("bus", "image: nats:2.12-scratch"))],
    ["a provider", services(web("depends_on: [db]"), service("db", "provider: { type: redis }"))],
  ])("is silent on %s", (_, text) => expect(told(text)).toEqual([]));
  it("counts what other files bring", () => {
    const text = services(web("depends_on: [db]"), service("db", "image: redis:8"));
    expect(told(text, { files: {} })).toEqual(["db warning"]);
    expect(told(text, { files: { "compose.override.yaml": services(service("db", check)) } })).toEqual([]);
    const extending = services(web("depends_on: [db]"), service("db", "extends: { file: base.yaml, service: cache }"));
    expect(told(extending, { files: { "base.yaml": services(service("cache", "image: redis:8", check)) } })).toEqual([]);
    expect(told(extending, { files: {} })).toEqual([]);
    expect(told(text, { path: "compose.dev.yaml", files: {} })).toEqual(["db hint"]);
  });
  it("leaves what is built and only published to its Dockerfile, and counts that", () => {
    const published = services(service("web", "build: app", 'ports: ["3000:3000"]'));
    expect(told(published, dockerfile(plain))).toEqual([]);
    const waited = services(service("proxy", "image: caddy:2", "depends_on: [web]"), service("web", "build: app"));
    expect(told(waited, dockerfile(plain))).toEqual(["web warning"]);
    expect(told(waited, dockerfile(checked))).toEqual([]);
    expect(told(waited, dockerfile(plain.replace("node:24-alpine", "registry.example.com/node")))).toEqual([]);
    expect(told(waited, { files: {} })).toEqual([]);
    const [found] = run(missingHealthcheck, waited, dockerfile(plain));
    expect(found?.fixed[0]).toContain('test: ["CMD", "node", "-e", "require(\'http\')');
    expect(
      found?.fixes?.[0]?.changes
        .flatMap((one) => (one.kind === "edit" ? one.edits : []))
        .map((edit) => edit.placeholders?.map(({ start, end }) => edit.text.slice(start, end))),
    ).toEqual([["/"]]);
    expectLawfulFixes(missingHealthcheck, waited, dockerfile(plain));
  });
});

describe("compose/dependency-without-healthcheck", () => {
  const told = (text: string, setting?: Setting) =>
    run(dependencyWithoutHealthcheck, text, setting).map((one) => `${one.at} ${one.on} ${one.severity}`);
  it.each([
    ["a library image", service("db", "image: postgres:17"), "error", 2],
    ["one whose check is switched off", service("db", "image: postgres:17", "healthcheck: { disable: true }"), "error", 1],
    ["one whose test is NONE", service("db", "image: postgres:17", "healthcheck: { test: [NONE] }"), "error", 1],
    ["somebody's image", service("db", "image: bitnami/postgresql:17"), "warning", 2],
    ["an image whose name a variable may change", service("db", "image: ${IMAGE:-postgres:17}"), "warning", 2],
  ])("tells of %s", (_, db, severity, fixes) => {
    const text = services(waiting, db);
    expect(told(text)).toEqual([`6:20 service_healthy ${severity}`]);
    expect(run(dependencyWithoutHealthcheck, text)[0]?.fixed).toHaveLength(fixes);
    expectLawfulFixes(dependencyWithoutHealthcheck, text);
  });
  it.each([
    ["a health check", service("db", "image: postgres:17", check)],
    ["one in the image", service("db", "image: axllent/mailpit:v1.29.1")],
    ["an image that is not known", service("db", "image: registry.example.com/db:1")],
    ["one that a variable may switch off", service("db", "image: postgres:17", "healthcheck: { disable: ${OFF:-true} }")],
    ["a build that is not seen", service("db", "build: db")],
    ["a service that is not there", service("other", "image: postgres:17")],
    ["a provider", service("db", "provider: { type: postgres }")],
    ["a test that is malformed", service("db", "image: postgres:17", "healthcheck: { test: NONE }")],
  ])("is silent on %s", (_, db) => expect(told(services(waiting, db))).toEqual([]));
  it("tells once of what several wait for", () => {
    const text = services(waiting, waiting.replace("web:", "worker:"), service("db", "image: redis:8"));
    expect(told(text)).toHaveLength(1);
    expect(run(dependencyWithoutHealthcheck, text)[0]?.related).toHaveLength(1);
    expectLawfulFixes(dependencyWithoutHealthcheck, text);
  });
  it("asks the Dockerfile", () => {
    const text = services(waiting, service("db", "build: { context: app, target: run }"));
    const staged = (run: string) =>
      dockerfile(`FROM node:24-alpine AS build\nHEALTHCHECK CMD true\nFROM node:24-alpine AS run\n${run}CMD ["node", "server.js"]\n`);
    expect(told(text, staged(""))).toEqual(["6:20 service_healthy error"]);
    expect(told(text, staged("HEALTHCHECK NONE\n"))).toEqual(["6:20 service_healthy error"]);
    expect(told(text, staged("HEALTHCHECK CMD node health.js\n"))).toEqual([]);
    expect(told(text.replace("run }", "build }"), staged(""))).toEqual([]);
    expect(told(text, { files: { "app/Dockerfile": "FROM registry.example.com/base AS run\n" } })).toEqual([]);
    const inline = services(waiting, service("db", "build:", "  dockerfile_inline: |", "    FROM alpine:3.24", "    HEALTHCHECK CMD true"));
    expect(told(inline)).toEqual([]);
    expect(told(inline.replace("        HEALTHCHECK CMD true\n", ""))).toEqual(["6:20 service_healthy error"]);
  });
  it("knows an image that another service builds", () => {
    const text = services(waiting, service("db", "image: example/app"), service("app", "build: app", "image: example/app"));
    expect(told(text, dockerfile(plain))).toEqual(["6:20 service_healthy error"]);
    expect(told(text, dockerfile(checked))).toEqual([]);
  });
  it("is a warning where the dependency may fail", () => {
    const text = services(
      waiting.replace("service_healthy\n", "service_healthy\n        required: false\n"),
      service("db", "image: redis:8"),
    );
    expect(told(text)).toEqual(["6:20 service_healthy warning"]);
  });
});

describe("compose/malformed-healthcheck", () => {
  const text = (test: string) => services(web("healthcheck:", ...`test: ${test}`.split("\n").map((line) => `  ${line}`)));
  it.each([
    ["a program without CMD", '["curl", "-f", "http://127.0.0.1"]', "curl", '["CMD", "curl", "-f", "http://127.0.0.1"]'],
    [
      "a line without CMD",
      '["curl -f http://127.0.0.1 || exit 1"]',
      "curl -f http://127.0.0.1 || exit 1",
      '["CMD-SHELL", "curl -f http://127.0.0.1 || exit 1"]',
    ],
    [
      "words for a shell without CMD",
      '["curl", "-f", "http://127.0.0.1", "||", "exit", "1"]',
      "curl",
      '["CMD-SHELL", "curl -f http://127.0.0.1 || exit 1"]',
    ],
    ["another case", '["cmd-shell", "true"]', "cmd-shell", '["CMD-SHELL", "true"]'],
    ["an underscore", '["CMD_SHELL", "true"]', "CMD_SHELL", '["CMD-SHELL", "true"]'],
    ["a line behind CMD", '["CMD", "pg_isready -U postgres"]', "pg_isready -U postgres", '["CMD-SHELL", "pg_isready -U postgres"]'],
    [
      "an operator behind CMD",
      '["CMD", "pg_isready", "-U", "postgres", "||", "exit", "1"]',
      "||",
      '["CMD-SHELL", "pg_isready -U postgres || exit 1"]',
    ],
    [
      "a variable of the container behind CMD",
      '["CMD", "pg_isready", "-U", "$$POSTGRES_USER"]',
      "$$POSTGRES_USER",
      '["CMD-SHELL", "pg_isready -U $$POSTGRES_USER"]',
    ],
    [
      "several items behind CMD-SHELL",
      '["CMD-SHELL", "curl", "-f", "http://127.0.0.1", "||", "exit", "1"]',
      "-f",
      '["CMD-SHELL", "curl -f http://127.0.0.1 || exit 1"]',
    ],
    ["NONE as a text", "NONE", "NONE", '["NONE"]'],
    ["CMD in a text", "CMD curl -f http://127.0.0.1", "CMD curl -f http://127.0.0.1", '["CMD-SHELL", "curl -f http://127.0.0.1"]'],
    [
      "CMD-SHELL in a text",
      "CMD-SHELL curl -f http://127.0.0.1",
      "CMD-SHELL curl -f http://127.0.0.1",
      '["CMD-SHELL", "curl -f http://127.0.0.1"]',
    ],
    ["a command behind NONE", '["NONE", "true"]', "true", '["CMD", "true"]'],
    [
      "a block of items",
      "\n  - CMD\n  - curl -f http://127.0.0.1",
      "curl -f http://127.0.0.1",
      "\n        - CMD-SHELL\n        - curl -f http://127.0.0.1",
    ],
  ])("mends %s", (_, test, on, fixed) => {
    const found = run(malformedHealthcheck, text(test));
    expect(found.map((one) => one.on.replace(/^"|"$/g, ""))).toEqual([on]);
    expect(found[0]?.fixed[0]).toContain(`test: ${fixed}\n`);
    expectLawfulFixes(malformedHealthcheck, text(test));
  });
  it.each([
    ["nothing behind CMD", '["CMD"]'],
    ["a list in a text", "CMD [curl, -f]"],
  ])("tells of %s", (_, test) => {
    expect(run(malformedHealthcheck, text(test))).toHaveLength(1);
    expectLawfulFixes(malformedHealthcheck, text(test));
  });
  it.each([
    ["words", '["CMD", "curl", "-f", "http://127.0.0.1:8080/"]'],
    ["a script", '["CMD-SHELL", "curl -f http://127.0.0.1 || exit 1"]'],
    ["a text", "curl -f http://127.0.0.1 || exit 1"],
    ["a program whose name begins like one", "CMD-helper --ask"],
    ["a shell of one's own", '["CMD", "sh", "-c", "curl -f http://127.0.0.1 || exit 1"]'],
    ["a language of its own", '["CMD", "mongosh", "--eval", "db.adminCommand({ ping: 1 }) || quit(1)"]'],
    ["a variable of Compose", '["CMD", "pg_isready", "-U", "${POSTGRES_USER}"]'],
    ["a kind from a variable", '["${KIND}", "true"]'],
    ["an empty list", "[]"],
    ["NONE", '["NONE"]'],
    ["the shell's own parameters", '["CMD-SHELL", "ask $$0", "http://127.0.0.1"]'],
    ["a path with blanks", '["CMD", "C:\\\\Program Files\\\\ask.exe"]'],
  ])("is silent on %s", (_, test) => expect(run(malformedHealthcheck, text(test))).toEqual([]));
  it("is a warning where the check may pass all the same", () => {
    expect(run(malformedHealthcheck, text('["CMD", "mysqladmin", "ping", "-p$$PASSWORD"]'))[0]?.severity).toBe("warning");
    expect(run(malformedHealthcheck, text('["CMD", "mysqladmin", "ping", "-p$$PASSWORD", "||", "false"]'))[0]?.severity).toBeUndefined();
  });
  it("tells once of what several services share", () => {
    const shared = `x-check: &check\n  test: ["curl", "-f", "http://127.0.0.1"]\n${services(web("healthcheck: *check"), service("api", "image: api", "healthcheck: *check"))}`;
    expect(run(malformedHealthcheck, shared)).toHaveLength(1);
  });
});

describe("compose/unfit-healthcheck-times", () => {
  const text = (...times: string[]) => services(web("healthcheck:", '  test: ["CMD", "/ask"]', ...times.map((line) => `  ${line}`)));
  const told = (of: string, setting?: Setting) =>
    run(unfitHealthcheckTimes, of, setting).map((one) => `${one.on} ${one.severity ?? "warning"}`);
  it.each([
    ["no retries", text("retries: 0"), ["0 warning"]],
    ["no interval", text("interval: 0s", "timeout: 0s"), ["0s warning", "0s warning"]],
    ["a long interval", text("interval: 10m"), ["10m warning"]],
    ["ten minutes of slow checks", text("interval: 10s", "timeout: 10s", "retries: 30"), ["30 info"]],
    ["both", text("interval: 10s", "timeout: 30s", "retries: 50"), ["50 info", "30s info"]],
    ["a long interval with a long timeout", text("interval: 5m", "timeout: 1m"), ["5m warning"]],
    ["many tries", text("interval: 30s", "timeout: 5s", "retries: 30"), ["30 info"]],
    ["a timeout over the interval", text("interval: 5s", "timeout: 10s"), ["10s info"]],
    ["a start interval without its period", text("start_interval: 1s"), ["start_interval warning"]],
    ["one with a period of nothing", text("start_interval: 1s", "start_period: 0s"), ["start_interval warning"]],
  ])("tells of %s", (_, of, expected) => {
    expect(told(of)).toEqual(expected);
    expectLawfulFixes(unfitHealthcheckTimes, of);
  });
  it("matters more in Swarm, which replaces what is unhealthy", () => {
    const swarm = { path: "stack/compose.yaml", files: {} };
    expect(told(text("interval: 30s", "timeout: 5s", "retries: 30"), swarm)).toEqual(["30 warning"]);
  });
  it("makes a start period of many tries", () => {
    const longer = run(unfitHealthcheckTimes, text("interval: 10s", "timeout: 30s", "retries: 30", "start_period: 30s"))[0]?.fixed[0];
    expect(longer).toContain("retries: 3\n      start_period: 5m\n");
    const fixed = run(unfitHealthcheckTimes, text("interval: 10s", "timeout: 10s", "retries: 30"))[0]?.fixed[0];
    expect(fixed).toContain("retries: 3\n      start_period: 5m\n");
  });
  it.each([
    ["the defaults", text()],
    ["what the documentation has", text("interval: 1m30s", "timeout: 10s", "retries: 3", "start_period: 40s", "start_interval: 5s")],
    ["a timeout of one interval", text("interval: 10s", "timeout: 10s")],
    ["a short interval with the default timeout", text("interval: 5s")],
    ["variables", text("interval: ${INTERVAL:-10m}", "retries: ${RETRIES:-0}")],
    ["a check that is switched off", text("interval: 0s", "disable: true")],
  ])("is silent on %s", (_, of) => expect(told(of)).toEqual([]));
  it("takes the times that other files bring", () => {
    const layered = services(
      "  web:\n    extends: base\n    healthcheck: { retries: 20 }\n",
      "  base:\n    image: web\n    healthcheck: { test: ask, interval: 5s, timeout: 2s }\n",
    );
    expect(told(layered)).toEqual([]);
    expect(told(layered.replace("5s", "20s"))).toEqual(["20 info"]);
    const possible = { files: { "compose.prod.yaml": services(web("healthcheck: { interval: 10s }")) } };
    expect(told(text("interval: 10m"), possible)).toEqual([]);
  });
  it("leaves a start period to the image", () => {
    const of = services(service("web", "build: app", "healthcheck: { test: [CMD, /ask], start_interval: 1s }"));
    expect(told(of, dockerfile(checked))).toEqual([]);
    expect(told(of, dockerfile(plain))).toEqual(["start_interval warning"]);
    const inherited = services(service("web", "image: web", "healthcheck: { start_interval: 1s }"));
    expect(told(inherited)).toEqual([]);
  });
  it("knows what takes long to start, where somebody waits", () => {
    const db = (...times: string[]) =>
      service("db", "image: postgres:17", "healthcheck:", "  test: [CMD, pg_isready]", ...times.map((line) => `  ${line}`));
    expect(told(services(waiting, db("interval: 5s", "retries: 3")))).toEqual(["healthcheck warning"]);
    expectLawfulFixes(unfitHealthcheckTimes, services(waiting, db("interval: 5s", "retries: 3")));
    expect(told(services(waiting, db("interval: 5s", "retries: 5")))).toEqual([]);
    expect(told(services(waiting, db("interval: 5s", "start_period: 20s")))).toEqual([]);
    expect(told(services(db("interval: 5s", "retries: 3")))).toEqual([]);
  });
});

describe("compose/healthcheck-without-tool", () => {
  const text = (image: string, test: string) => services(service("web", image, "healthcheck:", `  test: ${test}`));
  it.each([
    [
      "curl on Alpine",
      "image: nginx:1.30-alpine-slim",
      '["CMD", "curl", "-f", "http://localhost/"]',
      '"curl"',
      '["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1/"]',
    ],
    [
      "curl in a script",
      "image: nginx:1.30-alpine-slim",
      "curl --fail -m 3 http://127.0.0.1/ || exit 1",
      "curl",
      "wget -q -T 3 -O /dev/null http://127.0.0.1/ || exit 1",
    ],
    [
      "curl in a script in quotes",
      "image: nginx:1.30-alpine-slim",
      '["CMD-SHELL", "curl -f http://127.0.0.1/ || exit 1"]',
      "curl",
      '["CMD-SHELL", "wget -q -O /dev/null http://127.0.0.1/ || exit 1"]',
    ],
  ])("tells of %s", (_, image, test, on, fixed) => {
    const found = run(healthcheckWithoutTool, text(image, test));
    expect(found.map((one) => one.on)).toEqual([on]);
    expect(found[0]?.fixed[0]).toContain(`test: ${fixed}\n`);
    expectLawfulFixes(healthcheckWithoutTool, text(image, test));
  });
  it.each([
    [
      "no shell in a built image",
      'FROM scratch\nCOPY web /web\nCMD ["/web"]\n',
      "curl -f http://127.0.0.1 || exit 1",
      "curl -f http://127.0.0.1 || exit 1",
    ],
    ["no wget", 'FROM gcr.io/distroless/static-debian13\nCOPY web /web\nCMD ["/web"]\n', '["CMD", "wget", "http://127.0.0.1"]', '"wget"'],
  ])("tells of %s", (_, file, test, on) => {
    expect(run(healthcheckWithoutTool, text("build: app", test), dockerfile(file)).map((one) => one.on)).toEqual([on]);
  });
  it.each([
    ["an image that has it", "image: nginx:1.30", '["CMD", "curl", "-f", "http://127.0.0.1/"]'],
    ["an image that is not known", "image: registry.example.com/web:1", '["CMD", "curl", "-f", "http://127.0.0.1/"]'],
    ["an image from a variable", "image: ${IMAGE}", '["CMD", "curl", "-f", "http://127.0.0.1/"]'],
    ["another program if there is none", "image: nginx:1.30-alpine-slim", "curl -f http://127.0.0.1 || wget -q http://127.0.0.1"],
    ["a question for it", "image: nginx:1.30-alpine-slim", "command -v curl && curl -f http://127.0.0.1"],
    ["the image's own program", "image: traefik:v3", '["CMD", "traefik", "healthcheck"]'],
  ])("is silent on %s", (_, image, test) => expect(run(healthcheckWithoutTool, text(image, test))).toEqual([]));
  it("counts what is installed", () => {
    const test = '["CMD", "curl", "-f", "http://127.0.0.1/"]';
    const started = `${text("image: nginx:1.30-alpine-slim", test)}    command: sh -c "apk add curl && nginx"\n`;
    expect(run(healthcheckWithoutTool, started)).toEqual([]);
    const installed = "FROM nginx:1.30-alpine-slim\nRUN apk add --no-cache curl\n";
    expect(run(healthcheckWithoutTool, text("build: app", test), dockerfile(installed))).toEqual([]);
  });
  it("has nothing to offer for what asks more", () => {
    const posting = text("image: nginx:1.30-alpine-slim", '["CMD", "curl", "-X", "POST", "http://127.0.0.1/"]');
    expect(run(healthcheckWithoutTool, posting).map((one) => one.fixed)).toEqual([[]]);
  });
});
