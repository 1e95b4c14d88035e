import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/cd-without-effect.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/cd-without-effect", () => {
  it.each([
    ["a RUN of its own", "FROM debian:13-slim\nRUN cd /app\nRUN make\n", ["2:5"]],
    ["the end of a RUN", "FROM debian:13-slim\nRUN mkdir /app && cd /app\n", ["2:19"]],
    ["a relative folder", "FROM debian:13-slim\nRUN cd src\n", ["2:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["commands behind it", "FROM debian:13-slim\nRUN cd /app && make\n"],
    ["back to where it began", "FROM debian:13-slim\nRUN cd /app && make && cd ..\n"],
    ["a subshell", "FROM debian:13-slim\nRUN (cd /app)\n"],
    ["a test of the folder", "FROM debian:13-slim\nRUN test -d /a || cd /b\n"],
    ["one branch", "FROM debian:13-slim\nRUN if true; then cd /app; fi\n"],
    ["several words", "FROM debian:13-slim\nRUN cd /a /b\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
