import type { Expression, ExpressionNode, Value } from "../languages/expression/model.ts";
import { walk } from "../languages/expression/nodes.ts";
import type { Condition, Job, Step, Workflow } from "../languages/workflow/model.ts";
import { rememberFor } from "../text/remember.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { workflowNamed } from "./callee.ts";
import { conjunctsOf, type StatusFunction, statusFunctionsOf } from "./condition.ts";
import { defaultBranches, knownDefaultBranch } from "./default-branch.ts";
import { literalOfPattern } from "./filter-pattern.ts";
import type { Reach, SyntheticEvent, Verdict } from "./model.ts";
import {
  and,
  type Case,
  type Happening,
  type Hint,
  happeningOf,
  holds,
  or,
  type Situation,
  syntheticEvents,
  type Truth,
  triggersOf,
} from "./situation.ts";

type DecidedBy = Reach["decidedBy"];

/**
 * Which happenings start a job. A run is taken to go well: what a job needs succeeds, a commit is an ordinary one, and a condition that names
 * a repository means this one. `runs` holds for that; `never` holds whatever else happens.
 */
export function reachOf(job: Job, workspace: Workspace): readonly Reach[] {
  const simulation = simulationOf(job.workflow, workspace);
  let reach = simulation.jobs.get(job);
  if (!reach) {
    reach = syntheticEvents.map((event): Reach => {
      const runs = simulation.runs.get(event);
      if (!runs) return { event, verdict: "never", decidedBy: undefined };
      const verdict = verdictOf(
        runs.ordinary.map((run) => run.runs(job)),
        runs.any.runs(job),
      );
      return { event, verdict, decidedBy: verdict === "never" ? whyNever(job, runs) : undefined };
    });
    simulation.jobs.set(job, reach);
  }
  return reach;
}

/** Whether an event starts a job. */
export function mayReach(job: Job, event: SyntheticEvent, workspace: Workspace): Verdict {
  return reachOf(job, workspace).find((reach) => reach.event === event)?.verdict ?? "never";
}

/**
 * Whether an expression of a job, or of its workflow, holds when an event has started the job: of the ordinary run, and of any there can be.
 * Undefined is unknown; both are `false` where the event does not start it.
 */
export function holdsFor(
  node: ExpressionNode,
  job: Job,
  event: SyntheticEvent,
  workspace: Workspace,
): { readonly ordinary: Truth; readonly any: Truth } {
  const runs = simulationOf(job.workflow, workspace).runs.get(event);
  if (!runs || runs.any.runs(job) === false) return { ordinary: false, any: false };
  const results = runs.ordinary.filter((run) => run.runs(job) !== false).map((run) => run.holdsIn(job, node));
  return { ordinary: or(...results), any: runs.any.holdsIn(job, node) };
}

/** Which happenings start a step: those that start its job, as far as its own `if` lets them. In a composite action every one may. */
export function reachOfStep(step: Step, workspace: Workspace): readonly Reach[] {
  const { job } = step;
  if (!job) return syntheticEvents.map((event) => ({ event, verdict: "may-run", decidedBy: undefined }));
  const ofJob = reachOf(job, workspace);
  const own = [step.parent?.if, step.if].filter((condition) => condition !== undefined);
  if (own.length === 0) return ofJob;
  const simulation = simulationOf(job.workflow, workspace);
  let ofStep = simulation.steps.get(step);
  if (!ofStep) {
    ofStep = stepReach(job, ofJob, own, simulation);
    simulation.steps.set(step, ofStep);
  }
  return ofStep;
}

function stepReach(job: Job, ofJob: readonly Reach[], own: readonly Condition[], simulation: Simulation): readonly Reach[] {
  return ofJob.map((reach): Reach => {
    const runs = simulation.runs.get(reach.event);
    if (!runs || reach.verdict === "never") return reach;
    const deciding = own.find((condition) => runs.any.allowsStep(condition) === false);
    if (deciding) {
      const span = decidingSpan(deciding, (node) => runs.any.holdsInStep(node));
      return { event: reach.event, verdict: "never", decidedBy: { kind: "if", span, job: undefined } };
    }
    const isSure = runs.ordinary.some((run) => run.runs(job) === true && own.every((condition) => run.allowsStep(condition) === true));
    return { event: reach.event, verdict: isSure ? reach.verdict : "may-run", decidedBy: undefined };
  });
}

