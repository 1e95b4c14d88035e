// Every item of the checklist is judged by one assessor, which names nothing that there is not.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { assessors } from "../../server/engine/assessment/items/index.ts";
import { listGenerators } from "../../server/engine/generate.ts";
import { rules } from "../../server/engine/index.ts";
import { readinessItems } from "../../server/engine/knowledge/readiness.ts";

const folder = join(import.meta.dirname, "../../server/engine/assessment/items");
const ruleIds = new Set<string>(rules.map(({ id }) => id));
const generatorIds = new Set<string>(listGenerators().map(({ id }) => id));

test("every item has one assessor", () => {
  expect(assessors.map(({ id }) => id).sort()).toEqual(readinessItems.map(({ id }) => id).sort());
});

describe.each(assessors)("$id", (assessor) => {
  test("stands in the file of its name", async () => {
    const path = join(folder, `${assessor.id.replace(".", "/")}.ts`);
    expect(existsSync(path)).toBe(true);
    expect(Object.values((await import(path)) as object)).toContain(assessor);
  });

  test("names rules and a generator that there are", () => {
    const { rules: own = [], action } = assessor;
    expect(own.filter((id) => !ruleIds.has(id))).toEqual([]);
    expect(new Set(own).size).toBe(own.length);
    if (action.kind === "generate") expect(generatorIds).toContain(action.generator);
    if (action.kind === "fix") expect(own).toContain(action.rule);
  });

  test("says in sentences what it looks at and what closes it", () => {
    expect(assessor.looksAt).toMatch(/^\S.{10,}\.$/);
    expect(assessor.action.title).toMatch(/^[A-Z`].*[^.]$/);
    if (assessor.action.kind === "decide") expect(assessor.action.asks).toMatch(/^[A-Z`].{10,}[.?]$/);
  });
});
