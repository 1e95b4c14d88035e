import { describe, expect, it } from "vitest";
import loose from "../../../server/engine/rules/workflow/install-without-lockfile.ts";
import cache from "../../../server/engine/rules/workflow/missing-dependency-cache.ts";
import version from "../../../server/engine/rules/workflow/missing-tool-version.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const job = (steps: string, more = "") =>
  `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n${more}    steps:\n${steps.replace(/^/gm, "      ")}\n`;
const npm = { "package.json": "{}", "package-lock.json": "{}" };
const checkout = "- uses: actions/checkout@v6\n";
const node = `${checkout}- uses: actions/setup-node@v6\n  with:\n    node-version: 24\n`;

describe("workflow/missing-dependency-cache", () => {
  it("keeps what the project's package manager fetches", () => {
    const text = job(`${node}- run: npm ci`);
    expect(run(cache, text, { files: npm })).toMatchObject([{ on: "actions/setup-node@v6" }]);
    expect(run(cache, text, { files: npm })[0]?.fixed[0]).toContain("          node-version: 24\n          cache: npm\n");
    expectLawfulFixes(cache, text, { files: npm });
    const bare = job(`${checkout}- uses: actions/setup-node@v6\n- run: yarn`);
    expect(run(cache, bare, { files: { "yarn.lock": "" } })[0]?.fixed[0]).toContain("        with:\n          cache: yarn\n");
    expectLawfulFixes(cache, bare, { files: { "yarn.lock": "" } });
  });

  it("names the lock file that the action would not find", () => {
    for (const step of ["- run: npm ci\n  working-directory: web", "- run: cd web && npm ci", "- run: npm ci --prefix web"]) {
      const text = job(node + step);
      const files = { "web/package-lock.json": "{}" };
      expect(run(cache, text, { files })[0]?.fixed[0]).toContain(
        "          cache: npm\n          cache-dependency-path: web/package-lock.json\n",
      );
      expectLawfulFixes(cache, text, { files });
    }
  });

  it("knows pnpm, pip, Poetry, Maven and Gradle", () => {
    const setup = (name: string, input: string) => `${checkout}- uses: actions/setup-${name}@v6\n  with:\n    ${input}\n`;
    const python = setup("python", 'python-version: "3.14"');
    const java = setup("java", "java-version: 25");
    const cases = [
      [`${checkout}- uses: pnpm/action-setup@v6\n${node.replace(checkout, "")}- run: pnpm install`, "pnpm-lock.yaml", "cache: pnpm\n"],
      [`${python}- run: pip install -r requirements.txt`, "requirements.txt", "cache: pip\n"],
      [`${python}- run: python -m pip install -r ci/dev.txt`, "ci/dev.txt", "cache: pip\n          cache-dependency-path: ci/dev.txt\n"],
      [`${checkout}- run: pipx install poetry\n${python.replace(checkout, "")}- run: poetry install`, "poetry.lock", "cache: poetry\n"],
      [`${java}- run: ./mvnw verify`, "pom.xml", "cache: maven\n"],
      [`${java}- run: ./gradlew test`, "build.gradle.kts", "cache: gradle\n"],
    ] as const;
    for (const [steps, file, expected] of cases) {
      expect(run(cache, job(steps), { files: { [file]: "" } })[0]?.fixed[0], steps).toContain(expected);
      expectLawfulFixes(cache, job(steps), { files: { [file]: "" } });
    }
  });

  it("leaves the fix to the user where the manager comes after the setup", () => {
    const text = job(`${node}- run: npm install -g pnpm && pnpm install`);
    expect(run(cache, text, { files: { "pnpm-lock.yaml": "" } })).toMatchObject([{ fixes: [] }]);
  });

  it("reads composite actions as well", () => {
    const text = `name: setup\ndescription: sets up\nruns:\n  using: composite\n  steps:\n    - uses: actions/setup-node@v4\n    - run: npm ci\n      shell: bash\n`;
    expect(places(cache, text, { language: "action", files: npm })).toEqual(["6:13"]);
    expectLawfulFixes(cache, text, { language: "action", files: npm });
  });

  it.each([
    ["a cache", job(`${node}    cache: npm\n- run: npm ci`)],
    ["a cache that is off on purpose", job(`${node}    package-manager-cache: false\n- run: npm ci`)],
    ["a cache step", job(`${node}- uses: actions/cache@v5\n  with:\n    path: ~/.npm\n    key: a\n- run: npm ci`)],
    ["another action that caches", job(`${node}- uses: bahmutov/npm-install@v1\n- run: npm ci`)],
    ["nothing that is installed", job(`${node}- run: node build.js`)],
    ["a tool alone", job(`${node}- run: npm install -g vercel`)],
    ["a setup without a checkout before", job(`${node.replace(checkout, "")}- run: npm ci`)],
    ["a checkout elsewhere", job(`${node.replace("v6\n", "v6\n  with:\n    path: web\n")}- run: npm ci`)],
    ["a job that publishes", job(`${node}- run: npm ci\n- run: npm publish`)],
    ["a release", job(`${node}- run: npm ci`).replace("on: push", "on: release")],
    [
      "what a release takes from it",
      `${job(`${node}- run: npm ci\n- uses: actions/upload-artifact@v6\n  with:\n    path: dist`).replace("on: push", "on:\n  push:\n    tags: ['v*']")}  release:\n    needs: test\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/download-artifact@v7\n      - run: gh release create v1\n`,
    ],
    ["a runner of one's own", job(`${node}- run: npm ci`).replace("ubuntu-latest", "[self-hosted, linux]")],
    ["an action that cannot be seen", job(`${node}- uses: ./.github/actions/setup\n- run: npm ci`)],
    ["a folder that cannot be told", job(`${node}- run: npm ci\n  working-directory: \${{ matrix.app }}`)],
  ])("is silent on %s", (_, text) => {
    expect(places(cache, text, { files: npm })).toEqual([]);
  });

  it("is silent where the lock file is not there or cannot be seen, and where the action caches by itself", () => {
    const text = job(`${node}- run: npm ci`);
    expect(places(cache, text)).toEqual([]);
    expect(places(cache, text, { files: { "package.json": "{}" } })).toEqual([]);
    const named = { ...npm, "package.json": '{ "packageManager": "npm@11.6.0" }' };
    expect(places(cache, text, { files: named })).toEqual([]);
    expect(places(cache, text.replace("setup-node@v6", "setup-node@v4"), { files: named })).toHaveLength(1);
    expect(places(cache, text, { files: { ...npm, "package.json": '{ "packageManager": "yarn@4.1.0" }' } })).toHaveLength(1);
  });
});

