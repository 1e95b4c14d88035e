import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unsorted-packages.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const apt = (lines: string) => `FROM debian:13\nRUN apt-get update && apt-get install -y \\\n${lines}\n`;

describe("dockerfile/unsorted-packages", () => {
  it.each([
    ["a list", apt(" b \\\n a \\\n c \\\n d"), ["4:2"], apt(" a \\\n b \\\n c \\\n d")],
    [
      "versions, which stay with their names",
      apt(" curl=8.* \\\n git \\\n bash=5.2 \\\n zip"),
      ["5:2"],
      apt(" bash=5.2 \\\n curl=8.* \\\n git \\\n zip"),
    ],
    ["what follows the list", apt(" b \\\n a \\\n c \\\n d \\\n && rm -rf /x"), ["4:2"], apt(" a \\\n b \\\n c \\\n d \\\n && rm -rf /x")],
    [
      "a first one beside the verb",
      "FROM alpine:3.24\nRUN apk add b \\\n a \\\n c \\\n d\n",
      ["3:2"],
      "FROM alpine:3.24\nRUN apk add a \\\n b \\\n c \\\n d\n",
    ],
    [
      "Windows line breaks",
      "FROM alpine:3.24\r\nRUN apk add \\\r\n b \\\r\n a \\\r\n c \\\r\n d\r\n",
      ["4:2"],
      "FROM alpine:3.24\r\nRUN apk add \\\r\n a \\\r\n b \\\r\n c \\\r\n d\r\n",
    ],
    [
      "a heredoc",
      "FROM alpine:3.24\nRUN <<EOF\napk add \\\n b \\\n a \\\n c \\\n d\nEOF\n",
      ["5:2"],
      "FROM alpine:3.24\nRUN <<EOF\napk add \\\n a \\\n b \\\n c \\\n d\nEOF\n",
    ],
    [
      "a trigger",
      "FROM alpine:3.24\nONBUILD RUN apk add \\\n b \\\n a \\\n c \\\n d\n",
      ["4:2"],
      "FROM alpine:3.24\nONBUILD RUN apk add \\\n a \\\n b \\\n c \\\n d\n",
    ],
    [
      "the virtual package's list",
      "FROM alpine:3.24\nRUN apk add --no-cache --virtual .deps \\\n g++ \\\n make \\\n linux-headers \\\n zlib-dev\n",
      ["5:2"],
      "FROM alpine:3.24\nRUN apk add --no-cache --virtual .deps \\\n g++ \\\n linux-headers \\\n make \\\n zlib-dev\n",
    ],
  ])("reports %s", (_, text, at, fixed) => {
    const found = run(rule, text);
    expect(found.map((one) => one.at)).toEqual(at);
    expect(found[0]?.fixed).toEqual([fixed]);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a sorted list", apt(" a \\\n b \\\n c \\\n d")],
    ["one sorted without its signs", apt(" libc6 \\\n libc-dev \\\n make \\\n zip")],
    ["one sorted with its versions", apt(" gcc-12=1 \\\n gcc=2 \\\n make \\\n zip")],
    ["three packages", apt(" b \\\n a \\\n c")],
    ["packages side by side", "FROM debian:13\nRUN apt-get install -y d c b a\n"],
    ["several on a line", apt(" d \\\n b a \\\n c \\\n e")],
    ["groups that comments part", apt(" d \\\n # tools\n b \\\n a \\\n c")],
    ["groups that blank lines part", apt(" d \\\n\n b \\\n a \\\n c")],
    ["variables", apt(" d \\\n $DEPS \\\n b \\\n a \\\n c")],
    ["options within", apt(" d \\\n -o x=y \\\n b \\\n a \\\n c")],
    ["files", apt(" ./d.deb \\\n ./c.deb \\\n ./b.deb \\\n ./a.deb")],
    ["packages that are taken away", "FROM debian:13\nRUN apt-get purge -y \\\n d \\\n c \\\n b \\\n a\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
