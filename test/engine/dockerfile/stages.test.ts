import { describe, expect, it } from "vitest";
import { dockerfile, instruction } from "./parsed.ts";

describe("stages", () => {
  const file = dockerfile(
    [
      "ARG BASE=node:20",
      "FROM ${BASE} AS Base",
      "WORKDIR /srv",
      'SHELL ["/bin/bash", "-c"]',
      "USER node",
      "FROM base AS build",
      "WORKDIR app",
      "RUN make",
      "FROM scratch AS assets",
      "COPY x /",
      "FROM base",
      "COPY --from=build /srv/app .",
      "RUN --mount=from=assets,target=/x ls",
      "FROM unrelated",
    ].join("\n"),
  );
  const [base, build, assets, final, other] = file.stages;

  it("have names, bases and places", () => {
    expect(file.stages.map(({ name }) => name)).toEqual(["base", "build", "assets", undefined, undefined]);
    expect(file.stages.map(({ base: { kind } }) => kind)).toEqual(["image", "stage", "scratch", "stage", "image"]);
    expect(build?.base).toEqual({ kind: "stage", stage: base });
    expect(build && file.source.slice(build.span)).toBe("FROM base AS build\nWORKDIR app\nRUN make");
    expect(build?.instructions.map(({ keyword }) => keyword)).toEqual(["WORKDIR", "RUN"]);
    expect(build?.from.stage).toBe(build);
    expect(file.globalArgs.map(({ stage }) => stage)).toEqual([undefined]);
    expect(file.stages.every((stage) => stage.file === file)).toBe(true);
  });

  it("form chains", () => {
    expect(final?.chain).toEqual([base, final]);
    expect(final?.root.kind === "image" && final.root.image.value).toBe("node:20");
    expect(assets?.root).toEqual({ kind: "scratch" });
    expect(build?.chainInstructions.map(({ keyword }) => keyword)).toEqual(["WORKDIR", "SHELL", "USER", "WORKDIR", "RUN"]);
  });

  it("know what they need", () => {
    expect([...(final?.dependencies ?? [])].map(({ index }) => index).sort()).toEqual([0, 1, 2]);
    expect([...(other?.dependencies ?? [])]).toEqual([]);
  });

  it("inherit what the image has", () => {
    expect(final?.last("USER")?.user?.text).toBe("node");
    expect(final?.last("CMD")).toBeUndefined();
    expect(other?.last("USER")).toBeUndefined();
    expect(final?.shell()).toEqual(["/bin/bash", "-c"]);
    expect(base?.shell(base.instructions[1])).toBeUndefined();
    expect(base?.shell(base.instructions[2])).toEqual(["/bin/bash", "-c"]);
    expect(build?.workdir()).toBe("/srv/app");
    expect(build?.workdir(build.instructions[0])).toBe("/srv");
    expect(assets?.workdir()).toBeUndefined();
  });

  it("do not take the trigger of ONBUILD for their own", () => {
    const onbuild = dockerfile("FROM a AS b\nFROM c\nONBUILD USER root\nONBUILD COPY --from=b x y");
    expect(onbuild.stages[1]?.last("USER")).toBeUndefined();
    expect(onbuild.stages[1]?.dependencies.size).toBe(0);
  });

  it("do not reach themselves or later ones", () => {
    const self = dockerfile(
      "FROM self AS self\nCOPY --from=self a b\nCOPY --from=0 a b\nRUN --mount=from=self x\nFROM later\nFROM x AS later",
    );
    expect(self.stages.map(({ base: { kind } }) => kind)).toEqual(["image", "image", "image"]);
    expect(self.stages[0]?.dependencies.size).toBe(0);
  });

  it("go by the last of two with one name", () => {
    const twice = dockerfile("FROM a AS x\nFROM b AS x\nFROM x");
    expect(twice.stages[2]?.base).toEqual({ kind: "stage", stage: twice.stages[1] });
  });

  it("work out folders", () => {
    const at = (lines: string): string | undefined => dockerfile(`FROM node\n${lines}`).stages[0]?.workdir();
    expect(at("WORKDIR app")).toBeUndefined();
    expect(at("WORKDIR /a\nWORKDIR $B\nWORKDIR c")).toBeUndefined();
    expect(at("WORKDIR $B\nWORKDIR /a/../b/./c/")).toBe("/b/c");
    expect(at("ENV B=x\nWORKDIR /a\nWORKDIR $B")).toBe("/a/x");
    expect(at("WORKDIR C:\\\\app\nWORKDIR bin")).toBe("C:\\app\\bin");
  });

  it("may be hundreds in one chain", () => {
    const deep = dockerfile(`FROM node AS s\nENV A=1\n${"FROM s AS s\n".repeat(2000)}LABEL a=$A`);
    const last = deep.stages.at(-1);
    expect(last?.chain.length).toBeGreaterThan(100);
    expect(last?.root.kind).toBeDefined();
    expect(last?.variable("A")).toBeUndefined();
    expect(deep.stages[100]?.variable("A")).toBe("1");
  });
});

