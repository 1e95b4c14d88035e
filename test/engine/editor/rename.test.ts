import { describe, expect, it } from "vitest";
import { editor } from "./workflow.ts";

const ci = `name: CI
on:
  push:
  workflow_dispatch:
    inputs:
      level: { default: info }
  workflow_call:
    inputs: { level: { type: string } }
    outputs:
      tag:
        value: \${{ jobs.build.outputs.tag }}
env:
  REGISTRY: ghcr.io
jobs:
  build:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        node: [20, 22]
        include:
          - { node: 24, extra: yes }
        exclude:
          - node: 20
    outputs:
      tag: \${{ steps['meta'].outputs.tag }}
    steps:
      - id: meta
        env: { LEVEL: "\${{ inputs.level }}" }
        run: |
          echo "tag=$REGISTRY/app:\${{ matrix.node }}" >> "$GITHUB_OUTPUT"
          echo "\${LEVEL}" '$LEVEL' \${{ env.REGISTRY }}
      - run: echo \${{ github.event.inputs.level }} \${{ steps.META.outputs.tag }}
  test:
    needs: [ "build" ]
    if: needs.build.result == 'success' && needs['build'].outputs.tag
    runs-on: ubuntu-latest
    steps: [{ id: meta, run: "echo \${{ steps.meta.outcome }}" }]
  deploy:
    needs:
      - build
      - Test
    if: >-
      contains(needs.*.result, 'x') ||
      needs.test.result == 'success'
    uses: ./.github/workflows/deploy.yml
    with:
      version: \${{ needs.build.outputs.tag }}
    secrets:
      token: \${{ secrets.TOKEN }}
`;
const deploy = `on:
  workflow_call:
    inputs:
      version: { type: string, required: true }
    secrets:
      token: { required: true }
    outputs:
      url: { value: "\${{ jobs.go.outputs.url }}" }
jobs:
  go:
    runs-on: ubuntu-latest
    outputs: { url: x }
    steps:
      - uses: ./.github/actions/setup
        id: setup
        with: { version: "\${{ inputs.version }}" }
      - run: echo \${{ steps.setup.outputs.path }} \${{ secrets.token }} \${{ inputs['version'] }}
`;
const setup = `name: Setup
description: Sets up
inputs:
  version: { required: true }
outputs:
  path: { value: "\${{ steps.a.outputs.p }}" }
runs:
  using: composite
  steps:
    - id: a
      run: echo "p=\${{ inputs.version }}" >> $GITHUB_OUTPUT
      shell: bash
`;
const files = {
  ".github/workflows/deploy.yml": deploy,
  ".github/actions/setup/action.yml": setup,
};

/** An editor whose cursor stands in the middle of what is marked by its line and name. */
function at(text: string, lineStart: string, name: string, others: Readonly<Record<string, string>> = files, path?: string) {
  const line = text.indexOf(lineStart);
  const offset = text.indexOf(name, line) + Math.ceil(name.length / 2);
  if (line < 0 || offset < line) throw new Error(`no ${name} behind ${lineStart}`);
  return editor(`${text.slice(0, offset)}|>${text.slice(offset)}`, others, path);
}

/** What lines a rename has changed, as they are then. */
function changed(before: string, after: string | undefined): string[] {
  const old = before.split(/\r?\n/);
  return (after ?? "")
    .split(/\r?\n/)
    .filter((line, i) => line !== old[i])
    .map((line) => line.trim());
}

