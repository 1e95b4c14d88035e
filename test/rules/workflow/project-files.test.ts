// What workflows ask of the files of the project.
import { describe, expect, it } from "vitest";
import missingLockfile from "../../../server/engine/rules/workflow/missing-lockfile.ts";
import missingScript from "../../../server/engine/rules/workflow/missing-script.ts";
import missingWorkingDirectory from "../../../server/engine/rules/workflow/missing-working-directory.ts";
import runtimeVersionDrift from "../../../server/engine/rules/workflow/runtime-version-drift.ts";
import unmatchedHashFiles from "../../../server/engine/rules/workflow/unmatched-hash-files.ts";
import untrackedActionUpdates from "../../../server/engine/rules/workflow/untracked-action-updates.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const steps = (text: string, checkout = "      - uses: actions/checkout@v7\n") =>
  `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${checkout}${text}`;
const script = (...lines: readonly string[]) => steps(`      - run: |\n${lines.map((line) => `          ${line}\n`).join("")}`);

describe("workflow/missing-script", () => {
  const files = {
    "package.json": '{ "scripts": { "build": "x", "lint": "x", "test:unit": "x" }, "workspaces": ["packages/*"] }',
    "packages/web/package.json": '{ "scripts": { "dev": "x", "test:e2e": "x" } }',
    "docs/guide.md": "",
    Makefile: ".PHONY: all image\nall: build\nbuild: main.c\n\tcc main.c\nlint test:\n\tx\nVERSION := 1\n",
    "included/Makefile": "include ../common.mk\nall:\n\tx\n",
    "patterns/Makefile": "build-%:\n\tx\n",
    "api/composer.json": '{ "scripts": { "test": ["x", "y"], "cs": "x" } }',
  };
  it.each([
    ["npm run biuld", "npm run build"],
    ["npm ci && npm run lnt -- --fix", "npm ci && npm run lint -- --fix"],
    ["pnpm run -s biuld", "pnpm run -s build"],
    ["yarn test:unt", undefined],
    ["yarn run test:unt", "yarn run test:unit"],
    ["npm test", undefined],
    ["cd packages/web && npm run build", undefined],
    ["cd docs && npm run lintt", "cd docs && npm run lint"],
    ["npm --prefix packages/web run devv", "npm --prefix packages/web run dev"],
    ["npm -C packages/web run build", undefined],
    ["make tets", "make test"],
    ["make -j 4 VERSION=2 lint tests", "make -j 4 VERSION=2 lint test"],
    ["composer -d api run tset", "composer -d api run test"],
  ])("judges %s", (line, meant) => {
    const text = script(line);
    const found = run(missingScript, text, { files });
    if (line === "yarn test:unt") return expect(found).toEqual([]);
    expect(found).toHaveLength(1);
    if (meant) expect(found[0]?.fixed[0]).toContain(meant);
    expectLawfulFixes(missingScript, text, { files });
  });
  it("takes the folder from the step, the job and the workflow", () => {
    const text = steps("      - run: npm run build\n        working-directory: packages/web\n");
    expect(places(missingScript, text, { files })).toHaveLength(1);
    const defaults = "    defaults:\n      run:\n        working-directory: packages/web\n";
    expect(
      places(missingScript, steps("      - run: npm run build\n").replace("    steps:", `${defaults}    steps:`), { files }),
    ).toHaveLength(1);
  });
  it.each([
    "npm run build",
    "npm run",
    "npm run nothing --if-present",
    "npm run nothing -w packages/web",
    "npm run nothing --workspaces",
    "pnpm --filter web run nothing",
    "pnpm -r run nothing",
    "yarn workspace web run test:e2e",
    "yarn run vitest",
    "yarn run test:e2e",
    "bun run src/x.ts",
    'npm run "$TASK"',
    "npm run ${{ matrix.task }}",
    'cd "$DIR" && npm run nothing',
    "(cd packages/web && npm run dev)\nnpm run dev2",
    "npm pkg set scripts.nothing=x\nnpm run nothing",
    "git checkout other\nnpm run nothing",
    "git clone https://example.com/x\ncd x\nmake nothing",
    "echo npm run nothing",
    "make",
    "make build",
    "make image",
    "make all lint",
    "make docs",
    "make -f other.mk nothing",
    "make -C included nothing",
    "make -C patterns build-x",
    "./configure\nmake nothing",
    "composer install",
    "composer -d api run cs",
    "docker run node npm run nothing",
  ])("is silent on %s", (lines) => expect(places(missingScript, script(...lines.split("\n")), { files })).toEqual([]));
  it.each([
    ["nothing is checked out", steps("      - run: npm run nothing\n", "")],
    [
      "another repository is",
      steps("      - run: npm run nothing\n", "      - uses: actions/checkout@v7\n        with:\n          repository: a/b\n"),
    ],
    ["an expression gives the folder", steps("      - run: npm run nothing\n        working-directory: ${{ matrix.dir }}\n")],
    ["others call the workflow", script("npm run nothing").replace("on: push", "on: workflow_call")],
  ])("is silent where %s", (_, text) => expect(places(missingScript, text, { files })).toEqual([]));
  it("is silent where nothing can be seen, or the manifest is broken", () => {
    expect(places(missingScript, script("npm run nothing"))).toEqual([]);
    expect(places(missingScript, script("npm run nothing"), { files: { "package.json": "{" } })).toEqual([]);
    expect(places(missingScript, script("npm run nothing"), { files: {} })).toEqual([]);
  });
  it("follows a checkout into its folder", () => {
    const put = "      - uses: actions/checkout@v7\n        with:\n          path: app\n";
    const at = (folder: string) => steps(`      - run: npm run nothing\n        working-directory: ${folder}\n`, put);
    expect(places(missingScript, at("app"), { files })).toHaveLength(1);
    expect(places(missingScript, at("elsewhere"), { files })).toEqual([]);
  });
});

