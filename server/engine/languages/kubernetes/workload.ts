import type { Field, Mapping } from "../yaml/mapping.ts";
import type { ManifestObject, Pod, Workload, WorkloadKind } from "./model.ts";
import { podOf } from "./pod.ts";

interface Shape {
  readonly kind: WorkloadKind;
  /** The keys that lead to the pod template; none for a Pod. */
  readonly path: readonly string[];
}

/** By group and kind, where the pod template is. Sources: the APIs' own references. */
const shapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ["apps/Deployment", { kind: "Deployment", path: ["spec", "template"] }],
  ["apps/StatefulSet", { kind: "StatefulSet", path: ["spec", "template"] }],
  ["apps/DaemonSet", { kind: "DaemonSet", path: ["spec", "template"] }],
  ["apps/ReplicaSet", { kind: "ReplicaSet", path: ["spec", "template"] }],
  // Removed from the API, and still in many files.
  ["extensions/Deployment", { kind: "Deployment", path: ["spec", "template"] }],
  ["extensions/DaemonSet", { kind: "DaemonSet", path: ["spec", "template"] }],
  ["extensions/ReplicaSet", { kind: "ReplicaSet", path: ["spec", "template"] }],
  ["/ReplicationController", { kind: "ReplicationController", path: ["spec", "template"] }],
  ["batch/Job", { kind: "Job", path: ["spec", "template"] }],
  ["batch/CronJob", { kind: "CronJob", path: ["spec", "jobTemplate", "spec", "template"] }],
  ["/Pod", { kind: "Pod", path: [] }],
  ["/PodTemplate", { kind: "PodTemplate", path: ["template"] }],
  ["argoproj.io/Rollout", { kind: "Rollout", path: ["spec", "template"] }],
  ["apps.openshift.io/DeploymentConfig", { kind: "DeploymentConfig", path: ["spec", "template"] }],
  ["apps.kruise.io/CloneSet", { kind: "other", path: ["spec", "template"] }],
  ["apps.kruise.io/StatefulSet", { kind: "other", path: ["spec", "template"] }],
  ["apps.kruise.io/DaemonSet", { kind: "other", path: ["spec", "template"] }],
  ["serving.knative.dev/Service", { kind: "other", path: ["spec", "template"] }],
]);

/** Where the pod template of an object is, as keys from its root; undefined where it is no workload. */
export function templatePathOf(object: ManifestObject): readonly string[] | undefined {
  return shapeOf(object)?.path;
}

function shapeOf({ group, kind, file }: ManifestObject): Shape | undefined {
  if (kind === "") return undefined;
  if (group !== undefined) {
    const name = `${group}/${kind}`;
    const path = file.podTemplates.size > 0 ? file.podTemplates.get(name) : undefined;
    return path ? { kind: "other", path } : shapes.get(name);
  }
  // The group is a placeholder (charts choose it by the cluster's version); the kinds of Kubernetes itself are known by their names.
  return shapes.get(`apps/${kind}`) ?? shapes.get(`batch/${kind}`) ?? shapes.get(`/${kind}`);
}

/** The workload that an object is. */
export function workloadOf(object: ManifestObject): Workload | undefined {
  const shape = shapeOf(object);
  return shape && new ParsedWorkload(object, shape);
}

const scalable: ReadonlySet<WorkloadKind> = new Set([
  "Deployment",
  "StatefulSet",
  "ReplicaSet",
  "ReplicationController",
  "Rollout",
  "DeploymentConfig",
]);

class ParsedWorkload implements Workload {
  readonly object: ManifestObject;
  readonly kind: WorkloadKind;
  readonly #path: readonly string[];
  #pod: Pod | undefined;

  constructor(object: ManifestObject, { kind, path }: Shape) {
    this.object = object;
    this.kind = kind;
    this.#path = path;
  }

  get template(): Mapping {
    return this.object.root.at(...this.#path);
  }

  get templateMetadata(): Mapping {
    return this.template.mapping("metadata");
  }

  get templateLabels(): Mapping {
    return this.templateMetadata.mapping("labels");
  }

  get templateAnnotations(): Mapping {
    return this.templateMetadata.mapping("annotations");
  }

  get pod(): Pod {
    this.#pod ??= podOf(this, this.template.mapping("spec"));
    return this.#pod;
  }

  get selector(): Mapping {
    return this.object.spec.mapping("selector");
  }

  get replicas(): Field<number> {
    return this.object.spec.integer("replicas");
  }

  get strategy(): Mapping {
    const { spec } = this.object;
    return spec.mapping(this.kind === "StatefulSet" || this.kind === "DaemonSet" ? "updateStrategy" : "strategy");
  }

  get isJob(): boolean {
    if (this.kind === "Job" || this.kind === "CronJob") return true;
    const policy = this.pod.restartPolicy.value;
    return policy === "Never" || policy === "OnFailure";
  }

  get isScalable(): boolean {
    return scalable.has(this.kind);
  }
}
