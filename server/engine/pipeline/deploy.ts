import { findAction } from "../knowledge/actions.ts";
import { deploymentOf, publicationOf, startsLocalCluster } from "../knowledge/deploy-commands.ts";
import { parseShell } from "../languages/shell/parse.ts";
import type { Job, Step, Text, Workflow } from "../languages/workflow/model.ts";
import { MappedText } from "../text/mapped.ts";
import { remember } from "../text/remember.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { calleeOf } from "./callee.ts";
import { isOnlyAfterFailure } from "./condition.ts";
import type { DeployJob, DeployStep, Reach, Tier, Verdict } from "./model.ts";
import { type Program, programsOf } from "./programs.ts";
import { remembered, rememberedByText } from "./remembered.ts";
import { reachOf, reachOfStep } from "./simulate.ts";

/** A job that publishes packages, releases or their files. Images are told by `imagePushes`. */
export interface PublishJob {
  readonly job: Job;
  readonly steps: readonly PublishStep[];
  /** What shows that it publishes: the action's name or the command. In the file. */
  readonly evidence: Span;
}
export interface PublishStep {
  readonly step: Step;
  /** `npm`, `PyPI`, `GitHub Releases`, … */
  readonly registry: string;
  readonly span: Span;
  /** Index of the command in `step.script.commands`; undefined for actions. */
  readonly command: number | undefined;
}

/** The jobs that change what runs somewhere, in the order of the file. Previews of pull requests and clusters that tests start for themselves are none. */
export function deployJobs(workflow: Workflow, workspace: Workspace): readonly DeployJob[] {
  return workflow.jobs.map((job) => deployJobOf(job, workspace)).filter((job) => job !== undefined);
}

/**
 * Which happenings lead to the deployment: those that start its job and, where its steps are known, one of these. A step may be kept to some by
 * its own `if`.
 */
export function reachOfDeploy({ job, steps }: DeployJob, workspace: Workspace): readonly Reach[] {
  return reachOfSteps(job, [...new Set(steps.map(({ step }) => step))], workspace);
}

/** Which happenings lead to one of these steps of a job; to the job, where none is named. */
export function reachOfSteps(job: Job, steps: readonly Step[], workspace: Workspace): readonly Reach[] {
  const [first, ...others] = steps.map((step) => reachOfStep(step, workspace));
  if (!first) return reachOf(job, workspace);
  return first.map((reach, i) =>
    others.map((list) => list[i] ?? reach).reduce((best, one) => (rank[one.verdict] > rank[best.verdict] ? one : best), reach),
  );
}

const rank: Readonly<Record<Verdict, number>> = { never: 0, "may-run": 1, runs: 2 };

/** The job as a deployment; undefined where it is none. */
export const deployJobOf: (job: Job, workspace: Workspace) => DeployJob | undefined = remembered((job: Job, workspace) => {
  const known = deployedBy(job, workspace);
  if (!known) return undefined;
  const base = job.idSpan.start;
  const steps = known.steps.map(({ step, span, ...rest }) => ({ ...rest, step: job.steps[step] as Step, span: movedBy(span, base) }));
  return { ...known, job, steps, evidence: movedBy(known.evidence, base) };
});

/** The same without places of the file: steps by their index, spans from the job's id on. */
const deployedBy = rememberedByText((job, workspace) => {
  const found = deployJob(job, workspace, []);
  if (!found) return undefined;
  const { strength, tier, steps, evidence } = found;
  const base = -job.idSpan.start;
  return {
    strength,
    tier,
    steps: steps.map(({ step, platform, span, command }) => ({ step: step.index, platform, span: movedBy(span, base), command })),
    evidence: movedBy(evidence, base),
  };
});

