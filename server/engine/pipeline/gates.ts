import type { Job, Step, Text, Workflow } from "../languages/workflow/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { hasRefGuard } from "./condition.ts";
import { defaultBranches } from "./default-branch.ts";
import { deployJobOf, isStaticSite, reachOfDeploy } from "./deploy.ts";
import { addCondition, allOf, type Edits } from "./edit.ts";
import { literalOfPattern } from "./filter-pattern.ts";
import type { DeployJob, Stage, SyntheticEvent, Verdict } from "./model.ts";
import { remembered } from "./remembered.ts";
import { mayReach, reachOf } from "./simulate.ts";
import { syntheticEvents } from "./situation.ts";
import { stagesOf, stagesOfStep, testStages, testsBefore } from "./stages.ts";

/** What comes between a commit and its deployment, and what is to be done where it does not. */

/** The jobs that test or build, neither deploy nor publish: what a deployment should wait for. */
export const workBefore: (workflow: Workflow, workspace: Workspace) => readonly Job[] = remembered((workflow: Workflow, workspace) =>
  workflow.jobs.filter((job) => {
    const stages = stagesOf(job, workspace);
    if (stages.has("deploy") || stages.has("publish") || /\b(?:nightly|bench(?:mark)?s?)\b/i.test(job.id)) return false;
    return isTested(stages) || stages.has("build") || stages.has("image");
  }),
);

export function isTested(stages: ReadonlySet<Stage>): boolean {
  for (const stage of stages) if (testStages.has(stage)) return true;
  return false;
}

/** Whether a job runs whenever another one does, as far as that can be told: waiting for one that does not would skip the other. */
export function runsWith(job: Job, other: Job, workspace: Workspace): boolean {
  let isReached = false;
  for (const { event, verdict } of reachOf(other, workspace)) {
    if (verdict === "never") continue;
    const own = mayReach(job, event, workspace);
    if (own === "never" || (own === "may-run" && (verdict === "runs" || !asksNoMore(job, other)))) return false;
    isReached = true;
  }
  return isReached;
}

/** Whether every condition in front of a job stands in front of the other one as well, so that what cannot be told is the same for both. */
function asksNoMore(job: Job, other: Job): boolean {
  const asked = conditionTexts(other);
  return conditionTexts(job).every((text) => asked.includes(text));
}

function conditionTexts(job: Job): readonly string[] {
  return [job, ...job.closure].flatMap((one) => (one.if ? [one.if.text.text.replaceAll(/\s+|\$\{\{|\}\}/g, "")] : []));
}

/** Whether a job has to wait for another one, directly or through others. */
export function waitsFor(job: Job, other: Job): boolean {
  return job === other || job.closure.includes(other);
}

/** Of the jobs that a job should wait for, those to write into its `needs`: not what it waits for already, nor what others of them wait for. */
export function needsFor(job: Job, wanted: readonly Job[]): readonly string[] {
  const missing = wanted.filter((one) => !waitsFor(job, one) && !waitsFor(one, job));
  return missing.filter((one) => !missing.some((other) => other !== one && other.closure.includes(one))).map(({ id }) => id);
}

/** The tests and builds that a deployment without `needs` starts beside; empty where it waits, or has tested before by itself. */
export function workBeside(job: Job, workspace: Workspace): readonly Job[] {
  if (job.needsEntry) return [];
  const tests = testsBefore(job, workspace);
  if (tests === true) return [];
  const work = workBefore(job.workflow, workspace).filter((one) => !waitsFor(one, job) && runsWith(one, job, workspace));
  // Where its own steps may test, builds beside it are of other things.
  return tests === undefined && !work.some((one) => isTested(stagesOf(one, workspace))) ? [] : work;
}

/** The deployments to staging that the same happening starts which starts one to production. */
export function stagingBeside(production: DeployJob, workspace: Workspace): readonly DeployJob[] {
  const { job } = production;
  if (production.tier !== "production") return [];
  return stagings(job.workflow, workspace).flatMap((deployment) => {
    if (deployment.job === job || waitsFor(deployment.job, job)) return [];
    return syntheticEvents.some((event) => isOpenTo(production, event, workspace) && isOpenTo(deployment, event, workspace))
      ? [deployment]
      : [];
  });
}

