// The rules on what the schema refuses. What it refuses is tested with the schema itself; here, what the rules make of it.
import { describe, expect, it } from "vitest";
import duplicateKey from "../../../server/engine/rules/workflow/duplicate-key.ts";
import emptySection from "../../../server/engine/rules/workflow/empty-section.ts";
import invalidValue from "../../../server/engine/rules/workflow/invalid-value.ts";
import mergeKey from "../../../server/engine/rules/workflow/merge-key.ts";
import misplacedKey from "../../../server/engine/rules/workflow/misplaced-key.ts";
import missingKey from "../../../server/engine/rules/workflow/missing-key.ts";
import unknownKey from "../../../server/engine/rules/workflow/unknown-key.ts";
import wrongType from "../../../server/engine/rules/workflow/wrong-type.ts";
import yamlSyntax from "../../../server/engine/rules/workflow/yaml-syntax.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const all = [duplicateKey, emptySection, invalidValue, mergeKey, misplacedKey, missingKey, unknownKey, wrongType, yamlSyntax];
const job = (lines: string) =>
  `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n${lines.replace(/^/gm, "    ")}\n    steps:\n      - run: make\n`;
const composite = (step: string) => `name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n    - ${step}\n`;

describe("the rules on the schema", () => {
  it.each([
    ["a healthy workflow", job("timeout-minutes: 5")],
    ["an empty file", ""],
    ["a file that a template engine makes a workflow of", "on: push\njobs:\n{% for a in b %}\n  {{ a }}:\n    runs: x\n{% endfor %}\n"],
    ["what is to be filled in", job("env: {{ env }}")],
  ])("are silent on %s", (_, text) => {
    for (const rule of all) expect(places(rule, text)).toEqual([]);
  });

  it("give one finding for a half-typed line", () => {
    const found = all.flatMap((rule) => places(rule, "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    st\n"));
    expect(found).toEqual(["5:5"]);
  });
});

describe("workflow/yaml-syntax", () => {
  it("writes blanks for tabs", () => {
    const text = "on:\n\tpush:\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n";
    expect(run(yamlSyntax, text)).toHaveLength(1);
    expectLawfulFixes(yamlSyntax, text);
  });

  it("tells a slip of the indentation once", () => {
    const text = "on: push\njobs:\n  a: text\n    runs-on: x\n    timeout-minutes: 5\n    steps:\n      - run: make\n";
    expect(run(yamlSyntax, text)).toHaveLength(1);
  });

  it("holds for actions", () => {
    expect(run(yamlSyntax, "name: [a\n", { language: "action" })).toHaveLength(1);
  });
});

describe("workflow/unknown-key", () => {
  it("renames to what was meant", () => {
    const text = job("env:\n  A: b # remark\nTimeout-Minutes: 5");
    expect(run(unknownKey, text)).toMatchObject([{ on: "Timeout-Minutes", fixes: [{ safety: "safe" }] }]);
    expect(run(unknownKey, text)[0]?.fixed[0]).toBe(text.replace("Timeout-Minutes", "timeout-minutes"));
    expectLawfulFixes(unknownKey, text);
    expect(run(unknownKey, job("stategy: {matrix: {a: [1]}}"))).toMatchObject([{ fixes: [{ safety: "unsafe" }] }]);
  });

  it("offers nothing behind an alias, and nothing where nothing is near", () => {
    const text = "on: push\njobs:\n  a: {runs-on: x, env: &e {A: b}, container: *e, steps: [{run: b}]}\n";
    expect(run(unknownKey, text)).toMatchObject([{ on: "*e", fixed: [] }]);
    expect(run(unknownKey, job("x-common: 1"))).toMatchObject([
      { on: "x-common", message: expect.stringContaining("extension"), fixed: [] },
    ]);
  });

  it("leaves other forges their own keys", () => {
    const setting = { path: ".forgejo/workflows/ci.yml" };
    expect(places(unknownKey, job("colour: red"), setting)).toEqual([]);
    expect(places(unknownKey, job("timeout_minutes: 5"), setting)).toHaveLength(1);
  });

  it("names the keys of a small section", () => {
    expect(run(unknownKey, job("concurrency: {group: a, colour: b}"))[0]?.message).toContain("`group`, `cancel-in-progress` and `queue`");
  });
});

describe("workflow/missing-key", () => {
  it("adds the runner, and the type that the default tells", () => {
    const text = "on: push\njobs:\n  a:\n    name: b # remark\n    steps:\n      - run: make\n";
    expect(run(missingKey, text)).toMatchObject([{ at: "3:3" }]);
    expectLawfulFixes(missingKey, text);
    const call = (lines: string) =>
      `on:\n  workflow_call:\n    inputs:\n      a:\n        ${lines}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n`;
    expect(run(missingKey, call("default: true"))[0]?.fixed[0]).toContain("type: boolean");
    expect(run(missingKey, call("default: 5"))[0]?.fixed[0]).toContain("type: number");
    expect(run(missingKey, call("required: true"))[0]?.fixed[0]).toContain("type: string");
    expectLawfulFixes(missingKey, call("default: true"));
  });

  it("offers nothing where more is missing", () => {
    expect(run(missingKey, "on: push\njobs:\n  a:\n    name: b\n")).toMatchObject([{ fixed: [] }]);
  });

  it("leaves what actions need to the rules of actions, but for what a step does", () => {
    expect(places(missingKey, composite("run: a"), { language: "action" })).toEqual([]);
    expect(places(missingKey, "name: a\n", { language: "action" })).toEqual([]);
    expect(places(missingKey, composite("name: a"), { language: "action" })).toEqual(["6:7"]);
  });
});

