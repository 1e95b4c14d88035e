import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Field, List, Mapping, Masks } from "../yaml/mapping.ts";
import type { YamlComment, YamlDocument, YamlEntry, YamlFile, YamlItem, YamlProblem } from "../yaml/model.ts";

/** A file of Kubernetes objects: manifests, Kustomize files, templates of charts. */
export interface ManifestFile extends Masks {
  readonly language: "kubernetes";
  readonly source: SourceText;
  /** Itself; for a view of some of its documents (see `languages/parts.ts`), the file with all of them. */
  readonly whole: ManifestFile;
  /** Read from the text with its placeholders masked at equal length, so that all places are those of the source. */
  readonly yaml: YamlFile;
  readonly comments: readonly YamlComment[];
  /** What YAML does not allow. What the schema does not allow is judged by rules. */
  readonly problems: readonly YamlProblem[];
  /** What fills placeholders in; undefined where the text has none. */
  readonly template: Template | undefined;
  /** Where kinds that are not known by themselves have their pod template. */
  readonly podTemplates: PodTemplates;
  /** Reads the objects anew with the pod templates that the configuration names. */
  usePodTemplates(podTemplates: PodTemplates): void;
  readonly documents: readonly ManifestDocument[];
  /** The objects of all documents in the order of the text, those in lists (`kind: List`) instead of the list itself. */
  readonly objects: readonly ManifestObject[];
}

/** The keys that lead from the root of an object to its pod template, by `group/Kind`. */
export type PodTemplates = ReadonlyMap<string, readonly string[]>;

/** `helm`: Go templates; `jinja`: Jinja and its like; `variables`: `${NAME}` of envsubst, Flux and others. */
export type Template = "helm" | "jinja" | "variables";

export interface ManifestDocument {
  readonly file: ManifestFile;
  readonly yaml: YamlDocument;
  readonly span: Span;
  /** Undefined where the document is empty or its root is no map. */
  readonly root: Mapping | undefined;
  readonly objects: readonly ManifestObject[];
  /** What YAML does not allow in it: nothing is known to be missing from a broken document (all its maps are open), and no fix adds to it. */
  readonly problems: readonly YamlProblem[];
  /** YAML cannot read all of it, be that a mistake (see `problems`) or the doing of a template: what stands below what cannot be told. */
  readonly isBroken: boolean;
}

/** One object of Kubernetes, or a part of one (see `isPatch`). */
export interface ManifestObject {
  readonly file: ManifestFile;
  readonly document: ManifestDocument;
  readonly root: Mapping;
  /** The item of a list that it is. */
  readonly item: YamlItem | undefined;
  /** From its first key to the end of its last value. */
  readonly span: Span;
  readonly apiVersion: Field<string>;
  /** As it is written, a misspelt case included. */
  readonly kindField: Field<string>;
  /** The kind; "" where it is not known. */
  readonly kind: string;
  /** The API group: "" for the core group; undefined where it is not known. */
  readonly group: string | undefined;
  readonly version: string | undefined;
  readonly metadata: Mapping;
  readonly name: Field<string>;
  /** As written in the object; an overlay or a command may set another. */
  readonly namespace: Field<string>;
  readonly labels: Mapping;
  readonly annotations: Mapping;
  readonly spec: Mapping;
  /** Where findings about the object as a whole belong: its name, else its kind. */
  readonly nameSpan: Span;
  /** It says by itself that it is only a part to be laid over another object: `$patch`, a workload without what every workload must have, no name. */
  readonly isPatch: boolean;
  /** Undefined where the kind runs no pods that we know of. */
  readonly workload: Workload | undefined;
  /** `Deployment web`, for messages. */
  readonly title: string;
}

export type WorkloadKind =
  | "Deployment"
  | "StatefulSet"
  | "DaemonSet"
  | "ReplicaSet"
  | "ReplicationController"
  | "Job"
  | "CronJob"
  | "Pod"
  | "PodTemplate"
  | "Rollout"
  | "DeploymentConfig"
  | "other";

/** An object that runs pods. */
export interface Workload {
  readonly object: ManifestObject;
  readonly kind: WorkloadKind;
  /** Where the pod template is: the object itself for a Pod. Absent where another object has it (`workloadRef` of a Rollout). */
  readonly template: Mapping;
  readonly templateMetadata: Mapping;
  readonly templateLabels: Mapping;
  readonly templateAnnotations: Mapping;
  readonly pod: Pod;
  /** `spec.selector`; for a Pod, a Job or a PodTemplate absent. */
  readonly selector: Mapping;
  readonly replicas: Field<number>;
  /** `spec.strategy` or `spec.updateStrategy`. */
  readonly strategy: Mapping;
  /** A Job, a CronJob, or a pod that is not restarted for ever: it ends by itself, and probes and availability are not for it. */
  readonly isJob: boolean;
  /** Runs for ever as a number of equal pods: Deployment, StatefulSet, ReplicaSet, ReplicationController, Rollout, DeploymentConfig. */
  readonly isScalable: boolean;
}

