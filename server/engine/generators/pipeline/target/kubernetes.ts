import { rolloutTimeoutSeconds } from "../../kubernetes/budget.ts";
import { namespaceIn, overlayFolder, shapeOf, workloadName } from "../../kubernetes/shape.ts";
import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { productionOf } from "../names.ts";
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
    if (variants.length > 0) return strategy === "canary" ? restoreCanary(plan, environment) : restoreSlot(plan, environment);
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
  return run({
    name: "Apply",
    id: "apply",
    run: appliesOverlays(plan)
      ? [`(cd ${folder} && kustomize edit set image "${answers.image}=$IMAGE")`, `kubectl apply --kustomize ${folder}`]
      : kind === "Rollout"
        ? setRolloutImage(answers.service, "$IMAGE")
        : [`kubectl set image ${kind.toLowerCase()}/${workloadName(answers)} "${answers.service}=$IMAGE" ${inNamespace}`],
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

// Two sets of pods: the script that comes with the manifests leads the release.

/** The script of the manifests, as a job's commands call it. */
export function leadingScript({ answers: { strategy, layout } }: Plan, environment: string, command: string): string {
  const script = strategy === "canary" ? "scripts/canary.sh" : "scripts/switch.sh";
  return `sh ${script} ${layout === "plain" ? "" : `${environment} `}${command}`;
}

function releaseSlot(plan: Plan, environment: string): Lines {
  return [
    run({ name: "Deploy to the idle slot", id: "apply", run: [leadingScript(plan, environment, 'deploy "$IMAGE"')] }),
    run({ name: "Switch", id: "rollout", run: [leadingScript(plan, environment, "switch")] }),
    smokeOfService(plan),
  ];
}

/** Before the switch nobody has seen the new version, so there is nothing to bring back. */
function restoreSlot(plan: Plan, environment: string): Lines {
  return run({
    name: "Roll back",
    if: "failure() && steps.rollout.outcome == 'success'",
    run: [leadingScript(plan, environment, "back")],
  });
}

/** The shares of a canary, in percent, before it gets everything. */
const shares = [5, 25, 50];

function releaseCanary(plan: Plan, environment: string): Lines {
  return [
    run({ name: "Deploy the canary", id: "apply", run: [leadingScript(plan, environment, 'deploy "$IMAGE"')] }),
    // Before production nobody sends requests that could tell anything.
    environment === productionOf(plan) &&
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
    smokeOfService(plan, "-stable"),
  ];
}

function restoreCanary(plan: Plan, environment: string): Lines {
  const stable = `deployment/${plan.answers.service}-stable`;
  return [
    run({
      name: "Abort the canary",
      if: "failure() && steps.apply.outcome != 'skipped' && steps.rollout.outcome == 'skipped'",
      run: [leadingScript(plan, environment, "abort")],
    }),
    run({
      name: "Roll back",
      if: "failure() && (steps.rollout.outcome == 'success' || steps.rollout.outcome == 'failure')",
      run: [`kubectl rollout undo ${stable} ${inNamespace}`, status(plan, stable), leadingScript(plan, environment, "abort")],
    }),
  ];
}

/** What everybody gets, by way of its Service. */
function smokeOfService(plan: Plan, suffix = ""): Lines {
  const { service, port, readinessPath } = plan.answers;
  if (port === undefined) return [];
  return isReachable(plan) ? smokeTest(plan) : forwardedSmoke(`deployment/${service}${suffix}`, port, readinessPath);
}

// Argo Rollouts: the controller carries the strategy out; the job waits for what it comes to.

function releaseRollout(plan: Plan, environment: string): Lines {
  const { service, port, readinessPath } = plan.answers;
  const rollout = `rollout/${service}`;
  const isBlueGreen = plan.answers.strategy === "blue-green";
  return [
    run({
      name: "Note what runs",
      id: "before",
      run: [
        `image=$(kubectl get ${rollout} ${inNamespace} --ignore-not-found --output=jsonpath='{.spec.template.spec.containers[0].image}')`,
        'echo "image=$image" >> "$GITHUB_OUTPUT"',
      ],
    }),
    apply(plan, environment),
    isBlueGreen && [
      run({ name: "Wait for the preview", run: waitForPhase(service, "Paused | Healthy", rolloutTimeoutSeconds(plan.answers)) }),
      port !== undefined &&
        run({
          name: "Smoke test the preview",
          run: [
            `kubectl port-forward service/${service}-preview 8080:80 ${inNamespace} &`,
            `sh scripts/smoke.sh http://127.0.0.1:8080${readinessPath}`,
          ],
        }),
      run({
        name: "Promote",
        run: [`kubectl patch ${rollout} ${inNamespace} --subresource=status --type=merge --patch '{"status":{"pauseConditions":null}}'`],
      }),
    ],
    run({
      name: "Roll out",
      id: "rollout",
      // A canary stays at each of its shares for ten minutes.
      run: waitForPhase(service, "Healthy", rolloutTimeoutSeconds(plan.answers) * (isBlueGreen ? 2 : 6)),
    }),
    isReachable(plan) && smokeTest(plan),
  ];
}

/** Lines that wait until a rollout that the controller has seen comes to a phase. Source of the phases: https://argo-rollouts.readthedocs.io/en/stable/features/kubectl-plugin/. */
export function waitForPhase(service: string, phases: string, timeoutSeconds: number, namespace = inNamespace): Lines {
  return [
    `generation=$(kubectl get rollout/${service} ${namespace} --output=jsonpath='{.metadata.generation}')`,
    `end=$(($(date +%s) + ${timeoutSeconds}))`,
    "while :; do",
    `  state=$(kubectl get rollout/${service} ${namespace} --output=jsonpath='{.status.observedGeneration} {.status.phase}')`,
    '  case "$state" in',
    `${phases
      .split(" | ")
      .map((phase) => `    "$generation ${phase}") break ;;`)
      .join("\n")}`,
    '    "$generation Degraded") echo "The rollout is degraded." >&2; exit 1 ;;',
    "  esac",
    '  if [ "$(date +%s)" -gt "$end" ]; then echo "The rollout takes too long: $state" >&2; exit 1; fi',
    "  sleep 5",
    "done",
  ];
}

/** With the image of before the controller goes back, at once where it still has the pods. */
function restoreRollout({ answers: { service } }: Plan): Lines {
  return run({
    name: "Roll back",
    if: "failure() && steps.apply.outcome == 'success' && steps.before.outputs.image != ''",
    run: setRolloutImage(service, "$BEFORE"),
    env: { BEFORE: "${{ steps.before.outputs.image }}" },
  });
}

/** Lines that give a Rollout another image, with nothing but kubectl. */
export function setRolloutImage(service: string, image: string, namespace = inNamespace): Lines {
  return [
    `kubectl patch rollout/${service} ${namespace} --type=json \\`,
    `  --patch "[{\\"op\\":\\"replace\\",\\"path\\":\\"/spec/template/spec/containers/0/image\\",\\"value\\":\\"${image}\\"}]"`,
  ];
}
