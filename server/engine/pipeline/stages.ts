import { findAction } from "../knowledge/actions.ts";
import { deploymentOf, publicationOf } from "../knowledge/deploy-commands.ts";
import { plainWords } from "../knowledge/launchers.ts";
import { isProbe, stagesOfCommand } from "../knowledge/test-commands.ts";
import type { Job, Step, Uses, Workflow } from "../languages/workflow/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { calleeOf, callersOf, workflowNamed } from "./callee.ts";
import { deployJobOf, startsCluster } from "./deploy.ts";
import type { Stage } from "./model.ts";
import { type Program, programsOf } from "./programs.ts";
import { remembered, rememberedByText } from "./remembered.ts";
import { guardsFailedRun } from "./simulate.ts";

/** The stages that check the code: what has to come before a deployment. */
export const testStages: ReadonlySet<Stage> = new Set(["lint", "typecheck", "unit", "integration", "e2e"]);

/** What is known of stages: those that are there for certain, and whether what cannot be seen may hold a test. */
interface Findings {
  readonly stages: Set<Stage>;
  mayTest: boolean;
}

/** The stages that a step belongs to, those of the composite action of the repository included that it uses. */
export function stagesOfStep(step: Step, workspace: Workspace): ReadonlySet<Stage> {
  return findingsOfStep(step, workspace, []).stages;
}

/**
 * The stages of a job: of its steps, or of the workflow of the repository that it calls. `deploy` is among them exactly where the job counts as a
 * deployment: what is deployed to a cluster on the runner is a test.
 */
export function stagesOf(job: Job, workspace: Workspace): ReadonlySet<Stage> {
  const stages = new Set(findingsIn(job, workspace).stages);
  if (deployJobOf(job, workspace)) stages.add("deploy");
  else stages.delete("deploy");
  return stages;
}

/** The jobs that test, lint or check types, and do not deploy. */
export function testJobs(workflow: Workflow, workspace: Workspace): readonly Job[] {
  return workflow.jobs.filter((job) => hasTest(stagesOf(job, workspace)) && !deployJobOf(job, workspace));
}

/** The jobs that build the software or its image, and do not deploy. */
export function buildJobs(workflow: Workflow, workspace: Workspace): readonly Job[] {
  return workflow.jobs.filter((job) => {
    const stages = stagesOf(job, workspace);
    return (stages.has("build") || stages.has("image")) && !deployJobOf(job, workspace);
  });
}

/**
 * Whether something has tested the code before a job deploys it: an earlier step, a job that it needs, what calls its workflow, or a workflow
 * after whose success it runs. Undefined where something that cannot be seen may have.
 */
export const testsBefore: (job: Job, workspace: Workspace) => boolean | undefined = remembered((job: Job, workspace) =>
  testedBefore(job, workspace, []),
);

function testedBefore(job: Job, workspace: Workspace, visited: readonly Job[]): boolean | undefined {
  if (visited.includes(job)) return false;
  const seen = [...visited, job];
  let mayTest = false;
  const note = (findings: Findings): boolean => {
    mayTest ||= findings.mayTest;
    return hasTest(findings.stages);
  };
  const deploy = deployJobOf(job, workspace)?.steps[0]?.step;
  for (const step of job.steps) {
    if (step === deploy) {
      if (note(findingsBefore(step, deploy, workspace))) return true;
      break;
    }
    if (note(findingsOfStep(step, workspace, []))) return true;
  }
  if (job.uses && note(findingsIn(job, workspace))) return true;
  for (const needed of job.closure) if (note(findingsIn(needed, workspace))) return true;
  const { workflow } = job;
  const parents = testedByParents(job, workspace);
  if (parents === true) return true;
  if (parents === undefined) mayTest = true;
  if (workflow.isReusableOnly) {
    const callers = callersOf(workflow.source.path, workspace);
    if (callers.length === 0) mayTest = true;
    const results = callers.map((caller) => testedBefore(caller.job, workspace, seen));
    if (results.length > 0 && results.every((result) => result === true)) return true;
    if (results.some((result) => result !== false)) mayTest = true;
  }
  return mayTest ? undefined : false;
}

/** In the step that deploys, the commands in front of the one that does. */
function findingsBefore(step: Step, deploy: Step, workspace: Workspace): Findings {
  const findings: Findings = { stages: new Set(), mayTest: false };
  for (const program of programsOf(step, workspace)) {
    if (step === deploy && isDeployment(program)) break;
    addProgram(program, findings);
  }
  return findings;
}

