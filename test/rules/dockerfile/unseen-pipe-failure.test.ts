import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unseen-pipe-failure.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/unseen-pipe-failure", () => {
  it.each([
    ["a download", "FROM node:24-trixie\nRUN curl -fsSL https://a.example/x | tar -xz\n", ["2:5"]],
    ["behind other commands", "FROM alpine:3.24\nRUN apk add --no-cache curl && curl https://a.example/x | tar -x\n", ["2:32"]],
    ["in the middle of a pipe", "FROM alpine:3.24\nRUN echo x | gpg -d | tar -x\n", ["2:14"]],
    [
      "what is behind a download that is run, of which another rule speaks",
      "FROM alpine:3.24\nRUN curl https://a.example/x | sh && curl https://a.example/y | tar -x\n",
      ["2:38"],
    ],
    ["another shell", 'FROM alpine:3.24\nSHELL ["/bin/sh", "-e", "-c"]\nRUN wget -O - x | sh\n', ["3:5"]],
    ["a heredoc", "FROM alpine:3.24\nRUN <<EOF\nset -e\nwget -O - x | sh\nEOF\n", ["4:1"]],
    ["an unknown base", "FROM registry.example.com/base:1\nRUN wget -O - x | sh\n", ["2:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["pipefail in the RUN", 'FROM node:24-trixie\nRUN ["/bin/bash", "-c", "set -o pipefail; curl x | sh"]\n'],
    ["pipefail in the shell", 'FROM node:24-trixie\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl x | sh\n'],
    ["pipefail among letters", 'FROM alpine:3.24\nSHELL ["/bin/ash", "-eo", "pipefail", "-c"]\nRUN wget -O - x | sh\n'],
    ["pipefail in a heredoc", "FROM alpine:3.24\nRUN <<EOF\nset -eo pipefail\nwget -O - x | sh\nEOF\n"],
    ["BusyBox's sh", 'FROM alpine:3.24\nSHELL ["/bin/sh", "-eo", "pipefail", "-c"]\nRUN wget -O - x | sh\n'],
    ["any folder of a shell", 'FROM node:24-trixie\nSHELL ["/usr/bin/bash", "-exo", "pipefail", "-c"]\nRUN curl x | sh\n'],
    ["pipefail in the script", "FROM alpine:3.24\nRUN set -o pipefail && wget -O - x | sh\n"],
    ["what hardly fails", "FROM alpine:3.24\nRUN echo a | tee /a && cat /a | wc -l\n"],
    ["a condition", "FROM alpine:3.24\nRUN if wget -O - x | grep -q y; then true; fi\n"],
    ["what fails without input", "FROM alpine:3.24\nRUN wget -O - x | sha256sum -c -\n"],
    ["a failure that is thought of", "FROM alpine:3.24\nRUN wget -O - x | sh || exit 1\n"],
    ["a subshell's failure that is thought of", "FROM alpine:3.24\nRUN (wget -O - x | tar -x) || true\n"],
    ["a block's failure that is thought of", "FROM alpine:3.24\nRUN { wget -O - x | tar -x; } || true\n"],
    ["a shell that a heredoc names", "FROM debian:13\nRUN <<EOF bash -euo pipefail\ncurl x | tar -x\nEOF\n"],
    ["an interpreter with it", "FROM debian:13\nRUN <<EOF\n#!/usr/bin/env -S bash -e -o pipefail\ncurl x | tar -x\nEOF\n"],
    ["zsh", 'FROM debian:13\nSHELL ["/usr/bin/zsh", "-o", "pipefail", "-c"]\nRUN curl x | tar -x\n'],
    ["a download that is run, of which another rule speaks", "FROM alpine:3.24\nRUN curl -fsSL https://a.example/x | sudo bash -s -- -y\n"],
    ["the same behind other programs", "FROM alpine:3.24\nRUN curl https://a.example/x | gunzip | sh\n"],
    ["a substitution", "FROM alpine:3.24\nRUN X=$(wget -O - x | head -1) && echo $X\n"],
    ["PowerShell", "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN curl x | iex\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
