import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/write-after-volume.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const volume = "FROM debian:13-slim\nVOLUME /data\n";

describe("dockerfile/write-after-volume", () => {
  it.each([
    ["a folder that is made", `${volume}RUN mkdir -p /data/cache\n`, ["3:14"]],
    ["an owner that is set", `${volume}RUN true && chown -R 1:1 /data\n`, ["3:26"]],
    ["a file that is copied", `${volume}COPY seed.sql /data/\n`, ["3:15"]],
    ["one that is fetched", `${volume}ADD https://example.com/a /data/a\n`, ["3:27"]],
    ["a redirect", `${volume}RUN echo 1 > /data/version\n`, ["3:14"]],
    ["a copy within the image", `${volume}RUN cp -r /etc/app/. /data && rm -rf /etc/app\n`, ["3:22"]],
    ["the working directory", `${volume}WORKDIR /data\nCOPY seed.sql .\n`, ["4:15"]],
    ["an array", 'FROM debian:13-slim\nVOLUME ["/a", "/data/"]\nRUN touch /data/x /a/y\n', ["3:11"]],
    ["the first of several", `${volume}RUN mkdir /data/a\nRUN mkdir /data/b\n`, ["3:11"]],
    ["each volume", "FROM debian:13-slim\nVOLUME /a\nVOLUME /b\nRUN mkdir /a/x\nRUN mkdir /b/x\n", ["4:11", "5:11"]],
    ["a stage built on it", "FROM debian:13-slim AS base\nVOLUME /data\nFROM base\nRUN touch /data/x\n", ["4:11"]],
    ["the base image's own volume", "FROM mysql:8.4\nCOPY seed /var/lib/mysql/\n", ["2:11"]],
    ["a heredoc", `${volume}RUN <<EOF\nmkdir /data/x\nEOF\nUSER 1\n`, ["4:7"]],
    [
      "a RUN over several lines",
      "FROM debian:13-slim\r\nVOLUME /data\r\nRUN true \\\r\n  # owner\r\n  && chown 1:1 /data\r\nUSER 1\r\n",
      ["5:16"],
    ],
    ["backticks", "# escape=`\nFROM debian:13-slim\nVOLUME `\n  /data\nCOPY a `\n  /data/\nUSER 1\n", ["6:3"]],
    ["an indented file in small letters", "from debian:13-slim\n  volume /data\n  run touch /data/x\n  user 1\n", ["3:13"]],
    ["the end of the file", "FROM debian:13-slim\nVOLUME /data\nRUN touch /data/x", ["3:11"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    if (!text.startsWith("FROM debian:13-slim\nVOLUME /a\n")) expectLawfulFixes(rule, text);
  });

  it.each([
    ["the volume last", "FROM debian:13-slim\nRUN mkdir /data\nCOPY a /data/\nVOLUME /data\n"],
    [
      "folders of the base image that are none",
      "FROM mysql:8.4\nCOPY a.sql /docker-entrypoint-initdb.d/\nCOPY my.cnf /etc/mysql/conf.d/\n",
    ],
    ["other folders", `${volume}RUN mkdir /database && touch /srv/data/x\nCOPY a /var/data/\n`],
    ["what is read or deleted", `${volume}RUN cp -r /data /backup && rm -rf /data/tmp && ls /data < /data/list\n`],
    ["a mount", `${volume}RUN --mount=type=cache,target=/data touch /data/x\n`],
    ["an unknown folder", "FROM debian:13-slim\nARG DIR\nVOLUME $DIR /data\nRUN mkdir $DIR/x\nCOPY a $DIR/\nCOPY a data/\n"],
    ["another stage", "FROM debian:13-slim AS a\nVOLUME /data\nFROM debian:13-slim\nRUN mkdir /data\n"],
    ["Windows", "FROM mcr.microsoft.com/windows/servercore:ltsc2025\nVOLUME /data\nCOPY a /data/\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("moves the volume with the comment above it behind the last write", () => {
    const text = "FROM debian:13-slim\n# what stays\nVOLUME /data\nRUN mkdir /data/a\nCOPY b /data/\nUSER 1\n";
    expect(run(rule, text)[0]?.fixed).toEqual([
      "FROM debian:13-slim\nRUN mkdir /data/a\nCOPY b /data/\n# what stays\nVOLUME /data\nUSER 1\n",
    ]);
  });

  it.each([
    ["a variable", "FROM debian:13-slim\nENV DIR=/data\nVOLUME $DIR\nRUN mkdir /data/a\n"],
    ["a volume of the stage below", "FROM debian:13-slim AS base\nVOLUME /data\nFROM base\nRUN touch /data/x\n"],
    ["a volume that is declared twice", "FROM debian:13-slim\nVOLUME /data\nVOLUME /data\nRUN touch /data/x\n"],
    ["a comment in between", "FROM debian:13-slim\nVOLUME /a \\\n  # and\n  /data\nRUN touch /data/x\n"],
  ])("leaves %s to somebody", (_, text) => {
    expect(run(rule, text)[0]?.fixed).toEqual([]);
  });
});
