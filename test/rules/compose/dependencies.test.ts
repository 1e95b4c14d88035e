// What services need of each other: names, order, profiles, ends, and what they extend.
import { describe, expect, it } from "vitest";
import dependencyCycle from "../../../server/engine/rules/compose/dependency-cycle.ts";
import endlessCompletion from "../../../server/engine/rules/compose/endless-completion.ts";
import profiledDependency from "../../../server/engine/rules/compose/profiled-dependency.ts";
import startedNotHealthy from "../../../server/engine/rules/compose/started-not-healthy.ts";
import unknownDependency from "../../../server/engine/rules/compose/unknown-dependency.ts";
import unresolvedExtends from "../../../server/engine/rules/compose/unresolved-extends.ts";
import { expectLawfulFixes, run, type Setting } from "../support.ts";

const services = (...all: string[]) => `services:\n${all.join("")}`;
const service = (name: string, ...lines: string[]) =>
  `  ${name}:\n    image: registry.example.com/${name}:1.4.2\n${lines.map((line) => `    ${line}\n`).join("")}`;
const db = service("db");

describe("compose/unknown-dependency", () => {
  const told = (text: string, setting?: Setting) => run(unknownDependency, text, setting).map((one) => `${one.at} ${one.on}`);
  it.each([
    ["a list", "depends_on: [bd]", "4:18 bd"],
    ["a map", "depends_on: { bd: { condition: service_started } }", "4:19 bd"],
    ["links", 'links: ["bd:database"]', "4:14 bd"],
    ["volumes_from", "volumes_from: [bd:ro]", "4:20 bd"],
    ["a network", "network_mode: service:bd", "4:27 bd"],
  ])("tells of %s", (_, line, expected) => {
    const text = services(service("web", line), db);
    expect(told(text)).toEqual([expected]);
    expect(run(unknownDependency, text)[0]?.fixed).toEqual([text.replace("bd", "db")]);
    expectLawfulFixes(unknownDependency, text);
  });
  it.each([
    ["one that is there", services(service("web", "depends_on: [db]"), db)],
    ["one that need not be there", services(service("web", "depends_on: { bd: { condition: service_started, required: false } }"), db)],
    ["a container", services(service("web", "network_mode: container:bd", 'volumes_from: ["container:bd"]'), db)],
    ["a variable", services(service("web", "network_mode: service:${OTHER}", "depends_on: ['${OTHER}']"), db)],
    ["an include that cannot be seen", `include: [other.yaml]\n${services(service("web", "depends_on: [api]"))}`],
    ["a file whose YAML is broken", `${services(service("web", "depends_on: [api]"))}  db: [\n`],
  ])("is silent on %s", (_, text) => expect(told(text)).toEqual([]));
  it("looks into the files around", () => {
    const text = services(service("web", "depends_on: [api]"));
    const api = services(service("api"));
    expect(told(text, { files: {} })).toHaveLength(1);
    expect(told(`include: [other.yaml]\n${text}`, { files: { "other.yaml": api } })).toEqual([]);
    expect(told(`include: [other.yaml]\n${text}`, { files: { "other.yaml": services(db) } })).toHaveLength(1);
    expect(told(text, { files: { "compose.override.yaml": api } })).toEqual([]);
    expect(told(text, { path: "compose.prod.yaml", files: { "compose.yaml": api } })).toEqual([]);
    expect(told(text, { path: "deploy/compose.prod.yaml", files: { "compose.yaml": api } })).toEqual([]);
    expect(told(text, { path: "deploy/compose.prod.yaml", files: { "compose.yaml": services(db) } })).toHaveLength(1);
    expect(told(text, { path: "part/compose.yaml", files: { "compose.yaml": `include: [part/compose.yaml]\n${api}` } })).toEqual([]);
    expect(told(text, { path: ".devcontainer/compose.yaml", files: {} })).toEqual([]);
    expect(told(text, { path: "compose.prod.yaml" })).toEqual([]);
  });
  it("tells once of what several services share", () => {
    expect(
      told(`x-needs: &needs [bd]\n${services(service("web", "depends_on: *needs"), service("api", "depends_on: *needs"), db)}`),
    ).toHaveLength(1);
  });
});

