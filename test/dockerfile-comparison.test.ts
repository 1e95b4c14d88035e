// docs/comparison.md lists where we judge a Dockerfile otherwise than other tools do. Each case on the page is one here.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validate } from "dockerfile-utils";
import { describe, expect, test } from "vitest";
import { applyEdits, check, detectLanguage, type Finding, loadConfiguration, memoryWorkspace, SourceText } from "../server/engine/index.ts";

interface Case {
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
  /** The file that is checked; the Dockerfile where left out. */
  readonly path?: string;
  /** Findings that must be there: rule and the words that are marked. */
  readonly has?: readonly string[];
  /** Rules that must be silent. */
  readonly lacks?: readonly string[];
  /** What the first fix of the first finding in `has` makes of the text. */
  readonly fixed?: string;
  /** What dockerfile-utils, which can be asked here, says of the text; its numbers. */
  readonly utils?: readonly number[];
}

/** What is found under all rules. */
function findings({ text, files = {}, path = "Dockerfile" }: Case): readonly Finding[] {
  const all: Readonly<Record<string, string>> = { Dockerfile: text, ...files };
  const workspace = memoryWorkspace(all);
  const configuration = loadConfiguration(path, workspace, { preset: "all" });
  const language = detectLanguage(path);
  if (!language) throw new Error(`${path} is of no language`);
  return check(new SourceText(path, all[path] as string), language, { workspace, configuration, today: "2026-11-23" });
}

/** A finding as a case names it. */
function nameOf({ rule, span }: Finding, { text, files = {}, path = "Dockerfile" }: Case): string {
  return `${rule.replace("dockerfile/", "")} ${(files[path] ?? text).slice(span.start, span.end)}`;
}

