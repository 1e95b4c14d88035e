import type { ManifestObject } from "../languages/kubernetes/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type KnownObject, noteContent, objectsAround } from "./objects.ts";
import { podRunners } from "./operators.ts";
import { findAround, findNamed, kustomizationsOf, unitOf } from "./unit.ts";

/** A ConfigMap or a Secret as far as it is known. */
export interface ConfigurationSource {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string;
  /** Undefined where not all are known: something else fills it. */
  readonly keys: readonly string[] | undefined;
  /** Where it is written; undefined for one that is generated. */
  readonly object: ManifestObject | undefined;
}

/** What a name leads to: `found`, certainly `missing`, or `unknown`. */
export type ConfigurationLookup =
  | { readonly state: "found"; readonly source: ConfigurationSource }
  /** `candidates`: the names of those that are applied along with it. */
  | { readonly state: "missing" | "unknown"; readonly candidates: readonly string[] };

/** Kinds that make a Secret (or a ConfigMap) of the name that they have or give. */
const makers: readonly string[] = [
  ...["SealedSecret", "ExternalSecret", "ClusterExternalSecret", "VaultStaticSecret", "VaultDynamicSecret", "VaultPKISecret"],
  ...["SecretProviderClass", "Certificate", "OnePasswordItem", "BitwardenSecret", "InfisicalSecret", "Bundle", "SopsSecret"],
];

/** ConfigMaps that are put into every namespace, by Kubernetes itself and by others. */
const everywhere: ReadonlySet<string> = new Set([
  ...["kube-root-ca.crt", "openshift-service-ca.crt", "istio-ca-root-cert", "linkerd-identity-trust-roots"],
]);

/** The ConfigMap or Secret that an object means by a name. */
export function configurationNamed(
  object: ManifestObject,
  kind: "ConfigMap" | "Secret",
  name: string,
  workspace: Workspace,
): ConfigurationLookup {
  const generated = kustomizationsOf(object, workspace).flatMap((one) => one.generated.filter((made) => made.kind === kind));
  const made = generated.filter((one) => one.name === name);
  if (made.length > 0) {
    // Overlays may each add to it.
    const keys = made.length === 1 ? made[0]?.keys : undefined;
    return { state: "found", source: { kind, name, keys, object: undefined } };
  }
  if (kind === "ConfigMap" && everywhere.has(name)) return { state: "found", source: { kind, name, keys: undefined, object: undefined } };
  const unit = unitOf(object, workspace);
  const isNear = (one: KnownObject) => one.path === object.file.source.path || unit.has(one.path);
  if (objectsAround(object.file, workspace).ofKind(...makers).length === 0) {
    // Most of the time it is there, and the others of its kind need not be asked.
    const named = findNamed(object, workspace, [kind], name);
    const [source] = named.objects;
    if (source && !named.isDistant) {
      const keys = named.objects.length === 1 ? keysOf(source.object) : undefined;
      return { state: "found", source: { kind, name, keys, object: source.object } };
    }
  }
  const candidates = new Set(generated.flatMap((one) => one.name ?? []));
  let hasKind = generated.length > 0;
  const { objects, isDistant, mayBeMore } = findAround(object, workspace, [kind, ...makers], (one) => {
    if (one.kind !== kind) noteContent(one, workspace);
    const made = one.kind === kind ? one.name : targetName(one);
    if (isNear(one) && (one.kind === kind || kind === "Secret")) hasKind = true;
    if (made !== undefined && one.kind === kind && isNear(one)) candidates.add(made);
    return made === undefined ? undefined : made === name;
  });
  const own = objects.find((one) => one.kind === kind) ?? objects[0];
  if (own && !isDistant) {
    const keys = objects.length === 1 && own.kind === kind ? keysOf(own.object) : undefined;
    return { state: "found", source: { kind, name, keys, object: own.object } };
  }
  // Secrets are often made by hand, and both by operators; where others are applied along with the object, this one would be too.
  const mayBeMade =
    mayBeMore ||
    generated.some((one) => one.name === undefined) ||
    (kind === "Secret" && !hasKind) ||
    hasOperated(object, workspace, isNear);
  return { state: mayBeMade ? "unknown" : "missing", candidates: [...candidates] };
}

function hasOperated({ file }: ManifestObject, workspace: Workspace, isNear: (one: KnownObject) => boolean): boolean {
  return podRunners(objectsAround(file, workspace)).some(isNear);
}

/** The keys of a ConfigMap or Secret; undefined where there may be others. */
export function keysOf(object: ManifestObject): readonly string[] | undefined {
  const keys: string[] = [];
  for (const key of ["data", "stringData", "binaryData"]) {
    const mapping = object.root.mapping(key);
    if (mapping.isOpen) return undefined;
    keys.push(...mapping.entries.map((entry) => entry.key));
  }
  return keys;
}

/** The name of what an object makes; undefined where it is not known. */
function targetName({ kind, name, object }: KnownObject): string | undefined {
  const { spec } = object;
  if (kind === "Certificate") return spec.text("secretName").value;
  if (kind === "ExternalSecret")
    return (
      spec
        .mapping("target")
        .text("name")
        .or(name ?? "") || undefined
    );
  if (kind.startsWith("Vault")) return spec.mapping("destination").text("name").value;
  return kind === "SealedSecret" || kind === "OnePasswordItem" ? name : undefined;
}
