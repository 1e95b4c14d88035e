import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/copied-root.ts";
import { places, run } from "../support.ts";

describe("dockerfile/copied-root", () => {
  it.each([
    ["a stage", "FROM a:1 AS build\nRUN a\nFROM b:1\nCOPY --from=build / /\n", ["4:19"]],
    ["what stands in it", "FROM a:1 AS build\nRUN a\nFROM b:1\nCOPY --from=build /* /\n", ["4:19"]],
    ["a stage that goes on from another", "FROM a:1 AS one\nRUN a\nFROM one AS two\nFROM b:1\nCOPY --from=two / /\n", ["5:17"]],
    ["into an empty image", "FROM a:1 AS build\nRUN a\nFROM scratch\nCOPY --from=0 / /\n", ["4:15"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["a folder", "FROM a:1 AS build\nFROM b:1\nCOPY --from=build /rootfs /\n"],
    ["into a folder", "FROM a:1 AS build\nFROM b:1\nCOPY --from=build / /rootfs/\n"],
    ["a stage on nothing", "FROM scratch AS files\nCOPY a /etc/a\nFROM b:1\nCOPY --from=files / /\n"],
    ["another image", "FROM b:1\nCOPY --from=ghcr.io/a/files:1 / /\n"],
    ["the build context", "FROM b:1\nCOPY / /\n"],
    ["an image that is only given a name", "FROM tonistiigi/xx:1.6.1 AS xx\nFROM b:1\nCOPY --from=xx / /\n"],
    ["what is left out", "FROM a:1 AS build\nRUN a\nFROM b:1\nCOPY --from=build --exclude=usr / /\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("only mentions what makes one layer of many", () => {
    expect(run(rule, "FROM a:1 AS build\nRUN a\nFROM scratch\nCOPY --from=build / /\n")).toMatchObject([{ severity: "hint" }]);
  });
});
