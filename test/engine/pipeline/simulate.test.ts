import { describe, expect, it } from "vitest";
import { parseWorkflow } from "../../../server/engine/languages/workflow/parse.ts";
import type { SyntheticEvent } from "../../../server/engine/pipeline/model.ts";
import { describeReach, guardsEvent, mayReach, reachOf, reachOfStep, runsAfterFailure } from "../../../server/engine/pipeline/simulate.ts";
import { syntheticEvents } from "../../../server/engine/pipeline/situation.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";

const path = ".github/workflows/ci.yml";

function jobsOf(text: string) {
  const workflow = parseWorkflow(new SourceText(path, text));
  return Object.fromEntries(workflow.jobs.map((job) => [job.id, job]));
}

function jobOf(text: string, id: string) {
  const job = jobsOf(text)[id];
  if (!job) throw new Error(`no job ${id}`);
  return job;
}

/** The events that reach a job, by verdict: `push-default` for certain ones, `push-branch?` for those that may. */
function reached(text: string, id = "a", workspace = unseenWorkspace()): string {
  return reachOf(jobOf(text, id), workspace)
    .filter(({ verdict }) => verdict !== "never")
    .map(({ event, verdict }) => (verdict === "runs" ? event : `${event}?`))
    .join(" ");
}

const allTriggers =
  "[push, pull_request, pull_request_target, merge_group, schedule, workflow_dispatch, workflow_run, issue_comment, release]";

/** A condition as YAML takes it: `!` in front would be a tag. */
function written(condition: string): string {
  return condition.startsWith("!") ? `\${{ ${condition} }}` : condition;
}

function on(on: string, condition?: string): string {
  return `on:${on.startsWith("\n") ? on : ` ${on}`}\njobs:\n  a:\n${condition === undefined ? "" : `    if: ${written(condition)}\n`}    runs-on: ubuntu-latest\n    steps:\n      - run: make\n`;
}

describe("filters", () => {
  it.each([
    ["push", "push-default push-branch push-tag"],
    ["\n  push:\n    branches: [main]", "push-default"],
    ["\n  push:\n    branches: main", "push-default"],
    ["\n  push:\n    branches: ['**']", "push-default push-branch"],
    ["\n  push:\n    branches: ['*']", "push-default push-branch"],
    ["\n  push:\n    branches: [main, develop]", "push-default push-branch?"],
    ["\n  push:\n    branches: ['release/**']", "push-branch?"],
    ["\n  push:\n    branches: ['**', '!main']", "push-default? push-branch"],
    ["\n  push:\n    branches-ignore: [main]", "push-default? push-branch"],
    ["\n  push:\n    branches-ignore: ['**']", ""],
    ["\n  push:\n    tags: ['v*']", "push-tag"],
    ["\n  push:\n    tags: ['v[0-9]+.[0-9]+.[0-9]+']", "push-tag"],
    ["\n  push:\n    tags: ['release-*']", "push-tag?"],
    ["\n  push:\n    branches: [main]\n    tags: ['v*']", "push-default push-tag"],
    ["\n  push:\n    paths: [src/**]", "push-default? push-branch? push-tag"],
    ["\n  push:\n    branches: [main]\n    paths-ignore: [docs/**]", "push-default?"],
    ["pull_request", "pull-request fork-pull-request"],
    ["\n  pull_request:\n    branches: [main]", "pull-request fork-pull-request"],
    ["\n  pull_request:\n    branches: [develop]", "pull-request? fork-pull-request?"],
    ["\n  pull_request:\n    types: [labeled]", "pull-request? fork-pull-request?"],
    ["\n  pull_request:\n    types: [closed]", "pull-request fork-pull-request"],
    ["pull_request_target", "pull-request-target-fork"],
    ["merge_group", "merge-group"],
    ["\n  schedule:\n    - cron: '0 0 * * *'", "schedule"],
    ["workflow_dispatch", "dispatch"],
    ["workflow_call", "call?"],
    ["\n  workflow_run:\n    workflows: [CI]\n    branches: [main]", "workflow-run-fork? workflow-run-push"],
    ["issue_comment", "issue-comment"],
    ["release", "release"],
    ["deployment", "other?"],
    ["[push, deployment, label]", "push-default push-branch push-tag other?"],
  ])("on %s", (trigger, expected) => {
    // `main` alone is not sure to be the default branch; with `master` it is taken for one, too.
    expect(reached(on(trigger))).toBe(expected);
  });

  it("knows the default branch from the clone", () => {
    const workspace = memoryWorkspace({ ".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/develop\n" });
    expect(reached(on("\n  push:\n    branches: [develop]"), "a", workspace)).toBe("push-default");
    expect(reached(on("\n  push:\n    branches: [main]"), "a", workspace)).toBe("push-branch?");
    expect(reached(on("push", "github.ref == 'refs/heads/develop'"), "a", workspace)).toBe("push-default");
    expect(reached(on("\n  push:\n    branches: ['**', '!develop']"), "a", workspace)).toBe("push-branch");
  });

  it("knows what stands before a workflow_run", () => {
    const after = on("\n  workflow_run:\n    workflows: [CI]");
    const preceding = (trigger: string) => memoryWorkspace({ ".github/workflows/before.yml": `name: CI\n${on(trigger)}` });
    expect(reached(after, "a", preceding("push"))).toBe("workflow-run-push");
    expect(reached(after, "a", preceding("[push, pull_request]"))).toBe("workflow-run-fork workflow-run-push");
    expect(reached(after, "a", memoryWorkspace({}))).toBe("workflow-run-fork workflow-run-push");
  });

  it("says which filter keeps an event out", () => {
    const text = on("\n  push:\n    tags: ['v*']");
    const reach = reachOf(jobOf(text, "a"), unseenWorkspace()).find(({ event }) => event === "push-default");
    expect(reach?.decidedBy?.kind).toBe("trigger");
    expect(text.slice(reach?.decidedBy?.span.start, reach?.decidedBy?.span.end)).toBe("tags");
  });
});

