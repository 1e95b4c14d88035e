import { describe, expect, it } from "vitest";
import {
  budgetsOf,
  hasBudget,
  limitRangesOf,
  namespaceOf,
  networkPoliciesOf,
  podSecurityLabel,
  quotasOf,
} from "../../../server/engine/cluster/policies.ts";
import { findBindings, findServiceAccount, serviceAccountName } from "../../../server/engine/cluster/service-accounts.ts";
import { cluster, deployment } from "./workspace.ts";

const named = (version: string, kind: string, name: string, rest = "", namespace = "") =>
  `apiVersion: ${version}\nkind: ${kind}\nmetadata: {name: ${name}${namespace === "" ? "" : `, namespace: ${namespace}`}}\n${rest}`;
const budget = (selector: string) => named("policy/v1", "PodDisruptionBudget", "b", `spec: {minAvailable: 1${selector}}\n`);
const policy = (selector: string, namespace = "") =>
  named("networking.k8s.io/v1", "NetworkPolicy", "p", `spec: {podSelector: ${selector}}\n`, namespace);

describe("budgets", () => {
  const of = (selector: string) => {
    const found = cluster({ "web.yaml": deployment("web"), "b.yaml": budget(selector) });
    return [
      budgetsOf(found.workload("web.yaml", "Deployment web"), found.workspace).length,
      hasBudget(found.workload("web.yaml", "Deployment web"), found.workspace),
    ];
  };

  it("protect what they select: all with an empty selector, nothing without one", () => {
    expect(of(", selector: {matchLabels: {app: web}}")).toEqual([1, true]);
    expect(of(", selector: {matchLabels: {app: other}}")).toEqual([0, false]);
    expect(of(", selector: {}")).toEqual([1, true]);
    expect(of("")).toEqual([0, false]);
    expect(of(", selector: {matchLabels: {app: '${NAME}'}}")).toEqual([0, undefined]);
  });
});

describe("policies of a namespace", () => {
  const files = {
    "shop/web.yaml": deployment("web", { namespace: "shop" }),
    "shop/all.yaml": policy("{}", "shop"),
    "office/all.yaml": policy("{}", "office"),
    "shop/limits.yaml": named("v1", "LimitRange", "l", "spec: {limits: []}\n", "shop"),
    "office/quota.yaml": named("v1", "ResourceQuota", "q", "spec: {hard: {pods: 1}}\n", "office"),
    "namespaces.yaml": `${named("v1", "Namespace", "office")}---
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    pod-security.kubernetes.io/enforce: restricted
`,
  };
  const found = cluster(files);
  const web = found.workload("shop/web.yaml", "Deployment web");

  it("are those for it, wherever they stand", () => {
    expect(networkPoliciesOf(web, found.workspace).map(({ file }) => file.source.path)).toEqual(["shop/all.yaml"]);
    expect(limitRangesOf(web.object, found.workspace)).toHaveLength(1);
    expect(quotasOf(web.object, found.workspace)).toEqual([]);
    expect(namespaceOf(web.object, found.workspace)?.name.value).toBe("shop");
    expect(podSecurityLabel(web.object, "enforce", found.workspace)).toBe("restricted");
    expect(podSecurityLabel(web.object, "warn", found.workspace)).toBeUndefined();
  });

  it("do not reach into folders of which nothing says that they are in it", () => {
    const loose = cluster({ "shop/web.yaml": deployment("web"), "office/all.yaml": policy("{}") });
    expect(networkPoliciesOf(loose.workload("shop/web.yaml", "Deployment web"), loose.workspace)).toEqual([]);
  });
});

describe("service accounts", () => {
  const account = named("v1", "ServiceAccount", "reader");
  const binding = named(
    "rbac.authorization.k8s.io/v1",
    "RoleBinding",
    "r",
    "roleRef: {kind: Role, name: r}\nsubjects:\n  - {kind: User, name: reader}\n  - {kind: ServiceAccount, name: reader}\n",
  );
  const found = cluster({
    "web.yaml": deployment("web").replace("      containers:", "      serviceAccountName: reader\n      containers:"),
    "old.yaml": deployment("old").replace("      containers:", "      serviceAccount: writer\n      containers:"),
    "plain.yaml": deployment("plain"),
    "account.yaml": `${account}---\n${binding}`,
  });
  const workload = (name: string) => found.workload(`${name}.yaml`, `Deployment ${name}`);

  it("are named by the pod, by the old key, or are the default", () => {
    expect(["web", "old", "plain"].map((name) => serviceAccountName(workload(name)))).toEqual(["reader", "writer", "default"]);
  });

  it("are found with their bindings", () => {
    expect(findServiceAccount(workload("web"), found.workspace).objects.map(({ name }) => name)).toEqual(["reader"]);
    expect(findBindings(workload("web"), found.workspace).objects.map(({ name }) => name)).toEqual(["r"]);
    expect(findServiceAccount(workload("old"), found.workspace)).toMatchObject({ objects: [], mayBeMore: false });
    expect(findBindings(workload("old"), found.workspace).objects).toEqual([]);
  });
});
