import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/uncached-install.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const node = "FROM node:24 AS build\nWORKDIR /app\n";
/** The stage that builds is needed, and not the image itself. */
const whole = (text: string) => (text.startsWith(node) ? `${text}FROM scratch\nCOPY --from=build /app /app\n` : text);

describe("dockerfile/uncached-install", () => {
  it.each([
    ["npm", `${node}RUN npm ci && npm run build\n`, "--mount=type=cache,target=/root/.npm npm ci"],
    ["flags that are there", `${node}RUN --network=default npm ci\n`, "RUN --network=default --mount=type=cache,target=/root/.npm npm ci"],
    [
      "several lines",
      `${node}RUN apt-get update \\\n  # tools\n  && npm ci\n`,
      "RUN --mount=type=cache,target=/root/.npm apt-get update \\\n",
    ],
    ["a heredoc", `${node}RUN <<EOF\nset -e\nnpm ci\nEOF\n`, "RUN --mount=type=cache,target=/root/.npm <<EOF"],
    ["uv", "FROM python:3.14\nWORKDIR /app\nRUN uv sync --locked\n", "target=/root/.cache/uv uv sync"],
    [
      "pip in a stage that only builds",
      "FROM python:3.14 AS b\nRUN pip install -r r.txt\nFROM python:3.14\nCOPY --from=b /x /x\n",
      "target=/root/.cache/pip pip install",
    ],
  ])("reports %s", (_, written, part) => {
    const text = whole(written);
    expect(run(rule, text)).toMatchObject([{ fixed: [expect.stringContaining(part)] }]);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
  });

  it.each([
    ["a cache mount", `${node}RUN --mount=type=cache,target=/root/.npm npm ci\n`],
    ["a cache that is emptied on purpose", `${node}RUN npm ci && npm cache clean --force\n`],
    ["a cache that is switched off", "FROM python:3.14 AS b\nRUN pip install --no-cache-dir -r r.txt\nFROM a\nCOPY --from=b / /\n"],
    ["pip in the image, which has a rule of its own", "FROM python:3.14\nRUN pip install -r r.txt\n"],
    ["npm in the image, which has a rule of its own", "FROM node:24\nRUN npm ci\n"],
    ["another user than root", `${node}USER node\nRUN npm ci\n`],
    ["an unknown user", "FROM base\nRUN npm ci\n"],
    ["a syntax without mounts", `# syntax=docker/dockerfile:1.1\n${node}RUN npm ci\n`],
    ["modules that are needed when it runs", 'FROM golang:1.26\nRUN go mod download\nCMD ["go", "run", "."]\n'],
    ["a tool", `${node}RUN npm install -g pm2@6.0.8\n`],
    ["a prune", `${node}RUN npm prune --omit=dev\n`],
    ["a stage for development", "FROM node:24 AS dev\nRUN npm ci\n"],
    ["a stage that nothing needs", "FROM node:24 AS old\nRUN npm ci\nFROM alpine:3.24\n"],
    ["a trigger", `${node}ONBUILD RUN npm ci\n`],
    ["a template", `${node}RUN npm ci\n{% if x %}\nUSER node\n{% endif %}\n`],
    ["Windows", "FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN npm ci\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, whole(text))).toEqual([]);
  });

  it("reports a RUN once, on the install", () => {
    expect(run(rule, whole(`${node}RUN npm ci && cd web && npm ci\n`))).toMatchObject([{ at: "3:5", on: "npm ci" }]);
  });
});