describe("compose/dependency-cycle", () => {
  const told = (text: string) => run(dependencyCycle, text).map((one) => `${one.at} ${one.message.replace(/:.*|, so.*/, "")}`);
  it.each([
    ["two services", services(service("a", "depends_on: [b]"), service("b", "depends_on: [a]")), ["4:18 `a` needs `b` needs `a`"]],
    ["itself", services(service("a", "depends_on: [a]")), ["4:18 `a` needs itself to have started"]],
    [
      "links and networks",
      services(service("a", "links: [b]"), service("b", "network_mode: service:c"), service("c", "volumes_from: [a]")),
      ["4:13 `a` needs `b` needs `c` needs `a`"],
    ],
    [
      "two circles",
      services(
        service("a", "depends_on: [b]"),
        service("b", "depends_on: [a, c]"),
        service("c", "depends_on: [d]"),
        service("d", "depends_on: [c]"),
      ),
      ["4:18 `a` needs `b` needs `a`", "10:18 `c` needs `d` needs `c`"],
    ],
    [
      "one behind others",
      services(service("w", "depends_on: [a]"), service("a", "depends_on: [b]"), service("b", "depends_on: [a]")),
      ["7:18 `a` needs `b` needs `a`"],
    ],
  ])("tells of %s", (_, text, expected) => expect(told(text)).toEqual(expected));
  it.each([
    ["a chain", services(service("a", "depends_on: [b, c]"), service("b", "depends_on: [c]"), service("c"))],
    ["a service that is not there", services(service("a", "depends_on: [b]"))],
    ["what one extends", services(service("a", "extends: b"), service("b", "depends_on: [c]"), service("c"))],
  ])("is silent on %s", (_, text) => expect(told(text)).toEqual([]));
  it("is quick in a large application", () => {
    const chain = Array.from({ length: 500 }, (_, i) => service(`s${i}`, `depends_on: [s${i + 1}]`));
    expect(told(services(...chain, service("s500")))).toEqual([]);
    const all = Array.from({ length: 300 }, (_, i) => service(`s${i}`, `depends_on: [${i === 299 ? "s0" : `s${i + 1}`}]`));
    expect(told(services(...all))).toHaveLength(1);
  });
});

describe("compose/profiled-dependency", () => {
  const told = (text: string, setting?: Setting) => run(profiledDependency, text, setting).map((one) => `${one.on} ${one.severity}`);
  const profiled = service("db", "profiles: [data]");
  it.each([
    ["a list", services(service("web", "depends_on: [db]"), profiled), ["db error"], 2],
    ["a block list", services(service("web", "depends_on:", "  - db # the data", "  - api"), profiled, service("api")), ["db error"], 2],
    ["a map", services(service("web", "depends_on:", "  db:", "    condition: service_healthy"), profiled), ["db error"], 2],
    ["a link", services(service("web", "links: [db]"), profiled), ["db error"], 1],
    ["another profile", services(service("web", "depends_on: [db]", "profiles: [front]"), profiled), ["db warning"], 1],
  ])("tells of %s", (_, text, expected, fixes) => {
    expect(told(text)).toEqual(expected);
    expect(run(profiledDependency, text)[0]?.fixed).toHaveLength(fixes);
    expectLawfulFixes(profiledDependency, text);
  });
  it("keeps what else the list says", () => {
    const text = services(service("web", "depends_on:", "- api", "- db # the data"), service("api"), profiled);
    expect(run(profiledDependency, text)[0]?.fixed[0]).toContain(
      "    depends_on:\n      api:\n        condition: service_started\n      db: # the data\n        condition: service_started\n        required: false\n",
    );
  });
  it.each([
    ["the same profile", services(service("web", "depends_on: [db]", "profiles: [data, more]"), profiled)],
    ["what need not be there", services(service("web", "depends_on: { db: { condition: service_started, required: false } }"), profiled)],
    ["profiles from variables", services(service("web", "depends_on: [db]"), service("db", "profiles: ['${PROFILE}']"))],
    ["no profiles", services(service("web", "depends_on: [db]"), service("db", "profiles: []"))],
  ])("is silent on %s", (_, text) => expect(told(text)).toEqual([]));
  it("knows which profiles are active, and what other files add", () => {
    const text = services(service("web", "depends_on: [db]"), profiled);
    expect(told(text, { files: {} })).toEqual(["db error"]);
    expect(told(text, { files: { ".env": "COMPOSE_PROFILES=more,data\n" } })).toEqual([]);
    expect(told(text, { files: { ".env": "COMPOSE_PROFILES=*\n" } })).toEqual([]);
    expect(told(text, { files: { ".env": "COMPOSE_PROFILES=more\n" } })).toEqual(["db error"]);
    expect(told(text, { files: { "compose.override.yaml": "services:\n  web:\n    profiles: [data]\n" } })).toEqual([]);
  });
});

