import { rememberFor } from "../text/remember.ts";
import { folderOf } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type Kustomization, kustomizations } from "./kustomization.ts";
import { type LabelSelector, type Labels, selects } from "./labels.ts";
import type { KnownObject, Objects } from "./objects.ts";
import { type Variant, variantsOf } from "./overlays.ts";

const noLabels: Labels = { values: new Map(), isOpen: false };
const noSelector: LabelSelector = { matchLabels: noLabels, expressions: [], isEmpty: true, isOpen: false };

/** Whether any kustomization of the workspace adds labels that selectors may look at. */
export function changesLabels(workspace: Workspace): boolean {
  for (const { labels } of workspace.derive(kustomizations).byFolder.values()) {
    if (labels.some(({ inTemplates }) => inTemplates)) return true;
  }
  return false;
}

/**
 * Whether what one object selects are the pods of another, once Kustomize has added the labels that it adds to both; undefined where that cannot be known.
 * An empty selector selects all, but in a Service none.
 */
export function selectsPods(holder: KnownObject, workload: KnownObject, all: Objects, workspace: Workspace): boolean | undefined {
  // Without a word of the namespace, everything of a folder may be meant, but not of all folders.
  if (holder.selector?.isEmpty && holder.path !== workload.path && folderOf(holder.path) !== folderOf(workload.path)) {
    const areTogether = holder.namespace !== undefined && holder.namespace === workload.namespace;
    if (!areTogether && !shareBuild(holder, workload, workspace)) return false;
  }
  const ofHolder = stepsOf(holder, workspace);
  const ofWorkload = stepsOf(workload, workspace);
  let selector = holder.selector;
  let labels = podLabelsIn(workload, all);
  if (ofHolder.size === 0 && ofWorkload.size === 0) return answer(holder, selector, labels);
  const wanted = new Map(selector?.matchLabels.values);
  const there = new Map(labels?.values);
  let hasCommon = false;
  for (const [step, isCertain] of ofWorkload) {
    const isShared = ofHolder.has(step);
    for (const { labels: added, inTemplates, inSelectors } of step.labels) {
      if (!inTemplates) continue;
      for (const [key, value] of added.values) {
        if (isShared && inSelectors) {
          wanted.delete(key);
          hasCommon = true;
        } else there.set(key, isCertain ? value : undefined);
      }
    }
  }
  for (const [step, isCertain] of ofHolder) {
    if (ofWorkload.has(step)) continue;
    for (const { labels: added, inSelectors } of step.labels) {
      if (inSelectors) for (const [key, value] of added.values) wanted.set(key, isCertain ? value : undefined);
    }
  }
  if (selector || wanted.size > 0 || hasCommon) {
    const old = selector ?? noSelector;
    selector = {
      matchLabels: { values: wanted, isOpen: old.matchLabels.isOpen },
      expressions: old.expressions,
      isEmpty: old.isEmpty && wanted.size === 0 && !hasCommon,
      isOpen: old.isOpen,
    };
  }
  if (labels) labels = { values: there, isOpen: labels.isOpen };
  return answer(holder, selector, labels);
}

function answer({ kind }: KnownObject, selector: LabelSelector | undefined, labels: Labels | undefined): boolean | undefined {
  if (!selector) return kind === "NetworkPolicy" ? undefined : false;
  if (selector.isEmpty) return kind !== "Service";
  return labels ? selects(selector, labels) : undefined;
}

/** What adds labels on the way of an object, and whether it does so in every build. */
function stepsOf({ path }: KnownObject, workspace: Workspace): ReadonlyMap<Kustomization, boolean> {
  return labelSteps(variantsOf(workspace, path));
}

const labelSteps = rememberFor((variants: readonly Variant[]): ReadonlyMap<Kustomization, boolean> => {
  const steps = new Map<Kustomization, boolean>();
  for (const variant of variants) {
    for (const step of variant.steps) {
      if (step.labels.length > 0)
        steps.set(
          step,
          variants.every((one) => one.steps.includes(step)),
        );
    }
  }
  return steps;
});

/** The labels of the pods that a workload runs: of a Rollout, those of the Deployment that it takes its template from. */
export function podLabelsIn({ podLabels, target, kind, path }: KnownObject, all: Objects): Labels | undefined {
  if (podLabels || kind !== "Rollout" || target?.kind === undefined || target.name === undefined) return podLabels;
  const found = all.named(target.kind, target.name);
  return (found.find((one) => one.path === path) ?? found.find((one) => folderOf(one.path) === folderOf(path)))?.podLabels;
}

/** Whether one build of Kustomize takes both in. */
function shareBuild(a: KnownObject, b: KnownObject, workspace: Workspace): boolean {
  const roots = new Set(variantsOf(workspace, a.path).map(({ root }) => root));
  return variantsOf(workspace, b.path).some(({ root }) => roots.has(root));
}
