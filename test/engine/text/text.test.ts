import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits, conflicts, insert, remove, replace } from "../../../server/engine/text/edit.ts";
import { MappedText } from "../../../server/engine/text/mapped.ts";
import { nearest } from "../../../server/engine/text/nearest.ts";
import { nestsTooDeeply } from "../../../server/engine/text/nesting.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

describe("SourceText", () => {
  it("counts lines by LF, CRLF and a lone CR", () => {
    const source = new SourceText("f", "a\nb\r\nc\rd");
    expect(source.lineStarts).toEqual([0, 2, 5, 7]);
    expect(source.positionAt(6)).toEqual({ line: 2, character: 1 });
    expect(source.slice(source.lineSpan(1))).toBe("b");
  });

  it("counts UTF-16 units", () => {
    expect(new SourceText("f", "😀x\ny").positionAt(2)).toEqual({ line: 0, character: 2 });
  });

  it("leads from offset to position and back", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "\n", "\r\n", "é", "😀") }), fc.nat(), (text, seed) => {
        const source = new SourceText("f", text);
        const offset = text.length === 0 ? 0 : seed % text.length;
        if (text[offset] === "\n" && text[offset - 1] === "\r") return;
        expect(source.offsetAt(source.positionAt(offset))).toBe(offset);
      }),
    );
  });

  it("clamps what lies outside", () => {
    const source = new SourceText("f", "ab\nc");
    expect(source.offsetAt({ line: 0, character: 99 })).toBe(2);
    expect(source.offsetAt({ line: 9, character: 0 })).toBe(4);
    expect(source.positionAt(99)).toEqual({ line: 1, character: 1 });
  });

  it("names the first line break", () => {
    expect(new SourceText("f", "a\r\nb\n").eol).toBe("\r\n");
    expect(new SourceText("f", "a").eol).toBe("\n");
  });
});

describe("edits", () => {
  it("are applied by place, those at one offset in their order", () => {
    expect(
      applyEdits("abc", [insert(3, "!"), replace({ start: 0, end: 1 }, "A"), insert(1, "1"), insert(1, "2"), remove({ start: 2, end: 3 })]),
    ).toBe("A12b!");
  });

  it("that overlap or lie outside are refused", () => {
    expect(() => applyEdits("abc", [remove({ start: 0, end: 2 }), remove({ start: 1, end: 3 })])).toThrow(RangeError);
    expect(() => applyEdits("abc", [remove({ start: 2, end: 9 })])).toThrow(RangeError);
  });

  it("conflict where they share characters or insert at one place", () => {
    expect(conflicts(remove({ start: 0, end: 2 }), remove({ start: 1, end: 3 }))).toBe(true);
    expect(conflicts(insert(1, "a"), insert(1, "b"))).toBe(true);
    expect(conflicts(remove({ start: 0, end: 1 }), remove({ start: 1, end: 2 }))).toBe(false);
  });
});

describe("MappedText", () => {
  // "ab" stands at 10, "cd" at 20.
  const text = new MappedText("abcd", [
    { joined: 0, source: 10, length: 2 },
    { joined: 2, source: 20, length: 2 },
  ]);

  it("leads back to the source, a seam belonging to the later piece as start and to the earlier as end", () => {
    expect([0, 1, 2, 3, 4].map((offset) => text.toSource(offset))).toEqual([10, 11, 20, 21, 22]);
    expect(text.spanToSource({ start: 0, end: 2 })).toEqual({ start: 10, end: 12 });
    expect(text.spanToSource({ start: 1, end: 3 })).toEqual({ start: 11, end: 21 });
    expect(text.isContiguous({ start: 0, end: 2 })).toBe(true);
    expect(text.isContiguous({ start: 1, end: 3 })).toBe(false);
  });

  it("can be cut", () => {
    const part = text.slice({ start: 1, end: 4 });
    expect(part.text).toBe("bcd");
    expect(part.toSource(0)).toBe(11);
    expect(part.toSource(1)).toBe(20);
  });
});

describe("nearest", () => {
  it("finds what was meant, and nothing where nothing is near", () => {
    expect(nearest("RUNN", ["RUN", "FROM"])).toBe("RUN");
    expect(nearest("form", ["from", "run"])).toBe("from");
    expect(nearest("banana", ["from", "run"])).toBeUndefined();
  });
});

describe("nestsTooDeeply", () => {
  it.each([
    ["brackets", "[".repeat(300)],
    ["maps", "{a: ".repeat(300)],
    ["lists in one line", "- ".repeat(300)],
    ["keys in one line", "? ".repeat(300)],
    ["indentation", Array.from({ length: 600 }, (_, level) => `${" ".repeat(level)}a:`).join("\n")],
  ])("refuses %s without end", (_, text) => {
    expect(nestsTooDeeply(text)).toBe(true);
  });

  it.each([
    ["many lists side by side", "[a]\n".repeat(5_000)],
    ["closing brackets alone", "]".repeat(5_000)],
    ["a long line", `a: ${"b - ".repeat(5_000)}`],
    ["fifty levels", Array.from({ length: 50 }, (_, level) => `${"  ".repeat(level)}a:`).join("\r\n")],
    [
      "a large JSON file",
      JSON.stringify(
        Array.from({ length: 1_000 }, (_, id) => ({ id, tags: ["a", "b"] })),
        null,
        2,
      ),
    ],
  ])("takes %s", (_, text) => {
    expect(nestsTooDeeply(text)).toBe(false);
  });
});
