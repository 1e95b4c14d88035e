import { allOf, type Edits, insertKey } from "../../cluster/edit.ts";
import { selects } from "../../cluster/labels.ts";
import { type KnownObject, known, mayShareNamespace, type Objects, objectsAround } from "../../cluster/objects.ts";
import { kustomizationsOf, unitOf } from "../../cluster/unit.ts";
import type { ManifestObject, Workload } from "../../languages/kubernetes/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import type { TextEdit } from "../../text/edit.ts";
import { rememberFor } from "../../text/remember.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const deployment = (name: string, more: readonly [string, string]) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    matchLabels:\n      app: shop\n${more[0]}  template:\n    metadata:\n      labels:\n        app: shop\n${more[1]}    spec:\n      containers:\n        - name: main\n          image: ghcr.io/example/${name}:1.4.2\n`;
const both = (label: (name: string) => readonly [string, string]) =>
  `${deployment("web", label("web"))}---\n${deployment("worker", label("worker"))}`;

export default defineRule({
  id: "kubernetes/overlapping-selectors",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "Two workloads whose selectors find each other's pods.",
  why: `Each controller takes the pods that its selector finds for its own. Two that find each other's pods count them wrongly, and what goes by the
selector (autoscalers, budgets, \`kubectl logs deployment/…\`) mixes both applications. Two slots of a blue-green deployment need the label of the
slot in their selectors, not in their templates alone.

Give both selectors and templates a label that tells them apart. The selector of a workload that runs already cannot be changed: it has to be
deleted and made anew.`,
  examples: [
    {
      title: "One label for two applications",
      bad: both(() => ["", ""]),
      good: both((name) => [`      app.kubernetes.io/name: ${name}\n`, `        app.kubernetes.io/name: ${name}\n`]),
      files: {},
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S2", "S3"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const own = selecting(object) ? known(object, workspace) : undefined;
      const others = own ? othersOf(own, object, workspace) : [];
      const before = others.filter((other) => own && isBefore(other, own));
      const [other] = before;
      const entry = object.spec.mapping("selector").entry;
      // Of several that find each other, the second tells it for all.
      if (before.length !== 1 || !other || !entry) continue;
      const fix = fixFor(object, others);
      // Files of a folder may be alternatives, of which one is applied.
      const mayBeApart = others.every(({ path }) => path !== file.source.path) && unitOf(object, workspace).kind === "folder";
      report({
        span: entry.keySpan,
        message: `\`${object.title}\` and ${namesOf(others)} select each other's pods, so each counts the others' as its own. Give them a label that tells them apart.`,
        related: others.slice(0, 5).map((one) => ({
          path: one.path,
          span: one.object.spec.mapping("selector").entry?.keySpan ?? one.object.nameSpan,
          message: "The other selector",
        })),
        ...(mayBeApart && { severity: "warning" }),
        fixes: fix ? [fix] : [],
      });
    }
  },
});

function namesOf(others: readonly KnownObject[]): string {
  const [first] = others;
  return others.length === 1 && first ? `\`${first.kind} ${first.name}\`` : `${others.length} other workloads`;
}

const kinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Rollout", "DeploymentConfig"] as const;

function selecting({ kind, isPatch }: { readonly kind: string; readonly isPatch: boolean }): boolean {
  return !isPatch && (kinds as readonly string[]).includes(kind);
}

