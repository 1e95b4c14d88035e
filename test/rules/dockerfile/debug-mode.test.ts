import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/debug-mode.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/debug-mode", () => {
  it.each([
    ["NODE_ENV=development", "NODE_ENV=production"],
    ["NODE_ENV=dev", "NODE_ENV=production"],
    ["NODE_ENV=test", "NODE_ENV=production"],
    ['NODE_ENV="development"', 'NODE_ENV="production"'],
    ["NODE_ENV development", "NODE_ENV production"],
    ["FLASK_ENV=development", "FLASK_ENV=production"],
    ["FLASK_DEBUG=1", "FLASK_DEBUG=0"],
    ["DEBUG=True", "DEBUG=False"],
    ["DEBUG=true", "DEBUG=false"],
    ["DEBUG='TRUE'", "DEBUG='FALSE'"],
    ["DJANGO_DEBUG=yes", "DJANGO_DEBUG=no"],
    ["APP_DEBUG=on", "APP_DEBUG=off"],
    ["APP_ENV=local", "APP_ENV=production"],
    ["APP_ENV=dev", "APP_ENV=prod"],
    ["RAILS_ENV=development", "RAILS_ENV=production"],
    ["RACK_ENV=development", "RACK_ENV=production"],
    ["MIX_ENV=dev", "MIX_ENV=prod"],
    ["ASPNETCORE_ENVIRONMENT=Development", "ASPNETCORE_ENVIRONMENT=Production"],
    ["DOTNET_ENVIRONMENT=Development", "DOTNET_ENVIRONMENT=Production"],
    ["ROCKET_ENV=development", "ROCKET_ENV=production"],
    ["GIN_MODE=debug", "GIN_MODE=release"],
    ["XDEBUG_MODE=develop,debug", "XDEBUG_MODE=off"],
    ["PYTHONDEVMODE=1", "PYTHONDEVMODE=0"],
  ])("reports ENV %s and sets the value for production", (assignment, fixed) => {
    const text = `FROM base:1\nENV ${assignment}\n`;
    expect(run(rule, text)).toMatchObject([{ at: "2:5", fixed: [`FROM base:1\nENV ${fixed}\n`] }]);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
  });

  it.each([
    "SPRING_PROFILES_ACTIVE=dev",
    "DJANGO_SETTINGS_MODULE=shop.settings.development",
    "DJANGO_SETTINGS_MODULE=settings_local",
    'NODE_OPTIONS="--inspect=0.0.0.0:9229"',
    "JAVA_TOOL_OPTIONS=-agentlib:jdwp=transport=dt_socket,address=*:5005",
  ])("reports ENV %s without a fix", (assignment) => {
    expect(run(rule, `FROM base:1\nENV ${assignment}\n`)).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["production", "ENV NODE_ENV=production FLASK_DEBUG=0 DEBUG=False RAILS_ENV=production\n"],
    ["another environment", "ENV NODE_ENV=staging APP_ENV=stage\n"],
    ["logging of the debug package", "ENV DEBUG=express:*\n"],
    ["a level of logging", "ENV LOG_LEVEL=debug RUST_LOG=debug RUST_BACKTRACE=1\n"],
    ["an unknown value", "ARG NODE_ENV\nENV NODE_ENV=$NODE_ENV\n"],
    ["a build argument's default, which the build decides", "ARG NODE_ENV=development\nENV NODE_ENV=${NODE_ENV}\n"],
    ["an argument alone", "ARG NODE_ENV=development\nRUN npm ci\n"],
    ["a label", "LABEL NODE_ENV=development\n"],
    ["a value overridden later", "ENV NODE_ENV=development\nRUN npm ci\nENV NODE_ENV=production\n"],
    ["one command", "RUN NODE_ENV=development npm run build\n"],
    ["settings for production", "ENV DJANGO_SETTINGS_MODULE=shop.settings.production NODE_OPTIONS=--max-old-space-size=512\n"],
  ])("is silent on %s", (_, lines) => {
    expect(places(rule, `FROM base:1\n${lines}`)).toEqual([]);
  });

  it("judges the chain of the final stage alone", () => {
    expect(places(rule, "FROM node:24 AS build\nENV NODE_ENV=development\nFROM node:24\nCOPY --from=build /app /app\n")).toEqual([]);
    expect(places(rule, "FROM node:24 AS base\nENV NODE_ENV=development\nFROM base\n")).toEqual(["2:5"]);
    expect(places(rule, "FROM node:24 AS base\nENV NODE_ENV=development\nFROM base\nENV NODE_ENV=production\n")).toEqual([]);
  });

  it("exempts images for development", () => {
    expect(places(rule, "FROM node:24 AS dev\nENV NODE_ENV=development\n")).toEqual([]);
    expect(places(rule, "FROM node:24\nENV NODE_ENV=development\n", { path: "Dockerfile.dev" })).toEqual([]);
  });

  it("changes one value of several, and keeps comments", () => {
    const text = 'FROM base:1\nENV A=1 \\\n  # for now\n  FLASK_DEBUG="1" \\\n  B=2\n';
    expect(run(rule, text)).toMatchObject([{ at: "4:3", on: 'FLASK_DEBUG="1"', fixed: [text.replace('"1"', '"0"')] }]);
    expectLawfulFixes(rule, text);
  });

  it("says of a trigger when it holds", () => {
    const [problem, ...more] = run(rule, "FROM base:1\nENV NODE_ENV=production\nONBUILD ENV NODE_ENV=development\n");
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ at: "3:13", fixed: ["FROM base:1\nENV NODE_ENV=production\nONBUILD ENV NODE_ENV=production\n"] });
    expect(problem?.message).toContain("when a child image is built");
    expect(places(rule, "FROM base:1 AS a\nONBUILD ENV NODE_ENV=development\nFROM a\n")).toEqual([]);
  });

  it("is silent on templates", () => {
    expect(places(rule, "FROM base:{{ v }}\nENV NODE_ENV=development\n")).toEqual([]);
  });
});
