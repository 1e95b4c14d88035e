import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/apt-in-script.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/apt-in-script", () => {
  it.each([
    ["install", "FROM debian:13-slim\nRUN apt install -y curl\n", ["2:5"]],
    ["a folder in front", "FROM debian:13-slim\nRUN /usr/bin/apt update\n", ["2:5"]],
    ["list, which is apt-cache's", "FROM debian:13-slim\nRUN apt list --installed\n", ["2:5"]],
    ["two calls", "FROM debian:13-slim\nRUN apt update && apt install -y curl\n", ["2:5"]],
    ["two RUNs", "FROM debian:13-slim\nRUN apt update\nRUN apt install -y curl\n", ["2:5", "3:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it("mends all of a RUN at once, or leaves it", () => {
    const text = "FROM debian:13-slim\r\nRUN apt update \\\r\n && /usr/bin/apt install -y curl\r\n";
    expect(run(rule, text)).toMatchObject([{ fixed: [text.replaceAll("apt ", "apt-get ")] }]);
    expect(run(rule, "FROM debian:13-slim\nRUN apt update && apt list\n")).toMatchObject([
      { fixed: [], message: expect.stringContaining("apt-cache") },
    ]);
  });

  it.each([
    ["apt-get", "FROM debian:13-slim\nRUN apt-get install -y curl\n"],
    ["a word of another call", "FROM debian:13-slim\nRUN echo apt install\n"],
    ["another program of that name", "FROM debian:13-slim\nRUN apt frobnicate\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
