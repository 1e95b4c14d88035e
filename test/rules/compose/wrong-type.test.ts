import { expect, it, test } from "vitest";
import rule from "../../../server/engine/rules/compose/wrong-type.ts";
import { expectLawfulFixes, run } from "../support.ts";

const service = (keys: string) => `services:\n  web:\n    image: nginx:1.29\n${keys}`;

test.each([
  ["user: 1000", 'user: "1000"'],
  ["hostname: 0x10", 'hostname: "0x10"'],
  ["container_name: true", 'container_name: "true"'],
  ["restart: false", 'restart: "no"'],
  ["command: [sleep, 10]", 'command: [sleep, "10"]'],
  ["logging: {options: {compress: true}}", 'logging: {options: {compress: "true"}}'],
  ["healthcheck: {test: a, interval: 30}", "healthcheck: {test: a, interval: 30s}"],
  ["use_api_socket: 'yes'", "use_api_socket: true"],
  ["privileged: 1", "privileged: true"],
  ['networks: {a: {priority: "1"}}', "networks: {a: {priority: 1}}"],
  ["deploy: {resources: {limits: {memory: 536870912}}}", 'deploy: {resources: {limits: {memory: "536870912"}}}'],
  ["deploy: {resources: {limits: {memory: 512}}}", "deploy: {resources: {limits: {memory: 512m}}}"],
  ["deploy: {resources: {limits: {cpus: 500m}}}", "deploy: {resources: {limits: {cpus: 0.5}}}"],
  ["environment: {1: a}", 'environment: {"1": a}'],
  ["environment:", "environment: []"],
  ["ports: # none yet", "ports: [] # none yet"],
  ["tmpfs: {a: b}", undefined],
  ["scale: two", undefined],
])("%s: %s", (given, meant) => {
  const text = service(`    ${given}\n`);
  const problems = run(rule, text);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.fixed[0]).toBe(meant === undefined ? undefined : service(`    ${meant}\n`));
  expectLawfulFixes(rule, text);
});

it("makes lists of what has to be one", () => {
  for (const [given, meant] of [
    ['    ports: "8080:80"\n', '    ports:\n      - "8080:80"\n'],
    ["    cap_add: NET_ADMIN\n", "    cap_add:\n      - NET_ADMIN\n"],
    ["    ports:\n      target: 80\n      published: 8080\n", "    ports:\n      - target: 80\n        published: 8080\n"],
    ["    environment:\n      - LEVEL: info\n", "    environment:\n      - LEVEL=info\n"],
    ["    environment:\n      - URL: http://a b\n", '    environment:\n      - "URL=http://a b"\n'],
  ]) {
    const text = service(given as string);
    expect(run(rule, text).map((problem) => problem.fixed[0])).toEqual([service(meant as string)]);
    expectLawfulFixes(rule, text);
  }
});

it("takes a version that is a number away, which would be ignored as a text", () => {
  const text = `version: 3.8\n${service("")}`;
  expect(run(rule, text)).toMatchObject([{ on: "3.8", fixed: [service("")] }]);
});

it("tells a service with nothing below it, and offers to remove an empty key", () => {
  expect(run(rule, "services:\n  web:\n")).toMatchObject([{ on: "web", fixes: [] }]);
  const text = service("    healthcheck:\n");
  expect(run(rule, text)).toMatchObject([{ on: "healthcheck", fixed: [service("")] }]);
});

it("is silent about empty keys where another file or service has the value", () => {
  const text = "services:\n  web:\n    extends: base\n    environment:\n  base:\n    image: a\n";
  expect(run(rule, text)).toEqual([]);
  const files = { "compose.yaml": service("    environment: {A: b}\n") };
  expect(run(rule, service("    environment:\n"), { path: "compose.override.yaml", files })).toEqual([]);
});

it("is silent about variables and about what Compose reads as it is meant", () => {
  for (const keys of [
    "user: ${UID}",
    "privileged: yes",
    'scale: "2"',
    "restart: no",
    "ports: [80]",
    "healthcheck: !reset",
    "ports: !reset null",
  ])
    expect(run(rule, service(`    ${keys}\n`))).toEqual([]);
});
