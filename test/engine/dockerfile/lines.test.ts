import { describe, expect, it } from "vitest";
import { dockerfile, instruction } from "./parsed.ts";

describe("continuations", () => {
  it("joins lines, leaving out comments and blank lines, and leads every word back to its place", () => {
    const file = dockerfile("FROM alpine\nRUN first \\\n  # why\n\n   && second \\ \n# more\n\t&& third\nUSER app\n");
    const run = instruction(file, "RUN");
    expect(run.rest.text).toBe("first    && second \t&& third");
    for (const word of ["first", "second", "third"]) {
      const start = run.rest.text.indexOf(word);
      expect(file.source.slice(run.rest.spanToSource({ start, end: start + word.length }))).toBe(word);
    }
    expect(file.source.slice(run.headSpan)).toBe("RUN first \\\n  # why\n\n   && second \\ \n# more\n\t&& third");
    expect(run.span).toEqual(run.headSpan);
    expect(file.comments.map(({ text }) => text)).toEqual(["why", "more"]);
    expect(instruction(file, "USER").user?.text).toBe("app");
  });

  it("ends an instruction with its last line of content", () => {
    const file = dockerfile("FROM alpine\nRUN x \\\n# the file ends in a comment\n\n");
    expect(file.source.slice(instruction(file, "RUN").span)).toBe("RUN x \\");
  });

  it("does not continue after an escaped escape character", () => {
    const file = dockerfile("FROM alpine\nCOPY a C:\\\\\nUSER app");
    expect(file.instructions.map(({ keyword }) => keyword)).toEqual(["FROM", "COPY", "USER"]);
    expect(instruction(file, "COPY").destination?.raw).toBe("C:\\\\");
  });

  it("finds a keyword that is split over two lines", () => {
    const file = dockerfile("FROM alpine\nRU\\\nN ls");
    const run = instruction(file, "RUN");
    expect(run.keywordText).toBe("RUN");
    expect(file.source.slice(run.keywordSpan)).toBe("RU\\\nN");
    expect(run.rest.text).toBe("ls");
  });

  it("takes a word apart from its continuation", () => {
    const file = dockerfile("FROM alpine\nCOPY fi\\\nle /to/");
    const [source] = instruction(file, "COPY").sources;
    expect(source?.raw).toBe("file");
    expect(file.source.slice(source?.span ?? { start: 0, end: 0 })).toBe("fi\\\nle");
  });

  it("passes over an escape character with nothing behind it", () => {
    for (const text of ["\\", "\\\n", "FROM alpine\n\\\n\n"]) expect(dockerfile(text).problems).toEqual([]);
  });
});

describe("line breaks and the byte order mark", () => {
  it("reads carriage returns as part of the line break", () => {
    const file = dockerfile("# syntax=docker/dockerfile:1\r\nFROM alpine\r\nRUN a \\\r\n  b\r\n# c\r\nUSER app\r\n");
    expect(file.problems).toEqual([]);
    expect(instruction(file, "RUN").rest.text).toBe("a   b");
    expect(file.source.slice(instruction(file, "RUN").span)).toBe("RUN a \\\r\n  b");
    expect(file.comments.map(({ text }) => text)).toEqual(["c"]);
    expect(instruction(file, "USER").user?.text).toBe("app");
    expect(file.directives[0]?.value).toBe("docker/dockerfile:1");
  });

  it("skips a byte order mark", () => {
    const file = dockerfile("\ufeffFROM alpine");
    expect(file.problems).toEqual([]);
    expect(file.source.slice(instruction(file, "FROM").keywordSpan)).toBe("FROM");
    expect(instruction(file, "FROM").span.start).toBe(1);
  });

  it("counts in UTF-16 units behind emoji", () => {
    const file = dockerfile('FROM alpine\nLABEL note="😀" other=é\nUSER app');
    const [, other] = instruction(file, "LABEL").assignments;
    expect(file.source.slice(other?.span ?? { start: 0, end: 0 })).toBe("other=é");
  });
});

