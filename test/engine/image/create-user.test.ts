import { describe, expect, it } from "vitest";
import { unprivilegedUserFor, userInstructions } from "../../../server/engine/image/create-user.ts";
import { insertInstructions, placeForUser } from "../../../server/engine/image/insertion.ts";
import { runtimeUser } from "../../../server/engine/image/user.ts";
import { parseDockerfile } from "../../../server/engine/languages/dockerfile/parse.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { lastStage } from "./stage.ts";

const busybox = "RUN addgroup -S -g 10001 app \\\n    && adduser -S -D -H -u 10001 -G app app";
const debian =
  "RUN groupadd --gid 10001 app \\\n    && useradd --uid 10001 --gid app --no-create-home --no-log-init --shell /usr/sbin/nologin app";

describe("the unprivileged user for an image", () => {
  it.each([
    ["FROM node:24\n", "existing", "1000:1000", "node"],
    ["FROM nginx:1.30\n", "existing", "101:101", "nginx"],
    ["FROM php:8.4-fpm-alpine\n", "existing", "82:82", "www-data"],
    ["FROM gcr.io/distroless/static-debian13\n", "existing", "65532:65532", "nonroot"],
    ["FROM mcr.microsoft.com/dotnet/aspnet:10.0\n", "existing", "1654:1654", "app"],
    ["FROM ubuntu:24.04\n", "existing", "1000:1000", "ubuntu"],
    ["FROM ubuntu:24.04\nRUN userdel -r ubuntu\n", "created", "10001:10001", "app"],
    ["FROM debian:trixie-slim\n", "created", "10001:10001", "app"],
    ["FROM python:3.14-alpine\n", "created", "10001:10001", "app"],
    ["FROM scratch\n", "numeric", "10001:10001", undefined],
    ["FROM registry.access.redhat.com/ubi9/ubi-minimal\n", "numeric", "10001:10001", undefined],
    ["FROM registry.access.redhat.com/ubi9/ubi\n", "created", "10001:10001", "app"],
    ["FROM amazonlinux:2023\n", "numeric", "10001:10001", undefined],
    ["FROM acme/api\n", "numeric", "10001:10001", undefined],
    ["FROM debian:trixie\nRUN useradd -u 2000 -g 100 worker\n", "existing", "2000:100", "worker"],
    ["FROM debian:trixie\nRUN useradd worker\n", "existing", "worker", "worker"],
    ["FROM debian:trixie\nRUN useradd -u 2000 worker\n", "existing", "2000", "worker"],
  ])("%j: %s %s", (text, kind, user, name) => {
    expect(unprivilegedUserFor(lastStage(text))).toMatchObject({ kind, user, name });
  });

  it("is created by the image's own means", () => {
    expect(unprivilegedUserFor(lastStage("FROM alpine:3.24\n"))?.run).toBe(busybox);
    expect(unprivilegedUserFor(lastStage("FROM debian:trixie\n"))?.run).toBe(debian);
    expect(unprivilegedUserFor(lastStage("# escape=`\nFROM debian:trixie\n"))?.run).toContain("app `\n");
    expect(unprivilegedUserFor(lastStage("FROM mcr.microsoft.com/windows/servercore:ltsc2025\n"))).toBeUndefined();
  });

  it("is the user of the image once the instructions are in", () => {
    for (const image of ["node:24", "debian:trixie", "alpine:3.24", "scratch", "python:3.14-slim"]) {
      const text = `FROM ${image}\nWORKDIR /app\nCOPY . .\nCMD ["/app/x"]\n`;
      const stage = lastStage(text);
      const user = unprivilegedUserFor(stage);
      if (!user) throw new Error(`no user for ${image}`);
      const fixed = applyEdits(text, [insertInstructions(stage, placeForUser(stage), userInstructions(user))]);
      const after = parseDockerfile(new SourceText("Dockerfile", fixed));
      expect(after.problems).toEqual([]);
      const [last] = after.stages;
      expect(last && runtimeUser(last)).toMatchObject({ isRoot: false, uid: Number(user.user.split(":")[0]) });
      expect(fixed.endsWith('\nCMD ["/app/x"]\n')).toBe(true);
    }
  });

  it("is named in a comment where it is a bare number", () => {
    const text = (source: string) => {
      const user = unprivilegedUserFor(lastStage(source));
      return user && userInstructions(user);
    };
    expect(text("FROM node:24\n")).toBe("# The image comes with the user node.\nUSER 1000:1000");
    expect(text("FROM scratch\n")).toBe("USER 10001:10001");
    expect(text("FROM alpine:3.24\n")).toBe(`${busybox}\nUSER 10001:10001`);
    expect(text("FROM debian:trixie\nRUN useradd worker\n")).toBe("USER worker");
  });
});