describe("workflow/missing-lockfile", () => {
  const files = { "package.json": "{}", "web/package.json": "{}", "pyproject.toml": "", "Cargo.toml": "" };
  it.each([
    "npm ci",
    "cd web && npm ci",
    "pnpm install --frozen-lockfile",
    "yarn install --immutable",
    "bun ci",
    "uv sync --locked",
    "cargo build --locked --release",
  ])("reports %s", (line) => expect(places(missingLockfile, script(line), { files })).toHaveLength(1));
  it.each([
    "npm install",
    "npm ci --prefix unknown/$X",
    "npm install --package-lock-only\nnpm ci",
    "npm ci || npm install",
    "uv sync",
    "uv lock\nuv sync --locked",
    "cargo install --locked cargo-deny",
    "cargo generate-lockfile\ncargo test --locked",
    "pnpm install",
    "npm install -g pnpm",
  ])("is silent on %s", (lines) => expect(places(missingLockfile, script(...lines.split("\n")), { files })).toEqual([]));
  it("finds the lock file above, and is silent without a manifest or sight", () => {
    expect(places(missingLockfile, script("cd web && npm ci"), { files: { ...files, "package-lock.json": "" } })).toEqual([]);
    expect(places(missingLockfile, script("npm ci"), { files: {} })).toEqual([]);
    expect(places(missingLockfile, script("npm ci"))).toEqual([]);
  });
  it("reports a cache that looks for one", () => {
    const text = steps("      - uses: actions/setup-node@v7\n        with:\n          cache: npm\n");
    expect(places(missingLockfile, text, { files })).toHaveLength(1);
    expect(places(missingLockfile, text, { files: { "yarn.lock": "" } })).toEqual([]);
    expect(places(missingLockfile, `${text}          cache-dependency-path: web\n`, { files })).toEqual([]);
    expect(places(missingLockfile, text)).toEqual([]);
  });
});

describe("workflow/runtime-version-drift", () => {
  const node = (version: string) => steps(`      - uses: actions/setup-node@v7\n        with:\n          node-version: ${version}\n`);
  const python = (version: string) => steps(`      - uses: actions/setup-python@v7\n        with:\n          python-version: ${version}\n`);
  it.each([
    [node("20 # remark"), { ".nvmrc": "v24.1.0\n" }, "node-version: 24 # remark"],
    [node("20.x"), { Dockerfile: "FROM --platform=linux/amd64 node:24.3-alpine AS build\nFROM scratch\n" }, "node-version: 24.x"],
    [node("'20.1.0'"), { Dockerfile: "FROM node:24\n" }, "node-version: '24'"],
    [python("'3.12'"), { ".python-version": "3.14\n" }, "python-version: '3.14'"],
    [python("3.9"), { Dockerfile: "FROM python:3.10-slim\n" }, 'python-version: "3.10"'],
  ])("aligns %s", (text, declared, meant) => {
    const files = { "main.txt": "", ...declared };
    expect(run(runtimeVersionDrift, text, { files })[0]?.fixed[0]).toContain(meant);
    expectLawfulFixes(runtimeVersionDrift, text, { files });
  });
  it.each([
    ["the same", node("24"), { Dockerfile: "FROM node:24.3\n" }],
    ["an expression", node("${{ matrix.node }}"), { Dockerfile: "FROM node:24\n" }],
    ["a word", node("lts/*"), { Dockerfile: "FROM node:24\n" }],
    ["several in the Dockerfile", node("20"), { Dockerfile: "FROM node:24\nFROM node:22\n" }],
    ["an argument", node("20"), { Dockerfile: "ARG V=24\nFROM node:${V}\n" }],
    ["another image", node("20"), { Dockerfile: "FROM acme/node:24\n" }],
    ["several tried", `${node("20")}      - uses: actions/setup-node@v7\n        with:\n          node-version: 22\n`, { ".nvmrc": "24" }],
    ["a major alone", python("3"), { ".python-version": "3.14" }],
  ])("is silent on %s", (_, text, files) =>
    expect(places(runtimeVersionDrift, text, { files: files as Record<string, string> })).toEqual([]),
  );
  it("is silent where nothing but hidden files can be seen: the rest of the repository is elsewhere", () => {
    expect(places(runtimeVersionDrift, node("20"), { files: { ".nvmrc": "24" } })).toEqual([]);
  });
});

