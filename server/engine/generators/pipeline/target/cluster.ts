import { rolloutTimeoutSeconds } from "../../kubernetes/budget.ts";
import { nameLabel, overlayFolder, shapeOf } from "../../kubernetes/shape.ts";
import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { run } from "../steps.ts";
import { isReachable, smokeTest } from "./smoke.ts";

/** The namespace of a job, whose variable has it. */
export const inNamespace = '--namespace "$NAMESPACE"';

/** The manifests are applied where overlays hold them; else the objects are there, and get the image. */
export function appliesOverlays({ answers }: Plan): boolean {
  return answers.apply === "kustomize" && answers.layout === "kustomize";
}

/** The overlay of an environment, as seen from the application's folder, in which the job's commands run. */
export function ownOverlay({ answers: { layout } }: Plan, environment: string): string {
  return overlayFolder({ folder: "", layout }, environment);
}

/** What waits until the pods of a workload are replaced, and fails where they do not come up. */
export function rolloutStatus({ answers }: Plan, workload: string): string {
  return `kubectl rollout status ${workload} ${inNamespace} --timeout=${rolloutTimeoutSeconds(answers)}s`;
}

/**
 * The smoke test of an environment: over the network where it is reached so; else by way of the cluster, which needs no route.
 * @param port of the target; the application's own where none is given
 */
export function clusterSmokeTest(plan: Plan, target: string, port = plan.answers.port): Lines {
  if (plan.answers.port === undefined || port === undefined) return restartCheck(plan);
  return isReachable(plan) ? smokeTest(plan) : forwardedSmokeTest(plan, "Smoke test", target, port);
}

/** What answers nobody can be asked nothing: that it stays up has to do. */
export function restartCheck({ answers: { service } }: Plan, condition?: string): Lines {
  const restarted = "{.items[*].status.containerStatuses[?(@.restartCount>0)].name}";
  return run({
    name: "Smoke test",
    if: condition,
    run: [
      "sleep 30",
      `restarted=$(kubectl get pods --selector ${nameLabel}=${service} ${inNamespace} --output=jsonpath='${restarted}')`,
      'test -z "$restarted" || { echo "::error::Its pods do not stay up."; exit 1; }',
    ],
  });
}

/** A smoke test by way of the cluster. @param target `deployment/shop`, `service/shop-preview` */
export function forwardedSmokeTest(plan: Plan, name: string, target: string, port: number, condition?: string): Lines {
  return run({
    name,
    if: condition,
    run: [
      `kubectl port-forward ${target} 8080:${port} ${inNamespace} &`,
      `sh scripts/smoke.sh http://127.0.0.1:8080${plan.answers.readinessPath}`,
    ],
  });
}

/** The Service by which everybody reaches it; a canary's route has one for each track. */
export function publicService(plan: Plan): string {
  return `service/${plan.answers.service}${shapeOf(plan).traffic === "gateway" ? "-stable" : ""}`;
}

/** The script that comes with the manifests of two sets of pods, as a job's commands call it. */
export function leadingScript({ answers: { strategy, layout } }: Plan, environment: string, command: string): string {
  const script = strategy === "canary" ? "scripts/canary.sh" : "scripts/switch.sh";
  return `sh ${script} ${layout === "plain" ? "" : `${environment} `}${command}`;
}

/** A patch that gives a Rollout another image, with nothing but kubectl. */
export function rolloutImagePatch(image: string): string {
  return `--type=json --patch "[{\\"op\\":\\"replace\\",\\"path\\":\\"/spec/template/spec/containers/0/image\\",\\"value\\":\\"${image}\\"}]"`;
}

/**
 * Lines that wait until the controller has seen what was changed, and has come to an end with it.
 * Source of the phases: https://argo-rollouts.readthedocs.io/en/stable/features/kubectl-plugin/.
 * @param kubectl with the namespace
 */
export function untilHealthy(service: string, timeoutSeconds: number, kubectl: string): Lines {
  return untilPhase(["Healthy"], service, timeoutSeconds, kubectl);
}

/** Waits until the controller has seen the change and is in one of these phases. */
export function untilPhase(phases: readonly string[], service: string, timeoutSeconds: number, kubectl: string): Lines {
  return [
    `generation=$(${kubectl} get rollout/${service} --output=jsonpath='{.metadata.generation}')`,
    `end=$(($(date +%s) + ${timeoutSeconds}))`,
    "while :; do",
    `  state=$(${kubectl} get rollout/${service} --output=jsonpath='{.status.observedGeneration} {.status.phase}')`,
    '  case "$state" in',
    `    ${phases.map((phase) => `"$generation ${phase}"`).join(" | ")}) break ;;`,
    '    "$generation Degraded") echo "The rollout is degraded." >&2; exit 1 ;;',
    "  esac",
    '  if [ "$(date +%s)" -gt "$end" ]; then echo "The rollout takes too long: $state" >&2; exit 1; fi',
    "  sleep 10",
    "done",
  ];
}
