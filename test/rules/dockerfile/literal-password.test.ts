import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/literal-password.ts";
import { places } from "../support.ts";

describe("dockerfile/literal-password", () => {
  it.each([
    ["chpasswd", "FROM debian:13-slim\nRUN echo 'app:secret' | chpasswd\n", ["2:10"]],
    ["passwd", "FROM debian:13-slim\nRUN echo secret | passwd --stdin app\n", ["2:10"]],
    ["printf", "FROM debian:13-slim\nRUN printf 'app:secret' | chpasswd\n", ["2:12"]],
    ["useradd", "FROM debian:13-slim\nRUN useradd -m -p secret app\n", ["2:19"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["a variable", 'FROM debian:13-slim\nRUN --mount=type=secret,id=p echo "app:$(cat /run/secrets/p)" | chpasswd\n'],
    ["a locked account", "FROM debian:13-slim\nRUN useradd -p '!' app && echo 'app:*' | chpasswd -e\n"],
    ["no password", "FROM debian:13-slim\nRUN useradd app && passwd -l app\n"],
    ["what another command reads", "FROM debian:13-slim\nRUN echo 'a:b' | tee /c\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
