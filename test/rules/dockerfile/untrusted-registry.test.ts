import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/untrusted-registry.ts";
import { places } from "../support.ts";

describe("dockerfile/untrusted-registry", () => {
  it.each([
    ["Docker Hub", "FROM node:24\n", ["1:6"], { options: { registries: ["registry.example.com"] } }],
    [
      "COPY and mounts",
      "FROM registry.example.com/a:1\nCOPY --from=nginx:1 /x /x\nRUN --mount=from=ghcr.io/b/c,target=/c true\n",
      ["2:13", "3:18"],
      { options: { registries: ["registry.example.com"] } },
    ],
    ["another part of a registry", "FROM ghcr.io/other/a:1\n", ["1:6"], { options: { registries: ["ghcr.io/acme"] } }],
  ])("reports %s", (_, text, at, setting) => {
    expect(places(rule, text, setting)).toEqual(at);
  });

  it.each([["no option", "FROM node:24\n"]])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it.each([
    ["Docker Hub, when it is allowed", "FROM node:24\n", { options: { registries: ["docker.io"] } }],
    ["a part of a registry", "FROM ghcr.io/acme/a:1\n", { options: { registries: ["ghcr.io/acme"] } }],
    ["the end of a name", "FROM eu.gcr.io/a/b:1\n", { options: { registries: ["*.gcr.io"] } }],
    ["the start of a name", "FROM registry.local:5000/a:1\n", { options: { registries: ["registry.*"] } }],
    [
      "stages, scratch and numbers",
      "FROM scratch AS a\nFROM a\nCOPY --from=a /x /x\nCOPY --from=0 /x /x\n",
      { options: { registries: ["ghcr.io"] } },
    ],
    ["an unknown value", "ARG BASE\nFROM $BASE\n", { options: { registries: ["ghcr.io"] } }],
    [
      "scratch and stages",
      "FROM scratch AS a\nFROM a\nCOPY --from=a /x /x\nCOPY --from=0 /x /y\n",
      { options: { registries: ["ghcr.io"] } },
    ],
  ])("is silent on %s", (_, text, setting) => {
    expect(places(rule, text, setting)).toEqual([]);
  });
});
