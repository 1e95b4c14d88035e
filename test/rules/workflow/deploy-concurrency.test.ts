import { describe, expect, it } from "vitest";
import cancelled from "../../../server/engine/rules/workflow/cancelled-deploy.ts";
import deadlock from "../../../server/engine/rules/workflow/concurrency-deadlock.ts";
import concurrent from "../../../server/engine/rules/workflow/concurrent-deploys.ts";
import conflicting from "../../../server/engine/rules/workflow/conflicting-concurrency.ts";
import dropped from "../../../server/engine/rules/workflow/dropped-pending-deploy.ts";
import pulls from "../../../server/engine/rules/workflow/uncancelled-pull-request-runs.ts";
import unserialised from "../../../server/engine/rules/workflow/unserialised-deploys.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const onMain = "on:\n  push:\n    branches: [main]\n";
const both = "on:\n  push:\n    branches: [main]\n  pull_request:\n";
const deploy = (more = "", step = "run: kubectl set image deployment/web web=web:2") =>
  `jobs:\n  deploy:\n    runs-on: ubuntu-latest\n${more}    steps:\n      - ${step}\n`;
const guarded = "    if: github.ref == 'refs/heads/main'\n";
const group = (text: string, cancel?: string) =>
  `    concurrency:\n      group: ${text}\n${cancel === undefined ? "" : `      cancel-in-progress: ${cancel}\n`}`;
const outer = (text: string, cancel?: string) => group(text, cancel).replace(/^ {4}/gm, "");

