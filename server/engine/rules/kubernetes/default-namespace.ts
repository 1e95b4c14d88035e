import { type Edits, fixesOf, insertKey, placeholder, setValue } from "../../cluster/edit.ts";
import { orders } from "../../cluster/key-order.ts";
import { objectsAround } from "../../cluster/objects.ts";
import { kustomizationsOf, severityOfMissing, unitOf } from "../../cluster/unit.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { nameProblem } from "../../languages/kubernetes/names.ts";
import { kindOf } from "../../languages/kubernetes/schema.ts";
import { defineRule } from "../../rule.ts";
import { areFilesSeen } from "../../workspace/files.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const service = (namespace: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n${namespace}spec:\n  selector:\n    app: web\n  ports:\n    - name: http\n      port: 80\n`;

export default defineRule({
  id: "kubernetes/default-namespace",
  language: "kubernetes",
  category: "operability",
  severity: "info",
  preset: "optional",
  summary: "An object goes into the namespace `default`, or into whichever is chosen when it is applied.",
  why: `
Without a namespace an object lands where the context of whoever applies it points to, which is \`default\` more often than not: out of reach of the quotas, network policies and permissions that are made for a namespace.

Many teams choose the namespace outside of the manifests on purpose (\`kubectl -n\`, Helm, Argo CD), so this is off unless you ask for it. Charts are left alone, and so is what a kustomization gives a namespace.`,
  examples: [
    {
      title: "In a namespace of its own",
      bad: service("  namespace: default\n"),
      good: service("  namespace: web\n"),
      files: {},
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#working-with-namespaces"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: [],
  uncovers: ["kubernetes/missing-network-policy"],
  alsoKnownAs: ["kube-linter:use-namespace", "checkov:CKV_K8S_21"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const object of file.objects) {
      const { namespace, apiVersion, kind } = object;
      // What Kustomize reads never reaches the cluster.
      if (object.group === "kustomize.config.k8s.io") continue;
      const isDefault = namespace.value === "default";
      if (!isDefault && !(namespace.isAbsent && isChosenNowhere(object, workspace))) continue;
      if (!kindOf(apiVersion.value ?? "", kind)?.isNamespaced) continue;
      report({
        span: namespace.span ?? object.nameSpan,
        message: isDefault
          ? "In the namespace `default`, quotas, policies and permissions of a namespace do not hold. Name one of the application's own."
          : "Without `namespace` the object lands wherever the context of whoever applies it points to. Name one.",
        fixes: fixesOf("Name a namespace", "unsafe", object, named(object, isDefault, workspace)),
      });
    }
  },
});

/** Nothing that can be seen gives the object a namespace. */
function isChosenNowhere(object: ManifestObject, workspace: Workspace): boolean {
  if (!areFilesSeen(workspace) || object.file.template === "helm" || unitOf(object, workspace).kind === "chart") return false;
  if (kustomizationsOf(object, workspace).some(({ namespace, isComplete }) => namespace !== undefined || !isComplete)) return false;
  return severityOfMissing(object, ["metadata", "namespace"], "info", workspace) !== undefined;
}

/** The namespace that the file makes, else one that the user has to name. */
function named(object: ManifestObject, isDefault: boolean, workspace: Workspace): Edits {
  const own = object.name.value;
  const wanted = onlyNamespace(object, workspace) ?? placeholder(own === undefined || nameProblem("label", own) ? "web" : own);
  return isDefault ? setValue(object, object.namespace, wanted) : insertKey(object, object.metadata, "namespace", wanted, orders.metadata);
}

function onlyNamespace({ file }: ManifestObject, workspace: Workspace): string | undefined {
  const { path } = file.source;
  return objectsAround(file, workspace).lookUp(`only namespace in ${path}`, (all) => {
    const names = all.inFile(path).flatMap(({ kind, name }) => (kind === "Namespace" && name !== undefined ? [name] : []));
    return names.length === 1 && !nameProblem("label", names[0] as string) ? names[0] : undefined;
  });
}
