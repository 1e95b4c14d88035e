import type { ManifestObject } from "../languages/kubernetes/model.ts";
import type { Field, List, Mapping } from "../languages/yaml/mapping.ts";
import type { YamlEntry } from "../languages/yaml/model.ts";

/** What a step of a canary does. Source: argoproj.github.io/argo-rollouts/features/canary. */
export const stepVerbs: readonly string[] = [
  ...["setWeight", "pause", "setCanaryScale", "experiment", "analysis", "setHeaderRoute", "setMirrorRoute", "plugin"],
];

/** Of these a step has one at most. Source: argo-rollouts, pkg/apis/rollouts/validation/validation.go, hasMultipleStepsType. */
export const exclusiveVerbs: ReadonlySet<string> = new Set(["setWeight", "pause", "experiment", "analysis"]);

/**
 * The verbs that only a traffic router can follow, with the routers that can; none are named where any does. Source: the same file,
 * ValidateRolloutStrategyCanary.
 */
export const routedVerbs: ReadonlyMap<string, readonly string[]> = new Map([
  ["setCanaryScale", []],
  ["setHeaderRoute", ["istio", "alb", "apisix", "plugins"]],
  ["setMirrorRoute", ["istio"]],
]);

/** The routers that divide traffic between two Services; Istio does without where it divides by subsets. Source: the same, requireCanaryStableServices. */
export const serviceRouters: readonly string[] = ["alb", "istio", "smi", "apisix", "ambassador", "nginx", "appMesh", "traefik"];

export interface RolloutStep {
  readonly mapping: Mapping;
  /** The verbs of it. */
  readonly verbs: readonly YamlEntry[];
}

/** How an Argo Rollout replaces its pods. */
export interface RolloutStrategy {
  readonly canary: Mapping;
  readonly blueGreen: Mapping;
  readonly steps: readonly RolloutStep[];
  readonly stepList: List;
  /** `trafficRouting`. */
  readonly router: Mapping;
  /** `trafficRouting.maxTrafficWeight`. */
  readonly maximumWeight: Field<number>;
}

/** The strategy of an Argo Rollout; undefined for other objects. */
export function rolloutStrategyOf({ kind, group, spec }: ManifestObject): RolloutStrategy | undefined {
  if (kind !== "Rollout" || group !== "argoproj.io") return undefined;
  const canary = spec.at("strategy", "canary");
  const stepList = canary.list("steps");
  return {
    canary,
    blueGreen: spec.at("strategy", "blueGreen"),
    steps: stepList.mappings.map((mapping) => ({
      mapping,
      verbs: mapping.entries.filter(({ key }) => stepVerbs.includes(key)),
    })),
    stepList,
    router: canary.mapping("trafficRouting"),
    maximumWeight: canary.mapping("trafficRouting").integer("maxTrafficWeight"),
  };
}
