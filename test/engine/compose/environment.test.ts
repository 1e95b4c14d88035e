import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEnvironmentFile } from "../../../server/engine/languages/compose/environment-file.ts";
import { readEnvironmentItem } from "../../../server/engine/languages/compose/environment-list.ts";

function values(text: string): Record<string, string | undefined> {
  return Object.fromEntries(readEnvironmentFile(text).entries.map(({ name, value }) => [name, value]));
}

describe("environment files", () => {
  it.each([
    ["FOO=bar", "bar"],
    ["FOO =bar", "bar"],
    ["FOO= bar ", "bar"],
    ["FOO=", ""],
    ["export FOO=bar", "bar"],
    ["\texport\tFOO=bar", "bar"],
    ["FOO: bar", "bar"],
    ["FOO=a=b:c", "a=b:c"],
    ["FOO=bar # comment", "bar"],
    ["FOO=bar#baz", "bar#baz"],
    ["FOO= # comment", "# comment"],
    ['FOO="bar#baz" # comment', "bar#baz"],
    ["FOO='bar # baz'", "bar # baz"],
    ["FOO='$BAR \\n'", "$BAR \\n"],
    ["FOO='it\\'s'", "it's"],
    ['FOO="bar\\nbaz"', "bar\nbaz"],
    ['FOO="say \\"hi\\""', 'say "hi"'],
    ['FOO="back\\\\slash\\d"', "back\\slash\\d"],
    ['FOO="\\$BAR \\0123"', "$BAR S"],
    ['FOO="two\nlines"', "two\nlines"],
    ["FOO=$$BAR", "$BAR"],
    ["FOO=$UNKNOWN", undefined],
    ["FOO=${UNKNOWN:-x}", undefined],
    ["\uFEFFFOO=bar", "bar"],
    ["FOO=bar\r\n", "bar"],
  ])("%j", (text, expected) => {
    const file = readEnvironmentFile(text);
    expect(file.problems).toEqual([]);
    expect(file.entries.map(({ name, value }) => [name, value])).toEqual([["FOO", expected]]);
  });

  it("have entries below each other, comments and names alone", () => {
    const text = "# first\nA=1\n\n  # second\nB='2'\nC\nD.x-y[0]=4";
    expect(values(text)).toEqual({ A: "1", B: "2", C: undefined, "D.x-y[0]": "4" });
    expect(readEnvironmentFile(text).entries.map(({ hasValue }) => hasValue)).toEqual([true, true, false, true]);
  });

  it("use what stands further up, and what is set outside", () => {
    const file = readEnvironmentFile("A=1\nB=${A}2\nC=$OUTSIDE", (name) => (name === "OUTSIDE" ? "o" : undefined));
    expect(file.entries.map(({ value }) => value)).toEqual(["1", "12", "o"]);
    expect(file.lookup("B")).toBe("12");
    expect(file.lookup("MISSING")).toBeNull();
    expect(readEnvironmentFile("A=$OUTSIDE").lookup("A")).toBeUndefined();
    expect(readEnvironmentFile("A").lookup("A")).toBeUndefined();
  });

  it.each([
    ["lol$wut\nA=1", "character-in-name", "$"],
    ["two words=x\nA=1", "blank-in-name", "two words"],
    ["two words\nA=1", "blank-in-name", "two words"],
    ["=x\nA=1", "no-name", "="],
    ['B="open\nA=1', "open-quote", '"open'],
    ["B=${\nA=1", "invalid-variable", "${"],
    ["B='x' y\nA=1", "text-behind-quote", "y"],
  ])("%j: %s at `%s`, and reading goes on", (text, kind, at) => {
    const file = readEnvironmentFile(text);
    expect(file.problems.map((problem) => [problem.kind, text.slice(problem.span.start, problem.span.end)])).toEqual([[kind, at]]);
    expect(file.lookup("A")).toBe("1");
  });

  it("have places", () => {
    const text = "export A = 'x y' # z";
    const [entry] = readEnvironmentFile(text).entries;
    expect(entry && [entry.nameSpan, entry.valueSpan].map(({ start, end }) => text.slice(start, end))).toEqual(["A", "'x y'"]);
  });

  it("are read whatever the text", () => {
    const pieces = fc.constantFrom("A", "=", ":", "\n", "\r\n", " ", "'", '"', "\\", "#", "$", "${B:-x}", "export ", "-", "é", "\u0085");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (list) => {
        const text = list.join("");
        let end = 0;
        for (const { name, nameSpan, valueSpan } of readEnvironmentFile(text).entries) {
          expect(text.slice(nameSpan.start, nameSpan.end)).toBe(name);
          expect(nameSpan.start).toBeGreaterThanOrEqual(end);
          expect(valueSpan.start).toBeGreaterThanOrEqual(nameSpan.end);
          expect(valueSpan.end).toBeLessThanOrEqual(text.length);
          end = valueSpan.end;
        }
      }),
    );
  });

  it("give back what is written between single quotes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        fc.pre(!/['\\]/.test(value));
        expect(values(`A='${value}'\nB=1`)).toEqual({ A: value, B: "1" });
      }),
    );
  });
});

describe("entries of lists", () => {
  it.each([
    ["A=1", "A", "1"],
    ["A=", "A", ""],
    ["A", "A", undefined],
    ["A=b=c", "A", "b=c"],
    ["A=${B:-c}", "A", "${B:-c}"],
    ["${A}", undefined, undefined],
    ["${A:-b=c}", undefined, undefined],
    ["${A}=1", undefined, "1"],
    ["traefik.http.$$x=1", "traefik.http.$x", "1"],
    ["", "", undefined],
  ])("`%s`", (text, name, value) => {
    const item = readEnvironmentItem(text);
    expect([item.name, item.value]).toEqual([name, value]);
    if (item.valueSpan) expect(text.slice(item.valueSpan.start, item.valueSpan.end)).toBe(value);
  });
});
