import { findNetworkPolicies, networkPoliciesOf } from "../../../cluster/policies.ts";
import { findBindings, findServiceAccount, serviceAccountName } from "../../../cluster/service-accounts.ts";
import type { Workload } from "../../../languages/kubernetes/model.ts";
import type { Assessor } from "../../model.ts";
import type { Service } from "../../service.ts";
import { againstObject, called, findingsInObjects, foundBy, inObject, type Shown, together } from "./shown.ts";
import { withoutCluster } from "./without-cluster.ts";

const ofPods = ["kubernetes/missing-network-policy", "kubernetes/default-service-account"] as const;
const ofPolicies = ["kubernetes/network-policy-selector"] as const;

export const networkPolicy: Assessor = {
  id: "infrastructure.network-policy",
  looksAt:
    "A `NetworkPolicy` that selects its pods, and a service account without a token, or one of its own where it calls the cluster's API.",
  rules: [...ofPods, ...ofPolicies],
  action: { kind: "generate", generator: "kubernetes", title: "Generate a network policy and a service account" },
  assess(service) {
    const { workloads } = service.targets;
    if (workloads.length === 0) return withoutCluster(service, "Network policies and service accounts are Kubernetes' own.");
    return together(
      workloads.flatMap((workload) => ofWorkload(workload, service)),
      {
        holds: "A network policy selects its pods, and they carry no token, or one of an account of their own that has permissions.",
        unclear: "A network policy and a service account are there, part of which is set elsewhere.",
        lacks:
          "A pod that is taken over reaches more than it needs: a network policy is missing, or it carries a token that it does not use.",
      },
    );
  },
};

function ofWorkload(workload: Workload, service: Service): readonly Shown[] {
  const { object } = workload;
  const policies = networkPoliciesOf(workload, service.workspace);
  const found = [
    foundBy(findingsInObjects(service, [object], ofPods), "Close what it does not need"),
    foundBy(findingsInObjects(service, policies, ofPolicies), "Correct the policy"),
  ].flatMap((one) => one ?? []);
  return found.length > 0 ? found : [policyOf(workload, service), tokenOf(workload, service)];
}

function policyOf(workload: Workload, service: Service): Shown {
  const { workspace } = service;
  const [policy] = networkPoliciesOf(workload, workspace);
  if (policy) return { state: "holds", evidence: [inObject(policy, policy.nameSpan, `selects the pods of ${called(workload)}`)] };
  const near = service.objects.find(({ kind, isPatch }) => /NetworkPolicy$/.test(kind) && !isPatch);
  if (near && findNetworkPolicies(workload, workspace).mayBeMore)
    return { state: "unclear", evidence: [inObject(near, near.nameSpan, "may select its pods", "code")] };
  return { state: "lacks", evidence: [againstObject(workload.object, `no network policy selects the pods of ${called(workload)}`)] };
}

function tokenOf(workload: Workload, service: Service): Shown {
  const { object, pod } = workload;
  const own = pod.spec.boolean("automountServiceAccountToken");
  if (own.value === false) return { state: "holds", evidence: [inObject(object, own.entry?.keySpan, "its pods carry no token")] };
  const { objects, isDistant } = findServiceAccount(workload, service.workspace);
  const account = isDistant ? undefined : objects[0]?.object;
  const name = serviceAccountName(workload);
  if (account && own.isAbsent) {
    const field = account.root.boolean("automountServiceAccountToken");
    if (field.value === false) return { state: "holds", evidence: [inObject(account, field.entry?.keySpan, "its account gives no token")] };
    const binding = findBindings(workload, service.workspace).objects[0]?.object;
    if (binding && name !== undefined && name !== "default")
      return { state: "holds", evidence: [inObject(binding, binding.nameSpan, `its account \`${name}\` has permissions of its own`)] };
  }
  if (own.isUnknown || name === undefined || pod.spec.isOpen)
    return {
      state: "unclear",
      evidence: [
        inObject(
          object,
          own.entry?.keySpan ?? pod.serviceAccountName.entry?.keySpan ?? object.nameSpan,
          "its account is filled in",
          "code",
        ),
      ],
    };
  return { state: "lacks", evidence: [againstObject(object, `the pods of ${called(workload)} carry a token, and nothing says what for`)] };
}
