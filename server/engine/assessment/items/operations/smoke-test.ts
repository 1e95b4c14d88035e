import { isRolloutCheck } from "../../../knowledge/deploy-commands.ts";
import { isProbe } from "../../../knowledge/test-commands.ts";
import type { Step } from "../../../languages/workflow/model.ts";
import { isStaticSite } from "../../../pipeline/deploy.ts";
import { checksAfter } from "../../../pipeline/gates.ts";
import type { DeployJob } from "../../../pipeline/model.ts";
import { programsOf } from "../../../pipeline/programs.ts";
import { afterDeploy, isSmokeTested, programsAfter } from "../../../pipeline/smoke.ts";
import { stagesOfStep } from "../../../pipeline/stages.ts";
import { against, deploymentPlace, deploymentsOf, isOnlyFiles, isWithin, siteOnly, withoutDeployment } from "../../deployments.ts";
import type { Action, Assessor, Evidence, Proof } from "../../model.ts";
import { placeIn, type RuleFinding, type Service } from "../../service.ts";
import { counterEvidence, evidence, likely, manual, met, notApplicable, open } from "../../verdict.ts";

const waiting = ["workflow/unawaited-rollout", "workflow/unawaited-helm-release", "workflow/unawaited-ecs-deployment"] as const;
const testing = ["workflow/missing-smoke-test", "workflow/unfailing-smoke-test"] as const;

export const smokeTest: Assessor = {
  id: "operations.smoke-test",
  looksAt:
    "What runs behind a deployment: requests by `curl` and the like, end-to-end tests, and what waits for the rollout (`kubectl rollout status`, `helm --wait`, `wait-for-service-stability`).",
  rules: [...waiting, ...testing],
  action: { kind: "generate", generator: "pipeline", title: "Generate a pipeline with a smoke test" },
  assess(service) {
    if (service.application?.kind.value === "job") return notApplicable("It runs to an end: its own result tells whether it works.");
    const all = deploymentsOf(service);
    if (isOnlyFiles(service, all)) return siteOnly();
    const deployments = all.filter((one) => !isStaticSite(one));
    if (deployments.length === 0) return withoutDeployment(service, "that somebody asks it whether it works once it is deployed");
    const isWorker = service.application?.kind.value === "worker";
    const found = service
      .findings(...waiting, ...(isWorker ? [] : testing))
      .filter(({ path, line }) =>
        deployments.some(
          (one) =>
            isWithin(one, path, line) || checksAfter(one.job, service.workspace).some((job) => isWithin({ ...one, job }, path, line)),
        ),
      );
    const results = deployments.map((one) => ({ one, isTested: isSmokeTested(one, service.workspace) }));
    const shown = deployments
      .flatMap((one) => placesBehind(one, service))
      .filter(({ path, line }) => !found.some((one) => one.path === path && one.line === line));
    if (found.length > 0) return open(sentence(found), [...against(found).slice(0, 4), ...shown.slice(0, 3)], fixOf(found));
    // Nothing can be asked of a worker: that its rollout has ended is what there is to know.
    if (isWorker)
      return shown.length > 0
        ? met("It answers no requests, and the pipeline looks at what it has deployed.", shown.slice(0, 5))
        : open("Nothing looks at what was deployed, as far as this repository shows.", placesOf(deployments));
    if (results.every(({ isTested }) => isTested === true))
      return met("Something asks the service behind every deployment, and nothing ends before the rollout has.", shown.slice(0, 5));
    const untested = results.filter(({ isTested }) => isTested === false).map(({ one }) => one);
    if (untested.length > 0)
      return open("Nothing asks the service whether it works once it is deployed.", [
        ...untested
          .filter(({ steps }) => steps.length > 0)
          .slice(0, 3)
          .map(untestedPlace),
        ...shown.slice(0, 2),
      ]);
    return shown.length > 0
      ? likely("Something runs behind the deployment that may ask the service; what it does cannot be seen.", shown.slice(0, 5))
      : manual(
          "What runs behind the deployment cannot be seen from here: show the run in which the service was asked.",
          placesOf(deployments),
        );
  },
};

function sentence(found: readonly RuleFinding[]): string {
  const has = (rules: readonly string[]) => found.some(({ rule }) => rules.includes(rule));
  if (has(["workflow/unfailing-smoke-test"])) return "A request behind the deployment cannot fail, whatever is answered.";
  if (!has(testing)) return "The deployment ends before the rollout has, so that it succeeds with a version that never starts.";
  return has(waiting)
    ? "Nothing waits for the rollout, and nothing asks the service whether it works."
    : "Nothing asks the service whether it works once it is deployed.";
}

function fixOf(found: readonly RuleFinding[]): Action | undefined {
  const one = found.find(({ isFixable }) => isFixable);
  return one && { kind: "fix", rule: one.rule, path: one.path, line: one.line, title: "Add what is missing" };
}

function placesOf(deployments: readonly DeployJob[]): readonly Evidence[] {
  return deployments.slice(0, 3).map((one) => {
    const { path, line } = deploymentPlace(one);
    return evidence(path, line, `\`${one.job.id}\` deploys`);
  });
}

function untestedPlace(one: DeployJob): Evidence {
  const { path, line } = deploymentPlace(one);
  return counterEvidence(path, line, `nothing asks what \`${one.job.id}\` deploys`);
}

/** What asks the service, or waits for it: steps of the job behind the one that deploys, commands of that, and the jobs behind. */
function placesBehind(deployment: DeployJob, { workspace }: Service): readonly Evidence[] {
  const { steps } = afterDeploy(deployment);
  const own = programsAfter(deployment, workspace).flatMap((program) => {
    const { name, args, span } = program;
    const note = isProbe(name, args) ? "asks the service" : isRolloutCheck(name, args) ? "waits for the rollout" : undefined;
    return note === undefined ? [] : [at(deployment.job.workflow, span, note)];
  });
  const jobs = checksAfter(deployment.job, workspace);
  return [
    ...own,
    ...[...steps, ...jobs.flatMap((job) => job.steps)].flatMap((step) => placeOf(step, workspace)),
    ...jobs.filter(({ uses }) => uses !== undefined).map((job) => at(job.workflow, job.idSpan, `\`${job.id}\` tests what was deployed`)),
  ];
}

const word = /(?:^|[^a-z])(?:smoke|health\w*|verif\w*|checks?|ping|probe|sanity|synthetics?)(?:$|[^a-z])/i;

function placeOf(step: Step, workspace: Service["workspace"]): readonly Evidence[] {
  const stages = stagesOfStep(step, workspace);
  const span = step.uses?.span ?? step.run?.span ?? step.span;
  const name = step.name?.text ?? step.uses?.action ?? "a step";
  if (stages.has("smoke") || stages.has("e2e") || stages.has("integration"))
    return [at(step.file, span, `\`${name}\` asks what was deployed`)];
  if (programsOf(step, workspace).some((program) => isRolloutCheck(program.name, program.args)))
    return [at(step.file, span, "waits for the rollout")];
  return word.test(`${step.name?.text ?? ""} ${step.id?.text ?? ""} ${step.uses?.action ?? ""}`)
    ? [at(step.file, span, `\`${name}\``, "word")]
    : [];
}

function at(file: Parameters<typeof placeIn>[0], span: Step["span"], note: string, proof: Proof = "structure"): Evidence {
  const { path, line } = placeIn(file, span);
  return evidence(path, line, note, proof);
}
