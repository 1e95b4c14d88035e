import { describe, expect, it, test } from "vitest";
import {
  codeLenses,
  definition,
  folding,
  inlayHints,
  links,
  prepareRename,
  references,
  rename,
  semanticTokens,
} from "../../../server/engine/editor/editor.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

const dockerfile = `# syntax=docker/dockerfile:1
ARG VERSION=24
ARG TARGETARCH
FROM node:\${VERSION}-slim AS Build
ARG VERSION
ENV HOME_DIR=/app
WORKDIR $HOME_DIR
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY . .
RUN echo "$VERSION \${HOME_DIR}/x" '$VERSION' \\
    # $VERSION
    && npm run build
USER node
FROM build AS tests
RUN <<EOF
echo \${VERSION}
EOF
FROM gcr.io/distroless/nodejs24
COPY --from=build /app/dist /app
COPY --from=0 /app/package.json /app/
RUN --mount=type=bind,from=BUILD,target=/mnt ls
CMD ["node", "$VERSION"]
`;
const files: Record<string, string> = {
  Dockerfile: dockerfile,
  "package.json": "{}",
  "compose.yaml": `services:
  web:
    build:
      context: .
      target: build
      args:
        VERSION: "22"
  other:
    build:
      context: elsewhere
      target: build
`,
};
const workspace = memoryWorkspace(files);
const options = { workspace, today: "2026-11-23" };
const source = new SourceText("Dockerfile", dockerfile);

/** An offset in a text of the file. */
const at = (text: string): number => dockerfile.indexOf(text) + 1;
const lineOf = (offset: number) => source.lineOf(offset) + 1;

const placed = (text: string) =>
  references(source, "dockerfile", at(text), { ...options, withDefinition: true }).map(({ path, span }) => {
    const read = files[path] as string;
    return `${path === "Dockerfile" ? "" : `${path} `}${new SourceText(path, read).lineOf(span.start) + 1} ${read.slice(span.start, span.end)}`;
  });

describe("what is named", () => {
  test.each([
    ["a stage from its definition", "Build"],
    ["a stage from FROM, in another case", "build AS tests"],
    ["a stage from COPY", "build /app/dist"],
    ["a stage from its number", "0 /app/package.json"],
    ["a stage from a mount", "BUILD,target"],
  ])("%s", (_title, text) => expect(placed(text)).toEqual(["4 Build", "15 build", "20 build", "21 0", "22 BUILD", "compose.yaml 5 build"]));

  it("is a variable wherever it is replaced: not in single quotes, in a list of words or in a comment", () => {
    expect(placed("VERSION=24")).toEqual(["2 VERSION", "4 VERSION", "5 VERSION", "11 VERSION", "17 VERSION", "compose.yaml 7 VERSION"]);
    expect(placed("HOME_DIR=")).toEqual(["6 HOME_DIR", "7 HOME_DIR", "11 HOME_DIR"]);
  });

  it("is a heredoc by its two ends", () => expect(placed("EOF")).toEqual(["16 EOF", "18 EOF"]));

  it("is nothing in an ordinary word", () => expect(placed("npm ci")).toEqual([]));
});

describe("definition", () => {
  const defined = (text: string) =>
    definition(source, "dockerfile", at(text), options).map(
      ({ nameSpan }) => `${lineOf(nameSpan.start)} ${dockerfile.slice(nameSpan.start, nameSpan.end)}`,
    );

  test.each([
    ["of a stage", "build /app/dist", ["4 Build"]],
    ["of a variable in FROM: the global one", "VERSION}-slim", ["2 VERSION"]],
    ["of an ARG without a value: where its value is", "VERSION\nENV", ["2 VERSION"]],
    ["of a variable that a stage inherits, with its default", "VERSION}\nEOF", ["5 VERSION", "2 VERSION"]],
    ["of a variable of ENV", "HOME_DIR}/x", ["6 HOME_DIR"]],
  ])("%s", (_title, text, expected) => expect(defined(text)).toEqual(expected));
});