function movedBy({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

function jobsIn(workflow: Workflow, workspace: Workspace, callers: readonly string[]): DeployJob[] {
  return workflow.jobs.map((job) => deployJob(job, workspace, callers)).filter((job) => job !== undefined);
}

function deployJob(job: Job, workspace: Workspace, callers: readonly string[]): DeployJob | undefined {
  if (isForTests(job) || isOnlyAfterFailure(job.if)) return undefined;
  const tier = tierOfJob(job);
  if (tier === "preview") return undefined;
  if (job.uses) return calledDeployment(job, workspace, callers, tier);
  const steps = deploySteps(job, workspace);
  const [first] = steps.filter(({ isCertain }) => isCertain);
  if (first) return { job, strength: "strong", steps: steps.map(({ step }) => step), tier, evidence: first.step.span };
  const [guessed] = steps;
  if (guessed) return { job, strength: "medium", steps: steps.map(({ step }) => step), tier, evidence: guessed.step.span };
  if (publishSteps(job, workspace).length > 0 || startsCluster(job, workspace)) return undefined;
  if (isNamedDeploy(job) && !onlyRehearses(job, workspace)) {
    return { job, strength: "medium", steps: [], tier, evidence: isDeployName(job.id) ? job.idSpan : (job.name?.span ?? job.idSpan) };
  }
  const credentials = job.steps.find(({ uses }) => clouds.has(findAction(uses?.action ?? "")?.credentials ?? ""));
  const isOther = wordsOf(nameOf(job)).some((word) => word !== "release" && otherWork.has(word));
  if (job.environment && credentials?.uses && !isOther) {
    return { job, strength: "medium", steps: [], tier, evidence: job.environment.name?.span ?? job.environment.entry.keySpan };
  }
  return undefined;
}

/** A job that calls a workflow: what that does counts, where it can be seen. */
function calledDeployment(job: Job, workspace: Workspace, callers: readonly string[], tier: Tier | undefined): DeployJob | undefined {
  const { uses } = job;
  if (!uses) return undefined;
  const callee = calleeOf(uses, job.workflow, workspace);
  const path = job.workflow.source.path;
  if (callee?.language === "workflow") {
    if (callers.includes(callee.source.path)) return undefined;
    const inner = innerJobs([...callers, path])(callee, workspace);
    const [first] = inner;
    const isStrong = inner.some(({ strength }) => strength === "strong");
    const own = tier ?? inputTier(job) ?? first?.tier;
    if (first && (isStrong || isNamedDeploy(job)))
      return { job, strength: isStrong ? "strong" : "medium", steps: [], tier: own, evidence: uses.span };
    return undefined;
  }
  const name =
    uses.path
      ?.split("/")
      .at(-1)
      ?.replace(/\.ya?ml$/, "") ?? "";
  if (!isNamedDeploy(job) && !isDeployName(name)) return undefined;
  return { job, strength: "medium", steps: [], tier: tier ?? inputTier(job), evidence: isDeployName(name) ? uses.span : job.idSpan };
}

/** The deployments of a workflow that is called, by the paths of the callers: many jobs may call the same. */
const innerJobs = (callers: readonly string[]) => jobsByCallers(callers.join("\n"));

const jobsByCallers = remember(
  (callers: string) => remembered((callee: Workflow, workspace) => jobsIn(callee, workspace, callers.split("\n"))),
  100,
);

/** The tier that an input of a call names: `environment: production`. */
function inputTier(job: Job): Tier | undefined {
  const input = job.with.find(({ name }) => /^(?:env|environment|stage|tier|target)(?:[-_]?name)?$/i.test(name));
  return tierOf(input?.value?.literal ?? "");
}

/** Whether a job puts a pull request's version somewhere for reviewers to look at. */
export function deploysPreview(job: Job, workspace: Workspace): boolean {
  const words = wordsOf(nameOf(job));
  if (words.some((word) => /^(?:e2e|teardown|cleanup|clean|destroy|delete|remove|stop|comment|notify)$/.test(word))) return false;
  const isNamed =
    words.some((word) => /^(?:previews?|review|ephemeral)$/.test(word)) || tierOf(job.environment?.name?.text ?? "") === "preview";
  if (!isNamed || isOnlyAfterFailure(job.if) || startsCluster(job, workspace)) return false;
  return stepsOf(job, workspace).some(
    ({ inner }) =>
      findAction(inner.uses?.action ?? "")?.deploys !== undefined ||
      programsOf(inner, workspace).some(({ name, args }) => {
        const deployment = deploymentOf(name, args);
        return deployment !== undefined && !deployment.isDryRun;
      }),
  );
}

/** The jobs that publish packages or releases, in the order of the file. */
export function publishJobs(workflow: Workflow, workspace: Workspace): readonly PublishJob[] {
  const jobs: PublishJob[] = [];
  for (const job of workflow.jobs) {
    const steps = publishSteps(job, workspace);
    if (steps[0]) jobs.push({ job, steps, evidence: steps[0].span });
  }
  return jobs;
}

/** Whether all that a job deploys are files that a web server gives out: nothing runs there, so nothing can be half started. */
export function isStaticSite({ steps }: DeployJob): boolean {
  return steps.length > 0 && steps.every(({ platform }) => staticPlatforms.has(platform));
}

const staticPlatforms: ReadonlySet<string> = new Set([
  "pages",
  "cloudflare-pages",
  "netlify",
  "firebase-hosting",
  "surge",
  "s3",
  "azure-static-web-apps",
]);

const tiers: readonly (readonly [Tier, RegExp])[] = [
  ["staging", /^(?:stag(?:e|ing)\d*|stg|uat|qa|pre-?prod(?:uction)?|preprd|acceptance|acc|canary)$/],
  ["production", /^(?:prod(?:uction)?\d*|prd|live)$/],
  ["preview", /^(?:previews?|review|pr|ephemeral)$/],
  ["development", /^(?:dev(?:elopment|el)?\d*|sandbox|test(?:ing)?|integration|nightly|playground|demo)$/],
];

/** The tier that a name stands for: `production` for `prod-eu`, `staging` for `my-app-stage`; undefined where it tells nothing. */
export function tierOf(name: string): Tier | undefined {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/\bpre[-_ ]prod/g, "preprod")
    .split(/[^a-z0-9]+/);
  return tiers.find(([, pattern]) => words.some((word) => pattern.test(word)))?.[0];
}

/** The environment tells, else the job's id and name, else those of the workflow. */
function tierOfJob(job: Job): Tier | undefined {
  const environment = job.environment?.name;
  // `pr-${{ github.event.number }}` tells enough.
  if (environment) return tierOf(environment.literal ?? literalPart(environment));
  const path = job.workflow.source.path;
  return (
    tierOf(job.id) ??
    tierOf(literalPart(job.name)) ??
    tierOf(literalPart(job.workflow.name)) ??
    tierOf(path.slice(path.lastIndexOf("/") + 1))
  );
}

function literalPart(text: Text | undefined): string {
  return text?.text.replace(/\$\{\{.*?\}\}/gs, " ") ?? "";
}

function nameOf(job: Job): string {
  return `${job.id} ${literalPart(job.name)}`;
}

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

const deployWords: ReadonlySet<string> = new Set([
  "deploy",
  "deploys",
  "deploying",
  "deployment",
  "redeploy",
  "cd",
  "rollout",
  "promote",
  "ship",
]);

/** Jobs that stand around a deployment, with the deployment's name in theirs. */
const otherWork: ReadonlySet<string> = new Set(
  `approval approve build builds changed changes check checks clean cleanup config cost created delete destroy detect diff docker docs
   documentation down drift estimate failure generate get image images info lint matrix notification notify package plan pr precheck pull
   predeploy postdeploy prepare publish push read release report required rollback scan setup should slack smoke status stop summary
   synth teardown undeploy update validate validation verify wait`.split(/\s+/),
);

function isDeployName(name: string): boolean {
  const words = wordsOf(name);
  const first = words.findIndex((word) => /^(?:deploy|deploys|deploying|deployment|redeploy|rollout|promote)$/.test(word));
  if (first < 0) return false;
  // "build and deploy" deploys, "deploy status" and "check deployment" do not.
  return !words.some(
    (word, i) =>
      otherWork.has(word) &&
      !(
        i < first &&
        /^(?:build|builds|docker|image|images|package|publish|push|release|docs|documentation|setup|prepare|lint|scan)$/.test(word)
      ) &&
      !/^(?:docs|documentation|image|images|docker)$/.test(word),
  );
}

function isNamedDeploy(job: Job): boolean {
  return isDeployName(job.id) || isDeployName(literalPart(job.name));
}

/** Jobs that deploy for tests or for reviewers alone. A job that builds, tests and deploys does deploy. */
function isForTests(job: Job): boolean {
  const words = wordsOf(nameOf(job));
  if (words.some((word) => /^(?:e2e|previews?|review|ephemeral|teardown|cleanup|destroy)$/.test(word))) return true;
  if (wordsOf(literalPart(job.workflow.name)).includes("e2e")) return true;
  if (!words.some((word) => /^(?:tests?|testing|integration)$/.test(word))) return false;
  return !(
    words.some((word) => deployWords.has(word) || word === "release") && words.some((word) => /^(?:and|build|builds|then|ci)$/.test(word))
  );
}

const clouds: ReadonlySet<string> = new Set(["AWS", "Azure", "Google Cloud", "Kubernetes", "DigitalOcean", "OpenShift", "Octopus Deploy"]);

interface Found {
  readonly step: DeployStep;
  readonly isCertain: boolean;
}

function deploySteps(job: Job, workspace: Workspace): readonly Found[] {
  const found: Found[] = [];
  for (const step of stepsOf(job, workspace)) {
    // A way back.
    if (isOnlyAfterFailure(step.own.if) || isOnlyAfterFailure(step.inner.if)) continue;
    const action = deployOfAction(step.inner);
    if (action) {
      found.push({
        step: { step: step.own, platform: action.platform, span: step.own.uses?.span ?? action.span, command: undefined },
        isCertain: true,
      });
      continue;
    }
    const isRemoteDocker = usesRemoteDocker(step.inner);
    for (const program of programsOf(step.inner, workspace)) {
      const deployment = deploymentOfProgram(program, isRemoteDocker);
      if (!deployment) continue;
      const isOwn = step.own === step.inner;
      const span = isOwn ? program.span : (step.own.uses?.span ?? step.own.span);
      found.push({
        step: { step: step.own, platform: deployment.platform, span, command: isOwn ? program.command : undefined },
        isCertain: deployment.isCertain,
      });
    }
  }
  if (found.length === 0) return found;
  const isCluster = startsCluster(job, workspace);
  const isEmulated = emulatesCloud(job);
  return found.filter(
    ({ step: { platform } }) => !(isCluster && clusterPlatforms.test(platform)) && !(isEmulated && emulatedPlatforms.test(platform)),
  );
}

/** Whether all that a job deploys is for show: a dry run, or a preview for reviewers. */
function onlyRehearses(job: Job, workspace: Workspace): boolean {
  return stepsOf(job, workspace).some(({ inner }) =>
    programsOf(inner, workspace).some(({ name, args }) => {
      const deployment = deploymentOf(name, args);
      return deployment?.isDryRun || deployment?.isPreview;
    }),
  );
}

const clusterPlatforms = /^(?:kubernetes|helm|argo-cd|flux|knative|kustomize|terraform|opentofu|a-script)$/;
const emulatedPlatforms =
  /^(?:terraform|opentofu|cdk|cdk-for-terraform|sam|serverless-framework|ecs|lambda|cloudformation|s3|pulumi|a-script)$/;

/** The job's steps, and behind each call of a composite action of the repository the steps of that, under the name of the caller. */
function stepsOf(job: Job, workspace: Workspace): readonly { readonly own: Step; readonly inner: Step }[] {
  const steps: { own: Step; inner: Step }[] = [];
  const visit = (own: Step | undefined, list: readonly Step[], above: readonly string[]): void => {
    for (const step of list) {
      steps.push({ own: own ?? step, inner: step });
      if (step.uses?.kind !== "local" && step.uses?.kind !== "self") continue;
      const callee = calleeOf(step.uses, step.file, workspace);
      if (callee?.language !== "action" || above.includes(callee.source.path) || above.length > 5) continue;
      visit(own ?? step, callee.steps, [...above, callee.source.path]);
    }
  };
  visit(undefined, job.steps, []);
  return steps;
}

interface Target {
  readonly platform: string;
  readonly isCertain: boolean;
}

/** The platform's name as an identifier: `ecs`, `cloud-run`, `pages`, `ssh`. */
function platformOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/^(?:a server over|servers over|amazon|aws|github|docker(?= compose)) /, "")
    .replace(/[^a-z0-9]+/g, "-");
}

