import { describe, expect, it } from "vitest";
import anyBranch from "../../../server/engine/rules/workflow/deploy-from-any-branch.ts";
import onPullRequest from "../../../server/engine/rules/workflow/deploy-on-pull-request.ts";
import ineffectiveGuard from "../../../server/engine/rules/workflow/ineffective-guard.ts";
import uncheckedRun from "../../../server/engine/rules/workflow/unchecked-workflow-run.ts";
import ungated from "../../../server/engine/rules/workflow/ungated-deploy.ts";
import unknownParent from "../../../server/engine/rules/workflow/unknown-parent-workflow.ts";
import { expectLawfulFixes, places, run, type Setting } from "../support.ts";

const apply = "    steps:\n      - run: kubectl apply -f k8s\n";
const deploy = (keys = "", steps = apply) => `  deploy:\n${keys}    runs-on: ubuntu-latest\n${steps}`;
const test = "  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n";
const workflow = (on: string, ...jobs: string[]) => `on:${on.startsWith("\n") ? on : ` ${on}`}\njobs:\n${jobs.join("")}`;
const main = "\n  push:\n    branches: [main]";
const called = (name: string, on = "push", jobs = test) => `name: ${name}\non: ${on}\njobs:\n${jobs}`;

describe("workflow/deploy-from-any-branch", () => {
  it.each([
    ["push", "on:\n  push:\n    branches: [main]\n"],
    ["\n  push:", "on:\n  push:\n    branches: [main]\n"],
    ["\n  push:\n    paths: [src/**]", "on:\n  push:\n    branches: [main]\n    paths: [src/**]\n"],
    ["\n  push:\n    branches: ['**']", "on:\n  push:\n    branches: [main]\n"],
    ["\n  - push\n  - workflow_dispatch", "on:\n  push:\n    branches: [main]\n  workflow_dispatch:\n"],
    ["[push, workflow_dispatch]", "on:\n  push:\n    branches: [main]\n  workflow_dispatch:\n"],
  ])("names the branch in `on: %s`", (on, start) => {
    const text = workflow(on, deploy());
    expect(run(anyBranch, text)).toMatchObject([{ on: "push", fixed: [expect.stringContaining(start), expect.anything()] }]);
    expectLawfulFixes(anyBranch, text);
  });

  it("guards the job where others test all branches", () => {
    const text = workflow("push", test, deploy("    needs: test\n"));
    expect(run(anyBranch, text)[0]?.fixed[0]).toBe(
      workflow("push", test, deploy("    needs: test\n    if: github.ref == 'refs/heads/main'\n")),
    );
    expectLawfulFixes(anyBranch, text);
  });

  it("guards the steps where the job itself tests", () => {
    const text = workflow(
      "push",
      deploy("", "    steps:\n      - run: npm test\n      - name: Deploy\n        run: helm upgrade web ./chart\n"),
    );
    expect(run(anyBranch, text)[0]?.fixed[1]).toContain("      - name: Deploy\n        if: github.ref == 'refs/heads/main'\n");
    expectLawfulFixes(anyBranch, text);
  });

  it("is advice alone with an environment", () => {
    expect(run(anyBranch, workflow("push", deploy("    environment: production\n")))).toMatchObject([{ severity: "info" }]);
  });

  it.each([
    ["a filter of branches", workflow(main, deploy())],
    ["a filter of tags alone", workflow("\n  push:\n    tags: [v*]", deploy())],
    ["a guard", workflow("push", deploy("    if: github.ref == 'refs/heads/main'\n"))],
    ["a guard in braces by name", workflow("push", deploy("    if: ${{ github.ref_name == 'main' }}\n"))],
    [
      "a guard on a needed job",
      workflow("push", test.replace("    runs-on", "    if: github.ref == 'refs/heads/main'\n    runs-on"), deploy("    needs: test\n")),
    ],
    [
      "a guard of the step",
      workflow("push", deploy("", "    steps:\n      - if: github.ref == 'refs/heads/main'\n        run: kubectl apply -f k8s\n")),
    ],
    ["a condition that cannot be told", workflow("push", deploy("    if: vars.DEPLOY == 'yes'\n"))],
    [
      "an environment that the branch chooses",
      workflow("push", deploy("    environment: ${{ github.ref == 'refs/heads/main' && 'production' || 'review' }}\n")),
    ],
    ["a target that the branch chooses", workflow("push", deploy("", "    steps:\n      - run: helm upgrade $GITHUB_REF_NAME ./chart\n"))],
    ["a preview", workflow("push", deploy("    environment: preview\n"))],
    ["no deployment", workflow("push", test)],
    ["no push", workflow("workflow_dispatch", deploy())],
    [
      "a cluster on the runner",
      workflow("push", deploy("", "    steps:\n      - run: kind create cluster\n      - run: kubectl apply -f k8s\n")),
    ],
  ])("is silent on %s", (_, text) => {
    expect(places(anyBranch, text)).toEqual([]);
  });

  it("leaves pull requests to the other rule", () => {
    const text = workflow("[push, pull_request]", deploy());
    expect(places(anyBranch, text)).toEqual([]);
    expect(places(ungated, text)).toEqual([]);
    expect(places(onPullRequest, text)).toHaveLength(1);
  });
});

