import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/sudo.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/sudo", () => {
  it.each([
    ["root", "FROM debian:13-slim\nRUN sudo mkdir /data\n", ["2:5"]],
    ["two of a RUN, once", "FROM debian:13-slim\nRUN sudo mkdir /a && sudo chown 1 /a\n", ["2:5"]],
    ["two RUNs", "FROM debian:13-slim\nRUN sudo mkdir /a\nRUN a && sudo chown 1 /a\n", ["2:5", "3:10"]],
    ["options", "FROM debian:13-slim\nRUN sudo -E apt-get update\n", ["2:5"]],
    ["another user", "FROM debian:13-slim\nUSER app\nRUN sudo mkdir /data\n", ["3:5"]],
    ["an unknown base", "FROM registry.example.com/base:1\nRUN sudo mkdir /data\n", ["2:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["another user by sudo", "FROM debian:13-slim\nRUN sudo -u postgres createdb app\n"],
    ["an install of it", "FROM debian:13-slim\nRUN apt-get install -y sudo\n"],
    ["its settings", "FROM debian:13-slim\nRUN echo 'app ALL=(ALL) ALL' > /etc/sudoers.d/app\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("takes it out where root runs it for certain", () => {
    expect(run(rule, "FROM debian:13\nRUN sudo mkdir /data\n")[0]?.fixed).toEqual(["FROM debian:13\nRUN mkdir /data\n"]);
    expect(run(rule, "FROM debian:13\nUSER app\nRUN sudo mkdir /data && a\n")).toMatchObject([{ severity: "info", fixed: [] }]);
    expect(run(rule, "FROM debian:13\nRUN sudo -E mkdir /data\n")).toMatchObject([{ fixed: [] }]);
  });

  it("takes all of a RUN out at once", () => {
    expect(run(rule, "FROM debian:13\nRUN sudo mkdir /a \\\n  && a && sudo chown 1 /a\n")).toMatchObject([
      { fixed: ["FROM debian:13\nRUN mkdir /a \\\n  && a && chown 1 /a\n"] },
    ]);
    expect(run(rule, "FROM debian:13\nUSER app\nRUN sudo mkdir /a && sudo chown 1 /a\nRUN b\n")).toMatchObject([
      { fixed: ["FROM debian:13\nUSER app\nUSER root\nRUN mkdir /a && chown 1 /a\nUSER app\nRUN b\n"] },
    ]);
    expect(run(rule, "FROM debian:13\nRUN sudo mkdir /a && sudo -E a\n")).toMatchObject([{ fixed: [] }]);
  });

  it("wraps a RUN that does nothing else in USER", () => {
    const text = 'FROM debian:13\nUSER app\n# The folder.\nRUN sudo mkdir \\\n  /data\nCMD ["a"]\n';
    expect(run(rule, text)[0]?.fixed).toEqual([
      'FROM debian:13\nUSER app\nUSER root\n# The folder.\nRUN mkdir \\\n  /data\nUSER app\nCMD ["a"]\n',
    ]);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
    expect(run(rule, "FROM debian:13\nARG WHO\nUSER $WHO\nRUN sudo mkdir /data\n")).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["a folder in front", "FROM debian:13-slim\nRUN /usr/bin/sudo mkdir /data\n", ["2:14"]],
    ["a heredoc", "FROM debian:13-slim\nRUN <<EOF\nset -e\nsudo mkdir /data\nEOF\n", ["4:1"]],
    ["a pipe", "FROM debian:13-slim\nRUN echo a | sudo tee /etc/a\n", ["2:14"]],
  ])("matches where a command stands: %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["an argument", "FROM debian:13-slim\nRUN echo sudo && usermod -aG sudo app\n"],
    ["a name", "FROM debian:13-slim\nRUN ./sudo.sh && visudo -c\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
