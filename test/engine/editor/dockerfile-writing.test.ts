// What helps while a Dockerfile is written: the forms of instructions, and what "expand selection" takes in.
import { describe, expect, it, test } from "vitest";
import { selection, signature } from "../../../server/engine/editor/editor.ts";
import { instructions } from "../../../server/engine/knowledge/instructions.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

const open = (marked: string) => ({ source: new SourceText("Dockerfile", marked.replace("|", "")), offset: marked.indexOf("|") });

describe("signatures", () => {
  /** The form that fits at the `|`, with the part that stands there in `‹›`. */
  const at = (marked: string): string | undefined => {
    const { source, offset } = open(marked);
    const found = signature(source, "dockerfile", offset);
    if (!found) return undefined;
    const { label, parameters } = found.signatures[found.active] as (typeof found.signatures)[number];
    const { span } = parameters[found.parameter] as (typeof parameters)[number];
    return `${label.slice(0, span.start)}‹${label.slice(span.start, span.end)}›${label.slice(span.end)}`;
  };

  test.each([
    ["FROM |", "FROM [--platform=<platform>] ‹<image>[:<tag>|@<digest>]› [AS <name>]"],
    ["FROM --pl|", "FROM ‹[--platform=<platform>]› <image>[:<tag>|@<digest>] [AS <name>]"],
    ["FROM --platform=a b|", "FROM [--platform=<platform>] ‹<image>[:<tag>|@<digest>]› [AS <name>]"],
    ["FROM a AS b|", "FROM [--platform=<platform>] <image>[:<tag>|@<digest>] ‹[AS <name>]›"],
    ["ARG A|", "ARG ‹<name>[=<default>]› [<name>[=<default>]…]"],
    ["FROM a\nENV A=b C=|", "ENV <name>=<value> ‹[<name>=<value>…]›"],
    ["FROM a\nCOPY |", "COPY [<flags>] ‹<source>…› <destination>"],
    ["FROM a\nCOPY a b |", "COPY [<flags>] <source>… ‹<destination>›"],
    ['FROM a\nCOPY --link ["a", "|', 'COPY [<flags>] ‹["<source>", …, "<destination>"]›'],
    ["FROM a\nCOPY <<|", "COPY [<flags>] ‹<<EOF› <destination>"],
    ["FROM a\nRUN --mount=|", "RUN ‹[<flags>]› <command>"],
    ["FROM a\nRUN a|", "RUN [<flags>] ‹<command>›"],
    ["FROM a\nRUN a \\\n  b|", undefined],
    ["FROM a\nCMD |", 'CMD ‹["<program>", "<argument>", …]›'],
    ['FROM a\nCMD ["a", |', 'CMD ‹["<program>", "<argument>", …]›'],
    ["FROM a\nCMD a|", "CMD ‹<command>›"],
    ["FROM a\nHEALTHCHECK --interval=1s |", "HEALTHCHECK [<flags>] ‹CMD› <command>"],
    ["FROM a\nHEALTHCHECK CMD |", "HEALTHCHECK [<flags>] CMD ‹<command>›"],
    ["FROM a\nHEALTHCHECK NO|", "HEALTHCHECK ‹NONE›"],
    ["FROM a\nUSER 10|", "USER ‹<uid>[:<gid>]›"],
    ["FROM a\nUSER ap|", "USER ‹<user>[:<group>]›"],
    ["FROM a\nEXPOSE 80 81|", "EXPOSE ‹<port>[/tcp|/udp]…›"],
    ["FROM a\nONBUILD WORKDIR |", "WORKDIR ‹<path>›"],
    ["FROM a\nWORK|", undefined],
    ["FROM a\n# x |", undefined],
    ["FROM a\nRUN <<X\na |\nX", undefined],
    ["FROM a\nWHAT |", undefined],
    ["FROM {{ a }}\nWORKDIR {{ x }}|\n", undefined],
  ])("%j", (text, expected) => expect(at(text)).toBe(expected));

  it("have parts for every form of every instruction", () => {
    for (const [keyword, { forms }] of instructions) {
      // Behind it stands a keyword.
      if (keyword === "ONBUILD") continue;
      const { source, offset } = open(`FROM a\n${keyword} |`);
      const found = signature(source, "dockerfile", offset);
      expect(found?.signatures.map(({ label }) => label)).toEqual(forms);
      for (const { parameters } of found?.signatures ?? []) expect(parameters.length, keyword).toBeGreaterThan(0);
    }
  });
});

describe("selection", () => {
  const around = (marked: string) => {
    const { source, offset } = open(marked);
    return selection(source, "dockerfile", offset).map((span) => source.slice(span));
  };

  it("goes from a word over command, instruction and stage to the file", () => {
    expect(around("FROM a\n# why\nRUN x && npm c|i\nFROM b\n")).toEqual([
      "ci",
      "npm ci",
      "x && npm ci",
      "RUN x && npm ci",
      "# why\nRUN x && npm ci",
      "FROM a\n# why\nRUN x && npm ci",
      "FROM a\n# why\nRUN x && npm ci\nFROM b\n",
    ]);
  });

  test.each([
    ["FROM node:2|4 AS a\n", ["24", "node:24", "FROM node:24 AS a"]],
    [
      "FROM a\nRUN --mount=type=cache,target=/x|/y z\n",
      ["/x/y", "target=/x/y", "type=cache,target=/x/y", "--mount=type=cache,target=/x/y"],
    ],
    ["FROM a\nENV A=|b C=d\n", ["b", "A=b", "ENV A=b C=d"]],
    ['FROM a\nCMD ["a", "|b"]\n', ['"b"', '["a", "b"]', 'CMD ["a", "b"]']],
    ["FROM a\nONBUILD COPY x| y\n", ["x", "COPY x y", "ONBUILD COPY x y"]],
    ["FROM a\nRUN <<X\nec|ho b\nX\n", ["echo", "echo b", "echo b\n"]],
  ])("%j", (text, expected) => expect(around(text).slice(0, expected.length)).toEqual(expected));

  it("holds each part in the next, whatever the text", () => {
    for (const text of [
      "",
      "FROM",
      'FROM a\r\nRUN "a \\\r\n  && b <<X\r\n',
      "ARG A\n\nFROM $A\nCOPY --from= \nHEALTHCHECK --interval= CMD [\n",
    ]) {
      const source = new SourceText("Dockerfile", text);
      for (let offset = 0; offset <= text.length; offset++) {
        signature(source, "dockerfile", offset);
        const spans = selection(source, "dockerfile", offset);
        for (const [i, span] of spans.entries()) {
          const inner = spans[i - 1] ?? { start: offset, end: offset };
          expect(span.start <= inner.start && span.end >= inner.end).toBe(true);
        }
      }
    }
  });
});
