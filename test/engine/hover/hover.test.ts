import { describe, expect, test } from "vitest";
import { hover } from "../../../server/engine/hover/hover.ts";
import type { Explanation, HoverOptions } from "../../../server/engine/hover/model.ts";
import { rules } from "../../../server/engine/rules/index.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

/** The hover at the `|` of a text, and the text it is about. */
function at(marked: string, options?: HoverOptions, path = "Dockerfile"): (Explanation & { readonly of: string }) | undefined {
  const offset = marked.indexOf("|");
  const source = new SourceText(path, marked.slice(0, offset) + marked.slice(offset + 1));
  const result = hover(source, path === "Dockerfile" ? "dockerfile" : "dockerignore", offset, options);
  return result && { ...result, of: source.slice(result.span) };
}

describe("instructions", () => {
  test("say what they do, how they are written and where to read on", () => {
    const result = at("FROM a\nWORK|DIR /app\n");
    expect(result?.of).toBe("WORKDIR");
    expect(result?.markdown).toContain("```dockerfile\nWORKDIR <path>\n```");
    expect(result?.markdown).toContain("(https://docs.docker.com/reference/dockerfile/#workdir)");
    expect(at("fr|om a\n")?.markdown).toContain("build stage");
  });

  test("ONBUILD and what it triggers each speak for themselves", () => {
    expect(at("FROM a\nONBU|ILD RUN x\n")?.of).toBe("ONBUILD");
    expect(at("FROM a\nONBUILD RU|N x\n")?.of).toBe("RUN");
  });

  test("arguments, comments, heredocs and unknown words say nothing", () => {
    for (const text of ["FROM |a\n", "FROM a\n# co|mment\n", "FROM a\nRUN <<EOF\nCO|PY\nEOF\n", "RU|NN x\n", "|", "\n|\n"]) {
      expect(at(text), text).toBeUndefined();
    }
    expect(at("nod|e_modules\n", undefined, ".dockerignore")).toBeUndefined();
  });
});

describe("variables and heredocs", () => {
  test("the variable in a reference is told beside the image that it makes", () => {
    const result = at("ARG TAG=24\nFROM node:${TA|G}-slim\n", { today: "2026-11-23" });
    expect(result?.of).toBe("TAG");
    expect(result?.markdown).toMatch(/^`TAG`, build argument \(line 1\), defaults to `24`\.\n\n`node:24-slim`/);
    expect(at("ARG TAG=24\nFROM nod|e:${TAG}-slim\n", { today: "2026-11-23" })?.markdown).toMatch(/^`node:24-slim`/);
  });

  test.each([
    ["FROM --platform=$BUILDPLA|TFORM a\n", "`BUILDPLATFORM`, set by the builder: the platform that it runs on."],
    ["FROM a:${TARGET|ARCH}\n", "`TARGETARCH`, set by the builder: the architecture that the image is built for."],
  ])("%j: what the builder sets needs no ARG in FROM", (text, told) => expect(at(text)?.markdown).toContain(told));

  test.each([
    ["FROM a\nARG V=1\nRUN V=2 && echo $|V\n", "The script gives it another value."],
    ["FROM a\nARG V=1\nRUN V=${|V#v}\n", "defaults to `1`."],
    ["FROM a\nARG V=1\nRUN for |V in a; do x; done\n", "defaults to `1`."],
  ])("%j: a script that sets a variable", (text, told) => {
    expect(at(text)?.of).toBe("V");
    expect(at(text)?.markdown).toMatch(new RegExp(`${told.replaceAll(".", "\\.")}$`));
  });

  test.each([
    ["FROM a\nRUN <<E|OF\na\nb\nEOF\n", "Heredoc `EOF`, 2 lines: a script, or the input of the command in front of it"],
    ["FROM a\nCOPY <<EOF /x\na\nEO|F\n", "Heredoc `EOF`, 1 line: the content of a file; the builder replaces variables in it."],
    [
      'FROM a\nCOPY <<-"|EOF" /x\nEOF\n',
      "Heredoc `EOF`, 0 lines: the content of a file; nothing in it is replaced, as the name is quoted. Tabs",
    ],
    ["FROM a\nONBUILD RUN <<E|OF\na\nEOF\n", "Heredoc `EOF`, 1 line: a script"],
  ])("%j: both ends of a heredoc", (text, told) => {
    expect(at(text)?.of).toBe("EOF");
    expect(at(text)?.markdown).toContain(told);
  });
});

