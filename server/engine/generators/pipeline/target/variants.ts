import { productionOf } from "../../kubernetes/shape.ts";
import type { Plan } from "../../model.ts";
import { run } from "../steps.ts";
import { clusterSmokeTest, inNamespace, leadingScript, rolloutStatus } from "./cluster.ts";
import type { Release } from "./model.ts";

/** Blue-green: the idle slot gets the version, is asked, and then gets all requests. */
export const slotsTarget: Release = {
  release: (plan, environment) => [
    run({ name: "Deploy to the idle slot", id: "apply", run: [leadingScript(plan, environment, 'deploy "$IMAGE"')] }),
    run({ name: "Switch", id: "rollout", run: [leadingScript(plan, environment, "switch")] }),
    // What everybody gets now, by way of its Service.
    clusterSmokeTest(plan, `service/${plan.answers.service}`, 80),
  ],
  restore: (plan, environment) =>
    run({
      name: "Roll back",
      // Before the switch nobody has seen the new version.
      if: "failure() && steps.rollout.outcome == 'success'",
      run: [leadingScript(plan, environment, "back")],
    }),
};

/** The shares of a canary, in percent, before it gets everything. */
const shares = [5, 25, 50];

/** Canary: a share of the requests gets the version, then all. */
export const canaryTarget: Release = {
  release: (plan, environment) => [
    run({ name: "Deploy the canary", id: "canary", run: [leadingScript(plan, environment, 'deploy "$IMAGE"')] }),
    // Before production nobody sends requests that could tell anything.
    environment === productionOf(plan.answers) &&
      run({
        name: "Raise the canary's share",
        run: [
          `for share in ${shares.join(" ")}; do`,
          `  ${leadingScript(plan, environment, 'weight "$share"')}`,
          "  # DECIDE: how long each share is watched, and which metrics have to stay good.",
          "  sleep 300",
          "done",
        ],
      }),
    run({ name: "Promote", id: "rollout", run: [leadingScript(plan, environment, "promote")] }),
    clusterSmokeTest(plan, stable(plan)),
  ],
  restore: (plan, environment) => [
    run({
      name: "Abort the canary",
      if: "failure() && steps.canary.outcome != 'skipped' && steps.rollout.outcome == 'skipped'",
      run: [leadingScript(plan, environment, "abort")],
    }),
    run({
      name: "Roll back",
      if: "failure() && steps.canary.outcome == 'success' && steps.rollout.outcome != 'skipped'",
      run: [
        `kubectl rollout undo ${stable(plan)} ${inNamespace}`,
        rolloutStatus(plan, stable(plan)),
        leadingScript(plan, environment, "abort"),
      ],
    }),
  ],
};

function stable({ answers: { service } }: Plan): string {
  return `deployment/${service}-stable`;
}