const cases: Readonly<Record<string, Case>> = {
  "hadolint marks the line of the RUN; here the words are marked that matter, however many lines it has": {
    text: "FROM debian:13\nRUN true \\\n    && apt-get update \\\n    && sudo apt-get install -y curl\n",
    has: ["sudo sudo"],
  },
  "hadolint reads nothing behind a syntax error; here the rest of the file is judged": {
    text: "FROM debian:13\nRUNN x\nRUN sudo x\n",
    has: ["unknown-instruction RUNN", "sudo sudo"],
  },
  "hadolint's DL3009 takes any `rm -rf` for the lists of packages": {
    text: "FROM debian:13\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /tmp/x\n",
    has: ["leftover-package-lists apt-get update"],
  },
  "hadolint's DL3020 reports ADD of Git repositories and of what a variable decides": {
    text: "FROM debian:13\nARG SOURCE\nADD git@git.example.com:acme/tools.git /tools\nADD $SOURCE /x\n",
    lacks: ["add-instead-of-copy"],
  },
  "hadolint's DL3021 reports several sources that are copied to a variable, which may end with a slash": {
    text: "FROM debian:13\nARG TARGET\nCOPY a b $TARGET\n",
    lacks: ["copy-to-file"],
  },
  "hadolint's DL3022 reports images without a tag and named contexts as unknown stages": {
    text: "FROM debian:13\nCOPY --from=nginx /etc/nginx /etc/nginx\n",
    lacks: ["unknown-stage"],
  },
  "hadolint's DL3025 reports the shell form of a health check, and does not know SHELL": {
    text: 'FROM debian:13\nSHELL ["/bin/bash", "-c"]\nHEALTHCHECK CMD curl -f localhost || exit 1\nCMD serve\n',
    lacks: ["shell-form-command"],
  },
  "hadolint's DL3045 does not know the working directory of the base image": {
    text: "FROM golang:1.26\nCOPY go.mod .\n",
    lacks: ["copy-without-workdir"],
  },
  "hadolint's DL4006 does not see `set -o pipefail` in the script": {
    text: 'FROM debian:13\nSHELL ["/bin/bash", "-c"]\nRUN set -o pipefail && curl -fsSL https://example.com/x | tar -xz\n',
    lacks: ["unseen-pipe-failure"],
  },
  "hadolint reads the text before arguments are put in, so that it does not see a `latest` that comes from a default": {
    text: "ARG TAG=latest\nFROM debian:$TAG\n",
    has: ["latest-base-image debian:$TAG"],
  },
  "hadolint's DL3006 asks a tag of an image whose name ends with a variable, which may hold one": {
    text: "ARG IMAGE\nFROM registry.example.com/$IMAGE\n",
    lacks: ["untagged-base-image"],
  },
  "hadolint says nothing where no USER is set at all": {
    text: 'FROM debian:13\nCMD ["x"]\n',
    has: ["root-user FROM"],
  },
  "hadolint's DL3047 asks `--progress` of BusyBox's `wget`, which has no such option": {
    text: "FROM alpine:3.22\nRUN wget https://example.com/a.txt\n",
    has: ["noisy-download wget"],
    fixed: "FROM alpine:3.22\nRUN wget -q https://example.com/a.txt\n",
  },
  "hadolint's DL3059 reports RUNs of stages that are only built in, and RUNs with heredocs": {
    text: "FROM debian:13 AS build\nRUN make a\nRUN make b\nFROM debian:13\nCOPY --from=build /a /a\nRUN <<EOF\nset -e\nx\nEOF\nRUN y\n",
    lacks: ["consecutive-run"],
  },
  "hadolint's DL3064 takes a user's name for a secret": {
    text: "FROM debian:13\nENV DB_USERNAME=shop USERNAME=shop\n",
    lacks: ["secret-in-variable"],
  },
  "hadolint's DL4006 does not know that `sh` of Alpine has `pipefail`": {
    text: 'FROM alpine:3.22\nSHELL ["/bin/sh", "-o", "pipefail", "-c"]\nRUN wget -qO- https://example.com/x | tar -xz\n',
    lacks: ["unseen-pipe-failure"],
  },
  "hadolint takes the content of a heredoc for a script where a command stands behind its name": {
    text: "FROM debian:13\nRUN <<EOF cat > /etc/motd\nsudo is not here, cd /srv neither\nEOF\n",
    lacks: ["sudo", "cd-without-effect", "unstrict-heredoc", "shellcheck"],
  },
  "hadolint compares names of stages by case, so that a stage in another case is an image without a tag": {
    text: "FROM debian:13 AS Base\nFROM base\nRUN true\n",
    lacks: ["untagged-base-image"],
  },
  "BuildKit's SecretsUsedInArgOrEnv reports names that only look like those of secrets": {
    text: "FROM debian:13\nENV KMS_KEY_ALIAS=web TOKEN_URL=https://example.com/token PUBLIC_KEY_PATH=/keys/a.pub\n",
    lacks: ["secret-in-variable"],
  },
  "BuildKit's CopyIgnoredFile says nothing where the ignore file has a line with `!`": {
    text: "FROM debian:13\nCOPY dist/app.js ./\n",
    files: { ".dockerignore": "dist\n!dist/other.js\n", "dist/app.js": "", "dist/other.js": "" },
    path: ".dockerignore",
    has: ["dockerignore/needed-file-ignored dist"],
  },
  "BuildKit's InvalidDefaultArgInFrom reports an argument that is to be given, with `:?` to say so": {
    text: "ARG VERSION\nFROM debian:${VERSION:?the release of Debian}\n",
    lacks: ["required-image-argument", "undeclared-image-argument"],
  },
  "BuildKit's UndefinedVar reports variables that a base image may have which cannot be pulled": {
    text: "FROM registry.example.com/acme/base:1\nENV LD_LIBRARY_PATH=/opt/lib:$LD_LIBRARY_PATH\nWORKDIR $APP_HOME\n",
    lacks: ["misspelt-variable", "unscoped-argument"],
  },
  "dockerfile-utils knows no `--unpack` of ADD": {
    text: "FROM debian:13\nADD --unpack=false https://example.com/a.tar.gz /a/\n",
    lacks: ["unknown-flag", "invalid-flag"],
    utils: [39],
  },
  "dockerfile-utils reports a HEALTHCHECK with zeros, which stand for the defaults": {
    text: "FROM debian:13\nHEALTHCHECK --interval=0s --retries=0 CMD x\n",
    lacks: ["invalid-healthcheck-option"],
    utils: [13, 16],
  },
  "dockerfile-utils reports signals that a variable holds, and those of real time": {
    text: "FROM debian:13\nSTOPSIGNAL $S\nFROM debian:13\nSTOPSIGNAL RTMIN+3\n",
    lacks: ["instruction-arguments", "invalid-signal"],
    utils: [27, 27],
  },
  "dockerfile-utils does not know all that `${…}` can do": {
    text: "ARG IMAGE=debian:13-slim\nFROM ${IMAGE%-slim}\n",
    lacks: ["invalid-image-reference", "undeclared-image-argument", "instruction-arguments"],
    utils: [51],
  },
  "dockerfile-utils stops with an error where a stage's name is taken, which the builder allows": {
    text: "FROM debian:13 AS a\nFROM alpine:3.22 AS a\n",
    has: ["duplicate-stage-name a"],
    utils: [10, 10],
  },
  "dockerfile-utils takes the lines of a heredoc for instructions where its name stands behind a blank, or a number before it": {
    text: "FROM debian:13\nRUN << EOF\nset -e\necho a\nEOF\nRUN cat 3<<END\nx\nEND\n",
    lacks: ["unknown-instruction", "unterminated-heredoc"],
    utils: [38, 38, 38, 38, 38],
  },
  "dockerfile-utils does not see that a heredoc never ends": {
    text: "FROM debian:13\nRUN <<EOF\nset -e\n",
    has: ["unterminated-heredoc <<EOF"],
    utils: [],
  },
  "dockerfile-utils goes on with the next line behind two backslashes, where the builder does not": {
    text: "FROM debian:13\nRUN echo \\\\\nRUNN x\n",
    has: ["unknown-instruction RUNN"],
    utils: [],
  },
  "dockerfile-utils asks for capitals in a file that has none": {
    text: "from debian:13\nrun true\nuser 1000\n",
    lacks: ["mixed-casing"],
    utils: [0, 0, 0],
  },
  "Trivy's check for root is satisfied by a USER in any stage": {
    text: 'FROM debian:13 AS build\nUSER 1000\nFROM debian:13\nCMD ["x"]\n',
    has: ["root-user FROM"],
  },
  "Trivy's check for root takes the last USER of the file, though it may belong to another stage than the image's": {
    text: 'FROM debian:13 AS base\nUSER 1000\nFROM debian:13 AS tools\nUSER root\nFROM base\nCOPY --from=tools /x /x\nCMD ["x"]\n',
    lacks: ["root-user", "explicit-root-user"],
  },
  "SonarQube's S8431 wants a digest without a tag; here one is asked for, which tells people and update bots what the digest is of": {
    text: "FROM debian@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
    has: ["digest-without-tag sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"],
  },
  "Trivy's DS-0026 and Checkov's CKV_DOCKER_2 ask for a HEALTHCHECK of every image; here it is asked of services": {
    text: 'FROM debian:13\nUSER 1000\nCMD ["/usr/local/bin/import-prices"]\n',
    lacks: ["missing-healthcheck"],
  },
  "hadolint's DL3002 reports root in stages that are only built in": {
    text: 'FROM debian:13 AS build\nUSER root\nRUN make\nFROM debian:13\nCOPY --from=build /a /a\nUSER 1000\nCMD ["/a"]\n',
    lacks: ["explicit-root-user"],
  },
  "hadolint asks for versions of what pip, npm, gem and go install, but not of what uv, pipx and cargo do": {
    text: "FROM python:3.14\nRUN uv tool install ruff\nRUN pipx install poetry\nRUN cargo install cargo-chef\n",
    has: ["unpinned-language-package ruff", "unpinned-language-package poetry", "unpinned-language-package cargo-chef"],
  },
  "BuildKit's JSONArgsRecommended asks for an array, which expands no variable; the fix here keeps the shell where the command needs one": {
    text: "FROM node:24\nCMD node server.js --port $PORT\n",
    has: ["shell-form-command CMD"],
    fixed: 'FROM node:24\nCMD ["sh", "-c", "exec node server.js --port $PORT"]\n',
  },
  "Docker's language server takes the workspace's folder for the build context; here it is the one that a build names": {
    text: "FROM scratch\n",
    files: {
      "compose.yaml": "services:\n  web:\n    build: web\n",
      "web/Dockerfile": "FROM debian:13\nCOPY dist ./\n",
      "web/.dockerignore": "dist\n",
      "web/dist/app.js": "",
    },
    path: "web/.dockerignore",
    has: ["dockerignore/needed-file-ignored dist"],
  },
  "dockerfile-utils does not read the flags of RUN": {
    text: "FROM debian:13\nRUN --mount=type=cach,target=/x a\nRUN --network=hots b\nRUN --mounts=x c\n",
    has: ["invalid-mount cach", "invalid-flag hots", "unknown-flag mounts"],
    utils: [],
  },
  "dockerfile-utils lets a port of the host pass in EXPOSE": {
    text: "FROM debian:13\nEXPOSE 8080:80\n",
    has: ["invalid-port 8080:80"],
    utils: [],
  },
  "dockerfile-utils does not see that an array with a comma at its end is none": {
    text: 'FROM debian:13\nCMD ["a",]\n',
    has: ["shell-form-command CMD"],
    utils: [],
  },
  "dockerfile-utils knows nothing of `--from=` with a stage that comes later": {
    text: "FROM debian:13\nCOPY --from=late /x /x\nFROM debian:13 AS late\n",
    has: ["unknown-stage late"],
    utils: [],
  },
  "dockerfile-utils says nothing of ENV without an equals sign, and of capitals in names of stages": {
    text: "FROM debian:13 AS Build\nENV A b\n",
    has: ["legacy-assignment A", "uppercase-stage-name Build"],
    utils: [],
  },
  "dockerfile-utils obeys a directive behind one that nobody knows, where the builder has stopped looking": {
    text: "# frontend=x\n# escape=`\nFROM debian:13\nRUN a \\\n  b\n",
    lacks: ["unknown-instruction"],
    utils: [38],
  },
  "dockerfile-utils lets a directive be given twice, which stops the builder": {
    text: "# check=skip=all\n# check=error=true\nFROM debian:13\n",
    has: ["invalid-directive # check=error=true"],
    utils: [],
  },
  "dockerfile-utils knows the first of several arguments in one ARG alone": {
    text: "ARG A=1 B=debian:13 C\nFROM $B\n",
    lacks: ["undeclared-image-argument", "required-image-argument", "invalid-image-reference"],
    utils: [51],
  },
  "dockerfile-utils takes the lines of a heredoc for instructions where its name has a blank, and the rest of the file for a heredoc where its name is quoted in part":
    {
      text: "FROM debian:13\nRUN <<'two words'\na\ntwo words\nRUN <<E'O'F\na\nEOF\nRUNN x\n",
      has: ["unknown-instruction RUNN"],
      lacks: ["unterminated-heredoc"],
      utils: [38, 38],
    },
  "KICS reports `COPY --chown`; here the RUN is reported that changes the owner of what was copied, and so copies it again": {
    text: "FROM node:24\nCOPY . /app\nRUN chown -R node:node /app\n",
    has: ["ownership-layer chown -R node:node /app"],
  },
};

