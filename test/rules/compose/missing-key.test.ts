import { expect, it } from "vitest";
import rule from "../../../server/engine/rules/compose/missing-key.ts";
import { expectLawfulFixes, run } from "../support.ts";

const service = (keys: string) => `services:\n  web:\n    image: nginx:1.29\n${keys}`;
const on = (text: string, setting?: Parameters<typeof run>[2]) => run(rule, text, setting).map((problem) => problem.on);

it("tells what is missing at the key or the first key of an item", () => {
  expect(on(service("    depends_on:\n      db:\n        required: false\n"))).toEqual(["db"]);
  expect(on(service('    ports:\n      - published: "8080"\n'))).toEqual(["published"]);
  expect(on(service("    volumes:\n      - source: data\n        target: /data\n"))).toEqual(["source"]);
  expect(on(`${service("")}models:\n  a:\n    context_size: 1\n`)).toEqual(["a"]);
});

it("tells secrets and configs without a source, or with two", () => {
  expect(on(`${service("")}secrets:\n  a: {}\n  b:\n    file: b\n    environment: B\nconfigs:\n  c:\n    name: c\n`)).toEqual([
    "a",
    "environment",
    "c",
  ]);
});

it("is silent where the source is elsewhere", () => {
  const given =
    "secrets:\n  a:\n    file: a\n  b:\n    environment: B\n  c:\n    external: true\n  d:\n    driver: vault\nconfigs:\n  e:\n    content: e\n";
  expect(on(service("") + given)).toEqual([]);
});

it("is silent about what a file below or `<<` has", () => {
  const files = {
    "compose.yaml": service("    volumes:\n      - type: volume\n        source: a\n        target: /a\nsecrets:\n  a:\n    file: a\n"),
  };
  expect(
    on(service("    volumes:\n      - target: /a\n        read_only: true\nsecrets:\n  a: {}\n"), { path: "compose.override.yaml", files }),
  ).toEqual([]);
  expect(on(`x-port: &port\n  target: 80\n${service("    ports:\n      - <<: *port\n        published: 8080\n")}`)).toEqual([]);
  expect(on(service("    depends_on:\n      - db\n"))).toEqual([]);
});

it("is silent about a slip that is told of as such", () => {
  expect(on(service("    depends_on:\n      db:\n        conditon: service_healthy\n"))).toEqual([]);
});

it("writes what the short form means", () => {
  for (const [text, added] of [
    [service("    depends_on:\n      db:\n        required: false\n"), "        condition: service_started\n"],
    [service("    volumes:\n      - source: ./data\n        target: /data\n"), "        type: bind\n"],
    [service("    volumes:\n      - source: data\n        target: /data\n"), "        type: volume\n"],
  ]) {
    expect(run(rule, text as string)[0]?.fixed).toEqual([`${text}${added}`]);
    expectLawfulFixes(rule, text as string);
  }
});
