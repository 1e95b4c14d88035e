import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/consecutive-run.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const from = "FROM debian:13-slim\n";

describe("dockerfile/consecutive-run", () => {
  it.each([
    ["two", `${from}RUN a\nRUN b c\n`, "3:1", `${from}RUN a \\\n    && b c\n`],
    [
      "three, with blank lines",
      `${from}RUN a && b\n\nRUN c | d\nRUN (e)\nUSER x\n`,
      "4:1",
      `${from}RUN a && b \\\n    && c | d \\\n    && (e)\nUSER x\n`,
    ],
    [
      "the same mounts",
      `${from}RUN --mount=type=cache,target=/x a\nRUN --mount=type=cache,target=/x b\n`,
      "3:1",
      `${from}RUN --mount=type=cache,target=/x a \\\n    && b\n`,
    ],
    ["what may fail at first", `${from}RUN a || true\nRUN b\n`, "3:1", `${from}RUN a || true \\\n    && b\n`],
    ["the end of the file", `${from}RUN a\nRUN b`, "3:1", `${from}RUN a \\\n    && b`],
  ])("reports %s once, and joins them", (_, text, at, fixed) => {
    expect(run(rule, text)).toMatchObject([{ at, on: "RUN", fixed: [fixed] }]);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
  });

  it("reports each group", () => {
    expect(places(rule, `${from}RUN a\nRUN b\nCOPY x /x\nRUN c\nRUN d\n`)).toEqual(["3:1", "6:1"]);
  });

  it.each([
    ["one", `${from}RUN a\n`],
    ["something in between", `${from}RUN a\nCOPY b /b\nRUN c\n`],
    ["heredocs", `${from}RUN <<EOF\na\nEOF\nRUN b\nRUN <<EOF\nc\nEOF\n`],
    ["different flags", `${from}RUN --network=none a\nRUN b\n`],
    ["different mounts", `${from}RUN --mount=type=cache,target=/x a\nRUN --mount=type=cache,target=/y b\n`],
    ["a comment in between", `${from}RUN a\n# Why\nRUN b\n`],
    ["long ones", `${from}RUN a && b && c\nRUN d && e && f\n`],
    ["several lines", `${from}RUN a \\\n  && b\nRUN c \\\n  && d\n`],
    ["exec form", `${from}RUN ["a"]\nRUN ["b"]\n`],
    ["a change of the folder", `${from}RUN cd /x && a\nRUN b\n`],
    ["an exported variable", `${from}RUN export A=1\nRUN b\n`],
    ["an option of the shell", `${from}RUN set -x\nRUN b\n`],
    ["a list that would bind otherwise", `${from}RUN a\nRUN b || true\n`],
    ["a list that goes on after a failure", `${from}RUN a\nRUN b; c\n`],
    ["the background", `${from}RUN a &\nRUN b\n`],
    ["a comment of the shell", `${from}RUN a # why\nRUN b\n`],
    ["an open end", `${from}RUN a;\nRUN b\n`],
    ["a stage that only builds", `FROM golang:1.26 AS build\nRUN a\nRUN b\n${from}COPY --from=build /x /x\n`],
    ["a stage for development", "FROM debian:13 AS dev\nRUN a\nRUN b\n"],
    ["triggers", `${from}ONBUILD RUN a\nONBUILD RUN b\n`],
    ["PowerShell", `FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell", "-Command"]\nRUN a\nRUN b\n`],
    ["a template", `${from}RUN a\nRUN b\n{% if x %}\nUSER node\n{% endif %}\n`],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
