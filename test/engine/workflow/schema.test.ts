// What the schema allows at a place, and what it refuses.
import { describe, expect, it } from "vitest";
import {
  allowedKeys,
  allowedValues,
  availabilityOf,
  definitionOf,
  type FileKind,
  schemaProblemsOf,
} from "../../../server/engine/languages/workflow/schema.ts";
import { parseYaml } from "../../../server/engine/languages/yaml/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

function problems(text: string, kind: FileKind = "workflow") {
  const source = new SourceText(kind === "workflow" ? ".github/workflows/ci.yml" : "action.yml", text);
  const yaml = parseYaml(source);
  return schemaProblemsOf(yaml.documents[0]?.root, yaml, kind).map((problem) => {
    const { line, character } = source.positionAt(problem.span.start);
    return { ...problem, at: `${line + 1}:${character + 1}`, on: source.slice(problem.span) };
  });
}

/** Each problem as `code line:column text`. */
const brief = (text: string, kind?: FileKind) => problems(text, kind).map(({ code, at, on }) => `${code} ${at} ${on}`);
const workflow = (jobs: string) => `on: push\njobs:\n${jobs.replace(/^/gm, "  ")}\n`;
const job = (lines: string) => workflow(`a:\n  runs-on: ubuntu-latest\n${lines.replace(/^/gm, "  ")}\n  steps:\n    - run: make`);
const step = (lines: string) => workflow(`a:\n  runs-on: ubuntu-latest\n  steps:\n    - ${lines.replaceAll("\n", "\n      ")}`);
const composite = (lines: string) =>
  `name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n    - ${lines.replaceAll("\n", "\n      ")}\n`;

