import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/self-referencing-variable.ts";
import { places } from "../support.ts";

describe("dockerfile/self-referencing-variable", () => {
  it.each([
    ["a name beside it", "FROM debian:13-slim\nENV A=/a B=$A/b\n", ["2:12"]],
    ["braces", 'FROM debian:13-slim\nENV A=/a B="${A}/b"\n', ["2:12"]],
    ["the order does not matter", "FROM debian:13-slim\nENV B=$A/b A=/a\n", ["2:7"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["an ENV of its own", "FROM debian:13-slim\nENV A=/a\nENV B=$A/b\n"],
    ["what was set before", "FROM debian:13-slim\nENV A=/x\nENV A=/a B=$A/b\n"],
    ["an argument", "FROM debian:13-slim\nARG A=/x\nENV A=$A B=$A/b\n"],
    ["its own old value", "FROM debian:13-slim\nENV PATH=/a:$PATH A=b\n"],
    ["what images usually bring", "FROM debian:13-slim\nENV HOME=/a B=$HOME/b\n"],
    ["a default", "FROM debian:13-slim\nENV A=/a B=${A:-x}\n"],
    ["an escaped one", "FROM debian:13-slim\nENV A=/a B=\\$A\n"],
    ["single quotes", "FROM debian:13-slim\nENV A=/a B='$A'\n"],
    ["a longer name", "FROM debian:13-slim\nENV A=/a B=$AB\n"],
    ["an unknown base, which may set it", "FROM registry.example.com/base:1\nENV A=/a B=$A/b\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