/** Whether the workflows after whose success this one runs have tested; false where it follows none, or does not ask for their success. */
function testedByParents(job: Job, workspace: Workspace): boolean | undefined {
  const { workflow } = job;
  const parents = workflow.trigger("workflow_run")?.workflows ?? [];
  if (parents.length === 0) return false;
  if (![job, ...job.closure].some((one) => guardsFailedRun(one))) return false;
  let isUnknown = false;
  for (const { literal } of parents) {
    const parent = literal === undefined ? undefined : workflowNamed(literal, workspace, workflow.source.path);
    const findings = (parent?.jobs ?? []).map((one) => findingsIn(one, workspace));
    if (findings.some(({ stages }) => hasTest(stages))) return true;
    if (!parent || findings.some(({ mayTest }) => mayTest)) isUnknown = true;
  }
  return isUnknown ? undefined : false;
}

function hasTest(stages: ReadonlySet<Stage>): boolean {
  return [...stages].some((stage) => testStages.has(stage));
}

const findingsIn = rememberedByText((job, workspace): Findings => findingsOfJob(job, workspace, []));

function findingsOfJob(job: Job, workspace: Workspace, above: readonly string[]): Findings {
  const findings: Findings = { stages: new Set(), mayTest: false };
  if (job.uses) addCallee(job.uses, job.workflow, workspace, above, findings, `${job.id} ${job.name?.text ?? ""}`);
  for (const step of job.steps) merge(findings, findingsOfStep(step, workspace, above));
  if (findings.stages.has("deploy") && startsCluster(job, workspace)) findings.stages.add("integration");
  // An image that is built, started and asked in one job runs for the test alone.
  const { stages } = findings;
  if (stages.has("image") && stages.has("smoke") && !stages.has("deploy") && startsContainer(job, workspace)) stages.add("integration");
  return findings;
}

function startsContainer(job: Job, workspace: Workspace): boolean {
  return job.steps.some((step) =>
    programsOf(step, workspace).some(({ name, args }) => /^(?:docker|podman|nerdctl)$/.test(name) && plainWords(name, args)[0] === "run"),
  );
}

function merge(into: Findings, from: Findings): void {
  for (const stage of from.stages) into.stages.add(stage);
  into.mayTest ||= from.mayTest;
}

const known = new WeakMap<readonly Program[], Findings>();

function findingsOfStep(step: Step, workspace: Workspace, above: readonly string[]): Findings {
  const findings: Findings = { stages: new Set(), mayTest: false };
  for (const inner of step.parallel) merge(findings, findingsOfStep(inner, workspace, above));
  if (step.uses) {
    const local = step.uses.kind === "local" || step.uses.kind === "self";
    if (local) addCallee(step.uses, step.file, workspace, above, findings, step.name?.text ?? "");
    else addAction(step, findings);
    return findings;
  }
  const programs = programsOf(step, workspace);
  let own = known.get(programs);
  if (!own) {
    own = { stages: new Set(), mayTest: false };
    for (const program of programs) addProgram(program, own);
    known.set(programs, own);
  }
  merge(findings, own);
  // Another shell's script cannot be read.
  if (step.run && !step.script && testWords.test(step.run.text)) findings.mayTest = true;
  return findings;
}

const testWords =
  /(?:^|[^a-z])(?:ci|tests?|testing|check|checks|verify|validate|lint|qa|specs?|coverage|e2e|unit|integration)(?:$|[^a-z])/i;

function addCallee(
  uses: Uses,
  file: Workflow | Step["file"],
  workspace: Workspace,
  above: readonly string[],
  findings: Findings,
  name: string,
): void {
  const callee = calleeOf(uses, file, workspace);
  if (!callee) {
    // A called workflow may do everything; an action most likely what its name says.
    if (!/^deploy/i.test(uses.path?.split("/").at(-1) ?? "") || testWords.test(name)) findings.mayTest = true;
    return;
  }
  const { path } = callee.source;
  if (above.includes(path) || above.length > 5) return;
  const next = [...above, path];
  if (callee.language === "workflow") for (const job of callee.jobs) merge(findings, findingsOfJob(job, workspace, next));
  else for (const step of callee.steps) merge(findings, findingsOfStep(step, workspace, next));
}

/** Actions that build images. */
const imageActions =
  /^(?:docker\/(?:build-push-action|bake-action)|depot\/(?:build-push-action|bake-action)|redhat-actions\/buildah-build|azure\/acr-build|elgohr\/publish-docker-github-action|mr-smithers-excellent\/docker-build-push)$/;

