import { isComposePath } from "../languages/compose/detect.ts";
import { buildsOf } from "./builds.ts";
import { dockerfilePaths } from "./context.ts";
import { areFilesSeen, pathsFact } from "./files.ts";
import { imageName } from "./image-name.ts";
import { keyedFact } from "./keyed-fact.ts";
import { folderOf, inFolder, nameOf } from "./paths.ts";
import { projectOfDockerfile } from "./project.ts";
import type { Fact, Workspace } from "./workspace.ts";
import { readYaml, type YamlValue } from "./yaml-tree.ts";

/** Where manifests are looked for: as many YAML files as this, each no larger than this. */
const maximumFiles = 400;
const maximumSize = 256 * 1024;

/** A container of a Kubernetes workload, or a chart that makes some. */
interface ProbedContainer {
  /** The last part of the image's name; undefined where a variable decides it. */
  readonly image: string | undefined;
  /** Names under which the workload may be known: its own, the container's, the chart's. */
  readonly names: readonly string[];
}

/**
 * Whether somebody else looks after the health of a Dockerfile's containers: a Compose service built from it that has a healthcheck, or a
 * Kubernetes container of its image with a probe. Undefined where the workspace's files cannot be seen.
 */
export function hasProbes(dockerfilePath: string, workspace: Workspace): boolean | undefined {
  if (!areFilesSeen(workspace)) return undefined;
  return probed(workspace, dockerfilePath);
}

const probed = keyedFact("probes of", (workspace, path): boolean => {
  const builds = buildsOf(path, workspace);
  if (builds.some((build) => build.hasHealthcheck)) return true;
  const containers = workspace.derive(probedContainers);
  if (containers.length === 0) return false;
  // With one Dockerfile there is no doubt whose containers they are.
  if (workspace.derive(dockerfileCount) <= 1) return true;
  const images = new Set(builds.flatMap(({ images: names }) => names));
  const names = new Set([...images, ...builds.flatMap(({ service }) => service ?? []), ...namesOf(path, workspace)]);
  return containers.some(({ image, names: known }) => (image === undefined ? known.some((name) => names.has(name)) : names.has(image)));
});

const dockerfileCount: Fact<number> = {
  name: "number of Dockerfiles",
  compute: (workspace) => workspace.derive(dockerfilePaths).length,
};

/** Names that an image built from a Dockerfile is likely to have: its folder's, its own (`api.Dockerfile`), and its project's. */
function namesOf(path: string, workspace: Workspace): string[] {
  const names: string[] = [];
  const own = /^(?:(.+)\.(?:dockerfile|containerfile)|(?:dockerfile|containerfile)[.-](.+))$/i.exec(nameOf(path));
  if (own) names.push((own[1] ?? own[2]) as string);
  const folder = folderOf(path);
  if (folder !== "") names.push(nameOf(folder));
  const project = projectOfDockerfile(path, workspace);
  if (project.name !== undefined) names.push(nameOf(project.name));
  return names;
}

const manifestPaths = pathsFact(
  "files that may hold containers",
  (path) => /\.(?:ya?ml|tpl)$/i.test(path) && !path.startsWith(".github/") && !isComposePath(path),
);

const probedContainers: Fact<readonly ProbedContainer[]> = {
  name: "probed containers",
  compute(workspace) {
    return byLikelihood(workspace.derive(manifestPaths))
      .slice(0, maximumFiles)
      .flatMap((path) => containersIn(workspace, path));
  },
};

/** Those in folders that manifests are usually kept in first, so that the bound cuts off the others. */
function byLikelihood(paths: readonly string[]): readonly string[] {
  if (paths.length <= maximumFiles) return paths;
  const usual = /(?:^|\/)(?:k8s|kubernetes|kube|deploy|deployments?|manifests?|charts?|helm|kustomize|overlays|base|templates|infra)\//i;
  return [...paths.filter((path) => usual.test(path)), ...paths.filter((path) => !usual.test(path))];
}

const probe = /^[ \t-]*["']?(?:liveness|readiness|startup)Probe["']?:/m;

const containersIn = keyedFact("probed containers in", (workspace, path): readonly ProbedContainer[] => {
  const text = workspace.read(path);
  if (text === undefined || text.length > maximumSize || !probe.test(text)) return [];
  const chart = chartFolder(path, workspace);
  if (chart !== undefined) return [readChart(chart, workspace)];
  const containers: ProbedContainer[] = [];
  for (const document of readYaml(text)) {
    if (document.get("kind")?.rawText !== undefined)
      collect(document, [document.get("metadata")?.get("name")?.text].filter(isText), containers, 0);
  }
  return containers;
});

function isText(value: string | undefined): value is string {
  return value !== undefined;
}

/** Containers with a probe, wherever the pod's template is in the object. */
function collect(value: YamlValue, names: readonly string[], found: ProbedContainer[], depth: number): void {
  if (depth > 12 || found.length > 200) return;
  for (const { key, value: child } of value.entries) {
    if (!child) continue;
    if (key !== "containers") {
      if (child.isMap) collect(child, names, found, depth + 1);
      else for (const item of child.items) if (item?.isMap) collect(item, names, found, depth + 1);
      continue;
    }
    for (const container of child.items) {
      if (!container?.get("livenessProbe") && !container?.get("readinessProbe") && !container?.get("startupProbe")) continue;
      const image = container.get("image")?.rawText;
      const own = container.get("name")?.text;
      found.push({ image: image === undefined ? undefined : imageName(image), names: own === undefined ? names : [...names, own] });
    }
  }
}

/** The folder of the Helm chart whose template a file is; its values file with probes counts as well. */
function chartFolder(path: string, workspace: Workspace): string | undefined {
  const match = /^(?:(.*)\/)?(?:templates\/.+|values[^/]*\.ya?ml)$/i.exec(path);
  if (!match) return undefined;
  const folder = match[1] ?? "";
  return workspace.has(inFolder(folder, "Chart.yaml")) ? folder : undefined;
}

function readChart(folder: string, workspace: Workspace): ProbedContainer {
  const [chart] = readYaml(workspace.read(inFolder(folder, "Chart.yaml")) ?? "");
  const [values] = readYaml(workspace.read(inFolder(folder, "values.yaml")) ?? "");
  const image = values?.get("image");
  const repository = image?.get("repository")?.text ?? image?.get("name")?.text ?? image?.text;
  return {
    image: repository === undefined ? undefined : imageName(repository),
    names: [chart?.get("name")?.text, nameOf(folder)].filter(isText),
  };
}