describe("workflow/concurrent-deploys", () => {
  it("wants a group named after the environment", () => {
    const [problem] = run(concurrent, onMain + deploy("    environment: staging\n"));
    expect(problem).toMatchObject({ on: "deploy", fixes: [{ title: "Add the group `deploy-staging`" }] });
    expect(problem?.severity).toBeUndefined();
    expect(problem?.fixed[0]).toContain(
      "    environment: staging\n    concurrency:\n      group: deploy-staging\n      cancel-in-progress: false\n",
    );
    for (const more of [
      "",
      "    environment:\n      name: production\n      url: https://example.com\n",
      "    environment: ${{ inputs.target }}\n",
    ])
      expectLawfulFixes(concurrent, onMain + deploy(more));
  });

  it("tells the calls of a matrix apart", () => {
    const called = "on:\n  workflow_call:\n    inputs:\n      app:\n        type: string\n      env:\n        type: string\n";
    const call =
      "jobs:\n  apps:\n    strategy:\n      matrix:\n        app: [a, b]\n    uses: ./.github/workflows/ci.yml\n    with:\n      app: ${{ matrix.app }}\n      env: production\n";
    const [problem] = run(concurrent, called + deploy("    environment: ${{ inputs.env }}\n"), {
      path: ".github/workflows/ci.yml",
      files: { ".github/workflows/main.yml": onMain + call },
    });
    expect(problem?.fixed[0]).toContain("group: deploy-${{ inputs.env }}-${{ inputs.app }}\n");
  });

  it("keeps an expression of the environment, tells jobs apart, and gives each job of a matrix its own", () => {
    expect(run(concurrent, onMain + deploy("    environment: ${{ inputs.target }}\n"))[0]?.fixed[0]).toContain(
      "group: deploy-${{ inputs.target }}\n",
    );
    const two = onMain + deploy() + deploy().replace("jobs:\n  deploy:", "  api:");
    expect(run(concurrent, two).map(({ fixes }) => fixes?.[0]?.title)).toEqual([
      "Add the group `deploy-production-deploy`",
      "Add the group `deploy-production-api`",
    ]);
    expectLawfulFixes(concurrent, two);
    const matrix = "    strategy:\n      matrix:\n        region: [eu, us]\n";
    expect(run(concurrent, onMain + deploy(matrix))[0]?.fixed[0]).toContain("group: deploy-production-${{ matrix.region }}\n");
    expect(run(concurrent, onMain + deploy(`${matrix}    environment: prod-\${{ matrix.region }}\n`))[0]?.fixed[0]).toContain(
      "group: deploy-prod-${{ matrix.region }}\n",
    );
    expect(run(concurrent, onMain + deploy(matrix.replace("[eu, us]", "${{ fromJSON(inputs.regions) }}")))[0]?.fixes).toEqual([]);
  });

  it("is weaker where the workflow's group holds it by its branch, and where it is sure of less", () => {
    expect(run(concurrent, `${both}${outer("${{ github.workflow }}-${{ github.ref }}")}${deploy(guarded)}`)).toMatchObject([
      { severity: "info" },
    ]);
    expect(run(concurrent, onMain + deploy("", "uses: actions/deploy-pages@v5"))).toMatchObject([
      { severity: "info", fixes: [{ title: "Add the group `deploy-pages`" }] },
    ]);
    expect(run(concurrent, onMain + deploy("", "run: ./run.sh"))).toMatchObject([{ severity: "info" }]);
    const bySha = outer("${{ github.workflow }}-${{ github.event.pull_request.number || github.sha }}");
    expect(run(concurrent, `${both}${bySha}${deploy(guarded)}`)[0]?.severity).toBeUndefined();
  });

  it.each([
    ["a group of its own", onMain + deploy("    concurrency: production\n")],
    ["one group for all runs of the workflow", `${onMain}concurrency: production\n${deploy()}`],
    ["a group that cannot be told", `${onMain}concurrency: \${{ fromJSON(vars.GROUPS).a }}\n${deploy()}`],
    ["a run that is cancelled, which is worse", `${onMain}${outer("${{ github.ref }}", "true")}${deploy()}`],
    ["a call, whose callee has the jobs", `${onMain}jobs:\n  deploy:\n    uses: ./.github/workflows/deploy.yml\n`],
    ["a called workflow whose callers cannot be seen", `on: workflow_call\n${deploy()}`],
    ["tests on a cluster of their own", onMain + deploy("", "run: kind create cluster && kubectl apply -f k8s/deployment.yaml")],
  ])("is silent on %s", (_, text) => {
    expect(places(concurrent, text)).toEqual([]);
  });

  it("looks for the group at the callers of a called workflow", () => {
    const path = ".github/workflows/deploy.yml";
    const call = (more: string) => `${onMain}jobs:\n  ship:\n    uses: ./${path}\n${more}`;
    const text = `on: workflow_call\n${deploy()}`;
    const caller = ".github/workflows/ci.yml";
    expect(places(concurrent, text, { path, files: { [caller]: call("    concurrency: production\n") } })).toEqual([]);
  });
});

describe("workflow/cancelled-deploy", () => {
  it("lets a deployment come to its end", () => {
    const text = onMain + deploy(group("deploy-production", "true"));
    expect(run(cancelled, text)).toMatchObject([{ on: "true", severity: "warning" }]);
    expectLawfulFixes(cancelled, text);
    const helm = onMain + deploy(group("deploy-production", "true"), "run: helm upgrade web ./chart");
    expect(run(cancelled, helm)[0]?.severity).toBeUndefined();
    expect(run(cancelled, onMain + deploy(group("a", "true"), "run: ./x.sh"))).toMatchObject([{ severity: "info" }]);
  });

  it("cancels runs of pull requests alone where the workflow has both", () => {
    const text = `${both}${outer("${{ github.ref }}", "true")}${deploy(guarded)}`;
    expect(run(cancelled, text)[0]?.fixed[0]).toContain("cancel-in-progress: ${{ github.event_name == 'pull_request' }}\n");
    expectLawfulFixes(cancelled, text);
    expectLawfulFixes(cancelled, `${onMain}${outer("${{ github.ref }}", "true")}${deploy()}`);
    expect(
      places(cancelled, `${both}${outer("${{ github.ref }}", "${{ github.event_name != 'pull_request' }}")}${deploy(guarded)}`),
    ).toEqual(["7:23"]);
  });

  it.each([
    ["false", onMain + deploy(group("a", "false"))],
    ["nothing", onMain + deploy(group("a"))],
    ["pull requests", `${both}${outer("a", "${{ github.event_name == 'pull_request' }}")}${deploy(guarded)}`],
    ["branches that do not deploy", `${both}${outer("a", "${{ github.ref != 'refs/heads/main' }}")}${deploy(guarded)}`],
    ["what cannot be told", onMain + deploy(group("a", "${{ inputs.cancel }}"))],
    ["groups of every commit's own", onMain + outer("${{ github.event.pull_request.number || github.sha }}", "true") + deploy()],
    ["groups of every tag's own", `on:\n  push:\n    tags: ["v*"]\n${outer("${{ github.ref }}", "true")}${deploy()}`],
    ["pages, which are put in place as a whole", onMain + deploy(group("pages", "true"), "uses: actions/deploy-pages@v5")],
    [
      "jobs that do not deploy",
      `${onMain}jobs:\n  test:\n    runs-on: ubuntu-latest\n${group("a", "true")}    steps:\n      - run: npm test\n`,
    ],
  ])("is silent on %s", (_, text) => {
    expect(places(cancelled, text)).toEqual([]);
  });
});

