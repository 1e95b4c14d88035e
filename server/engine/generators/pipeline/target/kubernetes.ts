import { namespaceIn, shapeOf } from "../../kubernetes/shape.ts";
import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { run } from "../steps.ts";
import { argoTarget } from "./argo.ts";
import { appliesOverlays, clusterSmokeTest, inNamespace, ownOverlay, rolloutStatus } from "./cluster.ts";
import type { Release, Target } from "./model.ts";
import { addressNeed } from "./smoke.ts";
import { canaryTarget, slotsTarget } from "./variants.ts";

export const kubernetesTarget: Target = {
  variables: ({ answers }, environment) => ({ NAMESPACE: namespaceIn(answers, environment) }),
  login: () =>
    run({
      name: "Log in to the cluster",
      run: [
        'test -n "$KUBE_CONFIG" || { echo "::error::This environment has no secret KUBE_CONFIG."; exit 1; }',
        '(umask 077; printf "%s" "$KUBE_CONFIG" > "$RUNNER_TEMP/kubeconfig")',
        'echo "KUBECONFIG=$RUNNER_TEMP/kubeconfig" >> "$GITHUB_ENV"',
      ],
      env: { KUBE_CONFIG: "${{ secrets.KUBE_CONFIG }}" },
    }),
  release: (plan, environment) => releaseOf(plan).release(plan, environment),
  restore: (plan, environment) => releaseOf(plan).restore(plan, environment),
  minutes: (plan) => (shapeOf(plan).strategy === "canary" ? 90 : 30),
  needs: (plan) => [
    "Give each environment of the repository the secret `KUBE_CONFIG`: a kubeconfig whose service account may change its own namespace alone.",
    ...addressNeed(plan),
  ],
};

/** How the strategy releases. */
function releaseOf(plan: Plan): Release {
  const { kind, variants, strategy } = shapeOf(plan);
  if (kind === "Rollout") return argoTarget;
  if (variants.length > 0) return strategy === "canary" ? canaryTarget : slotsTarget;
  return kind === "CronJob" ? cronJob : rolling;
}

/** The image changes; the next run of the job has it. */
const cronJob: Release = {
  release: (plan, environment) => apply(plan, environment, `cronjob/${plan.answers.service}`),
  restore: () => [],
};

const rolling: Release = {
  release(plan, environment) {
    const workload = `deployment/${plan.answers.service}`;
    return [
      apply(plan, environment, workload),
      run({ name: "Roll out", id: "rollout", run: [rolloutStatus(plan, workload)] }),
      clusterSmokeTest(plan, workload),
    ];
  },
  restore(plan) {
    const workload = `deployment/${plan.answers.service}`;
    return run({
      name: "Roll back",
      // Only what was brought in is taken back.
      if: "failure() && steps.apply.outcome == 'success'",
      run: [`kubectl rollout undo ${workload} ${inNamespace}`, rolloutStatus(plan, workload)],
    });
  },
};

function apply(plan: Plan, environment: string, workload: string): Lines {
  const { answers } = plan;
  const folder = ownOverlay(plan, environment);
  return run({
    name: "Apply",
    id: "apply",
    run: appliesOverlays(plan)
      ? [`(cd ${folder} && kustomize edit set image "${answers.image}=$IMAGE")`, `kubectl apply --kustomize ${folder}`]
      : [`kubectl set image ${workload} "${answers.service}=$IMAGE" ${inNamespace}`],
  });
}