describe("workflow/deploy-on-pull-request", () => {
  const both = `${main}\n  pull_request:`;

  it("reports a pull request as a warning and a fork's with secrets as an error", () => {
    expect(run(onPullRequest, workflow(both, deploy()))).toMatchObject([{ on: "deploy", severity: "warning" }]);
    const target = workflow(`${main}\n  pull_request_target:`, deploy());
    expect(run(onPullRequest, target)).toMatchObject([{ on: "deploy", message: expect.stringContaining("fork") }]);
    expect(run(onPullRequest, target)[0]?.severity).toBeUndefined();
    expect(run(onPullRequest, target)[0]?.fixed).toEqual([
      workflow(`${main}\n  pull_request_target:`, deploy("    if: github.event_name != 'pull_request_target'\n")),
    ]);
    expectLawfulFixes(onPullRequest, target);
  });

  it("asks for the branch first, and keeps releases and tags", () => {
    expect(run(onPullRequest, workflow(both, test, deploy("    needs: test\n")))[0]?.fixed).toEqual([
      workflow(both, test, deploy("    needs: test\n    if: github.ref == 'refs/heads/main'\n")),
      workflow(both, test, deploy("    needs: test\n    if: github.event_name != 'pull_request'\n")),
    ]);
    const releases = workflow(`${both}\n  release:\n    types: [published]`, deploy());
    expect(run(onPullRequest, releases)[0]?.fixed[0]).toContain("if: github.event_name == 'release' || github.ref == 'refs/heads/main'");
    expectLawfulFixes(onPullRequest, releases);
    const tags = workflow("\n  push:\n    branches: [trunk]\n    tags: [v*]\n  pull_request:", deploy());
    expect(run(onPullRequest, tags)[0]?.fixed[0]).toContain("if: github.ref == 'refs/heads/trunk' || startsWith(github.ref, 'refs/tags/')");
    expectLawfulFixes(onPullRequest, tags);
  });

  it("adds to a condition that is there", () => {
    const text = workflow(both, deploy("    if: github.repository == 'me/app' || github.repository == 'me/fork'\n"));
    expect(run(onPullRequest, text)[0]?.fixed[0]).toContain(
      "if: (github.repository == 'me/app' || github.repository == 'me/fork') && github.ref == 'refs/heads/main'",
    );
    expectLawfulFixes(onPullRequest, text);
  });

  it.each([
    ["a preview by its name", workflow(both, deploy().replace("  deploy:", "  deploy-preview:"))],
    ["a preview's environment", workflow(both, deploy("    environment: review\n"))],
    ["an environment of its own for each", workflow(both, deploy("    environment: pr-${{ github.event.number }}\n"))],
    [
      "a deployment of merges",
      workflow("\n  pull_request:\n    types: [closed]", deploy("    if: github.event.pull_request.merged == true\n")),
    ],
    ["a label", workflow("\n  push:\n    branches: [main]\n  pull_request:\n    types: [labeled]", deploy())],
    ["a guard by event", workflow(both, deploy("    if: github.event_name == 'push'\n"))],
    ["a guard by branch", workflow(both, deploy("    if: github.ref == 'refs/heads/main'\n"))],
    [
      "a step that the event chooses",
      workflow(
        both,
        deploy("", "    steps:\n      - run: ./go.sh\n      - if: github.event_name == 'push'\n        run: kubectl apply -f k8s\n"),
      ),
    ],
    ["what runs for pull requests alone", workflow("pull_request", deploy())],
    ["a dry run", workflow(both, deploy("", "    steps:\n      - run: kubectl apply --dry-run=client -f k8s\n"))],
    [
      "a cluster on the runner",
      workflow(both, deploy("", "    steps:\n      - uses: helm/kind-action@v1\n      - run: kubectl apply -f k8s\n")),
    ],
    ["a plan", workflow(both, deploy("", "    steps:\n      - run: terraform plan\n").replace("  deploy:", "  infra:"))],
  ])("is silent on %s", (_, text) => {
    expect(places(onPullRequest, text)).toEqual([]);
  });
});

