import { customKinds } from "../../cluster/custom-resources.ts";
import { allKinds, kindsNamed } from "../../languages/kubernetes/schema.ts";
import type { Completion } from "../completion.ts";
import { completeNames } from "./names.ts";
import { type ManifestSite, typeHere } from "./site.ts";

/** What can be written as the value here. */
export function completeValues(site: ManifestSite): Completion[] {
  const { path, yaml } = site;
  const key = path.at(-1) ?? "";
  if (path.length === 1 && key === "kind") return kinds(site);
  if (path.length === 1 && key === "apiVersion") return versions(site);
  const names = completeNames(site);
  if (names.length > 0) return names;
  const type = typeHere(site);
  const words = type?.is === "enum" ? type.values : type?.is === "boolean" ? ["true", "false"] : [];
  return words.filter((word) => !yaml.items.includes(word)).map((word) => valueCompletion(site, word));
}

/** A value as it is written behind a colon, or a dash. */
export function valueCompletion({ yaml }: ManifestSite, label: string, more: Partial<Completion> = {}): Completion {
  return { kind: "value", label, span: yaml.span, text: (yaml.lacksBlank ? " " : "") + label, ...more };
}

/** Kinds of the version that stands there, else all; those that people write before those that the API answers with. */
function kinds(site: ManifestSite): Completion[] {
  const { apiVersion } = site;
  const known = allKinds().filter((kind) => !kind.kind.endsWith("List"));
  const fitting = known.filter((kind) => kind.apiVersion === apiVersion);
  const own = [...customKinds(site.workspace)].flatMap((one) => {
    const [group = "", kind = ""] = one.split(" ");
    return apiVersion === undefined || apiVersion.startsWith(`${group}/`) ? [{ kind, apiVersion: group }] : [];
  });
  const offered = new Map<string, string>();
  for (const { kind, apiVersion: version } of [...(fitting.length > 0 ? fitting : apiVersion === undefined ? known : []), ...own]) {
    if (!offered.has(kind)) offered.set(kind, version);
  }
  return [...offered].map(([kind, version]) => valueCompletion(site, kind, { detail: version }));
}

/** Versions of the kind that stands there, else all. */
function versions(site: ManifestSite): Completion[] {
  const { kindName } = site;
  const found = kindName === undefined ? allKinds() : kindsNamed(kindName).filter(({ kind }) => kind === kindName);
  const all = found.length > 0 ? found : allKinds();
  return [...new Set(all.map(({ apiVersion }) => apiVersion))].map((version) => valueCompletion(site, version));
}
