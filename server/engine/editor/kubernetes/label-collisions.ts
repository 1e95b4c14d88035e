import { type Labels, labelsOf, selects } from "../../cluster/labels.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import type { Names } from "./families.ts";
import type { Mention } from "./mentions.ts";
import { type SelectorSite, selectorAt } from "./selectors.ts";

/** What selects what. */
export interface Selection {
  readonly by: ManifestObject;
  readonly selected: ManifestObject;
}

/**
 * What would be selected that is not now, were the label of a family given another value: by a selector that is changed along with it, pods that have the
 * value already; by a selector that asks for it already, the pods that are changed.
 */
export function newlySelected(family: readonly Mention[], value: string, names: Names): Selection | undefined {
  const [start] = family;
  if (start?.of.kind !== "label") return undefined;
  const { key, value: before } = start.of;
  const others = names
    .mentionsBeside({ ...start.of, value })
    .filter(({ of }) => of.kind === "label" && of.part === "value" && of.key === key && of.value === value);
  const renamed = (labels: Labels): Labels =>
    labels.values.get(key) === before ? { ...labels, values: new Map(labels.values).set(key, value) } : labels;
  return (
    found(sitesOf(family), carriersOf(others), names, (site, labels) => {
      const selector = selectorAt(site);
      return selects({ ...selector, matchLabels: renamed(selector.matchLabels) }, labels);
    }) ?? found(sitesOf(others), carriersOf(family), names, (site, labels) => selects(selectorAt(site), renamed(labels)))
  );
}

function found(
  sites: readonly SelectorSite[],
  carriers: readonly ManifestObject[],
  names: Names,
  fits: (site: SelectorSite, labels: Labels) => boolean | undefined,
): Selection | undefined {
  for (const site of sites) {
    for (const selected of carriers) {
      const labels = site.selects === "services" ? selected.labels : selected.workload?.templateLabels;
      if (labels && names.areNear(selected, site.object) && fits(site, labelsOf(labels))) return { by: site.object, selected };
    }
  }
  return undefined;
}

/** Those that select the pods of others; a workload's own selector is for its own. */
function sitesOf(mentions: readonly Mention[]): readonly SelectorSite[] {
  return mentions.flatMap(({ of }) => (of.kind === "label" && typeof of.place !== "string" && !of.place.isOwn ? [of.place] : []));
}

function carriersOf(mentions: readonly Mention[]): readonly ManifestObject[] {
  return mentions.flatMap(({ of, object }) => (of.kind === "label" && (of.place === "pods" || of.place === "own") ? [object] : []));
}
