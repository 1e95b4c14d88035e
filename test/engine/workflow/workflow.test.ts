import { describe, expect, it } from "vitest";
import { action, at, workflow } from "./parsed.ts";

const on = (text: string) => workflow(`on: ${text}\njobs: {}\n`);

describe("triggers", () => {
  it.each([
    ["push", ["push"]],
    ["[push, pull_request]", ["push", "pull_request"]],
    ["\n  - push\n  - release", ["push", "release"]],
    ["\n  push:", ["push"]],
    ["\n  push: {}\n  workflow_dispatch:", ["push", "workflow_dispatch"]],
    ["", []],
    ["[]", []],
    ["[[push], {a: b}, pull_request]", ["pull_request"]],
  ])("on: %s", (text, events) => {
    const file = on(text);
    expect(file.triggers.map(({ event }) => event)).toEqual(events);
    expect(file.triggers.map(({ span }) => at(file, span))).toEqual(events);
  });

  it("tells how an event is written", () => {
    const [alone] = on("push").triggers;
    expect([alone?.entry, alone?.item, alone?.config]).toEqual([undefined, undefined, undefined]);
    const listed = on("[push, x]");
    expect(at(listed, listed.triggers[1]?.item?.span)).toBe("x");
    const mapped = on("\n  push:\n    tags: v*");
    expect([mapped.trigger("push")?.entry?.key, mapped.trigger("push")?.config?.kind]).toEqual(["push", "map"]);
    expect(mapped.trigger("Push")).toBeUndefined();
  });

  it("finds the key in quotes", () => {
    expect(workflow('"on": push\n').triggers).toHaveLength(1);
    expect(workflow("'on': push\n").onEntry?.key).toBe("on");
    expect(workflow("name: x\n").onEntry).toBeUndefined();
  });

  it("reads types and filters", () => {
    const file = on(
      "\n  pull_request:\n    types: [opened, closed]\n    branches: main\n    paths-ignore: ['**.md', docs/**]\n    tags: {}\n    unknown: x",
    );
    const trigger = file.trigger("pull_request");
    expect(trigger?.types?.map(({ text }) => text)).toEqual(["opened", "closed"]);
    expect(trigger?.filters.map(({ key, patterns }) => [key, patterns?.map(({ text }) => text)])).toEqual([
      ["branches", ["main"]],
      ["paths-ignore", ["**.md", "docs/**"]],
      ["tags", undefined],
    ]);
    expect(at(file, trigger?.filter("paths-ignore")?.keySpan)).toBe("paths-ignore");
    expect(trigger?.filter("paths")).toBeUndefined();
    expect(
      on("\n  release:\n    types: published")
        .trigger("release")
        ?.types?.map(({ literal }) => literal),
    ).toEqual(["published"]);
  });

  it("reads schedules", () => {
    const file = on("\n  schedule:\n    - cron: '0 0 * * *' # daily\n      timezone: Europe/Berlin\n    - cron:\n    - x");
    expect(file.trigger("schedule")?.schedules.map(({ cron, timezone }) => [cron?.text, timezone?.text])).toEqual([
      ["0 0 * * *", "Europe/Berlin"],
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(at(file, file.trigger("schedule")?.schedules[1]?.span)).toBe("- cron:");
  });

  it("reads the workflows of workflow_run", () => {
    expect(
      on("\n  workflow_run:\n    workflows: [CI, 'Build it']")
        .trigger("workflow_run")
        ?.workflows.map(({ text }) => text),
    ).toEqual(["CI", "Build it"]);
    expect(on("\n  workflow_run:\n    workflows: CI").trigger("workflow_run")?.workflows).toHaveLength(1);
    expect(on("\n  workflow_run:").trigger("workflow_run")?.workflows).toEqual([]);
  });

  it("reads inputs, outputs and secrets", () => {
    const file = on(`
  workflow_call:
    inputs:
      image:
        type: string
        required: true
        description: What
        deprecationMessage: Gone
      kind:
        type: choice
        options: [a, b]
        default: a
      bare:
    outputs:
      url: { value: "\${{ jobs.a.outputs.url }}", description: Where }
    secrets:
      token: { required: true }
      other:`);
    const call = file.trigger("workflow_call");
    const [image, kind, bare] = call?.inputs ?? [];
    expect([image?.name, image?.type, image?.required, image?.description?.text, image?.deprecationMessage?.text, image?.options]).toEqual([
      "image",
      "string",
      true,
      "What",
      "Gone",
      undefined,
    ]);
    expect(at(file, image?.keySpan)).toBe("image");
    expect([kind?.typeText?.text, kind?.options?.map(({ text }) => text), kind?.default?.kind]).toEqual(["choice", ["a", "b"], "scalar"]);
    expect([bare?.type, bare?.typeText, bare?.map, bare?.required]).toEqual(["string", undefined, undefined, undefined]);
    expect(call?.outputs.map(({ name, value, description }) => [name, value?.expressions.length, description?.text])).toEqual([
      ["url", 1, "Where"],
    ]);
    expect(call?.secrets.map(({ name, required }) => [name, required])).toEqual([
      ["token", true],
      ["other", undefined],
    ]);
  });

  it("tells what only others call", () => {
    expect(
      [on("workflow_call"), on("[workflow_call]"), on("\n  workflow_call:"), on("[workflow_call, push]"), on("")].map(
        (file) => file.isReusableOnly,
      ),
    ).toEqual([true, true, true, false, false]);
  });
});

describe("a workflow", () => {
  const file = workflow(`name: CI
run-name: Run of \${{ github.actor }}
on: push
env:
  A: 1
  B: \${{ env.A }}
  C:
  D: [x]
defaults:
  run:
    shell: bash
    working-directory: app
permissions: read-all
concurrency: \${{ github.ref }}
jobs:
  Build: {}
  test:
    needs: build
  <<: *x
`);

  it("has its parts", () => {
    expect([file.language, file.name?.text, file.runName?.expressions.length]).toEqual(["workflow", "CI", 1]);
    expect(file.env.map(({ name, value }) => [name, value?.literal])).toEqual([
      ["A", "1"],
      ["B", undefined],
      ["C", undefined],
      ["D", undefined],
    ]);
    expect(file.env.map(({ value }) => value !== undefined)).toEqual([true, true, false, false]);
    expect([file.envEntry?.key, file.jobsEntry?.key, at(file, file.env[1]?.keySpan)]).toEqual(["env", "jobs", "B"]);
    expect([file.defaults.shell?.text, file.defaults.workingDirectory?.text]).toEqual(["bash", "app"]);
    expect([file.permissions?.shorthand?.text, file.concurrency?.group?.whole !== undefined, file.concurrency?.map]).toEqual([
      "read-all",
      true,
      undefined,
    ]);
  });

  it("finds jobs whatever their case, and no merge keys", () => {
    expect(file.jobs.map(({ id }) => id)).toEqual(["Build", "test"]);
    expect(file.job("BUILD")?.id).toBe("Build");
    expect(file.job("test")?.neededJobs.map(({ id }) => id)).toEqual(["Build"]);
    expect(file.job("x")).toBeUndefined();
  });

  it("takes the first of jobs that are called alike", () => {
    const twice = workflow("jobs:\n  a: { name: first }\n  A: { name: second }\n");
    expect([twice.jobs.length, twice.job("a")?.name?.text]).toEqual([2, "first"]);
  });

  it("is empty without a mapping", () => {
    for (const text of ["", "# nothing\n", "- a\n", "text", "null", "\ufeff"]) {
      const empty = workflow(text);
      expect([empty.root, empty.name, empty.jobs, empty.steps, empty.triggers, empty.expressions]).toEqual([
        undefined,
        undefined,
        [],
        [],
        [],
        [],
      ]);
    }
    const odd = workflow("name: [a]\non: [{}]\njobs: [a]\nenv: x\npermissions: [a]\nconcurrency:\ndefaults: x\n");
    expect([odd.name, odd.jobs, odd.env, odd.defaults.shell, odd.concurrency?.group]).toEqual([undefined, [], [], undefined, undefined]);
  });

  it("reads the first of several documents", () => {
    expect(workflow("name: a\n---\nname: b\n").name?.text).toBe("a");
  });
});

describe("permissions", () => {
  const of = (text: string) => workflow(`permissions: ${text}\n`).permissions;

  it.each([
    ["read-all", "contents", "read"],
    ["write-all", "contents", "write"],
    ["\n  contents: write", "contents", "write"],
    ["\n  contents: read", "contents", "read"],
    ["\n  contents: none", "contents", "none"],
    ["\n  contents: write", "packages", "none"],
    ["{}", "contents", "none"],
    ["\n  contents: maybe", "contents", undefined],
    ["\n  contents:", "contents", undefined],
    ["\n  contents: ${{ inputs.x }}", "contents", undefined],
    ["\n  <<: *x", "contents", undefined],
    ["admin", "contents", undefined],
    ["", "contents", undefined],
    ["[contents]", "contents", undefined],
  ])("%s grants %s: %s", (text, scope, level) => {
    expect(of(text)?.levelOf(scope)).toBe(level);
  });

  it("lists scopes", () => {
    const found = of("\n  contents: read\n  id-token: write # for OIDC\n  x:");
    expect(found?.scopes.map(({ name, level }) => [name, level?.text])).toEqual([
      ["contents", "read"],
      ["id-token", "write"],
      ["x", undefined],
    ]);
    expect([found?.shorthand, of("{}")?.scopes, workflow("name: x\n").permissions]).toEqual([undefined, [], undefined]);
  });
});

describe("an action", () => {
  it("has its parts", () => {
    const file = action(`name: Set up
description: Sets up
inputs:
  version: { description: Which, required: "true", default: "20" }
  old: { deprecationMessage: Gone }
outputs:
  path: { value: "\${{ steps.a.outputs.b }}" }
runs:
  using: composite
  steps:
    - id: a
      run: make
      shell: bash
    - run: make
      shell: pwsh
    - uses: actions/checkout@v4
`);
    expect([file.language, file.name?.text, file.description?.text, file.using?.text, file.kind]).toEqual([
      "action",
      "Set up",
      "Sets up",
      "composite",
      "composite",
    ]);
    expect(
      file.inputs.map(({ name, required, default: value, deprecationMessage }) => [name, required, value?.kind, deprecationMessage?.text]),
    ).toEqual([
      ["version", true, "scalar", undefined],
      ["old", undefined, undefined, "Gone"],
    ]);
    expect(file.outputs.map(({ name, value }) => [name, value?.expressions.length])).toEqual([["path", 1]]);
    expect(file.steps.map(({ job, shell, uses, index, script }) => [job, shell, uses?.action, index, script?.commands.length])).toEqual([
      [undefined, "bash", undefined, 0, 1],
      [undefined, "pwsh", undefined, 1, undefined],
      [undefined, undefined, "actions/checkout", 2, undefined],
    ]);
    expect([file.runsEntry?.key, file.steps[0]?.file === file, file.schemaProblems]).toEqual(["runs", true, []]);
  });

  it.each([
    ["composite", "composite"],
    ["node20", "node"],
    ["docker", "docker"],
    ["Node24", "node"],
    ["node", undefined],
    ["rust", undefined],
  ])("using %s is %s", (using, kind) => {
    expect(action(`runs:\n  using: ${using}\n`).kind).toBe(kind);
  });

  it("is empty where nothing is there", () => {
    for (const text of ["", "runs:\n", "runs: x\n", "runs:\n  using:\n  steps: x\n"]) {
      expect([action(text).kind, action(text).steps, action(text).inputs]).toEqual([undefined, [], []]);
    }
  });
});
