import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/system-workdir.ts";
import { places } from "../support.ts";

describe("dockerfile/system-workdir", () => {
  it.each([
    ["a folder of the kernel", "FROM debian:13-slim\nWORKDIR /proc\n", ["2:9"]],
    ["a path below", "FROM debian:13-slim\nWORKDIR /proc/self/fd/8\n", ["2:9"]],
    ["two slashes", "FROM debian:13-slim\nWORKDIR //sys/fs\n", ["2:9"]],
    ["quotes", 'FROM debian:13-slim\nWORKDIR "/boot"\n', ["2:9"]],
    ["a known variable", "FROM debian:13-slim\nENV DIR=/dev\nWORKDIR $DIR/shm\n", ["3:9"]],
    ["a stage that only builds", "FROM golang:1.26 AS build\nWORKDIR /dev\nFROM scratch\nCOPY --from=build /a /a\n", ["2:9"]],
    ["a trigger", "FROM debian:13-slim\nONBUILD WORKDIR /dev\n", ["2:17"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["names that begin alike", "FROM debian:13-slim\nWORKDIR /development\nWORKDIR /devops/app\nWORKDIR /processor\nWORKDIR /system\n"],
    ["such a folder elsewhere", "FROM debian:13-slim\nWORKDIR /app/dev\nWORKDIR /srv/proc\n"],
    ["a relative path", "FROM debian:13-slim\nWORKDIR /app\nWORKDIR dev\n"],
    ["an unknown variable", "FROM debian:13-slim\nARG DIR\nWORKDIR $DIR/dev\nWORKDIR /$DIR\n"],
    ["Windows", "FROM mcr.microsoft.com/windows/servercore:ltsc2025\nWORKDIR /dev\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
