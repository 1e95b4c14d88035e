import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unexplained-suppression.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const on = (comment: string) => `FROM alpine:3.24\n${comment}\nRUN x\n`;

describe("dockerfile/unexplained-suppression", () => {
  it.each([
    "# deployment-patterns-ignore dockerfile/sudo",
    "# deployment-patterns-ignore: dockerfile/sudo, dockerfile/root-user",
    "# deployment-patterns-ignore-file dockerfile/sudo --",
    "# hadolint ignore=DL3008,DL3009",
    "#hadolint global ignore=DL3008",
    "# checkov:skip=CKV_DOCKER_2",
    "# trivy:ignore:DS-0001",
    "# nosemgrep: dockerfile.a.b, c",
    "# NOSONAR",
    "# check=skip=JSONArgsRecommended",
  ])("reports %j", (comment) => {
    expect(run(rule, on(comment)).map((one) => one.on)).toEqual([comment]);
    // Our own comment is written to; others stay as they are.
    if (comment.includes("deployment-patterns")) expect(run(rule, on(comment))[0]?.fixed).toEqual([on(`${comment} -- reason`)]);
    else expectLawfulFixes(rule, on(comment));
  });

  it.each([
    "# deployment-patterns-ignore dockerfile/sudo -- the tool needs it",
    "# deployment-patterns-ignore dockerfile/sudo the tool needs it",
    "# hadolint ignore=DL3008 the mirror is frozen",
    "# the mirror is frozen\n# hadolint ignore=DL3008",
    "# hadolint ignore=DL3008\n# the mirror is frozen",
    "# checkov:skip=CKV_DOCKER_2: the platform asks",
    "# trivy:ignore:DS-0001 wanted",
    "# nosemgrep: a.b -- wanted",
    "# NOSONAR wanted",
    "# hadolint shell=/bin/bash",
    "# ignore what is below",
  ])("is silent on %j", (comment) => {
    expect(places(rule, on(comment))).toEqual([]);
  });

  it("does not take one such comment for the reason of another", () => {
    expect(places(rule, on("# hadolint ignore=DL3008\n# checkov:skip=CKV_DOCKER_2"))).toEqual(["2:1", "3:1"]);
  });

  it("writes the reason where the tool does not read it", () => {
    expect(run(rule, "FROM a:1\r\n  # hadolint ignore=DL3008\r\n  RUN x\r\n")[0]?.fixed).toEqual([
      "FROM a:1\r\n  # reason\r\n  # hadolint ignore=DL3008\r\n  RUN x\r\n",
    ]);
  });

  it("reports all of them where they are forbidden", () => {
    const text = on("# hadolint ignore=DL3008 the mirror is frozen");
    expect(run(rule, text, { options: { forbidden: true } }).map(({ at, fixed }) => [at, fixed])).toEqual([["2:1", []]]);
  });

  it.each([
    ["compose", "services:\n  # deployment-patterns-ignore compose/unknown-key\n  a:\n    image: b:1\n", ["2:3"]],
    ["workflow", "on: push\njobs:\n  a:\n    runs-on: b # zizmor: ignore[x]\n    steps: []\n", ["4:16"]],
    ["workflow", "on: push\njobs:\n  a:\n    runs-on: b # zizmor: ignore[x] our own\n    steps: []\n", []],
    ["kubernetes", "kind: Pod # why\n# trivy:ignore:KSV-1\nmetadata: {}\n", ["2:1"]],
    ["dockerignore", "# deployment-patterns-ignore dockerignore/x\na\n", ["1:1"]],
  ] as const)("reads the comments of other languages: %s", (language, text, at) => {
    expect(places(rule, text, { language })).toEqual(at);
  });
});
