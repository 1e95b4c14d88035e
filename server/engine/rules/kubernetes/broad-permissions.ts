import { builtInGroups } from "../../languages/kubernetes/schema.ts";
import type { Mapping } from "../../languages/yaml/mapping.ts";
import type { YamlNode } from "../../languages/yaml/model.ts";
import { defineRule, type Problem } from "../../rule.ts";

const role = (verbs: string) =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: web\nrules:\n  - apiGroups: [""]\n    resources: ["configmaps"]\n    verbs: [${verbs}]\n`;

export default defineRule({
  id: "kubernetes/broad-permissions",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "strict",
  summary: "A role gives more rights than any application needs.",
  why: `
A role is what an intruder gets together with the pod that has it. \`*\` stands for everything there is and will be; \`escalate\`, \`bind\` and \`impersonate\` let the holder give himself any right; \`pods/exec\` opens a shell in every pod, \`nodes/proxy\` one in every pod of a node, past the API's audit log; listing Secrets reads all of them; \`cluster-admin\` is the whole cluster. Name the verbs and resources that are used, and with \`resourceNames\` the objects.

Rights to list everything (\`*\` among the resources) are a remark, as they take the Secrets along. What a controller may do with the kinds of its own API is left alone.`,
  examples: [{ title: "The verbs that are used", bad: role('"*"'), good: role('"get", "watch"') }],
  links: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
  since: "0.3.0",
  patterns: ["P4"],
  alsoKnownAs: [
    "kube-linter:wildcard-in-rules",
    "kube-linter:cluster-admin-role-binding",
    "kube-linter:access-to-secrets",
    "polaris:clusterrolePodExecAttach",
    "polaris:rolePodExecAttach",
    "polaris:clusterrolebindingPodExecAttach",
    "polaris:rolebindingClusterRolePodExecAttach",
    "polaris:rolebindingRolePodExecAttach",
    "polaris:clusterrolebindingClusterAdmin",
    "polaris:rolebindingClusterAdminRole",
    "checkov:CKV_K8S_49",
    "checkov:CKV_K8S_157",
    "checkov:CKV_K8S_158",
    "checkov:CKV2_K8S_1",
    "checkov:CKV2_K8S_2",
    "checkov:CKV2_K8S_3",
    "checkov:CKV2_K8S_5",
  ],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      if (object.group !== "rbac.authorization.k8s.io") continue;
      if (object.kind === "Role" || object.kind === "ClusterRole") {
        for (const rule of object.root.list("rules").mappings) {
          const found = tooBroad(rule);
          if (found) report(found);
        }
      } else if (object.kind === "ClusterRoleBinding") {
        const name = object.root.mapping("roleRef").text("name");
        if (name.value !== "cluster-admin" || !name.span) continue;
        report({
          span: name.span,
          message:
            "`cluster-admin` is every right on the whole cluster. Bind a role with the rights that are used, in the namespaces where they are.",
        });
      }
    }
  },
});

/** The broadest thing of a rule, which stands for all of it. */
function tooBroad(rule: Mapping): Problem | undefined {
  const verbs = rule.list("verbs");
  const resources = rule.list("resources");
  const has = (list: typeof verbs, ...texts: string[]): YamlNode | undefined =>
    list.nodes.find((node) => node.kind === "scalar" && texts.includes(node.text));
  // A controller may do as it likes with the kinds of its own API.
  const reachesOthers = rule.list("apiGroups").texts.some((group) => group === "*" || (group !== undefined && builtInGroups.has(group)));
  const all = has(verbs, "*");
  if (all && reachesOthers) {
    return {
      span: all.span,
      message: "`*` gives every verb there is, deleting and those to come among them. Name the verbs that are used.",
    };
  }
  const escalating = has(verbs, "escalate", "bind", "impersonate");
  if (escalating?.kind === "scalar") {
    return {
      span: escalating.span,
      message: `With \`${escalating.text}\` the holder can take any right of the cluster. Leave it out, or limit it by \`resourceNames\`.`,
    };
  }
  const writes = verbs.texts.some((verb) => verb !== undefined && !["get", "list", "watch"].includes(verb));
  const anything = has(resources, "*");
  if (anything && writes && reachesOthers) {
    return {
      span: anything.span,
      message: "`*` gives the right to change every kind of object, Secrets and roles among them. Name the resources that are used.",
    };
  }
  const shell = has(resources, "pods/exec", "pods/attach");
  if (shell?.kind === "scalar" && has(verbs, "create", "get")) {
    return {
      span: shell.span,
      message: `\`${shell.text}\` opens a shell in every pod of the namespace, with all its secrets. Leave it to people.`,
    };
  }
  const proxy = has(resources, "nodes/proxy");
  if (proxy && has(verbs, "create")) {
    return {
      span: proxy.span,
      message: "`nodes/proxy` runs commands in every pod of a node, past the checks and the audit log of the API. Leave it out.",
    };
  }
  if (!has(verbs, "list", "watch") || rule.has("resourceNames") !== false) return undefined;
  const secrets = has(resources, "secrets");
  if (secrets) {
    return {
      span: secrets.span,
      message: "Whoever may list Secrets reads all of them. Give `get` on those that are needed, by `resourceNames`.",
    };
  }
  // Secrets are of the API's core, whose group is "".
  if (anything && rule.list("apiGroups").texts.some((group) => group === "" || group === "*")) {
    return {
      span: anything.span,
      message: "`*` takes the Secrets along: whoever may list them reads all of them. Name the resources that are used.",
      severity: "info",
    };
  }
  return undefined;
}