/** For each guard the events that it lets in, of all that there are but calls; `?` where it may. */
const guards: readonly (readonly [condition: string, expected: string])[] = [
  [
    "github.ref == 'refs/heads/main'",
    "push-default pull-request-target-fork schedule dispatch workflow-run-fork workflow-run-push issue-comment",
  ],
  ["github.ref == 'refs/heads/main' && github.event_name == 'push'", "push-default"],
  ["${{ github.ref == 'refs/heads/main' && github.event_name == 'push' }}", "push-default"],
  [
    "github.ref_name == 'main' && github.event_name != 'pull_request_target'",
    "push-default pull-request? fork-pull-request? schedule dispatch workflow-run-fork workflow-run-push issue-comment release? push-tag?",
  ],
  ["github.event_name == 'push'", "push-default push-branch push-tag"],
  [
    "github.event_name != 'pull_request'",
    "push-default push-branch push-tag pull-request-target-fork merge-group schedule dispatch workflow-run-fork workflow-run-push issue-comment release",
  ],
  ["github.event_name == 'PUSH'", "push-default push-branch push-tag"],
  ["startsWith(github.ref, 'refs/tags/')", "push-tag dispatch? release"],
  ["startsWith(github.ref, 'refs/tags/v')", "push-tag dispatch? release"],
  [
    "startsWith(github.ref, 'refs/heads/release/')",
    "push-branch? pull-request-target-fork? schedule? dispatch? workflow-run-fork? workflow-run-push? issue-comment? push-default?",
  ],
  ["github.ref_type == 'tag'", "push-tag dispatch? release"],
  ["contains(github.ref, 'refs/tags/')", "push-tag dispatch? release"],
  [
    "!startsWith(github.ref, 'refs/pull/')",
    "push-default push-branch push-tag pull-request-target-fork merge-group schedule dispatch workflow-run-fork workflow-run-push issue-comment release",
  ],
  [
    'contains(fromJSON(\'["refs/heads/main", "refs/heads/master"]\'), github.ref)',
    "push-default pull-request-target-fork schedule dispatch workflow-run-fork workflow-run-push issue-comment",
  ],
  ['contains(fromJSON(\'["push", "release"]\'), github.event_name)', "push-default push-branch push-tag release"],
  ["github.event_name == 'push' && github.ref == format('refs/heads/{0}', github.event.repository.default_branch)", "push-default"],
  ["github.event_name == 'push' && github.ref_name == github.event.repository.default_branch", "push-default push-tag?"],
  ["github.event_name == 'push' && github.ref_name != github.event.repository.default_branch", "push-branch push-tag"],
  ["github.event_name == 'push' && github.ref == 'refs/heads/develop'", "push-default? push-branch?"],
  ["github.event.pull_request.head.repo.full_name == github.repository", "pull-request"],
  [
    "github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository",
    "push-default push-branch push-tag pull-request pull-request-target-fork merge-group schedule dispatch workflow-run-fork workflow-run-push issue-comment release",
  ],
  [
    "github.event.pull_request.head.repo.full_name != github.repository",
    "push-default push-branch push-tag fork-pull-request pull-request-target-fork merge-group schedule dispatch workflow-run-fork workflow-run-push issue-comment release",
  ],
  ["github.event.pull_request.head.repo.fork", "fork-pull-request pull-request-target-fork"],
  ["github.event.pull_request.head.repo.fork == false && github.event_name == 'pull_request'", "pull-request"],
  ["github.event_name == 'pull_request' && !github.event.pull_request.draft", "pull-request fork-pull-request"],
  ["github.event_name == 'pull_request' && github.event.pull_request.merged == true", ""],
  ["github.event_name == 'pull_request' && github.base_ref == 'main'", "pull-request fork-pull-request"],
  ["github.base_ref == 'develop'", "pull-request? fork-pull-request? pull-request-target-fork?"],
  [
    "github.head_ref == ''",
    "push-default push-branch push-tag pull-request? fork-pull-request? pull-request-target-fork? merge-group schedule dispatch workflow-run-fork workflow-run-push issue-comment release",
  ],
  ["github.event_name == 'push' && github.actor != 'dependabot[bot]'", "push-default push-branch push-tag"],
  ["github.event_name == 'push' && github.actor == 'dependabot[bot]'", "push-default? push-branch? push-tag?"],
  ["github.event_name == 'push' && github.repository == 'octo/app'", "push-default push-branch push-tag"],
  ["github.event_name == 'push' && github.repository != 'octo/app'", "push-default? push-branch? push-tag?"],
  ["github.event_name == 'push' && github.repository_owner == 'octo'", "push-default push-branch push-tag"],
  ["github.event_name == 'push' && vars.DEPLOY == 'true'", "push-default? push-branch? push-tag?"],
  ["github.event_name == 'push' && !contains(github.event.head_commit.message, '[skip ci]')", "push-default push-branch push-tag"],
  [
    "github.event_name == 'pull_request' && contains(github.event.pull_request.labels.*.name, 'deploy')",
    "pull-request? fork-pull-request?",
  ],
  ["github.event.workflow_run.conclusion == 'success'", "workflow-run-fork workflow-run-push"],
  ["github.event.workflow_run.conclusion == 'failure'", "workflow-run-fork? workflow-run-push?"],
  ["github.event.workflow_run.event == 'push'", "workflow-run-push"],
  ["github.event.workflow_run.head_branch == 'main'", "workflow-run-fork? workflow-run-push"],
  ["github.event.workflow_run.head_repository.full_name == github.repository", "workflow-run-push"],
  ["inputs.environment == 'production'", "dispatch?"],
  ["github.event.inputs.environment == 'production'", "dispatch?"],
  ["github.event.action == 'closed'", ""],
  ["github.event.action == 'opened'", "pull-request? fork-pull-request? pull-request-target-fork?"],
  ["github.event.issue.pull_request", "issue-comment?"],
  ["github.event_name == 'release' && !github.event.release.prerelease", "release"],
  ["github.event.schedule == '0 0 * * *'", "schedule?"],
  ["false", ""],
  ["${{ false }}", ""],
  ["always() && github.event_name == 'push'", "push-default push-branch push-tag"],
  ["failure()", ""],
  ["cancelled() && github.event_name == 'push'", "push-default? push-branch? push-tag?"],
];

