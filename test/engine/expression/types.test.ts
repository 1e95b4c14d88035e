import { expect, test } from "vitest";
import type { ContextAccess, ExpressionNode } from "../../../server/engine/languages/expression/model.ts";
import { typeOf, type ValueType } from "../../../server/engine/languages/expression/types.ts";
import { parse } from "./generate.ts";

function contexts({ name, segments }: ContextAccess): ValueType {
  if (name === "github") return segments.length === 0 ? "object" : "string";
  return name === "inputs" ? "boolean" : "unknown";
}

function type(text: string): ValueType {
  return typeOf(parse(text).root as ExpressionNode, contexts);
}

test.each<[string, ValueType]>([
  ["1", "number"],
  ["'a'", "string"],
  ["null", "null"],
  ["github", "object"],
  ["github.ref", "string"],
  ["github.event.*.x", "array"],
  ["inputs.x", "boolean"],
  ["matrix.x", "unknown"],
  ["!matrix.x", "boolean"],
  ["matrix.x > 1", "boolean"],
  ["matrix.x && matrix.y", "unknown"],
  ["github.ref && github.sha", "string"],
  ["inputs.x && github.ref", "unknown"],
  ["inputs.x && 'a' || 'b'", "unknown"],
  ["(inputs.x || true) && 'a'", "unknown"],
  ["matrix.x && true && github", "unknown"],
  ["github && 'a'", "string"],
  ["github || 'a'", "object"],
  ["null || 'a'", "string"],
  ["'' || 1", "number"],
  ["'x' || 1", "string"],
  ["contains(matrix.x, 'y')", "boolean"],
  ["SUCCESS()", "boolean"],
  ["format('{0}', matrix.x)", "string"],
  ["toJSON(github)", "string"],
  ["fromJSON(matrix.x)", "unknown"],
  ["fromJSON('[1]')", "array"],
  ["fromJSON('{\"a\": 1}').a", "number"],
  ["fromJSON(matrix.x).a", "unknown"],
  ["fromJSON(matrix.x).*.a", "array"],
  ["case(matrix.x == 1, 'a', 'b')", "string"],
  ["case(matrix.x == 1, 'a', 2)", "unknown"],
  ["unknown-function()", "unknown"],
])("%s", (text, expected) => expect(type(text)).toBe(expected));

test("deep trees take no time", () => {
  const start = performance.now();
  expect(type(`${"(".repeat(20)}matrix.x${" || matrix.y && github)".repeat(20)}`)).toBe("unknown");
  expect(performance.now() - start).toBeLessThan(200);
});