describe("what may stand at a place", () => {
  const contexts = (path: string, kind: FileKind = "workflow") => {
    const available = availabilityOf(path.split("."), kind);
    return available && [[...available.contexts].sort().join(" "), [...available.functions].sort().join(" ")];
  };

  it("gives the contexts and functions that expressions may use", () => {
    expect(contexts("run-name")).toEqual(["github inputs vars", ""]);
    expect(contexts("jobs.a.if")).toEqual(["github inputs needs vars", "always cancelled failure success"]);
    expect(contexts("jobs.a.steps.0.if")?.[1]).toBe("always cancelled failure hashfiles success");
    expect(contexts("jobs.a.steps.0.if")?.[0]).not.toContain("secrets");
    expect(contexts("jobs.a.steps.2.env.NAME")?.[0]).toContain("secrets");
    expect(contexts("runs.steps.0.run", "action")?.[0]).not.toContain("secrets");
  });

  it("hands down what may be used further out", () => {
    expect(contexts("jobs.a.strategy.matrix.os.0")?.[0]).toBe("github inputs needs vars");
    expect(contexts("jobs.a.strategy.matrix.include.0.deep.1.deeper")?.[0]).toBe("github inputs needs vars");
    expect(contexts("jobs.a.container.env.NAME")?.[0]).toContain("steps");
    expect(contexts("jobs.a.steps.0.parallel.1.parallel.0.run")?.[0]).toContain("steps");
  });

  it("gives nothing where no expression may stand, and is undefined where the key is unknown", () => {
    expect(contexts("name")).toEqual(["", ""]);
    expect(contexts("jobs.a.steps.0.uses")).toEqual(["", ""]);
    expect(contexts("jobs.a.colour")).toBeUndefined();
    expect(contexts("jobs.a.colour.below")).toBeUndefined();
    expect(contexts("name.0")).toBeUndefined();
  });

  // https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability, without what a key has from further out.
  it.each([
    ["run-name", "github inputs vars"],
    ["concurrency", "github inputs vars"],
    ["env.A", "github inputs secrets vars"],
    ["jobs.a.concurrency", "github inputs matrix needs strategy vars"],
    ["jobs.a.container", "github inputs matrix needs strategy vars"],
    ["jobs.a.container.credentials.password", "env github inputs matrix needs secrets strategy vars"],
    ["jobs.a.container.env.A", "env github inputs job matrix needs runner secrets strategy vars"],
    ["jobs.a.continue-on-error", "github inputs matrix needs strategy vars"],
    ["jobs.a.defaults.run.shell", "env github inputs matrix needs strategy vars"],
    ["jobs.a.env.A", "github inputs matrix needs secrets strategy vars"],
    ["jobs.a.environment", "github inputs matrix needs strategy vars"],
    ["jobs.a.environment.url", "env github inputs job matrix needs runner steps strategy vars"],
    ["jobs.a.if", "github inputs needs vars always cancelled failure success"],
    ["jobs.a.name", "github inputs matrix needs strategy vars"],
    ["jobs.a.outputs.b", "env github inputs job matrix needs runner secrets steps strategy vars"],
    ["jobs.a.runs-on", "github inputs matrix needs strategy vars"],
    ["jobs.a.secrets.b", "github inputs matrix needs secrets strategy vars"],
    ["jobs.a.services.b.image", "github inputs matrix needs strategy vars"],
    ["jobs.a.services.b.credentials.username", "env github inputs matrix needs secrets strategy vars"],
    ["jobs.a.services.b.env.A", "env github inputs job matrix needs runner secrets strategy vars"],
    ["jobs.a.steps.0.continue-on-error", "env github inputs job matrix needs runner secrets steps strategy vars hashfiles"],
    ["jobs.a.steps.0.env.A", "env github inputs job matrix needs runner secrets steps strategy vars hashfiles"],
    ["jobs.a.steps.0.if", "env github inputs job matrix needs runner steps strategy vars always cancelled failure hashfiles success"],
    ["jobs.a.steps.0.name", "env github inputs job matrix needs runner secrets steps strategy vars hashfiles"],
    ["jobs.a.steps.0.timeout-minutes", "env github inputs job matrix needs runner secrets steps strategy vars hashfiles"],
    ["jobs.a.steps.0.with.a", "env github inputs job matrix needs runner secrets steps strategy vars hashfiles"],
    ["jobs.a.steps.0.working-directory", "env github inputs job matrix needs runner secrets steps strategy vars hashfiles"],
    ["jobs.a.strategy.max-parallel", "github inputs needs vars"],
    ["jobs.a.timeout-minutes", "github inputs matrix needs strategy vars"],
    ["jobs.a.with.b", "github inputs matrix needs strategy vars"],
    ["on.workflow_call.inputs.a.default", "github inputs vars"],
    ["on.workflow_call.outputs.a.value", "github inputs jobs vars"],
  ])("has all that the documentation names for %s", (path, names) => {
    const available = availabilityOf(path.split("."), "workflow");
    const all = new Set([...(available?.contexts ?? []), ...(available?.functions ?? [])]);
    expect(names.split(" ").filter((name) => !all.has(name))).toEqual([]);
    const mayBe = new Set([...names.split(" "), ...(path.includes(".env.") ? ["steps"] : [])]);
    expect([...all].filter((name) => !mayBe.has(name))).toEqual([]);
  });

  it("names the keys of a mapping, and those that go with what is there", () => {
    const keys = (path: string, present?: string[]) => allowedKeys(path.split("."), "workflow", present).map(({ key }) => key);
    expect(keys("concurrency")).toEqual(["group", "cancel-in-progress", "queue"]);
    expect(keys("jobs.a.steps.0")).toEqual(expect.arrayContaining(["run", "uses", "parallel", "wait-all"]));
    expect(keys("jobs.a.steps.0", ["uses"])).toContain("with");
    expect(keys("jobs.a.steps.0", ["uses"])).not.toContain("shell");
    expect(keys("jobs.a", ["uses"])).not.toContain("environment");
    expect(keys("on")).toContain("workflow_dispatch");
    expect(allowedKeys(["jobs", "a", "concurrency"], "workflow").filter(({ isRequired }) => isRequired)).toMatchObject([{ key: "group" }]);
    expect(keys("nowhere")).toEqual([]);
  });

  it("names the values of a closed list", () => {
    expect(allowedValues(["concurrency", "queue"], "workflow")).toEqual(["single", "max"]);
    expect(allowedValues(["jobs", "a", "strategy", "fail-fast"], "workflow")).toEqual(["true", "false"]);
    expect(allowedValues(["permissions", "id-token"], "workflow")).toEqual(["write", "none"]);
    expect(allowedValues(["runs", "using"], "action")).toContain("composite");
    expect(allowedValues(["name"], "workflow")).toEqual([]);
    expect(definitionOf(["jobs", "a", "runs-on", "0"], "workflow")?.type.scalars.has("text")).toBe(true);
  });
});

