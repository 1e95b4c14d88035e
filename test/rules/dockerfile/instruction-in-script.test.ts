import { describe, expect, it } from "vitest";
import dangling from "../../../server/engine/rules/dockerfile/dangling-continuation.ts";
import rule from "../../../server/engine/rules/dockerfile/instruction-in-script.ts";
import { places } from "../support.ts";

const on = (text: string) => `FROM alpine:3.24\n${text}`;

describe("dockerfile/instruction-in-script", () => {
  it.each([
    ["a second RUN", "RUN a && RUN b\n", ["2:10"]],
    ["a doubled keyword", "RUN RUN a\n", ["2:5"]],
    ["a COPY on the next line", "RUN a && \\\nCOPY b c\n", ["3:1"]],
    ["each", "RUN a; ENV b=c; WORKDIR /d\n", ["2:8", "2:17"]],
    ["a heredoc", "RUN <<EOF\na\nCOPY b c\nEOF\n", ["4:1"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, on(text))).toEqual(at);
    expect(places(dangling, on(text))).toEqual([]);
  });

  it.each([
    ["an argument", "RUN echo RUN && echo COPY a b\n"],
    ["quoted text", "RUN sh -c 'COPY a b' && psql -c 'COPY a FROM b'\n"],
    ["small letters", "RUN a && env\n"],
    ["a function of that name", "RUN ADD() { a; }; ADD b\n"],
    ["a program with a folder", "RUN /opt/bin/ADD a\n"],
    ["an assignment", "RUN USER=a b\n"],
    ["a heredoc for another program", "RUN psql <<EOF\nCOPY a FROM b\nEOF\n"],
    ["one that a continuation took in, reported as such", "RUN a && \\\n\nCOPY b c\n"],
    ["a health check", "HEALTHCHECK CMD a\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, on(text))).toEqual([]);
  });
});
