import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/deprecated-maintainer.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/deprecated-maintainer", () => {
  it.each([
    ["a name", "FROM debian:13-slim\nMAINTAINER Mei\n", ["2:1"]],
    ["a name in quotes", 'FROM debian:13-slim\nMAINTAINER "Mei <m@example.com>"\n', ["2:1"]],
    ["a name that would be expanded", "FROM debian:13-slim\nMAINTAINER $WHO\n", ["2:1"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([["a label", 'FROM debian:13-slim\nLABEL maintainer="Mei"\n']])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("makes a label of what needs no quoting", () => {
    expect(run(rule, 'FROM debian:13\nMAINTAINER "Mei"\n')[0]?.fixed).toEqual([
      'FROM debian:13\nLABEL org.opencontainers.image.authors="Mei"\n',
    ]);
    expect(run(rule, "FROM debian:13\nMAINTAINER $WHO\n")).toMatchObject([{ fixed: [] }]);
  });
});
