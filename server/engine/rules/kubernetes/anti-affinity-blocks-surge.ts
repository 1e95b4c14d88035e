import { type Edits, fixesOf } from "../../cluster/edit.ts";
import { deploymentUpdate, isZero } from "../../cluster/rolling-update.ts";
import { rolloutOf } from "../../cluster/rollout.ts";
import { type Separation, separationsOf } from "../../cluster/spreading.ts";
import type { ManifestObject, Workload } from "../../languages/kubernetes/model.ts";
import { styleOf } from "../../languages/yaml/patch.ts";
import { defineRule } from "../../rule.ts";
import { insert, replace, type TextEdit } from "../../text/edit.ts";

const deployment = (affinity: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web\n  strategy:\n    rollingUpdate:\n      maxSurge: 1\n      maxUnavailable: 0\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      affinity:\n        podAntiAffinity:\n${affinity}      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/anti-affinity-blocks-surge",
  language: "kubernetes",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "An update that needs a node more than there are pods.",
  why: `Required anti-affinity over hosts lets one pod of the workload run on a node. With \`maxUnavailable: 0\` an update first starts a new pod, which then
needs a node without any: in a cluster with as many nodes as pods it stays pending, and the release hangs.

Prefer spreading instead of requiring it, let one pod be missing during updates, or compare the pods of one version alone
(\`matchLabelKeys: [pod-template-hash]\`).`,
  examples: [
    {
      title: "Preferred instead of required",
      bad: deployment(
        "          requiredDuringSchedulingIgnoredDuringExecution:\n            - topologyKey: kubernetes.io/hostname\n              labelSelector:\n                matchLabels:\n                  app: web\n",
      ),
      good: deployment(
        "          preferredDuringSchedulingIgnoredDuringExecution:\n            - weight: 100\n              podAffinityTerm:\n                topologyKey: kubernetes.io/hostname\n                labelSelector:\n                  matchLabels:\n                    app: web\n",
      ),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (workload?.kind !== "Deployment") continue;
      const term = separationsOf(workload).find(isOnePerNode);
      const span = term?.mapping.text("topologyKey").span;
      if (!term || !span) continue;
      const { type, maxSurge, maxUnavailable, replicas } = rolloutOf(workload, workspace);
      const count = replicas.minimum;
      if (type !== "rolling" || !maxSurge || !maxUnavailable || isZero(maxSurge) || count === undefined || count < 2) continue;
      if (deploymentUpdate(count, { maxSurge, maxUnavailable }).unavailable > 0) continue;
      report({
        span,
        message: `An update starts a new pod before one goes, and each needs a node of its own: with ${count} nodes it never starts. Prefer spreading instead of requiring it.`,
        fixes: fixesOf("Prefer separate nodes", "unsafe", object, prefer(object, workload)),
      });
    }
  },
});

function isOnePerNode({ kind, isRequired, topologyKey, isAboutItself, isPerRevision }: Separation): boolean {
  return kind === "anti-affinity" && isRequired && topologyKey === "kubernetes.io/hostname" && isAboutItself === true && !isPerRevision;
}

/** The required terms as preferred ones: each a level deeper, comments and all. */
function prefer({ file }: ManifestObject, { pod }: Workload): Edits {
  const antiAffinity = pod.spec.at("affinity", "podAntiAffinity");
  const list = antiAffinity.list("requiredDuringSchedulingIgnoredDuringExecution");
  const { sequence, entry } = list;
  if (!sequence || !entry || sequence.isFlow || sequence.alias || list.isOpen || file.template !== undefined) return undefined;
  if (antiAffinity.has("preferredDuringSchedulingIgnoredDuringExecution") !== false) return undefined;
  const { source } = file;
  const { step, eol } = styleOf(file.yaml);
  const edits: TextEdit[] = [replace(entry.keySpan, "preferredDuringSchedulingIgnoredDuringExecution")];
  for (const { value } of sequence.items) {
    if (value?.kind !== "map" || value.isFlow || value.alias) return undefined;
    const { start, end } = value.span;
    const first = source.lineOf(start);
    const indent = " ".repeat(start - (source.lineStarts[first] as number));
    edits.push(insert(start, `weight: 100${eol}${indent}podAffinityTerm:${eol}${indent}${" ".repeat(step)}`));
    for (let line = first + 1; line <= source.lineOf(end); line++) {
      const at = source.lineStarts[line] as number;
      if (at < end && source.slice(source.lineSpan(line)).trim() !== "") edits.push(insert(at, " ".repeat(step)));
    }
  }
  return edits;
}
