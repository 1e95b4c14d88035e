import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unfit-labels.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/unfit-labels", () => {
  it.each([
    ["a label that is missing", "FROM a:1\nLABEL x=y\n", ["1:1"], { options: { labels: ["owner"] } }],
    ["a slip in its name, once", "FROM a:1\nLABEL ownr=me\n", ["2:7"], { options: { labels: ["owner"], onlyThese: true } }],
    ["an empty one", 'FROM a:1\nLABEL owner=""\n', ["2:13"], { options: { labels: ["owner"] } }],
    ["no address", "FROM a:1\nLABEL home=x\n", ["2:12"], { options: { labels: ["home=url"] } }],
    ["no version", "FROM a:1\nLABEL v=1\n", ["2:9"], { options: { labels: ["v=semver"] } }],
    ["no time", "FROM a:1\nLABEL t=today\n", ["2:9"], { options: { labels: ["t=rfc3339"] } }],
    ["one that is not asked for", "FROM a:1\nLABEL owner=me x=y\n", ["2:16"], { options: { labels: ["owner"], onlyThese: true } }],
  ])("reports %s", (_, text, at, setting) => {
    expect(places(rule, text, setting)).toEqual(at);
    expectLawfulFixes(rule, text, setting);
  });

  it("puts a slip right, where it stands in the stage below, too", () => {
    const setting = { options: { labels: ["owner", "team"] } };
    const text = 'FROM a:1 AS base\nLABEL "Owner"=me \\\n  team=x\nFROM base\n';
    expect(run(rule, text, setting)).toMatchObject([{ at: "2:7", fixed: [text.replace('"Owner"', "owner")] }]);
    const image = "org.opencontainers.image";
    const other = `FROM a:1\nLABEL ${image}.title=x\n`;
    expect(run(rule, other, { options: { labels: [`${image}.source`] } })).toMatchObject([{ at: "1:1", fixed: [] }]);
    // What is asked for itself is no slip.
    expect(run(rule, "FROM a:1\nLABEL team=x\n", { options: { labels: ["teams", "team"] } })).toMatchObject([{ at: "1:1", fixed: [] }]);
  });

  it.each([["no option", "FROM a:1\n"]])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it.each([
    [
      "what fits",
      'FROM a:1\nLABEL owner=me home=https://a.example "v"=1.2.3 c=0a1b2c3 m=a@b.c l="MIT OR Apache-2.0"\n',
      { options: { labels: ["owner", "home=url", "v=semver", "c=hash", "m=email", "l=spdx"] } },
    ],
    ["what a stage below has", "FROM a:1 AS base\nLABEL owner=me\nFROM base\n", { options: { labels: ["owner"] } }],
    ["a builder", "FROM a:1 AS build\nFROM b:1\nLABEL owner=me\n", { options: { labels: ["owner"] } }],
    ["a build argument", "FROM a:1\nARG REV\nLABEL c=$REV\n", { options: { labels: ["c=hash"] } }],
    [
      "values of every type",
      "FROM x:1\nLABEL a=x b=https://x.io c=1.0.0 d=2026-01-01T00:00:00Z e=0a1b2c3 f=MIT g=a@b.io\n",
      { options: { labels: ["a=text", "b=url", "c=semver", "d=rfc3339", "e=hash", "f=spdx", "g=email"] } },
    ],
    ["a wrong value in a builder", "FROM a:1 AS b\nLABEL v=x\nFROM c:1\nLABEL v=1.2.3\n", { options: { labels: ["v=semver"] } }],
  ])("is silent on %s", (_, text, setting) => {
    expect(places(rule, text, setting)).toEqual([]);
  });
});
