import { describe, expect, it } from "vitest";
import { folding } from "../../../server/engine/editor/editor.ts";
import { editor } from "./workflow.ts";

describe("folding", () => {
  function folds(text: string) {
    const { source } = editor(text);
    return folding(source, "workflow")?.map(({ span, kind }) => {
      const lines = `${source.lineOf(span.start) + 1}-${source.lineOf(span.end) + 1}`;
      return kind ? `${lines} ${kind}` : lines;
    });
  }

  it("of keys, items, block scalars and comments", () => {
    expect(
      folds(
        "# one\n# two\non:\n  push:\n    branches: [main]\njobs:\n  a:\n    steps:\n      - run: |\n          x\n          y\n\n\n      # alone\n      - name: n\n        if: >-\n          a\n          b\n  b: *c\n",
      ),
    ).toEqual(["1-2 comment", "3-5", "4-5", "6-19", "7-18", "8-18", "9-11", "15-18", "16-18"]);
  });

  it("of regions, flow style and Windows' lines", () => {
    expect(folds("# region one\r\non:\r\n  push: {\r\n    tags: [\r\n      a\r\n    ]\r\n  }\r\n# endregion\r\n")).toEqual([
      "1-8 region",
      "2-7",
      "3-7",
      "4-6",
    ]);
  });

  it("of what is not finished", () => {
    expect(folds("on: push\njobs:\n  a:\n    steps:\n      - run: |\n          x\n      - ")).toContain("5-6");
    expect(folds("")).toEqual([]);
  });
});

describe("hints", () => {
  it.each([
    ["0 3 * * 1-5", "at 03:00, from Monday to Friday (UTC)"],
    ["*/15 * * * *", "every 15 minutes, every day"],
  ])("of the schedule %s", (cron, words) => {
    expect(editor(`on:\n  schedule:\n    - cron: "${cron}"\n`).hints()).toEqual([`- cron: "${cron}" « ${words}`]);
  });

  it("of a schedule with a time zone, of a broken one and of an expression", () => {
    expect(editor("on:\n  schedule:\n    - cron: 0 3 * * *\n      timezone: Europe/Berlin\n").hints()).toEqual([
      "- cron: 0 3 * * * « at 03:00, every day (Europe/Berlin)",
    ]);
    expect(editor("on:\n  schedule:\n    - cron: 0 3 * *\n    - cron: ${{ x }}\n    - cron:\n").hints()).toEqual([]);
  });

  it.each([
    ["{ os: [a, b], node: [1, 2, 3] }", "6 jobs"],
    ["{ os: [a, b], node: [1, 2], exclude: [{ os: a, node: 1 }] }", "3 jobs"],
    ["{ os: [a, b], include: [{ os: a, x: 1 }, { os: c }, { y: 2 }] }", "3 jobs"],
    ["{ include: [{ os: a }, { os: b }] }", "2 jobs"],
    ["{ os: [{ n: a }, { n: b }], exclude: [{ os: { n: a } }], node: [1, 2] }", "2 jobs"],
  ])("of the matrix %s", (matrix, label) => {
    expect(editor(`jobs:\n  a:\n    strategy:\n      matrix: ${matrix}\n`).hints()).toEqual([`matrix: « ${label}`]);
  });

  it.each([
    "{ os: [a] }",
    "{ os: '${{ fromJSON(x) }}' }",
    "${{ fromJSON(x) }}",
    "{ os: [a, '${{ x }}'], exclude: [{ os: a }] }",
    "",
    "{ os: [] }",
  ])("of the matrix %s there is none", (matrix) => {
    expect(editor(`jobs:\n  a:\n    strategy:\n      matrix: ${matrix}\n`).hints()).toEqual([]);
  });
});