const stagings = remembered((workflow: Workflow, workspace): readonly DeployJob[] =>
  workflow.jobs.flatMap((job) => {
    const deployment = deployJobOf(job, workspace);
    return deployment?.tier === "staging" ? [deployment] : [];
  }),
);

/** The jobs that check a deployment after it, without deploying themselves. */
export function checksAfter(job: Job, workspace: Workspace): readonly Job[] {
  return job.workflow.jobs.filter((one) => {
    if (!one.closure.includes(job)) return false;
    const stages = stagesOf(one, workspace);
    return (stages.has("smoke") || stages.has("e2e") || stages.has("integration")) && !stages.has("deploy");
  });
}

/** The name to write for the default branch: the one branch of the push trigger, else one of the usual names that the trigger has. */
export function defaultBranchName(workflow: Workflow, workspace: Workspace): string {
  const patterns = workflow.trigger("push")?.filter("branches")?.patterns ?? [];
  const names = patterns.map(({ literal }) => (literal === undefined ? undefined : literalOfPattern(literal)));
  const [only] = names;
  if (names.length === 1 && only !== undefined) return only;
  const usual = defaultBranches(workspace);
  return usual.find((name) => names.includes(name)) ?? (usual[0] as string);
}

export function verdictOf(deployment: DeployJob, event: SyntheticEvent, workspace: Workspace): Verdict {
  return reachOfDeploy(deployment, workspace).find((reach) => reach.event === event)?.verdict ?? "never";
}

/** Whether somebody may start a workflow with the version that is to run: a promotion, or a way back. */
export function takesVersion(workflow: Workflow): boolean {
  const inputs = workflow.trigger("workflow_dispatch")?.inputs ?? [];
  return inputs.some(({ name }) => /version|tag|image|ref|sha|commit|digest|release|revision|rollback/i.test(name));
}

/** All conditions between a happening and a deployment. */
export function conditionsBefore({ job, steps }: DeployJob) {
  return [job, ...job.closure, ...steps.map(({ step }) => step)].flatMap((one) => (one.if ? [one.if] : []));
}

/** Whether a happening surely leads to a deployment, but for what a trigger's paths leave open: no condition stands in between that cannot be told. */
export function isOpenTo(deployment: DeployJob, event: SyntheticEvent, workspace: Workspace): boolean {
  const verdict = verdictOf(deployment, event, workspace);
  return verdict === "runs" || (verdict === "may-run" && conditionsBefore(deployment).length === 0);
}

const choosing =
  /\bgithub\.(?:ref|ref_name|ref_type|head_ref|base_ref|event_name|event\.(?:number|pull_request|workflow_run))\b|\bGITHUB_(?:REF|REF_NAME|HEAD_REF|BASE_REF|EVENT_NAME)\b|\bpreview/i;

/** Whether branch or event decide where a deployment goes, or whether it is one at all: that cannot be followed. */
export function isChosenByBranch({ job, steps }: DeployJob): boolean {
  const texts: (Text | undefined)[] = [job.environment?.name, job.environment?.url, ...job.env.map(({ value }) => value)];
  for (const { step } of steps)
    texts.push(step.run, step.name, ...step.with.map(({ value }) => value), ...step.env.map(({ value }) => value));
  for (const { run } of job.steps) if (run && /GITHUB_(?:OUTPUT|ENV)|set-output/.test(run.text)) texts.push(run);
  if (texts.some((text) => text !== undefined && choosing.test(text.text))) return true;
  // A job before may have chosen.
  return job.closure.some((needed) => needed.outputsEntry && needed.steps.some(({ run }) => run && choosing.test(run.text)));
}

/** Keeps a deployment to what a condition allows: its job, or the steps that deploy where the job also tests. */
export function guard({ job, steps }: DeployJob, conjunct: string, workspace: Workspace): Edits {
  const deploying = [...new Set(steps.map(({ step }) => step))];
  const testsItself = job.steps.some((step) => !deploying.includes(step) && isTested(stagesOfStep(step, workspace)));
  if (!testsItself || deploying.length === 0) return addCondition(job, conjunct);
  return allOf(...deploying.map((step: Step) => addCondition(step, conjunct)));
}

