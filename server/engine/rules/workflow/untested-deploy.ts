import type { Job } from "../../languages/workflow/model.ts";
import { repositoryOf, workflowsOf } from "../../pipeline/callee.ts";
import { deployJobs, isStaticSite } from "../../pipeline/deploy.ts";
import { addNeeds, fixesOf } from "../../pipeline/edit.ts";
import { isDocumentation, isTested, needsFor, runsWith, takesVersion, verdictOf, workBefore, workBeside } from "../../pipeline/gates.ts";
import type { DeployJob, Stage } from "../../pipeline/model.ts";
import { listOf } from "../../pipeline/report.ts";
import { mayReach } from "../../pipeline/simulate.ts";
import { stagesOf, testsBefore } from "../../pipeline/stages.ts";
import { defineRule } from "../../rule.ts";
import { nameOf } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/untested-deploy",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Nothing tests or lints the code before it is deployed.",
  why: `
A pipeline deploys what passed: the jobs that a deployment waits for, however far, or the steps before it should hold at least one test, linter or type check. A test in another workflow on the same push runs beside the deployment, and cannot stop it.

Tests of a workflow whose success is waited for (\`workflow_run\`), of a called workflow and of scripts that cannot be seen count. Deployments by hand or of a tag are advice alone, documentation is left out.`,
  examples: [
    {
      title: "A chain without its tests",
      bad: "on:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker build -t app .\n  deploy:\n    needs: build\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
      good: "on:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  build:\n    needs: test\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker build -t app .\n  deploy:\n    needs: build\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C1", "C4", "C6"],
  uncovers: ["workflow/stage-out-of-order", "workflow/ignored-test-failure", "workflow/silently-skipped-deploy"],
  check(file, { report, workspace }) {
    const deployments = deployJobs(file, workspace).filter(
      ({ job, tier }) => tier !== "development" && testsBefore(job, workspace) === false && workBeside(job, workspace).length === 0,
    );
    for (const deployment of deployments) {
      const { job, steps, strength } = deployment;
      // `workflow/needs-cycle` tells of these: nothing is deployed at all.
      if ([job, ...job.closure].some((one) => one.neededJobs.some((needed) => needed === one || needed.closure.includes(one)))) continue;
      // The deployment that comes first is the one to mend.
      if (deployments.some((other) => job.closure.includes(other.job))) continue;
      if (isDocumentation(deployment) || (strength === "medium" && steps.length === 0 && !job.uses)) continue;
      const tests = workBefore(file, workspace).filter(
        (one) => isTested(stagesOf(one, workspace)) && !one.closure.includes(job) && runsWith(one, job, workspace),
      );
      const target = firstUntested(job, tests, workspace);
      const ids = needsFor(target, tests);
      const elsewhere = tests.length === 0 ? testedElsewhere(deployment, workspace) : undefined;
      // What a generator of sites could read is mostly fit to be shown.
      if (isStaticSite(deployment) && tests.length === 0 && elsewhere === undefined) continue;
      // What somebody chooses by its version is there already, and was tested when it was built; a way back must not wait either.
      const isBuilt = [job, ...job.closure].some((one) => hasBuild(stagesOf(one, workspace)));
      if (tests.length === 0 && !isBuilt && takesVersion(file) && isByHand(deployment, workspace)) continue;
      const reason =
        tests.length > 0
          ? `though ${listOf(tests)} could: let it wait for ${tests.length === 1 ? "that" : "them"}`
          : elsewhere === undefined
            ? "so every mistake gets through: put a job with the tests in front of it"
            : `for \`${elsewhere}\` runs beside it on the same push: deploy after that went well, or test here too`;
      report({
        span: job.idSpan,
        message: `Nothing tests what \`${job.id}\` deploys before it is out, ${reason}.`,
        fixes: fixesOf(
          `Let \`${target.id}\` wait for ${ids.map((id) => `\`${id}\``).join(" and ")}`,
          "unsafe",
          file,
          addNeeds(target, ids),
        ),
        ...((isByHand(deployment, workspace) || isStaticSite(deployment) || isInfrastructure(deployment)) && { severity: "info" as const }),
      });
    }
  },
});

/** The job in the chain in front of which the tests belong: the first that builds, where it waits for nothing, else the deployment itself. */
function firstUntested(job: Job, tests: readonly Job[], workspace: Workspace): Job {
  const builds = job.closure.filter((one) => {
    const stages = stagesOf(one, workspace);
    return one.needs.length === 0 && hasBuild(stages) && tests.every((test) => !test.closure.includes(one));
  });
  const [first] = builds;
  return first && builds.length === 1 && tests.every((test) => runsWith(test, first, workspace)) ? first : job;
}

/** The file of another workflow that tests the push which deploys. */
function testedElsewhere(deployment: DeployJob, workspace: Workspace): string | undefined {
  if (verdictOf(deployment, "push-default", workspace) === "never") return undefined;
  const { workflow } = deployment.job;
  const { path } = workflow.source;
  const other = workflowsOf(repositoryOf(path), workspace)?.find(
    (one) =>
      one.source.path !== path &&
      one.jobs.some((job) => isTested(stagesOf(job, workspace)) && mayReach(job, "push-default", workspace) === "runs"),
  );
  return other && nameOf(other.source.path);
}

function hasBuild(stages: ReadonlySet<Stage>): boolean {
  return stages.has("build") || stages.has("image");
}

/** Whether somebody chooses what is deployed: by hand, by a tag or by a release. */
function isByHand(deployment: DeployJob, workspace: Workspace): boolean {
  const automatic = ["push-default", "push-branch", "schedule", "workflow-run-push", "pull-request", "pull-request-target-fork"] as const;
  return automatic.every((event) => verdictOf(deployment, event, workspace) === "never");
}

/** Infrastructure as code is checked by its plan; what Argo CD and Flux fetch was accepted when it was merged. */
function isInfrastructure({ steps }: DeployJob): boolean {
  return (
    steps.length > 0 &&
    steps.every(({ platform }) => /^(?:terraform|opentofu|pulumi|cdk|cloudformation|bicep|ansible|helmfile|argo-cd|flux)/.test(platform))
  );
}
