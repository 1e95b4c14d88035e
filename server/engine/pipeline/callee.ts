import type { Job, Step, StepsFile, Uses, Workflow } from "../languages/workflow/model.ts";
import { parseAction, parseWorkflow } from "../languages/workflow/parse.ts";
import { SourceText } from "../text/source.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, inFolder, nameOf, resolvePath } from "../workspace/paths.ts";
import type { Fact, Workspace } from "../workspace/workspace.ts";
import type { Callee } from "./model.ts";

/** How deep calls of workflows and actions are followed; GitHub allows ten levels. Cycles end earlier. */
const maximumDepth = 10;

/** How many steps of a job are gathered: actions that call several others multiply. */
const maximumSteps = 1_000;

const workflowFolder = ".github/workflows";

/**
 * What a `uses` of this repository (`./…`, `$/…`) leads to: the workflow, or the folder's `action.yml`. Undefined where it leads elsewhere, or to
 * what is not there or cannot be seen: `calleeState` tells which.
 */
export function calleeOf(uses: Uses, file: StepsFile, workspace: Workspace): Callee | undefined {
  const path = calleePath(uses, file);
  if (path === undefined) return undefined;
  return isWorkflowFile(path) ? workflowAt(path, workspace) : actionIn(path, workspace);
}

/**
 * Whether what a `uses` of this repository names is there. `unknown`: it leads elsewhere, cannot be seen, or is no file that can be read. A step may
 * find at `./…` what an earlier one has put there: `missing` tells of the repository alone.
 */
export function calleeState(uses: Uses, file: StepsFile, workspace: Workspace): "found" | "missing" | "unknown" {
  const path = calleePath(uses, file);
  if (path === undefined) return "unknown";
  if (calleeOf(uses, file, workspace)) return "found";
  // Another repository may stand in the job's folder.
  if (uses.kind === "local" && checkoutsOf(uses, file).some((step) => isForeign(step) && !step.input("path"))) return "unknown";
  // The runner also takes a folder with nothing but a Dockerfile.
  const candidates = isWorkflowFile(path) ? [path] : [...actionFiles(path), inFolder(path, "Dockerfile")];
  return candidates.every((candidate) => workspace.has(candidate) === false) ? "missing" : "unknown";
}

/** The path that a `uses` of this repository names, in the workspace: a workflow's file or an action's folder. Undefined for all other kinds. */
export function calleePath(uses: Uses, file: StepsFile): string | undefined {
  if ((uses.kind !== "local" && uses.kind !== "self") || uses.path === undefined) return undefined;
  const path = uses.kind === "local" ? inCheckout(uses, uses.path, file) : uses.path;
  return path === undefined ? undefined : resolvePath(repositoryOf(file.source.path), path);
}

/** A path of the job's folder as one of the repository: checkout may put the repository, or another one, into a folder. */
function inCheckout(uses: Uses, path: string, file: StepsFile): string | undefined {
  for (const step of checkoutsOf(uses, file)) {
    const folder = step
      .input("path")
      ?.value?.literal?.trim()
      .replace(/^\.\/|\/$/g, "");
    if (!folder || (path !== folder && !path.startsWith(`${folder}/`))) continue;
    return isForeign(step) ? undefined : path.slice(folder.length + 1);
  }
  return path;
}

/** The checkouts beside a `uses`: each job has a folder of its own. */
function checkoutsOf({ job }: Uses, file: StepsFile): readonly Step[] {
  return (job ?? file).steps.filter((step) => step.uses?.action === "actions/checkout");
}

/** Whether a checkout takes another repository. */
function isForeign(step: Step): boolean {
  const repository = step.input("repository")?.value?.text;
  return repository !== undefined && !/\bgithub\.repository\b/.test(repository);
}

/**
 * The folder of the repository that a workflow or action belongs to: what stands in front of `.github`. The root where the path does not tell.
 */
export function repositoryOf(path: string): string {
  const match = /^(?:(.*)\/)?\.github\//.exec(path);
  return match?.[1] ?? "";
}

/** The workflow at a path; undefined where it cannot be read. Read once for each text. */
export const workflowAt: (path: string, workspace: Workspace) => Workflow | undefined = byPath("workflow", parseWorkflow);

const actionAt = byPath("action", parseAction);

function byPath<T>(name: string, parse: (source: SourceText) => T): (path: string, workspace: Workspace) => T | undefined {
  const fact = keyedFact(`the ${name} at`, (workspace, path) => {
    const text = workspace.read(path);
    return text === undefined ? undefined : parse(new SourceText(path, text));
  });
  return (path, workspace) => fact(workspace, path);
}

/** The action in a folder. */
export function actionIn(folder: string, workspace: Workspace): Callee | undefined {
  for (const path of actionFiles(folder)) {
    const action = actionAt(path, workspace);
    if (action) return action;
  }
  return undefined;
}