describe("what the schema refuses", () => {
  it.each([
    ["an empty file", ""],
    ["nothing but comments", "# later\n"],
    ["events alone, in a list, as keys", "on: [push]\njobs: {a: {runs-on: x, steps: [{run: b}]}}\n"],
    ["events without settings", "on:\n  push:\n  pull_request:\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: b\n"],
    [
      "an unknown event, whose table is another",
      "on:\n  pushed:\n    branches: [a]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: b\n",
    ],
    [
      "a filter that the event does not take, whose table is another",
      "on:\n  release:\n    branches: [a]\n  create:\n    branches: [a]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: b\n",
    ],
    ["unknown permissions and levels, whose table is another", job("permissions:\n  new-scope: write\n  contents: admin")],
    ["no permissions", job("permissions: {}")],
    [
      "expressions in place of mappings, lists, numbers and switches",
      job(
        "strategy: ${{ fromJSON(inputs.a) }}\nenv: ${{ fromJSON(inputs.b) }}\ntimeout-minutes: ${{ fromJSON(inputs.c) }}\ncontinue-on-error: ${{ matrix.experimental }}",
      ),
    ],
    ["an expression as a row of the matrix", job("strategy:\n  matrix: ${{ fromJSON(needs.a.outputs.b) }}")],
    ["an expression over several lines", job("continue-on-error: >-\n  ${{\n    inputs.a\n  }}")],
    ["an expression as a key", job("env:\n  ${{ insert }}: ${{ vars }}")],
    ["braces of a template engine", job("env: {{ cookiecutter.env }}\ntimeout-minutes: '{{ minutes }}'")],
    [
      "what a starter workflow leaves open",
      "on:\n  push:\n    branches: [$default-branch]\n  schedule:\n    - cron: $cron-daily\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix: $codeql-languages-matrix\n    steps:\n      - run: b\n",
    ],
    ["a quoted on", '"on": push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: b\n'],
    ["anchors and aliases", workflow("a: &a\n  runs-on: x\n  steps: &steps\n    - run: b\nb: *a\nc:\n  runs-on: x\n  steps: *steps")],
    [
      "a call",
      workflow(
        "a:\n  uses: ./.github/workflows/b.yml\n  with: {x: 1}\n  secrets: inherit\n  strategy: {matrix: {a: [1]}}\n  permissions: read-all\n  concurrency: a",
      ),
    ],
    [
      "steps beside others",
      workflow(
        "a:\n  runs-on: x\n  steps:\n    - run: a\n      id: x\n      background: true\n    - wait: x\n    - wait-all:\n    - parallel:\n        - run: a\n        - uses: b/c@v1\n    - cancel: x",
      ),
    ],
    [
      "what came in 2026",
      job(
        "concurrency: {group: a, queue: max}\nenvironment: {name: a, deployment: false}\nservices:\n  db: {image: postgres, command: a, entrypoint: b}\nsnapshot: image\ncancel-timeout-minutes: 5",
      ),
    ],
    [
      "a time zone",
      "on:\n  schedule:\n    - cron: 0 4 * * *\n      timezone: Europe/Berlin\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: b\n",
    ],
  ])("is silent on %s", (_, text) => {
    expect(brief(text)).toEqual([]);
  });

  it.each([
    ["a misspelt key", job("time-out-minutes: 5"), "unknown-key 5:5 time-out-minutes", "timeout-minutes"],
    ["underscores", job("timeout_minutes: 5"), "unknown-key 5:5 timeout_minutes", "timeout-minutes"],
    [
      "a letter that is missing in the key that is needed",
      workflow("a:\n  run-on: x\n  steps:\n    - run: b"),
      "unknown-key 4:5 run-on",
      "runs-on",
    ],
    [
      "an extension key",
      "x-common: 1\non: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: b\n",
      "unknown-key 1:1 x-common",
      undefined,
    ],
    [
      "a key of no section",
      "on: push\nconcurrency: {group: a, colour: b}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: b\n",
      "unknown-key 2:25 colour",
      undefined,
    ],
  ])("reports %s as unknown, once", (_, text, expected, suggestion) => {
    expect(brief(text)).toEqual([expected]);
    expect(problems(text)[0]?.suggestion).toBe(suggestion);
  });

  it("looks below a misspelt key as if it were right, and not below one that is strange", () => {
    expect(brief(job("stratgy:\n  matrixx:\n    a: [1]"))).toEqual(["unknown-key 5:5 stratgy", "unknown-key 6:7 matrixx"]);
    expect(brief(job("strange:\n  matrixx:\n    a:"))).toEqual(["unknown-key 5:5 strange"]);
  });

  it.each([
    ["a shell of an action", step("uses: a/b@v1\nshell: bash"), "misplaced-key 7:9 shell"],
    ["inputs of a command", step("run: a\nwith: {b: c}"), "misplaced-key 7:9 with"],
    ["a command beside an action, once", step("uses: a/b@v1\nwith: {c: d}\nrun: e\nshell: bash"), "misplaced-key 8:9 run"],
    [
      "an environment of a call",
      workflow("a:\n  uses: ./.github/workflows/b.yml\n  environment: production"),
      "misplaced-key 5:5 environment",
    ],
    ["steps beside a call", workflow("a:\n  uses: ./.github/workflows/b.yml\n  steps:\n    - run: c"), "misplaced-key 5:5 steps"],
    ["a key of the job in a step", step("run: a\nneeds: b"), "misplaced-key 7:9 needs"],
    ["a key of the job in the workflow", `timeout-minutes: 5\n${job("env: {a: b}")}`, "misplaced-key 1:1 timeout-minutes"],
    ["triggers in a job", job("on: push"), "misplaced-key 5:5 on"],
  ])("reports %s as misplaced", (_, text, expected) => {
    expect(brief(text)).toEqual([expected]);
  });

  it.each([
    ["what a workflow needs", "name: a\n", ["missing-key 1:1 name", "missing-key 1:1 name"]],
    ["a runner", workflow("a:\n  steps:\n    - run: b"), ["missing-key 3:3 a"]],
    ["steps", workflow("a:\n  runs-on: x"), ["missing-key 3:3 a"]],
    ["what a job does, once", workflow("a:\n  name: b"), ["missing-key 3:3 a"]],
    ["what a step does", step("name: b"), ["missing-key 6:9 name"]],
    ["a group", job("concurrency:\n  cancel-in-progress: true"), ["missing-key 5:5 concurrency"]],
    [
      "the type of an input of a call",
      `on:\n  workflow_call:\n    inputs:\n      a:\n        required: true\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: b\n`,
      ["missing-key 4:7 a"],
    ],
  ])("reports that %s is missing", (_, text, expected) => {
    expect(brief(text)).toEqual(expected);
  });

  it.each([
    ["an empty env", job("env:"), ["empty-section 5:5 env"]],
    ["an empty job", workflow("a:"), ["empty-section 3:3 a"]],
    ["no jobs", "on: push\njobs:\n", ["empty-section 2:1 jobs"]],
    ["no jobs in braces", "on: push\njobs: {}\n", ["empty-section 2:1 jobs"]],
    ["an empty list of steps", workflow("a:\n  runs-on: x\n  steps: []"), ["empty-section 5:5 steps"]],
    ["an empty step", workflow("a:\n  runs-on: x\n  steps:\n    -"), ["empty-section 6:7 -"]],
    ["an empty row of a matrix", job("strategy:\n  matrix:\n    os: []"), ["empty-section 7:9 os"]],
    ["an empty id", step("run: a\nid: ''"), ["empty-section 7:9 id"]],
    [
      "empty branches",
      `on:\n  push:\n    branches:\n${workflow("a:\n  runs-on: x\n  steps:\n    - run: b").slice(9)}`,
      ["empty-section 3:5 branches"],
    ],
  ])("reports %s", (_, text, expected) => {
    expect(brief(text)).toEqual(expected);
  });

  it.each([
    ["a list as env", job("env:\n  - A=b"), "wrong-type 6:7 -", undefined],
    ["text as steps", workflow("a:\n  runs-on: x\n  steps: make"), "wrong-type 5:12 make", undefined],
    ["a mapping as name", job("name: {a: b}"), "wrong-type 5:11 {a: b}", undefined],
    ["a quoted switch", job("continue-on-error: 'true'"), "wrong-type 5:24 'true'", "true"],
    ["yes", job("continue-on-error: yes"), "wrong-type 5:24 yes", "true"],
    ["a quoted number", job('timeout-minutes: "10"'), 'wrong-type 5:22 "10"', "10"],
    ["a number with its unit", job("timeout-minutes: 10m"), "wrong-type 5:22 10m", undefined],
    [
      "a single value where a list is expected",
      job("strategy:\n  matrix:\n    os: ubuntu-latest"),
      "wrong-type 7:13 ubuntu-latest",
      "[ubuntu-latest]",
    ],
    ["text as a step", workflow("a:\n  runs-on: x\n  steps:\n    - make"), "wrong-type 6:9 make", undefined],
    ["text around the expression of a number", job("timeout-minutes: ${{ vars.A }}0"), "wrong-type 5:22 ${{ vars.A }}0", undefined],
    [
      "a mapping as schedule",
      `on:\n  schedule:\n    cron: 0 4 * * *\n${workflow("a:\n  runs-on: x\n  steps:\n    - run: b").slice(9)}`,
      "wrong-type 3:5 cron",
      undefined,
    ],
  ])("reports %s as the wrong type", (_, text, expected, suggestion) => {
    expect(brief(text)).toEqual([expected]);
    expect(problems(text)[0]?.suggestion).toBe(suggestion);
  });

  it("reports keys that come twice: upper and lower case count for named keys alone", () => {
    expect(brief(job("env:\n  NAME: a\n  name: b"))).toEqual(["duplicate-key 7:7 name"]);
    expect(brief(workflow("a: {runs-on: x, steps: [{run: b}]}\nA: {runs-on: x, steps: [{run: b}]}"))).toEqual(["duplicate-key 4:3 A"]);
    expect(brief(step("run: a\nrun: b"))).toEqual(["duplicate-key 7:9 run"]);
    expect(brief(job("strategy:\n  matrix:\n    include:\n      - {deep: {a: 1, A: 2, a: 3}}"))).toEqual(["duplicate-key 8:33 a"]);
  });

  it("reports a file that is no mapping", () => {
    expect(brief("name\n")).toEqual(["wrong-type 1:1 name"]);
    expect(brief("- name: a\n")).toEqual(["wrong-type 1:1 -"]);
  });

  it("reports a job without its id once", () => {
    expect(brief("on: push\njobs:\n  runs-on: x\n  steps:\n    - run: make\n")).toEqual(["misplaced-key 3:3 runs-on"]);
    expect(brief("on: push\njobs:\n  name:\n    runs-on: x\n    steps:\n      - run: make\n")).toEqual([]);
  });

  it("is silent in the job in which YAML itself is broken, and only there", () => {
    const jobs = "on: push\njobs:\n  a:\n    runs-on: x\n    st\n  b:\n    run-on: x\n    steps:\n      - run: make\n";
    expect(brief(jobs)).toEqual(["unknown-key 7:5 run-on"]);
  });

  it("reports merge keys, and then asks for no key", () => {
    expect(brief(workflow("a: &a\n  runs-on: x\n  steps:\n    - run: b\nb:\n  <<: *a"))).toEqual(["merge-key 8:5 <<"]);
  });

  it("reports what is wrong behind an anchor once, and at the alias what is wrong there alone", () => {
    expect(brief(workflow("a:\n  runs-on: x\n  steps: &s\n    - rum: b\nb:\n  runs-on: x\n  steps: *s"))).toEqual(["unknown-key 6:9 rum"]);
    expect(brief(job("env: &e\n  A: b\ncontainer: *e"))).toEqual(["unknown-key 7:16 *e"]);
  });

  it("reports values that a closed list does not have", () => {
    expect(brief(job("concurrency: {group: a, queue: maxx}"))).toEqual(["invalid-value 5:36 maxx"]);
    expect(problems(job("concurrency: {group: a, queue: maxx}"))[0]?.suggestion).toBe("max");
    expect(brief(workflow("a:\n  uses: ./.github/workflows/b.yml\n  secrets: inherits"))).toEqual(["invalid-value 5:14 inherits"]);
    expect(brief(job("concurrency: {group: a, queue: '${{ vars.Q }}'}"))).toEqual([]);
  });

  it("takes a file of many aliases in its stride", () => {
    const lines = ["a0: &a0 [1]", ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)];
    expect(brief(job(`strategy:\n  matrix:\n${lines.map((line) => `    ${line}`).join("\n")}`))).toEqual([]);
  });
});

