import { type ApplicationService, applicationOf } from "../application/application.ts";
import { isOnOwnMachine } from "../application/development.ts";
import { isKeptRunning } from "../application/production.ts";
import { buildOf, likelyImageOf } from "../application/settings.ts";
import { isPartial } from "../cluster/unit.ts";
import { labelOf } from "../detection/label.ts";
import { serviceImageOfStage } from "../image/base.ts";
import { isDevelopment, productionStages } from "../image/production.ts";
import { serviceImage } from "../knowledge/service-images.ts";
import type { Dockerfile } from "../languages/dockerfile/model.ts";
import type { Workload } from "../languages/kubernetes/model.ts";
import { deployJobs } from "../pipeline/deploy.ts";
import { allBuilds } from "../workspace/builds.ts";
import { folderOf, nameOf } from "../workspace/paths.ts";
import { platformsOf } from "./platforms/index.ts";
import { isKnative } from "./platforms/knative.ts";
import type { Platform } from "./platforms/model.ts";
import { placeIn, type Service } from "./service.ts";

/** Where a service runs, as far as the files of its repository say. */
export interface Targets {
  /** What runs it in a cluster for as long as it is there: no jobs, and no patches, which are only parts. */
  readonly workloads: readonly Workload[];
  /** The jobs that run it, where nothing else does. */
  readonly jobs: readonly Workload[];
  /** Its containers that a Compose file keeps running on a server; a file for somebody's own machine proves nothing. */
  readonly compose: readonly ApplicationService[];
  readonly platforms: readonly Platform[];
  /** Where the pipeline takes it to a cluster by manifests that are not here. */
  readonly unseenCluster: { readonly path: string; readonly line: number } | undefined;
  /** The Dockerfiles that its images are built from. */
  readonly dockerfiles: readonly Dockerfile[];
  /** Nothing says where it runs. */
  readonly isUnknown: boolean;
}

/** Works out where a service runs. */
export function targetsOf(service: Service): Targets {
  const { workspace } = service;
  const whole = service.workloads.filter(({ object, kind }) => kind !== "PodTemplate" && !object.isPatch && !isPartial(object, workspace));
  const workloads = whole.filter((one) => !one.isJob && !isKnative(one));
  const compose = composeTargets(service);
  const platforms = platformsOf(service, whole.filter(isKnative));
  const jobs = workloads.length + compose.length + platforms.length > 0 ? [] : whole.filter(({ isJob }) => isJob);
  const unseenCluster = workloads.length + jobs.length > 0 ? undefined : unseenClusterOf(service);
  return {
    workloads,
    jobs,
    compose,
    platforms,
    unseenCluster,
    dockerfiles: ownDockerfiles(service),
    isUnknown: workloads.length + jobs.length + compose.length + platforms.length === 0 && !unseenCluster,
  };
}

/** A service is found in the file that keeps it running, with the files below; what builds it may stand in any of them, or elsewhere. */
function composeTargets(service: Service): readonly ApplicationService[] {
  const { composeFiles, composeServices, workspace } = service;
  const own = new Set(composeServices.map(({ file, name }) => `${folderOf(file.source.path)} ${name}`));
  return composeFiles
    .filter((file) => !file.isBroken && !file.isTemplate && !isOnOwnMachine(file))
    .flatMap((file) =>
      applicationOf(file, workspace).services.filter(
        (one) =>
          one.own.file === file &&
          (own.has(`${folderOf(file.source.path)} ${one.name}`) || runsItsImage(one, service)) &&
          isKeptRunning(one),
      ),
    );
}

/** It is pulled by its name; where there is no other service, what is called as applications mostly are counts too, unless it is a known program. */
function runsItsImage(one: ApplicationService, { name, folder, isAlone }: Service): boolean {
  const image = likelyImageOf(one);
  if (image === undefined || buildOf(one) || serviceImage(image)) return false;
  const last = labelOf(nameOf(image).replace(/[:@].*$/, ""));
  const names = [name, labelOf(nameOf(folder))];
  return names.includes(last) || (isAlone && image.includes("/") && /^(?:app|web|api|server|backend)$/.test(one.name));
}

const clusterTools: ReadonlySet<string> = new Set(["kubernetes", "helm", "argo-cd", "flux"]);

/** In a repository of several services the step has to name this one, or each of them in turn. */
function unseenClusterOf(service: Service): Targets["unseenCluster"] {
  const { workflows, workspace, isAlone, name, folder } = service;
  for (const workflow of workflows) {
    for (const { steps } of deployJobs(workflow, workspace)) {
      const found = steps.find(({ platform, step }) => {
        const text = workflow.source.slice(step.span);
        return clusterTools.has(platform) && (isAlone || text.includes(name) || text.includes(nameOf(folder)) || /\bmatrix\./.test(text));
      });
      if (found) return placeIn(workflow, found.span);
    }
  }
  return undefined;
}

/** What images of these kinds are built on runs beside the service: a database with a schema in it, a mail server for tests. */
const companions: ReadonlySet<string | undefined> = new Set(["database", "cache", "queue", "search", "storage", "mail"]);

/** Who copies nothing of the repository holds nothing of the service. */
const takesFiles = /^\s*(?:COPY|ADD)[ \t]+(?![^\n]*--from=)|--mount=type=bind/im;

/** In a repository of several services those in its folder, that are built from it, or that bear its name. */
function ownDockerfiles(service: Service): readonly Dockerfile[] {
  const { folder, workspace } = service;
  const all = service.dockerfiles.filter(
    (file) =>
      !file.isTemplate &&
      !isDevelopment(file.source.path) &&
      takesFiles.test(file.source.text) &&
      !productionStages(file, workspace).every((stage) => companions.has(serviceImageOfStage(stage)?.kind)),
  );
  if (service.isAlone || folder === "") return all;
  const below = all.filter(({ source }) => source.path.startsWith(`${folder}/`));
  if (below.length > 0) return below;
  const built = new Set(workspace.derive(allBuilds).flatMap(({ context, dockerfile }) => (context === folder ? (dockerfile ?? []) : [])));
  const names = new Set([service.name, labelOf(nameOf(folder))]);
  return all.filter(({ source: { path } }) => {
    const words = [nameOf(path).replace(/^(?:Dockerfile|Containerfile)\.|\.(?:Dockerfile|Containerfile)$/i, ""), nameOf(folderOf(path))];
    return built.has(path) || words.some((word) => names.has(labelOf(word)));
  });
}
