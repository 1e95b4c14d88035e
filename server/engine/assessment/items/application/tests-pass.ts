import { stagesOfCommand } from "../../../knowledge/test-commands.ts";
import type { Job, Step } from "../../../languages/workflow/model.ts";
import { deployJobs, deploysPreview } from "../../../pipeline/deploy.ts";
import { imagePushesOf } from "../../../pipeline/images.ts";
import type { Stage } from "../../../pipeline/model.ts";
import { programsOf } from "../../../pipeline/programs.ts";
import { mayReach } from "../../../pipeline/simulate.ts";
import { stagesOf, stagesOfStep, testsBefore } from "../../../pipeline/stages.ts";
import { swallowedFailures } from "../../../pipeline/swallowed.ts";
import { listed } from "../../../text/either.ts";
import { inFolder } from "../../../workspace/paths.ts";
import type { Assessor, Evidence, Verdict } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { counterEvidence, evidence, likely, manual, met, open } from "../../verdict.ts";
import { jobsAbout } from "./jobs.ts";
import { few, ownPaths, stands } from "./signs.ts";

const realTests = { unit: "unit tests", integration: "integration tests", e2e: "end-to-end tests" } as const satisfies Partial<
  Record<Stage, string>
>;
type Test = keyof typeof realTests;

/** Pipelines of others, which are not read. */
const otherPipelines =
  /^(?:\.travis\.yml|\.gitlab-ci\.yml|\.circleci\/config\.yml|Jenkinsfile|azure-pipelines\.yml|bitbucket-pipelines\.yml|\.buildkite\/pipeline\.ya?ml|\.drone\.yml|cloudbuild\.ya?ml|\.woodpecker(?:\.ya?ml|\/.+)|\.gitea\/workflows\/.+|buildspec\.ya?ml)$/;

const testWord = /(?:^|[^a-z])(?:tests?|specs?|check|verify|e2e|pytest|jest|vitest|playwright|cypress|tox|nox)(?:$|[^a-z])/i;

const testFile =
  /(?:^|\/)(?:tests?|__tests__|specs?|e2e)\/.*\.(?:[cm]?[jt]sx?|py|go|rb|php|rs|java|kt|cs)$|[._-](?:test|spec)\.[cm]?[jt]sx?$|_test\.(?:go|py|rb|exs?)$|(?:^|\/)test_[^/]*\.py$|_spec\.rb$|Tests?\.(?:java|kt|php|cs)$/;

export const testsPass: Assessor = {
  id: "application.tests-pass",
  looksAt:
    "The jobs that run unit, integration and end-to-end tests on pull requests and pushes, whether their failure is thrown away, and whether deployments and image pushes wait for them.",
  action: { kind: "generate", generator: "pipeline", title: "Generate a pipeline with tests" },
  assess(service) {
    const jobs = jobsAbout(service);
    const tests = jobs.flatMap((job) => testsOf(job, service));
    const real = tests.filter(({ isHollow }) => !isHollow);
    if (real.length === 0) return withoutTests(tests, jobs, service);
    const kinds = listed(
      testsAmong(new Set(real.flatMap(({ kinds: own }) => own))).map((kind) => realTests[kind]),
      "and",
    );
    const shown = real.toSorted((a, b) => Number(b.kinds.length > 0) - Number(a.kinds.length > 0)).map(({ place }) => place);
    if (kinds === "") return likely("It is started and asked on changes. No tests of its own are seen to run.", few(shown));
    const swallowed = tests.filter(({ isHollow }) => isHollow).map(({ place }) => place);
    const own = real.filter((one) => one.kinds.length > 0);
    const gated = jobs.flatMap((job) => gateOf(job, own, service));
    const past = gated.filter(({ isAgainst }) => isAgainst);
    if (past.length > 0)
      return likely(
        `${upper(kinds)} run on changes, and what is deployed or pushed does not wait for them here. A rule of the branch may still make it so.`,
        [...few(shown, 3), ...few([...past, ...swallowed], 3)],
      );
    if (swallowed.length > 0)
      return likely(`${upper(kinds)} run on changes, and the failure of some is thrown away.`, [...few(shown, 3), ...few(swallowed, 3)]);
    if (gated.length === 0)
      return likely(
        `${upper(kinds)} run on changes. No deployment or image is seen that waits for them, so nothing shows that what runs has passed.`,
        few(shown),
      );
    return met(`${upper(kinds)} run on changes, and what is deployed or pushed has passed them.`, [...few(shown, 3), ...few(gated, 2)]);
  },
};

