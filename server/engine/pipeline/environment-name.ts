import type { Job } from "../languages/workflow/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { repositoryOf, workflowsOf } from "./callee.ts";
import { tierOf } from "./deploy.ts";
import type { DeployJob, Tier } from "./model.ts";

const usualNames: Readonly<Record<Tier, string>> = {
  production: "production",
  staging: "staging",
  preview: "preview",
  development: "development",
};

/**
 * The environment that a deployment goes to: the one that it names, else what its platform, its names and those of its steps tell, as the repository
 * calls it elsewhere; `production` where nothing tells.
 */
export function environmentNameOf(deployment: DeployJob, workspace: Workspace): string {
  const { job, steps } = deployment;
  const own = job.environment?.name?.literal;
  if (own !== undefined) return own;
  // The name that GitHub gives the environment of its Pages.
  if (steps.some(({ step }) => step.uses?.action === "actions/deploy-pages")) return "github-pages";
  const tier =
    deployment.tier ??
    steps.map(({ step }) => tierOf(`${step.name?.literal ?? ""} ${step.id?.literal ?? ""}`)).find((one) => one !== undefined);
  const wanted = tier ?? "production";
  return usedName(job, wanted, workspace) ?? ownWord(job) ?? usualNames[wanted];
}

/** A name for itself that stands for one of the tiers: `demo`, `uat`. */
function ownWord(job: Job): string | undefined {
  const { workflow } = job;
  const names = `${job.id} ${job.name?.literal ?? ""} ${workflow.name?.literal ?? ""} ${workflow.source.path.split("/").at(-1) ?? ""}`;
  return /(?:^|[^a-z])(demo|sandbox|playground|nightly|uat|qa|canary|acceptance)(?:[^a-z]|$)/i.exec(names)?.[1]?.toLowerCase();
}

/** The name that the workflow's jobs, else those of the repository's other workflows, have for a tier, where it is one alone. */
function usedName(job: Job, tier: Tier, workspace: Workspace): string | undefined {
  const { workflow } = job;
  const others = workflowsOf(repositoryOf(workflow.source.path), workspace) ?? [];
  for (const group of [[workflow], others]) {
    const names = new Set<string>();
    for (const { jobs } of group) {
      for (const { environment } of jobs) {
        const name = environment?.name?.literal;
        if (name !== undefined && /^[a-z]+$/i.test(name) && tierOf(name) === tier) names.add(name);
      }
    }
    const [name] = names;
    if (names.size === 1) return name;
  }
  return undefined;
}
