import { describe, expect, it } from "vitest";
import { parse } from "../../../server/engine/languages/parse.ts";
import rule from "../../../server/engine/rules/dockerignore/ineffective-pattern.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

/** Paths of every kind that the patterns below are about. */
const paths =
  "a a/b a/b/c b b/a c.md d/c.md README.md a.log x/a.log x/a.log/y node_modules web/node_modules web/node_modules/z .git/x docs docs/x docs2".split(
    " ",
  );

const ignored = (text: string) => {
  const file = parse(new SourceText(".dockerignore", text), "dockerignore");
  return paths.filter((path) => file.ignores(path));
};

describe("dockerignore/ineffective-pattern", () => {
  it.each([
    ["the same line again", "a\nb\na\n", ["3:1"]],
    ["the same path written otherwise", "a\n./a/\n/a\n", ["2:1", "3:1"]],
    ["what is in a folder that is ignored", "a\na/b\n", ["2:1"]],
    ["what is in a folder that a later line ignores", "a/b\na\n", ["1:1"]],
    ["a name that a pattern covers", "*.log\na.log\n", ["2:1"]],
    ["a folder that is ignored everywhere", "node_modules\n**/node_modules\nweb/node_modules/z\n", ["1:1", "3:1"]],
    ["a pattern within one for all folders", "**/*.log\nx/*.log\n", ["2:1"]],
    ["what all covers", "*\na\n**/b\n", ["2:1", "3:1"]],
    ["an exception above its pattern", "!README.md\n*.md\n", ["1:1"]],
    ["an exception of nothing", "a\n!docs\n", ["2:1"]],
    ["an exception of nothing, by its folder", "docs/x\n!a/b*\n", ["2:1"]],
    ["the same exception again", "*\n!a\n!a/b\n", ["3:1"]],
    ["the same line behind exceptions of something else", "a\nb\n!b/a\na\n", ["4:1"]],
    ["a line of a file without a line break at its end", "a\na", ["2:1"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
    // What is ignored stays the same.
    for (const problem of run(rule, text)) {
      expect(problem.tags).toEqual(["unnecessary"]);
      expect(ignored(problem.fixed[0] ?? "")).toEqual(ignored(text));
    }
  });

  it.each([
    ["lines that differ", "a\nb\n*.log\n**/c.md\n"],
    ["dots and slashes that the builder takes away", "./a\n/b\nc.md/\n"],
    ["an exception and the line that it is one of", "*.md\n!README.md\n"],
    ["an allow-list", "*\n!a\n!b/**\na/b\n!a/b/c\n"],
    ["a line again, behind an exception of it", "a\n!a/b\na/b/c\n"],
    ["an exception that a later line takes back in part", "*\n!a\na/b\n"],
    ["an exception of a pattern that may fit", "do*\n!docs\n"],
    ["an exception in a folder that is ignored", "docs\n!docs/x\n"],
    ["a folder and what is in it, which leaves it empty", "a/*\n!a/b\na/b/*\n"],
    ["a pattern in one folder and one in all", "*.log\n**/*.log\n".replace("*.log\n", "x*/*.md\n")],
    ["names that begin alike", "docs\ndocs2\n"],
    ["case", "a\nA\n"],
    ["an exception of another folder's file", "**/a\n!web/a\n"],
    ["comments and blank lines", "# a\na\n\n# a\n"],
    ["nothing", ""],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("says what to do with an exception that comes too early", () => {
    expect(run(rule, "!README.md\n*.md\n")[0]?.message).toContain("change places");
    expect(run(rule, "a\n!docs\n")[0]?.message).toContain("no line above");
  });

  it.each([
    ["a pattern that is taken back whole", "a/b\n!a\n", ["1:1"]],
    ["an exception that is taken back", "*.md\n!README.md\na\n*.md\n", ["2:1"]],
    ["an exception that is taken back by its like", "*.md\n!README.md\nREADME.md\n", ["2:1"]],
    ["a folder that is let in again and emptied", "a\n!a\na/**\n", ["1:1"]],
  ])("reports %s, and leaves it to people which line was meant", (_, text, at) => {
    expect(run(rule, text).map((one) => [one.at, one.fixed])).toEqual(at.map((one) => [one, []]));
  });

  it("leaves files alone that only a program writes", () => {
    expect(places(rule, Array.from({ length: 600 }, () => "a").join("\n"))).toEqual([]);
  });
});