test.each([
  [
    "FROM a\n# deployment-patterns-ignore dockerfile/shell-form-command, dockerfile/root|-user -- why\n",
    "dockerfile/root-user",
    "dockerfile/root-user",
  ],
  ["# hadolint global ignore=DL3006,DL30|02\nFROM a\n", "DL3002", "dockerfile/explicit-root-user"],
])("%j: what a comment silences", (text, of, rule) => {
  const result = at(text, { explain: (id) => `page:${id}` });
  expect(result?.of).toBe(of);
  expect(result?.markdown).toContain(`- [${rule}](page:${rule}): `);
  expect(result?.markdown).not.toContain("shell-form");
  for (const other of ["FROM a\n# hadolint ignore=DL9|999\n", "# DL30|02\n", "# deployment-patterns-ignore x/y|z\n"])
    expect(at(other)).toBeUndefined();
});

test.each([
  ["FROM a\nSTOPSIGNAL SIG|QUIT\n", "SIGQUIT", "`SIGQUIT`: end when the requests in hand are answered (nginx, php-fpm)."],
  ['FROM a\nLABEL x=y org.opencontainers.image.re|vision="z"\n', "org.opencontainers.image.revision", "commit that it was built from"],
])("%j: a usual value says what it is for", (text, of, told) => {
  expect(at(text)?.of).toBe(of);
  expect(at(text)?.markdown).toContain(told);
  for (const other of ["FROM a\nSTOPSIGNAL 9|\n", "FROM a\nLABEL x|=y\n"]) expect(at(other)).toBeUndefined();
});

describe("flags", () => {
  test("the range holds the place that was asked about", () => {
    expect(at("FROM a\nCOPY -|-chmod=0644 a b\n")?.of).toBe("--chmod");
    expect(at("FROM a\nCOPY --chmod=06|44 a b\n")?.of).toBe("--chmod=0644");
  });

  test("say what they do, since when, and what is the default", () => {
    const result = at("FROM a\nCOPY --pare|nts a b\n");
    expect(result?.of).toBe("--parents");
    expect(result?.markdown).toContain("`COPY --parents`");
    expect(result?.markdown).toContain("Since Dockerfile 1.20.");
    expect(at("FROM a\nHEALTHCHECK --retries=|5 CMD x\n")?.markdown).toContain("Default: `3`.");
    expect(at("FROM a\nCOPY --unheard|of a b\n")).toBeUndefined();
  });

  test("mounts say what their kind and each of their keys is for, by whichever name", () => {
    expect(at("FROM a\nRUN --mou|nt=type=cache,target=/x y\n")?.markdown).toContain("`RUN --mount`");
    expect(at("FROM a\nRUN --mount=type=ca|che,target=/x y\n")?.markdown).toContain("`type=cache`");
    expect(at("FROM a\nRUN --mount=type=cache,dst=/|x y\n")?.markdown).toContain("`target` of a cache mount");
    expect(at("FROM a\nRUN --mount=type=secret,id=x,requi|red y\n")?.markdown).toContain("Fails the build");
  });

  test.each([
    ["FROM a:1 \\\n  |as b\n", "AS"],
    ["FROM --platform=linux/amd64 a:1 A|S b\n", "AS"],
    ["FROM a:1\nHEALTHCHECK |none\n", "NONE"],
    ["FROM a:1\nHEALTHCHECK --retries=5 \\\n CMD| x\n", "CMD"],
    ["FROM a:1\nONBUILD HEALTHCHECK --retries=5 C|MD x\n", "CMD"],
  ])("are not all that an instruction has: %j", (text, word) => {
    const found = at(text);
    expect(found?.markdown).toContain(`\`${word}\`\n`);
    expect(found?.of.toUpperCase()).toBe(word);
  });

  test.each(["FROM a:1 |b c\n", "FROM a:1 |as\n", "FROM a:1\nHEALTHCHECK CMD |none\n", "FROM a:1\nCMD |cmd\n"])(
    "words that are none are not explained: %j",
    (text) => expect(at(text)).toBeUndefined(),
  );
});

