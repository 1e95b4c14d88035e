import { keysOf } from "../../cluster/configuration.ts";
import { objectsAround } from "../../cluster/objects.ts";
import { declaredPorts, servicePorts } from "../../cluster/ports.ts";
import { workloadsSelectedBy } from "../../cluster/selection.ts";
import type { Container, ManifestObject } from "../../languages/kubernetes/model.ts";
import type { Completion } from "../completion.ts";
import type { ManifestSite } from "./site.ts";
import { valueCompletion } from "./values.ts";

/** By the end of the path, the kinds whose names are written there. */
const references: readonly (readonly [path: RegExp, kinds: readonly string[]])[] = [
  [/(?:^|\.)serviceAccountName$|(?:^|\.)subjects\.0\.name$/, ["ServiceAccount"]],
  [/\.(?:configMapKeyRef|configMapRef)\.name$|\.configMap\.name$/, ["ConfigMap"]],
  [
    /\.(?:secretKeyRef|secretRef)\.name$|\.secret\.(?:secretName|name)$|\.imagePullSecrets\.0\.name$|(?:^|\.)tls\.0\.secretName$|\.certificateRefs\.0\.name$/,
    ["Secret"],
  ],
  [/\.persistentVolumeClaim\.claimName$/, ["PersistentVolumeClaim"]],
  [
    /(?:^|\.)backend\.service\.name$|(?:^|\.)defaultBackend\.service\.name$|\.backendRefs\.0\.name$|(?:^|\.)serviceName$|\.(?:active|preview|stable|canary)Service$/,
    ["Service"],
  ],
  [/\.parentRefs\.0\.name$/, ["Gateway"]],
  [/(?:^|\.)roleRef\.name$/, ["ClusterRole", "Role"]],
  [/(?:^|\.)ingressClassName$/, ["IngressClass"]],
  [/(?:^|\.)storageClassName$/, ["StorageClass"]],
  [/(?:^|\.)priorityClassName$/, ["PriorityClass"]],
  [/(?:^|\.)gatewayClassName$/, ["GatewayClass"]],
  [/(?:^|\.)metadata\.namespace$|\.namespace$/, ["Namespace"]],
  [/\.templates\.0\.templateName$/, ["AnalysisTemplate", "ClusterAnalysisTemplate"]],
];

const scalable = ["Deployment", "StatefulSet", "ReplicaSet", "Rollout"];

/** Names, labels and ports that the workspace holds and that fit here. */
export function completeNames(site: ManifestSite): Completion[] {
  const { path, object, file, workspace } = site;
  const at = path.join(".");
  const all = objectsAround(file, workspace);
  const seen = (kinds: readonly string[]) =>
    all
      .ofKind(...kinds)
      .flatMap((one) => (one.name === undefined || one.isPatch ? [] : [{ name: one.name, detail: `${one.kind} in ${one.path}` }]));
  const reference = references.find(([ends]) => ends.test(at));
  if (reference) return unique(site, seen(reference[1]));
  if (/(?:scaleTargetRef|targetRef|workloadRef)\.name$/.test(at)) {
    const kind = object?.spec.mapping(path.at(-2) ?? "").text("kind").value;
    return unique(site, seen(kind === undefined ? scalable : [kind]));
  }
  if (/(?:scaleTargetRef|targetRef|workloadRef)\.kind$/.test(at)) return scalable.map((kind) => valueCompletion(site, kind));
  if (/(?:configMapKeyRef|secretKeyRef)\.key$/.test(at)) return keysHere(site);
  if (/\.volumeMounts\.0\.name$/.test(at)) return unique(site, volumesOf(object));
  if (/Probe\.(?:httpGet|tcpSocket|grpc)\.port$|\.(?:preStop|postStart)\.(?:httpGet|tcpSocket)\.port$/.test(at)) return probePorts(site);
  if (/(?:^|\.)ports\.0\.targetPort$/.test(at)) return targetPorts(site);
  if (/service\.port\.(?:name|number)$|\.backendRefs\.0\.port$/.test(at)) return backendPorts(site);
  if (/ontainers\.0\.image$/.test(at)) return images(site);
  return labels(site, at);
}

function unique(site: ManifestSite, found: readonly { readonly name: string; readonly detail?: string }[]): Completion[] {
  const byName = new Map(found.map((one) => [one.name, one.detail]));
  return [...byName].map(([name, detail]) => valueCompletion(site, name, detail === undefined ? {} : { detail }));
}

/** The container that the cursor is in. */
function containerHere({ object, offset }: ManifestSite): Container | undefined {
  return object?.workload?.pod.allContainers.findLast(({ mapping }) => mapping.map !== undefined && mapping.map.span.start <= offset);
}

