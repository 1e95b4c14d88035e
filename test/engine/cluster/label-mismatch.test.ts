import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mismatches, nearestMiss } from "../../../server/engine/cluster/label-mismatch.ts";
import { type LabelExpression, type LabelSelector, type Labels, selects } from "../../../server/engine/cluster/labels.ts";

function labels(values: Readonly<Record<string, string | undefined>>, isOpen = false): Labels {
  return { values: new Map(Object.entries(values)), isOpen };
}

function selector(values: Readonly<Record<string, string | undefined>>, ...expressions: LabelExpression[]): LabelSelector {
  return { matchLabels: labels(values), expressions, isEmpty: false, isOpen: false };
}

const key = fc.constantFrom("app", "tier", "track", "constructor");
const value = fc.constantFrom("web", "api", "");
const pods = fc.dictionary(key, value, { maxKeys: 4 });
const maybe = fc.option(value, { nil: undefined, freq: 3 });
const expression = fc.record({
  key,
  operator: fc.constantFrom("In", "NotIn", "Exists", "DoesNotExist"),
  values: fc.uniqueArray(value, { maxLength: 3 }),
});

/** What the API server does with a selector, all being known. */
function matches(
  wanted: Readonly<Record<string, string>>,
  expressions: readonly LabelExpression[],
  has: Readonly<Record<string, string>>,
): boolean {
  const own = (name: string) => (Object.hasOwn(has, name) ? has[name] : undefined);
  return (
    Object.entries(wanted).every(([name, text]) => own(name) === text) &&
    expressions.every(({ key: name = "", operator, values = [] }) => {
      const text = own(name);
      if (operator === "Exists") return text !== undefined;
      if (operator === "DoesNotExist") return text === undefined;
      if (operator === "In") return text !== undefined && values.includes(text);
      return text === undefined || !values.includes(text);
    })
  );
}

describe("what keeps pods from being selected", () => {
  it("is something exactly where they are certainly not selected", () => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 3 }), fc.array(expression, { maxLength: 3 }), pods, (wanted, expressions, has) => {
        const found = mismatches(selector(wanted, ...expressions), labels(has));
        expect(found.length === 0).toBe(matches(wanted, expressions, has));
      }),
      { numRuns: 1_000 },
    );
  });

  it("agrees with what is selected where not all is known", () => {
    fc.assert(
      fc.property(
        fc.dictionary(key, maybe, { maxKeys: 3 }),
        fc.array(expression, { maxLength: 2 }),
        fc.dictionary(key, maybe, { maxKeys: 4 }),
        fc.boolean(),
        (wanted, expressions, has, isOpen) => {
          const given = selector(wanted, ...expressions);
          const open = labels(has, isOpen);
          expect(mismatches(given, open).length > 0).toBe(selects(given, open) === false);
          // Whatever the unknown values are in the end, what is certain holds.
          const filled = labels(Object.fromEntries(Object.entries(has).map(([name, text]) => [name, text ?? "web"])));
          const meant = selector(Object.fromEntries(Object.entries(wanted).map(([name, text]) => [name, text ?? "web"])), ...expressions);
          const certain = selects(given, open);
          if (certain !== undefined && !isOpen) expect(selects(meant, filled)).toBe(certain);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

it("says nothing of demands that are not understood", () => {
  const has = labels({ app: "web" });
  expect(mismatches(selector({}, { key: "app", operator: "Gt", values: ["1"] }), has)).toEqual([]);
  expect(mismatches(selector({}, { key: "app", operator: "In", values: undefined }), has)).toEqual([]);
  expect(mismatches(selector({}, { key: undefined, operator: "Exists", values: [] }), has)).toEqual([]);
});

describe("the nearest miss", () => {
  const web = { name: "web", labels: labels({ app: "web-shop", tier: "front" }) };
  const worker = { name: "worker", labels: labels({ app: "worker", tier: "back" }) };

  it("is what meets most, with the label that differs", () => {
    expect(nearestMiss(selector({ app: "web-shp", tier: "front" }), [worker, web])).toEqual({
      candidate: web,
      mismatches: [{ key: "app", wanted: ["web-shp"], operator: "In", found: "web-shop", similarKey: undefined }],
    });
  });

  it("is found by a value or a key that looks alike, too", () => {
    expect(nearestMiss(selector({ app: "web_shop" }), [worker, web])?.candidate).toBe(web);
    expect(nearestMiss(selector({ App: "worker" }), [worker])?.mismatches).toEqual([
      { key: "App", wanted: ["worker"], operator: "In", found: undefined, similarKey: "app" },
    ]);
  });

  it("is none where nothing is near, or something is selected", () => {
    expect(nearestMiss(selector({ app: "database" }), [worker, web])).toBeUndefined();
    expect(nearestMiss(selector({ app: "worker" }), [web, worker])).toBeUndefined();
    expect(nearestMiss(selector({ app: "worker" }), [])).toBeUndefined();
  });
});
