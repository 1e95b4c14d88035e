import type { Step } from "../../languages/workflow/model.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { appendToRun, fixesOf, setInput } from "../../pipeline/edit.ts";
import type { Program } from "../../pipeline/programs.ts";
import { programsOf } from "../../pipeline/programs.ts";
import { directCommand, isAwaited, rolloutChecks, written } from "../../pipeline/rollout.ts";
import { defineRule } from "../../rule.ts";

const file = (more: string) =>
  `on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: aws-actions/amazon-ecs-deploy-task-definition@v2\n        with:\n          task-definition: task.json\n          service: web\n          cluster: production\n${more}`;

export default defineRule({
  id: "workflow/unawaited-ecs-deployment",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Nothing waits until Amazon ECS runs the new version.",
  why: `
Amazon ECS takes a new task definition and starts tasks in its own time. The action and \`aws ecs update-service\` end at once, so that the job succeeds although the tasks crash and the old ones run on.

The action waits with \`wait-for-service-stability: true\`, the command line with \`aws ecs wait services-stable\`, which fails after ten minutes.`,
  examples: [{ title: "Wait for the service", bad: file(""), good: file("          wait-for-service-stability: true\n") }],
  links: [
    "https://github.com/aws-actions/amazon-ecs-deploy-task-definition",
    "https://docs.aws.amazon.com/cli/latest/reference/ecs/wait/services-stable.html",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const { job, steps } of deployJobs(file, workspace)) {
      const deploying = new Set(steps.filter(({ platform }) => platform === "ecs").map(({ step }) => step));
      if (deploying.size === 0) continue;
      const checks = rolloutChecks(job, workspace);
      for (const step of deploying) {
        if (step.uses?.action === "aws-actions/amazon-ecs-deploy-task-definition") {
          const input = step.input("wait-for-service-stability");
          const isOff = !input?.value || input.value.literal?.trim().toLowerCase() === "false";
          if (!step.input("service") || !isOff || isAwaited(undefined, step, 0, checks, job)) continue;
          report({
            span: input?.value?.span ?? step.uses.span,
            message:
              "The step ends before Amazon ECS runs the new version, so the job succeeds even when its tasks crash. Set `wait-for-service-stability: true`.",
            fixes: fixesOf("Set `wait-for-service-stability: true`", "unsafe", file, setInput(step, "wait-for-service-stability", true)),
          });
          continue;
        }
        for (const program of programsOf(step, workspace)) {
          if (program.name !== "aws" || !isUpdate(program.args) || isAwaited(undefined, step, program.command, checks, job)) continue;
          const line = waitingLine(program, step);
          report({
            span: program.span,
            message:
              "Nothing waits until Amazon ECS runs the new version, so the job succeeds even when its tasks crash. Follow it with `aws ecs wait services-stable`.",
            fixes: line === undefined ? [] : fixesOf("Wait until the service is stable", "unsafe", file, appendToRun(step, line)),
          });
        }
      }
    }
  },
});

/** `aws ecs update-service` that brings a new version, and does not merely set how many tasks run. */
function isUpdate(args: readonly string[]): boolean {
  const at = args.indexOf("ecs");
  return at >= 0 && args[at + 1] === "update-service" && args.some((arg) => /^--(?:force-new-deployment|task-definition)(?:=|$)/.test(arg));
}

/** The line that waits for the same services; undefined where the command does not name one. */
function waitingLine(program: Program, step: Step): string | undefined {
  const command = directCommand(program, step);
  if (!command || command.isConditional || command.inSubstitution || command.wrappers.length > 0) return undefined;
  const optionValue = (option: string): string | undefined => {
    for (const [i, { text, span }] of command.args.entries()) {
      if (text === option) return command.args[i + 1] && written(step, command.args[i + 1]?.span ?? span);
      if (text.startsWith(`${option}=`)) return written(step, span).slice(option.length + 1);
    }
    return undefined;
  };
  const service = optionValue("--service");
  if (service === undefined) return undefined;
  const options = ["--cluster", "--region", "--profile"].flatMap((option) => {
    const value = optionValue(option);
    return value === undefined ? [] : [`${option} ${value}`];
  });
  return ["aws ecs wait services-stable", ...options, `--services ${service}`].join(" ");
}