describe("comments", () => {
  it("knows which stand directly above an instruction", () => {
    const file = dockerfile("# top\n\n# one\n  # two\nFROM alpine\n\n# three\n\nRUN x\n# four\nUSER app");
    const leading = file.instructions.map((target) => target.leadingComments.map(({ text }) => text));
    expect(leading).toEqual([["one", "two"], [], ["four"]]);
    expect(file.comments.map(({ span }) => file.source.slice(span))).toEqual(["# top", "# one", "# two", "# three", "# four"]);
  });

  it("does not take a hash inside an instruction for one", () => {
    const file = dockerfile("FROM alpine\nRUN echo # no comment\nENV A=#b");
    expect(file.comments).toEqual([]);
    expect(instruction(file, "RUN").rest.text).toBe("echo # no comment");
  });
});

describe("directives", () => {
  it("gives name, value and places", () => {
    const file = dockerfile(
      "#  Syntax = docker/dockerfile:1.7 \n# escape=`\n# check=skip=JSONArgsRecommended;error=true\nFROM alpine\nRUN a `\n b",
    );
    expect(file.directives.map(({ name, value }) => [name, value])).toEqual([
      ["syntax", "docker/dockerfile:1.7"],
      ["escape", "`"],
      ["check", "skip=JSONArgsRecommended;error=true"],
    ]);
    expect(file.directives.map(({ span, valueSpan }) => [file.source.slice(span), file.source.slice(valueSpan)])).toEqual([
      ["#  Syntax = docker/dockerfile:1.7", "docker/dockerfile:1.7"],
      ["# escape=`", "`"],
      ["# check=skip=JSONArgsRecommended;error=true", "skip=JSONArgsRecommended;error=true"],
    ]);
    expect(file.escape).toBe("`");
    expect(file.comments).toEqual([]);
    expect(instruction(file, "RUN").rest.text).toBe("a  b");
  });

  it("ends the search at anything else", () => {
    for (const first of ["# a comment", "", "FROM alpine"]) {
      const file = dockerfile(`${first}\n# escape=\`\nFROM alpine`);
      expect(file.escape).toBe("\\");
      expect(file.directives).toEqual([]);
      expect(file.comments.at(-1)?.text).toBe("escape=`");
    }
  });

  it("gives an unknown one as directive and comment, and ends the search there", () => {
    const file = dockerfile("# syntx=docker/dockerfile:1\n# escape=`\nFROM alpine");
    expect(file.directives.map(({ name }) => name)).toEqual(["syntx"]);
    expect(file.comments.map(({ text }) => text)).toEqual(["syntx=docker/dockerfile:1", "escape=`"]);
    expect(file.escape).toBe("\\");
  });

  it("lets an interpreter line stand first, but then reads no escape character", () => {
    const file = dockerfile("#!/usr/bin/env docker\n# syntax=docker/dockerfile:1\n# escape=`\nFROM alpine");
    expect(file.directives.map(({ name }) => name)).toEqual(["syntax", "escape"]);
    expect(file.escape).toBe("\\");
  });

  it("reports what the build stops at", () => {
    const spans = (text: string): string[] => {
      const file = dockerfile(text);
      return file.problems.map(({ code, span }) => `${code}: ${file.source.slice(span)}`);
    };
    expect(spans("# syntax=a\n# syntax=b\nFROM alpine")).toEqual(["invalid-directive: # syntax=b"]);
    expect(spans("# escape=x\nFROM alpine")).toEqual(["invalid-directive: x"]);
    expect(spans("# check=skipp=A\nFROM alpine")).toEqual(["invalid-directive: skipp=A"]);
    expect(spans("# check=skip=A;error=maybe\nFROM alpine")).toEqual(["invalid-directive: skip=A;error=maybe"]);
  });
});
