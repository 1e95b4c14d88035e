import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/world-writable-files.ts";
import { places } from "../support.ts";

describe("dockerfile/world-writable-files", () => {
  it.each([
    ["digits", "FROM debian:13-slim\nRUN chmod -R 777 /data\n", ["2:14"]],
    ["four digits", "FROM debian:13-slim\nRUN chmod 0666 /data/a\n", ["2:11"]],
    ["letters", "FROM debian:13-slim\nRUN chmod a+rwX /data\n", ["2:11"]],
    ["letters without anybody", "FROM debian:13-slim\nRUN chmod +w /data\n", ["2:11"]],
    ["COPY", "FROM debian:13-slim\nCOPY --chmod=777 a /a\n", ["2:14"]],
    ["mkdir", "FROM debian:13-slim\nRUN mkdir -p -m 777 /data\n", ["2:17"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["others may read", "FROM debian:13-slim\nRUN chmod 755 /a && chmod 644 /b && chmod u+w /c && chmod +x /d && chmod g+w /e\n"],
    ["the sticky bit", "FROM debian:13-slim\nRUN chmod 1777 /tmp\n"],
    ["taking it away", "FROM debian:13-slim\nRUN chmod o-w /a && chmod go-rwx /b\n"],
    ["what is deleted again", 'FROM debian:13-slim\nRUN chmod 777 "$dir" && rm -rf "$dir"\n'],
    ["a builder", "FROM debian:13 AS build\nRUN chmod 777 /a\nFROM scratch\nCOPY --from=build /a /a\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
