import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unknown-user.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const debian = "FROM debian:13-slim\n";

describe("dockerfile/unknown-user", () => {
  it.each([
    ["a user of nobody's", `${debian}USER app\n`, ["2:6"]],
    ["one on Alpine", "FROM node:24-alpine\nUSER app\n", ["2:6"]],
    ["www-data on plain Alpine", "FROM alpine:3.24\nUSER www-data\n", ["2:6"]],
    ["user and group of one name", `${debian}USER app:app\n`, ["2:6"]],
    ["a user that is named before it is created", `${debian}USER app\nRUN true\nUSER root\nRUN useradd app\n`, ["2:6"]],
    ["a user of another stage", `${debian.trim()} AS a\nRUN useradd app\n${debian}USER app\n`, ["4:6"]],
    ["a name in an empty image", "FROM scratch\nCOPY app /app\nUSER nobody\n", ["3:6"]],
    ["a name in a distroless image", "FROM gcr.io/distroless/static-debian13\nUSER app\n", ["2:6"]],
    [
      "a table without it",
      `${debian.trim()} AS a\nRUN useradd other\nFROM scratch\nCOPY --from=a /etc/passwd /etc/passwd\nUSER app\n`,
      ["5:6"],
    ],
    ["a known variable", `${debian}ARG USERNAME=app\nUSER $USERNAME\n`, ["3:6"]],
    ["a group of nobody's", `${debian}RUN useradd app\nUSER app:web\n`, ["3:6"]],
    ["packages that create others", `${debian}RUN apt-get update && apt-get install -y nginx\nUSER app\n`, ["3:6"]],
    ["a user once", `${debian}USER app\nRUN true\nUSER root\nUSER app\n`, ["2:6"]],
    ["a stage for developers", "FROM node:24 AS dev\nUSER vscode\n", ["2:6"]],
    ["an owner that is set", `${debian}RUN mkdir /app && chown 1:1 /app && grep -q x /etc/passwd\nUSER app\n`, ["3:6"]],
    ["Windows line breaks", "FROM debian:13-slim\r\nUSER app\r\n", ["2:6"]],
    ["backticks", "# escape=`\nFROM debian:13-slim\nUSER app\n", ["3:6"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a number", `${debian}USER 1000\nUSER 1000:1000\n`],
    ["root", `${debian}USER root\n`],
    ["the image's own user", "FROM node:24\nUSER node\n"],
    ["users of the distribution", `${debian}USER nobody\nUSER www-data\nUSER daemon:staff\n`],
    ["one that useradd creates", `${debian}RUN groupadd -r app && useradd -r -g app -m app\nUSER app:app\n`],
    ["one that adduser creates", "FROM alpine:3.24\nRUN addgroup -S web && adduser -S app -G web\nUSER app:web\n"],
    ["one that is put into a group", "FROM alpine:3.24\nRUN adduser -D app && addgroup app docker\nUSER app:docker\n"],
    ["one that is renamed", "FROM node:24\nRUN usermod -l app node && groupmod -n app node\nUSER app:app\n"],
    ["a line for the table", `${debian}RUN echo "app:x:1001:1001::/:/sbin/nologin" >> /etc/passwd\nUSER app\n`],
    ["another change of the table", `${debian}RUN sed -i s/a/b/ /etc/passwd\nUSER app\n`],
    ["a table of the project's", "FROM scratch\nCOPY passwd /etc/passwd\nUSER app\n"],
    ["a table of another image", "FROM scratch\nCOPY --from=alpine:3.24 /etc/passwd /etc/\nUSER nobody\n"],
    [
      "a table of a stage",
      `${debian.trim()} AS a\nRUN useradd app\nFROM scratch\nCOPY --from=a /etc/passwd /etc/group /etc/\nUSER app:app\n`,
    ],
    ["a table of the distribution", `${debian.trim()} AS a\nFROM scratch\nCOPY --from=a /etc/passwd /etc/passwd\nUSER nobody\n`],
    ["a whole file system", "FROM scratch\nADD rootfs.tar.xz /\nUSER app\n"],
    ["a folder over the root", `${debian}COPY rootfs /\nUSER app\n`],
    ["an unknown base", "FROM registry.example.com/base:1\nUSER app\n"],
    ["an image that runs as a service", "FROM jenkins/jenkins:lts\nUSER jenkins\n"],
    ["a base in a variable", "ARG BASE\nFROM $BASE\nUSER app\n"],
    ["a user in a variable", `${debian}ARG USERNAME\nUSER $USERNAME\nUSER \${USERNAME:-$OTHER}\n`],
    ["a name in a variable that is created", `${debian}ARG NAME\nRUN useradd $NAME\nUSER app\n`],
    ["a script", `${debian}COPY setup.sh /\nRUN /setup.sh\nUSER app\n`],
    ["a script that a shell reads", `${debian}RUN sh /opt/setup\nUSER app\n`],
    ["a script that is fetched", `${debian}RUN curl -fsSL https://example.com/i | sh\nUSER app\n`],
    ["a program of the project's", `${debian}COPY prepare /usr/local/bin/\nRUN prepare\nUSER app\n`],
    ["a RUN in exec form", `${debian}RUN ["useradd", "app"]\nUSER app\n`],
    ["a package by the name", `${debian}RUN apt-get install -y postgresql-17\nUSER postgres\n`],
    ["a package from a file", `${debian}RUN apt-get install -y /tmp/app.deb\nUSER app\n`],
    ["packages in a variable", `${debian}RUN apt-get install -y $PACKAGES\nUSER app\n`],
    ["what a base stage creates", `${debian.trim()} AS base\nRUN useradd app\nFROM base\nUSER app\n`],
    ["a condition", `${debian}RUN if ! id app; then useradd app; fi\nUSER app\n`],
    ["a heredoc", `${debian}RUN <<EOF\nuseradd app\nEOF\nUSER app\n`],
    ["Windows", "FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nUSER ContainerUser\n"],
    ["a Lambda", "FROM public.ecr.aws/lambda/nodejs:24\nUSER app\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it.each([
    [
      "by short options on Alpine",
      "FROM alpine:3.24\nUSER app\n",
      ["FROM alpine:3.24\nRUN addgroup -S -g 10001 app \\\n    && adduser -S -D -H -u 10001 -G app app\nUSER app\n"],
    ],
    [
      "by a number without a shell",
      "FROM gcr.io/distroless/static-debian13\nUSER app:app\n",
      ["FROM gcr.io/distroless/static-debian13\nUSER 10001:10001\n"],
    ],
    ["not as another user", "FROM node:24\nUSER node\nUSER app\n", []],
    ["not with a group of another name", `${debian}USER app:web\n`, []],
    ["not with an id that is taken", `${debian}RUN useradd -u 10001 other\nUSER app\n`, []],
  ])("creates the user %s", (_, text, fixed) => {
    expect(run(rule, text)[0]?.fixed).toEqual(fixed);
  });
});
