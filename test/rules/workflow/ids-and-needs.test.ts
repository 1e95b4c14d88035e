import { describe, expect, it } from "vitest";
import duplicateId from "../../../server/engine/rules/workflow/duplicate-id.ts";
import duplicateNeed from "../../../server/engine/rules/workflow/duplicate-need.ts";
import invalidId from "../../../server/engine/rules/workflow/invalid-id.ts";
import missingName from "../../../server/engine/rules/workflow/missing-name.ts";
import needsCycle from "../../../server/engine/rules/workflow/needs-cycle.ts";
import unknownNeed from "../../../server/engine/rules/workflow/unknown-need.ts";
import parallelStep from "../../../server/engine/rules/workflow/unknown-parallel-step.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

/** Jobs by their id with what they need. */
const jobs = (needs: Readonly<Record<string, string>>) =>
  `on: push\njobs:\n${Object.entries(needs)
    .map(([id, need]) => `  ${id}:\n${need === "" ? "" : `    needs: ${need}\n`}    runs-on: x\n    steps:\n      - run: make\n`)
    .join("")}`;
const steps = (text: string) => `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${text.replace(/^/gm, "      ")}\n`;

describe("workflow/invalid-id", () => {
  it.each([
    ["unit test", "a blank"],
    ["a.b", "`.`"],
    ["1st", "does not begin"],
    ["-a", "does not begin"],
    ["__a", "begins with `__`"],
    ["a".repeat(100), "100 characters"],
  ])("reports %s", (id, message) => {
    expect(run(invalidId, jobs({ [id]: "" }))).toMatchObject([{ on: id, message: expect.stringContaining(message) }]);
    expect(run(invalidId, steps(`- id: ${id}\n  run: a`))).toMatchObject([{ on: id, message: expect.stringContaining(message) }]);
  });

  it.each(["a", "_a", "A-b_1", "ä".length === 1 ? "build" : "", "x".repeat(99)])("is silent on %s", (id) => {
    expect(places(invalidId, jobs({ [id]: "" }))).toEqual([]);
  });

  it("is silent on expressions, which are another matter, and reports an aliased step once", () => {
    expect(places(invalidId, steps("- id: ${{ matrix.id }}\n  run: a"))).toEqual([]);
    expect(places(invalidId, "on: push\njobs:\n  a: &a {runs-on: x, steps: [{id: 1, run: b}]}\n  b: *a\n")).toHaveLength(1);
    expect(places(invalidId, "runs: {using: composite, steps: [{id: a b, run: c, shell: bash}]}\n", { language: "action" })).toHaveLength(
      1,
    );
  });
});

describe("workflow/duplicate-id", () => {
  it("reports the second of a job, whatever the case", () => {
    expect(run(duplicateId, steps("- id: a\n  run: b\n- id: A\n  run: c"))).toMatchObject([
      { at: "8:13", message: expect.stringContaining("line 6") },
    ]);
    expect(places(duplicateId, steps("- id: a\n  run: b\n- parallel:\n    - id: a\n      run: c"))).toHaveLength(1);
    expect(
      places(duplicateId, "runs: {using: composite, steps: [{id: a, run: c, shell: sh}, {id: a, run: c, shell: sh}]}\n", {
        language: "action",
      }),
    ).toHaveLength(1);
  });

  it("is silent on other jobs and on aliases", () => {
    expect(
      places(duplicateId, "on: push\njobs:\n  a: {runs-on: x, steps: [{id: s, run: b}]}\n  b: {runs-on: x, steps: [{id: s, run: b}]}\n"),
    ).toEqual([]);
    expect(places(duplicateId, "on: push\njobs:\n  a: {runs-on: x, steps: &s [{id: s, run: b}]}\n  b: {runs-on: x, steps: *s}\n")).toEqual(
      [],
    );
  });
});

