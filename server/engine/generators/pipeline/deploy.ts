import type { Plan } from "../model.ts";
import type { Lines } from "../yaml-text.ts";
import { pairs, section } from "./lines.ts";
import { deployGroup, environmentName, freezeVariable } from "./names.ts";
import { checkout, job } from "./steps.ts";
import { targets } from "./target/index.ts";
import { addressVariable, isReachable } from "./target/smoke.ts";

/** The job's id for an environment. */
export function deployId(environment: string): string {
  return `deploy-${environment}`;
}

/** The job that brings the image that was built into an environment, after the one before. */
export function deployJob(plan: Plan, environment: string, before: string | undefined): Lines {
  const target = targets[plan.answers.target];
  return job({
    id: deployId(environment),
    name: `Deploy to ${environment}`,
    needs: ["image", ...(before === undefined ? [] : [deployId(before)])],
    if: `vars.${freezeVariable(plan)} != 'true'`,
    minutes: target.minutes(plan),
    keys: [
      environmentKey(plan, environmentName(environment, plan)),
      section("concurrency", `group: ${deployGroup(environment, plan)}`, "cancel-in-progress: false"),
      section("env", pairs({ IMAGE: "${{ needs.image.outputs.image }}", ...target.variables(plan, environment) })),
    ],
    steps: [checkout(), target.login(plan), target.release(plan, environment), target.restore(plan, environment)],
  });
}

/** The environment with its address, where that is asked for. */
export function environmentKey(plan: Plan, name: string): Lines {
  return isReachable(plan) ? section("environment", `name: ${name}`, `url: \${{ vars.${addressVariable} }}`) : [`environment: ${name}`];
}
