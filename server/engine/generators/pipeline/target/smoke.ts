import { shapeOf } from "../../kubernetes/shape.ts";
import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { run } from "../steps.ts";

/** The address of an environment, as a variable of its settings. */
export const addressVariable = "APP_URL";

/** It is asked over the network, from the runner; else by way of the cluster. */
export function isReachable(plan: Plan): boolean {
  return plan.answers.port !== undefined && (plan.answers.target !== "kubernetes" || shapeOf(plan).route !== "none");
}

/** What has to be there so that it can be asked over the network. */
export function addressNeed(plan: Plan): readonly string[] {
  return isReachable(plan)
    ? [`Give each environment the variable \`${addressVariable}\`: the address under which it is reached, \`https://\` included.`]
    : [];
}

/** The step that asks what runs in an environment whether it works, over the network. */
export function smokeTest(plan: Plan, condition?: string): Lines {
  return run({
    name: "Smoke test",
    if: condition,
    run: [`sh scripts/smoke.sh "$${addressVariable}${plan.answers.readinessPath}"`],
    env: { [addressVariable]: `\${{ vars.${addressVariable} }}` },
  });
}