describe("rename", () => {
  const renamed = (offset: number, name: string): Record<string, string> | string => {
    const result = rename(source, "dockerfile", offset, name, options);
    if (!result) return "nothing";
    if ("refusal" in result) return result.refusal;
    return Object.fromEntries(
      result.changes.map((change) => [change.path, change.kind === "edit" ? applyEdits(files[change.path] as string, change.edits) : ""]),
    );
  };

  it("of a stage goes along to Compose, and leaves numbers", () => {
    const result = renamed(at("Build"), "compile") as Record<string, string>;
    expect(result.Dockerfile).toBe(
      dockerfile
        .replace("AS Build", "AS compile")
        .replace("FROM build", "FROM compile")
        .replace("from=build", "from=compile")
        .replace("from=BUILD", "from=compile"),
    );
    expect(result["compose.yaml"]).toBe((files["compose.yaml"] as string).replace("target: build", "target: compile"));
  });

  it("of a build argument goes along to Compose, and leaves what nobody replaces", () => {
    const result = renamed(at("VERSION=24"), "NODE_VERSION") as Record<string, string>;
    expect(result.Dockerfile).toContain("RUN echo \"$NODE_VERSION ${HOME_DIR}/x\" '$VERSION'");
    expect(result.Dockerfile).toContain('CMD ["node", "$VERSION"]');
    expect(result["compose.yaml"]).toContain('NODE_VERSION: "22"');
  });

  it("of a heredoc changes both ends", () => {
    expect((renamed(at("EOF"), "SCRIPT") as Record<string, string>).Dockerfile).toContain("RUN <<SCRIPT\necho ${VERSION}\nSCRIPT\n");
  });

  test.each([
    ["Build", "Two", "begins with a small letter"],
    ["Build", "tests", "There is a stage `tests` already"],
    ["Build", "scratch", "something else"],
    ["VERSION=24", "HOME_DIR", "There is a variable"],
    ["VERSION=24", "1X", "begins with no digit"],
    ["TARGETARCH", "ARCH", "set by the builder"],
    ["EOF", "RUN", "is an instruction"],
  ])("%s to %s is refused", (text, name, why) => expect(renamed(at(text), name)).toContain(why));

  it("is refused before it is asked for where there is no name", () => {
    const unnamed = new SourceText("Dockerfile", "FROM a\nFROM b\nCOPY --from=0 /x /x\n");
    expect(prepareRename(unnamed, "dockerfile", unnamed.text.indexOf("0 /x"), options)?.refusal).toContain("has no name");
  });
});

it("folds stages, instructions, heredocs and comments", () => {
  const text = "# a\n# b\nFROM a\nRUN b \\\n  && c\nRUN <<X\nd\nX\nFROM e\nRUN f\n";
  const read = new SourceText("Dockerfile", text);
  const ranges = (folding(read, "dockerfile") ?? []).map(
    ({ span, kind }) => `${read.lineOf(span.start) + 1}-${read.lineOf(span.end) + 1}${kind ? ` ${kind}` : ""}`,
  );
  expect(ranges).toEqual(["1-2 comment", "3-8", "4-5", "6-8", "9-10"]);
});

it("links images, copied files and addresses", () => {
  const text =
    "# syntax=docker/dockerfile:1\nFROM node:24 AS a\nCOPY package.json gone.json ./\nCOPY --from=nginx:1.29 /x /x\nADD https://example.com/a.tgz /\nFROM a\nCOPY --from=a /package.json /\n";
  const read = new SourceText("Dockerfile", text);
  const found = links(read, "dockerfile", options).map(
    ({ span, target }) => `${text.slice(span.start, span.end)} ${"path" in target ? target.path : target.address}`,
  );
  expect(found).toEqual([
    "docker/dockerfile:1 https://hub.docker.com/r/docker/dockerfile",
    "node:24 https://hub.docker.com/_/node",
    "package.json package.json",
    "nginx:1.29 https://hub.docker.com/_/nginx",
    "https://example.com/a.tgz https://example.com/a.tgz",
  ]);
});

it("tells above stages what becomes of them", () => {
  expect(codeLenses(source, "dockerfile", options).map(({ span, title }) => `${lineOf(span.start)} ${title}`)).toEqual([
    "4 production image · runs as node (1000) · in /app · used by tests (FROM), stage 2 (2 COPY, 1 mounted)",
    "10 any change of a file here runs 1 RUN below again",
    "15 not needed for the image",
    "19 production image · runs as root",
  ]);
});