test("images say who they run as and how long they are supported", () => {
  const options = { today: "2026-11-23" };
  const node = at("FROM nod|e:24-alpine AS x\n", options);
  expect(node?.of).toBe("node:24-alpine");
  expect(node?.markdown).toContain("- Node.js 24: supported until 2028-04-30");
  expect(node?.markdown).toContain("- User for the application: `node` (1000)");
  expect(node?.markdown).toContain("- Packages: apk");
  expect(at("FROM node:1|6\n", options)?.markdown).toContain("- Node.js 16: no more updates since 2023-09-11");
  expect(at("FROM --platform=linux/amd64 python:3.|14\n", options)?.markdown).toContain("Python 3.14");
  expect(at("FROM unheard-o|f\n", options)).toBeUndefined();
  expect(at("FROM a\nCOPY --from=nod|e:24 /a /b\n", options)?.markdown).toContain("- Node.js 24:");
  expect(at("FROM a\nRUN --mount=type=bind,from=node|:24 b\n", options)?.of).toBe("node:24");
  expect(at("FROM nod|e:24\n", { ...options, explainsSyntax: false })).toBeDefined();
});

describe("names", () => {
  const text =
    "FROM node:24 AS Build\nRUN useradd -u 10001 app\nUSER app\nFROM node:24\nCOPY --from=build --chown=1000 a b\nUSER nobody:x\nUSER 0\nUSER 4711\n";
  const named = (words: string, within = words) => at(text.replace(words, words.replace(within, `|${within}`)));

  test("stages tell where they are, on what, and who uses them", () => {
    const told = "Stage `build` (line 1) on `node:24`, 2 instructions, used by `stage 1` (1 COPY).";
    expect(named("AS Build", "Build")).toMatchObject({ of: "Build", markdown: told });
    expect(named("--from=build", "build")).toMatchObject({ of: "build", markdown: told });
    expect(at("FROM a\nFROM b\nCOPY --from=|0 c d\n")?.markdown).toContain("Stage `0` (line 1) on `a`, 0 instructions");
    expect(at("FROM a AS one\nFROM b\nRUN --mount=type=bind,from=o|ne c\n")?.markdown).toContain("(1 mounted)");
  });

  test("users tell their ids, and where they come from", () => {
    expect(named("USER app", "app")?.markdown).toBe("User `app` (uid 10001), made in line 2.");
    expect(named("--chown=1000", "1000")?.markdown).toBe("User `node` (uid 1000, gid 1000), of the base image.");
    expect(named("USER nobody:x", "nobody")?.markdown).toBe("Whether the image has a user `nobody` is not known here.");
    expect(named("USER 0", "0")?.markdown).toContain("`root` (0)");
    expect(named("USER 4711", "4711")?.markdown).toContain("User 4711, who has no name");
    expect(at("FROM a\nUSER $U|NHEARD\n")).toBeUndefined();
  });

  test("ports tell who listens and who publishes them", () => {
    const compose = "services: { web: { ports: ['80:8080'], build: . } }\n";
    const port = (marked: string) => {
      const files = { Dockerfile: marked.replace("|", ""), "compose.yaml": compose };
      return at(marked, { workspace: memoryWorkspace(files) })?.markdown;
    };
    expect(port("FROM nginx:1.30\nEXPOSE 8080|/tcp 80\n")).toBe("Port 8080. Published by `web` of `compose.yaml`.");
    expect(port("FROM nginx:1.30\nEXPOSE 8|0\n")).toContain("Port 80, on which the application listens.");
    expect(port("FROM a\nENV PORT=8080\nEXPOSE 8080|\n")).toBe(
      "Port 8080, on which the application listens. Published by `web` of `compose.yaml`.",
    );
    expect(port("FROM a\nENV PORT=8080\nEXPOSE 90|90\n")).toBe(
      "Port 9090. The application listens on 8080. Published by `docker run -p` alone: `EXPOSE` is a note.",
    );
  });

  test("what a FROM makes is judged as, and why; of stages that images come from alone", () => {
    const judged = (marked: string, files: Record<string, string> = {}, explainsSyntax = true) =>
      at(marked, { workspace: memoryWorkspace({ ...files, Dockerfile: marked.replace("|", "") }), explainsSyntax })?.markdown;
    const web = 'FR|OM a AS build\nFROM node:24 AS run\nEXPOSE 80\nCMD ["node", "a.js"]\n';
    const told = 'Judged as a service, because it starts `["node", "a.js"]` and listens on port 80.';
    expect(judged(web)).not.toContain("Judged");
    for (const words of ["FROM node", "node:24", "run\n"])
      expect(judged(web.replace("|", "").replace(words, `${words.slice(0, 2)}|${words.slice(2)}`)), words).toContain(told);
    expect(judged(web.replace("|", "").replace("FROM node", "F|ROM node"), {}, false)).toBe(told);
    expect(judged("F|ROM {{ image }}\nEXPOSE 80\n", {}, false)).toBeUndefined();
    expect(judged("F|ROM mcr.microsoft.com/windows/servercore:ltsc2025\nEXPOSE 80\nCMD a\n", {}, false)).toContain("a service (Windows)");
  });
});

