import type { Container, ManifestObject } from "../languages/kubernetes/model.ts";
import type { Field, Mapping } from "../languages/yaml/mapping.ts";
import type { ScalingPolicy, WrittenRules } from "./autoscaling.ts";

/** What scales a workload: a HorizontalPodAutoscaler, or KEDA's ScaledObject, which makes one. */
export interface Autoscaler {
  readonly object: ManifestObject;
  readonly isKeda: boolean;
  readonly minimum: Field<number>;
  /** The number that holds where none is written: 1, with KEDA 0. */
  readonly minimumDefault: number;
  readonly maximum: Field<number>;
  readonly target: Mapping;
  readonly behavior: Mapping;
  readonly metrics: readonly Metric[];
}

/** A metric of a resource. */
export interface Metric {
  readonly type: string | undefined;
  /** `cpu`, `memory`; undefined for other kinds of metrics. */
  readonly resource: string | undefined;
  /** Measured against the requests of the containers. */
  readonly isUtilization: boolean;
  /** The one container that is measured, for `ContainerResource`. */
  readonly container: string | undefined;
  /** Where it stands. */
  readonly field: Field<unknown>;
}

/** The autoscaler that an object is. */
export function autoscalerOf(object: ManifestObject): Autoscaler | undefined {
  const isKeda = object.kind === "ScaledObject" && object.group === "keda.sh";
  const isHpa = object.kind === "HorizontalPodAutoscaler" && (object.group === "autoscaling" || object.group === undefined);
  if (!isKeda && !isHpa) return undefined;
  const { spec } = object;
  const advanced = spec.at("advanced", "horizontalPodAutoscalerConfig");
  return {
    object,
    isKeda,
    minimum: spec.integer(isKeda ? "minReplicaCount" : "minReplicas"),
    minimumDefault: isKeda ? 0 : 1,
    maximum: spec.integer(isKeda ? "maxReplicaCount" : "maxReplicas"),
    target: spec.mapping("scaleTargetRef"),
    behavior: isKeda ? advanced.mapping("behavior") : spec.mapping("behavior"),
    metrics: isKeda ? kedaMetrics(spec) : hpaMetrics(spec),
  };
}

/** Whether a metric measures a container against its request of one of some resources. */
export function measures({ metrics }: Autoscaler, container: Container, resources: readonly string[]): boolean {
  return metrics.some(
    (metric) =>
      metric.isUtilization &&
      metric.resource !== undefined &&
      resources.includes(metric.resource) &&
      (metric.container === undefined || metric.container === container.name.value),
  );
}

function hpaMetrics(spec: Mapping): readonly Metric[] {
  const old = spec.integer("targetCPUUtilizationPercentage");
  const first: Metric[] = old.isAbsent
    ? []
    : [{ type: "Resource", resource: "cpu", isUtilization: true, container: undefined, field: old }];
  const rest = spec.list("metrics").mappings.map((metric): Metric => {
    const type = metric.text("type");
    const below = metric.mapping(type.value === "ContainerResource" ? "containerResource" : "resource");
    const target = below.mapping("target");
    const isResource = type.value === "Resource" || type.value === "ContainerResource";
    // Up to v2beta1 the kind of target shows in the key.
    const isUtilization = target.text("type").value === "Utilization" || below.has("targetAverageUtilization") === true;
    return {
      type: type.value,
      resource: isResource ? below.text("name").value : undefined,
      isUtilization: isResource && isUtilization,
      container: type.value === "ContainerResource" ? below.text("container").value : undefined,
      field: isResource ? below.text("name") : type,
    };
  });
  return [...first, ...rest];
}

function kedaMetrics(spec: Mapping): readonly Metric[] {
  return spec.list("triggers").mappings.map((trigger): Metric => {
    const type = trigger.text("type");
    const isResource = type.value === "cpu" || type.value === "memory";
    const container = trigger.mapping("metadata").text("containerName");
    const metricType = trigger.text("metricType").value ?? trigger.mapping("metadata").text("type").value;
    return {
      type: type.value,
      resource: isResource ? type.value : undefined,
      isUtilization: isResource && metricType === "Utilization",
      container: container.value,
      field: type,
    };
  });
}

/** What is written of `behavior.scaleUp` or `behavior.scaleDown`; undefined where a part of it is not known. */
export function writtenRules(rules: Mapping): WrittenRules | undefined {
  if (rules.state === "unknown" || rules.isOpen) return undefined;
  const window = rules.integer("stabilizationWindowSeconds");
  const select = rules.text("selectPolicy");
  const policies = rules.list("policies");
  if (window.isUnknown || select.isUnknown || policies.isOpen) return undefined;
  const read: ScalingPolicy[] = [];
  for (const policy of policies.mappings) {
    const type = policy.text("type").value;
    const value = policy.integer("value").value;
    const periodSeconds = policy.integer("periodSeconds").value;
    if ((type !== "Pods" && type !== "Percent") || !value || !periodSeconds || value < 0 || periodSeconds < 0) return undefined;
    read.push({ type, value, periodSeconds });
  }
  const selectPolicy = select.value;
  return {
    ...(window.value !== undefined && { stabilizationWindowSeconds: window.value }),
    ...((selectPolicy === "Max" || selectPolicy === "Min" || selectPolicy === "Disabled") && { selectPolicy }),
    ...(read.length > 0 && { policies: read }),
  };
}
