import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/healthcheck-without-tool.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const curl = "HEALTHCHECK CMD curl -f http://localhost:3000/ || exit 1\n";
const wget = "HEALTHCHECK CMD wget -q -O /dev/null http://localhost:3000/\n";

describe("dockerfile/healthcheck-without-tool", () => {
  it.each([
    ["curl on a slim image", `FROM node:24-slim\n${curl}`, ["2:17"]],
    ["wget on a slim image", `FROM python:3.14-slim\n${wget}`, ["2:17"]],
    ["curl on Alpine", `FROM node:24-alpine\n${curl}`, ["2:17"]],
    ["an array", 'FROM node:24-slim\nHEALTHCHECK CMD ["curl", "-f", "http://localhost:3000/"]\n', ["2:18"]],
    ["a path", `FROM node:24-slim\nHEALTHCHECK CMD /usr/bin/curl -f http://localhost:3000/\n`, ["2:17"]],
    ["the shell form without a shell", `FROM gcr.io/distroless/nodejs24-debian13\n${curl}`, ["2:1"]],
    ["the shell form in an empty image", "FROM scratch\nCOPY app /app\nHEALTHCHECK CMD /app check\n", ["3:1"]],
    ["a shell that is called", 'FROM gcr.io/distroless/static-debian13\nHEALTHCHECK CMD ["sh", "-c", "true"]\n', ["2:18"]],
    [
      "what is removed again",
      `FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl\nRUN apt-get purge -y curl\n${curl}`,
      ["4:17"],
    ],
    [
      "what only the builder has",
      `FROM debian:13 AS build\nRUN apt-get install -y curl\nFROM node:24-slim\nCOPY --from=build /app /app\n${curl}`,
      ["5:17"],
    ],
    ["what the stage below says", `FROM node:24-slim AS base\n${curl}FROM base\nUSER node\n`, ["2:17"]],
    ["a stage for developers", `FROM node:24-slim AS dev\n${curl}`, ["2:17"]],
    [
      "several lines",
      `FROM node:24-slim\r\nHEALTHCHECK --interval=30s \\\r\n  CMD curl -f \\\r\n  http://localhost:3000/health\r\n`,
      ["3:7"],
    ],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["what the image has", `FROM node:24-alpine\n${wget}`],
    ["a full image", `FROM node:24\n${curl}`],
    ["what is installed", `FROM node:24-slim\nRUN apt-get update && apt-get install -y curl\n${curl}`],
    ["what is installed further down", `FROM node:24-alpine\n${curl}RUN apk add --no-cache curl\n`],
    ["what is copied", `FROM node:24-slim\nCOPY --from=curlimages/curl:8.10.1 /usr/bin/curl /usr/bin/curl\n${curl}`],
    ["what a stage above installs", `FROM node:24-slim AS base\nRUN apt-get install -y curl\nFROM base\n${curl}`],
    ["an unknown image", `FROM registry.example.com/app:1\n${curl}`],
    ["a script that may install it", `FROM node:24-slim\nCOPY setup.sh /\nRUN /setup.sh\n${curl}`],
    ["packages in a variable", `FROM node:24-slim\nRUN apt-get install -y $PACKAGES\n${curl}`],
    ["a program of the project's", "FROM node:24-slim\nHEALTHCHECK CMD /app/bin/curl-like\nHEALTHCHECK CMD node healthcheck.js\n"],
    ["one or the other", "FROM node:24-slim\nHEALTHCHECK CMD curl -f http://localhost/ || wget -q http://localhost/\n"],
    ["one that is asked for", "FROM node:24-slim\nHEALTHCHECK CMD command -v curl && curl -f http://localhost/ || exit 0\n"],
    ["its own curl", "FROM node:24-slim\nHEALTHCHECK CMD /opt/tools/curl -f http://localhost/\n"],
    ["none", "FROM node:24-slim\nHEALTHCHECK NONE\n"],
    ["a builder", `FROM node:24-slim AS build\n${curl}FROM scratch\nCOPY --from=build /a /a\n`],
    ["Windows", `FROM mcr.microsoft.com/windows/servercore:ltsc2025\n${curl}`],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it.each([
    [
      "other commands stay",
      "FROM alpine:3.24\nHEALTHCHECK CMD test -f /ready && curl -fsS http://localhost:80/ || exit 1\n",
      ["FROM alpine:3.24\nHEALTHCHECK CMD test -f /ready && wget -q -O /dev/null http://127.0.0.1:80/ || exit 1\n"],
    ],
    ["a script that does more is somebody's", "FROM node:24-slim\nHEALTHCHECK CMD curl -f http://localhost:80/ | grep ok\n", []],
    ["an address elsewhere", "FROM node:24-slim\nHEALTHCHECK CMD curl -f http://example.com/\n", []],
    ["a variable", "FROM node:24-slim\nHEALTHCHECK CMD curl -f http://localhost:$PORT/\n", []],
    ["nothing to ask with", "FROM debian:13-slim\nHEALTHCHECK CMD curl -f http://localhost:80/\n", []],
    [
      "an image without a shell",
      "FROM gcr.io/distroless/python3-debian13\nHEALTHCHECK --interval=9s CMD curl -f http://localhost/up\n",
      [
        "FROM gcr.io/distroless/python3-debian13\nHEALTHCHECK --interval=9s CMD [\"/usr/bin/python3\", \"-c\", \"import http.client, sys; c = http.client.HTTPConnection('127.0.0.1', 80, timeout=2); c.request('GET', '/up'); sys.exit(c.getresponse().status >= 400)\"]\n",
      ],
    ],
  ])("asks with what there is: %s", (_, text, fixed) => {
    expect(run(rule, text)[0]?.fixed).toEqual(fixed);
  });
});
