import { describe, expect, it } from "vitest";
import { editor } from "./workflow.ts";

const deploy = `name: Deploy
on:
  workflow_call:
    inputs:
      version: { type: string }
    outputs:
      url: { value: x }
jobs:
  go:
    runs-on: ubuntu-latest
    steps:
      - run: echo \${{ inputs.version }}
`;
const setup = `name: Setup
description: Sets up
inputs:
  version: {}
outputs:
  path: { value: x }
runs:
  using: composite
  steps:
    - run: echo \${{ inputs.version }}
      shell: bash
    - uses: ./tools/inner
      with:
        version: 1
`;
const files = {
  ".github/workflows/deploy.yml": deploy,
  ".github/workflows/plain.yml": "on: push\njobs: {}\n",
  "tools/setup/action.yml": setup,
  "tools/inner/action.yml": "name: Inner\ninputs: { version: {} }\nruns: { using: composite, steps: [] }\n",
};

describe("definition", () => {
  it.each([
    ["a job in `needs`", "jobs:\n  a: {}\n  b:\n    needs: a|>\n", "2 a"],
    ["a job in a list, whatever its case", "jobs:\n  Build: {}\n  b:\n    needs: [x, '|>build']\n", "2 Build"],
    ["a job in an expression", "jobs:\n  a: {}\n  b:\n    if: needs['|>a'].result\n", "2 a"],
    ["a job's output", "jobs:\n  a: { outputs: { tag: x } }\n  b:\n    if: needs.a.outputs.t|>ag\n", "2 tag"],
    [
      "a job's output for callers",
      "on: { workflow_call: { outputs: { o: { value: '${{ jobs.a.outputs.|>tag }}' } } } }\njobs:\n  a: { outputs: { tag: x } }\n",
      "3 tag",
    ],
    ["a step", "jobs:\n  a:\n    steps:\n      - id: s\n      - if: steps.|>s.outcome\n", "4 s"],
    ["a step that is waited for", "jobs:\n  a:\n    steps:\n      - { id: s, run: x, background: true }\n      - wait: [|>s]\n", "4 s"],
    [
      "what a script puts out",
      "jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - id: s\n        run: |\n          echo 'tag=1' >> $GITHUB_OUTPUT\n      - if: steps.s.outputs.|>tag\n",
      "7 tag",
    ],
    ["an input", "on:\n  workflow_dispatch:\n    inputs:\n      level:\njobs:\n  a:\n    if: github.event.inputs.|>level\n", "4 level"],
    ["a matrix property", "jobs:\n  a:\n    strategy:\n      matrix:\n        os: [x]\n    runs-on: ${{ matrix.|>os }}\n", "5 os"],
    [
      "a property of `include` alone",
      "jobs:\n  a:\n    strategy:\n      matrix:\n        include:\n          - os: x\n          - os: y\n    runs-on: ${{ matrix.|>os }}\n",
      "6 os",
    ],
    [
      "a variable of the step, not the job's",
      "jobs:\n  a:\n    env: { X: 1 }\n    steps:\n      - env: { X: 2 }\n        run: echo ${{ env.|>X }}\n",
      "5 X",
    ],
    [
      "a variable of the job, where the step's own is made of it",
      "jobs:\n  a:\n    env: { X: 1 }\n    steps:\n      - env:\n          X: ${{ env.|>X }}2\n",
      "3 X",
    ],
    ["an anchor", "jobs:\n  a: &one\n    if: true\n  b: *|>one\n", "2 one"],
    ["a workflow", "jobs:\n  a:\n    uses: ./.github/|>workflows/deploy.yml\n", ".github/workflows/deploy.yml:3 workflow_call"],
    ["a workflow that cannot be called", "jobs:\n  a:\n    uses: ./.github/|>workflows/plain.yml\n", ".github/workflows/plain.yml:1 "],
    ["an action", "jobs:\n  a:\n    steps:\n      - uses: ./tools/|>setup\n", "tools/setup/action.yml:1 Setup"],
    [
      "a called workflow's input",
      "jobs:\n  a:\n    uses: ./.github/workflows/deploy.yml\n    with:\n      ver|>sion: 1\n",
      ".github/workflows/deploy.yml:5 version",
    ],
    [
      "a called workflow's output",
      "jobs:\n  a:\n    uses: ./.github/workflows/deploy.yml\n  b:\n    if: needs.a.outputs.|>url\n",
      ".github/workflows/deploy.yml:7 url",
    ],
    [
      "an action's output",
      "jobs:\n  a:\n    steps:\n      - { uses: ./tools/setup, id: s }\n      - if: steps.s.outputs.|>path\n",
      "tools/setup/action.yml:6 path",
    ],
    ["a workflow by its name", "on:\n  workflow_run:\n    workflows: [|>Deploy]\n", ".github/workflows/deploy.yml:1 Deploy"],
    [
      "a workflow by its path, as it has no name",
      "on:\n  workflow_run:\n    workflows: [.github/|>workflows/plain.yml]\n",
      ".github/workflows/plain.yml:1 ",
    ],
  ])("of %s", (_, text, expected) => {
    const one = editor(text, files);
    expect(one.definition()).toEqual([expected]);
  });

  it.each([
    ["nothing", "on: pu|>sh\njobs: {}\n"],
    ["a job that is missing", "jobs:\n  b:\n    needs: a|>\n"],
    ["what an action of others puts out", "jobs:\n  b:\n    steps:\n      - { id: s, uses: a/b@v1 }\n      - if: steps.s.outputs.x|>\n"],
    ["a secret of the repository", "jobs:\n  b:\n    if: secrets.X|>\n"],
    ["a file that is not there", "jobs:\n  b:\n    uses: ./.github/workflows/gone|>.yml\n"],
    ["an alias to nothing", "jobs:\n  b: *go|>ne\n"],
    ["the middle of what is typed", "jobs:\n  b:\n    if: needs.|>"],
    ["an expression that ends nowhere", "jobs:\n  b:\n    name: ${{ needs.a|>"],
  ])("of %s there is none", (_, text) => {
    const one = editor(text, files);
    expect(one.definition()).toEqual([]);
    expect(one.target()).toBeUndefined();
  });

  it("starts from the name with its quotes", () => {
    expect(editor("jobs:\n  a: {}\n  b:\n    needs: ['|>a']\n").origin()).toEqual(["4 'a'"]);
  });
});

