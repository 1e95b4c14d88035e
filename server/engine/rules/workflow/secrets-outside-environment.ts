import * as z from "zod/mini";
import { deployJobs } from "../../pipeline/deploy.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/secrets-outside-environment",
  language: "workflow",
  category: "security",
  severity: "hint",
  preset: "optional",
  summary: "A job reads secrets without an environment that protects them.",
  why: `
A secret of the repository can be read by any workflow on any branch that somebody with the right to push makes. A secret of an environment is given only to jobs that name the environment, after its reviewers and branch rules have let them through.

Jobs that deploy are left to \`workflow/missing-environment\`. Silent for \`GITHUB_TOKEN\`, for the secrets named in \`allowed\`, and for workflows that others call.`,
  examples: [
    {
      title: "A job that publishes a package",
      bad: "on:\n  push:\n    tags: ['v*']\npermissions: {}\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./publish.sh\n        env:\n          TOKEN: ${{ secrets.REGISTRY_TOKEN }}\n",
      good: "on:\n  push:\n    tags: ['v*']\npermissions: {}\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    environment: registry\n    steps:\n      - run: ./publish.sh\n        env:\n          TOKEN: ${{ secrets.REGISTRY_TOKEN }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["zizmor:secrets-outside-env"],
  options: z.object({
    allowed: z._default(z.array(z.string()), []).check(z.describe("Secrets that need no environment.")),
  }),
  judges: "part",
  check(workflow, { options, workspace, report }) {
    if (workflow.trigger("workflow_call")) return;
    const free = new Set(["GITHUB_TOKEN", ...options.allowed.map((name) => name.toUpperCase())]);
    const deploying = new Set(deployJobs(workflow, workspace).map(({ job }) => job));
    const reported = new Set<unknown>();
    for (const { job, expression } of workflow.expressions) {
      if (!job || job.uses || job.environment || reported.has(job) || deploying.has(job)) continue;
      for (const { name, segments, span } of expression.accesses) {
        const [segment] = segments;
        if (name !== "secrets" || segment?.kind !== "name" || free.has(segment.name.toUpperCase())) continue;
        reported.add(job);
        report({
          span: expression.source.spanToSource(span),
          message: `\`${segment.name}\` is read by a job without \`environment\`, so any branch's workflow can read it. Keep it in an environment, and name that in the job.`,
        });
        break;
      }
    }
  },
});
