import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/copy-without-workdir.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/copy-without-workdir", () => {
  it.each([
    ["the folder itself", "FROM debian:13-slim\nCOPY . .\n", ["2:8"]],
    ["once", "FROM alpine:3.24\nCOPY a b/\nCOPY c d/\n", ["2:8"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a WORKDIR", "FROM debian:13-slim\nWORKDIR /app\nCOPY . .\n"],
    ["a WORKDIR of the stage below", "FROM debian:13 AS base\nWORKDIR /app\nFROM base\nCOPY . .\n"],
    ["an absolute folder", "FROM debian:13-slim\nCOPY . /app\n"],
    ["an image with a folder of its own", "FROM golang:1.26\nCOPY . .\n"],
    ["an unknown base", "FROM registry.example.com/base:1\nCOPY . .\n"],
    ["the empty image", "FROM scratch\nCOPY app .\n"],
    ["a variable", "FROM debian:13-slim\nARG DIR\nCOPY . $DIR\n"],
    ["Windows", "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY . .\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
