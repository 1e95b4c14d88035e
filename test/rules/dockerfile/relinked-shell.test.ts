import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/relinked-shell.ts";
import { places } from "../support.ts";

describe("dockerfile/relinked-shell", () => {
  it.each([
    ["ln", "FROM debian:13-slim\nRUN ln -sf /bin/bash /bin/sh\n", ["2:5"]],
    ["behind another", "FROM debian:13-slim\nRUN rm /bin/sh && ln -s bash /bin/sh\n", ["2:19"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["another link", "FROM debian:13-slim\nRUN ln -s /usr/bin/python3 /usr/bin/python\n"],
    ["SHELL", 'FROM debian:13-slim\nSHELL ["/bin/bash", "-c"]\n'],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