describe("rename", () => {
  it.each([
    ["  build:\n", "build"],
    ['    needs: [ "build" ]', "build"],
    ["    if: needs.build.result", "build"],
    ["needs['build'].outputs", "build"],
    ["        value: ${{ jobs.build", "build"],
    ["      - build\n", "build"],
  ])("of a job, from %j", (line, name) => {
    const one = at(ci, line, name);
    expect(one.target()).toBe("build");
    expect(changed(ci, (one.rename("image") as Record<string, string>)[".github/workflows/ci.yml"])).toEqual([
      "value: ${{ jobs.image.outputs.tag }}",
      "image:",
      'needs: [ "image" ]',
      "if: needs.image.result == 'success' && needs['image'].outputs.tag",
      "- image",
      "version: ${{ needs.image.outputs.tag }}",
    ]);
  });

  it("of a job whose case differs, in a folded expression", () => {
    const result = at(ci, "  test:\n", "test").rename("unit") as Record<string, string>;
    expect(changed(ci, result[".github/workflows/ci.yml"])).toEqual(["unit:", "- unit", "needs.unit.result == 'success'"]);
  });

  it("of a step, in its job alone", () => {
    const result = at(ci, "      - id: meta", "meta").rename("tags") as Record<string, string>;
    expect(changed(ci, result[".github/workflows/ci.yml"])).toEqual([
      "tag: ${{ steps['tags'].outputs.tag }}",
      "- id: tags",
      "- run: echo ${{ github.event.inputs.level }} ${{ steps.tags.outputs.tag }}",
    ]);
  });

  it("of an input of both triggers", () => {
    const result = at(ci, "${{ inputs.level", "level").rename("verbosity") as Record<string, string>;
    expect(changed(ci, result[".github/workflows/ci.yml"])).toEqual([
      "verbosity: { default: info }",
      "inputs: { verbosity: { type: string } }",
      'env: { LEVEL: "${{ inputs.verbosity }}" }',
      "- run: echo ${{ github.event.inputs.verbosity }} ${{ steps.META.outputs.tag }}",
    ]);
  });

  it("of an input across files, from the caller and from the callee", () => {
    const expected = {
      ".github/workflows/ci.yml": ["image: ${{ needs.build.outputs.tag }}"],
      ".github/workflows/deploy.yml": [
        "image: { type: string, required: true }",
        'with: { version: "${{ inputs.image }}" }',
        "- run: echo ${{ steps.setup.outputs.path }} ${{ secrets.token }} ${{ inputs['image'] }}",
      ],
    };
    const summary = (result: unknown) => {
      const one = result as Record<string, string>;
      return {
        ".github/workflows/ci.yml": changed(ci, one[".github/workflows/ci.yml"]),
        ".github/workflows/deploy.yml": changed(deploy, one[".github/workflows/deploy.yml"]),
      };
    };
    expect(summary(at(ci, "      version: ", "version").rename("image"))).toEqual(expected);
    const others = { ...files, ".github/workflows/ci.yml": ci };
    expect(summary(at(deploy, "      version: ", "version", others, ".github/workflows/deploy.yml").rename("image"))).toEqual(expected);
  });

  it("of an action's input and output, in the workflows that use it", () => {
    const path = ".github/actions/setup/action.yml";
    const result = at(setup, "  version: ", "version", files, path).rename("release") as Record<string, string>;
    expect(changed(setup, result[path])).toEqual(["release: { required: true }", 'run: echo "p=${{ inputs.release }}" >> $GITHUB_OUTPUT']);
    expect(changed(deploy, result[".github/workflows/deploy.yml"])).toEqual(['with: { release: "${{ inputs.version }}" }']);
    const output = at(setup, "  path: ", "path", files, path).rename("folder") as Record<string, string>;
    expect(changed(deploy, output[".github/workflows/deploy.yml"])).toEqual([
      "- run: echo ${{ steps.setup.outputs.folder }} ${{ secrets.token }} ${{ inputs['version'] }}",
    ]);
    const step = at(setup, "    - id: a", "p=", files, path).rename("folder") as Record<string, string>;
    expect(changed(setup, step[path])).toEqual([
      'path: { value: "${{ steps.a.outputs.folder }}" }',
      'run: echo "folder=${{ inputs.version }}" >> $GITHUB_OUTPUT',
    ]);
  });

  it("of a secret that a called workflow declares", () => {
    const result = at(ci, "      token: ", "token").rename("key") as Record<string, string>;
    expect(changed(ci, result[".github/workflows/ci.yml"])).toEqual(["key: ${{ secrets.TOKEN }}"]);
    expect(changed(deploy, result[".github/workflows/deploy.yml"])).toEqual([
      "key: { required: true }",
      "- run: echo ${{ steps.setup.outputs.path }} ${{ secrets.key }} ${{ inputs['version'] }}",
    ]);
    expect(at(ci, "${{ secrets.TOKEN", "TOKEN").target()).toBeUndefined();
  });

  it("of outputs of jobs", () => {
    const result = at(ci, "      tag: ${{ steps", "tag").rename("image") as Record<string, string>;
    expect(changed(ci, result[".github/workflows/ci.yml"])).toEqual([
      "value: ${{ jobs.build.outputs.image }}",
      "image: ${{ steps['meta'].outputs.tag }}",
      "if: needs.build.result == 'success' && needs['build'].outputs.image",
      "version: ${{ needs.build.outputs.image }}",
    ]);
  });

  it("of a matrix property", () => {
    const result = at(ci, "        node: [20", "node").rename("version") as Record<string, string>;
    expect(changed(ci, result[".github/workflows/ci.yml"])).toEqual([
      "version: [20, 22]",
      "- { version: 24, extra: yes }",
      "- version: 20",
      'echo "tag=$REGISTRY/app:${{ matrix.version }}" >> "$GITHUB_OUTPUT"',
    ]);
  });

  it("of a variable, in expressions and in scripts that read it plainly", () => {
    const result = at(ci, "  REGISTRY: ", "REGISTRY").rename("HOST") as Record<string, string>;
    expect(changed(ci, result[".github/workflows/ci.yml"])).toEqual([
      "HOST: ghcr.io",
      'echo "tag=$HOST/app:${{ matrix.node }}" >> "$GITHUB_OUTPUT"',
      "echo \"${LEVEL}\" '$LEVEL' ${{ env.HOST }}",
    ]);
    expect(at(ci, "        env: { LEVEL", "LEVEL").rename("L")).toBe(
      "The script on line 31 names `LEVEL` in a way that a rename cannot follow. Change it there first.",
    );
  });

  it("of an anchor", () => {
    const text = "on: push\njobs:\n  a:\n    steps: &all\n      - run: x\n  b:\n    steps: *all\n";
    const result = at(text, "    steps: *all", "all").rename("every") as Record<string, string>;
    expect(changed(text, result[".github/workflows/ci.yml"])).toEqual(["steps: &every", "steps: *every"]);
  });

  it("of a workflow, where others follow it", () => {
    const after = "on:\n  workflow_run:\n    workflows: ['CI']\n    types: [completed]\n";
    const result = at(ci, "name: CI", "CI", { ...files, ".github/workflows/after.yml": after }).rename("It's: all") as Record<
      string,
      string
    >;
    expect(changed(ci, result[".github/workflows/ci.yml"])).toEqual([`name: "It's: all"`]);
    expect(changed(after, result[".github/workflows/after.yml"])).toEqual(["workflows: ['It''s: all']"]);
  });

  it("keeps Windows' line ends, and works through aliases", () => {
    const text =
      "on: push\njobs:\n  a:\n    if: &c >-\n      needs.b.result == 'x'\n    needs: &n [b]\n  b: {}\n  c:\n    needs: *n\n    if: *c\n".replaceAll(
        "\n",
        "\r\n",
      );
    const result = at(text, "  b: {}", "b").rename("build") as Record<string, string>;
    expect(result[".github/workflows/ci.yml"]).toBe(
      text.replace("needs.b", "needs.build").replace("[b]", "[build]").replace("  b: {}", "  build: {}"),
    );
  });
});