/** The workloads applied with this one that find its pods and whose pods it finds. */
function othersOf(own: KnownObject, object: ManifestObject, workspace: Workspace): readonly KnownObject[] {
  const { selector, podLabels } = own;
  if (!selector || !podLabels || selector.isEmpty || selects(selector, podLabels) !== true) return [];
  const unit = unitOf(object, workspace);
  // What stands in a chart may be for one of several cases.
  if (unit.kind === "chart") return [];
  const [pair] = [...selector.matchLabels.values].filter(([, value]) => value !== undefined);
  // Whoever it finds has its first label.
  if (!pair) return [];
  const label = `${pair[0]}=${pair[1]}`;
  const all = objectsAround(object.file, workspace);
  const candidates = all.lookUp(`workloads whose pods have ${label}`, (all) => byLabel(all).get(label) ?? []);
  return candidates.filter((other) => {
    if (other === own || !selecting(other) || !(other.path === own.path || unit.has(other.path)) || !mayShareNamespace(own, other))
      return false;
    // The same object twice has a rule of its own.
    if (other.name === undefined || own.name === undefined || (other.name === own.name && other.kind === own.kind)) return false;
    if (!other.selector || !other.podLabels || other.selector.isEmpty) return false;
    if (selects(selector, other.podLabels) !== true || selects(other.selector, podLabels) !== true) return false;
    return !isSameRollout(own, other) && !differsByOverlay(object, other, workspace);
  });
}

/** The workloads by the labels of their pods, so that not each has to be compared with all. */
const byLabel = rememberFor((objects: Objects): ReadonlyMap<string, readonly KnownObject[]> => {
  const lists = new Map<string, KnownObject[]>();
  for (const one of objects.ofKind(...kinds)) {
    for (const [key, value] of one.podLabels?.values ?? []) {
      const list = lists.get(`${key}=${value}`);
      if (list) list.push(one);
      else lists.set(`${key}=${value}`, [one]);
    }
  }
  return lists;
});

/** Of two, one is told; that which stands later. */
function isBefore(a: KnownObject, b: KnownObject): boolean {
  if (a.path !== b.path) return a.path < b.path;
  return a.object.span.start < b.object.span.start;
}

/** A Rollout that takes the place of the Deployment beside it. */
function isSameRollout(a: KnownObject, b: KnownObject): boolean {
  return (a.target?.name === b.name && a.target?.kind === b.kind) || (b.target?.name === a.name && b.target?.kind === a.kind);
}

/** Whether kustomizations give the two other labels. */
function differsByOverlay(object: ManifestObject, other: KnownObject, workspace: Workspace): boolean {
  const own = kustomizationsOf(object, workspace);
  const others = kustomizationsOf(other.object, workspace);
  const labelling = (all: typeof own) =>
    all.filter(({ labels, patches, isComplete }) => labels.length > 0 || patches.length > 0 || !isComplete);
  return labelling(own).some((one) => !others.includes(one)) || labelling(others).some((one) => !own.includes(one));
}

const keys = ["app.kubernetes.io/name", "app.kubernetes.io/component", "app.kubernetes.io/instance"];

function fixFor(object: ManifestObject, others: readonly KnownObject[]): Fix | undefined {
  const all = [object, ...others.map((other) => other.object)];
  const key = keys.find((candidate) => all.every(({ workload }) => workload?.templateLabels.has(candidate) === false));
  if (key === undefined || new Set(all.map(({ name }) => name.value)).size < all.length) return undefined;
  const byPath = new Map<string, TextEdit[]>();
  for (const one of all) {
    const edits = one.workload && !one.document.isBroken ? withLabel(one.workload, key) : undefined;
    if (!edits) return undefined;
    const { path } = one.file.source;
    byPath.set(path, [...(byPath.get(path) ?? []), ...edits]);
  }
  return {
    title: `Tell them apart by \`${key}\``,
    safety: "unsafe",
    changes: [...byPath].map(([path, edits]) => ({ kind: "edit", path, edits })),
  };
}

function withLabel({ object, selector, templateLabels, kind }: Workload, key: string): Edits {
  const { value } = object.name;
  if (value === undefined) return undefined;
  const isPlain = kind === "ReplicationController" || kind === "DeploymentConfig";
  return allOf(
    insertKey(object, isPlain ? selector : selector.mapping("matchLabels"), key, value),
    insertKey(object, templateLabels, key, value),
  );
}
