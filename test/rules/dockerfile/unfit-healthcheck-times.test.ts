import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unfit-healthcheck-times.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const check = (flags: string) => `FROM node:24-slim\nHEALTHCHECK ${flags} CMD node health.js\n`;

describe("dockerfile/unfit-healthcheck-times", () => {
  it.each([
    ["a timeout longer than the interval", check("--interval=10s --timeout=30s"), ["2:28"]],
    ["a timeout longer than the default interval", check("--timeout=1m"), ["2:13"]],
    ["no tries", check("--retries=0"), ["2:13"]],
    ["no time", check("--interval=0s --timeout=0"), ["2:13", "2:27"]],
    ["a late detection", check("--interval=5m --timeout=3s"), ["2:13"]],
    ["many tries", check("--interval=60s --timeout=5s --retries=20"), ["2:41"]],
    ["an interval for a start of no time", check("--start-interval=1s --timeout=3s"), ["2:13"]],
    ["the same, said", check("--start-interval=1s --start-period=0s --timeout=3s"), ["2:13"]],
    ["what the stage below says", "FROM node:24-slim AS base\nHEALTHCHECK --retries=0 CMD node a.js\nFROM base\n", ["2:13"]],
    ["several lines", "FROM node:24-slim\r\nHEALTHCHECK --interval=5s \\\r\n  --timeout=10s \\\r\n  CMD node a.js\r\n", ["3:3"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["nothing said", "FROM node:24-slim\nHEALTHCHECK CMD node health.js\n"],
    ["a usual one", check("--interval=30s --timeout=3s --start-period=10s --retries=3")],
    ["as long as the interval", check("--interval=10s --timeout=10s")],
    ["no start period", check("--interval=10s --timeout=3s")],
    ["a start that is asked often", check("--start-period=30s --start-interval=1s")],
    ["variables", check("--interval=$EVERY --timeout=60s")],
    ["what is no duration", check("--interval=ten --timeout=60s")],
    ["an earlier one", `FROM node:24-slim\nHEALTHCHECK --retries=0 CMD node a.js\nHEALTHCHECK CMD node a.js\n`],
    ["a builder", `${check("--retries=0").replace("slim", "slim AS build")}FROM scratch\nCOPY --from=build /a /a\n`],
    ["a stage for developers", check("--retries=0").replace("slim", "slim AS dev")],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  const worker = (last: string) => `FROM node:24-slim AS base\nHEALTHCHECK CMD node health.js\nFROM base\nHEALTHCHECK NONE\n${last}`;
  it.each([
    ["a service that nobody asks any more", worker('EXPOSE 3000\nCMD ["node", "server.js"]\n'), {}, ["4:1"]],
    ["a job", worker('CMD ["celery", "worker"]\n'), {}, []],
    [
      "a service that Compose asks",
      worker('EXPOSE 3000\nCMD ["node", "server.js"]\n'),
      { "compose.yaml": "services:\n  web:\n    build: .\n    healthcheck:\n      test: [CMD, node, health.js]\n" },
      [],
    ],
    ["one without a check before", 'FROM node:24-slim\nHEALTHCHECK NONE\nEXPOSE 3000\nCMD ["node", "server.js"]\n', {}, []],
  ])("judges NONE: %s", (_, text, files, at) => {
    expect(places(rule, text, { files })).toEqual(at);
  });

  it("does not know who asks where no other file is seen", () => {
    expect(places(rule, worker('EXPOSE 3000\nCMD ["node", "server.js"]\n'))).toEqual([]);
  });

  it("writes what fits", () => {
    expect(run(rule, check("--interval=1m30s --timeout=5m"))[0]?.fixed).toEqual([check("--interval=1m30s --timeout=1m30s")]);
    expect(run(rule, check("--interval=10m --timeout=10s"))[0]?.fixed).toEqual([check("--interval=30s --timeout=10s")]);
  });
});
