import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/relative-workdir.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/relative-workdir", () => {
  it.each([
    ["a folder", "FROM debian:13-slim\nWORKDIR app\n", ["2:9"]],
    ["the folder itself", "FROM debian:13-slim\nWORKDIR .\n", ["2:9"]],
    ["home, which is none", "FROM debian:13-slim\nWORKDIR ~/app\n", ["2:9"]],
    ["a builder", "FROM debian:13 AS build\nWORKDIR src\nFROM scratch\nCOPY --from=build /x /x\n", ["2:9"]],
    ["the first of two", "FROM debian:13-slim\nWORKDIR a\nWORKDIR b\n", ["2:9"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["an absolute folder", "FROM debian:13-slim\nWORKDIR /app\n"],
    ["what goes on from an absolute one", "FROM debian:13-slim\nWORKDIR /app\nWORKDIR src\n"],
    ["what goes on from another stage's", "FROM debian:13 AS base\nWORKDIR /app\nFROM base\nWORKDIR src\n"],
    ["a variable", "FROM debian:13-slim\nARG DIR\nWORKDIR $DIR\n"],
    ["what goes on from a variable", "FROM debian:13-slim\nARG DIR\nWORKDIR $DIR\nWORKDIR src\n"],
    ["a drive", "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nWORKDIR C:/app\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("goes on from the folder that the base image is known to have", () => {
    expect(run(rule, "FROM golang:1.26\nWORKDIR app\n")[0]?.fixed).toEqual(["FROM golang:1.26\nWORKDIR /go/app\n"]);
  });
});
