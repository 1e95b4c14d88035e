import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/large-user-log.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/large-user-log", () => {
  it.each([
    ["a high id", "FROM debian:13-slim\nRUN useradd -u 123456 app\n", ["2:16"]],
    ["an id behind an equals sign", "FROM debian:13-slim\nRUN useradd --uid=1000680000 app\n", ["2:13"]],
    ["options put together", "FROM debian:13-slim\nRUN true && useradd -mu 999999 app\n", ["2:25"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["an ordinary id", "FROM debian:13-slim\nRUN useradd -u 10001 app\n"],
    ["the option", "FROM debian:13-slim\nRUN useradd -l -u 123456 app\n"],
    ["the long option", "FROM debian:13-slim\nRUN useradd --no-log-init --uid 123456 app\n"],
    ["options put together", "FROM debian:13-slim\nRUN useradd -lmu 123456 app\n"],
    ["BusyBox", "FROM alpine:3.24\nRUN adduser -D -u 123456 app\n"],
    ["an id that a variable has", "FROM debian:13-slim\nRUN useradd -u $ID app\n"],
    ["another number", "FROM debian:13-slim\nRUN useradd -g 123456 app\n"],
  ])("is silent on %s", (_, text) => expect(places(rule, text)).toEqual([]));

  it("adds the option", () => {
    expect(run(rule, "FROM debian:13\nRUN useradd -u 123456 app\n")[0]?.fixed).toEqual([
      "FROM debian:13\nRUN useradd --no-log-init -u 123456 app\n",
    ]);
  });
});