describe("semantic tokens", () => {
  const tokens = (text: string, range?: { start: number; end: number }) => {
    const read = new SourceText("Dockerfile", text);
    return semanticTokens(read, "dockerfile", range ?? { start: 0, end: text.length }).map(
      ({ kind, span }) => `${kind} ${read.slice(span)}`,
    );
  };

  it("colour scripts in heredocs of RUN", () => {
    const text = `FROM a
RUN echo outside
RUN <<EOF
# why not
if [ "$A" = b ]; then # here
  apt-get install -y "x $B y" 'z $C' # there
  X=1 echo \${Y}/z "$(cat /q)"
fi
cat <<'X' > /etc/x
if # no
X
echo a#b "two
lines"
EOF
COPY <<EOF /x
if echo
EOF
`;
    expect(tokens(text)).toEqual([
      "comment # why not",
      "keyword if",
      "function [",
      'string "',
      "variable $A",
      'string "',
      "keyword then",
      "comment # here",
      "function apt-get",
      "parameter -y",
      'string "x ',
      "variable $B",
      'string  y"',
      "string 'z $C'",
      "comment # there",
      "variable X",
      "function echo",
      "variable ${Y}",
      "function cat",
      "keyword fi",
      "function cat",
      "string 'X'",
      "function echo",
      'string "two',
      'string lines"',
    ]);
  });

  it.each([
    ["another interpreter", "FROM a\nRUN <<EOF python3\nprint(1) # x\nEOF\n"],
    ["an interpreter in the first line", "FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nif x: pass\nEOF\n"],
    ["PowerShell", 'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell"]\nRUN <<EOF\nif ($x) { echo y }\nEOF\n'],
    ["a RUN without heredoc", "FROM a\nRUN if true; then echo; fi\n"],
    ["a file", "FROM a\nCOPY <<EOF /x\necho\nEOF\n"],
  ])("leave %s alone", (_, text) => expect(tokens(text)).toEqual([]));

  it("are those of the instructions in the range, with the places of the file in spite of tabs and CRLF", () => {
    const text = "FROM a\nRUN <<-A\n\t\techo a\n\tA\nRUN <<B\r\nls -l\r\nB\r\n";
    expect(tokens(text)).toEqual(["function echo", "function ls", "parameter -l"]);
    expect(tokens(text, { start: text.indexOf("<<B"), end: text.length })).toEqual(["function ls", "parameter -l"]);
  });

  it("take at most 2 ms for 300 lines of scripts", () => {
    const block =
      'RUN <<EOF\nset -eux\n# packages\napt-get install -y "git"\nif [ "$X" = 1 ]; then\n  echo "x $X" | sed s/a/b/ > /etc/x\nfi\nEOF\n';
    const times: number[] = [];
    for (let i = 0; i < 15; i++) {
      const read = new SourceText("Dockerfile", `FROM a\n${block.repeat(37)}# ${i}\n`);
      // The rules have read the scripts before.
      for (const one of parse(read, "dockerfile").instructions)
        if (one.keyword === "RUN") expect(one.command?.script?.commands).toBeDefined();
      const begin = performance.now();
      expect(semanticTokens(read, "dockerfile", { start: 0, end: read.text.length }).length).toBeGreaterThan(300);
      times.push(performance.now() - begin);
    }
    expect(times.sort((a, b) => a - b)[2]).toBeLessThan(2);
  });
});

it("hints at what has to be looked up", () => {
  const text = "ARG V=24\nFROM node:${V} AS a\nWORKDIR /app\nWORKDIR src\nCOPY a b ./\nUSER node\nHEALTHCHECK CMD true\nFROM a\nRUN x\n";
  const read = new SourceText("Dockerfile", text);
  const hints = inlayHints(read, "dockerfile", { start: 0, end: text.length }, options).map(
    ({ offset, label }) => `${read.lineOf(offset) + 1} ${label}`,
  );
  expect(hints).toEqual(["2 = node:24", "4 = /app/src", "5 = /app/src/", "8 inherits USER node, WORKDIR /app/src, HEALTHCHECK"]);
});

test.each([
  "FROM {{ image }}\nCOPY . .\nRUN {{ x }}\n",
  "",
  "FROM\n",
  "FROM a AS\nCOPY --from= x\nRUN <<\n",
  "FROM $X\nWORKDIR $Y\nCOPY a b\n",
  "ONBUILD\nONBUILD RUN <<A\n$B",
])("says nothing of what it cannot know, and does not fall over %j", (text) => {
  const read = new SourceText("Dockerfile", text);
  expect(inlayHints(read, "dockerfile", { start: 0, end: text.length }, options)).toEqual([]);
  for (let offset = 0; offset <= text.length; offset++) {
    definition(read, "dockerfile", offset, options);
    rename(read, "dockerfile", offset, "x", options);
  }
  folding(read, "dockerfile");
  links(read, "dockerfile", options);
  semanticTokens(read, "dockerfile", { start: 0, end: text.length });
  codeLenses(read, "dockerfile", options);
});
