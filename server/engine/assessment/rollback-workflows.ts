import { isRollback } from "../knowledge/deploy-commands.ts";
import type { Job, Workflow } from "../languages/workflow/model.ts";
import { deployJobs } from "../pipeline/deploy.ts";
import { takesVersion } from "../pipeline/gates.ts";
import { programsOf } from "../pipeline/programs.ts";
import { jobsAbout } from "./items/application/jobs.ts";
import type { Evidence } from "./model.ts";
import { placeIn, type Service } from "./service.ts";
import { evidence } from "./verdict.ts";

/** A workflow that somebody starts to bring a version back. */
export interface RollbackWorkflow {
  readonly workflow: Workflow;
  readonly place: Evidence;
  /** The environments among which one chooses, where it is a choice. */
  readonly environments: readonly string[];
}

/** The workflows that are started by hand and roll back: by a command that does, or by deploying a version of one's choice. */
export function rollbackWorkflows(service: Service): readonly RollbackWorkflow[] {
  const own = new Set(jobsAbout(service).map(({ workflow }) => workflow));
  return service.workflows.flatMap((workflow): RollbackWorkflow[] => {
    const dispatch = workflow.trigger("workflow_dispatch");
    if (!dispatch || !own.has(workflow)) return [];
    const inputs = dispatch.inputs;
    const isCalledSo = /roll-?back/i.test(`${workflow.name?.text ?? ""} ${workflow.source.path}`);
    const job = workflow.jobs.find((one) => rollsBack(one, service, isCalledSo));
    const place = (span: { readonly start: number; readonly end: number }, note: string) => {
      const { path, line } = placeIn(workflow, span);
      return evidence(path, line, note);
    };
    const environments = inputs.flatMap(({ name, options = [] }) =>
      /env|stage|target|tier/i.test(name) ? options.map(({ text }) => text) : [],
    );
    if (job) return [{ workflow, place: place(job.idSpan, `\`${job.id}\` rolls back`), environments }];
    const [deployment] = takesVersion(workflow) ? deployJobs(workflow, service.workspace) : [];
    return deployment ? [{ workflow, place: place(deployment.job.idSpan, "deploys a version of one's choice"), environments }] : [];
  });
}

/** A command of it rolls back, or, in a workflow that is called so, a script that is. */
function rollsBack(job: Job, { workspace }: Service, isCalledSo: boolean): boolean {
  return job.steps.some((step) =>
    programsOf(step, workspace).some(
      ({ name, args, shell }) =>
        isRollback(name, args) ||
        (isCalledSo &&
          [shell.name, ...shell.args.map(({ text }) => text)].some((word) => /roll-?back[\w-]*\.(?:sh|py|[cm]?[jt]s)$/.test(word ?? ""))),
    ),
  );
}
