import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/remote-login-port.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/remote-login-port", () => {
  it.each([
    ["SSH", "FROM debian:13-slim\nEXPOSE 80 22\n", ["2:11"]],
    ["Telnet", "FROM debian:13-slim\nEXPOSE 23\n", ["2:8"]],
    ["VNC", "FROM debian:13-slim\nEXPOSE 5900 80\n", ["2:8"]],
    ["one of several lines", "FROM debian:13-slim\r\nEXPOSE 80 \\\r\n  22 \\\r\n  443\r\n", ["3:3"]],
    ["a comment that would go", "FROM debian:13-slim\nEXPOSE 80 \\\n  # to log in\n  22\n", ["4:3"]],
    ["a trigger", "FROM debian:13-slim\nONBUILD EXPOSE 22\nUSER 1\n", ["2:16"]],
    ["with its protocol", "FROM debian:13-slim\nEXPOSE 3389/tcp\n", ["2:8"]],
    ["a known variable", "FROM debian:13-slim\nENV PORT=22\nEXPOSE $PORT\n", ["3:8"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it("takes the port out, and the instruction with the last", () => {
    expect(run(rule, "FROM a:1\nEXPOSE 22 80\n")[0]?.fixed).toEqual(["FROM a:1\nEXPOSE 80\n"]);
    expect(run(rule, "FROM a:1\nEXPOSE 80 22/tcp 443\n")[0]?.fixed).toEqual(["FROM a:1\nEXPOSE 80 443\n"]);
    expect(run(rule, "FROM a:1\nEXPOSE 22\nUSER 1\n")[0]?.fixed).toEqual(["FROM a:1\nUSER 1\n"]);
    expect(run(rule, "FROM a:1\nEXPOSE 80 \\\n  # to log in\n  22\n")).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["another port", "FROM debian:13-slim\nEXPOSE 2222 220\n"],
    ["databases", "FROM debian:13-slim\nEXPOSE 5432 3306 6379 27017\n"],
    ["UDP", "FROM debian:13-slim\nEXPOSE 22/udp\n"],
    ["an unknown one", "FROM debian:13-slim\nARG PORT\nEXPOSE $PORT\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
