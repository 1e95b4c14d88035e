import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { corpusDockerfiles, noCorpus } from "./corpus.ts";
import { dockerfile, readAll } from "./parsed.ts";

const tricky = [
  "# syntax=docker/dockerfile:1\n# escape=`\nFROM --platform=$BUILDPLATFORM node:${V:-20} AS build\nRUN --mount=type=cache,target=C:\\x `\n # c\n `\n npm ci\n",
  '\ufeffFROM a\r\nRUN <<-\'E F\' <<X cat\r\n\tb\r\n\tE F\r\nq\r\nX\r\nCOPY ["a b", "c"]\r\n',
  'FROM a\nENV A="b $C" D=\'e\' F=g\\ h I=${J:-${K%%.*}} L=${M//a/b}\nHEALTHCHECK --interval=5s CMD ["a", "b"]\nONBUILD RUN <<EOF\n$x\nEOF\n',
  'FROM a\nSHELL ["powershell", "-c"]\nONBUILD COPY --from=b --chown="c d" <<E /x\n1\nE\nVOLUME ["/a"]\nEXPOSE 80/tcp $P\nLABEL a b c\nARG A B=1 C\n',
  'FROM a\nRUN x \\\n\n# c\n \\\n\\\\\nRUN \\\\\nUSER "a\nWORKDIR ${\nSTOPSIGNAL $\nMAINTAINER é😀\n',
];

/** Reads everything, and checks what holds of every model. */
function check(text: string): void {
  const file = dockerfile(text);
  readAll(file);
  let end = 0;
  for (const { span, headSpan, rest } of file.instructions) {
    expect(span.start).toBeGreaterThanOrEqual(end);
    expect(headSpan.end).toBeLessThanOrEqual(span.end);
    expect(span.end).toBeLessThanOrEqual(text.length);
    end = span.end;
    for (const { source, joined, length } of rest.segments) {
      expect(text.slice(source, source + length)).toBe(rest.text.slice(joined, joined + length));
    }
  }
  for (const { span, message } of file.problems) {
    expect(span.start).toBeLessThanOrEqual(span.end);
    expect(span.end).toBeLessThanOrEqual(text.length);
    expect(message).not.toBe("");
  }
}

describe("anything can be read", () => {
  it("every beginning of tricky files", () => {
    for (const text of tricky) for (let end = 0; end <= text.length; end++) check(text.slice(0, end));
  });

  it("every end of tricky files", () => {
    for (const text of tricky) for (let start = 0; start <= text.length; start++) check(text.slice(start));
  });

  it("beginnings of real files", ({ annotate }) => {
    const files = corpusDockerfiles();
    if (!files) return void annotate(noCorpus);
    // Every seventh file at a few places, which move from file to file.
    for (const [i, { text }] of files.entries()) {
      if (i % 7 === 0) for (let cut = (i * 13) % 97; cut < text.length; cut += 997) check(text.slice(0, cut));
    }
  });

  it("files with pieces put in and taken out", () => {
    const piece = fc.constantFrom(
      ...[
        "\\",
        "\\\n",
        "\n",
        "\r\n",
        "\r",
        " ",
        "#",
        "'",
        '"',
        "`",
        "<<EOF",
        "<<-E\n",
        "EOF\n",
        "$",
        "${",
        "}",
        "[",
        "]",
        ",",
        "=",
        "--",
        "--from=x ",
      ],
      ...[
        "RUN ",
        "FROM a AS b\n",
        "ONBUILD ",
        "HEALTHCHECK CMD ",
        "ENV ",
        "COPY ",
        "# escape=`\n",
        "\u00a0",
        "\ud800",
        "\0",
        "{{",
        "<%",
        "${a:-",
        "//",
      ],
    );
    const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(12), piece });
    fc.assert(
      fc.property(fc.constantFrom(...tricky), fc.array(change, { minLength: 1, maxLength: 6 }), (text, changes) => {
        let changed = text;
        for (const { at, cut, piece: inserted } of changes) {
          const start = Math.floor(at * changed.length);
          changed = changed.slice(0, start) + inserted + changed.slice(start + cut);
        }
        check(changed);
      }),
      { numRuns: 1500 },
    );
  });

  it("any text at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => check(text)),
      { numRuns: 1000 },
    );
  });
});

describe("large files", () => {
  it.each([
    ["a line of a million characters", `RUN ${"a ".repeat(500_000)}`],
    ["a hundred thousand continuations", `FROM a\nRUN ${"a \\\n".repeat(100_000)}b`],
    ["a hundred thousand comments in a continuation", `FROM a\nRUN x \\\n${"# c\n".repeat(100_000)}b`],
    ["a million quotes", `FROM a\nENV a=${'"'.repeat(1_000_000)}`],
    ["deep substitutions", `FROM a\nENV a=${"${a:-".repeat(200_000)}`],
    ["deep arrays", `FROM a\nCMD ${"[".repeat(1_000_000)}`],
    ["a long exec form", `FROM a\nCMD [${'"a",'.repeat(100_000)}"b"]`],
    ["a variable that doubles", `FROM scratch\nENV A=aaaaaaaaaa\n${"ENV A=$A$A\n".repeat(10_000)}`],
    ["a path that grows", `FROM scratch\nENV P=/bin\n${"ENV P=$P:/x\n".repeat(10_000)}`],
    ["twenty thousand stages", `FROM a AS s\n${"FROM s AS s\nENV A=$A\n".repeat(20_000)}`],
    ["twenty thousand heredocs", `FROM a\nRUN ${"<<A ".repeat(20_000)}\n${"A\n".repeat(20_000)}`],
    ["heredocs that never end", `FROM a\n${"RUN <<A\n".repeat(50_000)}`],
    ["ten thousand flags", `FROM a\nRUN ${"--mount=type=cache,target=/x ".repeat(10_000)}`],
    [
      "patterns that match in many ways",
      `FROM scratch\nENV A=${"a".repeat(60_000)}\nENV B=\${A//${"*a".repeat(100)}b/x} C=\${A%%${"*a".repeat(100)}b}`,
    ],
    ["ten thousand shells", `FROM a\n${'SHELL ["bash"]\nRUN x\n'.repeat(10_000)}`],
    ["a line of ten thousand arguments", `FROM a\nARG ${Array.from({ length: 10_000 }, (_, i) => `a${i + 1}=$a${i}`).join(" ")}`],
  ])("%s", (_, text) => {
    const start = performance.now();
    const file = dockerfile(text);
    const read = performance.now() - start;
    for (const target of file.instructions) {
      if ("assignments" in target) for (const { value } of target.assignments) void value?.value;
      if ("mounts" in target) void target.mounts;
      void target.rest.text;
    }
    const last = file.stages.at(-1);
    void [file.problems, last?.variable("A"), last?.workdir(), last?.chain.length, last?.dependencies.size];
    // Far above what it takes (tens of milliseconds), and far below what anything quadratic would.
    expect(read).toBeLessThan(3000);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
