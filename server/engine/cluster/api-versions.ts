import { isAtLeast, type RetiredApi, retiredApi } from "../knowledge/kubernetes-apis.ts";
import type { ManifestObject } from "../languages/kubernetes/model.ts";
import { kindOf } from "../languages/kubernetes/schema.ts";
import { schemaProblemsOf } from "../languages/kubernetes/schema-problems.ts";
import { Mapping } from "../languages/yaml/mapping.ts";
import type { YamlEntry, YamlMap, YamlNode } from "../languages/yaml/model.ts";
import { replace } from "../text/edit.ts";
import { allOf, type Edits, insertKey, raw, removeKey, renameKey, setValue, type YamlInput } from "./edit.ts";

/** An object whose apiVersion is on its way out, or gone, in a release of Kubernetes. */
export interface Retired {
  readonly api: RetiredApi;
  readonly isRemoved: boolean;
}

export function retiredIn(object: ManifestObject, release: string): Retired | undefined {
  const apiVersion = object.apiVersion.value;
  const api = apiVersion === undefined ? undefined : retiredApi(apiVersion, object.kind);
  // Which release of an add-on there is, nobody says here: what was removed years ago is taken to be gone.
  if (!api || (api.of === undefined && !isAtLeast(release, api.deprecated))) return undefined;
  return { api, isRemoved: api.removed !== undefined && (api.of !== undefined || isAtLeast(release, api.removed)) };
}

/**
 * The edits that bring an object to the apiVersion that replaces its own, with the fields that have moved; undefined where that takes a decision, or the
 * new version would refuse the object.
 */
export function migrated(object: ManifestObject, replacement: string): { readonly edits: Edits; readonly isSafe: boolean } | undefined {
  const { kind } = object;
  const version = replaceScalar(object, replacement);
  if (!version) return undefined;
  if (kind === "Ingress") return { edits: ingress(object, version), isSafe: false };
  if (kind === "HorizontalPodAutoscaler" && object.version === "v2beta1") return { edits: autoscaler(object, version), isSafe: false };
  const target = kindOf(replacement, kind);
  if (!target) return undefined;
  const own = object.apiVersion.value === undefined ? undefined : kindOf(object.apiVersion.value, kind);
  const before = new Set(own ? schemaProblemsOf(object, own).map(({ span }) => span.start) : []);
  const isSelector = (path: readonly string[]) => path.join(".") === "spec.selector";
  const after = schemaProblemsOf(object, target).filter((problem) => !before.has(problem.span.start) || problem.code === "missing-field");
  if (after.some(({ code, path }) => code !== "missing-field" || !isSelector(path))) return undefined;
  const isWhole = !object.isPatch && after.length > 0;
  // What selected its pods by their labels has to say so now.
  if (isWhole) return { edits: allOf(version, insertSelector(object)), isSafe: false };
  // In policy/v1beta1 an empty selector selected nothing, in v1 it selects all.
  const selector = object.spec.mapping("selector");
  const isEmpty = kind === "PodDisruptionBudget" && !(selector.isKnown && selector.entries.length > 0);
  return isEmpty ? undefined : { edits: version, isSafe: true };
}

function replaceScalar({ apiVersion, document }: ManifestObject, text: string): Edits {
  const { node } = apiVersion;
  if (!node || node.alias || document.isBroken) return undefined;
  const quotes = node.style === "plain" ? 0 : 1;
  return [replace({ start: node.span.start + quotes, end: node.span.end - quotes }, text)];
}

function insertSelector(object: ManifestObject): Edits {
  const selector = selectorOfTemplate(object);
  return selector && insertKey(object, object.spec, "selector", selector);
}