test.each(Object.entries(cases))("%s", (_title, one) => {
  const { text, has = [], lacks = [], fixed, utils } = one;
  const found = findings(one);
  const all = found.map((finding) => nameOf(finding, one));
  for (const name of has) expect(all).toContain(name);
  const rules = new Set(all.map((name) => name.slice(0, name.indexOf(" "))));
  for (const rule of lacks) expect([...rules]).not.toContain(rule);
  if (fixed !== undefined) {
    const change = found.find((finding) => nameOf(finding, one) === has[0])?.fixes?.[0]?.changes[0];
    expect(change?.kind === "edit" && applyEdits(text, change.edits)).toBe(fixed);
  }
  if (utils) expect(validate(text).map(({ code }) => code)).toEqual(utils);
});

test("the page lists these cases and no others", () => {
  const page = readFileSync(join(import.meta.dirname, "../docs/comparison.md"), "utf8");
  const section = page.slice(page.indexOf("### Where we say otherwise"), page.indexOf("## Workflows"));
  expect([...section.matchAll(/^- (.*)\.$/gm)].map(([, title]) => title)).toEqual(Object.keys(cases));
});

describe("directives are read as the builder reads them", () => {
  const command = "FROM debian:13\nUSER 1000\nCMD serve\n";
  const isReported = (text: string, rule: string) => findings({ text }).some((finding) => finding.rule === `dockerfile/${rule}`);

  test.each([
    ["one name", "# check=skip=JSONArgsRecommended\n"],
    ["several names", "# check=skip=StageNameCasing,JSONArgsRecommended\n"],
    ["all names", "# check=skip=all\n"],
    ["three options", "# check=skip=JSONArgsRecommended;error=true;experimental=all\n"],
    ["behind other directives", "# syntax=docker/dockerfile:1\n# escape=\\\n# check=skip=all\n"],
    ["below the line of an interpreter", "#!/usr/bin/env docker\n# check=skip=all\n"],
    ["in capitals, with blanks", "# Check = skip=JSONArgsRecommended\n"],
  ])("a check is skipped: %s", (_, head) => {
    expect(isReported(command, "shell-form-command")).toBe(true);
    expect(isReported(`${head}${command}`, "shell-form-command")).toBe(false);
    expect(isReported(`${head}${command}`, "invalid-directive")).toBe(false);
  });

  test.each([
    ["a name in another case", "# check=skip=jsonargsrecommended\n"],
    ["behind another comment", "# a comment\n# check=skip=all\n"],
    ["behind an empty line", "\n# check=skip=all\n"],
    ["behind a directive that is unknown", "# frontend=x\n# check=skip=all\n"],
  ])("a check is not skipped: %s", (_, head) => {
    expect(isReported(`${head}${command}`, "shell-form-command")).toBe(true);
  });

  test("below the line of an interpreter the escape character stays what it is", () => {
    const head = "#!/usr/bin/env docker\n# escape=`\n";
    expect(isReported(`${head}FROM debian:13\nRUN a \\\n  b\n`, "unknown-instruction")).toBe(false);
    expect(isReported(`${head}FROM debian:13\nRUN a \`\n  b\n`, "unknown-instruction")).toBe(true);
  });

  test("behind an instruction a directive is a comment", () => {
    expect(isReported(`FROM debian:13\n# check=skip=all\nUSER 1000\nCMD serve\n`, "shell-form-command")).toBe(true);
  });

  test.each([
    ["an unknown option", "# check=ignore=all\n"],
    ["an option without a value", "# check=skip\n"],
    ["an option that is true or false, and is neither", "# check=error=maybe\n"],
    ["a fourth option, which is read as part of the third", "# check=skip=all;experimental=all;error=true;skip=all\n"],
    ["a directive twice", "# check=skip=all\n# check=error=true\n"],
    ["an escape character that is none", "# escape=/\n"],
  ])("what stops the build is reported: %s", (_, head) => {
    expect(isReported(`${head}${command}`, "invalid-directive")).toBe(true);
  });

  test("above an instruction a wrong option is passed over, as the builder does", () => {
    const text = "FROM debian:13\nUSER 1000\n# check=ignore=all\nCMD serve\n";
    expect(isReported(text, "shell-form-command")).toBe(true);
    expect(isReported(text, "invalid-directive")).toBe(false);
    expect(isReported(text.replace("ignore=all", "skip=JSONArgsRecommended"), "shell-form-command")).toBe(false);
  });
});
