import { describe, expect, it } from "vitest";
import policy from "../../../server/engine/rules/workflow/artifact-files-policy.ts";
import retention from "../../../server/engine/rules/workflow/artifact-retention.ts";
import colliding from "../../../server/engine/rules/workflow/colliding-artifact-name.ts";
import missing from "../../../server/engine/rules/workflow/missing-artifact.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const upload = (name: string, more = "", version = "v7") =>
  `- uses: actions/upload-artifact@${version}\n${more.startsWith("if") ? `  ${more}\n` : ""}  with:\n${name === "" ? "" : `    name: ${name}\n`}    path: dist\n${more !== "" && !more.startsWith("if") ? `    ${more}\n` : ""}`;
const download = (name: string, more = "") =>
  `- uses: actions/download-artifact@v8\n  with:\n    name: ${name}\n${more === "" ? "" : `    ${more}\n`}`;
const job = (id: string, steps: string, more = "") =>
  `  ${id}:\n    runs-on: ubuntu-latest\n${more}    steps:\n${steps.trimEnd().replace(/^/gm, "      ")}\n`;
const on = "on: push\njobs:\n";
const matrix = (text: string) => `    strategy:\n      matrix:\n${text.replace(/^/gm, "        ")}\n`;

describe("workflow/colliding-artifact-name", () => {
  it.each([
    ["os: [linux, windows]", "dist", "dist-${{ matrix.os }}"],
    ["os: [linux, windows]\nnode: [22, 24]", "dist-${{ matrix.os }}", "dist-${{ matrix.os }}-${{ matrix.node }}"],
    ["os: [linux, windows]\nnode: [24]", "dist-${{ github.sha }}", "dist-${{ github.sha }}-${{ matrix.os }}"],
    ["include:\n  - os: linux\n  - os: windows", "dist", "dist-${{ matrix.os }}"],
    ["os: [linux, windows]", "", "artifact-${{ matrix.os }}"],
  ])("tells the jobs of %j apart in %s", (rows, name, expected) => {
    const text = on + job("test", upload(name), matrix(rows));
    expect(run(colliding, text)[0]?.fixed[0]).toContain(`name: ${expected}\n`);
    expectLawfulFixes(colliding, text);
  });

  it("writes nothing where the values cannot stand in a name", () => {
    expect(run(colliding, on + job("test", upload("dist"), matrix("image: ['a/b', 'a/c']")))).toMatchObject([{ fixes: [] }]);
  });

  it("finds a name that is used twice", () => {
    expect(places(colliding, on + job("a", upload("dist")) + job("b", upload("dist")))).toEqual(["15:17"]);
    expect(places(colliding, on + job("a", upload("dist") + upload("docs")))).toEqual([]);
    expect(places(colliding, on + job("a", upload("dist", "if: failure()")) + job("b", upload("dist")))).toEqual([]);
  });

  it("is weaker for what is uploaded after a failure", () => {
    expect(run(colliding, on + job("test", upload("logs", "if: failure()"), matrix("os: [a, b]")))).toMatchObject([
      { severity: "warning" },
    ]);
  });

  it.each([
    ["the matrix in the name", upload("dist-${{ matrix.os }}"), "os: [a, b]"],
    ["the job's number", upload("dist-${{ strategy.job-index }}"), "os: [a, b]"],
    ["the runner's system", upload("dist-${{ runner.os }}"), "os: [a, b]"],
    ["a step's output", upload("dist-${{ steps.name.outputs.name }}"), "os: [a, b]"],
    ["an artifact that may be overwritten", upload("dist", "overwrite: true"), "os: [a, b]"],
    ["one of the matrix alone", upload("dist", "if: matrix.os == 'a'"), "os: [a, b]"],
    ["one whose step says so", upload("dist", "if: steps.build.outputs.upload == 'true'"), "os: [a, b]"],
    ["a matrix of one", upload("dist"), "os: [a]"],
    ["a matrix that cannot be told", upload("dist"), "os: ${{ fromJSON(inputs.all) }}"],
    ["version 3, which merges", upload("dist", "", "v3"), "os: [a, b]"],
    ["a version that cannot be told", upload("dist", "", "0123456789012345678901234567890123456789"), "os: [a, b]"],
    ["a name that include gives", upload("dist-${{ matrix.name }}"), "os: [a, b]\ninclude:\n  - os: a\n    name: x"],
  ])("is silent on %s", (_, steps, rows) => {
    expect(places(colliding, on + job("test", steps, matrix(rows)))).toEqual([]);
  });
});

describe("workflow/missing-artifact", () => {
  const needs = "    needs: build\n";

  it("finds a name that nobody has given", () => {
    const text = on + job("build", upload("dist")) + job("use", download("dits"), needs);
    expect(run(missing, text)).toMatchObject([{ on: "dits", fixes: [{ title: "Write `dist`" }] }]);
    expectLawfulFixes(missing, text);
    expect(places(missing, on + job("build", "- run: make") + job("use", download("dist"), needs))).toHaveLength(1);
    expect(places(missing, on + job("use", download("dist")))).toHaveLength(1);
  });

  it("waits for the job that uploads it", () => {
    const text = on + job("build", upload("dist")) + job("use", download("dist"));
    expect(run(missing, text)[0]?.fixed[0]).toContain("  use:\n    needs: build\n");
    expectLawfulFixes(missing, text);
    const behind = on + job("build", upload("dist"), "    needs: use\n") + job("use", download("dist"));
    expect(run(missing, behind)).toMatchObject([{ fixes: [] }]);
  });

  it.each([
    ["an upload before", on + job("build", upload("dist")) + job("use", download("dist"), needs)],
    ["one in the same job", on + job("use", upload("dist") + download("dist"))],
    ["one of a matrix", on + job("build", upload("dist-${{ matrix.os }}"), matrix("os: [a, b]")) + job("use", download("dist-a"), needs)],
    [
      "the name that pages have",
      on + job("build", "- uses: actions/upload-pages-artifact@v5") + job("use", download("github-pages"), needs),
    ],
    ["the name that none is", on + job("build", upload("")) + job("use", download("artifact"), needs)],
    ["another run", on + job("use", download("dist", "run-id: 1"))],
    ["an expression", on + job("use", download("${{ inputs.name }}"))],
    ["all of them", `${on}${job("use", "- uses: actions/download-artifact@v8")}`],
    ["an action that may upload", on + job("build", "- uses: some/builder@v1") + job("use", download("dist"), needs)],
    [
      "a called workflow that cannot be seen",
      `${on}  build:\n    uses: a/b/.github/workflows/c.yml@v1\n${job("use", download("dist"), needs)}`,
    ],
    ["a called workflow itself", `on: workflow_call\njobs:\n${job("use", download("dist"))}`],
    ["what may be missing", on + job("use", `${download("dist")}  continue-on-error: true\n`)],
  ])("is silent on %s", (_, text) => {
    expect(places(missing, text)).toEqual([]);
  });
});

describe("workflow/artifact-retention and workflow/artifact-files-policy", () => {
  it("speak of uploads that say nothing", () => {
    for (const rule of [retention, policy]) {
      const text = on + job("build", upload("dist"));
      expect(places(rule, text)).toEqual(["6:15"]);
      expectLawfulFixes(rule, text);
      expect(places(rule, on + job("build", upload("dist", "retention-days: 1\n    if-no-files-found: ignore")))).toEqual([]);
      expect(places(rule, on + job("use", download("dist")))).toEqual([]);
    }
  });
});
