import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unterminated-heredoc.ts";
import { expectLawfulFixes, run } from "../support.ts";

describe("dockerfile/unterminated-heredoc", () => {
  it.each([
    ["no terminator", "RUN <<EOF\na\n", "RUN <<EOF\na\nEOF\n"],
    ["no last line break", "RUN <<EOF\na", "RUN <<EOF\na\nEOF\n"],
    ["blanks in front", "RUN <<EOF\na\n  EOF\nUSER 1\n", "RUN <<EOF\na\nEOF\nUSER 1\n"],
    ["blanks behind", "RUN <<EOF\nEOF \nUSER 1\n", "RUN <<EOF\nEOF\nUSER 1\n"],
    ["quotes", "COPY <<'END' /a\na\n", "COPY <<'END' /a\na\nEND\n"],
    ["Windows line breaks", "RUN <<EOF\r\na\r\n\tEOF\r\nUSER 1\r\n", "RUN <<EOF\r\na\r\nEOF\r\nUSER 1\r\n"],
  ])("ends one with %s", (_, text, fixed) => {
    const first = text.includes("\r") ? "FROM a:1\r\n" : "FROM a:1\n";
    expect(run(rule, first + text)).toMatchObject([{ fixed: [first + fixed] }]);
    expectLawfulFixes(rule, first + text);
  });

  it("leaves the first of two on a line to a person", () => {
    expect(run(rule, "FROM a:1\nCOPY <<A <<B /x/\na\n").map(({ fixed }) => fixed.length)).toEqual([0, 1]);
  });
});
