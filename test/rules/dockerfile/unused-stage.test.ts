import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unused-stage.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const last = "FROM alpine:3.24\nUSER nobody\n";
const left = `FROM golang:1.27 AS left\nRUN go build\n\n${last}`;

describe("dockerfile/unused-stage", () => {
  it.each([
    ["one without a name", `FROM a:1\nRUN b\n${last}`, ["1:6"]],
    ["one behind arguments", `ARG A=1\nFROM a:1\nRUN b\n${last}`, ["2:6"]],
    ["one that another unused one needs", `FROM a:1\nRUN b\nFROM c:1\nCOPY --from=0 /a /a\n${last}`, ["1:6", "3:6"]],
    ["CRLF", `FROM a:1\r\nRUN b \\\r\n  c\r\n${last.replaceAll("\n", "\r\n")}`, ["1:6"]],
    ["a heredoc", `FROM a:1\nRUN <<EOF\nFROM\nEOF\n${last}`, ["1:6"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expect(run(rule, text).every(({ tags }) => tags?.[0] === "unnecessary")).toBe(true);
    expectLawfulFixes(rule, text);
  });

  it("takes the stage out", () => {
    expect(run(rule, `FROM a:1\nRUN b\n\n# ship\n${last}`)[0]?.fixed).toEqual([`# ship\n${last}`]);
  });

  it.each([
    ["comments", `FROM a:1\n# why\nRUN b\n${last}`],
    ["a comment above it", `# why\nFROM a:1\nRUN b\n${last}`],
    ["stages told by number", `FROM a:1\nRUN b\nFROM c:1\n${last}COPY --from=1 /a /a\n`],
  ])("offers nothing with %s", (_, text) => expect(run(rule, text)).toMatchObject([{ fixed: [] }]));

  it("asks the workspace for stages with names", () => {
    expect(places(rule, left)).toEqual([]);
    expect(places(rule, left, { files: {} })).toEqual(["1:21"]);
    expect(places(rule, left, { files: { Makefile: "image:\n\tdocker build -t a .\n" } })).toEqual(["1:21"]);
  });

  it.each([
    ["compose.yaml", "services:\n  a:\n    build:\n      context: .\n      target: left\n"],
    ["docker-bake.hcl", 'target "a" {\n  target = "left"\n}\n'],
    [".github/workflows/ci.yml", "jobs:\n  a:\n    steps:\n      - run: docker build --target left .\n"],
    [".devcontainer/devcontainer.json", '{ "build": { "dockerfile": "../Dockerfile", "target": "left" } }'],
    ["Makefile", "a:\n\tdocker build --target=left .\n"],
    ["scripts/build.sh", 'docker build --target "$1" .\n'],
    ["README.md", "Run `docker build --target LEFT .`\n"],
    ["fly.toml", '[build]\n  build-target = "left"\n'],
  ])("heeds a target in %s", (path, text) => expect(places(rule, left, { files: { [path]: text } })).toEqual([]));

  it.each([
    [
      "a stage that is built on, copied or mounted",
      `FROM a:1 AS x\nFROM b:1 AS y\nFROM c:1 AS z\nFROM x\nCOPY --from=y /a /a\nRUN --mount=from=z,target=/z d\n`,
    ],
    ["a stage for developing or testing and what it needs", `FROM a:1 AS base\nFROM base AS test\nRUN b\n${last}`],
    ["a task", `FROM a:1 AS validate-vendor\nRUN b\nFROM a:1 AS docs\nRUN b\n${last}`],
    ["an image of its own", `FROM a:1 AS worker\nCMD ["b"]\n${last}`],
    ["files to hand out", `FROM a:1 AS left\nRUN b\nFROM scratch AS binary-left\nCOPY --from=left /a /\n${last}`],
    ["a stage whose name is misspelt where it is used", "FROM a:1 AS builder\nRUN b\nFROM c:1\nCOPY --from=bulider /a /a\n"],
    ["the only stage", "FROM a:1\n"],
    [
      "what a platform chooses",
      `FROM a:1 AS build_amd64\nRUN b\nFROM a:2 AS build_arm64\nRUN b\nFROM build_${"${TARGETARCH}${TARGETVARIANT}"} AS build\n${last}COPY --from=build /a /a\n`,
    ],
    [
      "what an argument chooses",
      `ARG DEVICE=cpu\nFROM a:1 AS prod-cpu\nRUN b\nFROM prod-cpu AS prod-cuda\nRUN c\nFROM prod-$DEVICE\nRUN d\n`,
    ],
    ["what may stand in for a stage", `ARG SRC=go\nFROM a:1 AS go\nRUN b\nFROM a:2 AS tgz\nRUN c\nFROM $SRC\nRUN d\n`],
  ])("is silent on %s", (_, text) => expect(places(rule, text, { files: {} })).toEqual([]));

  it("is not misled by a variable that stands for an image", () => {
    expect(places(rule, `ARG BASE=a:1\nFROM a:1 AS left\nRUN b\nFROM $BASE\nRUN c\n`, { files: {} })).toEqual(["2:13"]);
    expect(places(rule, `ARG V=1\nFROM a:1 AS left\nRUN b\nFROM a:$V-slim\nRUN c\n`, { files: {} })).toEqual(["2:13"]);
  });

  it("is silent where a build does not tell its target, and in development files", () => {
    const text = `FROM a:1\nRUN b\n${last}`;
    expect(
      places(rule, text, { files: { "compose.yaml": "services:\n  a:\n    build:\n      context: .\n      target: ${T}\n" } }),
    ).toEqual([]);
    expect(places(rule, text, { path: ".devcontainer/Dockerfile" })).toEqual([]);
  });
});