/** Whether an expression in a step is true in an ordinary run that an event starts; undefined where that cannot be told. */
export function holdsOn(job: Job, expression: Expression, event: SyntheticEvent, workspace: Workspace): Truth {
  const runs = simulationOf(job.workflow, workspace).runs.get(event);
  const { root } = expression;
  if (!runs || !root) return undefined;
  const [first, ...others] = runs.ordinary.map((run) => run.holdsInStep(root));
  return others.every((other) => other === first) ? first : undefined;
}

/**
 * Whether a condition keeps an event of this name out, whatever else holds: `github.event_name == 'push'` does so for `pull_request`.
 */
export function guardsEvent(condition: Condition | undefined, event: string): boolean {
  const root = condition?.isAlwaysTrueText ? undefined : condition?.expression?.root;
  if (!root) return false;
  const hint: Hint = { kind: "one", values: [event] };
  const github: Value = { kind: "object", rest: "unknown", properties: new Map([["event_name", event]]) };
  return (
    holds(root, {
      isOrdinary: false,
      contexts: new Map([["github", github]]),
      hints: new Map([["github.event_name", hint]]),
      status: unknownStatus,
    }) === false
  );
}

/**
 * Whether a job may run although one that it needs has failed: `always()`, `!cancelled()` and `failure()` let it, unless the results of its
 * needs are asked for as well.
 */
export function runsAfterFailure(job: Job): boolean {
  return isAlwaysTrueAfterFailure(job) || failuresIgnored(job).length > 0;
}

function isAlwaysTrueAfterFailure({ if: condition, needs }: Job): boolean {
  return needs.length > 0 && condition?.isAlwaysTrueText === true && statusFunctionsOf(condition).size > 0;
}

/** The jobs among those that a job needs which may fail without keeping it from running. */
export function failuresIgnored(job: Job): readonly Job[] {
  const condition = job.if;
  if (!condition || job.needs.length === 0 || statusFunctionsOf(condition).size === 0) return [];
  if (condition.isAlwaysTrueText) return job.neededJobs;
  const root = condition.expression?.root;
  if (!root) return [];
  // Each of the needed jobs alone: the condition may ask for the one and forget the other.
  return job.neededJobs.filter((failed) => {
    const properties = job.neededJobs.map((needed): [string, Value] => [
      needed.id.toLowerCase(),
      resultObject(needed === failed ? "failure" : "success"),
    ]);
    const needs: Value = { kind: "object", rest: "null", properties: new Map(properties) };
    const status = { success: false, failure: true, always: true, cancelled: false };
    return holds(root, { isOrdinary: false, contexts: new Map([["needs", needs]]), hints: new Map(), status }) !== false;
  });
}

/** Which happenings would start a job by its own `if`, whatever becomes of the jobs that it needs. */
export function ownReachOf(job: Job, workspace: Workspace): readonly { readonly event: SyntheticEvent; readonly verdict: Verdict }[] {
  const simulation = simulationOf(job.workflow, workspace);
  return syntheticEvents.map((event) => {
    const runs = simulation.runs.get(event);
    if (!runs) return { event, verdict: "never" as const };
    return {
      event,
      verdict: verdictOf(
        runs.ordinary.map((run) => and(run.isTaken, run.allows(job))),
        and(runs.any.isTaken, runs.any.allows(job)),
      ),
    };
  });
}

/** Whether a job or step that follows another workflow (`workflow_run`) keeps out runs of it that have failed. */
export function guardsFailedRun({ if: condition }: Pick<Job | Step, "if">): boolean {
  const root = condition?.isAlwaysTrueText ? undefined : condition?.expression?.root;
  if (!root) return false;
  const path = "github.event.workflow_run.conclusion";
  const object = (name: string, value: Value): Value => ({ kind: "object", rest: "unknown", properties: new Map([[name, value]]) });
  const event = object("workflow_run", object("conclusion", "failure"));
  const github: Value = {
    kind: "object",
    rest: "unknown",
    properties: new Map([
      ["event", event],
      ["event_name", "workflow_run"],
    ]),
  };
  const hints = new Map<string, Hint>([
    [path, { kind: "one", values: ["failure"] }],
    ["github.event_name", { kind: "one", values: ["workflow_run"] }],
  ]);
  return holds(root, { isOrdinary: false, contexts: new Map([["github", github]]), hints, status: unknownStatus }) === false;
}