function actionFiles(folder: string): string[] {
  return [inFolder(folder, "action.yml"), inFolder(folder, "action.yaml")];
}

function isWorkflowFile(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

/** All workflows of the repository in the workspace's root, in the order of their paths; empty also where they cannot be seen. */
export const allWorkflows: Fact<readonly Workflow[]> = {
  name: "all workflows",
  compute: (workspace) => workflowsOf("", workspace) ?? [],
};

/** All workflows of the repository in a folder; undefined where they cannot be seen. */
export function workflowsOf(repository: string, workspace: Workspace): readonly Workflow[] | undefined {
  return workflowsIn(workspace, repository);
}

const workflowsIn = keyedFact("the workflows of", (workspace, repository): readonly Workflow[] | undefined => {
  const folder = inFolder(repository, workflowFolder);
  return workspace
    .list(folder)
    ?.filter((entry) => !entry.isFolder && isWorkflowFile(entry.name))
    .flatMap((entry) => workflowAt(inFolder(folder, entry.name), workspace) ?? []);
});

/** The name that GitHub shows for a workflow, and by which `workflow_run` knows it: its `name`, else its path in the repository. */
export function nameOfWorkflow(workflow: Workflow): string | undefined {
  if (workflow.name) return workflow.name.literal;
  return inFolder(workflowFolder, nameOf(workflow.source.path));
}

/** The workflow of that name beside the one at `beside` (default: of the repository in the workspace's root). */
export function workflowNamed(name: string, workspace: Workspace, beside = ""): Workflow | undefined {
  return workflowsOf(repositoryOf(beside), workspace)?.find((workflow) => nameOfWorkflow(workflow) === name);
}

/** A place that calls a workflow or an action of this repository. */
export interface Caller {
  readonly file: Workflow;
  /** The job that calls, or that holds the step which calls. */
  readonly job: Job;
  /** Undefined where a job calls a workflow. */
  readonly step: Step | undefined;
  readonly uses: Uses;
}

/** Who calls the workflow or action file at `path`: jobs and steps of the repository's workflows. */
export function callersOf(path: string, workspace: Workspace): readonly Caller[] {
  return callsTo(workspace, path);
}

const callsTo = keyedFact("the callers of", (workspace, path): readonly Caller[] => {
  const target = /(?:^|\/)action\.ya?ml$/i.test(path) && !isInWorkflows(path) ? folderOf(path) : path;
  const callers: Caller[] = [];
  for (const file of workflowsOf(repositoryOf(path), workspace) ?? []) {
    for (const job of file.jobs) {
      if (job.uses && calleePath(job.uses, file) === target) callers.push({ file, job, step: undefined, uses: job.uses });
      for (const step of job.steps) {
        if (step.uses && calleePath(step.uses, file) === target) callers.push({ file, job, step, uses: step.uses });
      }
    }
  }
  return callers;
});

function isInWorkflows(path: string): boolean {
  return folderOf(path).endsWith(workflowFolder);
}

/** The steps that run in a job, and whether that is all of them. */
export interface ReachedSteps {
  /** The job's own, and behind each step that calls an action of this repository those of that action. In the order in which they run. */
  readonly steps: readonly Step[];
  /** No action of this repository, and no called workflow, is out of sight. Actions of others are steps like any other. */
  readonly isComplete: boolean;
}

/** The steps of a job with those of the composite actions of this repository that it uses; for a call, those of all jobs of the called workflow. */
export function stepsWithin(job: Job, workspace: Workspace): ReachedSteps {
  const steps: Step[] = [];
  let isComplete = true;
  const visitSteps = (list: readonly Step[], file: StepsFile, above: readonly string[]) => {
    for (const step of list) {
      if (steps.length >= maximumSteps) {
        isComplete = false;
        return;
      }
      steps.push(step);
      const { uses } = step;
      if (uses?.kind !== "local" && uses?.kind !== "self") continue;
      const callee = calleeOf(uses, file, workspace);
      if (callee?.language !== "action") isComplete = false;
      else if (callee.kind === "composite" && mayFollow(callee.source.path, above)) {
        visitSteps(callee.steps, callee, [...above, callee.source.path]);
      }
    }
  };
  const visitJob = (one: Job, above: readonly string[]) => {
    visitSteps(one.steps, one.workflow, above);
    if (!one.uses || steps.length >= maximumSteps) return;
    const callee = calleeOf(one.uses, one.workflow, workspace);
    if (callee?.language !== "workflow") isComplete = false;
    else if (mayFollow(callee.source.path, above)) for (const inner of callee.jobs) visitJob(inner, [...above, callee.source.path]);
  };
  visitJob(job, [job.workflow.source.path]);
  return { steps, isComplete };
}

function mayFollow(path: string, above: readonly string[]): boolean {
  return above.length <= maximumDepth && !above.includes(path);
}