describe("compose/endless-completion", () => {
  const told = (text: string) => run(endlessCompletion, text).map((one) => `${one.on} ${one.fixed.length}`);
  const web = service("web", "depends_on:", "  job:", "    condition: service_completed_successfully");
  it.each([
    ["restart: always", services(web, service("job", "restart: always")), 2],
    ["restart: unless-stopped", services(web, service("job", "restart: unless-stopped")), 2],
    ["a restart policy", services(web, service("job", "deploy: { restart_policy: { condition: any } }")), 2],
    ["a database", services(web, "  job:\n    image: postgres:17\n"), 1],
    ["what it extends", services(web, service("job", "extends: base"), service("base", "restart: always")), 1],
  ])("tells of %s", (_, text, fixes) => {
    expect(told(text)).toEqual([`service_completed_successfully ${fixes}`]);
    expectLawfulFixes(endlessCompletion, text);
  });
  it.each([
    ["a task", services(web, service("job"))],
    ["one that is tried again", services(web, service("job", "restart: on-failure"))],
    ["restart before the policy", services(web, service("job", 'restart: "no"', "deploy: { restart_policy: { condition: any } }"))],
    ["a variable", services(web, service("job", "restart: ${RESTART:-always}"))],
    ["a client in the database's image", services(web, "  job:\n    image: postgres:17\n    command: [psql, -f, /seed.sql]\n")],
    [
      "another condition",
      services(service("web", "depends_on: { job: { condition: service_started } }"), service("job", "restart: always")),
    ],
  ])("is silent on %s", (_, text) => expect(told(text)).toEqual([]));
  it("lets other files change the policy", () => {
    const text = services(web, service("job", "restart: always"));
    expect(
      run(endlessCompletion, text, { files: { "compose.override.yaml": "services:\n  job:\n    environment: { A: b }\n" } }),
    ).toHaveLength(1);
    const policy = { files: { "compose.override.yaml": services(service("job")) } };
    expect(run(endlessCompletion, services(web, service("job", "deploy: { replicas: 1 }")), policy)).toEqual([]);
  });
});

