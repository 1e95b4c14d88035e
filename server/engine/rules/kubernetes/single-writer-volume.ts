import { type Claim, claimsOf } from "../../cluster/claims.ts";
import { type Edits, fixesOf, insertSpecKey, setValue } from "../../cluster/edit.ts";
import { podsOf } from "../../cluster/rolling-update.ts";
import { rolloutOf } from "../../cluster/rollout.ts";
import { isPartial } from "../../cluster/unit.ts";
import type { Workload } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const claim =
  "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: uploads\nspec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      storage: 5Gi\n";
const deployment = (strategy: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n  selector:\n    matchLabels:\n      app: web\n${strategy}  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n      volumes:\n        - name: uploads\n          persistentVolumeClaim:\n            claimName: uploads\n${claim}`;

export default defineRule({
  id: "kubernetes/single-writer-volume",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Pods that run at the same time share a volume that only one node can have.",
  why: `A \`ReadWriteOnce\` volume is attached to one node. A second pod of the same Deployment (another replica, or the new pod of a rolling update) that
lands on another node waits for it with a \`Multi-Attach\` error, and the old pod waits for the new one: the release hangs.

Use \`Recreate\` for a single pod, a StatefulSet with \`volumeClaimTemplates\` for several, or storage that can be \`ReadWriteMany\`.

Nothing is reported where the claim cannot be seen, and where all pods are kept on one node.`,
  examples: [
    {
      title: "The old pod lets go first",
      bad: deployment(""),
      good: deployment("  strategy:\n    type: Recreate\n"),
      files: {},
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (workload?.kind !== "Deployment" || isPartial(object, workspace) || isOnOneNode(workload)) continue;
      const found = claimsOf(workload.pod, workspace).find(({ isSingleWriter }) => isSingleWriter);
      if (!found) continue;
      const rollout = rolloutOf(workload, workspace);
      const most = rollout.replicas.maximum;
      if (most === undefined || most === 0 || rollout.type === "unknown") continue;
      const isShared = most > 1;
      const surges = rollout.type === "rolling" && rollout.maxSurge !== undefined && podsOf(rollout.maxSurge, most, "up") > 0;
      if (!isShared && !surges) continue;
      report({
        span: spanOf(found) ?? object.nameSpan,
        message: isShared
          ? `${most} pods share the claim \`${found.name}\`, which only one node can have (\`${found.modes?.join(", ")}\`): those on other nodes never start. Use a StatefulSet, or \`ReadWriteMany\` storage.`
          : `A rolling update starts the new pod while the old one has the claim \`${found.name}\` (\`${found.modes?.join(", ")}\`), so on another node it never starts. Use \`Recreate\`.`,
        fixes: isShared ? [] : fixesOf("Use `Recreate`", "unsafe", object, recreate(workload)),
      });
    }
  },
});

function spanOf({ volume }: Claim) {
  return volume.mapping("persistentVolumeClaim").text("claimName").span;
}

function recreate({ object, strategy }: Workload): Edits {
  const entry = strategy.entry;
  return entry ? setValue(object, entry, { type: "Recreate" }) : insertSpecKey(object, "strategy", { type: "Recreate" });
}

/** Whether all pods are bound to land on the same node, where they can share what that has. */
function isOnOneNode({ pod: { spec } }: Workload): boolean {
  const affinity = spec.mapping("affinity");
  return (
    spec.has("nodeName") !== false ||
    spec.mapping("nodeSelector").has("kubernetes.io/hostname") !== false ||
    affinity.mapping("podAffinity").has("requiredDuringSchedulingIgnoredDuringExecution") !== false ||
    affinity.mapping("nodeAffinity").has("requiredDuringSchedulingIgnoredDuringExecution") !== false
  );
}
