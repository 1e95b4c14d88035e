import { describe, expect, test } from "vitest";
import { type Completion, complete } from "../../../server/engine/complete/complete.ts";
import { buildChecks } from "../../../server/engine/knowledge/build-checks.ts";
import { instructions, mounts } from "../../../server/engine/knowledge/instructions.ts";
import { flagsByKeyword } from "../../../server/engine/languages/dockerfile/flag-problems.ts";
import { keywords } from "../../../server/engine/languages/dockerfile/model.ts";
import { mountKeys, mountTypes } from "../../../server/engine/languages/dockerfile/mount-problems.ts";
import { canonicalKey } from "../../../server/engine/languages/dockerfile/mounts.ts";
import { detectLanguage, parse } from "../../../server/engine/languages/parse.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";

const today = "2026-11-23";

interface Asked {
  readonly labels: string[];
  readonly items: Completion[];
  /** The file with the completion of that label written. */
  take(label: string): string;
}

/** Completions at the `|` of a text. */
function ask(marked: string, files: Record<string, string> = {}, path = "Dockerfile"): Asked {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const language = detectLanguage(path) ?? "dockerfile";
  const workspace = Object.keys(files).length > 0 ? memoryWorkspace({ ...files, [path]: text }) : unseenWorkspace();
  const items = complete(new SourceText(path, text), language, offset, { workspace, today });
  return {
    items,
    labels: items.map(({ label }) => label),
    take(label) {
      const item = items.find((one) => one.label === label);
      if (!item) throw new Error(`no completion ${label} among ${items.map((one) => one.label).join(", ")}`);
      // Editors replace what stands before the cursor on its line, and nothing else.
      expect(item.span.end).toBe(offset);
      expect(text.slice(item.span.start, offset)).not.toContain("\n");
      return applyEdits(text, [item]);
    },
  };
}

