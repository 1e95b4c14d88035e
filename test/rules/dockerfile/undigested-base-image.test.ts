import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/undigested-base-image.ts";
import { places, run } from "../support.ts";

const digest = `sha256:${"0a".repeat(32)}`;

describe("dockerfile/undigested-base-image", () => {
  it("reports the tag, without a fix: a digest cannot be known offline", () => {
    expect(run(rule, "FROM node:24-trixie-slim\n")).toMatchObject([{ at: "1:11", on: "24-trixie-slim", fixed: [] }]);
  });

  it("is for who asks for it: what is generated offline has no digests", () => {
    expect(rule.preset).toBe("optional");
  });

  it.each([
    ["a digest", `FROM node:24@${digest}\n`],
    ["a digest without a tag", `FROM node@${digest}\n`],
    ["no tag: another rule's", "FROM node\n"],
    ["latest: another rule's", "FROM node:latest\n"],
    ["scratch", "FROM scratch\n"],
    ["a stage", `FROM node:24@${digest} AS a\nFROM a\n`],
    ["an unknown value", "ARG TAG\nFROM node:$TAG\n"],
    ["a digest in an ARG", `ARG BASE=node:24@${digest}\nFROM $BASE\n`],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("is silent on a named build context", () => {
    const files = { "docker-bake.hcl": 'target "app" {\n  contexts = {\n    "node:24" = "docker-image://node:24-slim"\n  }\n}\n' };
    expect(places(rule, "FROM node:24\n", { files })).toEqual([]);
  });

  it("gives a hint only for development", () => {
    expect(run(rule, "FROM node:24\n", { path: "Dockerfile.test" })).toMatchObject([{ severity: "hint" }]);
  });
});
