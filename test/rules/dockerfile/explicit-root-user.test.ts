import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/explicit-root-user.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const fixed = (text: string) => run(rule, text)[0]?.fixed[0];

describe("dockerfile/explicit-root-user", () => {
  it.each([
    ["root", "root"],
    ["0", "0"],
    ["0:0", "0:0"],
    ["root:app", "root:app"],
    ["'root'", "'root'"],
  ])("reports USER %s", (user, on) => {
    expect(run(rule, `FROM node:24\nUSER ${user}\nCMD ["node"]\n`)).toMatchObject([{ at: "2:6", on }]);
  });

  it.each([
    ["another user", "FROM node:24\nUSER node\n"],
    ["the group of root", "FROM node:24\nUSER 1000:0\n"],
    ["a user that begins like root", "FROM node:24\nUSER rootless\n"],
    ["root for a while", "FROM node:24\nUSER root\nRUN a\nUSER node\n"],
    ["root in a stage that builds", 'FROM node:24 AS build\nUSER root\nFROM node:24\nUSER node\nCMD ["node"]\n'],
    ["an unknown value", "FROM node:24\nARG WHO\nUSER $WHO\n"],
    ["no USER", "FROM node:24\n"],
    ["a base image that is root, with another user below", 'FROM node:24 AS a\nUSER root\nFROM a\nUSER node\nCMD ["node"]\n'],
    ["the official database images", "FROM postgres:18\nUSER root\n"],
    ["gosu", 'FROM debian:trixie\nUSER root\nENTRYPOINT ["gosu", "app", "/app"]\n'],
    ["Windows", "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nUSER ContainerAdministrator\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("reports what the final stage inherits, where it stands", () => {
    expect(places(rule, 'FROM node:24 AS base\nUSER root\nFROM base\nCMD ["node"]\n')).toEqual(["2:6"]);
  });

  it("offers nothing on an unknown base, which most likely has a user of its own", () => {
    expect(run(rule, "FROM registry.example.com/base:1\nUSER root\nRUN a\n")).toMatchObject([{ fixed: [] }]);
    expect(fixed("FROM registry.example.com/base:1\nUSER app\nRUN a\nUSER root\nRUN b\n")).toContain("RUN b\nUSER app\n");
  });

  it("only informs about a default that the build may replace", () => {
    expect(run(rule, 'FROM node:24\nARG WHO=root\nUSER $WHO\nCMD ["node"]\n')).toMatchObject([{ severity: "info", fixed: [] }]);
  });

  it("reports a trigger for the child image", () => {
    expect(run(rule, 'FROM node:24\nUSER node\nONBUILD USER root\nCMD ["node"]\n')).toMatchObject([
      { at: "3:14", message: expect.stringContaining("when a child image is built"), fixed: [] },
    ]);
    expect(places(rule, 'FROM node:24\nUSER node\nONBUILD USER root\nONBUILD USER node\nCMD ["node"]\n')).toEqual([]);
  });

  it("gives a hint only for an image to build on", () => {
    expect(run(rule, "FROM node:24\nUSER root\nONBUILD RUN a\n")).toMatchObject([{ severity: "hint" }]);
    expect(run(rule, 'FROM node:24\nUSER root\nCMD ["node", "a.js"]\n')[0]?.severity).toBeUndefined();
  });

  it("gives a hint only for development", () => {
    expect(run(rule, "FROM node:24\nUSER root\n", { path: ".devcontainer/Dockerfile" })).toMatchObject([{ severity: "hint" }]);
  });

  it("puts a user in place where nothing behind needs root", () => {
    expect(fixed('FROM node:24\nRUN a\nUSER root\nEXPOSE 80\nCMD ["node"]\n')).toBe(
      'FROM node:24\nRUN a\nUSER 1000:1000\nEXPOSE 80\nCMD ["node"]\n',
    );
    expect(fixed('FROM alpine:3.24\nUSER root\nCMD ["/app"]\n')).toMatch(/^FROM alpine:3.24\nRUN addgroup .*\\\n.*\nUSER 10001:10001\nCMD/);
  });

  it("switches behind what needs root", () => {
    expect(fixed('FROM node:24\nUSER root\nRUN a\nCMD ["node"]\n')).toBe(
      'FROM node:24\nUSER root\nRUN a\n# The image comes with the user node.\nUSER 1000:1000\nCMD ["node"]\n',
    );
  });

  it("goes back to the user before", () => {
    expect(fixed('FROM debian:trixie\nRUN useradd -u 77 web\nUSER web\nCOPY a /a\nUSER root\nRUN b\nCMD ["/a"]\n')).toContain(
      "RUN b\nUSER web\nCMD",
    );
    expect(fixed("FROM jenkins/jenkins:lts\nUSER root\nRUN a\n")).toContain(
      "RUN a\n# The image comes with the user jenkins.\nUSER 1000:1000\n",
    );
  });

  it("switches in the final stage where the change was made in an earlier one", () => {
    expect(fixed('FROM node:24 AS base\nUSER root\nFROM base\nCMD ["node"]\n')).toBe(
      'FROM node:24 AS base\nUSER root\nFROM base\n# The image comes with the user node.\nUSER 1000:1000\nCMD ["node"]\n',
    );
  });

  it.each([
    ["CRLF", '# a\r\nFROM node:24\r\nUSER root\r\nRUN a\r\nCMD ["node"]\r\n'],
    ["CRLF and a created user", 'FROM alpine:3.24\r\nUSER root\r\nCMD ["/app"]\r\n'],
    ["no line break at the end", "FROM node:24\nUSER root"],
    ["continuations", "FROM node:24\nUSER \\\n  # all\n  root\nEXPOSE 80\n"],
    ["a heredoc", "FROM node:24\nUSER root\nRUN <<EOF\nnpm ci\nEOF\n"],
    ["a comment above", "FROM alpine:3.24\n# as root\nUSER root\n"],
  ])("keeps the laws with %s", (_, text) => {
    expect(run(rule, text)[0]?.fixed).toHaveLength(1);
    expectLawfulFixes(rule, text);
  });

  it("offers nothing where the file breaks off within an instruction", () => {
    expect(run(rule, "FROM node:24\nUSER root\nRUN npm ci \\\n  # more\n")).toMatchObject([{ fixed: [] }]);
  });
});
