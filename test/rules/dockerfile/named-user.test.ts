import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/named-user.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/named-user", () => {
  it.each([
    ["the image's own user", 'FROM node:24-trixie\nUSER node\nCMD ["node"]\n', ["2:6"]],
    ["a user that is created", "FROM debian:13-slim\nRUN useradd --uid 10001 app\nUSER app\n", ["3:6"]],
    ["what the stage below has", "FROM node:24 AS base\nUSER node\nFROM base\n", ["2:6"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a number", "FROM node:24-trixie\nUSER 1000\n"],
    ["root", "FROM debian:13-slim\nUSER root\n"],
    ["a number that a build argument gives", "FROM node:24-trixie\nARG ID=1000\nUSER $ID:$ID\n"],
    ["an unknown build argument", "FROM node:24-trixie\nARG WHO\nUSER $WHO\n"],
    ["a user with an unknown number", "FROM debian:13-slim\nRUN useradd app\nUSER app\n"],
    ["an unknown base", "FROM registry.example.com/base:1\nUSER app\n"],
    ["a builder", "FROM node:24 AS build\nUSER node\nFROM scratch\nCOPY --from=build /a /a\n"],
    ["a stage for developers", "FROM node:24 AS dev\nUSER node\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("gives user and group their numbers", () => {
    expect(run(rule, "FROM node:24\nUSER node\n")[0]?.fixed).toEqual(["FROM node:24\nUSER 1000:1000\n"]);
    expect(run(rule, "FROM node:24\nUSER node:node\n")).toMatchObject([{ fixed: [] }]);
  });
});
