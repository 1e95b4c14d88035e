import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/leftover-apk-cache.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/leftover-apk-cache", () => {
  it.each([
    ["apk add", "FROM alpine:3.24\nRUN apk add curl\n", ["2:5"]],
    ["an update in the same call", "FROM alpine:3.24\nRUN apk add -U --virtual .deps gcc && apk del .deps\n", ["2:5"]],
    ["apk over lines", "FROM alpine:3.24\nRUN apk update \\\n && apk add \\\n    curl\n", ["3:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["--no-cache", "FROM alpine:3.24\nRUN apk add --no-cache curl\n"],
    ["--no-cache in front", "FROM alpine:3.24\nRUN apk --no-cache add curl\n"],
    ["the cache deleted", "FROM alpine:3.24\nRUN apk add -U curl && rm -rf /var/cache/apk/*\n"],
    ["a cache mount", "FROM alpine:3.24\nRUN --mount=type=cache,target=/var/cache/apk apk add curl\n"],
    ["a variable that holds options", "FROM alpine:3.24\nARG APK_FLAGS\nRUN apk add $APK_FLAGS curl\n"],
    ["a builder", "FROM alpine:3.24 AS build\nRUN apk add curl\nFROM scratch\nCOPY --from=build /x /x\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("takes the update in front out with it", () => {
    const fixed = (script: string) => run(rule, `FROM alpine:3.24\nRUN ${script}\n`)[0]?.fixed[0]?.slice("FROM alpine:3.24\nRUN ".length);
    expect(fixed("apk update && apk add curl")).toBe("apk add --no-cache curl\n");
    expect(fixed("apk update \\\n && apk add curl")).toBe("apk add --no-cache curl\n");
    expect(fixed("a && sudo apk update && A=b apk add curl")).toBe("a && A=b apk add --no-cache curl\n");
    expect(fixed("apk update; apk add curl")).toBe("apk update; apk add --no-cache curl\n");
    expect(fixed("apk update && \\\n  # tools\n  apk add curl")).toBe("apk update && \\\n  # tools\n  apk add --no-cache curl\n");
    expect(fixed("apk add curl && apk update")).toBe("apk add --no-cache curl && apk update\n");
  });
});