describe("workflow/ungated-deploy", () => {
  it.each(["[main, feature/**]", "[main, 'dev*']", "[main, '*/*']"])("reports topic branches: %s", (branches) => {
    const text = workflow(`\n  push:\n    branches: ${branches}`, deploy());
    expect(run(ungated, text)).toMatchObject([{ on: "deploy" }]);
    expectLawfulFixes(ungated, text);
  });

  it("reports branches that are not left out, and the merge queue", () => {
    const ignoring = workflow("\n  push:\n    branches-ignore: [gh-pages]", deploy("    environment: production\n"));
    expect(run(ungated, ignoring)).toMatchObject([{ severity: "info", message: expect.stringContaining("branches-ignore") }]);
    expectLawfulFixes(ungated, ignoring);
    const queue = workflow(`${main}\n  merge_group:`, deploy());
    expect(run(ungated, queue)).toMatchObject([{ message: expect.stringContaining("merge queue") }]);
    expectLawfulFixes(ungated, queue);
  });

  it.each([
    ["branches by name", workflow("\n  push:\n    branches: [main, develop]", deploy())],
    ["release branches", workflow("\n  push:\n    branches: [main, 'release/**', 'hotfix/*', 'v*']", deploy())],
    ["tags", workflow("\n  push:\n    tags: ['*']", deploy())],
    ["runs by hand and by the clock", workflow("\n  workflow_dispatch:\n  schedule:\n    - cron: '0 4 * * *'", deploy())],
    ["a guard", workflow("\n  push:\n    branches: [main, feature/**]", deploy("    if: github.ref == 'refs/heads/main'\n"))],
    ["an environment of development", workflow("\n  push:\n    branches: [main, feature/**]", deploy("    environment: dev\n"))],
    ["a called workflow", workflow("workflow_call", deploy())],
    ["any branch, which the other rule reports", workflow("push", deploy())],
    ["a condition that cannot be told", workflow("\n  push:\n    branches: [main, feature/**]", deploy("    if: inputs.go\n"))],
  ])("is silent on %s", (_, text) => {
    expect(places(ungated, text)).toEqual([]);
  });
});

const following = (types = "") => `\n  workflow_run:\n    workflows: [CI]\n${types}`.trimEnd();
const beside = (ci: string): Setting => ({ path: ".github/workflows/cd.yml", files: { ".github/workflows/ci.yml": ci } });

describe("workflow/ineffective-guard", () => {
  it.each(["github.ref == 'refs/heads/main'", "${{ github.ref_name == 'main' && github.event.workflow_run.conclusion == 'success' }}"])(
    "reports the ref under workflow_run: %s",
    (condition) => {
      const text = workflow(following(), deploy(`    if: ${condition}\n`));
      expect(run(ineffectiveGuard, text)).toMatchObject([{ message: expect.stringContaining("workflow_run") }]);
      expect(run(ineffectiveGuard, text)[0]?.fixed[0]).toContain("github.event.workflow_run.head_branch == 'main'");
      expectLawfulFixes(ineffectiveGuard, text);
    },
  );

  it("reports it under the others, without a fix, and on publications", () => {
    const target = workflow("pull_request_target", deploy("    if: github.ref == 'refs/heads/main'\n"));
    expect(run(ineffectiveGuard, target)).toMatchObject([{ on: "github.ref == 'refs/heads/main'", fixed: [] }]);
    expect(places(onPullRequest, target)).toEqual([]);
    const publish = "  out:\n    if: github.ref == 'refs/heads/main'\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm publish\n";
    expect(places(ineffectiveGuard, workflow("issue_comment", publish))).toHaveLength(1);
    expect(run(ineffectiveGuard, workflow(`${main}\n  workflow_run:\n    workflows: [CI]`, publish))).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["a push", workflow("push", deploy("    if: github.ref == 'refs/heads/main'\n"))],
    [
      "the branch of the run before",
      workflow(following(), deploy("    if: github.ref == 'refs/heads/main' && github.event.workflow_run.head_branch == 'main'\n")),
    ],
    [
      "the event of the run before",
      workflow(following(), deploy("    if: github.ref == 'refs/heads/main' && github.event.workflow_run.event == 'push'\n")),
    ],
    ["branches in the trigger", workflow(following("    branches: [main]\n"), deploy("    if: github.ref == 'refs/heads/main'\n"))],
    [
      "a job that deploys nothing",
      workflow(following(), test.replace("    runs-on", "    if: github.ref == 'refs/heads/main'\n    runs-on")),
    ],
    ["a schedule", workflow("\n  schedule:\n    - cron: '0 4 * * *'", deploy("    if: github.ref == 'refs/heads/main'\n"))],
  ])("is silent on %s", (_, text) => {
    expect(places(ineffectiveGuard, text)).toEqual([]);
  });

  it("is silent where no pull request can start the run before", () => {
    const text = workflow(following(), deploy("    if: github.ref == 'refs/heads/main'\n"));
    expect(places(ineffectiveGuard, text, beside(called("CI", "push")))).toEqual([]);
    expect(places(ineffectiveGuard, text, beside(called("CI", "[push, pull_request]")))).toHaveLength(1);
  });
});

