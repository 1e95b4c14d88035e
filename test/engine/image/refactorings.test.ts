import { describe, expect, test } from "vitest";
import { refactorings } from "../../../server/engine/editor/editor.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";

const options = { workspace: unseenWorkspace(), today: "2026-11-23" };

/** The text after a refactoring of the first RUN, by a word of its title; undefined where it is not offered. */
function refactored(text: string, title: string): string | undefined {
  const source = new SourceText("Dockerfile", text);
  const fix = refactorings(source, "dockerfile", text.indexOf("RUN") + 1, options).find((one) => one.title.includes(title));
  const [change] = fix?.changes ?? [];
  if (change?.kind !== "edit") return undefined;
  const result = applyEdits(text, change.edits);
  expect(parse(new SourceText("Dockerfile", result), "dockerfile").problems).toEqual([]);
  return result;
}

describe("a chain as a heredoc", () => {
  test.each([
    ["FROM a\nRUN a && b c \\\n    && d\nCMD x\n", "FROM a\nRUN <<EOF\nset -e\na\nb c\nd\nEOF\nCMD x\n"],
    [
      "FROM a\nRUN --mount=type=cache,target=/x apt-get update && apt-get install -y \\\n      curl \\\n      git\n",
      "FROM a\nRUN --mount=type=cache,target=/x <<EOF\nset -e\napt-get update\napt-get install -y \\\n      curl \\\n      git\nEOF\n",
    ],
    ["FROM a\nRUN set -eux; \\\n    a 'x;y' | b; \\\n    c $(d; e)\n", "FROM a\nRUN <<EOF\nset -eux\na 'x;y' | b\nc $(d; e)\nEOF\n"],
    ['FROM a\nRUN echo "a && b" && c', 'FROM a\nRUN <<EOF\nset -e\necho "a && b"\nc\nEOF'],
  ])("%j", (text, expected) => {
    expect(refactored(text, "as a heredoc")).toBe(expected);
  });

  test.each([
    ["one command", "FROM a\nRUN a\n"],
    ["a failure that is allowed", "FROM a\nRUN a || true && b\n"],
    ["a condition", "FROM a\nRUN if a; then b; fi && c\n"],
    ["a group", "FROM a\nRUN (cd x && y) && c\n"],
    ["a background command", "FROM a\nRUN a & b && c\n"],
    ["semicolons that go on after a failure", "FROM a\nRUN a; b\n"],
    ["both, where a failure before `&&` is none", "FROM a\nRUN set -e; a && b; c\n"],
    ["comments inside", "FROM a\nRUN a \\\n# why\n && b\n"],
    ["a continuation in quotes", "FROM a\nRUN awk '{ x } \\\n { y }' && b\n"],
    ["a continuation with blanks behind it", "FROM a\nRUN a \\ \n b && c\n"],
    ["a list of words", 'FROM a\nRUN ["a", "b"]\n'],
    ["a syntax without heredocs", "# syntax=docker/dockerfile:1.2\nFROM a\nRUN a && b\n"],
    ["another shell", 'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell", "-Command"]\nRUN a && b\n'],
    ["a heredoc already", "FROM a\nRUN <<X\na && b\nX\n"],
  ])("is not offered for %s", (_title, text) => expect(refactored(text, "as a heredoc")).toBeUndefined());
});

describe("a heredoc as a chain", () => {
  test.each([
    ["FROM a\nRUN <<EOF\nset -e\na\nb c\nEOF\nCMD x\n", "FROM a\nRUN a \\\n    && b c\nCMD x\n"],
    [
      "FROM a\nRUN <<EOF\nset -eux\napt-get install -y \\\n  curl\nEOF\n",
      "FROM a\nRUN set -eux \\\n    && apt-get install -y \\\n  curl\n",
    ],
    ["FROM a\nRUN --network=none <<-'X'\n\tset -e\n\ta | b\n\tX\n", "FROM a\nRUN --network=none a | b\n"],
  ])("%j", (text, expected) => expect(refactored(text, "as a chain")).toBe(expected));

  test.each([
    ["one that goes on after a failure", "FROM a\nRUN <<EOF\na\nb\nEOF\n"],
    ["an allowed failure", "FROM a\nRUN <<EOF\nset -e\na || b\nc\nEOF\n"],
    ["a condition", "FROM a\nRUN <<EOF\nset -e\nif a; then\n b\nfi\nEOF\n"],
    ["another interpreter", "FROM a\nRUN python3 <<EOF\nset -e\nEOF\n"],
    ["a script of another program", "FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nset -e\na\nEOF\n"],
    ["comments", "FROM a\nRUN <<EOF\nset -e\n# why\na\nEOF\n"],
    ["two heredocs", "FROM a\nRUN <<A <<B\nset -e\nA\nb\nB\n"],
  ])("is not offered for %s", (_title, text) => expect(refactored(text, "as a chain")).toBeUndefined());
});

describe("a cache mount", () => {
  const node = "FROM node:24-slim\nWORKDIR /app\nCOPY package*.json ./\n";
  test.each([
    [`${node}RUN npm ci\n`, `${node}RUN --mount=type=cache,target=/root/.npm npm ci\n`],
    [
      "FROM python:3.14-slim\nRUN pip install --no-cache-dir -r requirements.txt\n",
      "FROM python:3.14-slim\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt\n",
    ],
    [
      "FROM golang:1.26\nRUN --network=default go mod download\nCOPY . .\nRUN go build -o /x .\n",
      "FROM golang:1.26\nRUN --network=default --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go mod download\nCOPY . .\nRUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go build -o /x .\n",
    ],
  ])("%j", (text, expected) => expect(refactored(text, "Keep the cache")).toBe(expected));

  test.each([
    ["one that is there", `${node}RUN --mount=type=cache,target=/root/.npm npm ci\n`],
    ["another user", `${node}USER node\nRUN npm ci\n`],
    ["a user that is not known", "FROM ghcr.io/acme/base:1\nRUN npm ci\n"],
    ["a cache that is emptied", `${node}RUN npm ci && npm cache clean --force\n`],
    ["one that is switched off", "FROM python:3.14-slim\nENV PIP_NO_CACHE_DIR=1\nRUN pip install -r requirements.txt\n"],
    ["what installs nothing", `${node}RUN npm run build\n`],
  ])("is not offered for %s", (_title, text) => expect(refactored(text, "Keep the cache")).toBeUndefined());
});
