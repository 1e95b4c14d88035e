import { expect, it } from "vitest";
import duplicateKey from "../../../server/engine/rules/compose/duplicate-key.ts";
import rule from "../../../server/engine/rules/compose/syntax.ts";
import { expectLawfulFixes, run } from "../support.ts";

const service = (keys: string) => `services:\n  web:\n    image: nginx:1.29\n${keys}`;

it("tells one mistake once, where it begins", () => {
  expect(run(rule, service("    environment:\n      LEVEL: 'info\n      REGION: eu\n    ports: []\n"))).toHaveLength(1);
  expect(run(rule, service("    environment: {A: b\n"))).toHaveLength(1);
  expect(run(rule, service("    restart always\n    init: true\n"))).toHaveLength(1);
});

it("writes blanks for tabs", () => {
  const text = `${service("")}volumes:\n\tdata:\n`;
  expect(run(rule, text)).toMatchObject([{ fixed: [`${service("")}volumes:\n  data:\n`] }]);
  expectLawfulFixes(rule, text);
});

it("is silent about tags of Compose, templates, and what YAML allows", () => {
  expect(run(rule, service("    ports: !reset []\n    environment: !override\n      A: b\n"))).toEqual([]);
  expect(run(rule, service("    environment:\n{% for a in b %}\n      {{ a }}: 'c\n{% endfor %}\n"))).toEqual([]);
});

it("tells keys that stand twice, at any depth", () => {
  const on = (text: string) => run(duplicateKey, text).map((problem) => `${problem.at} ${problem.on}`);
  expect(on(service("    restart: always\n    environment:\n      A: 1\n      A: 2\n    restart: no\n"))).toEqual(["7:7 A", "8:5 restart"]);
  expect(on(`${service("")}  web:\n    image: b\n`)).toEqual(["4:3 web"]);
  expect(on(service("    environment: {A: 1, B: 2, A: 1}\n"))).toEqual(["4:31 A"]);
});

it("removes the later of two that say the same, and nothing else", () => {
  const text = service("    restart: always\n    init: true\n    restart: always\n");
  expect(run(duplicateKey, text)).toMatchObject([{ fixed: [service("    restart: always\n    init: true\n")] }]);
  expect(run(duplicateKey, service("    restart: always\n    restart: no\n"))[0]?.fixes).toEqual([]);
  expectLawfulFixes(duplicateKey, text);
});

it("takes merge keys, equal keys of other maps, and files that cannot be read for what they are", () => {
  const merged =
    "x-a: &a\n  init: true\nx-b: &b\n  tty: true\nservices:\n  web:\n    <<: [*a, *b]\n    image: a\n    init: false\n  db:\n    image: a\n";
  expect(run(duplicateKey, merged)).toEqual([]);
  expect(run(duplicateKey, service('    restart: always\n    restart: "no\n'))).toEqual([]);
});

it("tells aliases that lead nowhere", () => {
  const given = (alias: string) => `x-a: &settings\n  A: b\n${service(`    environment:\n      <<: *${alias}\n`)}`;
  expect(run(rule, given("settings"))).toEqual([]);
  expect(run(rule, given("setings"))).toMatchObject([{ on: "*setings", fixed: [given("settings")] }]);
  expect(run(rule, given("other"))).toMatchObject([{ on: "*other", fixes: [] }]);
  const below = `${service("    environment: *later\n")}x-a: &later\n  A: b\n`;
  expect(run(rule, below)).toMatchObject([{ on: "*later", fixes: [] }]);
  expectLawfulFixes(rule, given("setings"));
});

it("finds the tab that YAML takes for text, and nothing that is out of line for it", () => {
  const given = (blanks: string) =>
    service(`    restart: always\n${blanks}init: true\n    tty: true\n    environment:\n      A: b\n    user: a\n`);
  expect(run(rule, given("\t"))).toMatchObject([{ on: "\t", fixed: [given("    ")] }]);
  expect(run(rule, given("   "))).toHaveLength(1);
  expectLawfulFixes(rule, given("\t"));
});
