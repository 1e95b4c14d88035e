import { inFolder } from "../../workspace/paths.ts";
import type { GeneratedFile, Generator, Plan } from "../model.ts";
import { analysisTemplates, kustomizeConfiguration } from "./argo.ts";
import { autoscaler, disruptionBudget, networkPolicy, service, serviceAccount } from "./companions.ts";
import { configurationOf } from "./configuration.ts";
import { baseFolder, baseKustomization, overlays, pairOf, withResources } from "./kustomizations.ts";
import { notesOf } from "./notes.ts";
import { obstacleOf } from "./obstacle.ts";
import { gateway, httpRoutes, ingress } from "./routes.ts";
import { canaryScript, scriptPath, switchScript } from "./scripts.ts";
import { manifestsFolder, shapeOf, slots, tracks, type Variant } from "./shape.ts";
import { workload } from "./workload.ts";

export const kubernetes: Generator = {
  id: "kubernetes",
  title: "Run in Kubernetes",
  summary: "Manifests for rolling, blue-green or canary releases: probes, limits, autoscaling, network policy and routes.",
  patterns: ["S1", "S2", "S3", "D7", "H3", "R1"],
  asks: ["service", "strategy", "environments", "route"],
  customises: [
    "controller",
    "traffic",
    "layout",
    "host",
    "image",
    "namespace",
    "port",
    "livenessPath",
    "readinessPath",
    "minReplicas",
    "maxReplicas",
    "targetCpu",
    "cpuRequest",
    "memoryRequest",
    "memoryLimit",
    "startSeconds",
    "drainSeconds",
    "shutdownSeconds",
    "services",
  ],
  obstacle: obstacleOf,
  generate(plan) {
    const files = plan.answers.layout === "plain" ? plainFiles(plan) : kustomizeFiles(plan);
    return { files: [...files, ...script(plan)], notes: notesOf(plan) };
  },
};

/** A manifest without its folder. */
interface Manifest extends Omit<GeneratedFile, "path"> {
  readonly name: string;
}

/** What there is once, whatever number of variants there are. */
function commonManifests(plan: Plan): readonly Manifest[] {
  const { port, route, traffic, kind } = shapeOf(plan);
  const manifests: Manifest[] = [
    { name: "serviceaccount.yaml", about: "The account of the pods, without rights", text: serviceAccount(plan) },
    { name: "networkpolicy.yaml", about: "Who may talk to the pods, and whom they may talk to", text: networkPolicy(plan) },
  ];
  if (kind === "Rollout")
    manifests.push({ name: "analysis.yaml", about: "What tells a good version from a bad one", text: analysisTemplates(plan) });
  if (port === undefined) return manifests;
  manifests.push({ name: "service.yaml", about: "The address of the pods in the cluster", text: services(plan) });
  if (route === "gateway")
    manifests.push(
      { name: "gateway.yaml", about: "The way into the cluster, with TLS", text: gateway(plan) },
      {
        name: "httproute.yaml",
        about: traffic === "gateway" ? "Who gets which version" : "Which requests come to the Service",
        text: httpRoutes(plan),
      },
    );
  if (route === "ingress") manifests.push({ name: "ingress.yaml", about: "The way into the cluster, with TLS", text: ingress(plan) });
  return manifests;
}

function services(plan: Plan): string {
  const { strategy, traffic, variants } = shapeOf(plan);
  const [first, second] = variants;
  if (strategy === "blue-green") return `${service(plan, "", first)}---\n${service(plan, "-preview", second)}`;
  if (traffic === "gateway") return `${service(plan, "-stable", first)}---\n${service(plan, "-canary", second)}`;
  return service(plan);
}

/** The pods, and what there is once for each variant. */
function podManifests(plan: Plan, variant?: Variant): readonly Manifest[] {
  const { kind, isAutoscaled, traffic } = shapeOf(plan);
  const isShare = variant?.name === "canary" && traffic === "replicas";
  const manifests: Manifest[] = [
    { name: `${kind.toLowerCase()}.yaml`, about: "The pods, and how they are replaced", text: workload(plan, variant) },
  ];
  if (kind === "CronJob" || isShare) return manifests;
  if (isAutoscaled)
    manifests.push({ name: "hpa.yaml", about: "How many pods there are under which load", text: autoscaler(plan, variant) });
  if (plan.answers.minReplicas > 1)
    manifests.push({ name: "pdb.yaml", about: "How many pods may go while nodes are drained", text: disruptionBudget(plan, variant) });
  return manifests;
}

function kustomizeFiles(plan: Plan): readonly GeneratedFile[] {
  const { variants, kind } = shapeOf(plan);
  const base = baseFolder(plan, "base");
  const sharedFolder = baseFolder(plan, "shared");
  const common = commonManifests(plan);
  const pods = podManifests(plan);
  const isSplit = variants.length > 0;
  const own = isSplit ? pods : [...pods, ...common];
  return [
    ...own.map((manifest) => laid(base, manifest)),
    laid(base, {
      name: "kustomization.yaml",
      about: isSplit ? `What each of the ${pairOf(variants)} is made of` : "What all environments have in common",
      text: baseKustomization(plan, names(own), true),
      merge: (existing) => withResources(existing, names(own)),
    }),
    ...(kind === "Rollout" && configurationOf(plan).length > 0
      ? [laid(base, { name: "rollout-references.yaml", about: "What Kustomize has to know of Rollouts", text: kustomizeConfiguration() })]
      : []),
    ...(isSplit
      ? [
          ...common.map((manifest) => laid(sharedFolder, manifest)),
          laid(sharedFolder, {
            name: "kustomization.yaml",
            about: `What the ${pairOf(variants)} have in common`,
            text: baseKustomization(plan, names(common), false),
            merge: (existing) => withResources(existing, names(common)),
          }),
        ]
      : []),
    ...overlays(plan),
  ];
}

function plainFiles(plan: Plan): readonly GeneratedFile[] {
  const { variants } = shapeOf(plan);
  const folder = manifestsFolder(plan.answers);
  if (variants.length === 0) return [...podManifests(plan), ...commonManifests(plan)].map((manifest) => laid(folder, manifest));
  return [
    ...commonManifests(plan).map((manifest) => laid(inFolder(folder, "shared"), manifest)),
    ...variants.flatMap((variant) => podManifests(plan, variant).map((manifest) => laid(inFolder(folder, variant.name), manifest))),
  ];
}

function script(plan: Plan): readonly GeneratedFile[] {
  const { variants } = shapeOf(plan);
  if (variants !== slots && variants !== tracks) return [];
  return [
    {
      path: scriptPath(plan),
      about: variants === slots ? "Releases, switches and goes back" : "Releases by shares, and goes back",
      text: variants === slots ? switchScript(plan) : canaryScript(plan),
      isExecutable: true,
    },
  ];
}

function laid(folder: string, { name, ...file }: Manifest): GeneratedFile {
  return { path: `${folder}/${name}`, ...file };
}

function names(manifests: readonly Manifest[]): readonly string[] {
  return manifests.map(({ name }) => name);
}