describe("instructions", () => {
  test("before the first stage there is only ARG and FROM", () => {
    expect(ask("|").labels).toEqual(["FROM", "ARG"]);
    expect(ask("FR|\n").take("FROM")).toBe("FROM image\n");
  });

  test("every instruction is offered in a stage, in the case that was begun", () => {
    const { labels, take } = ask("FROM scratch\nwor|\n");
    for (const keyword of keywords) expect(labels).toContain(keyword);
    expect(take("WORKDIR")).toBe("FROM scratch\nworkdir /app\n");
    expect(ask("FROM scratch\nWO|\n").take("WORKDIR")).toBe("FROM scratch\nWORKDIR /app\n");
  });

  test("ONBUILD takes those that BuildKit lets it", () => {
    const { labels, take } = ask("FROM scratch\nONBUILD R|");
    expect(labels).toContain("RUN");
    for (const forbidden of ["FROM", "ONBUILD", "MAINTAINER"]) expect(labels).not.toContain(forbidden);
    expect(take("RUN")).toBe("FROM scratch\nONBUILD RUN command");
    expect(ask("FROM scratch\nONBUILD COPY --|").labels).toContain("--from");
  });

  test("nothing is offered inside of a heredoc or an unknown instruction", () => {
    expect(ask("FROM scratch\nRUN <<EOF\nCO|\nEOF\n").labels).toEqual([]);
    expect(ask("FROM scratch\nCOPY <<EOF /x\n|\nEOF\n").labels).toEqual([]);
    expect(ask("FROM scratch\nRUNN --|\n").labels).toEqual([]);
  });

  test("variables are offered in a heredoc where they are replaced", () => {
    const head = "FROM a\nARG VERSION=1\nENV PORT=2\n";
    expect(ask(`${head}RUN <<EOF\necho $|\nEOF\n`).labels).toEqual(["VERSION", "PORT"]);
    expect(ask(`${head}RUN <<"EOF"\necho "\${V|\nEOF\n`).take("VERSION")).toContain('echo "${VERSION}\n');
    expect(ask(`${head}COPY <<EOF /x\nport $|\nEOF\n`).labels).toEqual(["VERSION", "PORT"]);
    expect(ask(`${head}ONBUILD RUN <<EOF\n$|\nEOF\n`).labels).toEqual(["VERSION", "PORT"]);
    expect(ask(`${head}COPY <<"EOF" /x\nport $|\nEOF\n`).labels).toEqual([]);
    expect(ask(`${head}RUN <<EOF\n#!/usr/bin/env python3\nprint("$|")\nEOF\n`).labels).toEqual([]);
    expect(ask(`${head}RUN <<EOF\necho $|`).labels).toEqual(["VERSION", "PORT"]);
  });

  test("commands are offered as a list, unless one is begun", () => {
    for (const keyword of ["CMD", "ENTRYPOINT"]) {
      expect(ask(`FROM a\n${keyword} |`).take('["program"]')).toBe(`FROM a\n${keyword} ["program"]`);
      expect(ask(`FROM a\n${keyword} [|]`).labels).toEqual([]);
      expect(ask(`FROM a\n${keyword} node |`).labels).toEqual([]);
    }
  });

  test("a list in JSON is left alone", () => {
    expect(ask('FROM a AS b\nWORKDIR /x\nFROM c\nCOPY --from=b ["/x/y", "|"]\n', { "a.txt": "" }).labels).toEqual([]);
    expect(ask('FROM c\nCOPY ["a.txt", |]\n', { "a.txt": "" }).labels).toEqual([]);
  });

  test("each instruction is described with its page", () => {
    expect([...instructions.keys()].sort()).toEqual([...keywords].sort());
    for (const { link, forms, summary } of instructions.values()) {
      expect(link).toMatch(/^https:\/\/docs\.docker\.com\/reference\/dockerfile\/#/);
      expect(forms.length).toBeGreaterThan(0);
      expect(summary).not.toMatch(/\.$/);
    }
  });
});

describe("flags", () => {
  test("those of the instruction, without those that are there", () => {
    expect(ask("FROM scratch\nCOPY --|").labels).toEqual(["--from", "--chown", "--chmod", "--link", "--parents", "--exclude"]);
    expect(ask("FROM scratch\nCOPY --from=x --exclude=y -|").labels).toEqual(["--chown", "--chmod", "--link", "--parents", "--exclude"]);
    expect(ask("FROM scratch\nCOPY --chm|").take("--chmod")).toBe("FROM scratch\nCOPY --chmod=0755");
    expect(ask("FROM scratch\nRUN --network=none --m|").labels).toContain("--mount");
    expect(ask("FROM scratch\nWORKDIR --|").labels).toEqual([]);
  });

  test("on a continued line, past comments and blank lines", () => {
    expect(ask("FROM scratch\nRUN \\\n  # why\n\n  --mou|").labels).toContain("--mount");
    expect(ask("# escape=`\nFROM scratch\nRUN `\n  --mou|").labels).toContain("--mount");
    expect(ask("FROM scratch\r\nRUN \\\r\n  --mou|\r\n").labels).toContain("--mount");
  });

  test("not behind the first word of the command", () => {
    expect(ask("FROM scratch\nRUN npm install --|").labels).toEqual([]);
  });

  test("those that the parser knows are described, and no others", () => {
    for (const { keyword, flags } of instructions.values()) {
      expect(flags.map(({ name }) => name).sort(), keyword).toEqual(Object.keys(flagsByKeyword[keyword] ?? {}).sort());
    }
    expect([...mounts.keys()].sort()).toEqual([...mountTypes].sort());
    const keys = [...mounts.values()].flatMap((mount) => mount.keys.map(({ key }) => key));
    expect([...new Set(["type", ...keys])].sort()).toEqual([...new Set(mountKeys.map(canonicalKey))].sort());
  });

  test("their values", () => {
    expect(ask("FROM scratch\nRUN --network=|").labels).toEqual(["none", "default", "host"]);
    expect(ask("FROM scratch\nCOPY --link=t|").take("true")).toBe("FROM scratch\nCOPY --link=true");
    expect(ask("FROM --platform=|").labels).toContain("$BUILDPLATFORM");
    expect(ask("FROM --platform=$|").take("BUILDPLATFORM")).toBe("FROM --platform=$BUILDPLATFORM");
    expect(ask("FROM scratch\nHEALTHCHECK --interval=|").labels).toContain("30s");
  });
});

describe("mounts", () => {
  test("kinds with what they need", () => {
    expect(ask("FROM scratch\nRUN --mount=|").take("type")).toBe("FROM scratch\nRUN --mount=type=cache");
    expect(ask("FROM scratch\nRUN --mount=type=|").labels).toEqual(["cache", "secret", "bind", "ssh", "tmpfs"]);
    expect(ask("FROM scratch\nRUN --mount=type=se|").take("secret")).toBe("FROM scratch\nRUN --mount=type=secret,id=name");
  });

  test("keys of the kind, without those that are there", () => {
    const { labels } = ask("FROM scratch\nRUN --mount=type=secret,id=x,|");
    expect(labels).toContain("env");
    expect(labels).not.toContain("id");
    expect(labels).not.toContain("sharing");
    expect(ask("FROM scratch\nRUN --mount=type=cache,target=/x,sharing=|").labels).toEqual(["shared", "locked", "private"]);
  });

  test("cache folders of the programs that are called stand first", () => {
    expect(ask("FROM scratch\nRUN --mount=type=cache,target=| go build ./...").labels.slice(0, 2)).toEqual([
      "/go/pkg/mod",
      "/root/.cache/go-build",
    ]);
    expect(ask("FROM scratch\nRUN --mount=type=cache,target=/var/c| apt-get update").take("/var/cache/apt")).toBe(
      "FROM scratch\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update",
    );
  });

  test("stages to mount from", () => {
    expect(ask("FROM a AS one\nFROM b AS two\nRUN --mount=type=bind,from=|").labels.slice(0, 2)).toEqual(["one", "almalinux"]);
  });

  test("ids that builds hand in, and that the file asks for elsewhere", () => {
    const files = {
      "compose.yaml": "services: { a: { build: { context: ., secrets: [npm-token], ssh: [default, deploy] } } }\n",
      ".github/workflows/ci.yml":
        "on: push\njobs:\n  b:\n    steps:\n      - uses: docker/build-push-action@v7\n        with: { secrets: 'other=1' }\n",
    };
    const { items, labels } = ask("FROM a\nRUN --mount=type=secret,id=own b\nRUN --mount=type=secret,id=|", files);
    expect(labels).toEqual(["other", "npm-token", "own"]);
    expect(items.map(({ detail }) => detail)).toEqual([
      "handed in by .github/workflows/ci.yml",
      "handed in by compose.yaml",
      "asked for in this file",
    ]);
    expect(ask("FROM a\nRUN --mount=type=se|", files).take("secret")).toBe("FROM a\nRUN --mount=type=secret,id=other");
    expect(ask("FROM a\nRUN --mount=type=ssh,id=|", files).labels).toEqual(["default", "deploy"]);
    expect(ask("FROM a\nRUN --mount=type=ssh,id=|").labels).toEqual(["default"]);
    expect(ask("FROM a\nRUN --mount=type=cache,id=|", files).labels).toEqual([]);
    expect(ask("FROM a\nRUN --mount=type=secret,id=npm-token,env=|").take("NPM_TOKEN")).toContain(",env=NPM_TOKEN");
    expect(ask("FROM a\nRUN --mount=type=secret,env=|").labels).toEqual([]);
  });

  test("files to bind, and caches in the home folder of who runs the command", () => {
    const files = { "package.json": "{}", "src/a.js": "", secret: "", ".dockerignore": "secret\n" };
    expect(ask("FROM a\nRUN --mount=type=bind,source=|", files).labels).toEqual([".dockerignore", "package.json", "src/"]);
    expect(ask("FROM a\nRUN --mount=type=bind,source=src/|,target=/x b", files).take("a.js")).toContain("source=src/a.js,target=/x b");
    expect(ask("FROM a AS b\nFROM a\nRUN --mount=type=bind,from=b,source=|", files).labels).toEqual([]);
    const npm = ask("FROM node:24\nUSER node\nRUN --mount=type=cache,target=| npm ci");
    expect(npm.take("/home/node/.npm")).toContain("target=/home/node/.npm,uid=1000 npm ci");
    expect(ask("FROM node:24\nRUN --mount=type=cache,target=| npm ci").take("/root/.npm")).toContain("target=/root/.npm npm ci");
  });
});

describe("FROM", () => {
  test("images with the tag to pin them to, and earlier stages first", () => {
    const { labels, take } = ask("FROM alpine:3.23 AS base\nFROM no|");
    expect(labels[0]).toBe("base");
    expect(take("node")).toMatch(/\nFROM node:\d+-\w+$/);
    expect(take("scratch")).toBe("FROM alpine:3.23 AS base\nFROM scratch");
  });

  test("tags of supported releases, the recommended one first", () => {
    const { items, labels } = ask("FROM node:|");
    expect(labels[0]).toMatch(/^\d+-trixie$/);
    expect(labels).toContain("24-slim");
    expect(labels).toContain("24-alpine");
    expect(labels.some((label) => /^(latest|16|18|20)\b/.test(label))).toBe(false);
    expect(items.find(({ label }) => label === "24")?.detail).toBe("Node.js 24, supported until 2028-04-30");
    expect(ask("FROM python:3.1|").take("3.13-slim")).toBe("FROM python:3.13-slim");
  });

  test("a tag is that of its image: a registry's port and a digest are none", () => {
    expect(ask("FROM localhost:5000/no|").labels).toContain("node");
    expect(ask("FROM unheard-of:|").labels).toEqual([]);
    expect(ask("FROM node@|").labels).toEqual([]);
    expect(ask("FROM --platform=linux/amd64 node:|").labels).toContain("24-slim");
  });

  test("AS and a name that is free", () => {
    expect(ask("FROM node:24 |").take("AS")).toBe("FROM node:24 AS ");
    expect(ask("FROM x AS build\nFROM node:24 AS |").labels).toEqual(["base", "deps", "test", "runtime"]);
    expect(ask("FROM node:24 AS |").labels).toContain("build");
  });

  test("variables of the ARGs above", () => {
    expect(ask("ARG VERSION=24\nFROM node:$|").take("VERSION")).toBe("ARG VERSION=24\nFROM node:$VERSION");
    expect(ask("ARG VERSION=24\nFROM node:${V|").take("VERSION")).toBe("ARG VERSION=24\nFROM node:${VERSION}");
  });
});

test("COPY --from names earlier stages, the nearest first", () => {
  const { labels, take } = ask("FROM a AS deps\nFROM b AS Build\nFROM c AS run\nCOPY --from=|\nFROM d AS later\n");
  expect(labels.slice(0, 3)).toEqual(["Build", "deps", "almalinux"]);
  expect(labels).not.toContain("scratch");
  expect(take("deps")).toContain("\nCOPY --from=deps\n");
});

test("COPY --from takes stages by their number, contexts that builds name, and images with their tags", () => {
  const files = { "compose.yaml": "services: { a: { build: { context: ., additional_contexts: { shared: ../shared } } } }\n" };
  expect(ask("FROM a\nFROM b\nCOPY --from=|", files).labels.slice(0, 2)).toEqual(["0", "shared"]);
  expect(ask("FROM a\nFROM |", files).labels.slice(0, 2)).toEqual(["shared", "almalinux"]);
  expect(ask("FROM a\nCOPY --from=nginx:|").labels[0]).toMatch(/^\d/);
  expect(ask("FROM a\nRUN --mount=type=bind,from=nginx:1|").labels[0]).toMatch(/^\d/);
});

describe("users", () => {
  test("the image's own, by number first, and those made in the stage", () => {
    expect(ask("FROM node:24\nUSER |").labels.slice(0, 2)).toEqual(["1000:1000", "node"]);
    const made = ask("FROM debian:13\nRUN useradd --uid 10001 app\nUSER |");
    expect(made.labels).toContain("app");
    expect(made.labels[0]).toMatch(/^10001/);
    expect(ask("FROM unheard-of\nUSER |").labels).toEqual([]);
  });

  test("owners of copied files", () => {
    expect(ask("FROM node:24\nCOPY --chown=|").labels.slice(0, 2)).toEqual(["1000:1000", "node:node"]);
    expect(ask("FROM node:24\nUSER no|").items.find(({ label }) => label === "node")?.detail).toBe("of the base image (1000:1000)");
    expect(ask("FROM debian:13\nRUN useradd --uid 10001 app\nADD --chown=|").labels[0]).toBe("10001");
  });

  test("the pattern that fits the image, as long as nobody is set", () => {
    expect(ask("FROM node:24\n|").take("USER 1000:1000")).toContain("USER 1000:1000");
    expect(ask("FROM alpine:3.23\n|").take("USER (made here)")).toMatch(/adduser .*\nUSER 10001:10001$/s);
    expect(ask("FROM node:24\nUSER node\n|").labels.filter((label) => label.startsWith("USER "))).toEqual([]);
  });
});

describe("HEALTHCHECK", () => {
  test("the pattern that fits the image, with what is guessed left open", () => {
    const dockerfile = 'FROM node:24\nEXPOSE 4000\nCMD ["node", "server.js"]\n';
    const { items, take } = ask(`${dockerfile}|`);
    const written = take("HEALTHCHECK (fitting this image)");
    expect(written).toContain("HEALTHCHECK --interval=30s");
    expect(written).toContain("port: 4000");
    expect(parse(new SourceText("Dockerfile", written), "dockerfile").problems).toEqual([]);
    const item = items.find(({ label }) => label.startsWith("HEALTHCHECK (")) as Completion;
    expect(item.placeholders?.map(({ start, end }) => item.text.slice(start, end))).toEqual(["/"]);
  });

  test("behind the keyword: the pattern, flags, CMD and NONE", () => {
    const { labels, take } = ask("FROM node:24\nEXPOSE 80\nHEALTHCHECK |");
    expect(labels[0]).toBe("fitting this image");
    for (const label of ["CMD", "NONE", "--interval", "--start-period"]) expect(labels).toContain(label);
    const written = take("fitting this image");
    expect(parse(new SourceText("Dockerfile", written), "dockerfile").problems).toEqual([]);
    expect(written.match(/HEALTHCHECK/g)?.length).toBe(1);
    expect(ask("FROM node:24\nHEALTHCHECK --interval=5s |").labels).not.toContain("--interval");
  });
});

describe("values", () => {
  test("variables in scope: the stage's own and inherited, set before", () => {
    const { labels } = ask("ARG GLOBAL=1\nFROM a AS base\nENV INHERITED=1\nFROM base\nARG OWN=2\nRUN echo $|\nENV LATER=1\n");
    expect(labels).toEqual(["INHERITED", "OWN"]);
  });

  test("files of the build context, without what is ignored", () => {
    const files = { ".dockerignore": "secret\n", "package.json": "{}", "src/index.js": "", secret: "" };
    expect(ask("FROM a\nCOPY |", files).labels.sort()).toEqual([".dockerignore", "package.json", "src/"]);
    expect(ask("FROM a\nCOPY src/|", files).take("index.js")).toBe("FROM a\nCOPY src/index.js");
    expect(ask("FROM a\nCOPY ./src/i|", files).take("index.js")).toBe("FROM a\nCOPY ./src/index.js");
    expect(ask("FROM a AS x\nFROM b\nCOPY --from=x |", files).labels).toEqual([]);
    expect(ask("FROM a AS x\nWORKDIR /src\nFROM b\nCOPY --from=x |", files).take("/src/")).toContain("COPY --from=x /src/");
    const target = ask("FROM a\nWORKDIR /app\nCOPY package.json |", files);
    expect(target.labels[0]).toBe("./");
    expect(target.items[0]?.detail).toBe("/app");
    expect(ask("FROM a\nCOPY |").labels).toEqual([]);
  });

  test("signals, shells, labels, ports", () => {
    expect(ask("FROM a\nSTOPSIGNAL |").labels).toContain("SIGTERM");
    expect(ask("FROM a\nSHELL |").labels[0]).toContain("pipefail");
    expect(ask("FROM a\nLABEL org|").take("org.opencontainers.image.title")).toBe('FROM a\nLABEL org.opencontainers.image.title="title"');
    expect(ask("FROM a\nENV PORT=3000\nEXPOSE |").labels[0]).toBe("3000");
    expect(ask("FROM alpine:3.23\nSHELL |").labels[0]).toContain("/bin/ash");
    expect(ask("FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL |").labels[0]).toContain("powershell");
    expect(ask("FROM a\nLABEL org.opencontainers.image.title=a org|").labels).not.toContain("org.opencontainers.image.title");
    expect(ask("FROM a\nENV NODE_ENV=production P|").labels).toContain("PORT=8080");
  });

  test("ports that the application, its program and Compose name", () => {
    const files = {
      "package.json": '{ "dependencies": { "express": "5" }, "scripts": { "start": "node server.js" } }',
      "server.js": "require('express')().listen(4000);\n",
      "compose.yaml": "services: { a: { ports: ['80:9000'], build: . } }\n",
    };
    const { labels, items } = ask('FROM node:24\nEXPOSE |\nCMD ["node", "server.js"]\n', files);
    expect(labels).toEqual(["4000", "9000", "8080"]);
    expect(items.map(({ detail }) => detail).slice(0, 2)).toEqual(["the application listens on it", "compose.yaml publishes it"]);
    expect(ask("FROM nginx:1.30\nEXPOSE |").labels).toEqual(["80", "8080"]);
    expect(ask("FROM a\nEXPOSE 8080 |").labels).toEqual([]);
  });

  test("arguments that builds give, or that FROM has, without those that are declared", () => {
    const files = { "compose.yaml": "services: { a: { build: { context: ., args: { REVISION: abc, OPEN: } } } }\n" };
    const { labels, items } = ask("ARG VERSION=24\nFROM a\nARG OPEN\nARG |\nFROM b\nARG TARGETOS\n", files);
    expect(labels.slice(0, 3)).toEqual(["REVISION", "VERSION", "TARGETPLATFORM"]);
    expect(items.map(({ detail }) => detail).slice(0, 2)).toEqual(["compose.yaml gives `abc`", "`24`, as declared for FROM"]);
    expect(labels).toContain("TARGETOS");
    expect(ask("ARG |\nFROM a\n", files).labels.slice(0, 2)).toEqual(["REVISION", "OPEN"]);
  });

  test("values of the name that stands there, and nothing inside of quotes", () => {
    const files = { "compose.yaml": "services: { a: { build: { context: ., args: { VERSION: '24.1', OPEN: } } } }\n" };
    expect(ask("ARG VERSION=|", files).take("24.1")).toBe("ARG VERSION=24.1");
    expect(ask("ARG OPEN=|", files).labels).toEqual([]);
    expect(ask("FROM a\nENV NODE_ENV=|").labels).toEqual(["NODE_ENV=production"]);
    expect(ask("FROM a\nLABEL maintainer=|").labels).toEqual([]);
    expect(ask('FROM a\nLABEL a="b |').labels).toEqual([]);
    expect(ask("FROM python:3.14\nENV |").labels).toEqual(["PYTHONUNBUFFERED=1", "PYTHONDONTWRITEBYTECODE=1", "PORT=8080"]);
    expect(ask("FROM debian:13\nENV |").labels).toContain("NODE_ENV=production");
  });

  test("folders in force, and the base image's own", () => {
    expect(ask("FROM a\nWORKDIR /srv\nWORKDIR |").labels).toEqual(["/srv", "/app", "/usr/src/app"]);
    expect(ask("FROM golang:1.26\nWORKDIR |").labels[0]).toBe("/go");
  });
});

describe("comments", () => {
  test("directives at the top, and nowhere else", () => {
    expect(ask("#|\nFROM a\n").labels).toContain("# syntax=docker/dockerfile:1");
    expect(ask("# syn|").take("# syntax=docker/dockerfile:1")).toBe("# syntax=docker/dockerfile:1");
    expect(ask("# syntax=docker/dockerfile:1\n# ch|").labels).not.toContain("# syntax=docker/dockerfile:1");
    expect(ask("FROM a\n# syn|").labels).not.toContain("# syntax=docker/dockerfile:1");
    expect(ask("# some words|").labels).toEqual([]);
  });

  test("the options of checks, and their names with what they report", () => {
    expect(ask("# ch|").take("# check=")).toBe("# check=");
    expect(ask("# check=|").labels).toEqual(["skip=", "error=true", "experimental="]);
    expect(ask("# check=skip=A;|").labels).toEqual(["error=true", "experimental="]);
    expect(ask("# check=error=t|").take("true")).toBe("# check=error=true");
    const { items, labels, take } = ask("# syntax=docker/dockerfile:1\n# check=skip=StageNameCasing,J|\nFROM a\n");
    expect(labels).toHaveLength(buildChecks.size - 1);
    expect(labels).not.toContain("StageNameCasing");
    expect(take("JSONArgsRecommended")).toContain("skip=StageNameCasing,JSONArgsRecommended\n");
    expect(items.find(({ label }) => label === "JSONArgsRecommended")).toMatchObject({
      detail: expect.stringContaining("shell form"),
      about: expect.stringContaining("dockerfile/shell-form-command"),
    });
    expect(ask("# check=skip=|").labels).toContain("all");
    expect(ask("# check=experimental=|").labels).toEqual(["InvalidDefinitionDescription", "all"]);
    expect(ask("# check=unheard=|").labels).toEqual([]);
  });

  test("above an instruction: the checks that look at it", () => {
    const above = (comment: string) => ask(`FROM a\n\n# a reason\n${comment}\n# more\nENV KEY=1\n`);
    expect(above("# ch|").take("# check=skip=")).toContain("\n# check=skip=\n");
    expect(above("# check=|").labels).toEqual(["skip="]);
    expect(above("# check=skip=|").labels).toEqual([
      "ConsistentInstructionCasing",
      "LegacyKeyValueFormat",
      "NoEmptyContinuation",
      "SecretsUsedInArgOrEnv",
      "UndefinedVar",
      "all",
    ]);
    expect(ask("FROM a\n# check=skip=|\n\nENV KEY=1\n").labels).toEqual([]);
    expect(ask("FROM a\nRUN b \\\n# check=skip=|\n c\n").labels).toEqual([]);
    expect(ask("FROM a\n# check=skip=|").labels).toEqual([]);
  });

  test("the comment that silences a rule", () => {
    expect(ask("FROM a\n# dep|").take("# deployment-patterns-ignore")).toBe("FROM a\n# deployment-patterns-ignore ");
    expect(ask("FROM a\n# deployment-patterns-ignore x -- bec|").labels).toEqual([]);
  });
});

describe("workflows and actions", () => {
  test("the comment that silences a rule, and the rules of the language", () => {
    const path = ".github/workflows/ci.yml";
    expect(ask("on: push # dep|", {}, path).take("# deployment-patterns-ignore")).toBe("on: push # deployment-patterns-ignore ");
    const { labels } = ask("on: push\n# deployment-patterns-ignore wor|\n", {}, path);
    expect(labels).toContain("workflow/unused-suppression");
    expect(labels).not.toContain("dockerfile/unused-suppression");
    const inAction = ask("name: a\n# deployment-patterns-ignore |\n", {}, "action.yml").labels;
    expect(inAction).toContain("action/unused-suppression");
    expect(inAction).not.toContain("workflow/unused-suppression");
    expect(ask("name: a # about it|", {}, "action.yml").labels).toEqual([]);
  });
});

describe(".dockerignore", () => {
  test("what is usual and missing, what is there first", () => {
    const files = { "package.json": "{}", "node_modules/a/index.js": "", dist: "", "data.bin": "" };
    const { labels, take } = ask(".git\n|\n", files, ".dockerignore");
    expect(labels.indexOf("node_modules")).toBeLessThan(labels.indexOf("__pycache__"));
    expect(labels).not.toContain(".git");
    expect(labels).toContain("data.bin");
    expect(take("node_modules")).toBe(".git\nnode_modules\n");
    expect(ask("!no|", files, ".dockerignore").take("node_modules")).toBe("!node_modules");
    expect(ask("# no|", files, ".dockerignore").labels).toEqual([]);
  });
});

test("never throws, wherever the cursor is in whatever is broken", () => {
  const text =
    '# syntax=docker/dockerfile:1\r\nARG A=\nFROM --platform=$BUILDPLATFORM node:${A AS x\nRUN --mount=type=cache,target=/a,\\\n # c\n b <<EOF\n$(\nEOF\nHEALTHCHECK --interval= \\\n\nCOPY --from= ["a", \n😀 ONBUILD ONBUILD --x=\nUSER $';
  for (let end = 0; end <= text.length; end++) {
    for (const offset of [end, Math.floor(end / 2)]) {
      const source = new SourceText("Dockerfile", text.slice(0, end));
      for (const { span, label } of complete(source, "dockerfile", offset, { workspace: unseenWorkspace(), today })) {
        expect(span.end, label).toBe(offset);
        expect(span.start).toBeLessThanOrEqual(offset);
        expect(source.lineOf(span.start)).toBe(source.lineOf(offset));
      }
    }
  }
});
