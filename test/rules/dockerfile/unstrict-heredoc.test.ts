import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unstrict-heredoc.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/unstrict-heredoc", () => {
  it.each([
    ["two commands", "FROM alpine:3.24\nRUN <<EOF\na\nb\nEOF\n", ["2:5"]],
    ["tabs taken away", "FROM alpine:3.24\nRUN <<-EOF\n\ta\n\tb\nEOF\n", ["2:5"]],
    ["a semicolon", "FROM alpine:3.24\nRUN <<EOF\na; b\nEOF\n", ["2:5"]],
    ["an interpreter without the option", "FROM alpine:3.24\nRUN <<EOF\n#!/bin/sh\na\nb\nEOF\n", ["2:5"]],
    ["flags", "FROM alpine:3.24\nRUN --network=none <<EOF\na\nb\nEOF\n", ["2:20"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["set -e", "FROM alpine:3.24\nRUN <<EOF\nset -e\na\nb\nEOF\n"],
    ["set with others", "FROM alpine:3.24\nRUN <<EOF\nset -euo pipefail\na\nb\nEOF\n"],
    ["set by its long name, in the second line", "FROM alpine:3.24\nRUN <<EOF\nset -x\nset -o errexit\na\nb\nEOF\n"],
    ["a shell with it by its long name", 'FROM debian:13\nSHELL ["/bin/bash", "-o", "errexit", "-c"]\nRUN <<EOF\na\nb\nEOF\n'],
    ["an interpreter with it", "FROM alpine:3.24\nRUN <<EOF\n#!/bin/sh -e\na\nb\nEOF\n"],
    ["a shell with it, spelt out", 'FROM debian:13\nSHELL ["/bin/bash", "-o", "pipefail", "-o", "errexit", "-c"]\nRUN <<EOF\na\nb\nEOF\n'],
    ["a shell with it", 'FROM alpine:3.24\nSHELL ["/bin/sh", "-ec"]\nRUN <<EOF\na\nb\nEOF\n'],
    ["a shell that is called with it", "FROM alpine:3.24\nRUN sh -e <<EOF\na\nb\nEOF\n"],
    ["an interpreter by env with it", "FROM debian:13\nRUN <<EOF\n#!/usr/bin/env -S bash -eu\na\nb\nEOF\n"],
    ["one command", "FROM alpine:3.24\nRUN <<EOF\na \\\n  b\nEOF\n"],
    ["a chain", "FROM alpine:3.24\nRUN <<EOF\na &&\n  b\nEOF\n"],
    ["one that fails at the end", "FROM alpine:3.24\nRUN <<EOF\ncd /a\nexport B=c\nd\nEOF\n"],
    ["what another program reads", "FROM alpine:3.24\nRUN cat <<EOF > /a\na\nb\nEOF\n"],
    ["Python", "FROM python:3.14\nRUN <<EOF\n#!/usr/bin/env python3\nimport os\nprint(1)\nEOF\n"],
    ["a chain of RUN", "FROM alpine:3.24\nRUN a; b\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