interface TestRun {
  readonly job: Job;
  /** None where it is only started and asked. */
  readonly kinds: readonly Test[];
  readonly place: Evidence;
  /** Its failure, or that there are no tests, goes unnoticed. */
  readonly isHollow: boolean;
}

const changes = ["pull-request", "push-default", "push-branch", "merge-group"] as const;
/** What brings something out by itself; by hand it is mostly what ran before. */
const releases = ["push-default", "push-branch", "push-tag", "release", "workflow-run-push"] as const;

/** What tests in a job that a change starts; with a called workflow, the call. */
function testsOf(job: Job, service: Service): readonly TestRun[] {
  const { workspace } = service;
  if (!isStartedByChanges(job, service)) return [];
  const when = mayReach(job, "pull-request", workspace) === "never" ? "on pushes" : "on pull requests";
  const run = (kinds: readonly Test[], span: Step["span"], what: string, hollow: string | undefined): TestRun => {
    const { path, line } = placeIn(job.workflow, span);
    const place = hollow === undefined ? evidence(path, line, `${what} ${when}`) : counterEvidence(path, line, `${what}, and ${hollow}`);
    return { job, kinds, place, isHollow: hollow !== undefined };
  };
  const isIgnored = job.continueOnError?.literal === "true" ? "the job may fail" : undefined;
  if (job.uses) {
    const kinds = testsAmong(stagesOf(job, workspace));
    return kinds.length > 0 ? [run(kinds, job.idSpan, `calls \`${job.uses.text.text}\`, which tests,`, isIgnored)] : [];
  }
  const runs = job.steps.flatMap((step) => {
    const kinds = testsAmong(stagesOfStep(step, workspace));
    if (kinds.length === 0) return [];
    return [run(kinds, step.runEntry?.keySpan ?? step.span, `\`${lineOf(step)}\``, isIgnored ?? hollowness(step, service))];
  });
  // What only the whole job is: an image or a cluster that is started and asked, which is no test of its own.
  const starts = runs.length === 0 && testsAmong(stagesOf(job, workspace)).length > 0;
  return starts ? [run([], job.idSpan, `\`${job.id}\` starts it and asks`, isIgnored)] : runs;
}

function testsAmong(stages: ReadonlySet<Stage>): readonly Test[] {
  return (Object.keys(realTests) as Test[]).filter((kind) => stages.has(kind));
}

/** The line of a step that tests, or what it uses. */
function lineOf({ run, uses }: Step): string {
  const lines = (run?.text ?? "").split("\n").map((line) => line.trim());
  const line = lines.find((one) => !one.startsWith("#") && testWord.test(one)) ?? lines.find((one) => one !== "");
  return (line ?? uses?.text.text ?? "the step").slice(0, 60).trim();
}

/** Why a step's success tells nothing. */
function hollowness(step: Step, service: Service): string | undefined {
  if (step.continueOnError?.literal === "true") return "`continue-on-error` hides its failure";
  const programs = programsOf(step, service.workspace);
  const swallowed = new Set(swallowedFailures(step).flatMap(({ commands }) => commands));
  const testing = programs.filter(({ name, args }) => testsAmong(new Set(stagesOfCommand(name, args))).length > 0);
  if (testing.length > 0 && testing.every(({ command }) => swallowed.has(command))) return "its failure is thrown away";
  const mayBeEmpty = programs.some(({ args }) => args.some((arg) => /^--pass-?with-?no-?tests$/i.test(arg)));
  return mayBeEmpty && ownPaths(service, testFile).length === 0 ? "it passes without any test" : undefined;
}

