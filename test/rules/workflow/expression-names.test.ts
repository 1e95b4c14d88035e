import { describe, expect, it } from "vitest";
import unavailableContext from "../../../server/engine/rules/workflow/unavailable-context.ts";
import unknownProperty from "../../../server/engine/rules/workflow/unknown-context-property.ts";
import unknownInput from "../../../server/engine/rules/workflow/unknown-input.ts";
import unknownJobOutput from "../../../server/engine/rules/workflow/unknown-job-output.ts";
import unknownMatrix from "../../../server/engine/rules/workflow/unknown-matrix-property.ts";
import unknownNeed from "../../../server/engine/rules/workflow/unknown-need-reference.ts";
import unknownStep from "../../../server/engine/rules/workflow/unknown-step.ts";
import unknownOutput from "../../../server/engine/rules/workflow/unknown-step-output.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const workflow = (job: string, on = "push") => `on: ${on}\njobs:\n  a:\n    runs-on: x\n${job.replace(/^/gm, "    ")}\n`;
const echo = (expression: string, on = "push") => workflow(`steps:\n  - run: make ${expression}`, on);
const action = (text: string) => `inputs:\n  path: {}\nruns:\n  using: composite\n  steps:\n${text.replace(/^/gm, "    ")}\n`;

describe("workflow/unavailable-context", () => {
  it.each([
    ["if: env.A == 'a'\nsteps: []", "env"],
    ["env:\n  A: ${{ steps.a.outputs.b }}\nsteps: []", "steps"],
    ["env:\n  A: ${{ runner.os }}\nsteps: []", "runner"],
    ["environment: ${{ secrets.A }}\nsteps: []", "secrets"],
    ["strategy:\n  matrix:\n    a: ${{ fromJSON(env.A) }}\nsteps: []", "env"],
    ["concurrency: ${{ env.A }}\nsteps: []", "env"],
    ["if: hashFiles('a') != ''\nsteps: []", "hashFiles"],
    ["env:\n  A: ${{ always() }}\nsteps: []", "always"],
    ["steps:\n  - run: make ${{ failure() }}", "failure"],
  ])("reports %s", (job, on) => {
    expect(run(unavailableContext, workflow(job)).map((one) => one.on)).toEqual([on]);
  });

  it("reports an expression where none may stand, and secrets of an action", () => {
    expect(run(unavailableContext, `name: a \${{ github.ref }}\n${workflow("steps: []")}`)).toMatchObject([{ on: "${{ github.ref }}" }]);
    expect(run(unavailableContext, action("- run: make ${{ secrets.A }}\n  shell: bash"), { language: "action" })).toMatchObject([
      { on: "secrets" },
    ]);
  });

  it.each([
    "if: vars.A == 'a' && needs.b.result == 'success' && always()\nsteps: []",
    "env:\n  A: ${{ secrets.A }}\nsteps: []",
    "steps:\n  - run: make ${{ hashFiles('a') }} ${{ runner.os }} ${{ env.A }} ${{ job.status }}\n    if: env.A && failure()",
    "outputs:\n  a: ${{ steps.b.outputs.c }}\nsteps: []",
    "environment:\n  name: a\n  url: ${{ steps.b.outputs.c }}\nsteps: []",
    "container:\n  image: a\n  credentials:\n    password: ${{ secrets.A }}\nsteps: []",
    "steps:\n  - run: make\n    if: secrets.A != ''",
    "x-unknown: ${{ steps.a }}\nsteps: []",
  ])("is silent on %s", (job) => {
    expect(places(unavailableContext, workflow(job))).toEqual([]);
  });
});

