import { repositoryOf, workflowsOf } from "../../pipeline/callee.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { mayReach } from "../../pipeline/simulate.ts";
import { testJobs } from "../../pipeline/stages.ts";
import { overlayFolder, productionOf, shapeOf } from "../kubernetes/shape.ts";
import type { Plan } from "../model.ts";
import { checks } from "./checks.ts";
import { environmentName, freezeVariable, ownPath, workflowPath } from "./names.ts";
import { previewObstacle } from "./preview.ts";
import { composeFile } from "./release-script.ts";
import { appliesOverlays } from "./target/cluster.ts";
import { targets } from "./target/index.ts";

/** What is to be done before the first run, and what the pipeline lacks. */
export function pipelineNotes(plan: Plan): readonly string[] {
  const { answers } = plan;
  const production = environmentName(productionOf(plan.answers), plan);
  return [
    ...lacking(plan),
    `Protect the environment \`${production}\` in the repository's settings: required reviewers, and the branch \`${answers.defaultBranch}\` alone.`,
    ...targets[answers.target].needs(plan),
    ...(answers.preview ? [previewObstacle(plan) ?? previewNeed(plan)] : []),
    ...missingFiles(plan),
    ...missingEndpoint(plan),
    `While the repository's variable \`${freezeVariable(plan)}\` is \`true\`, nothing is deployed.`,
    ...doubled(plan),
  ];
}

function lacking(plan: Plan): readonly string[] {
  const { missing, ids } = checks(plan);
  if (ids.length === 0)
    return ["No test, linter or type check was found, so nothing stops a mistake: add a test that runs by a script, and generate again."];
  return missing.length === 0 ? [] : [`No command was found for: ${missing.join(", ")}. The pipeline goes without.`];
}

function previewNeed(plan: Plan): string {
  const name = environmentName("preview", plan);
  return plan.answers.target === "kubernetes"
    ? `Make the environment \`${name}\` with a secret \`KUBE_CONFIG\` that may make namespaces and remove them, best on a cluster of its own, and see to it that a new namespace gets the secrets that the application reads.`
    : `Make the environment \`${name}\` with the same secrets; have the platform remove an environment when its pull request is closed.`;
}

/** Files that the pipeline uses and other generators write. */
function missingFiles(plan: Plan): readonly string[] {
  const { workspace, answers } = plan;
  const lacks = (path: string) => workspace.has(path) === false;
  const notes: string[] = [];
  if (answers.target === "kubernetes" && (appliesOverlays(plan) || shapeOf(plan).variants.length > 0)) {
    const folder = overlayFolder(answers, productionOf(plan.answers));
    if (lacks(folder)) notes.push(`\`${folder}\` is missing: generate \`kubernetes\` as well, with the same answers.`);
  }
  if (answers.target === "compose" && lacks(ownPath(composeFile(plan), plan)))
    notes.push(`\`${ownPath(composeFile(plan), plan)}\` is missing: it is to start the image \`\${IMAGE}\`.`);
  return notes;
}

/** The smoke test asks a path that the code does not have yet. */
function missingEndpoint({ application: { readinessPath, livenessPath, kind }, answers }: Plan): readonly string[] {
  if (answers.port === undefined || readinessPath || livenessPath || kind.value === "static") return [];
  return [`No endpoint \`${answers.readinessPath}\` was found in the code, which the smoke test asks: generate \`health\` as well.`];
}

/** Workflows that are there and do the same. */
function doubled(plan: Plan): readonly string[] {
  const { workspace } = plan;
  const own = workflowPath("ci-cd", plan);
  return (workflowsOf(repositoryOf(own), workspace) ?? []).flatMap((workflow) => {
    const { path } = workflow.source;
    if (path === own) return [];
    const deploys = deployJobs(workflow, workspace).some(({ job }) => mayReach(job, "push-default", workspace) !== "never");
    const tests = testJobs(workflow, workspace).some((job) => mayReach(job, "pull-request", workspace) !== "never");
    if (!deploys && !tests) return [];
    return [
      `\`${path}\` ${[tests && "tests", deploys && "deploys"].filter(Boolean).join(" and ")} as well: take out of it what the new one does.`,
    ];
  });
}
