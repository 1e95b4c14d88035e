import { findAction } from "../knowledge/actions.ts";
import { isProbe } from "../knowledge/test-commands.ts";
import type { Job, Step } from "../languages/workflow/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { checksAfter } from "./gates.ts";
import type { DeployJob } from "./model.ts";
import { type Program, programsOf } from "./programs.ts";
import { stagesOf, stagesOfStep } from "./stages.ts";

/** What runs behind a deployment: the later steps of its job, and the jobs that need it. */
export interface After {
  readonly steps: readonly Step[];
  readonly jobs: readonly Job[];
}

export function afterDeploy({ job, steps }: DeployJob): After {
  const last = steps.at(-1)?.step;
  return {
    steps: last ? job.steps.filter((step) => step.index > last.index) : [],
    jobs: job.workflow.jobs.filter((one) => one.closure.includes(job)),
  };
}

/** In the step that deploys last, the programs behind the one that does. */
export function programsAfter({ steps }: DeployJob, workspace: Workspace): readonly Program[] {
  const last = steps.at(-1);
  if (last?.command === undefined) return [];
  const { command } = last;
  return programsOf(last.step, workspace).filter((program) => program.command > command);
}

const checking =
  /(?:^|[^a-z])(?:smoke|health|healthy|healthz|healthcheck|verif\w*|checks?|ping|probe|tests?|e2e|validat\w*|monitor\w*|sanity|synthetics?|lighthouse)(?:$|[^a-z])/i;

/** Whether something asks the running system after a deployment; undefined where what cannot be seen may. */
export function isSmokeTested(deployment: DeployJob, workspace: Workspace): boolean | undefined {
  const { job } = deployment;
  if (checksAfter(job, workspace).length > 0) return true;
  const { steps, jobs } = afterDeploy(deployment);
  // A candidate is asked first, and gets its traffic afterwards.
  const deploying = new Set(deployment.steps.map(({ step }) => step.index));
  const between = job.steps.filter(
    ({ index }) => index > Math.min(...deploying) && index < Math.max(...deploying) && !deploying.has(index),
  );
  if (between.some((step) => stagesOfStep(step, workspace).has("smoke"))) return true;
  const programs = programsAfter(deployment, workspace);
  if (programs.some(({ name, args }) => isProbe(name, args))) return true;
  // Over SSH the request may be made on the server itself.
  if (deployment.steps.some(({ step, platform }) => platform === "ssh" && /\b(?:curl|wget)\b/.test(textOf(step)))) return true;
  let isUnknown = programs.some(isOpaque) || job.uses !== undefined;
  for (const step of steps) {
    const stages = stagesOfStep(step, workspace);
    if (stages.has("smoke") || stages.has("e2e") || stages.has("integration")) return true;
    isUnknown ||= mayCheck(step, workspace);
  }
  for (const one of jobs) {
    const stages = stagesOf(one, workspace);
    if (stages.has("smoke") || stages.has("e2e")) return true;
    isUnknown ||=
      checking.test(`${one.id} ${one.name?.text ?? ""}`) || one.uses !== undefined || one.steps.some((step) => mayCheck(step, workspace));
  }
  return isUnknown ? undefined : false;
}

function textOf(step: Step): string {
  return [step.run?.text ?? "", ...step.with.map(({ value }) => value?.text ?? "")].join("\n");
}

function isOpaque({ opaque, name, args }: Program): boolean {
  return (opaque !== undefined && checking.test(opaque)) || (/^(?:curl|wget|http|nc)$/.test(name) && args.length > 0);
}

function mayCheck(step: Step, workspace: Workspace): boolean {
  const { uses } = step;
  if (checking.test(`${step.name?.text ?? ""} ${step.id?.text ?? ""}`)) return true;
  if (uses) return uses.kind !== "repository" || (!findAction(uses.action ?? "")?.isListed && checking.test(uses.action ?? ""));
  if (step.run && !step.script) return true;
  return programsOf(step, workspace).some(isOpaque);
}
