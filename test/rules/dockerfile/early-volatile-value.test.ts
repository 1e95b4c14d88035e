import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/early-volatile-value.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const from = "FROM debian:13-slim\n";
const install = "RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n";

describe("dockerfile/early-volatile-value", () => {
  it.each([
    ["a commit", `${from}ARG GIT_SHA\n${install}CMD x\n`, `${from}${install}ARG GIT_SHA\nCMD x\n`],
    ["an empty default", `${from}ARG BUILD_DATE=unknown\n${install}`, `${from}${install}ARG BUILD_DATE=unknown\n`],
    ["a comment above", `${from}# The commit\nARG VCS_REF\n\n${install}`, `${from}\n${install}# The commit\nARG VCS_REF\n`],
    [
      "labels and variables of it",
      `${from}ARG GIT_COMMIT\nENV COMMIT=$GIT_COMMIT\nLABEL a=\${COMMIT}\nENV OTHER=1\n${install}RUN echo $COMMIT\n`,
      `${from}ENV OTHER=1\n${install}ARG GIT_COMMIT\nENV COMMIT=$GIT_COMMIT\nLABEL a=\${COMMIT}\nRUN echo $COMMIT\n`,
    ],
    [
      "the last install before it is used",
      `FROM node:24\nARG CI_COMMIT_SHA\n${install}COPY package.json ./\nRUN npm ci\nRUN npm run build\nRUN npm prune\n`,
      `FROM node:24\n${install}COPY package.json ./\nRUN npm ci\nARG CI_COMMIT_SHA\nRUN npm run build\nRUN npm prune\n`,
    ],
    ["the end of the file", `${from}ARG BUILD_NUMBER\n${install.trimEnd()}`, `${from}${install}ARG BUILD_NUMBER\n`],
    [
      "a label below the install",
      `${from}ARG REVISION\n${install}LABEL r=$REVISION\n`,
      `${from}${install}ARG REVISION\nLABEL r=$REVISION\n`,
    ],
    [
      "an install over several lines",
      `${from}ARG BUILD_ID\nRUN apt-get update \\\n    # tools\n    && apt-get install -y curl\n`,
      `${from}RUN apt-get update \\\n    # tools\n    && apt-get install -y curl\nARG BUILD_ID\n`,
    ],
  ])("moves %s", (_, text, fixed) => {
    expect(run(rule, text)).toMatchObject([{ fixed: [fixed] }]);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
  });

  it("reports each value on its name", () => {
    expect(run(rule, `${from}ARG BUILD_DATE\nARG VERSION\nARG VCS_REF\n${install}`)).toMatchObject([
      { at: "2:5", on: "BUILD_DATE", message: expect.stringContaining("`apt-get install`") },
      { at: "4:5", on: "VCS_REF" },
    ]);
  });

  it("sees stages that only build", () => {
    expect(places(rule, `FROM golang:1.26 AS b\nARG GIT_SHA\nRUN go mod download\nRUN go build .\n${from}COPY --from=b /x /x\n`)).toEqual([
      "2:5",
    ]);
  });

  it.each([
    ["a value below the installs", `${from}${install}ARG GIT_SHA\nRUN make\n`],
    ["a value that the install uses", `${from}ARG GIT_SHA\nRUN apt-get install -y app=$GIT_SHA\n`],
    ["a step before the installs that may use it", `${from}ARG GIT_SHA\nRUN ./configure\n${install}`],
    ["a RUN that does more than install", `FROM node:24\nARG GIT_SHA\nRUN npm ci && npm run build\n`],
    ["an install of the project itself", `FROM python:3.14\nARG GIT_SHA\nRUN pip install .\n`],
    ["a use by COPY", `${from}ARG GIT_SHA\nCOPY app-$GIT_SHA /app\n${install}`],
    ["a variable with more in it", `${from}ARG GIT_SHA\nENV SHA=$GIT_SHA PATH=/x:$PATH\n${install}`],
    ["labels alone, which spoil no cache", `${from}LABEL build-date="2026-11-23"\n${install}`],
    ["a pinned commit", `${from}ARG GIT_COMMIT=4f2a1c9\n${install}`],
    ["a checksum of something else", `${from}ARG TINI_SHA\nARG LLVM_COMMIT\nARG NODE_SHA256\n${install}`],
    ["a version, which may be of something that is installed", `${from}ARG VERSION\n${install}`],
    ["a way to spoil the cache on purpose", `${from}ARG CACHEBUST\n${install}`],
    ["a value for all stages, which none takes", `ARG GIT_SHA\n${from}${install}`],
    ["no install", `${from}ARG GIT_SHA\nRUN make\n`],
    ["a stage for development", `FROM debian:13 AS dev\nARG GIT_SHA\n${install}`],
    ["a stage that nothing needs", `FROM debian:13 AS old\nARG GIT_SHA\n${install}FROM alpine:3.24\n`],
    ["a trigger", `${from}ONBUILD ARG GIT_SHA\n${install}`],
    ["a template", `${from}ARG GIT_SHA\n${install}{% if x %}\nUSER node\n{% endif %}\n`],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