/** The selector that finds the pods of a workload: all labels of its template; undefined where these are not all known. */
export function selectorOfTemplate({ workload }: ManifestObject): { readonly matchLabels: Readonly<Record<string, string>> } | undefined {
  const labels = workload?.templateLabels;
  if (!labels?.isKnown || labels.isOpen) return undefined;
  const pairs = labels.entries.flatMap(({ key }) => {
    const { value } = labels.text(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return pairs.length === 0 || pairs.length < labels.entries.length ? undefined : { matchLabels: Object.fromEntries(pairs) };
}

/** `spec.backend` is `defaultBackend` now, each backend names its service and port by maps, and each path needs its type. */
function ingress(object: ManifestObject, version: Edits): Edits {
  const { spec, file } = object;
  if (spec.isOpen && !spec.isAbsent) return undefined;
  const edits: Edits[] = [version];
  const fallback = spec.entryOf("backend");
  if (fallback) {
    const service = serviceOf(object, fallback.value);
    if (!service) return undefined;
    edits.push(allOf(renameKey(object, fallback, "defaultBackend"), setValue(object, fallback, service)));
  }
  const rules = spec.list("rules");
  if (!rules.isAbsent && (!rules.sequence || rules.isOpen)) return undefined;
  for (const rule of rules.mappings) {
    const paths = rule.at("http").list("paths");
    if (paths.isAbsent) continue;
    if (!paths.sequence || paths.isOpen) return undefined;
    for (const path of paths.mappings) {
      const backend = path.entryOf("backend");
      const service = serviceOf(object, backend?.value);
      if (!backend || !service || path.isOpen) return undefined;
      edits.push(setValue(object, backend, service));
      // What v1beta1 did without one. It is written between the path and its backend.
      if (path.has("pathType") === false)
        edits.push(insertKey(object, path, "pathType", "ImplementationSpecific", ["path", "pathType", "backend"]));
    }
  }
  return file.isMasked(object.span) ? undefined : allOf(...edits);
}

function serviceOf({ file }: ManifestObject, backend: YamlNode | undefined): { readonly service: YamlInput } | undefined {
  if (backend?.kind !== "map" || backend.alias) return undefined;
  const mapping = Mapping.of(file, backend);
  const name = mapping.text("serviceName").value;
  const port = mapping.integerOrText("servicePort").value;
  if (mapping.entries.length !== 2 || name === undefined || port === undefined) return undefined;
  return { service: { name, port: typeof port === "number" ? { number: port } : { name: port } } };
}

/** The edits that make a backend of v1 out of one with `serviceName` and `servicePort`; undefined where its values are not known. */
export function currentBackend(object: ManifestObject, backend: YamlMap): Edits {
  const service = serviceOf(object, backend);
  const name = backend.entry("serviceName");
  const port = backend.entry("servicePort");
  if (!service || !name || !port) return undefined;
  return allOf(renameKey(object, name, "service"), setValue(object, name, service.service), removeKey(object, port));
}

/** A metric of a resource has its target in a map of its own now; other kinds of metrics have changed more. */
function autoscaler(object: ManifestObject, version: Edits): Edits {
  const metrics = object.spec.list("metrics");
  if (metrics.isOpen && !metrics.isAbsent) return undefined;
  const edits: Edits[] = [version];
  for (const metric of metrics.mappings) {
    const resource = metric.mapping("resource");
    const entry = resource.entries.find(({ key }) => key === "targetAverageUtilization" || key === "targetAverageValue");
    if (metric.text("type").value !== "Resource" || !entry || resource.isOpen || resource.entries.length !== 2) return undefined;
    const value = entry.value?.kind === "scalar" && !entry.value.alias ? raw(object.file.source.slice(entry.value.span)) : undefined;
    if (value === undefined) return undefined;
    const target =
      entry.key === "targetAverageUtilization"
        ? { type: "Utilization", averageUtilization: value }
        : { type: "AverageValue", averageValue: value };
    edits.push(allOf(renameKey(object, entry, "target"), setValue(object, entry, target)));
  }
  return allOf(...edits);
}

/** Where a document goes on with another object, although no `---` divides them: the first key of each further object. */
export function missingSeparators(root: YamlMap): readonly YamlEntry[] {
  const found: YamlEntry[] = [];
  let seen = new Set<string>();
  let next: Set<string> | undefined;
  for (const [i, entry] of root.entries.entries()) {
    if (!seen.has(entry.key)) {
      seen.add(entry.key);
      continue;
    }
    // An object begins where a key comes again, and has both of the keys that say what it is.
    next = new Set();
    for (const { key } of root.entries.slice(i)) {
      if (next.has(key)) break;
      next.add(key);
    }
    const isObject = (keys: ReadonlySet<string>) => keys.has("apiVersion") && keys.has("kind");
    if (!isObject(seen) || !isObject(next)) return [];
    found.push(entry);
    seen = new Set([entry.key]);
  }
  return found;
}