describe("guards", () => {
  it.each(guards)("%s", (condition, expected) => {
    const triggers = allTriggers;
    const sorted = [...expected.split(" ").filter(Boolean)].sort().join(" ");
    const text = on(triggers, condition).replace(
      triggers,
      condition.includes("inputs")
        ? `{push: null, pull_request: null, workflow_dispatch: {inputs: {environment: {type: string}}}, workflow_call: null}`
        : triggers,
    );
    expect(
      reached(text)
        .split(" ")
        .filter((event) => event !== "" && event !== "call?")
        .sort()
        .join(" "),
    ).toBe(sorted);
  });
});

describe("needs", () => {
  const text = (ifA: string, ifB: string | undefined, ifC?: string) =>
    `on: [push, pull_request]\njobs:\n  a:\n    if: ${written(ifA)}\n    runs-on: x\n    steps: []\n  b:\n    needs: a\n${ifB === undefined ? "" : `    if: ${written(ifB)}\n`}    runs-on: x\n    steps: []\n  c:\n    needs: [b]\n${ifC === undefined ? "" : `    if: ${written(ifC)}\n`}    runs-on: x\n    steps: []\n`;

  it.each([
    ["github.event_name == 'push'", undefined, undefined, "push-default push-branch push-tag", "push-default push-branch push-tag"],
    ["github.ref == 'refs/heads/main'", undefined, undefined, "push-default", "push-default"],
    // A status function lets a job run whose need was skipped; but what needs that one is skipped all the same.
    [
      "github.ref == 'refs/heads/main'",
      "always()",
      undefined,
      "push-default push-branch push-tag pull-request fork-pull-request",
      "push-default",
    ],
    [
      "github.ref == 'refs/heads/main'",
      "always() && needs.a.result == 'success'",
      "!failure() && !cancelled()",
      "push-default",
      "push-default push-branch push-tag pull-request fork-pull-request",
    ],
    [
      "github.ref == 'refs/heads/main'",
      "always() && needs.a.result != 'failure'",
      undefined,
      "push-default push-branch push-tag pull-request fork-pull-request",
      "push-default",
    ],
    ["github.ref == 'refs/heads/main'", "failure()", undefined, "push-default?", "push-default?"],
    [
      "github.ref == 'refs/heads/main'",
      "!cancelled() && (needs.a.result == 'success' || needs.a.result == 'skipped')",
      undefined,
      "push-default push-branch push-tag pull-request fork-pull-request",
      "push-default",
    ],
    ["github.ref == 'refs/heads/main'", "needs.a.outputs.changed == 'true'", undefined, "push-default?", "push-default?"],
    ["github.ref == 'refs/heads/main'", "success() && needs.a.result == 'success'", undefined, "push-default", "push-default"],
    ["github.ref == 'refs/heads/main'", "contains(needs.*.result, 'failure') && always()", undefined, "push-default?", "push-default?"],
  ])("a: %s, b: %s, c: %s", (a, b, c, ofB, ofC) => {
    expect(reached(text(a, b, c), "b")).toBe(ofB);
    expect(reached(text(a, b, c), "c")).toBe(ofC);
  });

  it("names the job that does not run", () => {
    const source = text("github.event_name == 'push' && github.actor != 'x'", undefined);
    const reach = reachOf(jobOf(source, "c"), unseenWorkspace()).find(({ event }) => event === "pull-request");
    expect([reach?.decidedBy?.kind, reach?.decidedBy?.job?.id]).toEqual(["needs", "a"]);
    expect(source.slice(reach?.decidedBy?.span.start, reach?.decidedBy?.span.end)).toBe("b");
    const own = reachOf(jobOf(source, "a"), unseenWorkspace()).find(({ event }) => event === "pull-request");
    expect(own?.decidedBy?.kind).toBe("if");
    expect(source.slice(own?.decidedBy?.span.start, own?.decidedBy?.span.end)).toBe("github.event_name == 'push'");
  });

  it("stands jobs that need each other", () => {
    const source = "on: push\njobs:\n  a:\n    needs: b\n    runs-on: x\n  b:\n    needs: a\n    runs-on: x\n";
    expect(reached(source)).toBe("push-default? push-branch? push-tag?");
  });

  it.each([
    ["always()", true],
    ["!cancelled()", true],
    ["failure()", true],
    ["success()", false],
    ["always() && needs.a.result == 'success'", false],
    ["!cancelled() && needs.a.result != 'failure'", false],
    ["!failure() && !cancelled()", false],
    ["always() && github.ref == 'refs/heads/main'", true],
    ["always() && !contains(needs.*.result, 'failure')", false],
    ["github.ref == 'refs/heads/main'", false],
    ["${{ always() }} && github.ref == 'refs/heads/main'", true],
  ])("tells whether %s runs after a failure", (condition, expected) => {
    expect(runsAfterFailure(jobOf(text("true", condition), "b"))).toBe(expected);
  });

  it("takes each need alone", () => {
    const source = (condition: string) =>
      `on: push\njobs:\n  a:\n    runs-on: x\n  b:\n    runs-on: x\n  c:\n    needs: [a, b]\n    if: ${condition}\n    runs-on: x\n`;
    expect(runsAfterFailure(jobOf(source("always() && needs.a.result == 'success'"), "c"))).toBe(true);
    expect(runsAfterFailure(jobOf(source("always() && needs.a.result == 'success' && needs.b.result == 'success'"), "c"))).toBe(false);
  });
});

