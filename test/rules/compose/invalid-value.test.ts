import { expect, it, test } from "vitest";
import rule from "../../../server/engine/rules/compose/invalid-value.ts";
import { expectLawfulFixes, run } from "../support.ts";

const service = (keys: string) => `services:\n  web:\n    image: nginx:1.29\n${keys}`;

test.each([
  ["restart: Always", "restart: always", "safe"],
  ["restart: allways", "restart: always", "unsafe"],
  ['restart: "true"', 'restart: "always"', "unsafe"],
  ["mem_limit: 512Mi", "mem_limit: 512m", "unsafe"],
  ['stop_grace_period: "30"', 'stop_grace_period: "30s"', "unsafe"],
  ["stop_grace_period: 1 min", "stop_grace_period: 1m", "unsafe"],
  ["pull_policy: if-not-present", "pull_policy: if_not_present", "unsafe"],
  ["depends_on: {a: {condition: service_healty}}", "depends_on: {a: {condition: service_healthy}}", "unsafe"],
  ["ports: [{target: 80, host_ip: localhost}]", "ports: [{target: 80, host_ip: 127.0.0.1}]", "unsafe"],
  ["security_opt: [a, b, a]", "security_opt: [a, b]", "safe"],
  ["oom_score_adj: 2000", undefined, undefined],
  ["ipc: everything", undefined, undefined],
])("%s: %s", (given, meant, safety) => {
  const text = service(`    ${given}\n`);
  const problems = run(rule, text);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.fixed[0]).toBe(meant === undefined ? undefined : service(`    ${meant}\n`));
  expect(problems[0]?.fixes?.[0]?.safety).toBe(safety);
  expectLawfulFixes(rule, text);
});

test.each([
  ["80:99999", "99999", "no port"],
  ["90-80:90-80", "90-80", "ends before"],
  ["localhost:80:80", "localhost", "IP address"],
  ["80:80/http", "http", "`tcp`"],
  ["80-81:80-85", "80-81", "same length"],
])("points at what is wrong in the port %s", (port, on, message) => {
  const [problem] = run(rule, service(`    ports:\n      - "${port}"\n`));
  expect(problem).toMatchObject({ on });
  expect(problem?.message).toContain(message);
});

it("tells names that are none", () => {
  expect(run(rule, "services:\n  my app:\n    image: nginx:1.29\n")).toMatchObject([{ on: "my app" }]);
  expect(run(rule, `name: My App\n${service("")}`)).toMatchObject([{ on: "My App", fixed: [`name: my-app\n${service("")}`] }]);
});

it("is silent about variables, what other engines take, and words that nobody can list", () => {
  for (const keys of [
    "restart: ${RESTART:-allways}",
    "userns_mode: keep-id",
    "ipc: container:web",
    "uts: private",
    "network_mode: my_network",
  ])
    expect(run(rule, service(`    ${keys}\n`))).toEqual([]);
  for (const keys of [
    "restart: on-failure:5",
    "stop_signal: SIGRTMIN+3",
    "logging: {driver: loki}",
    "stop_grace_period: 1d",
    "platform: linux/riscv64",
  ])
    expect(run(rule, service(`    ${keys}\n`))).toEqual([]);
});

test.each([
  ['command: sh -c "echo ${A%.*}"', "${A%.*}", 'command: sh -c "echo $${A%.*}"'],
  ["command: [echo, '${#A}', b]", "${#A}", "command: [echo, '$${#A}', b]"],
  ["hostname: ${TAG", "${TAG", "hostname: ${TAG}"],
  ["hostname: 'a-${TAG:-1'", "${TAG", "hostname: 'a-${TAG:-1}'"],
  ["command: echo ${TAG and more", "${TAG", undefined],
  ["command: echo ${", "${", undefined],
])("%s: what begins like a variable and is none", (given, on, fixed) => {
  const text = service(`    ${given}\n`);
  expect(run(rule, text)).toMatchObject([{ on, fixed: fixed === undefined ? [] : [service(`    ${fixed}\n`)] }]);
  expectLawfulFixes(rule, text);
});

it("leaves dollar signs that Compose leaves", () => {
  for (const command of ["echo $$A $${A%.*}", "awk '{print $1}'", "echo $(date) $", "echo ${A:-${B:-c}} ${D:?no $${E}"])
    expect(run(rule, service(`    command: ${command}\n`))).toEqual([]);
});
