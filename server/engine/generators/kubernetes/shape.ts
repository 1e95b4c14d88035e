import { inFolder } from "../../workspace/paths.ts";
import type { Answers } from "../answers.ts";
import type { Plan } from "../model.ts";

/** The label that every object has, and that selects its pods. */
export const nameLabel = "app.kubernetes.io/name";

/** One of two sets of pods that run beside each other: a slot of a blue-green deployment, or a track of a canary. */
export interface Variant {
  readonly name: "blue" | "green" | "stable" | "canary";
  /** The label that tells it from the other. */
  readonly label: "slot" | "track";
}

/** What the answers come to. */
export interface Shape {
  readonly kind: "Deployment" | "Rollout" | "CronJob";
  /** It answers requests: there is a Service. */
  readonly port: number | undefined;
  /**
   * Empty where there is one set of pods. Each variant is applied by itself, so that releasing one never touches the other. What leads a release,
   * by hand and in a pipeline, is the script that comes along (`scriptCall`): it fills idle pods up, waits, asks, switches and goes back.
   */
  readonly variants: readonly Variant[];
  readonly strategy: Answers["strategy"];
  /** What decides the share of a canary. */
  readonly traffic: "replicas" | "gateway" | undefined;
  readonly route: Answers["route"];
  /** The number of pods follows the load; else there are `minReplicas`. */
  readonly isAutoscaled: boolean;
}

export const slots: readonly Variant[] = [
  { name: "blue", label: "slot" },
  { name: "green", label: "slot" },
];
export const tracks: readonly Variant[] = [
  { name: "stable", label: "track" },
  { name: "canary", label: "track" },
];

export function shapeOf({ answers, application }: Pick<Plan, "answers" | "application">): Shape {
  const { port, minReplicas, maxReplicas } = answers;
  const isJob = application.kind.value === "job" && port === undefined;
  const strategy = isJob ? "rolling" : answers.strategy;
  const isArgo = strategy !== "rolling" && answers.controller === "argo-rollouts";
  return {
    kind: isJob ? "CronJob" : isArgo ? "Rollout" : "Deployment",
    port,
    variants: strategy === "rolling" || isArgo ? [] : strategy === "canary" ? tracks : slots,
    strategy,
    traffic: strategy === "canary" ? (port === undefined ? "replicas" : answers.traffic) : undefined,
    route: port === undefined ? "none" : answers.route,
    isAutoscaled: !isJob && maxReplicas > minReplicas,
  };
}

/** The folder of the manifests, relative to the workspace: beside the application, so that services of one repository do not mix. */
export function manifestsFolder({ folder, layout }: Pick<Answers, "folder" | "layout">): string {
  return inFolder(folder, layout === "plain" ? "k8s" : "deploy");
}

/** The folder that `kubectl apply -k` is given for an environment; where there are variants, the one above theirs. */
export function overlayFolder(answers: Pick<Answers, "folder" | "layout">, environment: string): string {
  return inFolder(manifestsFolder(answers), `overlays/${environment}`);
}

/** The namespace of an environment: production, the last one, has the name as it is; so two environments can share a cluster. */
export function namespaceIn({ namespace, environments }: Pick<Answers, "namespace" | "environments">, environment: string): string {
  return environment === productionOf({ environments }) ? namespace : `${namespace}-${environment}`;
}

export function productionOf({ environments }: Pick<Answers, "environments">): string {
  return environments.at(-1) as string;
}

/** What `kubectl rollout status` is asked for: `deployment/shop`; with variants, that of one of them. */
export function workloadName({ service }: Pick<Answers, "service">, variant?: Variant): string {
  return variant ? `${service}-${variant.name}` : service;
}
