import { companionText } from "../../cluster/companion.ts";
import { appendDocument, type Edits, fixesOf } from "../../cluster/edit.ts";
import { noteEnd, objectsAround } from "../../cluster/objects.ts";
import { findNetworkPolicies } from "../../cluster/policies.ts";
import { isPartial } from "../../cluster/unit.ts";
import type { Workload } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const workload =
  "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n";

export default defineRule({
  id: "kubernetes/missing-network-policy",
  language: "kubernetes",
  category: "security",
  severity: "info",
  preset: "optional",
  summary: "Every pod of the cluster can reach this one.",
  why: `
Without a NetworkPolicy that selects it a pod takes traffic from the whole cluster and may reach everything. A policy that denies all by default, with what is needed allowed on top, keeps an intruder in one pod. A policy for the whole namespace (an empty \`podSelector\`) counts. Not every cluster's network enforces policies.`,
  examples: [
    {
      title: "Only its own namespace",
      files: {},
      bad: workload,
      good: `${workload}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector:\n    matchLabels:\n      app: web\n  policyTypes:\n    - Ingress\n  ingress:\n    - from:\n        - podSelector: {}\n`,
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/services-networking/network-policies/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["kube-linter:non-isolated-pod", "kube-score:pod-networkpolicy", "polaris:missingNetworkPolicy", "checkov:CKV2_K8S_6"],
  judges: "part",
  uncovers: ["kubernetes/default-namespace"],
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload: one } = object;
      if (!one || one.isJob || one.kind === "PodTemplate" || isPartial(object, workspace) || one.pod.hostNetwork.or(false) !== false)
        continue;
      const found = findNetworkPolicies(one, workspace);
      if (found.objects.length > 0 || found.mayBeMore) continue;
      report({
        span: object.nameSpan,
        message: `No NetworkPolicy selects the pods of \`${object.title}\`: every pod of the cluster can reach them. Add one that allows what is needed.`,
        fixes: fixesOf("Add a NetworkPolicy that lets in the namespace alone", "unsafe", object, policyFor(one, workspace)),
      });
    }
  },
});

function policyFor(workload: Workload, workspace: Workspace): Edits {
  const { object } = workload;
  // One of that name is there, for other pods.
  if (objectsAround(object.file, workspace).named("NetworkPolicy", object.name.value ?? "").length > 0) return undefined;
  const text = companionText(
    workload,
    "networking.k8s.io/v1",
    "NetworkPolicy",
    (labels) =>
      `  podSelector:\n    matchLabels:\n${labels}  policyTypes:\n    - Ingress\n  ingress:\n    - from:\n        - podSelector: {}\n`,
  );
  noteEnd(object, workspace);
  return text === undefined ? undefined : appendDocument(object.file, text);
}
