import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/development-final-stage.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const app = 'FROM alpine:3.24 AS app\nCOPY a /a\nCMD ["/a"]\n';

describe("dockerfile/development-final-stage", () => {
  it.each(["dev", "test", "lint", "Debug", "builder", "unit-tests"])("reports a last stage %s", (name) => {
    const text = `${app}\nFROM alpine:3.24 AS ${name}\nRUN b\n`;
    expect(run(rule, text)).toMatchObject([{ at: "5:21", on: name, fixed: [`FROM alpine:3.24 AS ${name}\nRUN b\n\n${app}`] }]);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
  });

  it("keeps comments with their stages, and what the file ends with", () => {
    const text = `# syntax=docker/dockerfile:1\n\n# one\nFROM a:1 AS build\nRUN b\n\n# ship it\n${app}# end\n\n# try it\nFROM build AS test\nRUN c`;
    expect(run(rule, text)[0]?.fixed).toEqual([
      `# syntax=docker/dockerfile:1\n\n# one\nFROM a:1 AS build\nRUN b\n\n# try it\nFROM build AS test\nRUN c\n\n# ship it\n${app}# end`,
    ]);
    expectLawfulFixes(rule, text);
  });

  it("reports a stage that goes on with the one for production, without a fix", () => {
    const text = 'FROM alpine:3.24 AS production\nCMD ["/a"]\nFROM production AS dev\nRUN b\n';
    expect(run(rule, text)).toMatchObject([{ at: "3:20", fixed: [] }]);
  });

  it.each([
    ["stages told by number", `${app}FROM a:1 AS c\nCOPY --from=0 /a /a\nFROM b:1 AS test\nCOPY --from=1 /a /a\n`],
    ["a file that breaks off", `${app}FROM a:1 AS test\nRUN <<EOF\nb\n`],
  ])("offers nothing with %s", (_, text) => expect(run(rule, text).flatMap(({ fixed }) => fixed)).toEqual([]));

  it.each([
    ["the only stage", 'FROM alpine:3.24 AS dev\nCMD ["/a"]\n'],
    ["a production stage at the end", `FROM alpine:3.24 AS test\nRUN b\n${app}`],
    ["no name", `${app}FROM alpine:3.24\nRUN b\n`],
    ["a file in which nothing is for production", "FROM alpine:3.24 AS base\nRUN a\nFROM base AS dev\nCMD b\n"],
    ["a build without anything that starts", "FROM alpine:3.24 AS deps\nRUN a\nFROM alpine:3.24 AS build\nCOPY --from=deps /a /a\n"],
  ])("is silent on %s", (_, text) => expect(places(rule, text)).toEqual([]));

  it("is silent in development files", () => {
    const text = `${app}FROM alpine:3.24 AS test\nRUN b\n`;
    expect(places(rule, text, { path: "Dockerfile.dev" })).toEqual([]);
    expect(places(rule, text, { path: "tests/Dockerfile" })).toEqual([]);
  });

  it("asks the builds of the workspace", () => {
    const text = `${app}FROM alpine:3.24 AS test\nRUN b\n`;
    const compose = (build: string) => ({ files: { "compose.yaml": `services:\n  app:\n    build:\n      context: .\n${build}` } });
    expect(places(rule, text, compose("      target: app\n"))).toEqual([]);
    expect(places(rule, text, compose("      target: ${TARGET}\n"))).toEqual([]);
    expect(places(rule, text, compose(""))).toEqual(["4:21"]);
    expect(places(rule, text, { files: { Makefile: "image:\n\tdocker build --target app .\n" } })).toEqual([]);
    expect(places(rule, text, { files: { Makefile: "%:\n\tdocker build --target $@ .\n" } })).toEqual([]);
    expect(places(rule, text, { files: { Makefile: "image:\n\tdocker build .\n" } })).toEqual(["4:21"]);
    const both = { "compose.yaml": "services:\n  a:\n    build:\n      context: .\n      target: app\n  b:\n    build: .\n" };
    expect(places(rule, text, { files: both })).toEqual(["4:21"]);
  });
});
