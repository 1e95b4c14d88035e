import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/copy-to-file.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/copy-to-file", () => {
  it.each([
    ["two files", "FROM debian:13-slim\nCOPY a b /app\n", ["2:10"]],
    ["an array", 'FROM debian:13-slim\nCOPY ["a", "b", "/app"]\n', ["2:17"]],
    ["ADD", "FROM debian:13-slim\nADD a b x\n", ["2:9"]],
    ["heredocs", "FROM debian:13-slim\nCOPY <<A <<B /app\na\nA\nb\nB\n", ["2:14"]],
    ["a value that is known", "FROM debian:13-slim\nARG DIR=/app\nCOPY a b $DIR\n", ["3:10"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a folder", "FROM debian:13-slim\nCOPY a b /app/\n"],
    ["the folder itself", "FROM debian:13-slim\nCOPY a b .\n"],
    ["the folder above", "FROM debian:13-slim\nCOPY a b ../..\n"],
    ["one file", "FROM debian:13-slim\nCOPY a /app\n"],
    ["a pattern, which may find one", "FROM debian:13-slim\nCOPY *.json /app\n"],
    ["an array that ends with a folder", 'FROM debian:13-slim\nCOPY ["a b", "c", "/x/"]\n'],
    ["heredocs for a folder", "FROM debian:13-slim\nCOPY <<A <<B /x/\na\nA\nb\nB\n"],
    ["a variable", "FROM debian:13-slim\nARG DIR\nCOPY a b $DIR\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
