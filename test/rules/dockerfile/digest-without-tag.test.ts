import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/digest-without-tag.ts";
import { places, run } from "../support.ts";

const digest = `sha256:${"0a".repeat(32)}`;

describe("dockerfile/digest-without-tag", () => {
  it.each([
    ["an official image", `FROM node@${digest}\n`, ["1:11"]],
    ["another registry with a port", `FROM localhost:5000/app@${digest} AS a\n`, ["1:25"]],
    ["a build stage", `FROM golang@${digest} AS build\nRUN a\nFROM scratch\nCOPY --from=build /a /a\n`, ["1:13"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expect(run(rule, text)[0]?.on).toBe(digest);
  });

  it.each([
    ["a tag beside it", `FROM node:24@${digest}\n`],
    ["no digest", "FROM node\n"],
    ["scratch and stages", `FROM node:24@${digest} AS a\nFROM scratch\nFROM a\n`],
    ["a variable that holds it", `ARG NODE=node@${digest}\nFROM $NODE\n`],
    ["an unknown variable", `ARG TAG\nFROM node\${TAG}@${digest}\n`],
    ["a digest that is cut short", "FROM node@sha256:0a\n"],
    ["a comment with the version", `# node:24-slim\nFROM node@${digest}\n# v1.2.3\nFROM app@${digest}\n`],
    ["an image without versions", `FROM gcr.io/distroless/static-debian13@${digest}\n`],
    ["a stage that nobody needs", `FROM node@${digest} AS a\nRUN b\nFROM alpine:3.24\n`],
  ])("is silent on %s", (_, text) => expect(places(rule, text)).toEqual([]));
});