describe("links", () => {
  it("to actions, workflows, files and public images", () => {
    const text = `jobs:
  a:
    container: node:22
    services:
      db: { image: "bitnami/postgresql:17@sha256:${"0".repeat(64)}" }
      q: { image: quay.io/org/queue:1 }
      own: { image: ghcr.io/me/app:1 }
      var: { image: "\${{ env.IMAGE }}" }
      port: { image: "localhost:5000/app" }
      ms: { image: mcr.microsoft.com/dotnet/sdk:9.0 }
    steps:
      - uses: actions/checkout@v5
      - uses: 'github/codeql-action/init@v4'
      - uses: docker://alpine:3.22
      - uses: ./tools/setup
      - uses: ./gone
      - uses: actions/checkout
      - uses: \${{ x }}
  b:
    uses: org/shared/.github/workflows/x.yml@feature/a b
  c:
    uses: org/shared/.github/workflows/x.yml@feature/a
`;
    expect(editor(text, { "tools/setup/action.yml": "name: S\n" }).links()).toEqual([
      "node:22 → https://hub.docker.com/_/node",
      `bitnami/postgresql:17@sha256:${"0".repeat(64)} → https://hub.docker.com/r/bitnami/postgresql`,
      "quay.io/org/queue:1 → https://quay.io/repository/org/queue",
      "mcr.microsoft.com/dotnet/sdk:9.0 → https://mcr.microsoft.com/artifact/mar/dotnet/sdk",
      "actions/checkout@v5 → https://github.com/actions/checkout/tree/v5",
      "github/codeql-action/init@v4 → https://github.com/github/codeql-action/tree/v4/init",
      "docker://alpine:3.22 → https://hub.docker.com/_/alpine",
      "./tools/setup → tools/setup/action.yml",
      "org/shared/.github/workflows/x.yml@feature/a b → https://github.com/org/shared/blob/feature/a%20b/.github/workflows/x.yml",
      "org/shared/.github/workflows/x.yml@feature/a → https://github.com/org/shared/blob/feature/a/.github/workflows/x.yml",
    ]);
  });
});

describe("lenses", () => {
  const deploy = (on: string, job = "", step = "") =>
    `on:\n${on}\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: npm test }]\n  deploy:\n    runs-on: ubuntu-latest\n${job}    steps:\n      - run: kubectl apply -f k8s\n${step}`;

  it("above deployments alone, with the guards that decide", () => {
    const text = deploy(
      "  push: { branches: [main] }\n  pull_request:\n  workflow_dispatch:",
      "    if: github.event_name != 'pull_request'\n",
    );
    expect(editor(text).lenses()).toEqual([
      {
        at: "9 deploy",
        title: "runs on: push to main · dispatch — never: pull requests, forks, other branches",
        places: ["2 branches", "11 github.event_name != 'pull_request'"],
      },
    ]);
  });

  it("of a step that is guarded itself", () => {
    const text = deploy("  push: { branches: [main] }\n  pull_request:", "", "        if: github.event_name == 'push'\n");
    expect(editor(text).lenses()).toMatchObject([
      {
        title: "deploys on: push to main — never: pull requests, forks, other branches",
        places: ["2 branches", "12 github.event_name == 'push'"],
      },
    ]);
  });

  it("of an image that is pushed where an expression says so", () => {
    const text = `on:
  push: { branches: [main] }
  pull_request:
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          push: \${{ github.event_name != 'pull_request' }}
          tags: ghcr.io/a/b:1
`;
    expect(editor(text).lenses()).toMatchObject([
      { at: "5 image", title: "pushes on: push to main — never: pull requests, forks, other branches" },
    ]);
  });

  it("of a called workflow, which its caller decides about", () => {
    expect(editor(deploy("  workflow_call:")).lenses()).toMatchObject([{ title: "runs on: call" }]);
    const caller = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/ci.yml\n";
    expect(editor(deploy("  workflow_call:\n  workflow_dispatch:"), { ".github/workflows/release.yml": caller }).lenses()).toMatchObject([
      {
        title: "runs on: dispatch · call from release.yml",
        places: ["2 workflow_call", "3 workflow_dispatch", ".github/workflows/release.yml:4 ./.github/workflows/ci.yml"],
      },
    ]);
  });

  it("of none: tests, actions, templates and files without triggers", () => {
    expect(editor("on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: npm test }]\n").lenses()).toEqual([]);
    expect(editor(deploy("").replace("on:\n", "")).lenses()).toEqual([]);
    expect(
      editor("name: x\nruns:\n  using: composite\n  steps: [{ run: kubectl apply -f x, shell: bash }]\n", {}, "action.yml").lenses(),
    ).toEqual([]);
  });
});