describe("workflow/unknown-need", () => {
  it("names what was meant, by the id or the name of a job", () => {
    expect(run(unknownNeed, jobs({ tests: "", deploy: "[test]" }))).toMatchObject([{ on: "test", fixes: [{ title: "Write `tests`" }] }]);
    const named =
      "on: push\njobs:\n  a:\n    name: Unit tests\n    runs-on: x\n    steps:\n      - run: make\n  b:\n    needs: 'Unit tests'\n    runs-on: x\n    steps:\n      - run: make\n";
    expect(run(unknownNeed, named)[0]?.fixed[0]).toContain("needs: 'a'");
    expectLawfulFixes(unknownNeed, named);
    expectLawfulFixes(unknownNeed, jobs({ tests: "", lint: "", deploy: "[test, lint]" }));
  });

  it("offers no job that is needed already", () => {
    expect(run(unknownNeed, jobs({ tests: "", deploy: "[tests, test]" }))).toMatchObject([{ on: "test", fixed: [] }]);
  });

  it.each([
    ["other cases", jobs({ Test: "", deploy: "test" })],
    ["an expression", jobs({ deploy: "${{ inputs.a }}" })],
    ["no needs", jobs({ a: "" })],
  ])("is silent on %s", (_, text) => {
    expect(places(unknownNeed, text)).toEqual([]);
  });
});

describe("workflow/needs-cycle", () => {
  it("reports a circle once, with its jobs", () => {
    expect(run(needsCycle, jobs({ a: "c", b: "a", c: "b", d: "c" }))).toMatchObject([
      { on: "c", message: expect.stringContaining("`a` needs `c` needs `b` needs `a`") },
    ]);
    expect(run(needsCycle, jobs({ a: "a" }))).toMatchObject([{ message: expect.stringContaining("itself") }]);
    expect(places(needsCycle, jobs({ a: "b", b: "a", c: "d", d: "c" }))).toHaveLength(2);
  });

  it("is silent where ways part and meet again, and takes long chains", () => {
    expect(places(needsCycle, jobs({ a: "", b: "a", c: "a", d: "[b, c]" }))).toEqual([]);
    const chain = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`j${i}`, i === 499 ? "" : `j${i + 1}`]));
    expect(places(needsCycle, jobs(chain))).toEqual([]);
  });
});

describe("workflow/duplicate-need", () => {
  it.each(["[a, b, A]", "[a, a, b]", "\n      - a\n      - a # remark"])("reports and removes it: %s", (needs) => {
    const text = jobs({ a: "", b: "", c: needs });
    expect(run(duplicateNeed, text)).toHaveLength(1);
    if (!needs.includes("#")) expectLawfulFixes(duplicateNeed, text);
  });

  it("is silent on different jobs", () => {
    expect(places(duplicateNeed, jobs({ a: "", b: "", c: "[a, b]", d: "a" }))).toEqual([]);
  });
});

describe("workflow/unknown-parallel-step", () => {
  const background = "- id: server\n  run: serve\n  background: true\n";

  it("reports what is not there, comes later, or does not run in the background", () => {
    expect(run(parallelStep, steps(`${background}- wait: servr`))).toMatchObject([{ on: "servr", fixes: [{ title: "Write `server`" }] }]);
    expectLawfulFixes(parallelStep, steps(`${background}- wait: [servr]`));
    expect(run(parallelStep, steps(`- cancel: server\n${background.trimEnd()}`))).toMatchObject([
      { message: expect.stringContaining("later"), fixed: [] },
    ]);
    expect(run(parallelStep, steps("- id: a\n  run: b\n- wait: [a]"))).toMatchObject([
      { message: expect.stringContaining("background"), fixed: [] },
    ]);
    expect(run(parallelStep, steps("- parallel:\n    - parallel:\n        - run: a\n        - run: b"))).toMatchObject([
      { on: "parallel" },
    ]);
  });

  it.each([
    ["what is there", steps(`${background}- wait: SERVER\n- cancel: server\n- wait-all:`)],
    ["an expression", steps("- wait: ${{ matrix.id }}")],
    ["steps in parallel", steps("- parallel:\n    - run: a\n    - run: b")],
  ])("is silent on %s", (_, text) => {
    expect(places(parallelStep, text)).toEqual([]);
  });
});

describe("workflow/missing-name", () => {
  it("takes the name from the file's", () => {
    const text = jobs({ a: "" });
    expect(run(missingName, text, { path: ".github/workflows/build-image.yml" })[0]?.fixed[0]).toBe(`name: Build image\n${text}`);
    expect(run(missingName, text, { path: ".github/workflows/ci-cd.yaml" })[0]?.fixed[0]).toContain("name: CI/CD\n");
    expectLawfulFixes(missingName, `# First comes a remark.\n${text}`);
  });

  it("is silent where there is one, and on what is no workflow yet", () => {
    expect(places(missingName, `name: a\n${jobs({ a: "" })}`)).toEqual([]);
    expect(places(missingName, "on: push\n")).toEqual([]);
  });
});
