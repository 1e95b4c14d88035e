import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/missing-syntax-directive.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/missing-syntax-directive", () => {
  it.each([
    ["the first use alone", "FROM alpine:3.24\nCOPY --link a /a\nRUN <<EOF\nx\nEOF\n", "# syntax=docker/dockerfile:1\nFROM"],
    ["another directive", "# escape=`\nFROM alpine:3.24\nCOPY --link a /a\n", "# syntax=docker/dockerfile:1\n# escape=`\nFROM"],
    ["a byte order mark", "\uFEFFFROM alpine:3.24\nCOPY --link a /a\n", "\uFEFF# syntax=docker/dockerfile:1\nFROM"],
    ["Windows line breaks", "FROM alpine:3.24\r\nCOPY --parents a /a\r\n", "# syntax=docker/dockerfile:1\r\nFROM"],
    ["labs", "FROM alpine:3.24\nRUN --device=x y\n", "# syntax=docker/dockerfile:1-labs\nFROM"],
  ])("adds the directive: %s", (_, text, start) => {
    const found = run(rule, text);
    expect(found).toHaveLength(1);
    expect(found[0]?.fixed[0]?.startsWith(start)).toBe(true);
    expectLawfulFixes(rule, text);
  });

  it("does not fix below the line of an interpreter", () => {
    expect(run(rule, "#!/usr/bin/env x\nFROM alpine:3.24\nCOPY --link a /a\n").map(({ at, fixed }) => [at, fixed])).toEqual([["3:6", []]]);
  });

  it.each([
    ["a directive", "# syntax=docker/dockerfile:1\nFROM alpine:3.24\nCOPY --link a /a\n"],
    ["a directive of another frontend", "# syntax=acme/frontend\nFROM alpine:3.24\nCOPY --link a /a\n"],
    ["nothing new", "FROM alpine:3.24\nCOPY --chown=1 a /a\n"],
    ["mounts, which Docker 20.10 knows", "FROM alpine:3.24\nRUN --mount=type=secret,id=a,env=A x\n"],
    ["a comment for the builder's checks", "FROM alpine:3.24\n# check=skip=JSONArgsRecommended\nCMD a\n"],
    ["a template", "FROM {{ base }}\nCOPY --link a /a\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
