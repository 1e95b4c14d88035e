import { describe, expect, it } from "vitest";
import shellSyntax from "../../../server/engine/rules/dockerfile/shell-syntax.ts";
import swallowing from "../../../server/engine/rules/dockerfile/swallowing-comment.ts";
import rule from "../../../server/engine/rules/dockerfile/unknown-instruction.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/unknown-instruction", () => {
  it.each([
    ["the first line", "FROM a:1\nRUN b && \\ # c\n  d\n", "FROM a:1\n# c\nRUN b && \\\n  d\n"],
    ["a further line", "FROM a:1\nRUN b && \\\n  c && \\  # d \n  e\n", "FROM a:1\nRUN b && \\\n  # d\n  c && \\ \n  e\n"],
    ["another escape character", "# escape=`\nFROM a:1\nCOPY b ` # c\n  d\n", "# escape=`\nFROM a:1\n# c\nCOPY b `\n  d\n"],
    ["Windows' line breaks", "FROM a:1\r\nRUN b \\ # c\r\n  d\r\n", "FROM a:1\r\n# c\r\nRUN b \\\r\n  d\r\n"],
  ])("tells of a comment behind the escape character: %s", (_, text, fixed) => {
    const found = run(rule, text);
    expect(found[0]?.message).toContain("a comment stands behind its");
    expect(found.map((one) => one.fixed)).toEqual([[fixed]]);
    for (const other of [shellSyntax, swallowing]) expect(places(other, text)).toEqual([]);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a slip", "FROM a:1\nRUNN b\n"],
    ["a line that is not continued", "FROM a:1\nRUN b && # c\nd\n"],
    ["a hash within a word", "FROM a:1\nRUN b \\ c#d\ne\n"],
  ])("has nothing to say of a comment on %s", (_, text) => {
    expect(run(rule, text)).toHaveLength(1);
    expect(run(rule, text)[0]?.message).not.toContain("comment");
  });
});
