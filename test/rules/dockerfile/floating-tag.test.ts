import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/floating-tag.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/floating-tag", () => {
  it.each([
    ["node:lts", "26-trixie"],
    ["node:lts-slim", "26-slim"],
    ["node:current-alpine", "26-alpine"],
    ["node:alpine", "26-alpine"],
    ["golang:alpine", "1.27-alpine"],
    ["golang:bookworm", "1.27-bookworm"],
    ["debian:stable-slim", "trixie-slim"],
    ["alpine:edge", undefined],
    ["nginx:stable-alpine", "1.30-alpine"],
    ["nginx:mainline-alpine", undefined],
    ["python:3", "3.14"],
    ["python:3-slim-bookworm", "3.14-slim-bookworm"],
    ["golang:1-alpine", "1.27-alpine"],
    ["docker.io/library/python:3", "3.14"],
    ["python:3-alpine3.24", undefined],
    ["ghcr.io/example/app:edge", undefined],
    ["ghcr.io/example/app:nightly-slim", undefined],
  ])("reports the tag of %s", (image, tag) => {
    const text = `FROM ${image} AS a\r\nRUN b\r\n`;
    expect(run(rule, text)).toMatchObject([{ at: `1:${image.lastIndexOf(":") + 7}` }]);
    const name = image.slice(0, image.lastIndexOf(":"));
    expect(run(rule, text)[0]?.fixed[0]).toBe(tag && text.replace(image, `${name}:${tag}`));
    expectLawfulFixes(rule, text);
  });

  it("changes the default that holds the tag", () => {
    expect(run(rule, "ARG NODE=lts\nFROM node:${NODE}-alpine\n")).toMatchObject([
      { at: "2:6", fixed: expect.arrayContaining(["ARG NODE=26\nFROM node:${NODE}-alpine\n"]) },
    ]);
  });

  it.each([
    ["a release", "node:24\nFROM postgres:18\nFROM python:3.14\nFROM debian:13-slim\nFROM alpine:3.24"],
    ["a code name", "debian:bookworm-slim\nFROM ubuntu:noble\nFROM debian:sid\nFROM buildpack-deps:trixie\nFROM node:jod"],
    ["a whole version", "node:24.3.1-alpine3.22"],
    ["latest or nothing", "node:latest\nFROM node"],
    ["a digest", `node:lts@sha256:${"0a".repeat(32)}`],
    ["an unknown variable", "node:${TAG}"],
    ["a variant of an image that the tables do not know", "ghcr.io/example/app:alpine"],
    ["what is built on the spot", "example/app:local"],
    ["an image without versions", "gcr.io/distroless/static-debian13:nonroot\nFROM cgr.dev/chainguard/node:latest-dev"],
    ["a major version that is the usual tag", "redis:8\nFROM caddy:2-alpine\nFROM rabbitmq:4"],
    ["a version behind the variant", "denoland/deno:alpine-2.1.4"],
    ["a dated snapshot", "debian:stable-20250101-slim"],
    ["a release that has ended, which is reported elsewhere", "python:2\nFROM node:lts-alpine3.12"],
    ["Windows", "python:windowsservercore"],
    ["a rolling distribution", "archlinux:base-devel"],
  ])("is silent on %s", (_, images) => {
    // Each of them ends up in the last stage.
    const stages = images.split("\nFROM ").map((image, index) => `FROM ${image} AS s${index}\nRUN a\n`);
    const copies = stages.slice(0, -1).map((_stage, index) => `COPY --from=s${index} /a /a\n`);
    expect(places(rule, stages.join("") + copies.join(""))).toEqual([]);
  });

  it("is silent on scratch, stages, named contexts and development files", () => {
    expect(places(rule, "FROM node:24 AS stable\nFROM stable\n")).toEqual([]);
    expect(places(rule, "FROM node:lts\n", { path: ".devcontainer/Dockerfile" })).toEqual([]);
  });
});
