import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/untargeted-cross-build.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const from = (image: string) => `FROM --platform=$BUILDPLATFORM ${image} AS build\n`;
const out = "FROM alpine:3.24\nCOPY --from=build /a /a\n";

describe("dockerfile/untargeted-cross-build", () => {
  it.each([
    ["go build", `${from("golang:1.27")}RUN go build -o /a .\n${out}`, ["2:5"], "go build"],
    ["go build for a system", `${from("golang:1.27")}RUN CGO_ENABLED=0 GOOS=linux go build -o /a .\n${out}`, ["2:30"], "go build"],
    ["a platform in braces", `FROM --platform=\${BUILDPLATFORM} golang:1.27 AS build\nRUN go build -o /a .\n${out}`, ["2:5"], "go build"],
    [
      "a stage that goes on with another one",
      `FROM --platform=$BUILDPLATFORM golang:1.27 AS base\nFROM base AS build\nRUN go build -o /a .\n${out}`,
      ["3:5"],
      "go build",
    ],
    ["cargo build", `${from("rust:1.98")}RUN cargo build --release\n${out}`, ["2:5"], "cargo build"],
    [
      "dotnet for one runtime",
      `${from("mcr.microsoft.com/dotnet/sdk:10.0")}RUN dotnet publish -r linux-x64 -o /a\n${out}`,
      ["2:5"],
      "dotnet publish",
    ],
    ["gcc", `${from("debian:13")}RUN gcc -o /a a.c\n${out}`, ["2:5"], "gcc"],
    ["two builds once", `${from("golang:1.27")}RUN go build -o /a ./a\nRUN go build -o /b ./b\n${out}`, ["2:5"], "go build"],
  ])("reports %s", (_, text, at, on) => {
    expect(places(rule, text)).toEqual(at);
    expect(run(rule, text)[0]?.on).toBe(on);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["sets what is missing", "RUN GOOS=linux go build -o /a .\n", "ARG TARGETARCH\nRUN GOOS=linux GOARCH=$TARGETARCH go build -o /a .\n"],
    [
      "keeps comments and continuations",
      "# it\nRUN --mount=type=cache,target=/root/.cache \\\n  # small\n  go build -o /a . && \\\n  go build -o /b ./b\n",
      "ARG TARGETOS TARGETARCH\n# it\nRUN --mount=type=cache,target=/root/.cache \\\n  # small\n  GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /a . && \\\n  GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /b ./b\n",
    ],
    [
      "goes into a heredoc",
      "RUN <<EOF\ngo build -o /a .\nEOF\n",
      "ARG TARGETOS TARGETARCH\nRUN <<EOF\nGOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /a .\nEOF\n",
    ],
  ])("%s", (_, run1, fixed) => {
    const text = `${from("golang:1.27")}${run1}${out}`;
    expect(run(rule, text)[0]?.fixed).toEqual([`${from("golang:1.27")}${fixed}${out}`]);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
  });

  it.each([
    ["exec form", 'RUN ["go", "build", "-o", "/a"]\n'],
    ["a wrapper", "RUN time go build -o /a .\n"],
  ])("offers nothing for %s", (_, text) => {
    expect(run(rule, `${from("golang:1.27")}${text}${out}`)).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["TARGETARCH", `${from("golang:1.27")}ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /a .\n${out}`],
    [
      "TARGETPLATFORM in an earlier stage",
      `FROM --platform=$BUILDPLATFORM golang:1.27 AS base\nARG TARGETPLATFORM\nFROM base AS build\nRUN go build -o /a .\n${out}`,
    ],
    ["a chosen architecture", `${from("golang:1.27")}ENV GOARCH=amd64\nRUN go build -o /a .\n${out}`],
    ["WebAssembly", `${from("golang:1.27")}RUN GOOS=js GOARCH=wasm go build -o /a .\n${out}`],
    ["a Rust target", `${from("rust:1.98")}RUN cargo build --target aarch64-unknown-linux-gnu\n${out}`],
    ["xx", `${from("golang:1.27")}RUN xx-go build -o /a .\n${out}`],
    ["a bundle of JavaScript", `${from("node:24")}RUN npm run build\n${out}`],
    ["a jar", `${from("maven:3")}RUN mvn package\n${out}`],
    [".NET for every platform", `${from("mcr.microsoft.com/dotnet/sdk:10.0")}RUN dotnet publish -c Release -o /a\n${out}`],
    ["documentation", `${from("python:3.14")}RUN mkdocs build -d /a\n${out}`],
    ["no platform", `FROM golang:1.27 AS build\nRUN go build -o /a .\n${out}`],
    ["the target's platform", `FROM --platform=$TARGETPLATFORM golang:1.27 AS build\nRUN go build -o /a .\n${out}`],
    [
      "a tool that is used on the builder",
      `${from("golang:1.27")}RUN go build -o /a .\nFROM --platform=$BUILDPLATFORM alpine:3.24\nCOPY --from=build /a /a\n`,
    ],
    ["a stage that nobody needs", `${from("golang:1.27")}RUN go build -o /a .\nFROM alpine:3.24\n`],
    ["a trigger", `${from("golang:1.27")}ONBUILD RUN go build -o /a .\n${out}`],
  ])("is silent on %s", (_, text) => expect(places(rule, text)).toEqual([]));
});