export interface Pod {
  readonly workload: Workload;
  readonly spec: Mapping;
  /** The containers of `spec.containers`. */
  readonly mainContainers: readonly Container[];
  /** Init containers that end before the others start. */
  readonly initContainers: readonly Container[];
  /** Init containers with `restartPolicy: Always`, which run beside the others. */
  readonly sidecars: readonly Container[];
  /** All that run while the pod serves: main containers and sidecars. */
  readonly containers: readonly Container[];
  /** All, init containers included. */
  readonly allContainers: readonly Container[];
  readonly containerList: List;
  readonly volumes: readonly Mapping[];
  readonly volumeList: List;
  readonly securityContext: Mapping;
  readonly terminationGracePeriodSeconds: Field<number>;
  readonly restartPolicy: Field<string>;
  readonly hostNetwork: Field<boolean>;
  readonly serviceAccountName: Field<string>;
  /** `os.name` or a node selector says so. */
  readonly isWindows: boolean;
}

export type ContainerRole = "main" | "init" | "sidecar";
export type ProbeKind = "liveness" | "readiness" | "startup";

export interface Container {
  readonly pod: Pod;
  readonly mapping: Mapping;
  readonly role: ContainerRole;
  readonly name: Field<string>;
  /** Where findings about the container as a whole belong: its name, else its first key. */
  readonly nameSpan: Span;
  /** Its name in backquotes, for messages; "this container" where that is not known, with a capital where it comes first in a sentence. */
  called(place?: "first"): string;
  readonly image: Field<string>;
  readonly ports: readonly ContainerPort[];
  /** Whether all ports are seen. */
  readonly portList: List;
  /** The port with a name. */
  port(name: string): ContainerPort | undefined;
  readonly command: List;
  readonly args: List;
  readonly env: readonly EnvironmentVariable[];
  readonly envList: List;
  /** Items of `envFrom`. */
  readonly envFrom: readonly Mapping[];
  readonly volumeMounts: readonly Mapping[];
  readonly volumeMountList: List;
  readonly resources: Mapping;
  readonly requests: Mapping;
  readonly limits: Mapping;
  readonly securityContext: Mapping;
  readonly lifecycle: Mapping;
  readonly preStop: Handlers;
  readonly postStart: Handlers;
  /** In the order liveness, readiness, startup. */
  readonly probes: readonly Probe[];
  /** Undefined where it has none, or it is not known whether it has. */
  probe(kind: ProbeKind): Probe | undefined;
  /** Whether it has that probe; undefined where a template may write it. */
  hasProbe(kind: ProbeKind): boolean | undefined;
}

export interface ContainerPort {
  readonly mapping: Mapping;
  readonly containerPort: Field<number>;
  readonly name: Field<string>;
  readonly protocol: Field<string>;
}

export interface EnvironmentVariable {
  readonly mapping: Mapping;
  readonly name: Field<string>;
  readonly value: Field<string>;
  readonly valueFrom: Mapping;
}

export type HandlerKind = "exec" | "httpGet" | "tcpSocket" | "grpc" | "sleep";

/** What a probe or a hook does. */
export interface Handler {
  readonly kind: HandlerKind;
  readonly entry: YamlEntry;
  readonly mapping: Mapping;
  /** Of `httpGet`, `tcpSocket` and `grpc`. */
  readonly port: Field<number | string>;
  /** The port's number, a name of the container's own ports followed; undefined where it is not known. */
  readonly portNumber: number | undefined;
  /** Of `httpGet`; `/` where it is absent. */
  readonly path: Field<string>;
  readonly scheme: Field<string>;
  readonly host: Field<string>;
  /** Of `exec`. */
  readonly command: List;
}

export interface Handlers {
  readonly mapping: Mapping;
  readonly handlers: readonly Handler[];
  /** The one handler where there is exactly one. */
  readonly handler: Handler | undefined;
}

export interface Probe extends Handlers {
  readonly kind: ProbeKind;
  readonly container: Container;
  /** The key `livenessProbe` and its like. */
  readonly entry: YamlEntry;
  readonly initialDelaySeconds: Field<number>;
  readonly periodSeconds: Field<number>;
  readonly timeoutSeconds: Field<number>;
  readonly successThreshold: Field<number>;
  readonly failureThreshold: Field<number>;
  readonly terminationGracePeriodSeconds: Field<number>;
  /** The numbers that hold, defaults included, in seconds; undefined where one is not known. */
  readonly timing: ProbeNumbers | undefined;
}

/** Seconds and counts of a probe. The API's defaults: 0, 10, 1, 1, 3. */
export interface ProbeNumbers {
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
}