describe("workflow/unknown-context-property", () => {
  it.each([
    ["${{ github.branch }}", "branch"],
    ["${{ github['reff'] }}", "'reff'"],
    ["${{ runner.platform }}", "platform"],
    ["${{ job.state }}", "state"],
    ["${{ strategy.max_parallel }}", "max_parallel"],
    ["${{ github.event.issue.number }}", "issue"],
  ])("reports %s", (text, on) => {
    expect(run(unknownProperty, echo(text)).map((one) => one.on)).toEqual([on]);
    expectLawfulFixes(unknownProperty, echo(text));
  });

  it("knows the steps, needs and services", () => {
    const text = workflow(
      "needs: b\nservices:\n  db: {image: a}\nsteps:\n  - id: s\n    run: a\n  - run: b ${{ steps.s.output.x }} ${{ needs.b.results }} ${{ job.services.dbs.id }} ${{ job.services.db.ports['1'] }}",
    );
    expect(run(unknownProperty, `${text}  b:\n    runs-on: x\n    steps: []\n`).map(({ on }) => on)).toEqual(["output", "results", "dbs"]);
  });

  it.each([
    "github.repository.owner",
    "steps.s.outputs.json.a",
    "inputs.tag.a",
    "needs.b.outputs.json.a",
    "needs.b.result.a",
    "github.event.inputs.tag.a",
  ])("knows that a text has no properties: %s", (text) => {
    const on = "{workflow_dispatch: {inputs: {tag: {}}}}";
    const steps = workflow(
      `needs: b\nsteps:\n  - id: s\n    run: echo "json=a" >> "$GITHUB_OUTPUT"\n  - run: make \${{ ${text} }}`,
      on,
    ).replace("runs-on: x", "runs-on: ubuntu-latest");
    const file = `${steps}  b: {runs-on: x, outputs: {json: a}, steps: []}\n`;
    expect(run(unknownProperty, file)).toMatchObject([{ message: expect.stringContaining("fromJSON") }]);
    for (const rule of [unknownInput, unknownStep, unknownOutput, unknownNeed, unknownJobOutput]) expect(places(rule, file)).toEqual([]);
  });

  it("weakens what the payload lacks, and what an old table says", () => {
    expect(run(unknownProperty, echo("${{ github.event.issue.number }}"))[0]?.severity).toBe("warning");
    expect(run(unknownProperty, echo("${{ github.branch }}"))[0]?.severity).toBeUndefined();
    const late = { today: "2028-01-01" };
    expect(run(unknownProperty, echo("${{ github.branch }}"), late)[0]?.severity).toBe("hint");
    expect(run(unavailableContext, workflow("if: env.A\nsteps: []"), late)[0]?.severity).toBe("hint");
    const cache = workflow("steps:\n  - id: s\n    uses: actions/cache@v4\n  - run: make ${{ steps.s.outputs.hit }}");
    expect(run(unknownOutput, cache, late)[0]?.severity).toBe("hint");
  });

  it.each([
    ["${{ github.event.issue.number }}", "[push, issues]"],
    ["${{ github.event.issue.number }}", "[push, workflow_call]"],
    ["${{ github.event.number || github.sha }}", "push"],
    ["${{ github.event.head_commit.whatever }}", "push"],
    ["${{ github.event.anything }}", "some_new_event"],
    ["${{ github[matrix.a] }}", "push"],
    ["${{ github.* }}", "push"],
    ["${{ secrets.ANY }} ${{ vars.ANY }} ${{ env.ANY }}", "push"],
    ["${{ github.EVENT_NAME }} ${{ github.repositoryurl }}", "push"],
  ])("is silent on %s under %s", (text, on) => {
    expect(places(unknownProperty, echo(text, on))).toEqual([]);
  });
});