describe("workflow/missing-working-directory", () => {
  const files = { "frontend/x": "", "apps/web/x": "" };
  const at = (folder: string, before = "") => steps(`${before}      - run: make\n        working-directory: ${folder}\n`);
  it.each([
    [at("fronted # remark"), "frontend # remark"],
    [at("./apps/wep"), "./apps/web"],
    [at("'fronted'", "      - run: npm ci\n"), "'frontend'"],
  ])("mends %s", (text, meant) => {
    expect(run(missingWorkingDirectory, text, { files })[0]?.fixed[0]).toContain(meant);
    expectLawfulFixes(missingWorkingDirectory, text, { files });
  });
  it("reports a default once", () => {
    const text = `on: push\ndefaults:\n  run:\n    working-directory: elsewhere\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: a\n      - run: b\n`;
    expect(places(missingWorkingDirectory, text, { files })).toEqual(["4:24"]);
  });
  it.each([
    at("frontend"),
    at("apps/web/"),
    at("."),
    at("/tmp/x"),
    at("../x"),
    at("${{ matrix.dir }}"),
    at("$HOME/x"),
    at("dist", "      - run: npm run build\n"),
    at("made", "      - run: mkdir made\n"),
    at("got", "      - uses: actions/download-artifact@v8\n"),
    at("other", "      - uses: actions/checkout@v7\n        with:\n          repository: a/b\n          path: other\n"),
    at("fronted").replace("      - uses: actions/checkout@v7\n", ""),
    at("vendored").replace("checkout@v7\n", "checkout@v7\n        with:\n          submodules: recursive\n"),
  ])("is silent on %s", (text) => expect(places(missingWorkingDirectory, text, { files })).toEqual([]));
  it("is silent where nothing can be seen", () => expect(places(missingWorkingDirectory, at("elsewhere"))).toEqual([]));
});

describe("workflow/unmatched-hash-files", () => {
  const files = { "go.sum": "", "web/package-lock.json": "" };
  const key = (call: string, before = "") => steps(`${before}      - run: echo "\${{ ${call} }}"\n`);
  it.each(["hashFiles('**/yarn.lock')", "hashFiles('go.mod', 'x/go.sum')", "format('{0}', hashFiles('package-lock.json'))"])(
    "reports %s",
    (call) => expect(places(unmatchedHashFiles, key(call), { files })).toHaveLength(1),
  );
  it.each([
    key("hashFiles('**/package-lock.json')"),
    key("hashFiles('go.*')"),
    key("hashFiles('web')"),
    key("hashFiles('yarn.lock', 'go.sum')"),
    key("hashFiles(matrix.file)"),
    key("hashFiles(format('{0}/x', matrix.dir))"),
    key("hashFiles('~/x')"),
    key("hashFiles('out/**')", "      - run: make out\n"),
    steps("      - if: hashFiles('yarn.lock') != ''\n        run: yarn\n"),
    key("hashFiles('yarn.lock')").replace("      - uses: actions/checkout@v7\n", ""),
  ])("is silent on %s", (text) => expect(places(unmatchedHashFiles, text, { files })).toEqual([]));
  it("is silent where nothing can be seen", () => expect(places(unmatchedHashFiles, key("hashFiles('yarn.lock')"))).toEqual([]));
});

describe("workflow/untracked-action-updates", () => {
  const pinned = steps(
    "",
    "      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1\n      - uses: a/b@3d3c42e5aac5ba805825da76410c181273ba90b1\n",
  );
  it("adds actions to what Dependabot does already", () => {
    const files = {
      ".github/dependabot.yml":
        "version: 2\nupdates:\n  # ours\n  - package-ecosystem: npm\n    directory: /\n    schedule:\n      interval: daily\n",
    };
    const [problem] = run(untrackedActionUpdates, pinned, { files });
    expect(problem?.others[0]?.[".github/dependabot.yml"]).toContain("interval: daily\n  - package-ecosystem: github-actions\n");
    expectLawfulFixes(untrackedActionUpdates, pinned, { files });
    expectLawfulFixes(untrackedActionUpdates, pinned, { files: {} });
  });
  it.each([
    { ".github/dependabot.yml": "updates:\n  - package-ecosystem: github-actions\n" },
    { "renovate.json": "{}" },
    { ".github/renovate.json5": "{}" },
    { "package.json": '{ "renovate": {} }' },
    { ".github/workflows/a.yml": pinned },
  ])("is silent with %s", (files) =>
    expect(places(untrackedActionUpdates, pinned, { files: files as Record<string, string> })).toEqual([]),
  );
  it("is silent without pins, and where nothing can be seen", () => {
    expect(places(untrackedActionUpdates, steps(""), { files: {} })).toEqual([]);
    expect(places(untrackedActionUpdates, pinned)).toEqual([]);
  });
});
