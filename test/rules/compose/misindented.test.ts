import { expect, it } from "vitest";
import unknownDependency from "../../../server/engine/rules/compose/unknown-dependency.ts";
import unknownKey from "../../../server/engine/rules/compose/unknown-key.ts";
import unknownReference from "../../../server/engine/rules/compose/unknown-reference.ts";
import wrongType from "../../../server/engine/rules/compose/wrong-type.ts";
import { expectLawfulFixes, run } from "../support.ts";

const service = (keys: string) => `services:\n  web:\n    image: nginx:1.29\n${keys}`;

it("takes keys whose indentation was forgotten for one slip", () => {
  const given = service("    healthcheck:\n    test: ask # it\n    interval: 5s\n    restart: always\n");
  expect(run(unknownKey, given)).toMatchObject([
    { on: "test", fixed: [service("    healthcheck:\n      test: ask # it\n      interval: 5s\n    restart: always\n")] },
  ]);
  expect(run(wrongType, given)).toEqual([]);
  expectLawfulFixes(unknownKey, given);
});

it("knows declarations without blanks before them", () => {
  const text = service("    networks: [front, other]\nnetworks:\nfront:\n  driver: bridge\nback:\n");
  const setting = { files: {} };
  expect(run(unknownKey, text, setting)).toMatchObject([
    { on: "front", fixed: [service("    networks: [front, other]\nnetworks:\n  front:\n    driver: bridge\n  back:\n")] },
  ]);
  expect(run(wrongType, text, setting)).toEqual([]);
  expect(run(unknownReference, text, setting).map(({ on }) => on)).toEqual(["other"]);
});

it("takes a condition beside its service for what it is", () => {
  const text = `${service("    depends_on:\n      db:\n      condition: service_started\n")}  db:\n    image: redis:8\n`;
  expect(run(wrongType, text, { files: {} })).toMatchObject([
    {
      on: "condition",
      fixed: [`${service("    depends_on:\n      db:\n        condition: service_started\n")}  db:\n    image: redis:8\n`],
    },
  ]);
  expect(run(unknownDependency, text, { files: {} })).toEqual([]);
});

it("leaves empty keys above keys that belong where they are", () => {
  const text = service("    healthcheck:\n    intervall: 5s\n    restart: always\n    labels:\n    foo: bar\n");
  expect(run(unknownKey, service("    restart: always\n    interval: 5s\n")).map(({ message }) => message)).not.toContain("beside");
  expect(run(unknownKey, text).map(({ on }) => on)).toEqual(["intervall", "foo"]);
});
