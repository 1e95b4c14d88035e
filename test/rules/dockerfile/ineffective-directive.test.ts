import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/ineffective-directive.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const syntax = "# syntax=docker/dockerfile:1\n";

describe("dockerfile/ineffective-directive", () => {
  it.each([
    ["syntax behind a comment", `# a\n${syntax}FROM a:1\n`, ["2:1"], [`${syntax}# a\nFROM a:1\n`]],
    ["syntax behind a blank line", `\n${syntax}FROM a:1\n`, ["2:1"], [`${syntax}\nFROM a:1\n`]],
    ["syntax behind an instruction", `ARG A=1\n${syntax}FROM a:$A\n`, ["2:1"], [`${syntax}ARG A=1\nFROM a:$A\n`]],
    ["syntax behind an unknown directive", `# foo=bar\n${syntax}FROM a:1\n`, ["2:1"], [`${syntax}# foo=bar\nFROM a:1\n`]],
    [
      "another writing",
      "# a\n  #Syntax = docker.io/docker/dockerfile:1.7-labs\nFROM a:1\n",
      ["2:3"],
      ["# Syntax = docker.io/docker/dockerfile:1.7-labs\n# a\nFROM a:1\n"],
    ],
    [
      "behind the interpreter and a comment",
      `#!/usr/bin/env docker\n# a\n${syntax}FROM a:1\n`,
      ["3:1"],
      [`#!/usr/bin/env docker\n${syntax}# a\nFROM a:1\n`],
    ],
    [
      "with line breaks of Windows",
      "# a\r\n# syntax=docker/dockerfile:1\r\nFROM a:1\r\n",
      ["2:1"],
      ["# syntax=docker/dockerfile:1\r\n# a\r\nFROM a:1\r\n"],
    ],
    ["a byte order mark", `\ufeff# a\n${syntax}FROM a:1\n`, ["2:1"], [`\ufeff${syntax}# a\nFROM a:1\n`]],
    ["in a continuation", `FROM a:1\nRUN a \\\n${syntax}  && b\n`, ["3:1"], [`${syntax}FROM a:1\nRUN a \\\n  && b\n`]],
    ["at the end, without a line break", "FROM a:1\n# syntax=docker/dockerfile:1", ["2:1"], [`${syntax}FROM a:1\n`]],
    ["check above a blank line", "# a\n# check=skip=all\n\nFROM a:1\n", ["2:1"], ["# check=skip=all\n# a\n\nFROM a:1\n"]],
    ["check at the end", "FROM a:1\n# check=error=true;skip=A,B\n", ["2:1"], ["# check=error=true;skip=A,B\nFROM a:1\n"]],
  ])("reports and moves %s", (_, text, at, fixed) => {
    expect(places(rule, text)).toEqual(at);
    expect(run(rule, text).flatMap((one) => one.fixed)).toEqual(fixed);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["an escape character: what stands above is read by the other one", "# a\n# escape=`\nFROM a:1\n", ["2:1"]],
    ["a second syntax further down", `${syntax}# a\n${syntax}FROM a:1\n`, ["3:1"]],
    ["a version that lacks what the file uses", "# a\n# syntax=docker/dockerfile:1.7\nFROM scratch\nCOPY --exclude=*.md a /a\n", ["2:1"]],
    ["options that would stop the build", "# a\n# check=skip=A;error=maybe\n\nFROM a:1\n", ["2:1"]],
  ])("does not move %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expect(run(rule, text).flatMap((one) => one.fixed)).toEqual([]);
  });

  it("moves only the first of two", () => {
    const found = run(rule, `# a\n${syntax}# b\n${syntax}FROM a:1\n`);
    expect(found.map(({ at, fixed }) => [at, fixed.length])).toEqual([
      ["2:1", 1],
      ["4:1", 0],
    ]);
  });

  it.each([
    ["directives at the top", `${syntax}# escape=\`\n# check=skip=all\nFROM a:1\n`],
    ["directives behind the interpreter", `#!/usr/bin/env docker\n${syntax}FROM a:1\n`],
    ["one that is set twice, of which another rule speaks", `${syntax}${syntax}FROM a:1\n`],
    ["a check above an instruction", "FROM a:1\n# check=skip=JSONArgsRecommended\nCMD a\n"],
    ["a check in the comments above an instruction", "FROM a:1\n# a\n# check=skip=JSONArgsRecommended\n# b\nCMD a\n"],
    ["a check above FROM", "# a\n# check=skip=all\nFROM a:1\n"],
    ["prose about syntax", "# a\n# syntax = the usual one\n# escape = what is put in front\n# check = whether it works\nFROM a:1\n"],
    ["prose that begins with the image", "# a\n# syntax = dockerfile of ours\nFROM a:1\n"],
    ["another frontend", "# a\n# syntax=example.com/frontend:1\nFROM a:1\n"],
    ["no value", "# a\n# syntax=\n# escape=\nFROM a:1\n"],
    ["a comment in a comment", "# a\n## syntax=docker/dockerfile:1\nFROM a:1\n"],
    ["a heredoc that writes a Dockerfile", "FROM a:1\nCOPY <<EOF /Dockerfile\n\n# syntax=docker/dockerfile:1\nFROM b:1\nEOF\n"],
    ["an empty file", ""],
  ])("is silent on %s", (_, text) => expect(places(rule, text)).toEqual([]));
});
