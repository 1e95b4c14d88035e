import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/leftover-package-lists.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/leftover-package-lists", () => {
  it.each([
    ["lists that stay", "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl\n", ["2:5"]],
    [
      "apt-get clean, which takes the packages alone",
      "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl && apt-get clean\n",
      ["2:5"],
    ],
    ["another folder deleted", "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl && rm -rf /tmp/*\n", ["2:5"]],
    [
      "lists deleted by the next RUN",
      "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl\nRUN rm -rf /var/lib/apt/lists/*\n",
      ["2:5"],
    ],
    ["a heredoc", "FROM debian:13-slim\nRUN <<EOF\nset -e\napt-get update\napt-get install -y curl\nEOF\n", ["4:1"]],
    ["an install that updates", "FROM debian:13-slim\nRUN apt install -y --update curl\n", ["2:5"]],
    ["several lines with a semicolon", "FROM debian:13-slim\nRUN apt-get update; \\\n  apt-get install -y curl;\n", ["2:5"]],
    ["two installs once", "FROM debian:13-slim\nRUN apt-get update && apt-get install -y a && apt-get install -y b\n", ["2:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["lists deleted", "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n"],
    [
      "lists deleted with others",
      "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl && rm -r /var/lib/{apt,dpkg,cache}/*\n",
    ],
    [
      "lists deleted by find",
      "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl && find /var/lib/apt/lists -type f -delete\n",
    ],
    [
      "a cache mount",
      "FROM debian:13-slim\nRUN --mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y curl\n",
    ],
    ["a mount above", "FROM debian:13-slim\nRUN --mount=type=tmpfs,target=/var/lib apt-get update && apt-get install -y curl\n"],
    ["a script that cleans", "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl && /scripts/cleanup.sh\n"],
    ["no update", "FROM debian:13-slim\nRUN apt-get install -y curl\n"],
    [
      "a cache mount on the lists",
      "FROM debian:13-slim\nRUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked apt-get update && apt-get install -y curl\n",
    ],
    ["the folder itself deleted", "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl && rm -r /var/lib/apt/lists\n"],
    ["a builder", "FROM debian:13 AS build\nRUN apt-get update && apt-get install -y curl\nFROM scratch\nCOPY --from=build /x /x\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("offers nothing where the end cannot be told", () => {
    for (const end of [" &", " # done", "; exec true"])
      expect(run(rule, `FROM debian:13\nRUN apt-get update && apt-get install -y curl${end}\n`)).toMatchObject([{ fixed: [] }]);
  });
});