describe("directives", () => {
  test("say what they are for", () => {
    expect(at("# syn|tax=docker/dockerfile:1\nFROM a\n")?.markdown).toContain("The frontend image that reads this file");
    expect(at("# syn|tax=docker/dockerfile:1\nFROM a\n", { explainsSyntax: false })).toBeUndefined();
    expect(at("# check=x\n# syn|tax=y\nFROM a\n# esc|ape=`\n")?.of).toBe("# syntax=y");
  });

  test("a check line says what each name leaves out, where, and which rules of ours it silences", () => {
    const top = at("# che|ck=skip=JSONArgsRecommended, Unheard;error=true\nFROM a\n")?.markdown;
    expect(top).toContain("Left out of BuildKit's checks in the whole file:");
    expect(top).toContain("[`JSONArgsRecommended`](https://docs.docker.com/reference/build-checks/json-args-recommended/)");
    expect(top).toContain("Silences [dockerfile/shell-form-command](");
    expect(top).toContain("- `Unheard`: no check that is known here");
    expect(top).toContain("fails the build");
    const one = at("FROM a\n# check=skip=SecretsUsedInArg|OrEnv  \n# why\nENV KEY=1\n", {
      explainsSyntax: false,
      explain: (id) => `page:${id}`,
    });
    expect(one?.of).toBe("SecretsUsedInArgOrEnv");
    expect(one?.markdown).toContain("build-checks/secrets-used-in-arg-or-env/");
    expect(one?.markdown).toContain("(page:dockerfile/secret-in-variable)");
    expect(at("FROM a\n# check|=skip=all\nENV KEY=1\n")?.markdown).toBe(
      "Left out of BuildKit's checks for the instruction below (since Dockerfile 1.21):\n\n- `all`: every check",
    );
    expect(at("FROM a\n# check|=skip=all\n\nENV KEY=1\n")).toBeUndefined();
    expect(at("# check|=experimental=InvalidDefinitionDescription\nFROM a\n")?.markdown).toContain("Checked as well:");
  });
});

describe("findings", () => {
  const rule = rules[0];
  if (!rule) throw new Error("there are no rules");
  const finding = { rule: rule.id, severity: "warning", path: "Dockerfile", span: { start: 0, end: 4 }, message: "m" } as const;

  test("stand above the instruction with the first paragraph of their reason", () => {
    const markdown = at("FR|OM a\n", { findings: [finding] })?.markdown ?? "";
    expect(markdown.indexOf(rule.summary.replace(/\.$/, ""))).toBeGreaterThanOrEqual(0);
    expect(markdown.indexOf("build stage")).toBeGreaterThan(markdown.indexOf(rule.id));
    expect(at("FROM| a\n", { findings: [finding] })?.markdown).toContain(rule.id);
    expect(at("FROM a|\n", { findings: [finding] })).toBeUndefined();
  });

  test("remain where another extension explains the instruction, and lead where they are told to", () => {
    const markdown = at("FR|OM a\n", { findings: [finding], explainsSyntax: false, explain: (id) => `page:${id}` })?.markdown;
    expect(markdown).toContain(`[${rule.id}](page:${rule.id})`);
    expect(markdown).not.toContain("build stage");
    expect(at("FR|OM a\n", { explainsSyntax: false })).toBeUndefined();
  });
});

test("never throws, wherever it is asked", () => {
  const text = "# syntax=x\nFROM --platform a AS\nRUN --mount=type= --mount=,= \\\n <<EOF\nb\nEOF\nONBUILD --x\nHEALTHCHECK --interval\n😀";
  for (let offset = 0; offset <= text.length; offset++) {
    const source = new SourceText("Dockerfile", text.slice(0, offset));
    hover(source, "dockerfile", offset);
    hover(new SourceText("Dockerfile", text), "dockerfile", offset);
  }
});
