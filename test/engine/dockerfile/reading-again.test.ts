// What is read while somebody types must be what a reading from the beginning gives, and only what was touched may be read.
import { describe, expect, it } from "vitest";
import { readSoFar } from "../../../server/engine/languages/dockerfile/instruction-text.ts";
import type { Command, Dockerfile, Instruction, Word } from "../../../server/engine/languages/dockerfile/model.ts";
import { parseDockerfile } from "../../../server/engine/languages/dockerfile/parse.ts";
import { rules } from "../../../server/engine/rules/index.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { corpusPaths } from "../../corpus.ts";

// Scripts are plain JavaScript, which has no types of its own.
const { dockerfileOf } = (await import(new URL("../../../bench/dockerfiles.mjs", import.meta.url).href)) as {
  dockerfileOf(lines: number): string;
};

/** All that a model says, places and values included. */
function told(file: Dockerfile): unknown {
  return {
    directives: file.directives,
    escape: file.escape,
    isTemplate: file.isTemplate,
    comments: file.comments,
    problems: file.problems,
    instructions: file.instructions.map(toldOf),
    globals: file.globalArgs.map(({ index }) => index),
    stages: file.stages.map((stage) => [stage.index, stage.name, stage.span, stage.base.kind, stage.workdir(), stage.shell()]),
  };
}

function toldOf(one: Instruction): unknown {
  const { keyword, keywordText, keywordSpan, span, headSpan, rest, index, leadingComments } = one;
  return {
    ...{ keyword, keywordText, keywordSpan, span, headSpan, index, leadingComments },
    rest: [rest.text, rest.segments],
    flags: one.flags.map(({ name, span, nameSpan, value }) => [name, span, nameSpan, word(value)]),
    heredocs: one.heredocs.map(({ name, markerSpan, bodySpan, body, isTerminated }) => [
      name,
      markerSpan,
      bodySpan,
      body.text,
      isTerminated,
    ]),
    image: "image" in one && [word(one.image?.word), one.image?.tagSpan, one.image?.nameSpan, word(one.name)],
    assignments: "assignments" in one && one.assignments.map(({ name, nameSpan, span, value }) => [name, nameSpan, span, word(value)]),
    command: "command" in one && command(one.command),
    mounts: "mounts" in one && one.mounts.map(({ type, options }) => [type, options.map(({ keySpan, value }) => [keySpan, word(value)])]),
    paths: "sources" in one && [...one.sources.map(word), word(one.destination), one.fromStage?.index],
    words: ["user", "path", "value"].map((name) => word((one as unknown as Record<string, Word | undefined>)[name])),
    lists: ["ports", "paths", "argv"].map((name) => (one as unknown as Record<string, readonly Word[] | undefined>)[name]?.map(word)),
    trigger: "trigger" in one && one.trigger && toldOf(one.trigger),
  };
}

function word(one: Word | undefined): unknown {
  return one && [one.raw, one.text, one.value, one.span];
}

function command(one: Command | undefined): unknown {
  const script = one?.script;
  return [one?.form, one?.span, one?.text.text, one?.argv.map(word), script?.commands, script?.errors, script?.source.segments];
}

/** Numbers below a limit, the same ones in every run. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * limit);
  };
}

const typed = [
  "\\",
  "\n",
  " ",
  "#",
  "<<EOF",
  "EOF\n",
  "\\\n",
  "`",
  '"',
  "x",
  "RUN a\n",
  "# escape=`\n",
  "\r\n",
  "FROM b\n",
  "ONBUILD ",
  "\t",
  "\uFEFF",
];

/** A text somewhat later. */
function edited(text: string, next: (limit: number) => number): string {
  const lines = text.split("\n");
  const [at, other] = [next(lines.length), next(lines.length)];
  const line = lines[at] as string;
  switch (next(8)) {
    case 0:
      lines.splice(at, 1 + next(3));
      return lines.join("\n");
    case 1:
      lines.splice(other, 0, line);
      return lines.join("\n");
    case 2:
      return `${typed[next(typed.length)]}${text}`;
    case 3:
      return text.slice(0, next(text.length + 1));
    case 4:
      return text.includes("\r") ? text.replaceAll("\r\n", "\n") : text.replaceAll("\n", "\r\n");
    default: {
      const column = next(line.length + 1);
      lines[at] = `${line.slice(0, column)}${typed[next(typed.length)]}${line.slice(next(4) > 0 ? column : column + 1)}`;
      return lines.join("\n");
    }
  }
}

