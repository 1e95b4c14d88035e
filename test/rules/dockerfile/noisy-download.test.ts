import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/noisy-download.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/noisy-download", () => {
  it.each([
    ["a download to a file", "FROM debian:13\nRUN wget https://a.example/b\n", ["2:5"]],
    ["one to a pipe", "FROM debian:13\nRUN wget -O - https://a.example/b | tar -x\n", ["2:5"]],
    ["each of several", "FROM debian:13\nRUN wget -c https://a.example/b && sudo wget -P /x https://a.example/c\n", ["2:5", "2:41"]],
    ["an archive with its digest", "FROM debian:13\nRUN wget https://a.example/b https://a.example/b.sha512\n", ["2:5"]],
    ["lines", "FROM debian:13\nRUN apt-get update \\\n  # the tool\n  && wget \\\n    https://a.example/b\n", ["4:6"]],
    ["Windows line breaks", "FROM debian:13\r\nRUN true \\\r\n  && wget https://a.example/b\r\n", ["3:6"]],
    ["a heredoc", "FROM debian:13\nRUN <<EOF\nset -e\nwget https://a.example/b\nEOF\n", ["4:1"]],
    ["exec form", 'FROM debian:13\nRUN ["wget", "https://a.example/b"]\n', ["2:6"]],
    ["a trigger", "FROM debian:13\nONBUILD RUN wget https://a.example/b\n", ["2:13"]],
    ["the backtick", '# escape=`\nFROM debian:13\nSHELL ["/bin/sh", "-c"]\nRUN true `\n && wget https://a.example/b\n', ["5:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["-q", "wget -q https://a.example/b"],
    ["-q among letters", "wget -cqO- https://a.example/b"],
    ["-nv", "wget -nv https://a.example/b"],
    ["--no-verbose", "wget --no-verbose https://a.example/b"],
    ["--quiet", "wget --quiet https://a.example/b"],
    ["--progress", "wget --progress=dot:giga https://a.example/b"],
    ["--progress as two words", "wget --progress dot:giga https://a.example/b"],
    ["a file for the log", "wget -o /tmp/log https://a.example/b"],
    ["a file that the log is added to", "wget --append-output=/tmp/log https://a.example/b"],
    ["errors sent elsewhere", "wget https://a.example/b 2>/dev/null"],
    ["all sent elsewhere", "wget https://a.example/b &> /dev/null"],
    ["talking on purpose", "wget -v https://a.example/b"],
    ["a look only", "wget --spider https://a.example/b"],
    ["options in a variable", "wget $WGET_OPTS https://a.example/b"],
    ["settings", "echo progress=dot:giga > ~/.wgetrc && wget https://a.example/b"],
    ["its package", "apt-get install -y wget"],
    ["a signature", "wget -O /b.asc https://a.example/b.asc"],
    ["curl", "curl -O https://a.example/b"],
  ])("is silent on %s", (_, script) => {
    expect(places(rule, `FROM debian:13\nRUN ${script}\n`)).toEqual([]);
  });

  it.each([
    ["GNU's wget", "debian:13", "wget -nv https"],
    ["Fedora's", "fedora:43", "wget -nv https"],
    ["BusyBox's", "alpine:3.24", "wget -q https"],
    ["an unknown one", "registry.example.com/base:1.2", "wget -q https"],
  ])("knows what %s understands", (_, image, written) => {
    expect(run(rule, `FROM ${image}\nRUN wget https://a.example/b\n`)[0]?.fixed[0]).toContain(written);
  });

  it("leaves health checks and Windows alone, and quoted scripts without a fix", () => {
    expect(places(rule, "FROM alpine:3.24\nHEALTHCHECK CMD wget http://localhost/ || exit 1\n")).toEqual([]);
    expect(
      places(rule, 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell"]\nRUN wget https://a.example/b\n'),
    ).toEqual([]);
    expect(run(rule, "FROM debian:13\nRUN bash -c 'wget https://a.example/b'\n").map(({ fixes }) => fixes)).toEqual([undefined]);
  });
});
