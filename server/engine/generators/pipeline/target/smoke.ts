import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { run } from "../steps.ts";

/** The address of an environment, as a variable of its settings. */
export const addressVariable = "APP_URL";

/** It is asked over the network, from the runner; else by way of the cluster. */
export function isReachable({ answers }: Plan): boolean {
  return answers.port !== undefined && (answers.target !== "kubernetes" || answers.route !== "none");
}

/** The step that asks what runs in an environment whether it works. */
export function smokeTest(plan: Plan, condition?: string): Lines {
  return run({
    name: "Smoke test",
    if: condition,
    run: [`sh scripts/smoke.sh "$${addressVariable}${plan.answers.readinessPath}"`],
    env: { [addressVariable]: `\${{ vars.${addressVariable} }}` },
  });
}
