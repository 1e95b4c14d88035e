import fc from "fast-check";
import { expect, test } from "vitest";
import { lineEdits } from "../../../server/engine/text/diff.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";

test("touches the lines that differ and no others", () => {
  expect(lineEdits("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n")).toEqual([
    { span: { start: 2, end: 4 }, text: "B\n" },
    { span: { start: 8, end: 8 }, text: "e\n" },
  ]);
  expect(lineEdits("a\nb\n", "a\nb\n")).toEqual([]);
  expect(lineEdits("", "a")).toEqual([{ span: { start: 0, end: 0 }, text: "a" }]);
  expect(lineEdits("a\nb", "b")).toEqual([{ span: { start: 0, end: 2 }, text: "" }]);
  expect(lineEdits("x\na\nb\nc\ny\n", "x\nb\na\nc\nz\ny\n").length).toBeGreaterThan(1);
});

test("makes one text of any other, with edits in order that never touch", () => {
  const line = fc.constantFrom("a\n", "b\n", "c\n", "\n", "a\r\n");
  const text = fc.tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom("", "a", "z")).map(([lines, last]) => lines.join("") + last);
  fc.assert(
    fc.property(text, text, (before, after) => {
      const edits = lineEdits(before, after);
      expect(applyEdits(before, edits)).toBe(after);
      for (const [index, { span }] of edits.entries()) if (index > 0) expect(span.start).toBeGreaterThan(edits[index - 1]?.span.end ?? -1);
    }),
    { numRuns: 2_000 },
  );
});

test("large texts with nothing in common cost no more than their length", () => {
  const lines = (letter: string) => Array.from({ length: 20_000 }, (_, i) => `${letter}${i}\n`).join("");
  const begun = performance.now();
  expect(applyEdits(lines("a"), lineEdits(lines("a"), lines("b")))).toBe(lines("b"));
  expect(performance.now() - begun).toBeLessThan(2_000);
});
