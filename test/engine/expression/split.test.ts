import fc from "fast-check";
import { expect, test } from "vitest";
import { splitExpressions } from "../../../server/engine/languages/expression/split.ts";

/** The pieces, and what stands in them; `?` marks those that are not closed. */
function split(text: string): string[] {
  return splitExpressions(text).map(({ span, inner, isUnclosed }) => {
    const whole = text.slice(span.start, span.end);
    const between = text.slice(inner.start, inner.end);
    expect(whole).toBe(isUnclosed ? `\${{${between}` : `\${{${between}}}`);
    return between + (isUnclosed ? "?" : "");
  });
}

test.each<[string, string[]]>([
  ["", []],
  ["echo ${HOME} }} {{ x }}", []],
  ["${{ a }}", [" a "]],
  ["${{}}", [""]],
  ["a ${{ b }}-${{c}} d", [" b ", "c"]],
  ["${{ '}}' }} }}", [" '}}' "]],
  ["${{ 'it''s }}' }}x", [" 'it''s }}' "]],
  ["it's ${{ a }} isn't ${{ 'b' }}", [" a ", " 'b' "]],
  ["$${{ a }}", [" a "]],
  ["$$${{ a }}", [" a "]],
  ["${{ ${{ a }} }}", [" ${{ a "]],
  ["${{ a }}}", [" a "]],
  ["${{ a\n  && b }}", [" a\n  && b "]],
  ["${{ a", [" a?"]],
  ["${{", ["?"]],
  ["${{ a }\nb ${{ c }}", [" a }\nb ${{ c "]],
  ["${{ c }} ${{ a  \nb", [" c ", " a?"]],
  ["${{ a ${{ b", [" a?", " b?"]],
  // The string is not closed: that is what is wrong, not the braces.
  ["${{ a == 'b }} ${{ c }}", [" a == 'b ", " c "]],
  ["${{ 'b }} it's ${{ c }}", [" 'b }} it's ${{ c "]],
])("%j", (text, expected) => expect(split(text)).toEqual(expected));

test("pieces are in order and end where the runner would end them", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("${{", "}}", "'", "a", " ", "\n", "}", "$"), { maxLength: 30 }), (parts) => {
      const text = parts.join("");
      split(text);
      let end = 0;
      for (const piece of splitExpressions(text)) {
        expect(piece.span.start).toBe(text.indexOf("${{", end));
        expect(piece.isUnclosed || runnerEnd(text, piece.span.start) === piece.span.end || runnerEnd(text, piece.span.start) < 0).toBe(
          true,
        );
        end = piece.span.end;
      }
      expect(text.indexOf("${{", end)).toBe(-1);
    }),
    { numRuns: 2000 },
  );
});

test("hostile texts take no time", () => {
  const start = performance.now();
  for (const piece of ["${{", "${{ ' ", "${{ '}}", "}}'", "${{ '${{ '' }}"]) splitExpressions(piece.repeat(100_000));
  expect(performance.now() - start).toBeLessThan(2_000);
});

/** As the runner looks for the end, one character after the other. */
function runnerEnd(text: string, start: number): number {
  let isString = false;
  for (let i = start + 3; i < text.length; i++) {
    if (text[i] === "'") isString = !isString;
    else if (!isString && text[i] === "}" && text[i - 1] === "}") return i + 1;
  }
  return -1;
}
