import { describe, expect, it } from "vitest";
import copyToFile from "../../../server/engine/rules/dockerfile/copy-to-file.ts";
import rule from "../../../server/engine/rules/dockerfile/dangling-continuation.ts";
import emptyLine from "../../../server/engine/rules/dockerfile/empty-continuation-line.ts";
import instructionInScript from "../../../server/engine/rules/dockerfile/instruction-in-script.ts";
import invalidPort from "../../../server/engine/rules/dockerfile/invalid-port.ts";
import shellSyntax from "../../../server/engine/rules/dockerfile/shell-syntax.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const on = (text: string) => `FROM alpine:3.24\n${text}`;

describe("dockerfile/dangling-continuation", () => {
  it.each([
    ["a blank line", "RUN a \\\n\nCOPY b /b\n", ["2:7"], "RUN a\n\nCOPY b /b\n"],
    ["a comment", "RUN a && \\\n    b \\\n# c\nCMD x\n", ["3:7"], "RUN a && \\\n    b\n# c\nCMD x\n"],
    ["an operator before it", "RUN a && b && \\\n\nUSER x\n", ["2:15"], "RUN a && b\n\nUSER x\n"],
    ["variables", "ENV A=1 B=2 \\\n\n", ["2:13"], "ENV A=1 B=2\n\n"],
    ["files", "COPY a b \\\n\n# c\nCOPY c d\n", ["2:10"], "COPY a b\n\n# c\nCOPY c d\n"],
    ["the end of the file", "RUN a \\\n", ["2:7"], "RUN a\n"],
    ["the end of the file below a comment", "RUN a \\\n  # c\n", ["2:7"], "RUN a\n  # c\n"],
    ["the end without a line break", "RUN a && \\", ["2:10"], "RUN a"],
    ["Windows' line breaks", "RUN a \\\r\n\r\nUSER x\r\n", ["2:7"], "RUN a\r\n\r\nUSER x\r\n"],
    ["blanks behind it", "RUN a \\  \n\nUSER x\n", ["2:7"], "RUN a\n\nUSER x\n"],
    ["an instruction on the next line", "COPY a b \\\nCOPY c d\n", ["2:10"], "COPY a b\nCOPY c d\n"],
    ["an instruction on the next line, as an argument", "RUN a \\\nCOPY c d\n", ["2:7"], "RUN a\nCOPY c d\n"],
    ["ports", "EXPOSE 80 \\\n\nCMD x\n", ["2:11"], "EXPOSE 80\n\nCMD x\n"],
    ["a line with nothing else", "RUN a \\\n  && \\\n\nUSER x\n", ["3:6"], undefined],
    ["an indented file", "  RUN a \\\n\n  WORKDIR /a\n", ["2:9"], "  RUN a\n\n  WORKDIR /a\n"],
  ])("reports %s", (_, text, at, fixed) => {
    const found = run(rule, on(text));
    expect(found.map((one) => one.at)).toEqual(at);
    expect(found[0]?.fixed).toEqual(fixed === undefined ? [] : [on(fixed)]);
    expectLawfulFixes(rule, on(text));
    // One cause, one finding.
    expect(places(emptyLine, on(text))).toEqual([]);
    for (const other of [shellSyntax, instructionInScript, copyToFile, invalidPort]) expect(places(other, on(text))).toEqual([]);
  });

  it("knows another escape character, and is milder at the end", () => {
    const text = "# escape=`\nFROM alpine:3.24\nCOPY a b `\n\nCOPY c d `\n";
    expect(run(rule, text).map((one) => [one.at, one.severity])).toEqual([
      ["3:10", undefined],
      ["5:10", "info"],
    ]);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a command below a comment", "RUN a && \\\n# c\n    b\n"],
    ["a word in another column", "RUN apt-get install \\\n    # tools\n    COPY x\n"],
    ["quoted text", "RUN echo 'FROM x\\n\\\n\nCOPY a b' > D\n"],
    ["small letters", "RUN env \\\n\nadd a b\n"],
    ["a file in small letters", "run env \\\n\nADD a b\n"],
    ["a keyword that is a value", "RUN make \\\n\nUSER=x\n"],
    ["a health check's command", "HEALTHCHECK --interval=5s \\\n\nCMD x\n"],
    ["a trigger", "ONBUILD \\\n\nCOPY a b\n"],
    ["an instruction that ends before it", "RUN a\n\nCOPY a b\n"],
    ["a program called like one, reported as such", "RUN a && \\\nCOPY a b\n"],
    ["a list in the same column", "RUN apk add \\\nCOPY \\\nADD\n"],
    ["a keyword with other arguments", "RUN a \\\n\nCOPY b\n"],
    ["a heredoc", "RUN <<EOF\na \\\n\nCOPY a b\nEOF\n"],
    ["an escaped escape character", "RUN echo a\\\\\n"],
    ["what the builder refuses anyway", "ENV A=1 \\\n\nENV B=2\n"],
    ["another shell", 'SHELL ["pwsh", "-c"]\nRUN a \\\n\nCOPY a b\n'],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, on(text))).toEqual([]);
  });
});
