/** Files that have `apiVersion` or `kind` without being objects of Kubernetes. */
const otherTools =
  /(?:^|\/)(?:Chart\.yaml|values[^/]*\.ya?ml|skaffold\.ya?ml|docker-compose[^/]*\.ya?ml|compose[^/]*\.ya?ml|\.github\/.*)$/i;

/** Whether a file may hold objects of Kubernetes, by its path. */
export function isManifestPath(path: string): boolean {
  return /\.ya?ml$/i.test(path) && !otherTools.test(path);
}

/** Whether a text holds objects of Kubernetes: a document with `apiVersion` and `kind` at its left edge. */
export function looksLikeManifest(text: string): boolean {
  return /^["']?apiVersion["']?[ \t]*:/m.test(text) && /^["']?kind["']?[ \t]*:/m.test(text);
}
