import type { ExpressionNode } from "../languages/expression/model.ts";
import type { Concurrency, Job, Text, Workflow } from "../languages/workflow/model.ts";
import type { YamlInput } from "../languages/yaml/patch.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { callersOf } from "./callee.ts";
import { pathOf } from "./condition.ts";
import { deployJobs, isStaticSite, reachOfDeploy } from "./deploy.ts";
import type { DeployJob, SyntheticEvent } from "./model.ts";
import { remembered } from "./remembered.ts";
import { holdsFor } from "./simulate.ts";

/**
 * What tells the runs of a concurrency group apart: `run` where every run has a group of its own, `ref` where every branch or tag has, `fixed` where
 * all of them share one; undefined where that cannot be told.
 */
export type GroupKey = "run" | "ref" | "fixed";

const ofRun = /^github\.(?:sha|run_id|run_number|event\.(?:after|head_commit\.id|workflow_run\.(?:id|head_sha))|workflow_sha)$/;
const ofRef =
  /^github\.(?:ref|ref_name|head_ref|base_ref|event\.(?:ref|number|pull_request\..*|release\.tag_name|workflow_run\.head_branch|issue\.number))$/;

/** What a group's text tells apart among the runs that an event starts. `github.head_ref || github.run_id` is one for pull requests, the other for a push. */
export function groupKey(group: Text, job: Job, event: SyntheticEvent, workspace: Workspace): GroupKey | undefined {
  let key: GroupKey = "fixed";
  for (const { expression, isUnclosed } of group.expressions) {
    if (!expression.root || isUnclosed) return undefined;
    const paths = pathsOf(expression.root, job, event, workspace);
    if (!paths) return undefined;
    if (paths.some((path) => ofRun.test(path))) return "run";
    if (paths.some((path) => ofRef.test(path))) key = "ref";
    else if (paths.some((path) => /^(?:env|steps|needs)\./.test(path))) return undefined;
  }
  return key;
}

/** The values that an expression may give when an event has started the job, as paths; undefined where it cannot be told which of several. */
function pathsOf(node: ExpressionNode, job: Job, event: SyntheticEvent, workspace: Workspace): readonly string[] | undefined {
  if (node.kind === "literal") return [];
  if (node.kind === "context") {
    const path = pathOf(node);
    return path === undefined ? undefined : [path];
  }
  if (node.kind === "indexed") return undefined;
  if (node.kind === "call") return together(node.args.map((argument) => pathsOf(argument, job, event, workspace)));
  if (node.operator !== "&&" && node.operator !== "||") return [];
  // `a && b` gives b where a holds, `a || b` where it does not.
  const stopsAt = node.operator === "||";
  for (const [i, operand] of node.operands.entries()) {
    if (i === node.operands.length - 1) return pathsOf(operand, job, event, workspace);
    const { ordinary, any } = holdsFor(operand, job, event, workspace);
    const truth = any ?? ordinary;
    if (truth === undefined) return undefined;
    if (truth === stopsAt) return pathsOf(operand, job, event, workspace);
  }
  return undefined;
}

function together(lists: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const all: string[] = [];
  for (const list of lists) {
    if (!list) return undefined;
    all.push(...list);
  }
  return all;
}

/** The events that lead to a deployment. */
export function eventsOf(deploy: DeployJob, workspace: Workspace): readonly SyntheticEvent[] {
  return reachOfDeploy(deploy, workspace).flatMap(({ event, verdict }) => (verdict === "never" ? [] : [event]));
}

/** Whether `cancel-in-progress` stops what runs when one of the events has started the job; undefined where that is not known. */
export function cancels(
  concurrency: Concurrency,
  job: Job,
  events: readonly SyntheticEvent[],
  workspace: Workspace,
): SyntheticEvent | undefined {
  const text = concurrency.cancelInProgress;
  if (!text) return undefined;
  if (text.literal !== undefined) return text.literal.trim().toLowerCase() === "true" ? events[0] : undefined;
  const root = text.whole?.expression.root;
  return root && events.find((event) => holdsFor(root, job, event, workspace).ordinary === true);
}

/**
 * The groups that hold a job besides its own: that of its workflow, and, where others call this, those of the callers. Undefined where it is called
 * from where nothing can be seen.
 */