function resultObject(result: Value): Value {
  return {
    kind: "object",
    rest: "unknown",
    properties: new Map([
      ["result", result],
      ["outputs", undefined],
    ]),
  };
}

const unknownStatus: Readonly<Record<StatusFunction, Truth>> = {
  success: undefined,
  failure: undefined,
  always: true,
  cancelled: undefined,
};

interface Runs {
  readonly happening: Happening;
  readonly ordinary: readonly Run[];
  readonly any: Run;
}
interface Simulation {
  readonly key: string;
  readonly runs: ReadonlyMap<SyntheticEvent, Runs>;
  readonly jobs: Map<Job, readonly Reach[]>;
  readonly steps: Map<Step, readonly Reach[]>;
}

const simulations = new WeakMap<Workflow, Simulation>();

function simulationOf(workflow: Workflow, workspace: Workspace): Simulation {
  const known = knownDefaultBranch(workspace);
  const isForkFree = followsNoPullRequest(workflow, workspace);
  const key = `${isForkFree} ${known ?? ""}`;
  let simulation = simulations.get(workflow);
  if (!simulation || simulation.key !== key) {
    const runs = new Map<SyntheticEvent, Runs>();
    for (const event of syntheticEvents) {
      const happening = happeningOf(workflow, event, known, defaultBranches(workspace));
      if (!happening || (event === "workflow-run-fork" && isForkFree)) continue;
      runs.set(event, { happening, ordinary: happening.ordinary.map((one) => new Run(one)), any: new Run(happening.any) });
    }
    simulation = { key, runs, jobs: new Map(), steps: new Map() };
    simulations.set(workflow, simulation);
  }
  return simulation;
}

/** Whether a workflow that runs after others follows none that a pull request starts, as far as all of them can be seen. */
function followsNoPullRequest(workflow: Workflow, workspace: Workspace): boolean {
  const parents = workflow.trigger("workflow_run")?.workflows ?? [];
  if (parents.length === 0) return false;
  const names = parents.map(({ literal }) => literal);
  const { path } = workflow.source;
  return names.every((name) => {
    const parent = name === undefined ? undefined : workflowNamed(name, workspace, path);
    return parent !== undefined && parent.triggers.length > 0 && !parent.triggers.some(({ event }) => mayComeFromForks.test(event));
  });
}

/** Events whose runs may have a fork's code, and `workflow_run` for what stands before it. */
const mayComeFromForks = /^(?:pull_request|workflow_run$|issue_comment$|merge_group$)/;

function verdictOf(ordinary: readonly Truth[], any: Truth): Verdict {
  return any === false ? "never" : ordinary.includes(true) ? "runs" : "may-run";
}

/** One case, job by job. */
class Run {
  readonly #case: Case;
  readonly #known = new Map<Job, Truth>();
  readonly #open = new Set<Job>();

  constructor(one: Case) {
    this.#case = one;
  }

  get isTaken(): Truth {
    return this.#case.isTaken;
  }

