import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/shell-syntax.ts";
import { places, run } from "../support.ts";

const on = (text: string) => `FROM alpine:3.24\n${text}`;

describe("dockerfile/shell-syntax", () => {
  it.each([
    ["RUN echo 'a\n", "2:10", "single quote"],
    ['RUN echo "a && b\n', "2:10", "double quote"],
    ["RUN if a; then b\n", "2:16", "`fi`"],
    ["RUN for i in 1; do a\n", "2:20", "`done`"],
    ["RUN a && && b\n", "2:10", "`&&`"],
    ["RUN a && \\\n    b &&\n", "3:7", "after `&&`"],
    ["RUN (a\n", "2:5", "`)`"],
    ["RUN <<EOF\nif a; then\nb\nEOF\n", "4:1", "`fi`"],
    ["RUN case a in a) b;; esac cargo build\n", "2:27", "`cargo`"],
    ["CMD echo 'a\n", "2:10", "single quote"],
    ["HEALTHCHECK CMD a ||\n", "2:19", "after `||`"],
    ["ONBUILD RUN a &&\n", "2:15", "when a child image is built"],
    ['SHELL ["/bin/bash", "-c"]\nRUN echo $(a\n', "3:10", "stops here"],
  ])("reports %j", (text, at, message) => {
    const found = run(rule, on(text));
    expect(found.map((one) => one.at)).toEqual([at]);
    expect(found[0]?.message).toContain(message);
  });

  it.each([
    ["what Bash reads", "RUN [[ $a =~ b ]] && a=(1 2) && cat <(b) &>c && function d { e; }\n"],
    ["a condition on several lines", "RUN if a; then \\\n  b; \\\n  # c\n  fi\n"],
    ["quotes that are no quotes for a shell", "RUN echo \\' \\\" '\"' \"'\"\n"],
    ["a heredoc within", "RUN <<EOF\ncat > a <<B\nit's\nB\nEOF\n"],
    ["another shell", 'SHELL ["fish", "-c"]\nRUN if a; b; end\n'],
    ["zsh", 'SHELL ["zsh", "-c"]\nRUN echo "a\n'],
    ["another program", "RUN <<EOF\n#!/usr/bin/env python3\nprint('a'\nEOF\n"],
    ["a function substitution of Bash 5.3", "RUN echo ${ a; }\n"],
    ["PowerShell", "FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN echo 'a\n"],
    ["another frontend", "# syntax=acme/frontend:1\nFROM a:1\nRUN echo 'a\n", true],
    ["a template", "FROM {{ a }}\nRUN echo 'a\n", true],
    ["a line that should have been continued", "RUN a &&\n  b\n"],
    ["a heredoc without an end", "RUN <<EOF\nif a\n"],
    ["a broken array, reported as a shell form", 'CMD ["a", "b]\n'],
    ["an empty command", "RUN \n"],
  ])("is silent on %s", (_, text, isWhole?: boolean) => {
    expect(places(rule, isWhole ? text : on(text))).toEqual([]);
  });
});
