import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/untagged-copied-image.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/untagged-copied-image", () => {
  it.each([
    ["no tag", "FROM debian:13-slim\nCOPY --from=nginx /a /a\n", ["2:13"]],
    ["latest", "FROM debian:13-slim\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/\n", ["2:13"]],
    ["a mount", "FROM debian:13-slim\nRUN --mount=type=bind,from=ghcr.io/a/b,target=/x true\n", ["2:28"]],
    ["a registry with a port", "FROM debian:13-slim\nCOPY --from=registry.local:5000/a /a /a\n", ["2:13"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a tag", "FROM debian:13-slim\nCOPY --from=nginx:1.30 /a /a\n"],
    ["a digest", "FROM debian:13-slim\nCOPY --from=nginx@sha256:0000000000000000000000000000000000000000000000000000000000000000 /a /a\n"],
    ["a stage", "FROM a:1 AS build\nFROM b:1\nCOPY --from=build /a /a\nCOPY --from=0 /b /b\n"],
    ["a slip in a stage's name", "FROM a:1 AS build\nFROM b:1\nCOPY --from=bulid /a /a\n"],
    ["a variable", "FROM debian:13-slim\nARG IMAGE\nCOPY --from=$IMAGE /a /a\n"],
    ["a stage that nobody needs", "FROM a:1 AS x\nCOPY --from=nginx /a /a\nFROM b:1\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("knows the named contexts of the workspace's builds", () => {
    const files = { "compose.yaml": "services:\n  app:\n    build:\n      context: .\n      additional_contexts:\n        shared: ./x\n" };
    expect(places(rule, "FROM a:1\nCOPY --from=shared /a /a\n", { files })).toEqual([]);
  });
});
