import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unscoped-argument.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/unscoped-argument", () => {
  it.each([
    ["a label", "ARG V=1\nFROM debian:13\nLABEL v=$V\n", ["3:10"]],
    ["a script, once", "ARG REV=1\nFROM debian:13\nRUN echo $REV ${REV}\n", ["3:11"]],
    ["each stage", "ARG REV=1\nFROM debian:13\nENV A=$REV\nFROM alpine:3\nENV A=$REV\n", ["3:8", "5:8"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a stage that lets it in", "ARG V=1\nFROM debian:13\nARG V\nLABEL v=$V\n"],
    ["a stage that is built on one that does", "ARG V=1\nFROM debian:13 AS base\nARG V\nFROM base\nLABEL v=$V\n"],
    ["FROM", "ARG V=1\nFROM debian:$V\n"],
    ["a variable of the script", "ARG V=1\nFROM debian:13\nRUN V=2; echo $V; for V in 1; do echo $V; done\n"],
    ["what the image brings", "ARG NODE_VERSION=24\nFROM node:$NODE_VERSION\nENV A=$NODE_VERSION\n"],
    ["a default of its own", "ARG V=1\nFROM debian:13\nENV A=${V:-2}\n"],
    ["single quotes", "ARG V=1\nFROM debian:13\nRUN echo '$V'\n"],
    ["no global argument", "FROM debian:13\nLABEL v=$V\n"],
    ["PowerShell", 'ARG V=1\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell"]\nRUN echo $V\n'],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
