import type { Field, List, Mapping } from "../languages/kubernetes/mapping.ts";
import type { ManifestObject } from "../languages/kubernetes/model.ts";
import type { YamlEntry } from "../languages/yaml/model.ts";

/** What a step of a canary does. Source: argoproj.github.io/argo-rollouts/features/canary. */
export const stepVerbs: readonly string[] = [
  ...[
    "setWeight",
    "pause",
    "setCanaryScale",
    "experiment",
    "analysis",
    "setHeaderRoute",
    "setMirrorRoute",
    "plugin",
    "replicaProgressThreshold",
  ],
];

/** The verbs that only a traffic router can follow. */
export const routedVerbs: ReadonlySet<string> = new Set(["setCanaryScale", "setHeaderRoute", "setMirrorRoute"]);

export interface RolloutStep {
  readonly mapping: Mapping;
  /** The verbs of it; `replicaProgressThreshold` goes along with `setWeight`. */
  readonly verbs: readonly YamlEntry[];
}

/** How an Argo Rollout replaces its pods. */
export interface RolloutStrategy {
  readonly canary: Mapping;
  readonly blueGreen: Mapping;
  readonly steps: readonly RolloutStep[];
  readonly stepList: List;
  readonly hasRouter: boolean | undefined;
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
      verbs: mapping.entries.filter(({ key }) => stepVerbs.includes(key) && key !== "replicaProgressThreshold"),
    })),
    stepList,
    hasRouter: canary.has("trafficRouting"),
    maximumWeight: canary.mapping("trafficRouting").integer("maxTrafficWeight"),
  };
}
