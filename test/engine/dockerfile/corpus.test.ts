import { DockerfileParser } from "dockerfile-ast";
import { describe, expect, it } from "vitest";
import { corpusDockerfiles, noCorpus } from "./corpus.ts";
import { dockerfile, readAll } from "./parsed.ts";

const files = corpusDockerfiles();

/** The corpus holds one file that is wrong on purpose: a test of a build tool. */
const wrongOnPurpose = /compose\/pkg\/e2e\/fixtures\/wrong-composefile\/service1\/Dockerfile$/;

/**
 * Where the other parser (that of dockerfile-utils) reads other instructions than BuildKit, with the reason.
 * Each case is checked to be one, so that the list does not outlive its reasons.
 */
const otherwise: readonly { readonly why: string; readonly text: string }[] = [
  { why: "a blank behind `<<`", text: "FROM a\nRUN << EOF\nUSER x\nEOF\nWORKDIR /y" },
  { why: "a number before `<<`", text: "FROM a\nRUN 3<<EOF cat\nUSER x\nEOF\nWORKDIR /y" },
  { why: "a heredoc name with a blank", text: "FROM a\nRUN <<'E F'\nUSER x\nE F\nWORKDIR /y" },
  { why: "a heredoc name quoted in part", text: "FROM a\nRUN <<E'O'F\nUSER x\nEOF\nWORKDIR /y" },
  { why: "an escaped escape character at the end of a line", text: "FROM a\nRUN x\\\\\nUSER y" },
];

describe("real Dockerfiles", () => {
  it("are read without a false problem", ({ annotate }) => {
    if (!files) return void annotate(noCorpus);
    expect(files.length).toBeGreaterThan(100);
    const found = files
      .filter(({ path }) => !wrongOnPurpose.test(path))
      .flatMap(({ path, text }) => {
        const file = dockerfile(text, path);
        return file.problems.map(({ message, span }) => `${path}:${file.source.positionAt(span.start).line + 1} ${message}`);
      });
    expect(found).toEqual([]);
  });

  it("give their words back letter for letter", ({ annotate }) => {
    if (!files) return void annotate(noCorpus);
    for (const { path, text } of files) {
      const file = dockerfile(text, path);
      readAll(file);
      let end = 0;
      for (const { keywordSpan, keywordText, span, headSpan, rest, flags } of file.instructions) {
        expect(file.source.slice(keywordSpan)).toBe(keywordText);
        expect(span.start).toBe(keywordSpan.start);
        expect(span.start).toBeGreaterThanOrEqual(end);
        expect(headSpan.end).toBeLessThanOrEqual(span.end);
        end = span.end;
        for (const { text: piece, source, joined, length } of rest.segments.map((segment) => ({ ...segment, text: rest.text }))) {
          expect(text.slice(source, source + length)).toBe(piece.slice(joined, joined + length));
        }
        for (const flag of flags) expect(file.source.slice(flag.nameSpan)).toBe(flag.writtenName);
      }
    }
  });

  it("have the instructions that the parser of dockerfile-utils finds", ({ annotate }) => {
    if (!files) return void annotate(noCorpus);
    for (const { path, text } of files) expect({ path, instructions: ours(text) }).toEqual({ path, instructions: theirs(text) });
  });
});

describe("the parser of dockerfile-utils", () => {
  it.each(otherwise)("reads $why otherwise", ({ text }) => {
    expect(theirs(text)).not.toEqual(ours(text));
  });
});

/** Keyword and first line of each instruction. */
function ours(text: string): string[] {
  const file = dockerfile(text);
  return file.instructions.map(({ keywordText, span }) => `${file.source.positionAt(span.start).line} ${keywordText.toUpperCase()}`);
}

function theirs(text: string): string[] {
  return DockerfileParser.parse(text)
    .getInstructions()
    .map((instruction) => `${instruction.getRange().start.line} ${instruction.getKeyword()}`);
}
