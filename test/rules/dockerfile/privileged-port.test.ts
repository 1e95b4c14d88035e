import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/privileged-port.ts";
import { places, run } from "../support.ts";

describe("dockerfile/privileged-port", () => {
  it.each([
    ["a number as user", "FROM debian:13-slim\nEXPOSE 80\nUSER 1000\n", ["2:8"]],
    ["a user by name", "FROM node:24\nEXPOSE 443/tcp\nUSER node\n", ["2:8"]],
    ["the base image's user", "FROM gcr.io/distroless/static-debian13:nonroot\nEXPOSE 53/udp\n", ["2:8"]],
    ["one beside another", "FROM debian:13-slim\nEXPOSE 8080 80\nUSER 1000\n", ["2:13"]],
    ["what a base stage exposes", "FROM debian:13-slim AS base\nEXPOSE 80\nFROM base\nUSER 1000\n", ["2:8"]],
    ["a known variable", "FROM debian:13-slim\nENV PORT=80\nEXPOSE $PORT\nUSER 1000\n", ["3:8"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["root", "FROM debian:13-slim\nEXPOSE 80\n"],
    ["root again", "FROM debian:13-slim\nUSER 1000\nEXPOSE 80\nUSER root\n"],
    ["an unknown user", "FROM registry.example.com/base:1\nEXPOSE 80\n"],
    ["a user in a variable", "FROM debian:13-slim\nARG U\nEXPOSE 80\nUSER $U\n"],
    ["higher ports", "FROM debian:13-slim\nEXPOSE 1024 8080 80000\nUSER 1000\n"],
    ["an unknown port", "FROM debian:13-slim\nARG PORT\nEXPOSE $PORT\nUSER 1000\n"],
    ["a capability", "FROM debian:13-slim\nRUN setcap cap_net_bind_service=+ep /usr/bin/app\nEXPOSE 80\nUSER 1000\n"],
    [
      "a capability set where the program is built",
      "FROM golang:1.26 AS build\nRUN go build -o /app . && setcap cap_net_bind_service=+ep /app\nFROM debian:13-slim\nCOPY --from=build /app /app\nEXPOSE 80\nUSER 1000\n",
    ],
    ["Caddy", "FROM caddy:2.10\nEXPOSE 80\nUSER 1000\n"],
    ["a stage for developers", "FROM debian:13-slim AS dev\nEXPOSE 80\nUSER 1000\n"],
    ["a builder", "FROM debian:13-slim AS build\nEXPOSE 80\nUSER 1000\nFROM scratch\nCOPY --from=build /a /a\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("says all ports at once", () => {
    const problems = run(rule, "FROM debian:13-slim\nEXPOSE 80 443\nUSER 1000\n");
    expect(problems.map(({ message }) => message.slice(0, 40))).toEqual(["The ports `80`, `443` are root's, and th"]);
  });
});
