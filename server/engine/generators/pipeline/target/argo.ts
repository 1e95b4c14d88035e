import { rolloutTimeoutSeconds } from "../../kubernetes/budget.ts";
import { run } from "../steps.ts";
import {
  appliesOverlays,
  clusterSmokeTest,
  forwardedSmokeTest,
  inNamespace,
  ownOverlay,
  publicService,
  rolloutImagePatch,
  untilHealthy,
  untilPhase,
} from "./cluster.ts";
import type { Release } from "./model.ts";
import { isReachable } from "./smoke.ts";

/** A canary stays at each of its shares for ten minutes. */
const canarySeconds = 3600;

/** Argo Rollouts: the controller carries the strategy out; the job waits for what it comes to. */
export const argoTarget: Release = {
  release(plan, environment) {
    const { service, port, strategy, image } = plan.answers;
    const rollout = `rollout/${service}`;
    const folder = ownOverlay(plan, environment);
    const waitFor = (phase: string) =>
      `kubectl wait ${rollout} ${inNamespace} --for=jsonpath='{.status.phase}'=${phase} --timeout=${rolloutTimeoutSeconds(plan.answers)}s`;
    const isBlueGreen = strategy === "blue-green";
    return [
      run({
        name: "Note what runs",
        id: "before",
        run: [
          `image=$(kubectl get ${rollout} ${inNamespace} --ignore-not-found --output=jsonpath='{.spec.template.spec.containers[0].image}')`,
          'echo "image=$image" >> "$GITHUB_OUTPUT"',
        ],
      }),
      run({
        name: "Apply",
        id: "apply",
        run: appliesOverlays(plan)
          ? [`(cd ${folder} && kustomize edit set image "${image}=$IMAGE")`, `kubectl apply --kustomize ${folder}`]
          : [`kubectl patch ${rollout} ${inNamespace} ${rolloutImagePatch("$IMAGE")}`],
      }),
      isBlueGreen && [
        // The very first release has nothing to wait beside, and is healthy at once.
        run({
          name: "Wait for the preview",
          run: untilPhase(["Paused", "Healthy"], service, rolloutTimeoutSeconds(plan.answers), `kubectl ${inNamespace}`),
        }),
        port !== undefined && forwardedSmokeTest(plan, "Smoke test the preview", `service/${service}-preview`, 80),
        run({
          name: "Promote",
          // What `kubectl argo rollouts promote` does.
          run: [`kubectl patch ${rollout} ${inNamespace} --subresource=status --type=merge --patch '{"status":{"pauseConditions":null}}'`],
        }),
      ],
      run({
        name: "Roll out",
        id: "rollout",
        run: isBlueGreen ? [waitFor("Healthy")] : untilHealthy(service, canarySeconds, `kubectl ${inNamespace}`),
      }),
      // The preview of a blue-green release has been asked already.
      (!isBlueGreen || isReachable(plan)) && clusterSmokeTest(plan, publicService(plan), 80),
    ];
  },
  restore: ({ answers: { service } }) =>
    run({
      name: "Roll back",
      if: "failure() && steps.apply.outcome == 'success' && steps.before.outputs.image != ''",
      // With the image of before the controller goes back, at once where it still has the pods.
      run: [`kubectl patch rollout/${service} ${inNamespace} ${rolloutImagePatch("$BEFORE")}`],
      env: { BEFORE: "${{ steps.before.outputs.image }}" },
    }),
};
