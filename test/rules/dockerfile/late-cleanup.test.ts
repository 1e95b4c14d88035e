import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/late-cleanup.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const from = "FROM debian:13-slim\n";
const download = "RUN curl -fsSLo /tmp/a.tgz https://example.com/a.tgz\n";

describe("dockerfile/late-cleanup", () => {
  it.each([
    ["a copied file", `${from}COPY a.tgz /tmp/\nRUN x /tmp/a.tgz && rm -f /tmp/a.tgz\n`, ["3:27"]],
    ["a copied file under another name", `${from}COPY a.tgz /tmp/b\nRUN rm /tmp/b\n`, ["3:8"]],
    ["a folder", `${from}COPY src /tmp/src\nRUN make -C /tmp/src && rm -r /tmp/src/\n`, ["3:31"]],
    ["the whole context", `${from}COPY . /src\nRUN make -C /src && rm -rf /src\n`, ["3:28"]],
    ["a folder above", `${from}COPY a /tmp/x/\nRUN rm -rf /tmp/x\n`, ["3:12"]],
    ["all that is in a folder", `${from}COPY a /tmp/x/\nRUN rm -rf /tmp/x/*\n`, ["3:12"]],
    ["a relative path", `${from}WORKDIR /app\nCOPY a.tgz .\nRUN rm a.tgz\n`, ["4:8"]],
    ["behind cd", `${from}COPY a.tgz /tmp/\nRUN cd /tmp && rm a.tgz\n`, ["3:19"]],
    ["another stage's file", `FROM a AS a\n${from}COPY --from=a /x.deb /tmp/x.deb\nRUN dpkg -i /tmp/x.deb && rm /tmp/x.deb\n`, ["4:30"]],
    ["what ADD has fetched", `${from}ADD https://example.com/a.zip /tmp/\nRUN rm /tmp/a.zip\n`, ["3:8"]],
    ["a base stage", `${from.replace("\n", " AS base\n")}COPY a.tgz /tmp/\nFROM base\nRUN rm /tmp/a.tgz\n`, ["4:8"]],
    ["several", `${from}COPY a.tgz b.tgz /tmp/\nRUN rm /tmp/a.tgz /tmp/b.tgz\n`, ["3:8", "3:19"]],
    ["wget", `${from}WORKDIR /x\nRUN wget -q https://example.com/a.tgz?x=1\nUSER root\nRUN rm a.tgz\n`, ["5:8"]],
    ["curl -O", `${from}WORKDIR /x\nRUN curl -fsSLO https://example.com/a.tgz\nRUN rm /x/a.tgz\n`, ["4:8"]],
    ["a clone", `${from}RUN git clone --depth 1 https://example.com/a/b.git /src\nRUN make -C /src\nRUN rm -rf /src\n`, ["4:12"]],
    ["a clone without a name", `${from}WORKDIR /x\nRUN git clone -b v1 https://example.com/a/b.git\nRUN rm -rf b\n`, ["4:12"]],
    ["packages", `${from}RUN apt-get install -y gcc make\nRUN make\nRUN apt-get purge -y gcc\n`, ["4:22"]],
    ["a virtual package", `FROM alpine:3.24\nRUN apk add --no-cache --virtual .build gcc\nRUN make\nRUN apk del .build\n`, ["4:13"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["the next one", `${from}${download}RUN rm /tmp/a.tgz\n`, `${download.trimEnd()} \\\n    && rm /tmp/a.tgz\n`],
    [
      "those in between",
      `${from}${download}RUN tar -xf /tmp/a.tgz -C /opt\nRUN rm /tmp/a.tgz && x\n`,
      `${download.trimEnd()} \\\n    && tar -xf /tmp/a.tgz -C /opt \\\n    && rm /tmp/a.tgz && x\n`,
    ],
    ["packages", `FROM alpine:3.24\nRUN apk add gcc\nRUN apk del gcc\n`, "RUN apk add gcc \\\n    && apk del gcc\n"],
  ])("makes one RUN of it and %s", (_, text, fixed) => {
    expect(run(rule, text)).toMatchObject([{ fixed: [expect.stringContaining(fixed)] }]);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
  });

  it.each([
    ["a copy", `${from}COPY a.tgz /tmp/\nRUN rm /tmp/a.tgz\n`],
    ["something in between", `${from}${download}COPY a /a\nRUN rm /tmp/a.tgz\n`],
    ["a comment in between", `${from}${download}# Tidy\nRUN rm /tmp/a.tgz\n`],
    ["a heredoc", `${from}${download}RUN <<EOF\nrm /tmp/a.tgz\nEOF\n`],
  ])("gives no fix for %s", (_, text) => {
    expect(run(rule, text)).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["a download that its own RUN deletes", `${from}RUN wget -O /tmp/a.tgz https://example.com/a.tgz && rm /tmp/a.tgz\n`],
    ["what the base image has brought", "FROM nginx:1.29\nRUN rm /etc/nginx/conf.d/default.conf\nCOPY default.conf /etc/nginx/conf.d/\n"],
    ["a part of what was copied, which a step may have made", `${from}COPY . /app\nRUN rm -rf /app/node_modules\n`],
    ["the lists of packages, which have a rule of their own", `${from}RUN apt-get update\nRUN rm -rf /var/lib/apt/lists/*\n`],
    ["a secret, which has a rule of its own", `${from}COPY id_rsa /root/.ssh/id_rsa\nRUN rm /root/.ssh/id_rsa\n`],
    ["what is copied afterwards", `${from}RUN rm -rf /etc/x\nCOPY x /etc/x\n`],
    ["a stage that only builds", `FROM golang:1.26 AS build\nCOPY a.tgz /tmp/\nRUN rm /tmp/a.tgz\n${from}COPY --from=build /x /x\n`],
    ["a mount", `${from}COPY a.tgz /tmp/\nRUN --mount=type=tmpfs,target=/tmp rm -f /tmp/a.tgz\n`],
    ["a variable", `${from}COPY a.tgz /tmp/\nRUN rm "$FILE" /tmp/$NAME\n`],
    ["a pattern", `${from}COPY a.tgz /tmp/\nRUN rm /tmp/a.*\n`],
    ["an unknown folder", "FROM base\nCOPY a.tgz .\nRUN rm a.tgz\n"],
    ["a pattern that was copied", `${from}COPY *.tgz /tmp/\nRUN rm /tmp/a.tgz\n`],
    ["other packages", `${from}RUN apt-get install -y curl\nRUN apt-get purge -y gcc && apt-get autoremove -y\n`],
    ["packages of one RUN", `FROM alpine:3.24\nRUN apk add --virtual .b gcc && make && apk del .b\n`],
    ["a name that begins alike", `${from}COPY a.tgz /tmp/\nRUN rm /tmp/a\n`],
    ["a trigger", `${from}COPY a.tgz /tmp/\nONBUILD RUN rm /tmp/a.tgz\n`],
    ["Windows", `FROM mcr.microsoft.com/windows/servercore:ltsc2025\nCOPY a.zip C:/a.zip\nRUN del C:\\a.zip\n`],
    ["a template", `${from}COPY a.tgz /tmp/\nRUN rm /tmp/a.tgz\n{% if x %}\nUSER node\n{% endif %}\n`],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("tells how to do without what ADD downloads", () => {
    const text = `${from}ADD https://example.com/a.txz /tmp/\nRUN tar -xf /tmp/a.txz && rm /tmp/a.txz\n`;
    expect(run(rule, text)).toMatchObject([
      { at: "3:30", message: expect.stringMatching(/was downloaded in .* Let a stage of its own fetch it/) },
    ]);
  });

  it("weighs scripts and images for development less", () => {
    expect(run(rule, `${from}COPY setup.sh /tmp/\nRUN sh /tmp/setup.sh && rm /tmp/setup.sh\n`)).toMatchObject([{ severity: "info" }]);
    expect(run(rule, `${from}COPY a.tgz /tmp/\nRUN rm /tmp/a.tgz\n`, { path: "dev.Dockerfile" })).toMatchObject([{ severity: "hint" }]);
    expect(run(rule, `${from}COPY a.tgz /tmp/\nRUN rm /tmp/a.tgz\n`)[0]?.severity).toBeUndefined();
  });
});