describe("the script of a command", () => {
  const names = (text: string): (string | undefined)[] | undefined => {
    const target = dockerfile(text).instructions.findLast(({ keyword }) => keyword === "RUN");
    return target?.keyword === "RUN" ? target.command?.script?.commands.map(({ name }) => name) : undefined;
  };

  it("is read from the shell form, and leads back to the file", () => {
    const file = dockerfile("FROM alpine\nRUN apk add \\\n # why\n  curl && rm -rf /x");
    const { command } = instruction(file, "RUN");
    const { script } = command ?? {};
    expect(script?.commands.map(({ name }) => name)).toEqual(["apk", "rm"]);
    const places = script?.commands.map(({ nameSpan }) => file.source.slice(script.source.spanToSource(nameSpan)));
    expect(places).toEqual(["apk", "rm"]);
    const [apk] = script?.commands ?? [];
    expect(apk?.args.map(({ span }) => script && file.source.slice(script.source.spanToSource(span)))).toEqual(["add", "curl"]);
    expect(command?.script).toBe(script);
  });

  it("is a heredoc's body where that is all", () => {
    expect(names("FROM alpine\nRUN <<EOF\napk add curl\nrm -rf /x\nEOF")).toEqual(["apk", "rm"]);
    expect(names("FROM alpine\nRUN <<-'EOF'\n\tapk add curl\n\tEOF")).toEqual(["apk"]);
    expect(names("FROM alpine\nRUN --network=none <<EOF\n#!/usr/bin/env bash\nset -e\nEOF")).toEqual(["set"]);
    const file = dockerfile("FROM alpine\r\nRUN <<EOF\r\napk add curl\r\nEOF\r\n");
    const script = instruction(file, "RUN").command?.script;
    expect(script?.commands.map(({ nameSpan }) => file.source.slice(script.source.spanToSource(nameSpan)))).toEqual(["apk"]);
  });

  it("is the command itself where that reads the heredoc", () => {
    expect(names("FROM alpine\nRUN python3 <<EOF\nimport os\nEOF")).toEqual(["python3"]);
    expect(names("FROM alpine\nRUN <<EOF python3\nimport os\nEOF")).toEqual(["python3"]);
    expect(names("FROM alpine\nRUN cat <<EOF > /f && chmod 1 /f\nrm -rf /\nEOF")).toEqual(["cat", "chmod"]);
    expect(names("FROM alpine\nRUN cat <<A <<B\nrm\nA\nrm\nB")).toEqual(["cat"]);
  });

  it("holds the bodies of its heredocs behind the command", () => {
    const scriptOf = (text: string): string | undefined => instruction(dockerfile(text), "RUN").command?.script?.source.text;
    expect(scriptOf("FROM alpine\nRUN cat <<EOF >/f && \\\n  ls\nbody\nEOF\nUSER x")).toBe("cat <<EOF >/f &&   ls\nbody\nEOF");
    expect(scriptOf("FROM alpine\nRUN cat <<EOF \\\n# a comment\n  >/f\nbody\nEOF")).toBe("cat <<EOF   >/f\nbody\nEOF");
    expect(scriptOf("FROM alpine\r\nRUN cat <<A <<B\r\na\r\nA\r\nb\r\nB\r\n")).toBe("cat <<A <<B\na\nA\nb\nB");
    expect(scriptOf("FROM alpine\nRUN cat <<EOF")).toBe("cat <<EOF");
  });

  it.each([
    ["FROM alpine\nRUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF"],
    ["FROM alpine\nRUN <<EOF\n#!/usr/bin/node\nlet a\nEOF"],
    ['FROM alpine\nSHELL ["pwsh", "-c"]\nRUN Get-Item'],
    ['FROM alpine\nSHELL ["cmd", "/S", "/C"]\nRUN dir'],
    ['FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["C:\\\\\\\\Windows\\\\\\\\powershell.exe", "-Command"]\nRUN Get-Item'],
    ["FROM mcr.microsoft.com/windows/nanoserver:1809\nRUN dir"],
    ["FROM golang:1.22-windowsservercore\nRUN dir"],
    ["FROM mcr.microsoft.com/dotnet/runtime:8.0-nanoserver-ltsc2022\nRUN dir"],
    ["FROM mcr.microsoft.com/windows/servercore:$TAG AS base\nFROM base\nRUN dir"],
    ["FROM --platform=windows/amd64 golang\nRUN dir"],
    ["# escape=`\nFROM golang\nRUN dir"],
    ['FROM alpine\nRUN ["apk", "add"]'],
  ])("is not there where something else reads it: %s", (text) => {
    expect(names(text)).toBeUndefined();
  });

  it("comes back with a SHELL that reads it", () => {
    expect(names('# escape=`\nFROM mcr.microsoft.com/windows/servercore\nSHELL ["C:/bin/bash.exe", "-c"]\nRUN ls')).toEqual(["ls"]);
    expect(names('FROM alpine\nSHELL ["pwsh", "-c"]\nSHELL ["/bin/ash", "-c"]\nRUN ls')).toEqual(["ls"]);
    expect(names('FROM alpine AS a\nSHELL ["pwsh", "-c"]\nFROM alpine\nRUN ls')).toEqual(["ls"]);
    expect(names('FROM alpine\nRUN ls\nSHELL ["pwsh", "-c"]')).toEqual(["ls"]);
  });
});