function isStartedByChanges(job: Job, { workspace }: Service): boolean {
  return changes.some((event) => mayReach(job, event, workspace) !== "never");
}

/** What is run in a container, and scripts that cannot be seen: their words are all there is. */
function mayTest(step: Step, { workspace }: Service): boolean {
  return programsOf(step, workspace).some(({ name, args, opaque }) => {
    const isInside = /^(?:docker|podman|docker-compose|kubectl)$/.test(name) && args.some((arg) => arg === "run" || arg === "exec");
    return (opaque !== undefined || isInside) && testWord.test([opaque ?? "", ...args].join(" "));
  });
}

/** What a job that deploys, or pushes an image, says: it waits for tests, or surely does not. Nothing of a job that does neither, or that cannot be told. */
function gateOf(job: Job, tests: readonly TestRun[], { workspace }: Service): readonly Evidence[] {
  const deploy = deployJobs(job.workflow, workspace).find((one) => one.job === job);
  const push = imagePushesOf(job).find(({ pushes }) => pushes !== false);
  const span = deploy && !deploysPreview(job, workspace) ? deploy.evidence : push?.span;
  if (!span || !releases.some((event) => mayReach(job, event, workspace) !== "never")) return [];
  const what = deploy ? "deploys" : "pushes an image";
  const { path, line } = placeIn(job.workflow, span);
  const before = testsBefore(job, workspace);
  const isBehind =
    [job, ...job.closure].some((one) => tests.some((test) => test.job === one)) ||
    (before === true && (job.workflow.isReusableOnly || job.workflow.trigger("workflow_run") !== undefined));
  if (isBehind) return [evidence(path, line, `\`${job.id}\` ${what} behind the tests`)];
  return before === undefined ? [] : [counterEvidence(path, line, `\`${job.id}\` ${what} without waiting for the tests`)];
}

function withoutTests(hollow: readonly TestRun[], jobs: readonly Job[], service: Service): Verdict {
  if (hollow.length > 0) return open("What tests it cannot fail.", few(hollow.map(({ place }) => place)));
  const guessed = jobs
    .filter((job) => isStartedByChanges(job, service))
    .flatMap((job) => job.steps.filter((step) => mayTest(step, service)));
  if (guessed.length > 0)
    return likely(
      "What runs on changes looks as if it tests; what it does could not be read.",
      few(
        guessed.map((step) => {
          const { path, line } = placeIn(step.file, step.runEntry?.keySpan ?? step.span);
          return evidence(path, line, `\`${lineOf(step)}\``, "word");
        }),
        3,
      ),
    );
  const files = ownPaths(service, testFile);
  const other = service.paths(otherPipelines)[0];
  if (other !== undefined)
    return manual(`Its pipeline (\`${other}\`) is of a kind that is not read here. Show a run of it whose tests pass.`, [
      evidence(other, 1, "another pipeline", "word"),
    ]);
  const tasks = service.application?.tasks;
  const known = [tasks?.unit, tasks?.integration].flatMap((task) =>
    task?.from ? [evidence(task.from.path, task.from.line, `\`${task.value}\``)] : [],
  );
  if (files.length > 0 || known.length > 0)
    return open("There are tests, and no workflow runs them on pull requests or pushes.", [
      ...few(known, 2),
      ...files.slice(0, 1).map((path) => evidence(path, 1, `${files.length === 1 ? "a test" : `one of ${files.length} files of tests`}`)),
    ]);
  const placeholder = stands(
    service,
    [inFolder(service.folder, "package.json")],
    /"test"\s*:\s*"echo \\"Error: no test specified\\" && exit 1"/g,
  );
  return open(
    "No workflow tests it on pull requests or pushes, and no test is seen.",
    placeholder.map(({ path, line }) => counterEvidence(path, line, "the placeholder of `npm init`")),
  );
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