function addAction(step: Step, findings: Findings): void {
  const name = step.uses?.action;
  if (step.uses?.image !== undefined) {
    // docker://rhysd/actionlint:1.7.12
    const program = programOfImage(step.uses.image);
    const args = step.input("args")?.value?.text.split(/\s+/) ?? [];
    for (const stage of stagesOfCommand(program, args)) findings.stages.add(stage);
    if (testWords.test(program)) findings.mayTest = true;
  }
  if (name === undefined) return;
  if (imageActions.test(name)) {
    findings.stages.add("image");
    if (testWords.test(step.input("target")?.value?.text ?? "")) findings.mayTest = true;
    return;
  }
  const action = findAction(name);
  if (action?.stage) findings.stages.add(action.stage);
  if (action?.deploys) findings.stages.add("deploy");
  if (action?.publishes) findings.stages.add("publish");
  if (action?.isListed) return;
  // Not in the table: its name, or that of the step, is all there is.
  if (testWords.test(name) || testWords.test(step.name?.text ?? "")) findings.mayTest = true;
}

/** Images of tools are called like these: `actionlint` of `rhysd/actionlint:1.7.12`. */
function programOfImage(image: string): string {
  return image.replace(/@.*$/, "").replace(/^.*\//, "").replace(/:.*$/, "");
}

function isDeployment({ name, args }: Program): boolean {
  const deployment = deploymentOf(name, args);
  return deployment !== undefined && !deployment.isDryRun;
}

function addProgram(program: Program, findings: Findings): void {
  const { name, args, opaque } = program;
  const stages = stagesOfCommand(name, args);
  const isImage = buildsImage(name, args);
  for (const stage of stages) findings.stages.add(stage === "build" && isImage ? "image" : stage);
  if (isImage) findings.stages.add("image");
  if (isScan(name, args)) findings.stages.add("scan");
  if (isProbe(name, args)) findings.stages.add("smoke");
  if (isDeployment(program)) findings.stages.add("deploy");
  // Compose that ends with a container's exit code is there for what that container finds.
  if (args.includes("up") && args.some((arg) => /^--(?:exit-code-from|abort-on-container-(?:exit|failure))/.test(arg)))
    findings.stages.add("integration");
  const publication = publicationOf(name, args);
  if (publication && !publication.isDryRun) findings.stages.add(publication.registry === "a container registry" ? "image" : "publish");
  if (
    opaque !== undefined &&
    (testWords.test(`${opaque} ${args.join(" ")}`) || /^(?:all|build)(?:\.\w+)?$/.test(opaque.slice(opaque.lastIndexOf("/") + 1)))
  ) {
    findings.mayTest = true;
  }
  // A stage of the Dockerfile for tests: `docker build --target test .`.
  const target = args.find((arg, i) => arg.startsWith("--target=") || args[i - 1] === "--target");
  if (isImage && target !== undefined && testWords.test(target.replace("--target=", ""))) findings.mayTest = true;
  // docker run --rm ghcr.io/yannh/kubeconform:v0.7.0
  if (/^(?:docker|podman)$/.test(name) && args[0] === "run") {
    for (const [i, arg] of args.entries()) {
      if (!arg.startsWith("-") && /[/:]/.test(arg))
        for (const stage of stagesOfCommand(programOfImage(arg), args.slice(i + 1))) findings.stages.add(stage);
    }
  }
  // What a container runs.
  if (
    /^(?:docker|podman|docker-compose|kubectl)$/.test(name) &&
    (args.includes("run") || args.includes("exec")) &&
    testWords.test(args.join(" "))
  ) {
    findings.mayTest = true;
  }
}

function buildsImage(name: string, args: readonly string[]): boolean {
  const words = args.filter((arg) => !arg.startsWith("-"));
  const [first, second] = words;
  switch (name) {
    case "docker":
    case "podman":
    case "nerdctl":
      return (
        first === "build" ||
        (first === "buildx" && (second === "build" || second === "bake")) ||
        (first === "compose" && second === "build") ||
        (first === "image" && second === "build")
      );
    case "docker-compose":
      return words.includes("build");
    case "buildah":
      return first === "build" || first === "bud";
    case "ko":
    case "pack":
      return first === "build" || first === "publish";
    case "gcloud":
      return first === "builds" && second === "submit";
    case "az":
      return first === "acr" && second === "build";
    default:
      return /^(?:kaniko|executor)$/.test(name) && args.some((arg) => arg.startsWith("--destination"));
  }
}

/** Programs that look for known vulnerabilities or secrets. */
const scanners: ReadonlySet<string> = new Set(
  "trivy grype snyk govulncheck gitleaks trufflehog semgrep checkov tfsec terrascan kics osv-scanner pip-audit bandit safety bundle-audit bundler-audit brakeman gosec dockle clair-scanner cargo-audit nancy".split(
    " ",
  ),
);

function isScan(name: string, args: readonly string[]): boolean {
  if (scanners.has(name)) return true;
  const [first, second] = args.filter((arg) => !arg.startsWith("-"));
  if (/^(?:npm|pnpm|yarn|bun|composer|cargo)$/.test(name)) return first === "audit" || (first === "npm" && second === "audit");
  return (name === "docker" && first === "scout") || (name === "cargo" && first === "deny");
}
