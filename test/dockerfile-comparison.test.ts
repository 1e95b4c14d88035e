// docs/comparison.md lists where we judge a Dockerfile otherwise than hadolint, BuildKit or Trivy do. Each case on the page is one here.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check, loadConfiguration, memoryWorkspace, SourceText } from "../server/engine/index.ts";

/** What is found under all rules: rule and the words that are marked. */
function found(text: string): readonly string[] {
  const workspace = memoryWorkspace({ Dockerfile: text });
  const configuration = loadConfiguration("Dockerfile", workspace, { preset: "all" });
  const source = new SourceText("Dockerfile", text);
  return check(source, "dockerfile", { workspace, configuration, today: "2026-11-23" }).map(
    ({ rule, span }) => `${rule.replace("dockerfile/", "")} ${source.slice(span)}`,
  );
}

interface Case {
  readonly text: string;
  /** Findings that must be there. */
  readonly has?: readonly string[];
  /** Rules that must be silent. */
  readonly lacks?: readonly string[];
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
  "hadolint compares names of stages by case, so that a stage in another case is an image without a tag": {
    text: "FROM debian:13 AS Base\nFROM base\nRUN true\n",
    lacks: ["untagged-base-image"],
  },
  "BuildKit's SecretsUsedInArgOrEnv reports names that only look like those of secrets": {
    text: "FROM debian:13\nENV KEY_ALIAS=web TOKEN_URL=https://example.com/token PUBLIC_KEY_PATH=/keys/a.pub\n",
    lacks: ["secret-in-variable"],
  },
  "Trivy's check for root is satisfied by a USER in any stage": {
    text: 'FROM debian:13 AS build\nUSER 1000\nFROM debian:13\nCMD ["x"]\n',
    has: ["root-user FROM"],
  },
};

test.each(Object.entries(cases))("%s", (_title, { text, has = [], lacks = [] }) => {
  const all = found(text);
  for (const one of has) expect(all).toContain(one);
  const rules = new Set(all.map((one) => one.slice(0, one.indexOf(" "))));
  for (const one of lacks) expect([...rules]).not.toContain(one);
});

test("the page lists these cases and no others", () => {
  const page = readFileSync(join(import.meta.dirname, "../docs/comparison.md"), "utf8");
  const section = page.slice(page.indexOf("### Where we say otherwise"), page.indexOf("## Workflows"));
  expect([...section.matchAll(/^- (.*)\.$/gm)].map(([, title]) => title)).toEqual(Object.keys(cases));
});
