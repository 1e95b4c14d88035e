import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/untagged-base-image.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/untagged-base-image", () => {
  it("reports the image's name", () => {
    const [problem] = run(rule, "FROM node\n");
    expect(problem).toMatchObject({ at: "1:6", on: "node" });
    expect(problem?.fixed).toEqual(["FROM node:26-trixie\n", "FROM node:26-slim\n", "FROM node:26-alpine\n"]);
    expect(problem?.fixes?.every((fix) => fix.safety === "unsafe")).toBe(true);
  });

  it.each([
    ["scratch", "FROM scratch\nCOPY a /\n"],
    ["an earlier stage", "FROM node:24 AS base\nFROM base\n"],
    ["an earlier stage in other case", "FROM node:24 AS Base\nFROM bASE\n"],
    ["a tag", "FROM node:24\n"],
    ["a digest alone", `FROM node@sha256:${"a".repeat(64)}\n`],
    ["a variable without a value", "ARG BASE\nFROM $BASE\n"],
    ["an undeclared variable", "FROM ${BASE}\n"],
    ["a variable inside", "ARG REGISTRY\nFROM ${REGISTRY}/node\n"],
    ["a tag in an ARG", "ARG BASE=node:24\nFROM ${BASE}\n"],
    ["a tag from a variable", "ARG TAG\nFROM node:$TAG\n"],
    ["a tag from a default in place", "FROM node:${TAG:-24}\n"],
    ["a template", "FROM {{ image }}\n"],
    ["a placeholder", "FROM REPLACE-ME\n"],
    ["an image that was given up, which has a finding of its own", "FROM centos\nUSER 1\n"],
    ["a stage that nothing needs", "FROM node AS tools\nFROM alpine:3.24\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("takes the colon of a registry's port for no tag", () => {
    expect(run(rule, "FROM registry.example.com:5000/team/app\n")).toMatchObject([
      { at: "1:6", on: "registry.example.com:5000/team/app", fixed: [] },
    ]);
  });

  it("is silent on a build context of that name", () => {
    const files = {
      "compose.yaml": "services:\n  app:\n    build:\n      context: .\n      additional_contexts:\n        base: docker-image://node:24\n",
    };
    expect(places(rule, "FROM base\n", { files })).toEqual([]);
    expect(places(rule, "FROM base\n")).toEqual(["1:6"]);
  });

  it("reads the default of a variable, and fixes it there", () => {
    const [problem] = run(rule, "ARG BASE=node\nFROM --platform=$BUILDPLATFORM ${BASE} AS app\n");
    expect(problem).toMatchObject({ at: "2:32", on: "${BASE}", severity: "info" });
    expect(problem?.fixed[0]).toBe("ARG BASE=node:26-trixie\nFROM --platform=$BUILDPLATFORM ${BASE} AS app\n");
  });

  it("reports every stage that the last one needs", () => {
    const text =
      "FROM golang AS build\nFROM alpine AS tools\nFROM debian AS unused\nFROM busybox:1\nCOPY --from=build /a /a\nRUN --mount=type=bind,from=tools true\n";
    expect(places(rule, text)).toEqual(["1:6", "2:6"]);
  });

  it("gives a hint only in files for development", () => {
    expect(run(rule, "FROM node\n", { path: "Dockerfile.dev" })).toMatchObject([{ severity: "hint" }]);
    expect(run(rule, "FROM node\n", { path: ".devcontainer/Dockerfile" })).toMatchObject([{ severity: "hint" }]);
  });

  it("asks for a digest where there are no versions", () => {
    expect(run(rule, "FROM cgr.dev/chainguard/static\n")).toMatchObject([{ severity: "info", fixed: [] }]);
  });

  it.each([
    ["quotes", 'FROM "node"\n'],
    ["CRLF and comments", "# base\r\nFROM node AS app\r\n# end\r\n"],
    ["continuations", "FROM \\\n  # the base\n  node \\\n  AS app\n"],
    ["a flag", "FROM --platform=linux/amd64 node\n"],
    ["Docker Hub's full name", "FROM docker.io/library/node\n"],
  ])("keeps the laws with %s", (_, text) => {
    expect(run(rule, text)[0]?.fixed.length).toBeGreaterThan(0);
    expectLawfulFixes(rule, text);
  });
});