describe("workflow/unknown-step", () => {
  const steps = (use: string, more = "") => workflow(`steps:\n  - id: build\n    run: a\n  - ${use}\n  - id: later\n    run: a${more}`);

  it.each([
    ["run: make ${{ steps.biuld.outputs.a }}", "No step of this job"],
    ["run: make ${{ steps.later.outputs.a }}", "runs later"],
    ["id: own\n    run: make ${{ steps.own.outputs.a }}", "its own"],
    ["run: make ${{ steps.other.outputs.a }}", "the job `b`"],
    ["run: make\n    if: steps.nothing.outcome == 'success'", "No step"],
  ])("reports %s", (use, message) => {
    const text = `${steps(use)}  b:\n    runs-on: x\n    steps:\n      - id: other\n        run: a\n`;
    expect(run(unknownStep, text)).toMatchObject([{ message: expect.stringContaining(message) }]);
    expectLawfulFixes(unknownStep, text);
  });

  it("reads an action's steps in the same way", () => {
    const text = `outputs:\n  a: {value: "\${{ steps.b.outputs.a }} \${{ steps.x.outputs.a }}"}\n${action("- id: b\n  run: a\n  shell: bash\n- run: a ${{ steps.c.outputs.a }}\n  shell: bash")}`;
    expect(run(unknownStep, text, { language: "action" }).map(({ on }) => on)).toEqual(["x", "c"]);
  });

  it("warns where a step may still run", () => {
    const background = (between: string) =>
      workflow(`steps:\n  - id: s\n    background: true\n    run: a\n${between}  - run: make \${{ steps.s.outputs.a }}`);
    for (const between of ["", "  - wait: other\n", "  - run: b\n"]) {
      expect(run(unknownStep, background(between))).toMatchObject([
        { on: "s", severity: "warning", message: expect.stringContaining("wait: s") },
      ]);
    }
    for (const between of ["  - wait: s\n", "  - wait: [a, S]\n", "  - wait-all: true\n", "  - cancel: s\n"]) {
      expect(places(unknownStep, background(between))).toEqual([]);
    }
    const parallel = workflow(
      "steps:\n  - parallel:\n      - id: a\n        run: a\n      - run: b ${{ steps.a.outputs.x }}\n  - run: c ${{ steps.a.outputs.x }}",
    );
    expect(run(unknownStep, parallel)).toMatchObject([{ at: "9:30", severity: "warning" }]);
  });

  it("is silent on steps above, on outputs of the job, on parallel steps and on what is not known", () => {
    for (const use of [
      "run: make ${{ steps.BUILD.outputs.a }}",
      "run: make ${{ steps['build'].outputs.a }}",
      "run: make ${{ steps[matrix.a].outputs.a }}",
      "run: make ${{ toJSON(steps.*.outcome) }}",
      "parallel:\n      - id: p\n        run: a\n  - run: make ${{ steps.p.outputs.a }}",
    ]) {
      expect(places(unknownStep, steps(use))).toEqual([]);
    }
    expect(places(unknownStep, workflow("outputs:\n  a: ${{ steps.s.outputs.a }}\nsteps:\n  - id: s\n    run: a"))).toEqual([]);
    expect(places(unknownStep, workflow("steps:\n  - id: ${{ matrix.a }}\n    run: a\n  - run: make ${{ steps.s.outputs.a }}"))).toEqual(
      [],
    );
  });
});

describe("workflow/unknown-step-output", () => {
  const uses = (from: string, output: string) =>
    workflow(`steps:\n  - id: s\n    ${from}\n  - run: make \${{ steps.s.outputs.${output} }}`);
  const linux = (text: string) => text.replaceAll("runs-on: x", "runs-on: ubuntu-latest");

  it.each([
    ["uses: actions/cache@v4", "hit"],
    ["uses: docker/build-push-action@v6", "digests"],
    ['run: echo "tag=a" >> "$GITHUB_OUTPUT"', "tags"],
    ["run: |\n      echo tag=a >> $GITHUB_OUTPUT\n      git describe", "version"],
    ["run: echo hello", "version"],
  ])("reports %s", (from, output) => {
    expect(run(unknownOutput, linux(uses(from, output)))).toMatchObject([{ on: output }]);
    expectLawfulFixes(unknownOutput, linux(uses(from, output)));
  });

  it.each([
    ["uses: actions/cache@v4", "cache-hit"],
    ["uses: actions/cache@v99", "whatever"],
    ["uses: actions/github-script@v8", "whatever"],
    ["uses: some/action@v1", "whatever"],
    ["uses: ./local", "whatever"],
    ["uses: docker://a:1", "whatever"],
    ["run: ./script.sh", "whatever"],
    ["run: npm run version", "whatever"],
    ["run: $TOOL", "whatever"],
    ['run: echo "$NAME=a" >> "$GITHUB_OUTPUT"', "whatever"],
    ["run: echo a=b | tee -a $GITHUB_OUTPUT", "whatever"],
    ["run: cat out >> $GITHUB_OUTPUT", "whatever"],
    ['run: echo "TAG=a" >> "$GITHUB_OUTPUT"', "tag"],
    ["run: echo '::set-output name=a::b'", "a"],
    ["shell: pwsh\n    run: a", "whatever"],
  ])("is silent on %s", (from, output) => {
    expect(places(unknownOutput, linux(uses(from, output)))).toEqual([]);
  });

  it("knows the outputs of a composite action of the repository, and none of one that runs code", () => {
    const files = { "local/action.yml": "outputs: {a: {value: b}}\nruns: {using: composite, steps: []}\n" };
    expect(places(unknownOutput, uses("uses: ./local", "b"), { files })).toHaveLength(1);
    expect(places(unknownOutput, uses("uses: ./local", "a"), { files })).toEqual([]);
    const code = { "local/action.yml": "outputs: {a: {}}\nruns: {using: node24, main: a.js}\n" };
    expect(places(unknownOutput, uses("uses: ./local", "b"), { files: code })).toEqual([]);
  });
});