describe("a rename is refused", () => {
  it.each([
    [
      "  build:\n",
      "build",
      "1st",
      "`1st` cannot be the id of a job: that begins with a letter or `_` and goes on with letters, digits, `-` and `_`.",
    ],
    ["  build:\n", "build", "TEST", "There is a job `TEST` already."],
    ["  build:\n", "build", "true", "`true` cannot be the id of a job: YAML reads it as a value."],
    ["        node: [20", "node", "extra", "There is a matrix property `extra` already."],
    [
      "  REGISTRY: ",
      "REGISTRY",
      "A B",
      "`A B` cannot be the name of a variable: that begins with a letter or `_` and goes on with letters, digits and `_`.",
    ],
    [
      "      version: ",
      "version",
      "",
      "`` cannot be the name of an input: that begins with a letter or `_` and goes on with letters, digits, `-` and `_`.",
    ],
  ])("%j %s to %j", (line, name, to, reason) => {
    expect(at(ci, line, name).rename(to)).toBe(reason);
  });

  it("where the id may only change its case", () => {
    expect(at(ci, "  test:\n", "test").rename("Test")).toBeTypeOf("object");
  });

  it("where a step of the job has the id, and nowhere else", () => {
    const text =
      "on: push\njobs:\n  a:\n    steps:\n      - { id: one, run: x }\n      - { id: two, run: x }\n  b:\n    steps:\n      - { id: three, run: x }\n";
    expect(at(text, "id: one", "one").rename("two")).toBe("There is a step `two` already.");
    expect(at(text, "id: one", "one").rename("three")).toBeTypeOf("object");
  });

  it("where a caller inherits secrets, and where code knows the name", () => {
    const caller = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/deploy.yml\n    secrets: inherit\n";
    expect(at(deploy, "      token: ", "token", { ".github/workflows/x.yml": caller }, ".github/workflows/deploy.yml").rename("key")).toBe(
      "`.github/workflows/x.yml` hands its secrets on by their names (`secrets: inherit`), so `token` is named as it is there.",
    );
    const code = "name: x\ninputs:\n  level: {}\nruns:\n  using: node24\n  main: index.js\n";
    expect(at(code, "  level: ", "level", {}, "action.yml").rename("x")).toBe(
      "The code of this action knows `level` by its name, and is not changed by a rename here.",
    );
  });

  it("and not offered for what is defined nowhere, for paths and for plain text", () => {
    const text = "on: push\njobs:\n  a:\n    needs: gone\n    uses: ./.github/workflows/deploy.yml\n    runs-on: ubuntu-latest\n";
    expect(at(text, "    needs: gone", "gone").target()).toBeUndefined();
    expect(at(text, "    needs: gone", "gone").rename("x")).toBeUndefined();
    expect(at(text, "    uses: ", "workflows").target()).toBeUndefined();
    expect(at(text, "    runs-on: ", "ubuntu").target()).toBeUndefined();
  });
});
