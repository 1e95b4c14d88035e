import { fixesOf, removeItem, replaceScalar } from "../../cluster/edit.ts";
import { isPartial, mayBeCompleted, severityOfMissingInPod } from "../../cluster/unit.ts";
import type { Container, ManifestObject, Pod } from "../../languages/kubernetes/model.ts";
import type { List, Mapping } from "../../languages/yaml/mapping.ts";
import { defineRule, type Problem } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const pod = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: ghcr.io/example/web:1.4.2\n      volumeMounts:\n        - name: ${name}\n          mountPath: /var/cache/web\n  volumes:\n    - name: cache\n      emptyDir: {}\n`;

export default defineRule({
  id: "kubernetes/broken-volume-mount",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A container mounts a volume that the pod does not have, or two at one path.",
  why: `
Every \`volumeMounts\` entry names a volume of the same pod, or a claim template of its StatefulSet, and has a \`mountPath\` of its own in the container. The API server rejects the object otherwise.

Hints tell of volumes that nobody mounts, and of files of a ConfigMap or Secret that are mounted by \`subPath\`: they stay as they were when the container started, while a mounted folder follows changes within a minute or two.`,
  examples: [{ title: "A misspelt volume", bad: pod("cach"), good: pod("cache") }],
  links: [
    "https://kubernetes.io/docs/concepts/storage/volumes/",
    "https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically",
  ],
  since: "0.3.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report, workspace }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload) continue;
      const { pod } = workload;
      const isWhole = !isPartial(object, workspace);
      if (isWhole) for (const problem of unknownVolumes(object, pod, workspace)) report(problem);
      for (const container of pod.allContainers) for (const problem of samePaths(object, container)) report(problem);
      if (isWhole && !mayBeCompleted(object, workspace)) for (const problem of unusedVolumes(object, pod)) report(problem);
      for (const problem of frozenFiles(pod)) report(problem);
    }
  },
});

const nameOf = (mapping: Mapping) => mapping.text("name").value;
const devices = ({ mapping }: Container): List => mapping.list("volumeDevices");

function* unknownVolumes(object: ManifestObject, pod: Pod, workspace: Workspace): Generator<Problem> {
  const { volumes, volumeList, spec, allContainers } = pod;
  const claims = object.spec.list("volumeClaimTemplates");
  if (volumeList.isOpen || claims.isOpen || spec.isOpen) return;
  const names = [...volumes.map(nameOf), ...claims.mappings.map((claim) => claim.mapping("metadata").text("name").value)];
  if (names.includes(undefined)) return;
  const known = new Set(names as string[]);
  for (const container of allContainers) {
    for (const mount of [...container.volumeMounts, ...devices(container).mappings]) {
      const name = mount.text("name");
      if (name.value === undefined || !name.span || known.has(name.value)) continue;
      const severity = severityOfMissingInPod(pod, ["volumes", name.value], "error", workspace);
      if (!severity) continue;
      const meant = nearest(name.value, known);
      yield {
        span: name.span,
        severity,
        message: `The pod has no volume \`${name.value}\`, so the API server rejects it. ${meant === undefined ? "Add it to `volumes`, or take the mount away." : `Write \`${meant}\`.`}`,
        fixes: meant === undefined ? [] : fixesOf(`Mount \`${meant}\``, "unsafe", object, replaceScalar(object, name, meant)),
      };
    }
  }
}

function* samePaths(object: ManifestObject, { volumeMounts, volumeMountList }: Container): Generator<Problem> {
  if (volumeMountList.isOpen) return;
  const first = new Map<string, Mapping>();
  for (const mount of volumeMounts) {
    const path = mount.text("mountPath");
    if (path.value === undefined || !path.span) continue;
    const before = first.get(path.value);
    if (!before) {
      first.set(path.value, mount);
      continue;
    }
    const other = before.entryOf("mountPath");
    if (other && path.entry && object.file.isConditional(other, path.entry)) continue;
    const isSame = ["name", "subPath", "subPathExpr"].every((key) => before.text(key).value === mount.text(key).value);
    const index = volumeMountList.sequence?.items.findIndex(({ value }) => value === mount.map) ?? -1;
    yield {
      span: path.span,
      message: `Something is mounted at \`${path.value}\` already, so the API server rejects the pod. Mount this one elsewhere, or take it away.`,
      fixes: isSame ? fixesOf("Delete the second mount", "unsafe", object, removeItem(object, volumeMountList, index)) : [],
    };
  }
}

function* unusedVolumes(object: ManifestObject, { volumes, volumeList, containerList, spec, allContainers }: Pod): Generator<Problem> {
  const lists = allContainers.flatMap((container) => [container.volumeMountList, devices(container)]);
  if (containerList.isOpen || spec.list("initContainers").isOpen || spec.has("ephemeralContainers") !== false) return;
  if (volumeList.isOpen || lists.some(({ isOpen }) => isOpen)) return;
  const used = lists.flatMap(({ mappings }) => mappings.map(nameOf));
  // What a misspelt mount means is used, and told of already; where that is not known, it may be any.
  const claims = object.spec.list("volumeClaimTemplates").mappings.map((claim) => claim.mapping("metadata").text("name").value);
  const known = new Set([...volumes.map(nameOf), ...claims].filter((name) => name !== undefined));
  const meant = used.map((name) => (name === undefined || known.has(name) ? name : nearest(name, known)));
  if (meant.includes(undefined)) return;
  for (const volume of volumes) {
    const name = volume.text("name");
    if (name.value === undefined || !name.span || meant.includes(name.value)) continue;
    const index = volumeList.sequence?.items.findIndex(({ value }) => value === volume.map) ?? -1;
    yield {
      span: name.span,
      message: `No container mounts the volume \`${name.value}\`. Mount it, or delete it.`,
      severity: "hint",
      tags: ["unnecessary"],
      fixes: fixesOf("Delete the volume", "unsafe", object, removeItem(object, volumeList, index)),
    };
  }
}

/** Annotations by which pods are replaced when their configuration changes. */
const changing = /checksum|hash|sha256|reloader\.stakater\.com|wave\.pusher\.com/i;

/** Files that do not follow their ConfigMap or Secret. */
function* frozenFiles({ volumes, containers, workload }: Pod): Generator<Problem> {
  // Pods that are replaced when the configuration changes have no need of it, and Jobs start anew each time.
  if (workload.isJob || workload.templateAnnotations.isOpen) return;
  const { templateAnnotations, object } = workload;
  if ([templateAnnotations, object.annotations].some((one) => one.entries.some(({ key }) => changing.test(key)))) return;
  const sources = new Map(volumes.map((volume) => [nameOf(volume), volume] as const));
  const names = [...sources.keys()].filter((name) => name !== undefined);
  for (const { volumeMounts } of containers) {
    for (const mount of volumeMounts) {
      const subPath = mount.text("subPath");
      const name = nameOf(mount);
      const volume = name === undefined ? undefined : (sources.get(name) ?? sources.get(nearest(name, names)));
      const kind = volume?.has("configMap") ? "ConfigMap" : volume?.has("secret") ? "Secret" : undefined;
      if (!kind || !subPath.isKnown || !subPath.entry) continue;
      yield {
        span: subPath.entry.keySpan,
        message: `A file mounted by \`subPath\` does not follow its ${kind} when that changes. Mount the folder where the program reads it anew.`,
        severity: "hint",
      };
    }
  }
}
