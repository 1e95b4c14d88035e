/** Files that other tools read, whatever stands in them: settings of charts, Compose, Skaffold, and all that a forge reads. */
const otherFiles =
  /(?:^|\/)(?:Chart\.yaml|values(?:[-_.][^/]*)?\.ya?ml|skaffold[^/]*\.ya?ml|(?:docker-)?compose[^/]*\.ya?ml|action\.ya?ml)$/i;

/** Files that Kustomize reads in their folder, by the names that it looks for (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/). */
const kustomizationFile = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

/** Whether a file may hold objects of Kubernetes, by its path: YAML that is not known to be something else. */
export function isManifestPath(path: string): boolean {
  return /\.ya?ml$/i.test(path) && !otherFiles.test(path);
}

/** Whether a file is the description of a build by Kustomize, by its name: `apiVersion` and `kind` may be left out there. */
export function isKustomizationPath(path: string): boolean {
  return kustomizationFile.test(path);
}

/** Groups of files that have `apiVersion` and `kind` and are read by a tool, not by a cluster; each by its own documentation. */
const toolGroups =
  /^(?:skaffold|k3d\.io|eksctl\.io|backstage\.io|ctlptl\.dev|kind\.x-k8s\.io|kubeadm\.k8s\.io|kubelet\.config\.k8s\.io|kubeproxy\.config\.k8s\.io|kubescheduler\.config\.k8s\.io|apiserver\.config\.k8s\.io|apiserver\.k8s\.io|audit\.k8s\.io|client\.authentication\.k8s\.io|credentialprovider\.kubelet\.k8s\.io|pod-security\.admission\.config\.k8s\.io|cli\.kyverno\.io|garden\.io|score\.dev|devspace|kpt\.dev|fn\.kpt\.dev|krew\.googlecontainertools\.github\.com|troubleshoot\.sh|kots\.io|kurl\.sh|replicated\.com|teleport|okteto|openslo)(?:\/|$)/;

/** `v1` and its like, with a group before it: other files number their versions in other ways. */
const versionText = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/)?v\d+(?:(?:alpha|beta)\d+)?$/;

/** The keys at the left edge of every kind of Kubernetes itself. */
const objectKeys =
  /^(?:apiVersion|kind|metadata|spec|status|data|binaryData|stringData|type|immutable|rules|roleRef|subjects|aggregationRule|webhooks|provisioner|parameters|reclaimPolicy|volumeBindingMode|allowVolumeExpansion|mountOptions|allowedTopologies|subsets|ports|endpoints|addressType|secrets|imagePullSecrets|automountServiceAccountToken|value|globalDefault|preemptionPolicy|description|handler|overhead|scheduling|driver|template|items)$/;

/** Kinds that are nobody else's, so that a manifest is known before its `apiVersion` is written. */
const plainKinds =
  /^(?:Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Job|CronJob|Ingress|NetworkPolicy|ConfigMap|ServiceAccount|PersistentVolumeClaim|PersistentVolume|HorizontalPodAutoscaler|PodDisruptionBudget|ClusterRole|ClusterRoleBinding|RoleBinding|StorageClass|LimitRange|ResourceQuota)$/;

/** A line at the left edge: the end of a document, or a key with what stands behind it. */
const leftEdge = /^\uFEFF?(?:(---|\.\.\.)(?=\s|$)|(["']?)([A-Za-z_][\w-]*)\2[ \t]*:(?=\s|$)[ \t]*([^\r\n]*))/gm;

/**
 * Whether a text holds objects of Kubernetes: a document with `apiVersion` and `kind` at its left edge, or one that is becoming such. Cheap, as it is asked
 * of every YAML file of a workspace.
 */
export function looksLikeManifest(text: string): boolean {
  if (!text.includes("apiVersion") && !text.includes("kind")) return false;
  let document = new Map<string, string>();
  for (const [, boundary, , key = "", value = ""] of text.matchAll(leftEdge)) {
    if (!boundary) {
      if (!document.has(key)) document.set(key, readValue(value));
      continue;
    }
    if (isObject(document)) return true;
    document = new Map();
  }
  return isObject(document);
}

/** Folders that usually hold manifests. */
const usualFolder = /(?:^|\/)(?:k8s|kubernetes|manifests|kustomize|overlays|templates|deploy|deployments)\//i;

/** Whether a new file is likely to become a manifest: it stands where manifests do, and holds a word at most. For editors, which offer what to write. */
export function mayBecomeManifest(path: string, text: string): boolean {
  return usualFolder.test(path) && text.length < 1000 && /^\uFEFF?(?:[ \t]*(?:#[^\n]*)?\r?\n|---[ \t]*\r?\n)*(?:---|[\w-]*)\s*$/.test(text);
}

/** A value without its comment and quotes. */
function readValue(text: string): string {
  const comment = text.search(/(?:^|[ \t])#/);
  const value = (comment < 0 ? text : text.slice(0, comment)).trim();
  return /^(["']).*\1$/s.test(value) ? value.slice(1, -1) : value;
}

/** Whether a document with these keys at its left edge is an object of Kubernetes. */
function isObject(document: ReadonlyMap<string, string>): boolean {
  const apiVersion = document.get("apiVersion");
  const kind = document.get("kind");
  if (apiVersion !== undefined && kind !== undefined) {
    if (toolGroups.test(apiVersion)) return false;
    // What `kubectl` keeps its clusters in.
    if (kind === "Config" && apiVersion === "v1") return false;
    return apiVersion === "" || !/^\d/.test(apiVersion);
  }
  const isPlain = [...document.keys()].every((key) => objectKeys.test(key));
  if (apiVersion !== undefined) return isPlain && versionText.test(apiVersion) && !toolGroups.test(apiVersion);
  return kind !== undefined && isPlain && plainKinds.test(kind) && document.has("metadata");
}