describe("compose/started-not-healthy", () => {
  const told = (text: string, setting?: Setting) => run(startedNotHealthy, text, setting).map((one) => `${one.at} ${one.on}`);
  const healthy = service("db", "healthcheck: { test: [CMD, ask] }");
  it("waits for all that can be waited for, and keeps order and comments", () => {
    const text = services(
      service("web", "depends_on:", "  # first", "  - cache", '  - "db"   # the data', "  - api"),
      healthy,
      healthy.replace("db", "api"),
      service("cache"),
    );
    expect(told(text)).toEqual(["7:10 db"]);
    const [found] = run(startedNotHealthy, text);
    expect(found?.fixed[0]).toContain(
      '    depends_on:\n      # first\n      cache:\n        condition: service_started\n      "db":   # the data\n        condition: service_healthy\n      api:\n        condition: service_healthy\n',
    );
    expectLawfulFixes(startedNotHealthy, text);
  });
  it.each([
    [
      "a list in brackets",
      services(service("web", "depends_on: [db] # wait"), healthy),
      "    depends_on: # wait\n      db:\n        condition: service_healthy\n",
    ],
    [
      "a list without indentation",
      services(service("web", "depends_on:", "- db"), healthy),
      "    depends_on:\n      db:\n        condition: service_healthy\n",
    ],
    [
      "a map in braces",
      `services: { web: { image: web, depends_on: [db] }, db: { image: db, healthcheck: { test: ask } } }\n`,
      "depends_on: { db: { condition: service_healthy } }",
    ],
  ])("changes %s", (_, text, fixed) => {
    expect(run(startedNotHealthy, text)[0]?.fixed[0]).toContain(fixed);
    expectLawfulFixes(startedNotHealthy, text);
  });
  it("keeps Windows line breaks", () => {
    expectLawfulFixes(startedNotHealthy, services(service("web", "depends_on:", "  - db"), healthy).replaceAll("\n", "\r\n"));
  });
  it.each([
    ["the long form, which has decided", services(service("web", "depends_on: { db: { condition: service_started } }"), healthy)],
    ["no health check", services(service("web", "depends_on: [db]"), db)],
    ["one that is switched off", services(service("web", "depends_on: [db]"), service("db", "healthcheck: { disable: true }"))],
    ["one that is malformed", services(service("web", "depends_on: [db]"), service("db", "healthcheck: { test: [CMD] }"))],
    ["a task", services(service("web", "depends_on: [db]"), service("db", 'restart: "no"', "healthcheck: { test: [CMD, ask] }"))],
  ])("is silent on %s", (_, text) => expect(told(text)).toEqual([]));
  it("counts the HEALTHCHECK of a Dockerfile", () => {
    const text = services(service("web", "depends_on: [api]"), "  api:\n    build: api\n");
    expect(told(text, { files: { "api/Dockerfile": "FROM alpine:3.24\nHEALTHCHECK CMD true\n" } })).toEqual(["4:18 api"]);
    expect(told(text, { files: { "api/Dockerfile": "FROM alpine:3.24\n" } })).toEqual([]);
  });
  it("changes nothing that an alias repeats", () => {
    const text = `x-needs: &needs [db]\n${services(service("web", "depends_on: *needs"), service("api", "depends_on: *needs"), healthy)}`;
    expect(run(startedNotHealthy, text).map((one) => one.fixed)).toEqual([[]]);
  });
});

describe("compose/unresolved-extends", () => {
  const told = (text: string, setting?: Setting) => run(unresolvedExtends, text, setting).map((one) => one.on);
  const base: Setting = { files: { "base/common.yaml": services(service("app")) } };
  const web = (extended: string) => `services:\n  web:\n    extends: ${extended}\n${db}`;
  it.each([
    ["a service of the same file", web("bd"), "bd", "extends: db"],
    ["one in the long form", web("{ service: bd }"), "bd", "{ service: db }"],
    ["one of another file", web("{ file: base/common.yaml, service: apq }"), "apq", "service: app }"],
    ["a file", web("{ file: base/comon.yaml, service: app }"), "base/comon.yaml", "file: base/common.yaml"],
  ])("tells of %s", (_, text, on, fixed) => {
    expect(told(text, base)).toEqual([on]);
    expect(run(unresolvedExtends, text, base)[0]?.fixed[0]).toContain(fixed);
    expectLawfulFixes(unresolvedExtends, text, base);
  });
  it("tells once of a circle", () => {
    const text = services(service("a", "extends: b"), service("b", "extends: { service: c }"), service("c", "extends: a"));
    const found = run(unresolvedExtends, text);
    expect(found.map((one) => `${one.at} ${one.message.slice(0, 41)}`)).toEqual(["4:14 `a` extends `b` extends `c` extends `a`: "]);
    expect(told(services(service("a", "extends: a")))).toEqual(["a"]);
  });
  it.each([
    ["what is there", web("db"), base],
    ["a file that is there", web("{ file: base/common.yaml, service: app }"), base],
    ["a variable", web("{ file: '${BASE}.yaml', service: app }"), base],
    ["a path out of the workspace", web("{ file: ../../common.yaml, service: app }"), base],
    ["an address", web("{ file: https://example.com/common.yaml, service: app }"), base],
    ["what cannot be seen", web("{ file: common.yaml, service: app }"), undefined],
    [
      "a service of the file below",
      web("app"),
      { path: "compose.override.yaml", files: { "compose.yaml": services(service("web"), service("app")) } },
    ],
    ["a broken file", web("{ file: other.yaml, service: app }"), { files: { "other.yaml": "services: [\n" } }],
  ])("is silent on %s", (_, text, setting) => expect(told(text, setting)).toEqual([]));
});