const jobs = (text: string) => `on: push\njobs:\n${text.replace(/^/gm, "  ")}\n`;

describe("workflow/unknown-need-reference", () => {
  const build = "build:\n  runs-on: x\n  outputs: {a: b}\n  steps: []\n";

  it("adds the job to needs, and reports it once a job", () => {
    for (const needs of ["", "  needs: scan\n", "  needs: [scan]\n"]) {
      const text = jobs(
        `${build}scan:\n  runs-on: x\n  steps: []\ndeploy:\n${needs}  runs-on: x\n  steps:\n    - run: a \${{ needs.build.outputs.a }} \${{ needs.build.result }}`,
      );
      expect(run(unknownNeed, text)).toMatchObject([{ on: "build", message: expect.stringContaining("Add it") }]);
      expectLawfulFixes(unknownNeed, text);
    }
  });

  it("adds none that would make a circle, and corrects a name", () => {
    const circle = jobs(
      `build:\n  needs: a\n  runs-on: x\n  steps: []\na:\n  runs-on: x\n  steps:\n    - run: b \${{ needs.build.result }}`,
    );
    expect(run(unknownNeed, circle)).toMatchObject([{ fixed: [] }]);
    const typo = jobs(`${build}deploy:\n  needs: build\n  runs-on: x\n  steps:\n    - run: a \${{ needs.biuld.result }}`);
    expect(run(unknownNeed, typo)[0]?.fixed[0]).toContain("needs.build.result");
  });

  it("only advises in the job's own condition, where GitHub fills in the jobs behind those that are needed", () => {
    const behind = (place: string) =>
      jobs(`${build}scan:\n  needs: build\n  runs-on: x\n  steps: []\ndeploy:\n  needs: scan\n  runs-on: x\n${place}`);
    const inJob = behind("  if: needs.build.result == 'success'\n  steps: []");
    expect(run(unknownNeed, inJob)).toMatchObject([{ severity: "info", on: "build" }]);
    expectLawfulFixes(unknownNeed, inJob);
    const inStep = behind("  steps:\n    - if: needs.build.result == 'success'\n      run: a");
    expect(run(unknownNeed, inStep)[0]).not.toHaveProperty("severity");
  });

  it("is silent on needs, also on one that another rule reports, and on any", () => {
    const text = jobs(
      `${build}deploy:\n  needs: [BUILD, gone]\n  if: contains(needs.*.result, 'failure') && needs[matrix.a].result == ''\n  runs-on: x\n  steps:\n    - run: a \${{ needs.build.result }} \${{ needs.gone.result }}`,
    );
    expect(places(unknownNeed, text)).toEqual([]);
  });
});

describe("workflow/unknown-job-output", () => {
  const use = (expression: string) => `deploy:\n  needs: build\n  runs-on: x\n  steps:\n    - run: a \${{ ${expression} }}`;

  it("reports what the job does not declare", () => {
    const text = jobs(`build:\n  runs-on: x\n  outputs: {digest: a}\n  steps: []\n${use("needs.build.outputs.digests")}`);
    expect(run(unknownJobOutput, text)).toMatchObject([{ on: "digests" }]);
    expectLawfulFixes(unknownJobOutput, text);
    expect(places(unknownJobOutput, jobs(`build:\n  runs-on: x\n  steps: []\n${use("needs.build.outputs.a")}`))).toHaveLength(1);
  });

  it("reads called workflows, where they can be seen", () => {
    const text = jobs(`build:\n  uses: ./.github/workflows/build.yml\n${use("needs.build.outputs.b")}`);
    const callee = (outputs: string) => ({
      ".github/workflows/build.yml": `on:\n  workflow_call:\n    outputs: ${outputs}\njobs:\n  a: {runs-on: x, steps: []}\n`,
    });
    expect(places(unknownJobOutput, text, { files: callee("{a: {value: c}}") })).toHaveLength(1);
    expect(places(unknownJobOutput, text, { files: callee("{B: {value: c}}") })).toEqual([]);
    expect(places(unknownJobOutput, text)).toEqual([]);
    expect(places(unknownJobOutput, jobs(`build:\n  uses: a/b/.github/workflows/c.yml@v1\n${use("needs.build.outputs.b")}`))).toEqual([]);
  });

  it("reads the outputs of a workflow that is called", () => {
    const text = (value: string) =>
      `on:\n  workflow_call:\n    outputs:\n      a:\n        value: \${{ ${value} }}\njobs:\n  build: {runs-on: x, outputs: {b: c}, steps: []}\n`;
    expect(places(unknownJobOutput, text("jobs.build.outputs.b"))).toEqual([]);
    expect(run(unknownJobOutput, text("jobs.build.outputs.c")).map(({ on }) => on)).toEqual(["c"]);
    expect(run(unknownJobOutput, text("jobs.biuld.outputs.b"))[0]?.fixed[0]).toContain("jobs.build");
  });
});

