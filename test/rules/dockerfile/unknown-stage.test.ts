import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unknown-stage.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/unknown-stage", () => {
  it.each([
    ["a slip", "FROM a:1 AS builder\nFROM b:1\nCOPY --from=bulider /x /x\n", ["3:13"]],
    ["a slip in a mount", "FROM a:1 AS deps\nFROM b:1\nRUN --mount=type=bind,from=dep,target=/x make\n", ["3:28"]],
    ["a stage that comes later", "FROM a:1\nCOPY --from=late /x /x\nFROM b:1 AS late\n", ["2:13"]],
    ["the stage itself", "FROM a:1 AS me\nCOPY --from=me /x /x\n", ["2:13"]],
    ["its number", "FROM a:1\nCOPY --from=0 /x /x\n", ["2:13"]],
    ["a variable, which the builder does not expand there", "ARG S=b\nFROM a:1 AS b\nFROM c:1\nCOPY --from=$S /x /x\n", ["4:13"]],
    ["the stage itself in a mount", "FROM a:1 AS me\nRUN --mount=from=me,target=/x y\n", ["2:18"]],
    [
      "a variable, which is not expanded there",
      "FROM a:1 AS builder\nFROM b:1\nARG S\nCOPY --from=$S /x /x\nCOPY --from=a:${S} /x /x\n",
      ["4:13", "5:13"],
    ],
    ["a number that there is not", "FROM a:1\nFROM b:1\nCOPY --from=3 /x /x\n", ["3:13"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["an earlier stage in another case", "FROM a:1 AS Build\nFROM b:1\nCOPY --from=build /x /x\n"],
    ["a number", "FROM a:1\nFROM b:1\nCOPY --from=0 /x /x\n"],
    ["an image", "FROM a:1\nCOPY --from=nginx /x /x\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/\n"],
    ["an image with a tag", "FROM a:1 AS builder\nFROM b:1\nCOPY --from=builders:1 /x /x\n"],
    ["a variable of a mount, which has a finding of its own", "FROM a:1 AS builder\nFROM b:1\nRUN --mount=from=$STAGE,target=/x true\n"],
    ["a trigger", "FROM a:1 AS x\nONBUILD COPY --from=x /x /x\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("knows the named contexts of the workspace's builds", () => {
    const files = {
      "compose.yaml": "services:\n  app:\n    build:\n      context: .\n      additional_contexts:\n        bulider: ./x\n",
    };
    expect(places(rule, "FROM a:1 AS builder\nFROM b:1\nCOPY --from=bulider /x /x\n", { files })).toEqual([]);
  });

  it("is certain of what the builder refuses, and warns where it takes the name for an image", () => {
    const severities = (text: string) => run(rule, text).map(({ severity }) => severity ?? rule.severity);
    expect(severities("FROM a:1 AS builder\nFROM b:1\nCOPY --from=bulider /x /x\n")).toEqual(["warning"]);
    expect(severities("FROM a:1\nCOPY --from=late /x /x\nFROM b:1 AS late\n")).toEqual(["error"]);
    expect(severities("FROM a:1\nCOPY --from=3 /x /x\n")).toEqual(["error"]);
    expect(severities("FROM a:1 AS me\nCOPY --from=me /x /x\n")).toEqual(["error"]);
    expect(severities("ARG S=b\nFROM a:1 AS b\nFROM c:1\nCOPY --from=$S /x /x\n")).toEqual(["error"]);
  });
});
