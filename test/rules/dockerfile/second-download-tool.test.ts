import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/second-download-tool.ts";
import { places } from "../support.ts";

describe("dockerfile/second-download-tool", () => {
  it.each([["both", "FROM alpine:3.24\nRUN curl https://a.example\nRUN wget https://b.example\n", ["3:5"]]])(
    "reports %s",
    (_, text, at) => {
      expect(places(rule, text)).toEqual(at);
    },
  );

  it.each([
    ["one", "FROM alpine:3.24\nRUN curl https://a.example && curl https://b.example\n"],
    ["one in each stage", "FROM a:1 AS x\nRUN curl https://a.example\nFROM b:1\nRUN wget https://b.example\nCOPY --from=x /a /a\n"],
    ["a choice", "FROM alpine:3.24\nRUN curl https://a.example || wget https://a.example\n"],
    ["an install of both", "FROM debian:13-slim\nRUN apt-get install -y curl wget\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