describe("workflow/unchecked-workflow-run", () => {
  it("adds the conclusion, whatever else starts the workflow", () => {
    const alone = workflow(following(), deploy());
    expect(run(uncheckedRun, alone)[0]?.fixed).toEqual([
      workflow(following(), deploy("    if: github.event.workflow_run.conclusion == 'success'\n")),
    ]);
    expectLawfulFixes(uncheckedRun, alone);
    const byHand = workflow(`\n  workflow_dispatch:${following()}`, deploy("    if: github.actor != 'bot'\n"));
    expect(run(uncheckedRun, byHand)[0]?.fixed[0]).toContain(
      "if: github.actor != 'bot' && (github.event_name == 'workflow_dispatch' || github.event.workflow_run.conclusion == 'success')",
    );
    expectLawfulFixes(uncheckedRun, byHand);
    const pushed = workflow(`\n  push:\n    branches: [main]\n  workflow_dispatch:${following()}`, deploy());
    expect(run(uncheckedRun, pushed)[0]?.fixed[0]).toContain("github.event_name != 'workflow_run' || github.event.workflow_run.conclusion");
    expectLawfulFixes(uncheckedRun, pushed);
  });

  it("asks for the event where pull requests start the run before", () => {
    const text = workflow(following(), deploy());
    const setting = beside(called("CI", "[push, pull_request]"));
    expect(run(uncheckedRun, text, setting)[0]?.fixed[0]).toContain(
      "if: github.event.workflow_run.conclusion == 'success' && github.event.workflow_run.event == 'push'",
    );
    expectLawfulFixes(uncheckedRun, text, setting);
    const checked = workflow(following(), deploy("    if: github.event.workflow_run.conclusion == 'success'\n"));
    expect(run(uncheckedRun, checked, setting)).toMatchObject([{ severity: "warning" }]);
    expectLawfulFixes(uncheckedRun, checked, setting);
    expect(places(uncheckedRun, checked, beside(called("CI", "push")))).toEqual([]);
  });

  it.each([
    ["the conclusion", workflow(following(), deploy("    if: ${{ github.event.workflow_run.conclusion == 'success' }}\n"))],
    ["another way to write it", workflow(following(), deploy("    if: github.event.workflow_run.conclusion != 'failure'\n"))],
    [
      "a needed job that asks",
      workflow(
        following(),
        test.replace("    runs-on", "    if: github.event.workflow_run.conclusion == 'success'\n    runs-on"),
        deploy("    needs: test\n"),
      ),
    ],
    ["a guard by event", workflow(`\n  push:${following()}`, deploy("    if: github.event_name == 'push'\n"))],
    ["what runs after a failure", workflow(following(), deploy("    if: github.event.workflow_run.conclusion == 'failure'\n"))],
    ["the start of a run", workflow(following("    types: [requested]\n"), deploy())],
    ["a job that deploys nothing", workflow(following(), test)],
    [
      "a step that asks",
      workflow(
        following(),
        deploy("", "    steps:\n      - if: github.event.workflow_run.conclusion == 'success'\n        run: kubectl apply -f k8s\n"),
      ),
    ],
  ])("is silent on %s", (_, text) => {
    expect(places(uncheckedRun, text)).toEqual([]);
  });
});

describe("workflow/unknown-parent-workflow", () => {
  const text = (name: string) => workflow(`\n  workflow_run:\n    workflows: ${name}`, test);

  it.each([
    ["[Cl]", "Cl", "[CI]"],
    ["['ci.yml']", "'ci.yml'", "['CI']"],
    ["ci", "ci", "CI"],
  ])("reports %s", (names, on, fixed) => {
    const setting = beside(called("CI"));
    expect(run(unknownParent, text(names), setting)).toMatchObject([{ on, fixed: [text(fixed)] }]);
    expectLawfulFixes(unknownParent, text(names), setting);
  });

  it("knows a file without a name by its path", () => {
    const setting = beside("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{run: a}]\n");
    expect(places(unknownParent, text("[.github/workflows/ci.yml]"), setting)).toEqual([]);
    expect(run(unknownParent, text("[ci]"), setting)[0]?.fixed).toEqual([text("[.github/workflows/ci.yml]")]);
  });

  it.each([
    ["what is there", text("[CI]"), beside(called("CI"))],
    ["workflows of GitHub", text("[pages-build-deployment, CodeQL]"), beside(called("CI"))],
    ["an expression in another's name", text("[Other]"), beside(called("${{ github.ref }}"))],
    ["what cannot be seen", text("[Other]"), {}],
    ["a starter's placeholder", text("[$ci]"), beside(called("CI"))],
  ])("is silent on %s", (_, source, setting) => {
    expect(places(unknownParent, source, setting)).toEqual([]);
  });
});