describe("workflow/misplaced-key", () => {
  it("removes it with what stands below", () => {
    const text = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n    env:\n      A: b\n    timeout-minutes: 5\n";
    expect(run(misplacedKey, text).map(({ on }) => on)).toEqual(["env", "timeout-minutes"]);
    expectLawfulFixes(misplacedKey, text);
  });

  it("does not choose between two that exclude each other, nor remove what belongs elsewhere", () => {
    expect(run(misplacedKey, "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: a/b@v1\n        run: c\n")).toMatchObject([
      { on: "run", fixed: [] },
    ]);
    expect(run(misplacedKey, `timeout-minutes: 5\n${job("env: {A: b}")}`)).toMatchObject([{ on: "timeout-minutes", fixed: [] }]);
  });
});

describe("workflow/empty-section", () => {
  it("removes what may be left out, and keeps comments", () => {
    const text = job("# Nothing yet.\nenv:\ntimeout-minutes: 5");
    expect(run(emptySection, text)).toMatchObject([{ on: "env" }]);
    expectLawfulFixes(emptySection, text);
    expect(run(emptySection, "on: push\njobs:\n")).toMatchObject([{ on: "jobs", fixed: [] }]);
    const input =
      "name: a\ndescription: b\ninputs:\n  who:\n  what:\n    description: c\nruns:\n  using: composite\n  steps:\n    - run: ${{ inputs.who }}\n      shell: bash\n";
    expect(run(emptySection, input, { language: "action" })).toMatchObject([{ on: "who", fixed: [] }]);
    expect(run(emptySection, input.replace("inputs.who", "inputs.what"), { language: "action" })[0]?.fixed).toHaveLength(1);
  });

  it("is silent on an alias that leads nowhere, which is told by itself", () => {
    expect(places(emptySection, job("env: *common"))).toEqual([]);
  });
});

describe("workflow/wrong-type", () => {
  it.each([
    "strategy: {matrix: {os: ubuntu-latest}}",
    "services:\n  db: {image: postgres, ports: '5432:5432'}",
    "timeout-minutes: '5'",
    "continue-on-error: yes",
    'continue-on-error: "false"',
  ])("mends %s", (line) => {
    expectLawfulFixes(wrongType, job(line));
    expect(run(wrongType, job(line))[0]?.fixes?.[0]?.safety).toBe("safe");
  });

  it("offers nothing where it cannot tell what was meant", () => {
    expect(run(wrongType, job("timeout-minutes: five"))).toMatchObject([{ on: "five", fixed: [] }]);
  });
});

describe("workflow/invalid-value", () => {
  it("writes the word that was meant", () => {
    const text = job("concurrency: {group: a, queue: maximum}");
    expect(run(invalidValue, text)).toMatchObject([{ on: "maximum" }]);
    expectLawfulFixes(invalidValue, job("concurrency: {group: a, queue: singel}"));
  });
});

describe("workflow/duplicate-key", () => {
  it("tells the line of the first", () => {
    expect(run(duplicateKey, job("env:\n  A: b\n  a: c"))).toMatchObject([
      { on: "a", message: expect.stringContaining("line 6"), fixed: [] },
    ]);
    expect(places(duplicateKey, composite("run: a\n      run: b"), { language: "action" })).toEqual(["7:7"]);
  });
});

describe("workflow/merge-key", () => {
  const two = (second: string) =>
    `on: push\njobs:\n  a:\n    runs-on: x\n    env: &e\n      A: b # remark\n      C: |\n        one\n        two\n    steps:\n      - run: make\n        env:\n${second.replace(/^/gm, "          ")}\n`;

  it("writes the keys out that are not there", () => {
    const text = two("<<: *e\nC: mine");
    expect(run(mergeKey, text)).toMatchObject([{ on: "<<" }]);
    expect(run(mergeKey, text)[0]?.fixed[0]).toContain("        env:\n          A: b\n          C: mine\n");
    expectLawfulFixes(mergeKey, text);
    expect(run(mergeKey, two("<<: *e"))[0]?.fixed[0]).toContain("          A: b\n          C: |\n            one\n            two\n");
    expectLawfulFixes(mergeKey, two("<<: *e\nD: e"));
  });

  it("offers nothing for lists of mappings and for flow style", () => {
    expect(run(mergeKey, two("<<: [*e]"))).toMatchObject([{ fixed: [] }]);
    expect(run(mergeKey, job("env: &e {A: b}\ncontainer: {image: a, env: {<<: *e}}"))).toMatchObject([{ fixed: [] }]);
  });
});