/** Actions that pass arguments to a program: the input, the program, and what it does without. */
const programActions: Readonly<Record<string, readonly [input: string, program: string, byDefault: string]>> = {
  "actions-hub/kubectl": ["args", "kubectl", ""],
  "steebchen/kubectl": ["args", "kubectl", ""],
  "cloudflare/wrangler-action": ["command", "wrangler", "deploy"],
  "netlify/actions/cli": ["args", "netlify", ""],
  "pulumi/actions": ["command", "pulumi", ""],
  "serverless/github-action": ["args", "serverless", ""],
  "superfly/flyctl-actions": ["args", "flyctl", ""],
  "w9jds/firebase-action": ["args", "firebase", ""],
  "fifsky/ssh-action": ["command", "ssh host", ""],
};

function deployOfAction(step: Step): (Target & { readonly span: Span }) | undefined {
  const { uses } = step;
  const action = uses?.action === undefined ? undefined : findAction(uses.action);
  if (!uses?.action || !action?.deploys) return undefined;
  const text = (name: string): string => step.input(name)?.value?.text ?? "";
  if (/^true$/i.test(text("dry-run") || text("dry_run") || text("dryRun"))) return undefined;
  // A repository of charts is fetched from, like one of packages.
  if (uses.action === "stefanprodan/helm-gh-pages") return undefined;
  const call = programActions[uses.action];
  if (call) {
    const [input, program, byDefault] = call;
    const script = scriptOf(`${program} ${text(input) || byDefault}`);
    const deploys = script.some(({ name, args }) => {
      const deployment = name === undefined ? undefined : deploymentOf(name, args);
      return deployment && !deployment.isDryRun && !deployment.isPreview;
    });
    // What an expression puts together cannot be told.
    if (!deploys && !/\$\{\{/.test(text(input))) return undefined;
  }
  if (uses.action === "azure/static-web-apps-deploy" && text("action") === "close") return undefined;
  if (uses.action === "azure/k8s-deploy" && text("action") === "reject") return undefined;
  // Without a service it registers a task and starts nothing.
  if (uses.action === "aws-actions/amazon-ecs-deploy-task-definition" && !step.input("service") && !step.input("run-task"))
    return undefined;
  if (uses.action === "nwtgck/actions-netlify" && text("production-deploy") === "false") return undefined;
  if (uses.action === "firebaseextended/action-hosting-deploy" && !/^live$|\$\{\{/.test(text("channelId"))) return undefined;
  return { platform: platformOf(action.deploys), isCertain: true, span: uses.span };
}

const scriptOf = remember(
  (text: string) => parseShell(new MappedText(text, 0)).commands.map(({ name, args }) => ({ name, args: args.map((word) => word.text) })),
  100,
);

function deploymentOfProgram(program: Program, isRemoteDocker: boolean): Target | undefined {
  const { name, args } = program;
  if (program.opaque !== undefined && /\.\w+$|\//.test(program.opaque)) return deployScript(program.opaque);
  let words = args;
  // ssh host <<EOF
  if (name === "ssh" && program.heredoc !== undefined) words = [...args, program.heredoc];
  const isUp = args.includes("up") && (name === "docker-compose" || (name === "docker" && args.includes("compose")));
  if (isUp && (isRemoteDocker || program.assignments.has("DOCKER_HOST") || program.assignments.has("DOCKER_CONTEXT"))) {
    return { platform: "compose", isCertain: true };
  }
  const deployment = deploymentOf(name, words);
  if (!deployment || deployment.isDryRun || deployment.isPreview) return undefined;
  return { platform: platformOf(deployment.platform), isCertain: deployment.isCertain };
}

/** A script of the repository that cannot be seen, by its name: `./scripts/deploy.sh`. */
function deployScript(file: string): Target | undefined {
  const name = file.slice(file.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
  return /^(?:re)?(?:deploy|rollout|promote)/i.test(name) && isDeployName(name) ? { platform: "a-script", isCertain: false } : undefined;
}

/** Docker commands that go to another machine: by the variables of the step, the job or the workflow. */
function usesRemoteDocker(step: Step): boolean {
  const places = [step.env, step.job?.env ?? [], step.job?.workflow.env ?? []];
  const isSet = places.some((values) =>
    values.some(
      ({ name, value }) =>
        (name === "DOCKER_HOST" && /^(?:ssh|tcp):\/\/(?!localhost|127\.|docker\b)|\$\{\{/.test(value?.text ?? "")) ||
        name === "DOCKER_CONTEXT",
    ),
  );
  return (
    isSet ||
    (step.script?.commands.some(
      ({ name, args }) => name === "docker" && args[0]?.text === "context" && args[1]?.text === "use" && args[2]?.text !== "default",
    ) ??
      false)
  );
}

/** A cluster that is started on the runner, or an action that comes with one. */
const clusterActions = /(?:^|[/-])(?:kind|minikube|k3d|k3s|microk8s|kwok|vcluster)(?:$|[/-])|^helm\/chart-testing-action$/;
const clusterWords = /(?:^|[/_.:-])(?:kind|minikube|k3d|k3s|microk8s)(?:$|[/_.:-])/;

/** Whether a job starts a Kubernetes cluster on its runner: what it deploys there is a test. */
export const startsCluster: (job: Job, workspace: Workspace) => boolean = remembered((job: Job, workspace) =>
  stepsOf(job, workspace).some(
    ({ inner }) =>
      clusterActions.test(inner.uses?.action ?? "") ||
      programsOf(inner, workspace).some(
        ({ name, args }) =>
          startsLocalCluster(name, args) ||
          /^(?:kind|minikube|k3d|k3s|microk8s(?:\..*)?)$/.test(name) ||
          args.some((arg) => clusterWords.test(arg)),
      ),
  ),
);

/** The clouds' services are played on the runner. */
function emulatesCloud(job: Job): boolean {
  return (
    job.services.some(({ image }) => /localstack|moto|azurite/.test(image?.text ?? "")) ||
    job.steps.some(
      ({ uses, script }) =>
        /localstack/.test(uses?.action ?? "") ||
        script?.commands.some(({ name }) => /^(?:localstack|awslocal|tflocal|samlocal|cdklocal)$/.test(name ?? "")),
    )
  );
}

const publishSteps = remembered((job: Job, workspace): readonly PublishStep[] =>
  mayPublish(job, workspace) ? readPublishSteps(job, workspace) : [],
);
const mayPublish = rememberedByText((job, workspace) => readPublishSteps(job, workspace).length > 0);

function readPublishSteps(job: Job, workspace: Workspace): readonly PublishStep[] {
  const found: PublishStep[] = [];
  for (const { own, inner } of stepsOf(job, workspace)) {
    const action = publishOfAction(inner);
    if (action) found.push({ step: own, registry: action, span: own.uses?.span ?? own.span, command: undefined });
    if (inner.uses) continue;
    for (const program of programsOf(inner, workspace)) {
      const publication = publicationOf(program.name, program.args);
      if (!publication || publication.isDryRun || publication.registry === "a container registry") continue;
      const isOwn = own === inner;
      found.push({
        step: own,
        registry: publication.registry,
        span: isOwn ? program.span : (own.uses?.span ?? own.span),
        command: isOwn ? program.command : undefined,
      });
    }
  }
  return found;
}

function publishOfAction(step: Step): string | undefined {
  const name = step.uses?.action;
  if (name === "stefanprodan/helm-gh-pages") return "a Helm repository";
  const registry = name === undefined ? undefined : findAction(name)?.publishes;
  if (registry === undefined || registry === "a container registry") return undefined;
  const text = (input: string): string => step.input(input)?.value?.text ?? "";
  // It opens a pull request with the new versions; with a command it publishes them as well.
  if (name === "changesets/action" && !step.input("publish")) return undefined;
  if (
    name === "goreleaser/goreleaser-action" &&
    (!/\brelease\b|^$/.test(text("args")) || /--snapshot|--skip[= -]*publish/.test(text("args")) || /^true$/.test(text("install-only")))
  )
    return undefined;
  if (/^true$/i.test(text("dry-run") || text("dry_run") || text("dryRun"))) return undefined;
  return registry;
}