describe("workflow/unknown-matrix-property", () => {
  const matrix = (strategy: string, use: string) => workflow(`strategy: ${strategy}\nsteps:\n  - run: make \${{ ${use} }}`);

  it.each([
    ["{matrix: {os: [a]}}", "matrix.so", "so"],
    ["{matrix: {target: [{os: a}, {os: b, arch: c}]}}", "matrix.target.arhc", "arhc"],
    ["{fail-fast: false}", "matrix.os", "os"],
    ["{matrix: {include: [{os: a}, {arch: b}]}}", "matrix.version", "version"],
  ])("reports in %s", (strategy, use, on) => {
    expect(run(unknownMatrix, matrix(strategy, use)).map((one) => one.on)).toEqual([on]);
    expectLawfulFixes(unknownMatrix, matrix(strategy, use));
  });

  it.each([
    ["{matrix: {os: [a], include: [{arch: b}]}}", "matrix.arch"],
    ["{matrix: {OS: [a]}}", "matrix.os"],
    ["{matrix: '${{ fromJSON(needs.a.outputs.b) }}'}", "matrix.any"],
    ["'${{ fromJSON(needs.a.outputs.b) }}'", "matrix.any"],
    ["{matrix: {os: [a], include: '${{ fromJSON(needs.a.outputs.b) }}'}}", "matrix.any"],
    ["{matrix: {target: '${{ fromJSON(needs.a.outputs.b) }}'}}", "matrix.target.any"],
    ["{matrix: {target: [{os: a}]}}", "matrix.target.features"],
    ["{matrix: {os: [a]}}", "matrix.version || 'v1'"],
    ["{matrix: {os: [a]}}", "matrix[github.job]"],
    ["{matrix: {os: [a]}}", "toJSON(matrix)"],
  ])("is silent in %s on %s", (strategy, use) => {
    expect(places(unknownMatrix, matrix(strategy, use))).toEqual([]);
  });
});

describe("workflow/unknown-input", () => {
  it.each([
    ["{workflow_dispatch: {inputs: {tag: {}}}}", "inputs.tga"],
    ["{workflow_dispatch: {inputs: {tag: {}}}}", "github.event.inputs.tga"],
    ["{workflow_call: {inputs: {tag: {type: string}}}}", "inputs.other"],
    ["push", "inputs.tag"],
  ])("reports under %s", (on, use) => {
    expect(run(unknownInput, echo(`\${{ ${use} }}`, on)).map((one) => one.on)).toEqual([use.split(".").at(-1)]);
    expectLawfulFixes(unknownInput, echo(`\${{ ${use} }}`, on));
  });

  it("reads the inputs of an action", () => {
    const text = action("- run: a ${{ inputs.path }} ${{ inputs.pth }}\n  shell: bash");
    expect(run(unknownInput, text, { language: "action" }).map((one) => one.on)).toEqual(["pth"]);
    expectLawfulFixes(unknownInput, text, { language: "action" });
  });

  it.each([
    ["{workflow_dispatch: {inputs: {a: {}}}, workflow_call: {inputs: {b: {type: string}}}}", "inputs.a || inputs.b"],
    ["{workflow_dispatch: {inputs: {tag: {}}}}", "inputs.TAG"],
    ["push", "inputs.tag || 'latest'"],
    ["{workflow_dispatch: {inputs: {tag: {}}}, workflow_call: {}}", "github.event.inputs.other"],
    ["{workflow_dispatch: {inputs: {tag: {}}}}", "inputs[matrix.a]"],
  ])("is silent under %s on %s", (on, use) => {
    expect(places(unknownInput, echo(`\${{ ${use} }}`, on))).toEqual([]);
  });
});
