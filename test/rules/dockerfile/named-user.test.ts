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

  it("is a warning where a manifest of the repository asks for the number", () => {
    const files = (pod: string, container = "") => ({
      ".github/workflows/ci.yml":
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: docker build -t ghcr.io/acme/shop:1 .\n",
      "k8s/shop.yaml": `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n${pod}      containers:\n        - name: shop\n          image: ghcr.io/acme/shop:1\n${container}`,
    });
    const asked = "      securityContext:\n        runAsNonRoot: true\n";
    const node = "FROM node:24\nUSER node\n";
    const unnumbered = "FROM debian:13-slim\nRUN useradd app\nUSER app\n";
    expect(run(rule, node, { files: files(asked) })).toMatchObject([
      { at: "2:6", severity: "warning", fixed: ["FROM node:24\nUSER 1000:1000\n"] },
    ]);
    expect(run(rule, unnumbered, { files: files(asked) })).toMatchObject([{ at: "3:6", severity: "warning", fixed: [] }]);
    const refused = "          securityContext:\n            runAsNonRoot: true\n";
    expect(run(rule, node, { files: files("", refused) })).toMatchObject([{ severity: "warning" }]);
    for (const other of [
      files(""),
      files(`${asked}        runAsUser: 1000\n`),
      files(asked, "          securityContext:\n            runAsUser: 1000\n"),
      files(asked, "          securityContext:\n            runAsNonRoot: false\n"),
    ]) {
      expect(run(rule, node, { files: other })[0]?.severity).toBeUndefined();
      expect(places(rule, unnumbered, { files: other })).toEqual([]);
    }
  });
});
