// What BuildKit itself (v0.34.2, Dockerfile frontend 1.26) made of these Dockerfiles, recorded with its own parser: the
// instructions with their flags, arguments, heredocs and lines, and whether it stops with an error. The Dockerfiles are ours.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Instruction, Word } from "../../../server/engine/languages/dockerfile/model.ts";
import { dockerfile } from "./parsed.ts";

interface Recorded {
  readonly text: string;
  readonly fails?: true;
  readonly instructions?: readonly {
    readonly keyword: string;
    /** The first and the last line, from 1. */
    readonly lines: readonly [number, number];
    readonly flags?: readonly string[];
    readonly args: readonly string[];
    readonly json?: true;
    readonly heredocs?: readonly { name: string; fd: number; expand: boolean; chomp: boolean; content: string }[];
  }[];
}

const groups: Record<string, readonly Recorded[]> = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../fixtures/dockerfile/buildkit.json"), "utf8"),
);

/** Files that BuildKit refuses as there is nothing to build: an empty editor is no syntax error. */
const nothingToBuild = new Set(["", "# only comments\n", "ARG a"]);

describe.each(Object.entries(groups))("as BuildKit reads %s", (_, cases) => {
  it.each(cases)("$text", (recorded) => {
    const file = dockerfile(recorded.text);
    if (!nothingToBuild.has(recorded.text)) expect(file.problems.length > 0, JSON.stringify(file.problems)).toBe(recorded.fails === true);
    if (!recorded.instructions) return;
    const theirs = recorded.instructions.filter(({ keyword }) => keyword !== "");
    expect(file.instructions.map(({ keywordText }) => keywordText)).toEqual(theirs.map(({ keyword }) => keyword));
    for (const [i, instruction] of file.instructions.entries()) {
      const their = theirs[i];
      expect(instruction.flags.map((flag) => `--${flag.writtenName}${flag.value ? `=${flag.value.text}` : ""}`)).toEqual(
        their?.flags ?? [],
      );
      expect(recorded.text.slice(0, instruction.span.end).split("\n").length - 1).toBe(lastLine(file.source.text, their?.lines[1] ?? 0));
      expect(
        instruction.heredocs.map((heredoc) => ({
          name: heredoc.name,
          fd: heredoc.fileDescriptor,
          expand: heredoc.isExpanded,
          chomp: heredoc.stripsTabs,
          content: file.source.slice(heredoc.bodySpan),
        })),
      ).toEqual(their?.heredocs ?? []);
      const args = argumentsOf(instruction);
      if (args) expect(args).toEqual(their?.args);
      if ("command" in instruction && instruction.command) expect(instruction.command.form === "exec").toBe(their?.json === true);
    }
  });
});

/** BuildKit counts comment and blank lines at the end of a continuation to the instruction; we end it with its content. */
function lastLine(text: string, line: number): number {
  const lines = text.split("\n");
  let last = line - 1;
  while (last > 0 && /^\s*(?:#.*)?$/.test(lines[last] ?? "") && /\\[ \t]*\r?$/.test(lines[last - 1] ?? "")) last--;
  return last;
}

/** The arguments as BuildKit lists them; undefined where it says nothing to compare. */
function argumentsOf(instruction: Instruction): string[] | undefined {
  const raw = (words: readonly (Word | undefined)[]): string[] => words.flatMap((word) => (word ? [word.raw] : []));
  const isJson = instruction.rest.text.startsWith("[");
  switch (instruction.keyword) {
    case "FROM": {
      const words = instruction.rest.text.split(/\s+/);
      return instruction.rest.text === "" ? [] : words;
    }
    case "ARG":
      return instruction.assignments.map(({ name, value }) => (value ? `${name}=${value.raw}` : name));
    case "ENV":
    case "LABEL":
      return instruction.assignments.some(({ name }) => /\s/.test(name) || instruction.rest.text.startsWith('"'))
        ? undefined
        : instruction.assignments.flatMap(({ name, value, isLegacy }) => [name, value?.raw ?? "", isLegacy ? "" : "="]);
    case "RUN":
    case "CMD":
    case "ENTRYPOINT":
      if (!instruction.command) return [];
      return instruction.command.form === "exec" ? instruction.command.argv.map(({ text }) => text) : [instruction.command.text.text];
    case "HEALTHCHECK": {
      const { command } = instruction;
      if (!command) return undefined;
      const type = instruction.rest.text.slice(0, 3);
      return [type, ...(command.form === "exec" ? command.argv.map(({ text }) => text) : [command.text.text])];
    }
    case "COPY":
    case "ADD": {
      if (instruction.heredocs.length > 0) return undefined;
      const words = [...instruction.sources, ...(instruction.destination ? [instruction.destination] : [])];
      return instruction.isJson ? words.map(({ text }) => text) : raw(words);
    }
    case "VOLUME":
      return isJson ? instruction.paths.map(({ text }) => text) : raw(instruction.paths);
    case "EXPOSE":
      return raw(instruction.ports);
    case "USER":
      return raw([instruction.user]);
    case "WORKDIR":
      return raw([instruction.path]);
    case "STOPSIGNAL":
    case "MAINTAINER":
      return raw([instruction.value]);
    case "SHELL":
      return instruction.argv.length > 0 ? instruction.argv.map(({ text }) => text) : undefined;
    default:
      return undefined;
  }
}