function volumesOf(object: ManifestObject | undefined): readonly { readonly name: string; readonly detail?: string }[] {
  const volumes = object?.workload?.pod.volumes ?? [];
  const claims = object?.spec.list("volumeClaimTemplates").mappings.map((claim) => claim.mapping("metadata")) ?? [];
  return [...volumes, ...claims].flatMap((one) => {
    const name = one.text("name").value;
    return name === undefined ? [] : [{ name }];
  });
}

/** Ports of the container by name, and those without one by number. */
function probePorts(site: ManifestSite): Completion[] {
  const isGrpc = site.path.at(-2) === "grpc";
  return (containerHere(site)?.ports ?? []).flatMap(({ name, containerPort }) => {
    const number = containerPort.value;
    // A gRPC probe takes no names.
    const label = isGrpc || name.value === undefined ? number : name.value;
    return label === undefined ? [] : [valueCompletion(site, String(label), { detail: number === undefined ? "port" : `port ${number}` })];
  });
}

/** The ports of the workloads that the Service selects; of all where it selects none yet. */
function targetPorts(site: ManifestSite): Completion[] {
  const { object, workspace, file } = site;
  const selected = object ? workloadsSelectedBy(object, workspace) : [];
  const workloads =
    selected.length > 0
      ? selected
      : objectsAround(file, workspace).all.flatMap((one) => (one.podLabels ? (one.object.workload ?? []) : []));
  const found = workloads.slice(0, 50).flatMap((workload) =>
    declaredPorts(workload).flatMap(({ name, containerPort }) => {
      const label = name.value ?? containerPort.value;
      return label === undefined ? [] : [{ name: String(label), detail: `${workload.object.title}, port ${containerPort.value ?? "?"}` }];
    }),
  );
  return unique(site, found);
}

/** The ports of the Service that is named beside. */
function backendPorts(site: ManifestSite): Completion[] {
  const { file, workspace, path, offset } = site;
  const near = file.source.text.slice(site.document.start, offset + 200);
  const services = objectsAround(file, workspace).ofKind("Service");
  const isName = path.at(-1) === "name";
  return unique(
    site,
    services.flatMap((one) =>
      one.name !== undefined && near.includes(`name: ${one.name}`)
        ? servicePorts(one.object).flatMap(({ name, port }) => {
            const label = isName ? name.value : port.value;
            return label === undefined ? [] : [{ name: String(label), detail: `Service ${one.name}` }];
          })
        : [],
    ),
  );
}

/** The keys of the ConfigMap or Secret that is named beside. */
function keysHere(site: ManifestSite): Completion[] {
  const { file, workspace, path, object, offset } = site;
  const kind = path.at(-2) === "secretKeyRef" ? "Secret" : "ConfigMap";
  const reference = containerHere(site)
    ?.env.map(({ valueFrom }) => valueFrom.mapping(path.at(-2) ?? ""))
    .find(({ map }) => map && map.span.start <= offset && offset <= map.span.end + 200);
  const name = reference?.text("name").value;
  if (!object || name === undefined) return [];
  const found = objectsAround(file, workspace).named(kind, name);
  return unique(
    site,
    found.flatMap((one) => (keysOf(one.object) ?? []).map((key) => ({ name: key, detail: `${kind} ${name}` }))),
  );
}

/** The images of other containers. */
function images(site: ManifestSite): Completion[] {
  const { file, workspace } = site;
  const own = file.source.slice(site.yaml.span);
  const used = objectsAround(file, workspace)
    .all.filter((one) => one.podLabels)
    .slice(0, 200)
    .flatMap((one) => (one.object.workload?.pod.allContainers ?? []).flatMap(({ image }) => image.value ?? []));
  const found = used.filter((name) => name !== own).map((name) => ({ name, detail: "used here" }));
  return unique(site, found).map((one) => ({ ...one, kind: "image" as const }));
}

/** Labels of pods, as keys and values of selectors and of templates. */
function labels(site: ManifestSite, at: string): Completion[] {
  const match = /(?:^|\.)(?:selector|matchLabels|labels|podSelector)(?:\.matchLabels)?\.([^.]+(?:\.[^.]+)*)$/.exec(at);
  const key = match?.[1];
  if (key === undefined || key === "0") return [];
  const found = objectsAround(site.file, site.workspace).all.flatMap((one) => {
    const value = one.podLabels?.values.get(key) ?? one.labels.values.get(key);
    return value === undefined ? [] : [{ name: value, detail: one.object.title }];
  });
  return unique(site, found);
}
