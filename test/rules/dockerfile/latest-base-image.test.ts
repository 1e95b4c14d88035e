import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/latest-base-image.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/latest-base-image", () => {
  it("reports the tag and replaces it", () => {
    expect(run(rule, "FROM node:latest AS app\n")).toMatchObject([
      { at: "1:11", on: "latest", fixed: ["FROM node:26-trixie AS app\n", "FROM node:26-slim AS app\n", "FROM node:26-alpine AS app\n"] },
    ]);
  });

  it.each([
    ["a digest beside it", `FROM node:latest@sha256:${"a".repeat(64)}\n`],
    ["another tag", "FROM node:24\n"],
    ["no tag", "FROM node\n"],
    ["a name that ends so", "FROM node:24-latest\n"],
    ["an unknown tag", "ARG TAG\nFROM node:$TAG\n"],
    ["a stage of that name", "FROM node:24 AS latest\nFROM latest\n"],
    ["an image that was given up, which has a finding of its own", "FROM centos:latest\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("expands variables, and changes the default where the tag comes from", () => {
    expect(run(rule, "ARG TAG=latest\nFROM python:${TAG}\n")).toMatchObject([
      { at: "2:6", on: "python:${TAG}", fixed: expect.arrayContaining(["ARG TAG=3.14-trixie\nFROM python:${TAG}\n"]) },
    ]);
    expect(run(rule, "ARG BASE=alpine:latest\nFROM $BASE\n")).toMatchObject([{ at: "2:6", fixed: ["ARG BASE=alpine:3.24\nFROM $BASE\n"] }]);
    expect(run(rule, "FROM alpine:${TAG:-latest}\n")).toMatchObject([{ at: "1:6", fixed: [] }]);
  });

  it("reports an image that it knows no tag of, without a fix", () => {
    expect(run(rule, "FROM ghcr.io/example/app:latest\n")).toMatchObject([{ at: "1:26", fixed: [] }]);
  });

  it("only informs where the whole reference is a default that the build may replace", () => {
    expect(run(rule, "ARG BASE=alpine:latest\nFROM $BASE\n")).toMatchObject([{ severity: "info" }]);
    expect(run(rule, "ARG TAG=latest\nFROM alpine:$TAG\n")[0]?.severity).toBeUndefined();
  });

  it("asks for a digest where there are no versions", () => {
    expect(run(rule, "FROM cgr.dev/chainguard/python:latest\n")).toMatchObject([{ severity: "info", fixed: [] }]);
  });

  it("gives a hint only for development", () => {
    expect(run(rule, "FROM node:latest\n", { path: "docker/dev.Dockerfile" })).toMatchObject([{ severity: "hint" }]);
  });

  it.each([
    ["CRLF", "FROM node:latest\r\nUSER node\r\n"],
    ["continuations", "FROM \\\n  # base\n  node:latest \\\n  AS app\n"],
    ["two stages from one variable", "ARG BASE=golang:latest\nFROM $BASE AS a\n"],
    ["quotes", 'FROM "node:latest"\n'],
  ])("keeps the laws with %s", (_, text) => {
    expect(run(rule, text)[0]?.fixed.length).toBeGreaterThan(0);
    expectLawfulFixes(rule, text);
  });
});
