import { recommendedTag } from "../../knowledge/lifecycle.ts";
import type { Plan } from "../model.ts";
import { indented, type Lines, text } from "../yaml-text.ts";
import { metadata } from "./metadata.ts";
import { namespaceIn, productionOf, shapeOf } from "./shape.ts";

/** The shares of a canary, and how many minutes each is watched. */
export const canaryWeights: readonly number[] = [5, 25, 50];
export const pauseMinutes = 10;

/** How long the old version stays up after the switch, for a way back within seconds. */
const soakSeconds = 900;

export function rolloutStrategy(plan: Plan): Lines {
  const { service } = plan.answers;
  const { strategy, traffic } = shapeOf(plan);
  if (strategy === "blue-green")
    return [
      "blueGreen:",
      `  activeService: ${service}`,
      `  previewService: ${service}-preview`,
      "  # A person switches: `kubectl argo rollouts promote`.",
      "  autoPromotionEnabled: false",
      `  scaleDownDelaySeconds: ${soakSeconds}`,
      "  prePromotionAnalysis:",
      "    templates:",
      `      - templateName: ${service}-preview`,
      "  postPromotionAnalysis:",
      "    templates:",
      `      - templateName: ${service}-success-rate`,
      ...indented(4, ...hashArgument),
    ];
  const steps = canaryWeights.flatMap((weight) => [`- setWeight: ${weight}`, "- pause:", `    duration: ${pauseMinutes}m`]);
  return [
    "canary:",
    ...indented(
      2,
      "maxSurge: 1",
      "maxUnavailable: 0",
      traffic === "gateway" && [
        `stableService: ${service}-stable`,
        `canaryService: ${service}-canary`,
        "trafficRouting:",
        "  plugins:",
        "    argoproj-labs/gatewayAPI:",
        `      httpRoute: ${service}`,
        `      namespace: ${namespaceIn(plan.answers, productionOf(plan.answers))}`,
      ],
      "analysis:",
      "  # Before the first pause the canary has had no requests.",
      "  startingStep: 1",
      "  templates:",
      `    - templateName: ${service}-success-rate`,
      ...indented(2, ...hashArgument),
      traffic === "replicas" && "# Without a traffic router the share is that of the pods: the nearest that their number allows.",
      "steps:",
      ...indented(2, ...steps),
    ),
  ];
}

/** Before production there is too little traffic to measure, and nobody to wait for: the strategy is gone through without. */
export function rehearsal(plan: Plan): Lines {
  const { strategy } = shapeOf(plan);
  const path = `/spec/strategy/${strategy === "canary" ? "canary" : "blueGreen"}`;
  return [
    "# A rehearsal, with too few requests to measure.",
    "- target:",
    "    kind: Rollout",
    "  patch: |-",
    "    - op: remove",
    `      path: ${path}/${strategy === "canary" ? "analysis" : "postPromotionAnalysis"}`,
    strategy === "canary" && [
      "    - op: replace",
      `      path: ${path}/steps`,
      "      value:",
      "        - setWeight: 50",
      "        - pause:",
      "            duration: 1m",
    ],
  ];
}

/** Only the new version is measured. */
const hashArgument: Lines = ["args:", "  - name: pod-hash", "    valueFrom:", "      podTemplateHashValue: Latest"];

export function analysisTemplates(plan: Plan): string {
  const successRate = text(
    "apiVersion: argoproj.io/v1alpha1",
    "kind: AnalysisTemplate",
    ...metadata(plan, "-success-rate"),
    "spec:",
    "  args:",
    "    - name: pod-hash",
    "  metrics:",
    "    - name: success-rate",
    "      initialDelay: 2m",
    "      interval: 1m",
    // A canary is measured until it has all the traffic.
    shapeOf(plan).strategy === "blue-green" && "      count: 10",
    "      # Between the two, and without data, it pauses for a person to judge.",
    "      successCondition: len(result) > 0 && result[0] >= 0.99",
    "      failureCondition: len(result) > 0 && result[0] < 0.95",
    "      failureLimit: 2",
    "      inconclusiveLimit: 3",
    "      provider:",
    "        prometheus:",
    "          # DECIDE: the address of Prometheus.",
    "          address: http://prometheus.monitoring.svc:9090",
    "          # DECIDE: the metric that counts the answers, with the label that tells pods of one version.",
    "          query: |",
    '            sum(rate(http_requests_total{rollouts_pod_template_hash="{{args.pod-hash}}", status!~"5.."}[2m]))',
    "            /",
    '            sum(rate(http_requests_total{rollouts_pod_template_hash="{{args.pod-hash}}"}[2m]))',
  );
  return shapeOf(plan).strategy === "blue-green" ? `${previewAnalysis(plan)}---\n${successRate}` : successRate;
}

/** Asks the new version through the preview Service before anybody else does. */
function previewAnalysis(plan: Plan): string {
  const { service, readinessPath } = plan.answers;
  const tag = recommendedTag("alpine", plan.today);
  return text(
    "apiVersion: argoproj.io/v1alpha1",
    "kind: AnalysisTemplate",
    ...metadata(plan, "-preview"),
    "spec:",
    "  metrics:",
    "    - name: answers",
    "      provider:",
    "        job:",
    "          spec:",
    "            backoffLimit: 1",
    "            activeDeadlineSeconds: 120",
    "            template:",
    "              spec:",
    ...indented(
      16,
      "restartPolicy: Never",
      "automountServiceAccountToken: false",
      "securityContext:",
      "  runAsNonRoot: true",
      "  runAsUser: 65534",
      "  runAsGroup: 65534",
      "  seccompProfile:",
      "    type: RuntimeDefault",
      "containers:",
      "  - name: ask",
      `    image: alpine:${tag}`,
      `    command: [wget, -q, -T, "5", -O, /dev/null, "http://${service}-preview${readinessPath}"]`,
      "    resources:",
      "      requests:",
      "        cpu: 10m",
      "        memory: 16Mi",
      "      limits:",
      "        memory: 16Mi",
      "    securityContext:",
      "      allowPrivilegeEscalation: false",
      "      readOnlyRootFilesystem: true",
      "      capabilities:",
      "        drop: [ALL]",
    ),
  );
}

/**
 * What Kustomize has to be told of Rollouts, which it does not know by itself.
 * Source: https://argo-rollouts.readthedocs.io/en/stable/features/kustomize/.
 */
export function kustomizeConfiguration(): string {
  return text(
    "# Kustomize knows no Rollouts: this tells where one names a ConfigMap, whose name gets a hash.",
    "nameReference:",
    "  - kind: ConfigMap",
    "    version: v1",
    "    fieldSpecs:",
    "      - group: argoproj.io",
    "        kind: Rollout",
    "        path: spec/template/spec/containers/envFrom/configMapRef/name",
  );
}