describe("references", () => {
  const caller =
    "on: push\njobs:\n  a:\n    uses: ./.github/workflows/deploy.yml\n    with: { version: 1 }\n  b:\n    steps:\n      - uses: ./tools/setup\n        with: { Version: 2 }\n";
  const others = { ...files, ".github/workflows/ci.yml": caller };

  it("of a job, with its definition and without", () => {
    const text = "jobs:\n  a: {}\n  b:\n    needs: |>a\n    if: needs.a.result && needs['a']\n";
    expect(editor(text).references()).toEqual(["2 a", "4 a", "5 a", "5 a"]);
    expect(editor(text).references(false)).toEqual(["4 a", "5 a", "5 a"]);
  });

  it("of a called workflow, from what makes it callable", () => {
    const path = ".github/workflows/deploy.yml";
    expect(editor(deploy.replace("workflow_call", "work|>flow_call"), others, path).references(false)).toEqual([
      ".github/workflows/ci.yml:4 ./.github/workflows/deploy.yml",
    ]);
    expect(editor(deploy.replace("version:", "ver|>sion:"), others, path).references()).toEqual([
      "5 version",
      "12 version",
      ".github/workflows/ci.yml:5 version",
    ]);
  });

  it("of an action, from its name, and of its inputs in other actions too", () => {
    const path = "tools/setup/action.yml";
    expect(editor(setup.replace("Setup", "Set|>up"), others, path).references(false)).toEqual([".github/workflows/ci.yml:8 ./tools/setup"]);
    const inner = "name: Inner\ninputs: { vers|>ion: {} }\nruns: { using: composite, steps: [] }\n";
    expect(editor(inner, others, "tools/inner/action.yml").references()).toEqual(["2 version", "tools/setup/action.yml:14 version"]);
  });

  it("of a secret that is declared nowhere, in this file", () => {
    expect(editor("jobs:\n  a:\n    if: secrets.|>KEY\n    name: ${{ secrets.key }}\n").references()).toEqual(["3 KEY", "4 key"]);
  });
});
