import { describe, expect, test } from "vitest";
import { type Completion, complete } from "../../../server/engine/complete/complete.ts";
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
    expect(ask("FROM a AS one\nFROM b AS two\nRUN --mount=type=bind,from=|").labels).toEqual(["one"]);
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
  expect(labels).toEqual(["Build", "deps"]);
  expect(take("deps")).toContain("\nCOPY --from=deps\n");
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
    expect(ask("FROM a\nCOPY |").labels).toEqual([]);
  });

  test("signals, shells, labels, ports", () => {
    expect(ask("FROM a\nSTOPSIGNAL |").labels).toContain("SIGTERM");
    expect(ask("FROM a\nSHELL |").labels[0]).toContain("pipefail");
    expect(ask("FROM a\nLABEL org|").take("org.opencontainers.image.title")).toBe('FROM a\nLABEL org.opencontainers.image.title="title"');
    expect(ask("FROM a\nENV PORT=3000\nEXPOSE |").labels[0]).toBe("3000");
  });
});

describe("comments", () => {
  test("directives at the top, and nowhere else", () => {
    expect(ask("#|\nFROM a\n").labels).toContain("# syntax=docker/dockerfile:1");
    expect(ask("# syn|").take("# syntax=docker/dockerfile:1")).toBe("# syntax=docker/dockerfile:1");
    expect(ask("# syntax=docker/dockerfile:1\n# ch|").labels).not.toContain("# syntax=docker/dockerfile:1");
    expect(ask("FROM a\n# syn|").labels).not.toContain("# syntax=docker/dockerfile:1");
    expect(ask("# check=|").labels).toContain("skip=");
    expect(ask("# some words|").labels).toEqual([]);
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
    expect(labels.filter((label) => !label.startsWith("workflow/"))).toEqual([]);
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
