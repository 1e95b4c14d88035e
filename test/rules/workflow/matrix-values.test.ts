import { describe, expect, it } from "vitest";
import duplicateValue from "../../../server/engine/rules/workflow/duplicate-matrix-value.ts";
import excludeMismatch from "../../../server/engine/rules/workflow/matrix-exclude-mismatch.ts";
import unquotedVersion from "../../../server/engine/rules/workflow/unquoted-version.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const matrix = (text: string) =>
  `on: push\njobs:\n  a:\n    strategy:\n      matrix:\n${text.replace(/^/gm, "        ")}\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n`;
const exclude = (item: string, rows = "os: [linux, windows]\nnode: [22, 24]") => matrix(`${rows}\nexclude:\n  - ${item}`);

describe("workflow/matrix-exclude-mismatch", () => {
  it.each([
    ["{os: macos}", "macos"],
    ["{os: windows, node: 20}", "20"],
    ["{operating-system: windows}", "operating-system"],
    ["{noed: 22}", "noed"],
  ])("reports %s", (item, on) => {
    expect(run(excludeMismatch, exclude(item)).map((one) => one.on)).toEqual([on]);
  });

  it.each([
    ["a value of the matrix", exclude("{os: windows, node: 22}")],
    ["numbers as texts", exclude("{node: '22'}")],
    ["a part of an object", exclude("{os: {name: linux}}", "os: [{name: linux, arch: x64}]")],
    ["values by expressions", exclude("{os: macos}", "os: ['${{ inputs.os }}']")],
    ["a row by an expression", exclude("{os: macos}", "os: ${{ fromJSON(inputs.os) }}")],
    ["an exclude with an expression", exclude("{os: '${{ inputs.os }}'}")],
    ["an exclude by an expression", matrix("os: [linux]\nexclude: ${{ fromJSON(inputs.a) }}")],
    [
      "a matrix by an expression",
      "on: push\njobs:\n  a:\n    strategy:\n      matrix: ${{ fromJSON(inputs.a) }}\n    runs-on: x\n    steps:\n      - run: b\n",
    ],
    ["upper and lower case of names", exclude("{OS: windows}")],
  ])("is silent on %s", (_, text) => {
    expect(places(excludeMismatch, text)).toEqual([]);
  });

  it("reports an object that no value has", () => {
    expect(places(excludeMismatch, exclude("{os: {name: macos}}", "os: [{name: linux, arch: x64}]"))).toHaveLength(1);
  });
});

describe("workflow/duplicate-matrix-value", () => {
  it.each(["node: [22, 24, 22]", "node:\n  - 22\n  - 24\n  - 24", "os: [{a: 1, b: [c]}, {b: [c], a: 1}]"])(
    "reports and removes the second: %s",
    (rows) => {
      expect(run(duplicateValue, matrix(rows))).toHaveLength(1);
      expectLawfulFixes(duplicateValue, matrix(rows));
    },
  );

  it.each([
    "node: [22, 24]",
    "node: [22, '22']",
    "node: ['${{ inputs.a }}', '${{ inputs.a }}']",
    "node: [1.0, 1]".replace("1.0, 1", "'1.0', '1'"),
    "include: [{a: 1}, {a: 1}]",
  ])("is silent on %s", (rows) => {
    expect(places(duplicateValue, matrix(rows))).toEqual([]);
  });
});

describe("workflow/unquoted-version", () => {
  const input = (line: string) =>
    `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-python@v6\n        with:\n          ${line}\n`;

  it.each([
    ["an input", input("python-version: 3.10"), "3.10"],
    ["a row of a matrix", matrix("python: [3.9, 3.10, '3.11']"), "3.10"],
    ["a list below", matrix("go-version:\n  - 1.20 # remark\n  - 1.21"), "1.20"],
    ["an included property", matrix("os: [linux]\ninclude:\n  - {os: linux, ruby: 3.0}"), "3.0"],
  ])("puts %s in quotes", (_, text, on) => {
    expect(run(unquotedVersion, text)).toMatchObject([{ on }]);
    expectLawfulFixes(unquotedVersion, text);
  });

  it.each([
    ["quotes", input("python-version: '3.10'")],
    ["versions that keep all digits", input("python-version: 3.11")],
    ["three parts", input("python-version: 3.10.0")],
    ["whole numbers", input("node-version: 20")],
    ["numbers that are no version", input("fail-under: 90.0")],
    ["other rows", matrix("ratio: [0.10, 0.20]")],
  ])("is silent on %s", (_, text) => {
    expect(places(unquotedVersion, text)).toEqual([]);
  });

  it("holds for the steps of actions", () => {
    const text = "runs:\n  using: composite\n  steps:\n    - uses: actions/setup-go@v6\n      with:\n        go-version: 1.20\n";
    expect(places(unquotedVersion, text, { language: "action" })).toEqual(["6:21"]);
  });
});
