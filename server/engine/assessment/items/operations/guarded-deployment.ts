import { eventsOf, outerGroups } from "../../../pipeline/concurrency.ts";
import type { DeployJob } from "../../../pipeline/model.ts";
import { hasStepTimeouts } from "../../../pipeline/timeouts.ts";
import { readYaml } from "../../../workspace/yaml-tree.ts";
import { against, deploymentPlace, deploymentsOf, isWithin, withoutDeployment } from "../../deployments.ts";
import type { Action, Assessor, Evidence } from "../../model.ts";
import { placeIn, type RuleFinding, type Service } from "../../service.ts";
import { terraformResources } from "../../terraform.ts";
import { evidence, likely, manual, met, open } from "../../verdict.ts";

const rules = [
  "workflow/missing-environment",
  "workflow/concurrent-deploys",
  "workflow/cancelled-deploy",
  "workflow/deploy-without-timeout",
  "workflow/deploy-on-pull-request",
  "workflow/ungated-deploy",
  "workflow/deploy-from-any-branch",
] as const;

/** Actions that wait for somebody's word. */
const approvals = /^(?:trstringer\/manual-approval|at-gmbh\/manual-approval)$/;

export const guardedDeployment: Assessor = {
  id: "operations.guarded-deployment",
  looksAt:
    "The jobs that deploy to production: their `environment`, `concurrency` and `timeout-minutes`, which branches reach them, and whether somebody starts or approves them (reviewers in Terraform or `.github/settings.yml`).",
  rules,
  action: { kind: "generate", generator: "pipeline", title: "Generate a pipeline with a guarded deployment" },
  assess(service) {
    const deployments = deploymentsOf(service);
    if (deployments.length === 0) return withoutDeployment(service, "that production changes by decision, one at a time");
    const unseen = deployments.filter(({ job }) => job.uses !== undefined);
    const seen = deployments.filter(({ job }) => job.uses === undefined);
    const findings = service.findings(...rules).filter(({ path, line }) => seen.some((one) => isWithin(one, path, line)));
    const shown = seen.flatMap((one) => guardsOf(one, service));
    if (findings.length > 0)
      return open(
        `The deployment lacks a guard: ${[...new Set(findings.map(({ rule }) => lacks[rule] ?? rule))].join(", ")}.`,
        // Where its name alone tells that a job deploys, nobody is contradicted.
        [...against(findings.filter(({ severity }) => severity === "warning" || severity === "error")).slice(0, 5), ...shown.slice(0, 3)],
        fixOf(findings),
      );
    if (seen.length === 0)
      return manual("It is deployed by a workflow of another repository, whose guards cannot be seen from here.", placesOf(unseen));
    const byDecision = seen.map((one) => decisionOf(one, service));
    if (byDecision.every((one) => one !== undefined))
      return met("Every deployment has an environment, waits for the one before, ends in time, and begins with somebody's decision.", [
        ...byDecision.flatMap((one) => one ?? []).slice(0, 2),
        ...shown.slice(0, 3),
      ]);
    return likely(
      "Every deployment has an environment, waits for the one before and ends in time. Whether somebody has to approve it is a setting of the environment, which no file shows.",
      shown.slice(0, 5),
      {
        kind: "decide",
        title: "Show that deployments are approved",
        asks: "Look at the environment's protection rules: required reviewers, branches. Their address is evidence.",
      },
    );
  },
};

const lacks: Readonly<Record<string, string>> = {
  "workflow/missing-environment": "no `environment`",
  "workflow/concurrent-deploys": "two may run at once",
  "workflow/cancelled-deploy": "a newer run breaks it off",
  "workflow/deploy-without-timeout": "no time-out",
  "workflow/deploy-on-pull-request": "pull requests deploy",
  "workflow/ungated-deploy": "unmerged branches deploy",
  "workflow/deploy-from-any-branch": "any branch deploys",
};

function fixOf(findings: readonly RuleFinding[]): Action | undefined {
  const fixable = findings.find(({ isFixable }) => isFixable);
  const [first] = findings;
  if (fixable) return { kind: "fix", rule: fixable.rule, path: fixable.path, line: fixable.line, title: "Add what is missing" };
  return first && { kind: "open", path: first.path, line: first.line, title: "Look at the deployment" };
}

function placesOf(deployments: readonly DeployJob[]): readonly Evidence[] {
  return deployments.slice(0, 3).map((one) => {
    const { path, line } = deploymentPlace(one);
    return evidence(path, line, `\`${one.job.id}\` deploys`);
  });
}

function guardsOf(deployment: DeployJob, { workspace }: Service): readonly Evidence[] {
  const { job } = deployment;
  const { environment, concurrency, workflow } = job;
  const at = (span: { readonly start: number; readonly end: number }, note: string): Evidence => {
    const { path, line } = placeIn(workflow, span);
    return evidence(path, line, note);
  };
  const group = concurrency ?? outerGroups(job, workspace)?.[0];
  const timeout = job.map?.entry("timeout-minutes");
  return [
    ...(environment ? [at(environment.entry.keySpan, `\`${job.id}\` has the environment \`${environment.name?.text ?? ""}\``)] : []),
    ...(group?.entry ? [at(group.entry.keySpan, "one at a time")] : []),
    ...(timeout
      ? [at(timeout.keySpan, "ends in time")]
      : hasStepTimeouts(job, deployment)
        ? [at(job.idSpan, "its steps end in time")]
        : []),
  ];
}

/** What shows that somebody decides: it is started by hand or by a release alone, or a step waits for an answer. */
function decisionOf(deployment: DeployJob, service: Service): Evidence | undefined {
  const { workspace } = service;
  const { job } = deployment;
  const { workflow } = job;
  const waiting = [job, ...job.closure].flatMap(({ steps }) => steps).find(({ uses }) => approvals.test(uses?.action ?? ""));
  if (waiting?.uses) {
    const { path, line } = placeIn(workflow, waiting.uses.span);
    return evidence(path, line, "waits for somebody's word");
  }
  const reviewed = reviewers(job.environment?.name?.literal, service);
  if (reviewed) return reviewed;
  const events = eventsOf(deployment, workspace);
  if (events.length === 0 || !events.every((event) => event === "dispatch" || event === "release")) return undefined;
  const trigger = workflow.trigger(events[0] === "release" ? "release" : "workflow_dispatch");
  if (!trigger) return undefined;
  const { path, line } = placeIn(workflow, trigger.span);
  return evidence(path, line, events.includes("release") ? "a release starts it" : "started by hand");
}

/** The environment's reviewers, where they are written as code. https://registry.terraform.io/providers/integrations/github/latest/docs/resources/repository_environment, https://github.com/repository-settings/app */
function reviewers(name: string | undefined, service: Service): Evidence | undefined {
  if (name === undefined) return undefined;
  const resource = terraformResources(service, /^github_repository_environment$/).find(
    (one) => one.values(/^environment$/).includes(name) && /^\s*reviewers\s*\{/m.test(one.body),
  );
  if (resource) return evidence(resource.path, resource.line, "the environment's reviewers");
  const path = ".github/settings.yml";
  const text = service.workspace.read(path) ?? "";
  const environments = readYaml(text).flatMap((document) => document.get("environments")?.items ?? []);
  const own = environments.find((one) => one.get("name")?.text === name)?.get("reviewers");
  return own && own.items.length > 0
    ? evidence(path, text.slice(0, own.span.start).split("\n").length, "the environment's reviewers")
    : undefined;
}
