// What the rules say of the shape of a sign-off file, and what they keep quiet about.
import { describe, expect, it } from "vitest";
import { readinessItems } from "../../../server/engine/knowledge/readiness.ts";
import duplicate from "../../../server/engine/rules/readiness/duplicate-key.ts";
import value from "../../../server/engine/rules/readiness/invalid-value.ts";
import syntax from "../../../server/engine/rules/readiness/syntax.ts";
import item from "../../../server/engine/rules/readiness/unknown-item.ts";
import key from "../../../server/engine/rules/readiness/unknown-key.ts";
import { run } from "../support.ts";

const head = "schema: 1\nservice: checkout\n";

describe("readiness/invalid-value", () => {
  it.each([
    ["an empty file with a comment", "# nothing yet\n", []],
    ["another version", "schema: 2\nservice: a\n", ["2"]],
    ["a version that is a text", 'schema: "1"\nservice: a\n', []],
    ["no service", "schema: 1\n", [""]],
    ["a list that is none", `${head}owners: me\n`, ["me"]],
    ["a state that there is not", `${head}items:\n  security.cors:\n    status: signd\n`, ["signd"]],
    ["no state", `${head}items:\n  security.cors:\n    by: me\n`, ["security.cors"]],
    ["nothing below an item", `${head}items:\n  security.cors:\n`, []],
    ["a day that is none", `${head}items:\n  a.b:\n    status: signed\n    on: 20.11.2026\n`, ["20.11.2026"]],
    ["a day that the calendar lacks", `${head}items:\n  a.b:\n    status: signed\n    on: 2026-02-29\n`, ["2026-02-29"]],
    ["a leap day", `${head}items:\n  a.b:\n    status: signed\n    on: 2028-02-29\n`, []],
    ["evidence without a place", `${head}items:\n  a.b:\n    status: signed\n    evidence:\n      - kind: file\n`, ["evidence"]],
    [
      "a name that is no object name",
      `${head}items:\n  a.b:\n    status: signed\n    evidence: [{ kind: file, ref: a, covers: xyz }]\n`,
      ["xyz"],
    ],
    [
      "an object name of digits",
      `${head}items:\n  a.b:\n    status: signed\n    evidence: [{ kind: file, ref: a, covers: 1234567 }]\n`,
      [],
    ],
  ])("%s", (_, text, spans) => {
    expect(run(value, text).map(({ on }) => on)).toEqual(spans);
  });
});

describe("readiness/unknown-key", () => {
  it("names what was meant, and what is kept", () => {
    const [found] = run(key, `${head}items:\n  security.cors:\n    status: waived\n    expire: 2026-12-01\n`);
    expect(found).toMatchObject({
      on: "expire",
      fixed: [`${head}items:\n  security.cors:\n    status: waived\n    expires: 2026-12-01\n`],
    });
    expect(run(key, `${head}colour: red\n`)[0]?.fixed).toEqual([]);
    expect(run(key, `${head}servce: other\n`)[0]?.fixed, "a second `service` would be wrong as well").toEqual([]);
  });
});

describe("readiness/unknown-item", () => {
  it("knows every item, and lets teams have items of their own", () => {
    const all = readinessItems.map(({ id }) => `  ${id}:\n    status: not-applicable\n`).join("");
    expect(run(item, `${head}items:\n${all}  custom.licence:\n    status: signed\n`)).toEqual([]);
    expect(run(item, `${head}items:\n  security.corse:\n    status: signed\n`)[0]?.fixed[0]).toContain("security.cors:");
    expect(run(item, `${head}items:\n  entirely.else:\n    status: signed\n`)[0]?.fixed).toEqual([]);
  });
});

it("readiness/duplicate-key tells of the second", () => {
  expect(run(duplicate, `${head}items:\n  a.b:\n    status: signed\n  a.b:\n    status: waived\n`).map(({ at }) => at)).toEqual(["6:3"]);
});

it("a file that a hand has broken gives one clear finding, and no other rule speaks", () => {
  const broken = `${head}items:\n  security.cors:\n    status: "signed\n    by: me\n  other.item:\n    status: waivd\n`;
  expect(run(syntax, broken)).toHaveLength(1);
  for (const rule of [value, key, item, duplicate]) expect(run(rule, broken), rule.id).toEqual([]);
});
