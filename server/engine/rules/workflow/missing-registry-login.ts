import { findAction } from "../../knowledge/actions.ts";
import type { Step } from "../../languages/workflow/model.ts";
import { actionToWrite } from "../../pipeline/action-to-write.ts";
import { stepsWithin } from "../../pipeline/callee.ts";
import { fixesOf, insertStepBefore } from "../../pipeline/edit.ts";
import { isOnHostedLinux, lastingPushes } from "../../pipeline/image-jobs.ts";
import { registryLogins } from "../../pipeline/images.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/missing-registry-login",
  language: "workflow",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "An image is pushed to a registry that the job has not logged in to.",
  why: `
Each job starts on a fresh machine, without the logins of other jobs. A push without one ends with "denied" or "unauthorized", after the whole build.

Silent where an action or script that cannot be seen may log in, on machines that are not GitHub's, and where the registry cannot be told.`,
  examples: [
    {
      title: "GitHub's container registry",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: ghcr.io/acme/web:${{ github.sha }}\n",
      good: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/login-action@v4\n        with:\n          registry: ghcr.io\n          username: ${{ github.actor }}\n          password: ${{ secrets.GITHUB_TOKEN }}\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: ghcr.io/acme/web:${{ github.sha }}\n",
    },
  ],
  links: ["https://github.com/docker/login-action#usage"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  uncovers: ["workflow/missing-packages-permission", "workflow/unpinned-action"],
  check(file, { report, workspace }) {
    for (const job of file.jobs) {
      if (!isOnHostedLinux(job) || job.container) continue;
      for (const push of lastingPushes(job)) {
        const hosts = new Set(push.tags.map(({ registry }) => registry));
        const [host] = hosts;
        if (push.kind === "other" || push.kind === "bake-action" || hosts.size !== 1 || host === undefined) continue;
        // `web:latest` stands for an image of this machine as well as for one of Docker Hub's own.
        if (host === "docker.io" && push.tags.some(({ repository }) => repository !== undefined && !repository.includes("/"))) continue;
        if (mayBeLoggedIn(push.step, host, workspace)) continue;
        const inputs = credentials[host];
        const { step } = push;
        report({
          span: push.span,
          message: `This pushes to \`${host}\`, and no step before logs in there: the push is refused after the whole build. Log in before.`,
          fixes: inputs
            ? fixesOf(
                `Log in to \`${host}\``,
                "unsafe",
                file,
                insertStepBefore(step, `uses: ${actionToWrite(file, "docker/login-action")}\nwith:\n${inputs}`),
              )
            : [],
        });
        break;
      }
    }
  },
});

const credentials: Readonly<Record<string, string>> = {
  "ghcr.io": "  registry: ghcr.io\n  username: ${{ github.actor }}\n  password: ${{ secrets.GITHUB_TOKEN }}\n",
  "docker.io": "  username: ${{ vars.DOCKERHUB_USERNAME }}\n  password: ${{ secrets.DOCKERHUB_TOKEN }}\n",
};

/** Actions that neither log in nor bring a login along. */
const harmless = /^(?:actions\/[\w-]+|docker\/(?:setup-buildx|setup-qemu|metadata|build-push)-action|github\/codeql-action\/[\w-]+)$/;

function mayBeLoggedIn(push: Step, host: string, workspace: Workspace): boolean {
  const { job } = push;
  if (!job) return true;
  const within = stepsWithin(job, workspace);
  if (!within.isComplete) return true;
  // What comes behind the push is too late. A login in the script that pushes counts.
  const steps = within.steps.slice(0, within.steps.indexOf(push) + 1);
  const logins = registryLogins(job).filter(({ step }) => step.index <= push.index);
  if (logins.some(({ registry }) => registry === undefined || registry === host || host.endsWith(`.${registry}`))) return true;
  const variables = [...job.workflow.env, ...job.env, ...steps.flatMap(({ env }) => env)];
  if (variables.some(({ name }) => /^DOCKER_(?:CONFIG|AUTH)/.test(name))) return true;
  return steps.some(({ uses, run }) => {
    if (uses) {
      if (uses.kind === "local" || uses.kind === "self") return false;
      const action = uses.action === undefined ? undefined : findAction(uses.action);
      return uses.action !== "docker/login-action" && (!action?.isListed || !harmless.test(uses.action ?? "") || action.logsInToRegistry);
    }
    return /login|configure-docker|\.docker|(?:^|\s)(?:make|bash|sh|\.\/|task|just|npm|python)/m.test(run?.text ?? "");
  });
}