describe("steps", () => {
  it("are reached as far as their own condition lets them", () => {
    const [first, second, third] = jobOf(
      "on: [push, pull_request]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: a\n      - if: github.event_name == 'push'\n        run: b\n      - if: failure()\n        run: c\n",
      "a",
    ).steps.map((step) =>
      reachOfStep(step, unseenWorkspace())
        .filter(({ verdict }) => verdict !== "never")
        .map(({ event, verdict }) => (verdict === "runs" ? event : `${event}?`))
        .join(" "),
    );
    expect(first).toBe("push-default push-branch push-tag pull-request fork-pull-request");
    expect(second).toBe("push-default push-branch push-tag");
    expect(third).toBe("push-default? push-branch? push-tag? pull-request? fork-pull-request?");
  });
});

describe("guardsEvent", () => {
  it.each([
    ["github.event_name == 'push'", "pull_request", true],
    ["github.event_name != 'pull_request'", "pull_request", true],
    ["github.event_name != 'pull_request'", "push", false],
    ["github.ref == 'refs/heads/main'", "pull_request", false],
  ])("%s keeps %s out: %s", (condition, event, expected) => {
    expect(guardsEvent(jobOf(on("push", condition), "a").if, event)).toBe(expected);
  });
});

describe("laws", () => {
  const conditions = guards.map(([condition]) => condition).filter((condition) => !condition.startsWith("$"));

  it("never lets more in where a condition is added", () => {
    for (const [i, first] of conditions.entries()) {
      for (const second of conditions.slice(i % 16).filter((_, j) => j % 16 === 0)) {
        // A status function takes the silent success() away.
        if (/always\(|failure\(|cancelled\(/.test(second)) continue;
        const before = jobOf(on(allTriggers, first), "a");
        const after = jobOf(on(allTriggers, `(${first}) && (${second})`), "a");
        for (const event of syntheticEvents) {
          if (mayReach(before, event, unseenWorkspace()) === "never") {
            expect(`${first} && ${second} on ${event}: ${mayReach(after, event, unseenWorkspace())}`).toBe(
              `${first} && ${second} on ${event}: never`,
            );
          }
        }
      }
    }
  });

  it("knows the opposite of what it knows", () => {
    for (const condition of conditions) {
      const yes = jobOf(on(allTriggers, condition), "a");
      const no = jobOf(on(allTriggers, `always() && !(${condition})`), "a");
      for (const event of syntheticEvents) {
        const verdicts = [mayReach(yes, event, unseenWorkspace()), mayReach(no, event, unseenWorkspace())];
        if (event !== "other" && event !== "call")
          expect(verdicts.filter((verdict) => verdict === "never").length, `${condition} on ${event}`).toBeLessThan(2);
        if (verdicts[0] === "never" && event !== "other" && event !== "call") expect(verdicts[1], `${condition} on ${event}`).toBe("runs");
      }
    }
  });

  it("is sure where all is known", () => {
    const known = [
      "github.event_name == 'push'",
      "github.ref_type == 'branch'",
      "github.head_ref == ''",
      "1 == 1",
      "!false",
      "startsWith(github.event_name, 'pu')",
    ];
    const sure: readonly SyntheticEvent[] = ["push-default", "push-branch", "push-tag", "schedule", "issue-comment"];
    for (const a of known) {
      for (const b of known) {
        for (const operator of ["&&", "||"]) {
          const job = jobOf(on(allTriggers, `(${a}) ${operator} (${b})`), "a");
          for (const event of sure)
            expect(mayReach(job, event, unseenWorkspace()), `${a} ${operator} ${b} on ${event}`).not.toBe("may-run");
        }
      }
    }
  });
});

describe("describeReach", () => {
  it.each([
    [
      "\n  push:\n    branches: [main]\n  workflow_dispatch:",
      undefined,
      "push to main · dispatch — never: pull requests, forks, other branches",
    ],
    ["[push, pull_request]", "github.ref == 'refs/heads/main'", "push to the default branch — never: pull requests, forks, other branches"],
    ["[push, pull_request]", undefined, "push to any branch · tags · pull requests — never: "],
    [
      "\n  push:\n    branches: [main, develop]\n    tags: ['v*']",
      undefined,
      "push to main · push to develop · tags v* — never: pull requests, forks",
    ],
    ["\n  workflow_run:\n    workflows: [CI]", undefined, "after CI — never: pull requests"],
    ["[schedule, deployment]", undefined, "schedule · deployment — never: pull requests, forks"],
  ])("on %s if %s", (trigger, condition, expected) => {
    const { runsOn, never } = describeReach(jobOf(on(trigger, condition), "a"), unseenWorkspace());
    expect(`${runsOn.join(" · ")} — never: ${never.join(", ")}`).toBe(expected);
  });
});
