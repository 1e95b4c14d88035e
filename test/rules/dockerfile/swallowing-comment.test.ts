import { describe, expect, it } from "vitest";
import shellSyntax from "../../../server/engine/rules/dockerfile/shell-syntax.ts";
import rule from "../../../server/engine/rules/dockerfile/swallowing-comment.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const on = (text: string) => `FROM alpine:3.24\n${text}`;

describe("dockerfile/swallowing-comment", () => {
  it.each([
    ["the first line", "RUN make # note \\\n  && make install\n", "# note", "# note\nRUN make \\\n  && make install\n"],
    ["a further line", "RUN a \\\n  && b # note\\\n  && c\n", "# note", "RUN a \\\n  # note\n  && b\\\n  && c\n"],
    ["a whole-line comment between", "RUN a # b \\\n# c\n  d\n", "# b", "# b\nRUN a \\\n# c\n  d\n"],
    ["a condition", "RUN if a; then # b \\\n  c; fi\n", "# b", "# b\nRUN if a; then \\\n  c; fi\n"],
    ["the start of a container", "CMD a # b \\\n  c\n", "# b", "# b\nCMD a \\\n  c\n"],
    ["a word with a hash before it", "RUN curl x/#a '# b' \"# c\" ${#d} \\# # e \\\n  && f\n", "# e", undefined],
  ])("reports it on %s", (_, text, comment, fixed) => {
    const found = run(rule, on(text));
    expect(found.map((one) => one.on)).toEqual([comment]);
    if (fixed !== undefined) expect(found[0]?.fixed).toEqual([on(fixed)]);
    expectLawfulFixes(rule, on(text));
    expect(places(shellSyntax, on(text))).toEqual([]);
  });

  it("keeps Windows' line breaks", () => {
    const text = "FROM alpine:3.24\r\nRUN a # b \\\r\n  && c\r\n";
    expect(run(rule, text)[0]?.fixed).toEqual(["FROM alpine:3.24\r\n# b\r\nRUN a \\\r\n  && c\r\n"]);
    expectLawfulFixes(rule, text);
  });

  it("names what is lost", () => {
    expect(run(rule, on("RUN a # b \\\n  && rm -rf /tmp/x\n"))[0]?.message).toContain("`&& rm -rf /tmp/x` never runs");
  });

  it.each([
    ["a whole line", "RUN a && \\\n  # b\n  c\n"],
    ["the last line", "RUN a && \\\n  c # b\n"],
    ["a single line", "RUN a # b\n"],
    ["nothing but comments below", "RUN a # b \\\n  # c\n"],
    ["a heredoc", "RUN <<EOF\na # b \\\nc\nEOF\n"],
    ["quotes in a substitution", 'RUN x="$(echo "a # b")" \\\n  && c\n'],
    ["a quoted text of several lines", "RUN printf '# a\\n\\\n# b\\n' > c\n"],
    ["an escaped hash", "RUN echo \\# \\\n  && c\n"],
    ["another shell", 'SHELL ["pwsh", "-c"]\nRUN a # b \\\n  ; c\n'],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, on(text))).toEqual([]);
  });
});
