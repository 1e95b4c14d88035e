import { assumed } from "../../detection/detected.ts";
import { existingManifests } from "../kubernetes/existing.ts";
import type { QuestionContext } from "../model.ts";
import type { Questions } from "./model.ts";

/** The shares of a canary are weights of a route. */
function weighs({ strategy, traffic, port }: QuestionContext["answers"]): boolean {
  return strategy === "canary" && traffic === "gateway" && port !== undefined;
}

/** It runs for as long as it is let: what runs to an end is no matter of strategies and numbers. */
function isLasting({ application, answers }: QuestionContext): boolean {
  return application.kind.value !== "job" || answers.port !== undefined;
}

/** How it runs and is replaced in a cluster. */
export const kubernetesQuestions = {
  strategy: {
    title: "Strategy",
    help: "How a new version takes the place of the old one.",
    isRelevant: isLasting,
    choices: ({ answers }) => [
      { value: "rolling", label: "Rolling", detail: "Pods are replaced one after the other. Old and new run side by side." },
      ...(answers.port === undefined
        ? []
        : [
            {
              value: "blue-green",
              label: "Blue-green",
              detail: "The new version runs beside the old one, then all traffic is switched. Twice the room.",
            },
          ]),
      { value: "canary", label: "Canary", detail: "A small share of the traffic first. Needs metrics to look at." },
    ],
    initial: () => assumed("rolling", "the usual strategy"),
  },
  controller: {
    title: "Controller",
    help: "What carries the strategy out.",
    isRelevant: ({ answers }) => answers.strategy !== "rolling",
    choices: () => [
      { value: "native", label: "Kubernetes alone", detail: "Deployments, and a script that switches." },
      { value: "argo-rollouts", label: "Argo Rollouts", detail: "A controller in the cluster that promotes and aborts by itself." },
    ],
    initial: ({ workspace }) => {
      const { rollout } = existingManifests(workspace);
      return rollout
        ? { value: "argo-rollouts", from: rollout, because: "a Rollout is there already", confidence: "likely" }
        : assumed("native", "needs nothing in the cluster");
    },
  },
  traffic: {
    title: "Traffic split",
    help: "What decides the share of the canary.",
    isRelevant: ({ answers }) => answers.strategy === "canary" && answers.port !== undefined,
    choices: () => [
      { value: "gateway", label: "Gateway API", detail: "Weights of an HTTPRoute: exact shares." },
      { value: "replicas", label: "Numbers of pods", detail: "One pod of twenty is 5 %. Needs nothing in the cluster." },
    ],
    initial: ({ answers, workspace }) => {
      if (answers.port === undefined) return assumed("replicas", "it gets its work without requests");
      const { ingress, gateway } = existingManifests(workspace);
      return ingress && !gateway
        ? { value: "replicas", from: ingress, because: "the cluster has an Ingress, and no Gateway", confidence: "likely" }
        : assumed("gateway", "exact shares");
    },
  },
  layout: {
    title: "Layout",
    help: "How the files are laid out.",
    choices: () => [
      { value: "kustomize", label: "Kustomize", detail: "A base and an overlay for each environment." },
      { value: "plain", label: "Plain files", detail: "One folder, applied as it is." },
    ],
    initial: () => assumed("kustomize", "environments differ"),
  },
  route: {
    title: "Route",
    help: "How requests come into the cluster.",
    isRelevant: ({ answers }) => answers.port !== undefined,
    choices: ({ answers }) => [
      { value: "gateway", label: "Gateway API", detail: "An HTTPRoute and a Gateway with TLS." },
      ...(weighs(answers)
        ? []
        : [
            { value: "ingress", label: "Ingress", detail: "For clusters without the Gateway API." },
            { value: "none", label: "None", detail: "Only other pods call it." },
          ]),
    ],
    initial: ({ answers, workspace }) => {
      if (weighs(answers)) return assumed("gateway", "it carries the weights");
      const { ingress, gateway } = existingManifests(workspace);
      if (gateway) return { value: "gateway", from: gateway, because: "a route of a Gateway is there already", confidence: "likely" };
      if (ingress) return { value: "ingress", from: ingress, because: "an Ingress is there already", confidence: "likely" };
      return assumed("none", "nothing says that it is public");
    },
  },
  host: {
    title: "Host name",
    help: "The name under which it is reached from outside.",
    isRelevant: ({ answers }) => answers.port !== undefined && answers.route !== "none",
    initial: () => undefined,
  },
  namespace: {
    title: "Namespace",
    help: "The namespace that its objects live in.",
    initial: ({ answers, application }) => assumed(answers.service ?? application.name.value, "the name of the service"),
  },
  minReplicas: {
    title: "Pods at least",
    help: "How many pods run when there is little to do.",
    isRelevant: isLasting,
    initial: () => assumed(3, "one may fail while another is replaced"),
  },
  maxReplicas: {
    title: "Pods at most",
    help: "How many pods the autoscaler may start; as many as at least for a fixed number.",
    isRelevant: isLasting,
    initial: ({ answers }) => assumed(Math.max(10, (answers.minReplicas ?? 3) * 2), "room for three times the load"),
  },
  targetCpu: {
    title: "CPU target",
    help: "The use of requested CPU, in percent, that the autoscaler aims at.",
    isRelevant: (context) => isLasting(context) && context.answers.minReplicas !== context.answers.maxReplicas,
    initial: () => assumed(70, "room for a rush while new pods start"),
  },
  cpuRequest: {
    title: "CPU request",
    help: "The processor time that each pod is promised.",
    initial: () => assumed("100m", "usual; measure under load"),
  },
  memoryRequest: {
    title: "Memory request",
    help: "The memory that each pod is promised.",
    initial: ({ answers }) => assumed(answers.memoryLimit ?? "256Mi", "the limit: no pod is killed for memory that it was promised"),
  },
  startSeconds: {
    title: "Seconds to start",
    help: "How long it may take until it answers for the first time.",
    isRelevant: ({ answers }) => answers.port !== undefined,
    initial: ({ answers }) =>
      answers.ecosystem === "java" ? assumed(120, "usual for a virtual machine") : assumed(60, "more than most need"),
  },
  drainSeconds: {
    title: "Seconds to drain",
    help: "How long a pod goes on answering after it was taken out of the Service; 0 where the application does so by itself.",
    isRelevant: ({ answers }) => answers.port !== undefined,
    initial: () => assumed(5, "until no node sends to it any more"),
  },
  shutdownSeconds: {
    title: "Seconds to shut down",
    help: "How long what is under way may take to finish.",
    isRelevant: isLasting,
    initial: () => assumed(20, "less than the grace period of 30 seconds, with the drain"),
  },
} satisfies Questions;