describe("what the schema refuses in action.yml", () => {
  it.each([
    ["keys that the runner does not look at", "name: a\ndescription: b\nticket: 1\nruns: {using: node24, main: a.js}\n"],
    [
      "other keys of an input, and required as text",
      "name: a\ninputs:\n  x: {type: string, required: 'true'}\nruns: {using: docker, image: Dockerfile}\n",
    ],
    ["a composite action", composite("run: a\nshell: bash\nenv: {b: c}")],
  ])("is silent on %s", (_, text) => {
    expect(brief(text, "action")).toEqual([]);
  });

  it.each([
    ["no shell", composite("run: a"), "missing-key 6:7 run"],
    ["what a composite action cannot do", composite("run: a\nshell: bash\ntimeout-minutes: 5"), "misplaced-key 8:7 timeout-minutes"],
    ["a step for workflows", composite("parallel: []"), "misplaced-key 6:7 parallel"],
    ["steps of a program", "name: a\nruns: {using: node24, main: a.js, steps: []}\n", "misplaced-key 2:35 steps"],
    ["no program", "name: a\nruns:\n  using: node24\n", "missing-key 2:1 runs"],
    ["no runs", "name: a\n", "missing-key 1:1 name"],
    ["a slip of the pen in an input", "inputs:\n  x: {desciption: a}\nruns: {using: node24, main: a.js}\n", "unknown-key 2:7 desciption"],
  ])("reports %s", (_, text, expected) => {
    expect(brief(text, "action")).toEqual([expected]);
  });
});
