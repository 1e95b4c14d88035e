import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/uppercase-protocol.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/uppercase-protocol", () => {
  it.each([
    ["capitals", "FROM nginx:1.29\nEXPOSE 80/TCP 443\n", ["2:11"]],
    ["a range", "FROM nginx:1.29\nEXPOSE 8000-8010/Udp\n", ["2:18"]],
    ["a trigger", "FROM nginx:1.29\nONBUILD EXPOSE 80/TCP\n", ["2:19"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["small letters", "FROM nginx:1.29\nEXPOSE 80/tcp 53/udp 9000\n"],
    ["a variable", "FROM nginx:1.29\nARG PROTO=TCP\nEXPOSE 80/$PROTO $PORT\n"],
  ])("is silent on %s", (_, text) => expect(places(rule, text)).toEqual([]));
});
