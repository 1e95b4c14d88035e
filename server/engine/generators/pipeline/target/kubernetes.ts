import { rolloutTimeoutSeconds } from "../../kubernetes/budget.ts";
import { namespaceIn, overlayFolder, shapeOf, workloadName } from "../../kubernetes/shape.ts";
import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { run } from "../steps.ts";
import type { Target } from "./model.ts";
import { addressVariable, isReachable, smokeTest } from "./smoke.ts";

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
  release(plan, environment) {
    const { kind, variants, strategy } = shapeOf(plan);
    if (kind === "CronJob") return apply(plan, environment);
    if (kind === "Rollout") return releaseRollout(plan, environment);
    if (variants.length > 0) return strategy === "canary" ? releaseCanary(plan, environment) : releaseSlot(plan, environment);
    const workload = `deployment/${workloadName(plan.answers)}`;
    return [...apply(plan, environment), ...rollOut(plan, workload), ...smoke(plan, workload)];
  },
  restore(plan, environment) {
    const { kind, variants, strategy } = shapeOf(plan);
    if (kind === "CronJob") return [];
    if (kind === "Rollout") return restoreRollout(plan);
    if (variants.length > 0) return strategy === "canary" ? restoreCanary(plan, environment) : restoreSlot(plan);
    const workload = `deployment/${workloadName(plan.answers)}`;
    return run({
      name: "Roll back",
      // Only what was brought in is taken back.
      if: "failure() && steps.apply.outcome == 'success'",
      run: [`kubectl rollout undo ${workload} ${inNamespace}`, status(plan, workload)],
    });
  },
  needs: (plan) => [
    "Give each environment of the repository the secret `KUBE_CONFIG`: a kubeconfig whose service account may change this namespace alone.",
    ...(isReachable(plan)
      ? [
          `Give each environment the variable \`${addressVariable}\`: the address under which it is reached, such as https://shop.example.com.`,
        ]
      : []),
  ],
};

const inNamespace = '--namespace "$NAMESPACE"';

/** The manifests are applied where the overlays hold them; else the objects are there, and get the image. */
export function appliesOverlays({ answers }: Plan): boolean {
  return answers.apply === "kustomize" && answers.layout === "kustomize";
}

function apply(plan: Plan, environment: string): Lines {
  const { answers } = plan;
  const { kind } = shapeOf(plan);
  const folder = ownFolder(plan, environment);
  const patch = [
    { op: "replace", path: `${kind === "CronJob" ? "/spec/jobTemplate" : ""}/spec/template/spec/containers/0/image`, value: "'$IMAGE'" },
  ];
  return run({
    name: "Apply",
    id: "apply",
    run: appliesOverlays(plan)
      ? [`(cd ${folder} && kustomize edit set image "${answers.image}=$IMAGE")`, `kubectl apply --kustomize ${folder}`]
      : kind === "Deployment"
        ? [`kubectl set image deployment/${workloadName(answers)} "${answers.service}=$IMAGE" ${inNamespace}`]
        : [
            `kubectl patch ${kind.toLowerCase()}/${workloadName(answers)} ${inNamespace} --type=json \\`,
            `  --patch '${JSON.stringify(patch).replace("'$IMAGE'", "'\"$IMAGE\"'")}'`,
          ],
  });
}

/** As seen from the application's folder, in which the job's commands run. */
function ownFolder({ answers }: Plan, environment: string): string {
  const folder = overlayFolder(answers, environment);
  return answers.folder === "" ? folder : folder.slice(answers.folder.length + 1);
}

function status(plan: Plan, workload: string): string {
  return `kubectl rollout status ${workload} ${inNamespace} --timeout=${rolloutTimeoutSeconds(plan.answers)}s`;
}

function rollOut(plan: Plan, workload: string): Lines {
  return run({ name: "Roll out", id: "rollout", run: [status(plan, workload)] });
}

/** Over the network where it is reached so; else by way of the cluster, which needs no route. */
function smoke(plan: Plan, workload: string): Lines {
  const { port, readinessPath } = plan.answers;
  if (port === undefined) return [];
  return isReachable(plan) ? smokeTest(plan) : forwardedSmoke(workload, port, readinessPath);
}

function forwardedSmoke(workload: string, port: number, path: string): Lines {
  return run({
    name: "Smoke test",
    run: [`kubectl port-forward ${workload} 8080:${port} ${inNamespace} &`, `sh scripts/smoke.sh http://127.0.0.1:8080${path}`],
  });
}

// Blue-green: the idle slot gets the version, is asked, and then all requests.

function releaseSlot(plan: Plan, environment: string): Lines {
  const { service, port, readinessPath, image } = plan.answers;
  const workload = `"deployment/${service}-$IDLE"`;
  const folder = `"${ownFolder(plan, environment)}/$IDLE"`;
  const variables = { IDLE: "${{ steps.slots.outputs.idle }}" };
  return [
    ...run({
      name: "Find the idle slot",
      id: "slots",
      run: [
        `live=$(kubectl get service ${service} ${inNamespace} --output=jsonpath='{.spec.selector.slot}')`,
        'if [ "$live" = blue ]; then idle=green; else idle=blue; fi',
        'echo "live=$live" >> "$GITHUB_OUTPUT"',
        'echo "idle=$idle" >> "$GITHUB_OUTPUT"',
      ],
    }),
    ...withEnv(
      {
        name: "Apply",
        id: "apply",
        run: appliesOverlays(plan)
          ? [`(cd ${folder} && kustomize edit set image "${image}=$IMAGE")`, `kubectl apply --kustomize ${folder}`]
          : [`kubectl set image ${workload} "${service}=$IMAGE" ${inNamespace}`],
      },
      variables,
    ),
    ...withEnv({ name: "Roll out", id: "rollout", run: [status(plan, workload)] }, variables),
    ...(port === undefined
      ? []
      : withEnv(
          {
            name: "Smoke test the idle slot",
            run: [
              `kubectl port-forward ${workload} 8080:${port} ${inNamespace} &`,
              `sh scripts/smoke.sh http://127.0.0.1:8080${readinessPath}`,
            ],
          },
          variables,
        )),
    ...withEnv({ name: "Switch", id: "switch", run: [switchTo(service, "$IDLE")] }, variables),
    ...(isReachable(plan) ? smokeTest(plan) : []),
  ];
}

/** All requests go to a slot from now on. */
export function switchTo(service: string, slot: string): string {
  return `kubectl patch service ${service} ${inNamespace} --patch "{\\"spec\\":{\\"selector\\":{\\"slot\\":\\"${slot}\\"}}}"`;
}

function restoreSlot({ answers: { service } }: Plan): Lines {
  return withEnv(
    {
      name: "Roll back",
      // Before the switch nobody has seen the new version.
      if: "failure() && steps.switch.outcome == 'success' && steps.slots.outputs.live != ''",
      run: [switchTo(service, "$LIVE")],
    },
    { LIVE: "${{ steps.slots.outputs.live }}" },
  );
}

function withEnv(step: Parameters<typeof run>[0], env: Readonly<Record<string, string>>): Lines {
  return run({ ...step, env });
}

// Canary: a share of the requests first, then all.

function releaseCanary(plan: Plan, environment: string): Lines {
  return [...apply(plan, environment)];
}

function restoreCanary(_plan: Plan, _environment: string): Lines {
  return [];
}

// Argo Rollouts: the controller carries the strategy out; the job waits for what it comes to.

function releaseRollout(plan: Plan, environment: string): Lines {
  return [...apply(plan, environment)];
}

function restoreRollout(_plan: Plan): Lines {
  return [];
}
