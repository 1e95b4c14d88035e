import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/insecure-build-flag.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/insecure-build-flag", () => {
  it.each([
    ["all rights", "FROM debian:13\nRUN --security=insecure make\n", ["2:5"]],
    ["the network of the host", "FROM debian:13\nRUN --mount=type=cache,target=/c --network=host make\n", ["2:34"]],
    ["both", "FROM debian:13\nRUN --network=host --security=insecure make\n", ["2:5", "2:20"]],
    ["a secret for everybody", "FROM debian:13\nRUN --mount=type=secret,id=a,mode=0444 make\n", ["2:30"]],
    ["a mode without zero", "FROM debian:13\nRUN --mount=mode=777,type=secret,id=a make\n", ["2:13"]],
    ["an SSH agent for everybody", "FROM debian:13\nRUN --mount=type=ssh,mode=0666 make\n", ["2:22"]],
    ["a builder", "FROM debian:13 AS build\nRUN --network=host make\nFROM scratch\nCOPY --from=build /a /a\n", ["2:5"]],
    ["a trigger", "FROM debian:13\nONBUILD RUN --network=host make\n", ["2:13"]],
    ["a flag on a line of its own", "FROM debian:13\r\nRUN --mount=type=cache,target=/c \\\r\n  --network=host \\\r\n  make\r\n", ["3:3"]],
    ["a heredoc", "FROM debian:13\nRUN --network=host <<EOF\nmake\nEOF\n", ["2:5"]],
    ["backticks", "# escape=`\nFROM debian:13\nRUN --network=host `\n  make\n", ["3:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["the defaults", "FROM debian:13\nRUN --security=sandbox --network=default make\nRUN --network=none make\n"],
    ["a secret for its owner", "FROM debian:13\nRUN --mount=type=secret,id=a,mode=0400,uid=1000 make\nRUN --mount=type=secret,id=b make\n"],
    ["a secret for a group", "FROM debian:13\nRUN --mount=type=secret,id=a,mode=0440,gid=1000 make\n"],
    ["other mounts", "FROM debian:13\nRUN --mount=type=cache,target=/c,mode=0777 --mount=type=tmpfs,target=/t make\n"],
    ["an option of the program", "FROM debian:13\nRUN docker run --network=host x\n"],
    ["an unknown mode", "FROM debian:13\nARG MODE\nRUN --mount=type=secret,id=a,mode=$MODE make\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it.each([
    ["root needs no mode", "RUN --mount=type=secret,id=a,mode=0444 make\n", ["RUN --mount=type=secret,id=a make\n"]],
    ["the first option", "RUN --mount=mode=0444,type=secret make\n", ["RUN --mount=type=secret make\n"]],
    [
      "a user by number",
      "USER 1001\nRUN --mount=type=secret,id=a,mode=0444 make\n",
      ["USER 1001\nRUN --mount=type=secret,id=a,uid=1001 make\n"],
    ],
    [
      "an owner that is named",
      "USER 1001\nRUN --mount=type=secret,uid=1001,mode=0444 make\n",
      ["USER 1001\nRUN --mount=type=secret,uid=1001 make\n"],
    ],
    ["a user without a known number", "USER app\nRUN --mount=type=secret,id=a,mode=0444 make\n", []],
  ])("takes the mode away: %s", (_, text, fixed) => {
    expect(run(rule, `FROM debian:13\n${text}`)[0]?.fixed).toEqual(fixed.map((one) => `FROM debian:13\n${one}`));
  });
});