describe("workflow/unserialised-deploys", () => {
  it.each(["deploy-${{ github.sha }}", "${{ github.workflow }}-${{ github.run_id }}", "${{ github.head_ref || github.run_id }}"])(
    "finds %s",
    (name) => {
      const text = onMain + deploy(`    environment: production\n${group(name)}`);
      expect(run(unserialised, text)).toMatchObject([{ on: name }]);
      expectLawfulFixes(unserialised, text);
      expectLawfulFixes(unserialised, onMain + deploy(`    concurrency: ${name}\n`));
    },
  );

  it("finds the branch in it where several go to one environment", () => {
    const by = deploy(`    environment: production\n${group("${{ github.ref }}")}`);
    expect(places(unserialised, `on:\n  push:\n    tags: ["v*"]\n${by}`)).toEqual(["9:14"]);
    expect(places(unserialised, `on:\n  push:\n    branches: [main, develop]\n${by}`)).toEqual(["9:14"]);
    expect(places(unserialised, onMain + by)).toEqual([]);
    expect(places(unserialised, `${onMain}  workflow_dispatch:\n${by}`)).toEqual([]);
  });

  it.each([
    ["the environment", "deploy-${{ inputs.environment }}"],
    ["the workflow", "${{ github.workflow }}"],
    ["a name", "deploy-production"],
    ["what is the branch for a push", "${{ github.event.pull_request.number || github.ref }}"],
    ["a matrix", "deploy-${{ matrix.region }}"],
    ["an environment for each branch", "${{ github.ref }}"],
  ])("is silent on %s", (_, name) => {
    const environment = "    environment: ${{ github.ref_name }}\n";
    expect(places(unserialised, `on:\n  push:\n    branches: [main, develop]\n${deploy(environment + group(name))}`)).toEqual([]);
  });
});

describe("workflow/dropped-pending-deploy", () => {
  it("lets all of them wait", () => {
    const text = onMain + deploy(group("deploy-production", "false"));
    expect(run(dropped, text)).toMatchObject([{ on: "deploy-production" }]);
    expectLawfulFixes(dropped, text);
  });

  it.each([group("a", "true"), group("a", "false\n      queue: max"), group("${{ github.sha }}"), "", group("a", "${{ inputs.cancel }}")])(
    "is silent on %j",
    (more) => {
      expect(places(dropped, onMain + deploy(more))).toEqual([]);
    },
  );
});