  runs(job: Job): Truth {
    if (this.#case.isTaken === false) return false;
    if (this.#known.has(job)) return this.#known.get(job);
    // Jobs that need each other: the workflow does not start at all, which another rule reports.
    if (this.#open.has(job)) return undefined;
    this.#open.add(job);
    const runs = and(this.#case.isTaken, this.precedes(job), this.allows(job));
    this.#open.delete(job);
    this.#known.set(job, runs);
    return runs;
  }

  /** Whether the jobs before let it run: without a status function in its `if`, all of them have to succeed, however far they are. */
  precedes(job: Job): Truth {
    return statusFunctionsOf(job.if).size > 0 ? true : this.#succeeds(job);
  }

  #succeeds(job: Job): Truth {
    const all = and(...job.closure.map((needed) => this.runs(needed)));
    // What runs may fail.
    return all === false || this.#case.isOrdinary || job.closure.length === 0 ? all : undefined;
  }

  /** Whether its own `if` lets it run. */
  allows(job: Job): Truth {
    return allows(job.if, (condition) => this.#allowsByIf(job, condition));
  }

  holdsIn(job: Job, node: ExpressionNode): Truth {
    return holds(node, this.#situation(job));
  }

  /** What a condition of a job that asks nothing of `needs` gives, by the condition's text and how the jobs before may end. */
  readonly #withoutNeeds = new Map<string, WeakMap<ExpressionNode, { readonly holds: Truth }>>();

  #allowsByIf(job: Job, node: ExpressionNode): Truth {
    if (asksForNeeds(node)) return this.holdsIn(job, node);
    const ends = job.closure.map((needed) => this.runs(needed));
    const key = `${this.#succeeds(job)} ${or(...ends)}`;
    let known = this.#withoutNeeds.get(key);
    if (!known) {
      known = new WeakMap();
      this.#withoutNeeds.set(key, known);
    }
    let found = known.get(node);
    if (!found) {
      found = { holds: this.holdsIn(job, node) };
      known.set(node, found);
    }
    return found.holds;
  }

  #situation(job: Job): Situation {
    const { isOrdinary } = this.#case;
    const succeeds = this.#succeeds(job);
    const canFail = or(...job.closure.map((needed) => this.runs(needed))) !== false;
    const unknown = isOrdinary ? false : undefined;
    const status = { success: succeeds, failure: canFail ? unknown : false, always: true, cancelled: unknown };
    const hints = new Map(this.#case.hints);
    const asksForStatus = statusFunctionsOf(job.if).size > 0;
    const properties = job.neededJobs.map((needed): [string, Value] => {
      const id = needed.id.toLowerCase();
      const runs = this.runs(needed);
      if (runs === false) return [id, resultObject("skipped")];
      if (!asksForStatus || (isOrdinary && runs === true)) return [id, resultObject("success")];
      hints.set(`needs.${id}.result`, { kind: "one", values: ["success", "failure", "cancelled", "skipped"] });
      return [id, resultObject(undefined)];
    });
    // Only what it needs itself is said to be in the context, but workflows in use read what stands further off as well.
    for (const { id } of job.closure)
      if (!properties.some(([name]) => name === id.toLowerCase())) properties.push([id.toLowerCase(), undefined]);
    const needs: Value = { kind: "object", rest: "null", properties: new Map(properties) };
    return { isOrdinary, contexts: new Map([...this.#case.contexts, ["needs", needs]]), hints, status };
  }

  /** Whether the `if` of a step lets it run, once its job does. */
  allowsStep(condition: Condition): Truth {
    const allowed = allows(condition, (node) => this.holdsInStep(node));
    return statusFunctionsOf(condition).size > 0 || this.#case.isOrdinary ? allowed : and(allowed, undefined);
  }

  /** By the expression's tree, which equal texts share. */
  readonly #inSteps = new WeakMap<ExpressionNode, { readonly holds: Truth }>();

  holdsInStep(node: ExpressionNode): Truth {
    let found = this.#inSteps.get(node);
    if (!found) {
      found = { holds: this.#judgeInStep(node) };
      this.#inSteps.set(node, found);
    }
    return found.holds;
  }

  #judgeInStep(node: ExpressionNode): Truth {
    const { isOrdinary, contexts, hints } = this.#case;
    const unknown = isOrdinary ? false : undefined;
    const status = { success: isOrdinary ? true : undefined, failure: unknown, always: true, cancelled: unknown };
    return holds(node, { isOrdinary, contexts, hints, status });
  }
}

const asksForNeeds = rememberFor((root: ExpressionNode): boolean => {
  for (const node of walk(root)) if (node.kind === "context" && node.name === "needs") return true;
  return false;
});

function allows(condition: Condition | undefined, decide: (node: ExpressionNode) => Truth): Truth {
  if (!condition || condition.isAlwaysTrueText) return true;
  const root = condition.expression?.root;
  return root ? decide(root) : undefined;
}

function whyNever(job: Job, { happening, any }: Runs): DecidedBy {
  if (any.isTaken === false) return happening.decidedBy && { kind: "trigger", span: happening.decidedBy, job: undefined };
  if (job.if && any.allows(job) === false) return { kind: "if", span: decidingSpan(job.if, (node) => any.holdsIn(job, node)), job };
  for (const need of job.needs) {
    const needed = job.workflow.job(need.text);
    // The job that does not run for a reason of its own, not for another's sake.
    const skipped = needed && [needed, ...needed.closure].find((one) => any.runs(one) === false && any.precedes(one) !== false);
    if (skipped) return { kind: "needs", span: need.span, job: skipped };
  }
  return undefined;
}

/** The first part of a condition that does not hold, or the whole of it. */
function decidingSpan(condition: Condition, decide: (node: Parameters<typeof holds>[0]) => Truth): Span {
  const { expression } = condition;
  const part = conjunctsOf(expression).find((node) => decide(node) === false);
  return part && expression ? expression.source.spanToSource(part.span) : condition.text.span;
}

const shortNames: readonly (readonly [SyntheticEvent, string])[] = [
  ["pull-request", "pull requests"],
  ["fork-pull-request", "pull requests of forks"],
  ["pull-request-target-fork", "pull requests of forks (with secrets)"],
  ["merge-group", "merge queue"],
  ["schedule", "schedule"],
  ["dispatch", "dispatch"],
  ["call", "call"],
  ["workflow-run-push", "another workflow"],
  ["workflow-run-fork", "another workflow on a fork"],
  ["issue-comment", "comments"],
  ["release", "releases"],
];

/**
 * In short words, what starts a job and what never does: "push to main", "dispatch"; "pull requests", "forks". Or what leads to some steps of
 * it, whose reach is given.
 */
export function describeReach(
  job: Job,
  workspace: Workspace,
  reach: readonly Reach[] = reachOf(job, workspace),
): { readonly runsOn: readonly string[]; readonly never: readonly string[] } {
  const verdict = (event: SyntheticEvent): Verdict => reach.find((one) => one.event === event)?.verdict ?? "never";
  const isReached = (event: SyntheticEvent): boolean => verdict(event) !== "never";
  const runsOn: string[] = [];
  const push = job.workflow.trigger("push");
  if (isReached("push-default")) {
    const names = defaultBranches(workspace).filter((name) => namesBranch(job, name));
    if (verdict("push-branch") !== "runs") runsOn.push(`push to ${names.length === 1 ? names[0] : "the default branch"}`);
  }
  if (verdict("push-branch") === "runs") runsOn.push("push to any branch");
  else if (isReached("push-branch")) {
    const patterns = (push?.filter("branches")?.patterns ?? []).map(({ text }) => text).filter((text) => !text.startsWith("!"));
    // What GitHub puts into a starter workflow is the default branch, which is told already.
    const others = patterns.filter((text) => text !== "$default-branch" && !defaultBranches(workspace).includes(text));
    if (others.length > 0 || !patterns.includes("$default-branch"))
      runsOn.push(others.length > 0 && others.length <= 3 ? `push to ${others.join(", ")}` : "push to some branches");
  }
  if (isReached("push-tag")) {
    const patterns = push?.filter("tags")?.patterns?.map(({ text }) => text) ?? [];
    runsOn.push(patterns.length > 0 && patterns.length <= 3 ? `tags ${patterns.join(", ")}` : "tags");
  }
  for (const [event, name] of shortNames) {
    if (!isReached(event)) continue;
    if (event === "fork-pull-request" && isReached("pull-request")) continue;
    if (event === "workflow-run-fork" && isReached("workflow-run-push")) continue;
    const parents = event === "workflow-run-push" ? (job.workflow.trigger("workflow_run")?.workflows ?? []) : [];
    runsOn.push(parents.length > 0 && parents.length <= 3 ? `after ${parents.map(({ text }) => text).join(", ")}` : name);
  }
  if (isReached("other")) for (const { event } of triggersOf(job.workflow, "other")) runsOn.push(event);
  const never: string[] = [];
  if (!isReached("pull-request") && !isReached("fork-pull-request") && !isReached("pull-request-target-fork")) never.push("pull requests");
  if (!isReached("fork-pull-request") && !isReached("pull-request-target-fork") && !isReached("workflow-run-fork")) never.push("forks");
  if (isReached("push-default") && !isReached("push-branch")) never.push("other branches");
  return { runsOn, never };
}

function namesBranch(job: Job, name: string): boolean {
  const patterns = job.workflow.trigger("push")?.filter("branches")?.patterns;
  const named = patterns?.filter(({ text }) => literalOfPattern(text) === name);
  return patterns === undefined || (named?.length ?? 0) > 0;
}
