// What steps give their actions.
import { describe, expect, it } from "vitest";
import conflictingActionInputs from "../../../server/engine/rules/workflow/conflicting-action-inputs.ts";
import deprecatedActionInput from "../../../server/engine/rules/workflow/deprecated-action-input.ts";
import missingActionInput from "../../../server/engine/rules/workflow/missing-action-input.ts";
import unknownActionInput from "../../../server/engine/rules/workflow/unknown-action-input.ts";
import { expectLawfulFixes, places, run, type Setting } from "../support.ts";

const sha = "3d3c42e5aac5ba805825da76410c181273ba90b1";
const step = (uses: string, ...inputs: readonly string[]) =>
  `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ${uses}\n${inputs.length > 0 ? "        with:\n" : ""}${inputs.map((one) => `          ${one}\n`).join("")}`;
const local: Setting = {
  files: {
    "setup/action.yml":
      "name: Setup\ndescription: Sets up\ninputs:\n  version:\n    required: true\n  cache:\n    default: npm\n  old:\n    deprecationMessage: Use `version`.\nruns:\n  using: composite\n  steps: []\n",
    "box/action.yml": "name: Box\ndescription: Runs\nruns:\n  using: docker\n  image: Dockerfile\n",
  },
};

describe("workflow/unknown-action-input", () => {
  it.each([
    step("actions/checkout@v7", "fetch-dept: 0 # all"),
    step("actions/setup-node@v7", "node-versoin: 24", "cache: npm"),
    step(`actions/checkout@${sha} # v7.0.1`, "fetch_depth: 0"),
    step("actions/checkout@v7", '"fetch-dept": 0'),
  ])("mends a slip: %s", (text) => {
    expect(run(unknownActionInput, text)).toHaveLength(1);
    expectLawfulFixes(unknownActionInput, text);
  });
  it("offers none that is given already, and tells what came later", () => {
    expect(run(unknownActionInput, step("actions/checkout@v7", "fetch-dept: 0", "fetch-depth: 0"))).toMatchObject([{ fixed: [] }]);
    expect(run(unknownActionInput, step("actions/setup-node@v4", "package-manager-cache: false"))[0]?.message).toContain("in version 4");
  });
  it("reads actions of this repository", () => {
    expect(run(unknownActionInput, step("./setup", "version: 1", "cahce: npm"), local)[0]?.fixed[0]).toContain("cache: npm");
    expect(places(unknownActionInput, step("./setup", "version: 1", "args: x"), local)).toHaveLength(1);
    expect(places(unknownActionInput, step("./box", "args: x"), local)).toEqual([]);
    expect(places(unknownActionInput, step("./unseen", "x: y"), local)).toEqual([]);
  });
  it.each([
    step("nobody/knows@v1", "x: y"),
    step("actions/checkout@v8", "x: y"),
    step("actions/checkout@v1", "x: y"),
    step("aquasecurity/trivy-action@v0.36.0", "x: y"),
    step("actions/checkout@v7", "FETCH-DEPTH: 0"),
    step(`actions/setup-node@${sha}`, "package-manager-cache: false"),
    step("hadolint/hadolint-action@v3.3.0", "args: x"),
  ])("is silent on %s", (text) => expect(places(unknownActionInput, text)).toEqual([]));
  it("hints once the table is old", () => {
    expect(run(unknownActionInput, step("actions/checkout@v7", "fetch-dept: 0"), { today: "2028-06-01" })).toMatchObject([
      { severity: "hint" },
    ]);
  });
});

describe("workflow/missing-action-input", () => {
  it.each([
    step("actions/cache@v6"),
    step("actions/cache@v6", "path: x"),
    step("actions/cache@v6").replace("- uses", "- name: Cache\n        uses"),
    step("actions/upload-artifact@v7", "name: x # remark"),
    step("actions/github-script@v9"),
  ])("adds what is missing: %s", (text) => {
    expect(run(missingActionInput, text)).toHaveLength(1);
    expectLawfulFixes(missingActionInput, text);
  });
  it("only warns of actions of this repository, whose inputs nobody enforces", () => {
    expect(run(missingActionInput, step("./setup"), local)).toMatchObject([{ severity: "warning" }]);
    expect(places(missingActionInput, step("./setup", "version: ''"), local)).toEqual([]);
  });
  it.each([
    step("actions/cache@v6", "path: x", "key: y"),
    step("actions/cache@main"),
    step(`actions/cache@${sha}`),
    step("actions/cache@v9"),
    step("nobody/knows@v1"),
    step("actions/checkout@v7"),
    `${step("actions/cache@v6")}        with: \${{ inputs.all }}\n`,
  ])("is silent on %s", (text) => expect(places(missingActionInput, text)).toEqual([]));
});

describe("workflow/deprecated-action-input", () => {
  it("writes the one that took its place", () => {
    const text = step("actions/setup-java@v5", "distribution: temurin", "jdkFile: x");
    expect(run(deprecatedActionInput, text)[0]?.fixed[0]).toContain("jdk-file: x");
    expectLawfulFixes(deprecatedActionInput, text);
  });
  it("has no fix where there is none, or both are given", () => {
    expect(run(deprecatedActionInput, step("actions/cache@v6", "path: x", "key: y", "save-always: true"))).toMatchObject([{ fixed: [] }]);
    expect(run(deprecatedActionInput, step("actions/setup-java@v5", "jdkFile: x", "jdk-file: x"))).toMatchObject([{ fixed: [] }]);
    expect(run(deprecatedActionInput, step("./setup", "version: 1", "old: x"), local)[0]?.message).toContain("Use `version`.");
  });
  it.each([
    step("actions/setup-java@v5", "jdk-file: x"),
    step("nobody/knows@v1", "app-id: x"),
    step("actions/create-github-app-token@v9", "app-id: 1"),
  ])("is silent on %s", (text) => expect(places(deprecatedActionInput, text)).toEqual([]));
});

describe("workflow/conflicting-action-inputs", () => {
  it("keeps one of the two", () => {
    const text = step("actions/setup-python@v7", "python-version: '3.14'", "python-version-file: .python-version", "cache: pip");
    const [problem] = run(conflictingActionInputs, text);
    expect(problem?.fixes).toHaveLength(2);
    expect(problem?.fixed[0]).not.toContain("python-version: ");
    expectLawfulFixes(conflictingActionInputs, text);
  });
  it.each([
    step("actions/setup-node@v7", "node-version: 24"),
    step("actions/setup-node@v7", "node-version: ${{ matrix.node }}", "node-version-file: .nvmrc"),
    step("actions/setup-node@v7", "node-version: ''", "node-version-file: .nvmrc"),
  ])("is silent on %s", (text) => expect(places(conflictingActionInputs, text)).toEqual([]));
});