describe("workflow/concurrency-deadlock", () => {
  it("finds a job that asks for its workflow's group", () => {
    const text = `${onMain}${outer("${{ github.workflow }}-${{ github.ref }}")}${deploy(group("${{github.workflow}}-${{ github.ref }}"))}`;
    expect(places(deadlock, text)).toEqual(["10:14"]);
    expectLawfulFixes(deadlock, text);
    expectLawfulFixes(deadlock, `${onMain}concurrency: Prod\n${deploy("    concurrency: 'prod'\n")}`);
    expectLawfulFixes(deadlock, `${onMain}concurrency: Prod\n${deploy("    concurrency: { group: prod }\n")}`);
  });

  it("finds a called workflow that asks for its caller's group", () => {
    const callee = ".github/workflows/deploy.yml";
    const same = "concurrency: ${{ github.workflow }}-${{ github.ref }}\n";
    const text = `${onMain}${same}jobs:\n  deploy:\n    uses: ./${callee}\n`;
    expect(run(deadlock, text, { files: { [callee]: `on: workflow_call\n${same}${deploy()}` } })).toMatchObject([
      { on: `./${callee}`, related: [{ path: callee }] },
    ]);
    expect(places(deadlock, text, { files: { [callee]: `on: workflow_call\n${deploy()}` } })).toEqual([]);
    const byInput = "concurrency: ${{ inputs.name }}\n";
    expect(places(deadlock, text.replace(same, byInput), { files: { [callee]: `on: workflow_call\n${byInput}${deploy()}` } })).toEqual([]);
  });

  it("is silent on other groups", () => {
    expect(places(deadlock, `${onMain}concurrency: ci\n${deploy("    concurrency: deploy\n")}`)).toEqual([]);
    expect(places(deadlock, onMain + deploy("    concurrency: deploy\n"))).toEqual([]);
  });
});

describe("workflow/conflicting-concurrency", () => {
  it("decides for one of the two", () => {
    const text = onMain + deploy(group("a", "true\n      queue: max"));
    expect(run(conflicting, text)).toMatchObject([
      { on: "max", fixes: [{ title: "Set `cancel-in-progress: false`" }, { title: "Remove `queue`" }] },
    ]);
    expectLawfulFixes(conflicting, text);
  });

  it.each(["false\n      queue: max", "true\n      queue: single", "${{ inputs.a }}\n      queue: max", "true"])(
    "is silent on %j",
    (cancel) => {
      expect(places(conflicting, onMain + deploy(group("a", cancel)))).toEqual([]);
    },
  );
});

describe("workflow/uncancelled-pull-request-runs", () => {
  const job = "jobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n";

  it("cancels for pull requests, and lets the rest alone", () => {
    expect(run(pulls, both + job)[0]?.fixed[0]).toContain(
      "concurrency:\n  group: ${{ github.workflow }}-${{ github.ref }}\n  cancel-in-progress: ${{ github.event_name == 'pull_request' }}\n",
    );
    expectLawfulFixes(pulls, both + job);
    expectLawfulFixes(pulls, `on: pull_request\n\npermissions: {}\n\n${job}`);
    expect(run(pulls, `on: [pull_request, pull_request_target]\n${job}`)[0]?.fixed[0]).toContain(
      "github.event.pull_request.number || github.ref",
    );
  });

  it.each([
    `on: push\n${job}`,
    `on: pull_request_target\n${job}`,
    `on:\n  pull_request:\n    types: [closed]\n${job}`,
    `on: pull_request\nconcurrency: a\n${job}`,
    "on: pull_request\njobs:\n  merge:\n    runs-on: ubuntu-latest\n    steps:\n      - run: gh pr merge --auto\n",
    "on: pull_request\njobs:\n  test:\n    uses: acme/ci/.github/workflows/test.yml@v1\n",
    `on: pull_request\n${job.replace("    runs-on", "    concurrency: a\n    runs-on")}`,
  ])("is silent on %j", (text) => {
    expect(places(pulls, text)).toEqual([]);
  });
});

describe("workflow/uncancelled-pull-request-runs beside a deployment", () => {
  it("looks at the jobs that pull requests start", () => {
    const test = "  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n";
    expect(places(pulls, `${both}${deploy(guarded + group("deploy-production", "false"))}${test}`)).toEqual(["4:3"]);
    expect(places(pulls, both + deploy(guarded))).toEqual([]);
  });
});
