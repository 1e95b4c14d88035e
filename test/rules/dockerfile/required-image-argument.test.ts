import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/required-image-argument.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/required-image-argument", () => {
  it.each([
    ["a tag", "ARG TAG\nFROM busybox:${TAG}\n", ["2:16"]],
    ["a whole image", "ARG BASE\nFROM $BASE AS a\n", ["2:7"]],
    ["an empty default", 'ARG BASE=""\nFROM ${BASE}\n', ["2:8"]],
    ["a registry in front of a slash", "ARG REGISTRY\nFROM ${REGISTRY}/app:1\n", ["2:8"]],
    ["the argument that lacks one", "ARG NAME=app\nARG TAG\nFROM $NAME:$TAG\n", ["3:13"]],
    ["an argument once", "ARG TAG\nFROM a:$TAG AS a\nFROM b:$TAG\nCOPY --from=a /a /a\n", ["2:9"]],
    ["one behind a continuation, with CRLF", "ARG TAG\r\nFROM \\\r\n  # it\r\n  alpine:$TAG\r\n", ["4:11"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it("gives the usual tag as default where it is known", () => {
    expect(run(rule, "ARG TAG\nFROM alpine:${TAG}\n")[0]?.fixed).toEqual(["ARG TAG=3.24\nFROM alpine:${TAG}\n"]);
    expect(run(rule, "ARG A TAG\nFROM alpine:$TAG\n")[0]?.fixed).toEqual(["ARG A TAG=3.24\nFROM alpine:$TAG\n"]);
    expect(run(rule, "ARG TAG\nFROM example.com/a:$TAG\n")).toMatchObject([{ fixed: [] }]);
    expect(run(rule, "ARG V\nFROM node:$V-alpine\n")).toMatchObject([{ at: "2:12", fixed: [] }]);
  });

  it.each([
    ["a default", "ARG TAG=1\nFROM busybox:${TAG}\n"],
    ["a variant that may be empty", "ARG VARIANT\nFROM busybox:stable${VARIANT}\n"],
    ["a prefix that may be empty", "ARG REGISTRY\nFROM ${REGISTRY}busybox:1.37\n"],
    ["a default in FROM", "ARG TAG\nFROM alpine:${TAG:-3.24}\n"],
    ["a message for who forgets it", "ARG TAG\nFROM alpine:${TAG:?give a tag}\nFROM alpine:${TAG?}\n"],
    ["a comment that says so", "# TAG is required\nARG TAG\nFROM alpine:$TAG\n"],
    ["a comment above FROM that says so", "ARG TAG\n# pass --build-arg TAG=3.24\nFROM alpine:$TAG\n"],
    ["an undeclared argument, which is reported elsewhere", "FROM alpine:$TAG\n"],
    ["the platform", "FROM alpine:$TARGETARCH\n"],
    ["a default that hangs on something unknown", "ARG A\nARG TAG=$A-1\nFROM alpine:$TAG\n"],
    ["an empty tag, which is reported elsewhere", "ARG TAG=\nFROM alpine:$TAG\n"],
    ["no variable", "FROM alpine:3.24\n"],
  ])("is silent on %s", (_, text) => expect(places(rule, text)).toEqual([]));

  it("is silent where every build of the workspace gives it", () => {
    const text = "ARG TAG\nFROM alpine:$TAG\n";
    const build = (args: string) => ({ files: { "compose.yaml": `services:\n  a:\n    build:\n      context: .\n${args}` } });
    expect(places(rule, text, build("      args:\n        TAG: '3.24'\n"))).toEqual([]);
    expect(places(rule, text, build(""))).toEqual(["2:14"]);
  });
});
