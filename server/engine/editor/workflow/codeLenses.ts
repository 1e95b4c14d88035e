import type { ActionFile, Job, Step, Workflow } from "../../languages/workflow/model.ts";
import { callersOf } from "../../pipeline/callee.ts";
import { deployJobs, publishJobs, reachOfSteps } from "../../pipeline/deploy.ts";
import { imagePushes } from "../../pipeline/images.ts";
import type { ImagePush, Reach } from "../../pipeline/model.ts";
import { describeReach, holdsOn, reachOf } from "../../pipeline/simulate.ts";
import type { Span } from "../../text/span.ts";
import { nameOf } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { CodeLens, EditorOptions, Place } from "../model.ts";

/** Above each job that deploys, publishes or pushes an image, what leads there and what never does; the places are the guards that decide. */
export function codeLenses(file: Workflow | ActionFile, { workspace }: EditorOptions): readonly CodeLens[] {
  if (file.language === "action" || file.isTemplate || file.triggers.length === 0) return [];
  const found = new Map<Job, { readonly verb: string; readonly reach: readonly Reach[] }>();
  const add = (job: Job, verb: string, reach: readonly Reach[]) => {
    if (!found.has(job)) found.set(job, { verb, reach });
  };
  for (const { job, steps } of deployJobs(file, workspace)) add(job, "deploys on", reachOfSteps(job, stepsOf(job, steps), workspace));
  for (const { job, steps } of publishJobs(file, workspace)) add(job, "publishes on", reachOfSteps(job, stepsOf(job, steps), workspace));
  for (const push of imagePushes(file)) if (push.pushes !== false) add(push.job, "pushes on", reachOfPush(push, workspace));
  return file.jobs.flatMap((job) => {
    const lens = found.get(job);
    return lens ? [lensOf(job, lens.verb, lens.reach, workspace)] : [];
  });
}

/** The steps of the job itself: those of an action that it uses run whenever that does. */
function stepsOf(job: Job, steps: readonly { readonly step: Step }[]): readonly Step[] {
  return [...new Set(steps.map(({ step }) => step).filter((step) => step.job === job))];
}

/** A `push:` that an expression decides is a guard like any other. */
function reachOfPush({ job, step, pushText }: ImagePush, workspace: Workspace): readonly Reach[] {
  const whole = pushText?.whole;
  return reachOfSteps(job, [step], workspace).map((reach) =>
    whole && reach.verdict !== "never" && holdsOn(job, whole.expression, reach.event, workspace) === false
      ? { event: reach.event, verdict: "never", decidedBy: { kind: "if", span: whole.span, job: undefined } }
      : reach,
  );
}

function lensOf(job: Job, verb: string, reach: readonly Reach[], workspace: Workspace): CodeLens {
  const ofJob = reachOf(job, workspace);
  // What its steps leave out of what starts the job is told of them; else of the job.
  const isNarrower = reach.some(({ verdict }, i) => (verdict === "never") !== (ofJob[i]?.verdict === "never"));
  const { runsOn, never } = describeReach(job, workspace, reach);
  const isCalled = job.workflow.trigger("workflow_call") !== undefined;
  const callers = isCalled ? callersOf(job.workflow.source.path, workspace) : [];
  const from = [...new Set(callers.map(({ file }) => nameOf(file.source.path)))];
  const events = runsOn.map((event) => (event === "call" && from.length > 0 && from.length <= 3 ? `call from ${from.join(", ")}` : event));
  const starts = events.length > 0 ? `${isNarrower ? verb : "runs on"}: ${events.join(" · ")}` : "never runs";
  // A caller brings events of its own.
  const title = never.length > 0 && events.length > 0 && !isCalled ? `${starts} — never: ${never.join(", ")}` : starts;
  const places = [...placesOf(job, reach), ...callers.map(({ file, uses }) => ({ path: file.source.path, span: uses.span }))];
  return { span: job.idSpan, title, ...(places.length > 0 && { places }) };
}

/** The guards that keep something out, in the order of the text; the triggers where those alone do. */
function placesOf({ workflow }: Job, reach: readonly Reach[]): Place[] {
  const spans = new Map<number, Span>();
  for (const { decidedBy } of reach) {
    if (!decidedBy) continue;
    spans.set(decidedBy.span.start, decidedBy.span);
    const condition = decidedBy.kind === "needs" ? decidedBy.job?.if : undefined;
    if (condition) spans.set(condition.text.span.start, condition.text.span);
  }
  if (spans.size === 0) for (const { span } of workflow.triggers) spans.set(span.start, span);
  return [...spans.values()].sort((a, b) => a.start - b.start).map((span) => ({ path: workflow.source.path, span }));
}
