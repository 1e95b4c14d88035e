import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/empty-continuation-line.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/empty-continuation-line", () => {
  it.each([
    ["one line", "FROM debian:13-slim\nRUN a && \\\n\n  b\n", ["3:1"]],
    ["several at once", "FROM debian:13-slim\nRUN a && \\\n\n  \n  b\n", ["3:1"]],
    ["two places", "FROM debian:13-slim\nRUN a && \\\n\n  b && \\\n\n  c\n", ["3:1", "5:1"]],
    ["CRLF", "FROM a\r\nENV A=b \\\r\n\r\n  C=d\r\n", ["3:1"]],
    ["a trigger", "FROM debian:13-slim\nONBUILD RUN a && \\\n\n  b\n", ["3:1"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["no empty line", "FROM debian:13-slim\nRUN a && \\\n  b\n"],
    ["a comment", "FROM debian:13-slim\nRUN a && \\\n  # Why.\n  b\n"],
    ["a heredoc", "FROM debian:13-slim\nRUN <<EOF\na\n\nb\nEOF\n"],
    ["what stands between instructions", "FROM debian:13-slim\n\nRUN a\n\n\nRUN b\n"],
    ["what stands at the end", "FROM debian:13-slim\nRUN a \\\n\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
