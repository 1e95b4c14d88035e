import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/literal-variable.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/literal-variable", () => {
  it.each([
    ["CMD", 'FROM debian:13-slim\nCMD ["app", "--port", "$PORT"]\n', ["2:23"]],
    ["braces", 'FROM debian:13-slim\nCMD ["app", "--bind=0.0.0.0:${PORT}"]\n', ["2:13"]],
    ["ENTRYPOINT", 'FROM debian:13-slim\nENTRYPOINT ["/bin/app", "$HOME_DIR"]\n', ["2:25"]],
    ["the arguments of an ENTRYPOINT", 'FROM debian:13-slim\nENTRYPOINT ["/bin/app"]\nCMD ["$MODE"]\nCMD ["run", "$MODE"]\n', ["4:13"]],
    ["what needs quotes", 'FROM debian:13-slim\nCMD ["app", "a b", "$PORT"]\n', ["2:20"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a shell", 'FROM debian:13-slim\nCMD ["sh", "-c", "exec app $PORT"]\n'],
    ["a login shell", 'FROM debian:13-slim\nENTRYPOINT ["/bin/bash", "-lc", "app $PORT"]\n'],
    ["the shell form", "FROM debian:13-slim\nCMD app $PORT\n"],
    ["a script in front", 'FROM debian:13-slim\nENTRYPOINT ["/docker-entrypoint.sh"]\nCMD ["app", "$PORT"]\n'],
    ["another script", 'FROM debian:13-slim\nENTRYPOINT ["/usr/bin/entrypoint"]\nCMD ["app", "$PORT"]\n'],
    ["Java, whose programs often expand them", 'FROM debian:13-slim\nCMD ["java", "-Dport=${PORT}", "-jar", "a.jar"]\n'],
    ["a program's own language", 'FROM debian:13-slim\nCMD ["nginx", "-g", "set $uri;"]\n'],
    ["code", 'FROM node:24-trixie\nCMD ["node", "-e", "console.log(`${PORT}`)"]\n'],
    ["a dollar sign", 'FROM debian:13-slim\nCMD ["app", "a$", "$$A"]\n'],
    ["a builder", 'FROM debian:13 AS build\nCMD ["app", "$PORT"]\nFROM scratch\nCOPY --from=build /a /a\n'],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("calls a shell where the image has one and nothing needs quotes", () => {
    expect(run(rule, 'FROM debian:13\nCMD ["app", "${PORT}"]\n')[0]?.fixed).toEqual([
      'FROM debian:13\nCMD ["sh", "-c", "exec app ${PORT}"]\n',
    ]);
    expect(run(rule, 'FROM scratch\nCMD ["/app", "$PORT"]\n')).toMatchObject([{ fixed: [] }]);
    expect(run(rule, 'FROM debian:13\nCMD ["app", "a b", "$PORT"]\n')).toMatchObject([{ fixed: [] }]);
  });
});
