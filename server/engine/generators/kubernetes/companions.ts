import { factsOfService, portOfService } from "../backing-services.ts";
import type { Plan } from "../model.ts";
import { indented, text } from "../yaml-text.ts";
import { metadata } from "./metadata.ts";
import { labels } from "./pod.ts";
import { shapeOf, type Variant, workloadName } from "./shape.ts";

export function serviceAccount(plan: Plan): string {
  return text("apiVersion: v1", "kind: ServiceAccount", ...metadata(plan), "automountServiceAccountToken: false");
}

/** @param variant the pods that it sends requests to; all of them without */
export function service(plan: Plan, suffix = "", variant?: Variant): string {
  const isSwitched = variant?.label === "slot" && suffix === "";
  return text(
    "apiVersion: v1",
    "kind: Service",
    ...metadata(plan, suffix),
    "spec:",
    isSwitched && "  # The slot at first. `scripts/switch.sh` moves the traffic; applying this file again moves it back here.",
    "  selector:",
    ...indented(4, ...labels(plan, variant)),
    "  ports:",
    "    - name: http",
    "      port: 80",
    "      targetPort: http",
  );
}

export function autoscaler(plan: Plan, variant?: Variant): string {
  const { answers } = plan;
  const { kind } = shapeOf(plan);
  return text(
    "apiVersion: autoscaling/v2",
    "kind: HorizontalPodAutoscaler",
    ...metadata(plan, "", variant),
    "spec:",
    "  scaleTargetRef:",
    `    apiVersion: ${kind === "Rollout" ? "argoproj.io/v1alpha1" : "apps/v1"}`,
    `    kind: ${kind}`,
    `    name: ${workloadName(answers, variant)}`,
    ...indented(2, onePodDecision(plan, "single-replica-minimum")),
    `  minReplicas: ${answers.minReplicas}`,
    `  maxReplicas: ${answers.maxReplicas}`,
    "  metrics:",
    "    - type: Resource",
    "      resource:",
    "        name: cpu",
    "        target:",
    "          type: Utilization",
    `          averageUtilization: ${answers.targetCpu}`,
  );
}

/** One pod alone is what the user said, and no oversight. */
export function onePodDecision(plan: Plan, rule: string): string | false {
  const { port, variants } = shapeOf(plan);
  return (
    plan.answers.minReplicas === 1 &&
    port !== undefined &&
    variants.length === 0 &&
    `# deployment-patterns-ignore kubernetes/${rule} -- one pod was decided to be enough`
  );
}

export function disruptionBudget(plan: Plan, variant?: Variant): string {
  return text(
    "apiVersion: policy/v1",
    "kind: PodDisruptionBudget",
    ...metadata(plan, "", variant),
    "spec:",
    "  maxUnavailable: 1",
    "  # A pod that is broken anyway does not keep a node from being drained.",
    "  unhealthyPodEvictionPolicy: AlwaysAllow",
    "  selector:",
    "    matchLabels:",
    ...indented(6, ...labels(plan, variant)),
  );
}

/** Requests come in on the port alone, and nothing goes out but to what the application is known to need. */
export function networkPolicy(plan: Plan): string {
  const { port, route } = shapeOf(plan);
  const { services } = plan.answers;
  return text(
    "apiVersion: networking.k8s.io/v1",
    "kind: NetworkPolicy",
    ...metadata(plan),
    "spec:",
    "  podSelector:",
    "    matchLabels:",
    ...indented(6, ...labels(plan)),
    "  policyTypes: [Ingress, Egress]",
    port === undefined
      ? "  ingress: []"
      : [
          "  ingress:",
          route === "none" ? ["    - from:", "        - namespaceSelector: {}", "      ports:"] : "    - ports:",
          "        - protocol: TCP",
          "          port: http",
        ],
    "  egress:",
    "    # DNS, wherever it runs: caches on the nodes have addresses of their own.",
    "    - ports:",
    "        - protocol: UDP",
    "          port: 53",
    "        - protocol: TCP",
    "          port: 53",
    ...services.flatMap((name) => [
      `    # ${factsOfService(name, plan.today).title}`,
      "    - ports:",
      "        - protocol: TCP",
      `          port: ${portOfService(name, plan.today)}`,
    ]),
    "    # Whatever else it calls, such as other APIs, belongs here.",
    "    - ports:",
    "        - protocol: TCP",
    "          port: 443",
  );
}