/** The condition that keeps a deployment to the default branch, tags and releases left as they are; undefined where another workflow calls it. */
export function branchGuard(deployment: DeployJob, workspace: Workspace): string | undefined {
  const { workflow } = deployment.job;
  const isReached = (event: SyntheticEvent): boolean => verdictOf(deployment, event, workspace) !== "never";
  if (isReached("call") || isReached("other") || isReached("pull-request-target-fork")) return undefined;
  const ref = `github.ref == 'refs/heads/${defaultBranchName(workflow, workspace)}'`;
  if (isReached("release")) return `github.event_name == 'release' || ${ref}`;
  if (isReached("push-tag") && workflow.trigger("push")?.filter("tags")) return `${ref} || startsWith(github.ref, 'refs/tags/')`;
  return ref;
}

/** Whether a deployment can start from a pull request. */
export function isReachedFromPullRequest(deployment: DeployJob, workspace: Workspace): boolean {
  return pullRequestEvents(deployment, workspace).length > 0;
}

/** The kinds of pull requests that deploy: those of previews, labels and merges are meant to. */
export const pullRequestEvents: (deployment: DeployJob, workspace: Workspace) => readonly SyntheticEvent[] = remembered(
  (deployment: DeployJob, workspace) => {
    const { job, tier, strength } = deployment;
    const { workflow } = job;
    const all = (["pull-request", "fork-pull-request", "pull-request-target-fork"] as const).filter((event) =>
      isOpenTo(deployment, event, workspace),
    );
    if (all.length === 0 || tier === "preview" || isChosenByBranch(deployment)) return [];
    const isMeant = ["pull_request", "pull_request_target"].some((event) => {
      const types = workflow.trigger(event)?.types?.map(({ text }) => text);
      return types?.every((type) => type === "closed" || type === "labeled" || type === "unlabeled");
    });
    if (isMeant || conditionsBefore(deployment).some(({ text }) => /pull_request\.merged|\blabels?\b/.test(text.text))) return [];
    // What runs for pull requests alone is a preview or a test, whatever it is called.
    const isElsewhere = (["push-default", "push-branch", "push-tag", "schedule", "dispatch", "release", "merge-group"] as const).some(
      (event) => verdictOf(deployment, event, workspace) !== "never",
    );
    if (!isElsewhere && tier !== "production" && tier !== "staging") return [];
    return strength === "medium" && deployment.steps.length === 0 && !isElsewhere ? [] : all;
  },
);

/** Whether a push to any branch at all deploys. */
export function isOpenToAnyBranch(deployment: DeployJob, workspace: Workspace): boolean {
  if (deployment.tier === "preview" || deployment.tier === "development" || isChosenByBranch(deployment)) return false;
  if (deployment.job.workflow.isReusableOnly || conditionsBefore(deployment).some(hasRefGuard)) return false;
  const push = deployment.job.workflow.trigger("push");
  if (!push || push.filter("branches") || push.filter("branches-ignore")) {
    const patterns = push?.filter("branches")?.patterns?.map(({ text }) => text) ?? [];
    if (!patterns.some((pattern) => pattern === "**" || pattern === "*")) return false;
  }
  return isOpenTo(deployment, "push-branch", workspace);
}

/** Documentation, which no test of the software stands before. */
export function isDocumentation(deployment: DeployJob): boolean {
  const { job, steps } = deployment;
  const own = `${job.id} ${job.name?.text ?? ""}`;
  const around = `${job.workflow.name?.text ?? ""} ${job.workflow.source.path.split("/").at(-1) ?? ""}`;
  return isStaticSite(deployment) ? documentation.test(`${own} ${around}`) : steps.length === 0 && documentation.test(own);
}

const documentation = /(?:^|[^a-z])(?:[a-z]*docs?|documentation|storybook|book|blog)(?:[^a-z]|$)/i;