const heredocs = `# syntax=docker/dockerfile:1
FROM debian:13 AS a
# why
RUN <<EOF
apt-get update
# in the script
EOF
COPY <<one <<-'two' /srv/
1 $X
one
	2
	two
ONBUILD RUN <<EOF cat \\
# inside

  -n
body
EOF
RUN --mount=type=bind,from=a,target=/x \\
    # between

    echo a && \\
    echo b
ENV A=1 B="x y" \\
  C=$A
HEALTHCHECK --interval=5s CMD ["a", "b"]
`;
const examples = rules.filter(({ language }) => language === "dockerfile").map(({ examples: [{ bad }] }) => bad);
const samples = [
  heredocs,
  heredocs.replaceAll("\\\n", "`\n").replace("# syntax", "# escape=`\n# syntax"),
  dockerfileOf(60),
  ...examples,
  ...(corpusPaths((path) => path.startsWith("dockerfile/") && /(?:^|\/)Dockerfile[^/]*$/.test(path)) ?? [])
    .map(({ text }) => text)
    .filter((text, index) => index % 5 === 0 && text.length < 20_000),
];

describe("a file that is read again", () => {
  it("says what it says when it is read for the first time, after whatever edits", { timeout: 60_000 }, () => {
    for (const [seed, sample] of samples.entries()) {
      const next = numbers(seed + 1);
      let text = sample;
      let held: Dockerfile | undefined;
      for (let edit = 0; edit < (seed < 3 ? 150 : 8); edit++) {
        held = parseDockerfile(new SourceText(`${seed}/Dockerfile`, text));
        const fresh = parseDockerfile(new SourceText(`${seed}/${edit}/Dockerfile`, text));
        expect(told(held), `edit ${edit} of sample ${seed}\n${text}`).toEqual(told(fresh));
        text = next(10) === 0 || text.length > 20_000 ? sample : edited(text, next);
      }
      expect(held?.source.path).toBe(`${seed}/Dockerfile`);
    }
  });
});

describe("an edit in a file of 10,000 lines", () => {
  const many = dockerfileOf(10_000);
  const lines = ["RUN echo % && make \\\n    part-%", "COPY a-% b-% /srv/", "ENV A_%=1", "# why"];
  const single = `FROM debian:13\n${Array.from({ length: 2_000 }, (_, n) => lines.join("\n").replaceAll("%", `${n}`)).join("\n")}\n`;

  it.each([
    ["of many stages", many, "go build", "WORKDIR /srv/app-"],
    ["of one stage", single, "echo 1", "COPY a-1"],
  ])("reads the instruction that it touches alone: %s", (path, text, script, other) => {
    expect(text.split("\n").length).toBeGreaterThan(9_900);
    let held: Dockerfile | undefined;
    /** How many instructions and scripts are read for a text, when all are asked for. */
    const read = (now: string): unknown => {
      const before = { ...readSoFar };
      held = parseDockerfile(new SourceText(`${path}/Dockerfile`, now));
      for (const one of held.instructions) if (one.keyword === "RUN") void one.command?.script?.commands;
      void held.problems;
      return [readSoFar.instructions - before.instructions, readSoFar.scripts - before.scripts];
    };
    read(text);
    expect(held?.instructions.length).toBeGreaterThan(4_000);
    const run = text.indexOf(script, text.length / 2);
    const copy = text.indexOf(other, text.length / 3) + other.length;
    expect(read(text)).toEqual([0, 0]);
    expect(read(`${text.slice(0, run)}x${text.slice(run)}`)).toEqual([1, 1]);
    expect(read(`${text.slice(0, run)}xy${text.slice(run)}`)).toEqual([1, 1]);
    // That one back, and another.
    expect(read(`${text.slice(0, copy)}x${text.slice(copy)}`)).toEqual([2, 1]);
    expect(read(`${text.slice(0, copy)}${text.slice(copy + 1)}`)).toEqual([1, 0]);
    expect(read(text)).toEqual([1, 0]);
    // A line that is put in, and one that is taken out.
    const line = text.lastIndexOf("RUN ", run);
    expect(read(`${text.slice(0, line)}RUN nowhere else\n${text.slice(line)}`)).toEqual([1, 1]);
    expect(read(text)).toEqual([0, 0]);
    // What is deleted or moved is not read.
    const behind = text.indexOf("\nRUN ", run + 2_000) + 1;
    expect(read(text.slice(0, line) + text.slice(behind))).toEqual([0, 0]);
    read(text);
    const end = text.lastIndexOf("\nCMD") + 1 || text.length;
    expect(read(text.slice(0, line) + text.slice(behind, end) + text.slice(line, behind) + text.slice(end))).toEqual([0, 0]);
  });
});
