import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Interpolations,
  type Lookup,
  readInterpolations,
  unescapeDollars,
} from "../../../server/engine/languages/compose/interpolation.ts";

const environment: Readonly<Record<string, string | null>> = { FOO: "first", EMPTY: "", UNSET: null };
const lookup: Lookup = (name) => environment[name];

/** The parts as `kind:text`, an operand's in brackets. */
function outline(text: string, { parts }: Interpolations = readInterpolations(text)): string[] {
  return parts.map((part) => {
    const written = text.slice(part.span.start, part.span.end);
    if (part.kind !== "variable") return `${part.kind}:${written}`;
    const operand = part.operand ? `(${outline(text, part.operand).join("|")})` : "";
    return `${part.name}${part.operator ?? ""}${operand}`;
  });
}

describe("variables", () => {
  it.each([
    ["", []],
    ["plain", ["text:plain"]],
    ["$FOO-bar", ["FOO", "text:-bar"]],
    ["a${FOO}b", ["text:a", "FOO", "text:b"]],
    ["${A:-b}", ["A:-(text:b)"]],
    ["${A-b}", ["A-(text:b)"]],
    ["${A:?b c}", ["A:?(text:b c)"]],
    ["${A?b}", ["A?(text:b)"]],
    ["${A:+b}", ["A:+(text:b)"]],
    ["${A+b}", ["A+(text:b)"]],
    ["${A:-}", ["A:-()"]],
    ["${A?b:-c}", ["A?(text:b:-c)"]],
    ["${A-b:-c}", ["A-(text:b:-c)"]],
    ["${A:-${B:-c}}", ["A:-(B:-(text:c))"]],
    ["${A:-$B}${C}", ["A:-(B)", "C"]],
    ["${A-${B} ${C}} d", ["A-(B|text: |C)", "text: d"]],
    ["${_a1}$_b", ["_a1", "_b"]],
    // What stands for itself.
    ["$", ["text:$"]],
    ["$1 $(date) $} $", ["text:$1 $(date) $} $"]],
    ["$$FOO", ["escape:$$", "text:FOO"]],
    ["$$$FOO", ["escape:$$", "FOO"]],
    ["$${FOO}", ["escape:$$", "text:{FOO}"]],
    // Braces in a default count.
    ['${A:-{"x":1}}', ['A:-(text:{"x":1})']],
    ["${A:-{}}", ["A:-(text:{})"]],
    // What Compose refuses.
    ["${", ["invalid:${"]],
    ["${}", ["invalid:${}"]],
    ["${ FOO}", ["invalid:${ FOO}"]],
    ["${1A}", ["invalid:${1A}"]],
    ["${FOO.BAR}", ["invalid:${FOO.BAR}"]],
    ["${FOO:bar}", ["invalid:${FOO:bar}"]],
    ["${FOO", ["invalid:${FOO"]],
    ["${FOO $BAR", ["invalid:${FOO", "text: ", "BAR"]],
    ["${FOO:-bar", ["invalid:${FOO", "text::-bar"]],
    ["${FOO:-a\nb}", ["invalid:${FOO", "text::-a\nb}"]],
    ["${A:-${B}", ["A:-(invalid:${B)"]],
  ])("in `%s`", (text, expected) => {
    expect(outline(text)).toEqual(expected);
  });

  it("knows the name of what is not finished", () => {
    const [part] = readInterpolations("x ${FOO").invalid;
    expect(part).toMatchObject({ name: "FOO", nameSpan: { start: 4, end: 7 } });
  });

  it("lists all variables, those in defaults included", () => {
    const read = readInterpolations("${A:-${B:-$A}} $C");
    expect(read.variables.map(({ name, nameSpan }) => [name, nameSpan.start])).toEqual([
      ["A", 2],
      ["B", 7],
      ["A", 11],
      ["C", 16],
    ]);
    expect(read.names).toEqual(["A", "B", "C"]);
    expect(read.hasVariables).toBe(true);
    expect(readInterpolations("$$A").hasVariables).toBe(false);
  });
});

describe("values", () => {
  it.each([
    ["plain", "plain"],
    ["$FOO and ${FOO}", "first and first"],
    ["$$FOO", "$FOO"],
    ["[$UNSET]", "[]"],
    ["$UNKNOWN", undefined],
    ["${UNSET:-def}${EMPTY:-def}${FOO:-def}", "defdeffirst"],
    ["${UNSET-def}${EMPTY-def}${FOO-def}", "deffirst"],
    ["${UNSET:+alt}${EMPTY:+alt}${FOO:+alt}", "alt"],
    ["${UNSET+alt}${EMPTY+alt}${FOO+alt}", "altalt"],
    ["${FOO:?message}${EMPTY?message}", "first"],
    ["${EMPTY:?message}", undefined],
    ["${UNSET?message}", undefined],
    ["${UNKNOWN:-def}", undefined],
    ["${UNSET-${EMPTY:-$FOO}}", "first"],
    ["ok ${EMPTY:-/non:-alphanumeric}", "ok /non:-alphanumeric"],
    // A default that nobody needs must be valid all the same.
    ["${FOO:-${}}", undefined],
  ])("of `%s`", (text, expected) => {
    expect(readInterpolations(text).resolve(lookup)).toBe(expected);
  });

  it.each([
    ["app:${TAG:-latest}", "app:latest"],
    ["app:${TAG}", undefined],
    ["${A:-${B}}", undefined],
    ["${A:-${B-c}}", "c"],
    ["x${A:+y}", "x"],
    ["${A:?needed}", undefined],
  ])("of `%s` where nothing is set", (text, expected) => {
    expect(readInterpolations(text).defaultValue).toBe(expected);
  });

  it("are texts with single dollars", () => {
    expect(unescapeDollars("$$(cat $$FILE) $$$$")).toBe("$(cat $FILE) $$");
  });
});

const pieces = fc.constantFrom("$", "$$", "${", "}", "{", "A", "_b", "1", ":-", "-", ":?", "+", "\n", " ", "${A:-", "$B", "x", "${C}");
const texts = fc.array(pieces, { maxLength: 40 }).map((list) => list.join(""));

function expectGapless(text: string, { parts, span }: Interpolations): void {
  let end = span.start;
  for (const part of parts) {
    expect(part.span.start).toBe(end);
    expect(part.span.end).toBeGreaterThan(part.span.start);
    end = part.span.end;
    if (part.kind !== "variable") continue;
    expect(text.slice(part.nameSpan.start, part.nameSpan.end)).toBe(part.name);
    if (part.operand) expectGapless(text, part.operand);
  }
  expect(end).toBe(span.end);
}

describe("any text", () => {
  it("is divided without gaps", () => {
    fc.assert(fc.property(texts, (text) => expectGapless(text, readInterpolations(text))));
    fc.assert(fc.property(fc.string(), (text) => expectGapless(text, readInterpolations(text))));
  });

  it("with its dollars doubled comes back as it was", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const doubled = readInterpolations(text.replaceAll("$", "$$$$"));
        expect(doubled.resolve(() => undefined)).toBe(text);
        expect(doubled.names).toEqual([]);
      }),
    );
  });

  it("has a value where all variables are set and nothing is invalid", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const read = readInterpolations(text);
        expect(read.resolve(() => "v") === undefined).toBe(read.invalid.length > 0);
      }),
    );
  });

  it.each(["${A:-", "${A:-}", "$", "${", "${A:-{", "}", "${A:-${B}"])("of many `%s` is read in no time", (text) => {
    const started = performance.now();
    const many = readInterpolations(text.repeat(20_000));
    many.resolve(lookup);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
