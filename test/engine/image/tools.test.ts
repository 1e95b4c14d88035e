import { describe, expect, it } from "vitest";
import { hasTool, packageManagerOf, shellOf } from "../../../server/engine/image/tools.ts";
import { lastStage } from "./stage.ts";

describe("whether a program is there", () => {
  it.each([
    ["FROM node:24\n", "curl", true],
    ["FROM node:24-slim\n", "curl", false],
    ["FROM node:24-slim\n", "node", true],
    ["FROM node:24-alpine\n", "wget", true],
    ["FROM node:24-alpine\n", "bash", false],
    ["FROM node:24-slim\n", "jq", undefined],
    ["FROM acme/api\n", "curl", undefined],
    ["FROM scratch\n", "sh", false],
    ["FROM gcr.io/distroless/static-debian13\n", "sh", false],
    ["FROM gcr.io/distroless/nodejs24-debian13\n", "node", true],
    ["FROM gcr.io/distroless/nodejs24-debian13\n", "npm", false],
    ["FROM gcr.io/distroless/nodejs24-debian13:debug\n", "wget", true],
    ["FROM python:3.14-windowsservercore\n", "curl", undefined],
    ["FROM debian:trixie-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl\n", "curl", true],
    ["FROM debian:trixie-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl\n", "wget", false],
    ["FROM debian:trixie-slim\nRUN apt-get install -y curl=8.* && apt-get purge -y curl\n", "curl", false],
    ["FROM debian:trixie-slim\nRUN apt-get install -y $PACKAGES\n", "curl", undefined],
    ['FROM debian:trixie-slim\nRUN if [ -n "$X" ]; then apt-get install -y curl; fi\n', "curl", undefined],
    ["FROM alpine:3.24\nRUN apk add --no-cache --virtual .build curl gcc && apk del .build\n", "curl", false],
    ["FROM alpine:3.24\nRUN apk add --no-cache -t .build gcc && apk add curl\n", "curl", true],
    ["FROM alpine:3.24\nRUN apk --no-cache add curl~8\n", "curl", true],
    ["FROM alpine:3.24\nRUN apk add --no-cache --repository https://example.com/x curl\n", "curl", true],
    ["FROM alpine:3.24\nRUN apk add nodejs\n", "node", true],
    ["FROM registry.access.redhat.com/ubi9/ubi-minimal\nRUN microdnf install -y shadow-utils\n", "useradd", true],
    ["FROM registry.access.redhat.com/ubi9/ubi-minimal\n", "useradd", false],
    ["FROM debian:trixie-slim\nCOPY --from=build /usr/bin/curl /usr/bin/curl\n", "curl", true],
    ["FROM scratch\nCOPY --from=ghcr.io/x/curl /curl /usr/local/bin/\n", "curl", true],
    ["FROM debian:trixie-slim\nCOPY bin/ /usr/local/bin/\n", "curl", undefined],
    ["FROM debian:trixie-slim\nCOPY rootfs /\n", "curl", undefined],
    ["FROM debian:trixie-slim\nCOPY app.conf /\n", "curl", false],
    ["FROM debian:trixie-slim\nCOPY . /app\n", "curl", false],
    ["FROM debian:trixie-slim\nRUN ./install.sh\n", "curl", undefined],
    ["FROM node:24-slim\nRUN wget -qO /usr/local/bin/tini https://example.com/tini && chmod +x /usr/local/bin/tini\n", "tini", true],
    ["FROM node:24-slim\nRUN npm install -g pnpm@10\n", "pnpm", true],
    ["FROM python:3.14-slim\nRUN pip install --no-cache-dir gunicorn==23.0.0\n", "gunicorn", true],
    ["FROM node:24\nRUN rm /usr/bin/curl\n", "curl", false],
    ["FROM debian:trixie-slim AS a\nRUN apt-get install -y curl\nFROM a\n", "curl", true],
    ["FROM debian:trixie-slim AS a\nRUN apt-get install -y curl\nFROM debian:trixie-slim\n", "curl", false],
    ["FROM debian:trixie-slim\nRUN <<EOF\napt-get update\napt-get install -y curl\nEOF\n", "curl", true],
  ])("%j has %s: %s", (text, tool, expected) => {
    expect(hasTool(lastStage(text), tool)).toBe(expected);
  });

  it("can be asked before an instruction", () => {
    const stage = lastStage("FROM debian:trixie-slim\nRUN true\nRUN apt-get install -y curl\n");
    expect(hasTool(stage, "curl", stage.instructions[1])).toBe(false);
  });
});

describe("package manager and shell", () => {
  it("come from the base image", () => {
    expect(packageManagerOf(lastStage("FROM debian:trixie\n"))).toBe("apt");
    expect(packageManagerOf(lastStage("FROM scratch\n"))).toBe("none");
    expect(packageManagerOf(lastStage("FROM acme/api\n"))).toBeUndefined();
    expect(packageManagerOf(lastStage("FROM acme/api\nRUN apk add --no-cache curl\n"))).toBe("apk");
  });

  it("follow SHELL", () => {
    expect(shellOf(lastStage("FROM debian:trixie\n"))).toBe("dash");
    expect(shellOf(lastStage("FROM alpine:3.24\n"))).toBe("ash");
    expect(shellOf(lastStage('FROM debian:trixie\nSHELL ["/bin/bash", "-c"]\n'))).toBe("bash");
    expect(shellOf(lastStage('FROM alpine:3.24\nSHELL ["/bin/sh", "-ec"]\n'))).toBe("ash");
    expect(shellOf(lastStage('FROM debian:trixie\nSHELL ["pwsh", "-c"]\n'))).toBeUndefined();
    expect(shellOf(lastStage("FROM gcr.io/distroless/static-debian13\n"))).toBe("none");
    expect(shellOf(lastStage("FROM scratch\nCOPY --from=busybox /bin/sh /bin/sh\n"))).toBeUndefined();
    expect(shellOf(lastStage("FROM acme/api\n"))).toBeUndefined();
  });
});
