import { deployJobOf, isStaticSite } from "../pipeline/deploy.ts";
import { isDocumentation } from "../pipeline/gates.ts";
import type { DeployJob } from "../pipeline/model.ts";
import { jobsAbout } from "./items/application/jobs.ts";
import type { Evidence } from "./model.ts";
import { placeIn, type Service } from "./service.ts";
import { evidence, manual, notApplicable, open } from "./verdict.ts";

/** Where pipelines of others are written, which are not read. */
const otherPipelines =
  /^(?:\.travis\.yml|\.gitlab-ci\.yml|\.circleci\/config\.yml|Jenkinsfile|azure-pipelines\.yml|bitbucket-pipelines\.yml|\.buildkite\/pipeline\.ya?ml|\.drone\.yml|cloudbuild\.ya?ml|\.woodpecker(?:\.ya?ml|\/.+)|\.gitea\/workflows\/.+|buildspec\.ya?ml)$/;

/**
 * The jobs that deploy a service to production; to wherever, where none says production. Previews, machines of developers and documentation are left
 * out, and calls of workflows that are here themselves.
 */
export function deploymentsOf(service: Service): readonly DeployJob[] {
  const all = jobsAbout(service).flatMap((job) => deployJobOf(job, service.workspace) ?? []);
  const real = all.filter(
    (deployment) =>
      deployment.tier !== "preview" && deployment.tier !== "development" && !isDocumentation(deployment) && !isSeenElsewhere(deployment),
  );
  const production = real.filter(({ tier }) => tier === "production" || tier === undefined);
  return production.length > 0 ? production : real;
}

/** A call of a workflow of the repository: that is judged itself. */
function isSeenElsewhere({ job }: DeployJob): boolean {
  return job.uses?.kind === "local" || job.uses?.kind === "self";
}

/** What says of a service that nobody sees how it is deployed: `what` ends the sentence "nothing shows …". */
export function withoutDeployment(service: Service, what: string): ReturnType<typeof manual> {
  const [other] = service.paths(otherPipelines);
  if (other !== undefined)
    return manual(`\`${other}\` may deploy it, and is not read: nothing here shows ${what}.`, [evidence(other, 1, "another pipeline")]);
  const puller = service.objects.find(({ kind, apiVersion }) => pulls.test(`${apiVersion.value ?? ""} ${kind}`));
  if (puller)
    return manual(`\`${puller.kind}\` takes it to the cluster from Git: nothing here shows ${what}.`, [
      { ...evidence("", 1, `\`${puller.kind}\` of GitOps`), ...placeIn(puller.file, puller.span) },
    ]);
  const [platform] = service.targets.platforms;
  if (platform)
    return manual(`${platform.title} runs it, and what deploys it there is not in this repository: nothing shows ${what}.`, [
      evidence(platform.path, platform.line, `settings for ${platform.title}`),
    ]);
  return open(`No workflow of this repository deploys it, so nothing shows ${what}.`);
}

/** What a controller in the cluster deploys by. https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/, https://fluxcd.io/flux/components/ */
const pulls =
  /^(?:argoproj\.io\/\w+ (?:Application|ApplicationSet)|(?:kustomize|helm)\.toolkit\.fluxcd\.io\/\w+ (?:Kustomization|HelmRelease))$/;

/** Where a deployment stands. */
export function deploymentPlace({ job, evidence: span }: DeployJob): { readonly path: string; readonly line: number } {
  return placeIn(job.workflow, span);
}

/** Whether a line of a file is within the job of a deployment. */
export function isWithin({ job }: DeployJob, path: string, line: number): boolean {
  const { source } = job.workflow;
  const span = job.map?.span ?? job.idSpan;
  return path === source.path && line >= source.lineOf(job.idSpan.start) + 1 && line <= source.lineOf(span.end) + 1;
}

/** Whether nothing but files for browsers are put somewhere. */
export function isOnlyFiles(service: Service, deployments: readonly DeployJob[]): boolean {
  return service.application?.kind.value === "static" && deployments.every(isStaticSite);
}

/** It has nothing that runs. */
export function siteOnly(): ReturnType<typeof notApplicable> {
  return notApplicable("It is nothing but files, which the host puts in place as a whole.");
}

/** The places of some findings, against an item. */
export function against(findings: readonly { readonly path: string; readonly line: number; readonly rule: string }[]): readonly Evidence[] {
  return findings.map(({ path, line, rule }) => ({ path, line, note: `\`${rule}\``, proof: "structure", isAgainst: true }));
}
