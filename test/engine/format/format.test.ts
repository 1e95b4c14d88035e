import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { format, indentLine } from "../../../server/engine/format.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import type { Span } from "../../../server/engine/text/span.ts";

const four = { tabSize: 4, insertSpaces: true };

function formatted(text: string, options = four, range?: Span): string {
  return applyEdits(text, format(new SourceText("Dockerfile", text), options, range));
}

describe("layout", () => {
  test("instructions begin their line, what is continued is indented once", () => {
    expect(formatted("  FROM a\n\tRUN b && \\\nc && \\\nd\n")).toBe("FROM a\nRUN b && \\\n    c && \\\n    d\n");
    expect(formatted("FROM a\nRUN b && \\\n    c\n", { tabSize: 4, insertSpaces: false })).toBe("FROM a\nRUN b && \\\n\tc\n");
    expect(formatted("FROM a\r\nRUN b && \\\r\nc\r\n")).toBe("FROM a\r\nRUN b && \\\r\n    c\r\n");
  });

  test("a part of the file alone", () => {
    const text = " FROM a\n RUN b\n RUN c\n";
    expect(formatted(text, four, { start: text.indexOf("RUN b"), end: text.indexOf("RUN b") + 3 })).toBe(" FROM a\nRUN b\n RUN c\n");
  });

  test("nothing is to be done twice", () => {
    const text = formatted("  FROM a\nRUN b && \\\nc\n");
    expect(format(new SourceText("Dockerfile", text), four)).toEqual([]);
  });

  test("lines that were indented to show their nesting stay as they are", () => {
    const text = "FROM a\nRUN if b; then \\\n      c; \\\n    fi\n";
    expect(formatted(text)).toBe(text);
  });
});

describe("a line that has just been begun", () => {
  test.each([
    ["behind the first line of an instruction", "FROM a\nRUN b && \\\n|", "    "],
    ["behind a line that goes on", "FROM a\nRUN b && \\\n  c && \\\n|", "  "],
    ["behind the last one", "FROM a\nRUN b && \\\n  c\n  |", ""],
    ["with what stands behind it", "FROM a\nRUN b && \\\n|c\n", "    "],
    ["behind a comment in between", "FROM a\nRUN b && \\\n    # c\n|d\n", "    "],
    ["with CRLF", "FROM a\r\nCOPY b \\\r\n|\r\n", "    "],
    ["behind a backquote", "# escape=`\nFROM a\nRUN b `\n|", "    "],
  ])("is indented %s", (_, marked, indentation) => {
    const at = marked.indexOf("|");
    const source = new SourceText("Dockerfile", marked.replace("|", ""));
    const edits = indentLine(source, at, four);
    const after = applyEdits(source.text, edits);
    const line = after.split(/\r?\n/)[source.lineOf(at)] ?? "";
    expect(/^[ \t]*/.exec(line)?.[0]).toBe(indentation);
    expect(edits.length).toBeLessThanOrEqual(1);
  });

  test.each([
    ["behind a whole instruction", "FROM a\n  |"],
    ["in a heredoc", "FROM a\nRUN <<X\nb \\\n  |\nX\n"],
    ["further below", "FROM a\nRUN b \\\n  c\n\n  |"],
    ["in a template", "FROM {{ a }}\nRUN b \\\n|"],
    ["at the top", "|FROM a\n"],
    ["that is written already", "FROM a\nRUN b \\\n  c\n  |RUN d\n"],
  ])("is left as it is %s", (_, marked) => {
    expect(indentLine(new SourceText("Dockerfile", marked.replace("|", "")), marked.indexOf("|"), four)).toEqual([]);
  });
});

describe("what would change the meaning is not offered", () => {
  test.each([
    ["blanks inside of quotes", 'FROM a\nRUN echo "b \\\n      c"\n'],
    ["a heredoc that the library does not see", "FROM a\nRUN << EOF\n  indented\nEOF\n"],
    ["a heredoc with a file descriptor", "FROM a\nRUN 3<<EOF cat\n  indented\nEOF\n"],
    ["a heredoc of ADD", "FROM a\nADD <<EOF /x\n  indented\nEOF\n"],
    ["an escaped escape at the end of a line", "FROM a\nRUN b \\\\\n  RUN c\n"],
  ])("%s", (_name, text) => {
    const before = parse(new SourceText("Dockerfile", text), "dockerfile").instructions;
    const after = parse(new SourceText("Dockerfile", formatted(text)), "dockerfile").instructions;
    expect(after.map(({ keyword, heredocs }) => [keyword, heredocs.map(({ body }) => body.text)])).toEqual(
      before.map(({ keyword, heredocs }) => [keyword, heredocs.map(({ body }) => body.text)]),
    );
    expect(after.map(({ rest }) => rest.text.match(/"[^"]*"/g))).toEqual(before.map(({ rest }) => rest.text.match(/"[^"]*"/g)));
  });

  test("templates are left alone", () => {
    const text = "  FROM {{ image }}\n  RUN b\n";
    expect(formatted(text)).toBe(text);
  });

  test("a file that is broken, or far too large, is no reason to fall", () => {
    for (const text of ["", "\\", "FROM", 'RUN ["', "RUN <<EOF", "ENV <<", "#", "\uFEFF  FROM a\n"])
      expect(() => formatted(text)).not.toThrow();
    const text = ` FROM a\n${"# x\n".repeat(200_000)}`;
    expect(formatted(text)).toBe(text);
  });
});

describe("real files", () => {
  const folder = fileURLToPath(new URL("../../../../shared/corpus/dockerfile", import.meta.url));

  test.runIf(existsSync(folder))("mean the same afterwards, and are formatted once for all", () => {
    let changed = 0;
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const names = files.map((entry) => join(entry.parentPath, entry.name)).sort();
    for (const name of names.filter((_, index) => index % 3 === 0)) {
      const text = readFileSync(name, "utf8");
      const edits = format(new SourceText("Dockerfile", text), four);
      if (edits.length === 0) continue;
      changed++;
      const after = applyEdits(text, edits);
      const words = (one: string) => one.split(/\s+/).join(" ").trim();
      expect(words(after), name).toBe(words(text));
      expect(format(new SourceText("Dockerfile", after), four), name).toEqual([]);
    }
    expect(changed).toBeGreaterThan(10);
  });
  if (!existsSync(folder)) console.warn(`There is no corpus at ${folder}: formatting was not tried on real files.`);
});