export function outerGroups(job: Job, workspace: Workspace): readonly Concurrency[] | undefined {
  const { workflow } = job;
  const groups = workflow.concurrency ? [workflow.concurrency] : [];
  if (!workflow.isReusableOnly) return groups;
  const callers = callersOf(workflow.source.path, workspace);
  if (callers.length === 0) return undefined;
  for (const caller of callers) {
    const { concurrency } = caller.job;
    if (concurrency) groups.push(concurrency);
    if (caller.job.workflow.concurrency) groups.push(caller.job.workflow.concurrency);
    if (caller.job.workflow.isReusableOnly) return undefined;
  }
  return groups;
}

/** Whether what a job deploys is put in place as a whole by the host: then there is nothing half done that could be broken off. */
export function isPutInPlace(deploy: DeployJob): boolean {
  return isStaticSite(deploy) && deploy.steps.every(({ platform }) => platform !== "s3");
}

/**
 * The name of a group for deployments to where a job goes: `deploy-production`. Undefined where one cannot be made up, because every combination of
 * the matrix needs one of its own.
 */
export function groupFor(deploy: DeployJob, workspace: Workspace): string | undefined {
  const { job } = deploy;
  const { environment, strategy, workflow } = job;
  const name = environment?.name;
  const target = targetOf(deploy);
  let group = `deploy-${target}`;
  // Jobs of one run that share a group wait for each other, and of those that wait only one is kept.
  const isShared = jobsByTarget(workflow, workspace)
    .get(target)
    ?.some((other) => other !== job);
  if (isShared) group += `-${job.id}`;
  const own = calledApart(workflow, workspace).filter((input) => !new RegExp(`\\binputs\\.${input}\\b`).test(group));
  group += own.map((input) => `-\${{ inputs.${input} }}`).join("");
  if (!strategy?.matrixEntry) return group;
  const used = new Set(name?.expressions.flatMap(({ expression }) => expression.accesses.map((access) => pathOf(access) ?? "")));
  if ([...used].some((path) => path.startsWith("matrix."))) return group;
  if (!strategy.isStatic || strategy.rows.length === 0) return undefined;
  if (strategy.rows.some(({ values }) => !values?.every(({ kind }) => kind === "scalar"))) return undefined;
  return group + strategy.rows.map((row) => `-\${{ matrix.${row.name} }}`).join("");
}

/** Where a deployment goes, as its group says it. */
function targetOf(deploy: DeployJob): string {
  return deploy.job.environment?.name?.text.trim() || deploy.tier || (isPages(deploy) ? "pages" : "production");
}

/** The jobs that deploy by themselves, by where they do; two of each tell whether there is another. */
const jobsByTarget = remembered((workflow: Workflow, workspace): ReadonlyMap<string, readonly Job[]> => {
  const found = new Map<string, Job[]>();
  for (const deploy of deployJobs(workflow, workspace)) {
    const known = found.get(targetOf(deploy));
    if (deploy.job.uses || (known && known.length > 1)) continue;
    if (known) known.push(deploy.job);
    else found.set(targetOf(deploy), [deploy.job]);
  }
  return found;
});

/** The inputs by which the calls of one run differ: those that a matrix gives, and those that two jobs give differently. */
function calledApart(workflow: Workflow, workspace: Workspace): readonly string[] {
  if (!workflow.trigger("workflow_call")) return [];
  const apart = new Set<string>();
  const seen = new Map<string, string>();
  for (const { job } of callersOf(workflow.source.path, workspace)) {
    for (const { name, value } of job.with) {
      const text = value?.text.trim() ?? "";
      const key = `${job.workflow.source.path} ${name}`;
      if (/\bmatrix\b/.test(text) || (value?.literal !== undefined && (seen.get(key) ?? text) !== text)) apart.add(name);
      if (value?.literal !== undefined) seen.set(key, text);
    }
  }
  return [...apart].filter((name) => /^[\w-]+$/.test(name));
}

function isPages({ steps }: DeployJob): boolean {
  return steps.length > 0 && steps.every(({ platform }) => platform === "pages");
}

/** A concurrency block as it is written for a deployment. */
export function deployGroup(group: string): YamlInput {
  return { group, "cancel-in-progress": false };
}