describe("workflow/install-without-lockfile", () => {
  it.each([
    ["npm install", "npm ci"],
    ["npm i --no-audit", "npm ci --no-audit"],
    ["npm install && npm test", "npm ci && npm test"],
  ])("writes %s as %s", (command, expected) => {
    const text = job(`- run: ${command}`);
    expect(run(loose, text, { files: npm })[0]?.fixed[0]).toContain(`- run: ${expected}\n`);
    expectLawfulFixes(loose, text, { files: npm });
  });

  it("follows folders", () => {
    const files = { "web/package-lock.json": "{}" };
    expect(places(loose, job("- run: cd web && npm install"), { files })).toHaveLength(1);
    expect(places(loose, job("- run: npm install --prefix web"), { files })).toHaveLength(1);
    expect(places(loose, job("- run: npm install\n  working-directory: web"), { files })).toHaveLength(1);
    expect(places(loose, job("- run: npm install"), { files })).toEqual([]);
  });

  it("tells PowerShell's scripts, too, without a fix", () => {
    expect(run(loose, job("- run: npm install\n  shell: pwsh"), { files: npm })).toMatchObject([{ fixes: [] }]);
  });

  it.each([
    "npm ci",
    "npm install eslint",
    "npm install -g npm",
    "npm ci || npm install",
    "npm install --package-lock-only",
    "npm install --no-package-lock",
    "rm -f package-lock.json && npm install",
    "if [ -f a ]; then npm ci; else npm install; fi",
    "npm install && git commit -am update",
    "npm update && npm install",
    "npm install ${{ inputs.packages }}",
    "npm install $PACKAGES",
    "pnpm install",
    "yarn install",
  ])("is silent on %s", (command) => {
    expect(places(loose, job(`- run: ${command}`), { files: npm })).toEqual([]);
  });

  it("is silent where the change is kept, and where no lock file can be seen", () => {
    expect(places(loose, job("- run: npm install\n- uses: peter-evans/create-pull-request@v8"), { files: npm })).toEqual([]);
    expect(places(loose, job("- run: npm install"))).toEqual([]);
    expect(places(loose, job("- run: npm install"), { files: { "package.json": "{}" } })).toEqual([]);
  });
});

describe("workflow/missing-tool-version", () => {
  it.each([
    ["node", ".nvmrc", "24", "node-version-file: .nvmrc"],
    ["node", "package.json", '{ "engines": { "node": ">=24" } }', "node-version-file: package.json"],
    ["python", "pyproject.toml", '[project]\nrequires-python = ">=3.13"\n', "python-version-file: pyproject.toml"],
    ["go", "go.mod", "module a\n\ngo 1.27\n", "go-version-file: go.mod"],
    ["java", ".java-version", "25\n", "java-version-file: .java-version"],
  ])("takes the version of %s from %s", (tool, path, text, expected) => {
    const workflow = job(`- uses: actions/setup-${tool}@v6`);
    expect(run(version, workflow, { files: { [path]: text } })[0]?.fixed[0]).toContain(`        with:\n          ${expected}\n`);
    expectLawfulFixes(version, workflow, { files: { [path]: text } });
    expect(run(version, workflow)).toMatchObject([{ fixes: [] }]);
  });

  it.each(["node-version: 24", "node-version-file: .nvmrc", "node-version: ${{ matrix.node }}", "version: 24"])(
    "is silent on %s",
    (input) => {
      expect(places(version, job(`- uses: actions/setup-node@v6\n  with:\n    ${input}`))).toEqual([]);
    },
  );

  it("is silent where setup-python finds the version by itself", () => {
    expect(places(version, job("- uses: actions/setup-python@v6"), { files: { ".python-version": "3.14\n" } })).toEqual([]);
  });
});
