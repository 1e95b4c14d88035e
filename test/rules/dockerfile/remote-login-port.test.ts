import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/remote-login-port.ts";
import { places } from "../support.ts";

describe("dockerfile/remote-login-port", () => {
  it.each([
    ["SSH", "FROM debian:13-slim\nEXPOSE 80 22\n", ["2:11"]],
    ["with its protocol", "FROM debian:13-slim\nEXPOSE 3389/tcp\n", ["2:8"]],
    ["a known variable", "FROM debian:13-slim\nENV PORT=22\nEXPOSE $PORT\n", ["3:8"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["another port", "FROM debian:13-slim\nEXPOSE 2222 220\n"],
    ["UDP", "FROM debian:13-slim\nEXPOSE 22/udp\n"],
    ["an unknown one", "FROM debian:13-slim\nARG PORT\nEXPOSE $PORT\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
