import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/sensitive-volume.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/sensitive-volume", () => {
  it.each([
    ["devices", "FROM debian:13-slim\nVOLUME /dev\n", ["2:8"]],
    ["below the kernel's", "FROM debian:13-slim\nVOLUME /sys/fs/cgroup\n", ["2:8"]],
    ["an array", 'FROM debian:13-slim\nVOLUME ["/data", "/proc"]\n', ["2:18"]],
    ["settings of the system", "FROM debian:13-slim\nVOLUME /etc/ /data\n", ["2:8"]],
    ["the root", "FROM debian:13-slim\nVOLUME /\n", ["2:8"]],
    ["the socket of the engine", "FROM debian:13-slim\nVOLUME /run/docker.sock\n", ["2:8"]],
    ["two at once", "FROM debian:13-slim\nVOLUME /usr /lib\n", ["2:8", "2:13"]],
    ["a known variable", "FROM debian:13-slim\nENV DIR=/proc\nVOLUME $DIR\n", ["3:8"]],
    ["a trigger", "FROM debian:13-slim\nONBUILD VOLUME /etc\n", ["2:16"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["data", "FROM postgres:18\nVOLUME /var/lib/postgresql /data /tmp /var/log /home /root\n"],
    ["settings of a program", "FROM nginx:1.30\nVOLUME /etc/nginx /usr/share/nginx/html /usr/local/data /lib/modules\n"],
    ["names that begin alike", "FROM debian:13-slim\nVOLUME /development /system /processed /etcd\n"],
    ["an unknown variable", "FROM debian:13-slim\nARG DIR\nVOLUME $DIR /$DIR\n"],
    ["Windows", "FROM mcr.microsoft.com/windows/servercore:ltsc2025\nVOLUME /etc\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("takes the path out, and the instruction with its only one", () => {
    expect(run(rule, 'FROM debian:13-slim\nVOLUME ["/etc", "/data"]\n')[0]?.fixed).toEqual(['FROM debian:13-slim\nVOLUME ["/data"]\n']);
    expect(run(rule, "FROM debian:13-slim\r\n  VOLUME /etc\r\nUSER 1\r\n")[0]?.fixed).toEqual(["FROM debian:13-slim\r\nUSER 1\r\n"]);
    expect(run(rule, "FROM debian:13-slim\nVOLUME /data \\\n  /etc\n")[0]?.fixed).toEqual(["FROM debian:13-slim\nVOLUME /data\n"]);
  });

  it("leaves comments alone", () => {
    expect(run(rule, "FROM debian:13-slim\nVOLUME /data \\\n  # the system\n  /etc\n")[0]?.fixed).toEqual([]);
  });
});
