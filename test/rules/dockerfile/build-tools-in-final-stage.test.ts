import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/build-tools-in-final-stage.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const end = '\nUSER 10001\nCMD ["/server"]\n';

describe("dockerfile/build-tools-in-final-stage", () => {
  it.each([
    ["a compiler", `FROM alpine:3.24\nRUN apk add --no-cache gcc curl${end}`, ["2:24"]],
    ["headers with a version", `FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl libpq-dev=17.1-1${end}`, ["2:47"]],
    ["once for an install", `FROM alpine:3.24\nRUN apk add build-base \\\n  # headers\n  libffi-dev${end}`, ["2:13"]],
    ["each install", `FROM rockylinux:9\nRUN dnf install -y gcc-c++\nRUN dnf install -y openssl-devel${end}`, ["2:20", "3:20"]],
    ["what a later RUN takes away", `FROM alpine:3.24\nRUN apk add --virtual .b gcc\nRUN apk del .b${end}`, ["2:26"]],
    ["a stage that the final one is built on", `FROM alpine:3.24 AS base\nRUN apk add musl-dev\nFROM base${end}`, ["2:13"]],
    ["a cleaned cache", `FROM debian:13-slim\nRUN apt-get install -y g++ && apt-get clean${end}`, ["2:24"]],
    ["CRLF", `FROM alpine:3.24\r\nRUN apk add \\\r\n  cargo\r\nCMD ["/server"]\r\n`, ["3:3"]],
    ["a heredoc", `FROM alpine:3.24\nRUN <<EOF\napk add cmake\nEOF${end}`, ["3:9"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["RUN apk add --no-cache gcc && gcc a.c", "RUN apk add --virtual .build-deps --no-cache gcc && gcc a.c && apk del .build-deps"],
    [
      "RUN set -eux; \\\n  # tools\n  apk add --no-cache \\\n    g++ \\\n    make; \\\n  ./configure; \\\n  make",
      "RUN set -eux; \\\n  # tools\n  apk add --virtual .build-deps --no-cache \\\n    g++ \\\n    make; \\\n  ./configure; \\\n  make \\\n  && apk del .build-deps",
    ],
    [
      "RUN <<EOF\nset -e\napk add cargo\ncargo install a\nEOF",
      "RUN <<EOF\nset -e\napk add --virtual .build-deps cargo\ncargo install a\napk del .build-deps\nEOF",
    ],
    ["RUN apk add gcc bash && gcc a.c", undefined],
    ["RUN apk add gcc $MORE && gcc a.c", undefined],
    ["RUN apk add gcc", undefined],
    ["RUN apk add gcc && echo done", undefined],
    ["RUN apk add --virtual .x gcc && gcc a.c", undefined],
    ["RUN apk add gcc && gcc a.c\nRUN gcc b.c", undefined],
    ["RUN if a; then apk add gcc && gcc a.c; fi", undefined],
    ["RUN gcc a.c || apk add gcc", undefined],
  ])("takes away what %j has installed", (text, fixed) => {
    const image = (lines: string) => `FROM alpine:3.24\n${lines}${end}`;
    expect(run(rule, image(text)).map((one) => one.fixed)).toEqual([fixed === undefined ? [] : [image(fixed)]]);
    expectLawfulFixes(rule, image(text));
    const crlf = run(rule, image(text).replaceAll("\n", "\r\n"))[0]?.fixed[0];
    expect(crlf).toBe(fixed && image(fixed).replaceAll("\n", "\r\n"));
  });

  it("counts the others", () => {
    const text = `FROM alpine:3.24\nRUN apk add gcc musl-dev python3-dev bash${end}`;
    expect(run(rule, text)).toMatchObject([{ on: "gcc", message: expect.stringContaining("`gcc` and 2 more") }]);
  });

  it.each([
    ["a virtual package that is deleted", `FROM alpine:3.24\nRUN apk add --virtual .b gcc && make && apk del .b${end}`],
    ["a purge", `FROM debian:13-slim\nRUN apt-get install -y gcc && make && apt-get purge -y --auto-remove gcc${end}`],
    ["autoremove", `FROM debian:13-slim\nRUN apt-get install -y gcc && make && apt-get autoremove -y gcc${end}`],
    ["a script that cleans", `FROM debian:13-slim\nRUN apt-get install -y gcc && ./cleanup.sh${end}`],
    ["a build stage", `FROM debian:13-slim AS build\nRUN apt-get install -y gcc\nFROM debian:13-slim\nCOPY --from=build /a /a${end}`],
    ["libraries and tools", `FROM debian:13-slim\nRUN apt-get install -y libpq5 git make curl${end}`],
    ["a name behind a variable", `FROM alpine:3.24\nRUN apk add $BUILD_DEPS${end}`],
    ["a compiler's image, which is reported elsewhere", `FROM golang:1.27-alpine\nRUN apk add gcc${end}`],
    ["an image that brings a compiler", `FROM php:8.5-apache\nRUN apt-get install -y libzip-dev && docker-php-ext-install zip${end}`],
    [
      "a build in the only stage, which is reported elsewhere",
      'FROM node:24-slim\nRUN apt-get install -y g++\nRUN npm run build\nCMD ["node", "a.js"]\n',
    ],
    [
      "Python in the only stage, which is reported elsewhere",
      'FROM python:3.14-slim\nRUN apt-get install -y gcc\nRUN pip install -r r.txt\nCMD ["python", "a.py"]\n',
    ],
    ["an image to build on", "FROM alpine:3.24\nRUN apk add gcc\n"],
    ["an image that compiles", 'FROM alpine:3.24\nRUN apk add gcc\nCMD ["gcc", "--version"]\n'],
    ["an unknown image", `ARG BASE\nFROM $BASE\nRUN apk add gcc${end}`],
    ["a development stage", `FROM alpine:3.24 AS dev\nRUN apk add gcc${end}`],
    ["Windows", 'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN choco install gcc\nCMD ["a.exe"]\n'],
  ])("is silent on %s", (_, text) => expect(places(rule, text)).toEqual([]));
});
