import { budgetsOf, hasBudget } from "../../../cluster/policies.ts";
import { effectiveReplicas } from "../../../cluster/replicas.ts";
import { separationsOf } from "../../../cluster/spreading.ts";
import { isSupplied } from "../../../cluster/unit.ts";
import type { Workload } from "../../../languages/kubernetes/model.ts";
import type { Assessor } from "../../model.ts";
import type { Service } from "../../service.ts";
import { notApplicable } from "../../verdict.ts";
import { againstObject, called, findingsInObjects, foundBy, inObject, type Shown, together } from "./shown.ts";
import { withoutCluster } from "./without-cluster.ts";

const ofPods = ["kubernetes/missing-disruption-budget", "kubernetes/missing-spread", "kubernetes/spread-selector"] as const;
const ofBudgets = [
  "kubernetes/blocking-disruption-budget",
  "kubernetes/disruption-budget-selector",
  "kubernetes/malformed-disruption-budget",
] as const;

export const disruptionBudget: Assessor = {
  id: "infrastructure.disruption-budget",
  looksAt:
    "A `PodDisruptionBudget` that selects its pods and lets one go, and spread constraints or anti-affinity that keep them on several nodes.",
  rules: [...ofPods, ...ofBudgets],
  action: { kind: "generate", generator: "kubernetes", title: "Generate a disruption budget and spread constraints" },
  assess(service) {
    const { workloads } = service.targets;
    if (workloads.length === 0) return withoutCluster(service, "Disruption budgets are Kubernetes' own.");
    const scalable = workloads.filter(({ isScalable }) => isScalable);
    if (scalable.length === 0) return notApplicable("Its pods are no number of equal ones, which a budget could protect.");
    return together(
      scalable.flatMap((workload) => ofWorkload(workload, service)),
      {
        holds: "A budget keeps enough of its pods while nodes are drained, and they are kept on several nodes.",
        unclear: "A budget or a spread of its pods is there whose numbers or labels are set elsewhere.",
        lacks:
          "Draining a node, or the failure of one, may take all of its pods: a budget, several pods, or their spread over nodes is missing.",
      },
    );
  },
};

function ofWorkload(workload: Workload, service: Service): readonly Shown[] {
  const { workspace } = service;
  const { object } = workload;
  const budgets = budgetsOf(workload, workspace);
  const found = [
    foundBy(findingsInObjects(service, [object], ofPods), "Protect its pods"),
    foundBy(findingsInObjects(service, budgets, ofBudgets), "Correct the budget"),
  ].flatMap((one) => one ?? []);
  if (found.length > 0) return found;
  const { minimum } = effectiveReplicas(workload, workspace);
  if (minimum === 1)
    return [
      {
        state: "lacks",
        evidence: [
          againstObject(object, `${called(workload)} may run one pod, which no budget can keep`, workload.replicas.entry?.keySpan),
        ],
      },
    ];
  return [budgetOf(workload, budgets, service), spreadOf(workload, service)];
}

function budgetOf(workload: Workload, budgets: ReturnType<typeof budgetsOf>, service: Service): Shown {
  const { object } = workload;
  const [budget] = budgets;
  if (budget) return { state: "holds", evidence: [inObject(budget, budget.nameSpan, `protects the pods of ${called(workload)}`)] };
  const near = service.objects.find(({ kind, isPatch }) => kind === "PodDisruptionBudget" && !isPatch);
  if (near && hasBudget(workload, service.workspace) === undefined)
    return { state: "unclear", evidence: [inObject(near, near.nameSpan, "may select its pods", "code")] };
  return { state: "lacks", evidence: [againstObject(object, `no budget protects the pods of ${called(workload)}`)] };
}

function spreadOf(workload: Workload, service: Service): Shown {
  const { object, pod } = workload;
  const separations = separationsOf(workload);
  const own = separations.find(({ isAboutItself }) => isAboutItself === true);
  if (own) {
    const place = own.mapping.entries[0]?.keySpan;
    return { state: "holds", evidence: [inObject(object, place, own.kind === "spread" ? "spreads its pods" : "keeps its pods apart")] };
  }
  const affinity = pod.spec.at("affinity", "podAntiAffinity");
  const constraints = pod.spec.list("topologySpreadConstraints");
  const entry = constraints.entry ?? affinity.entry;
  const isFilledIn = separations.length > 0 || (entry && (constraints.isOpen || affinity.isOpen)) || pod.spec.isOpen;
  const supplied = isSupplied(object, ["spec", "template", "spec", "topologySpreadConstraints"], service.workspace);
  if (supplied === true) return { state: "holds", evidence: [inObject(object, object.nameSpan, "an overlay spreads its pods")] };
  return isFilledIn || supplied === undefined
    ? { state: "unclear", evidence: [inObject(object, entry?.keySpan ?? object.nameSpan, "the spread of its pods is filled in", "code")] }
    : { state: "lacks", evidence: [againstObject(object, `nothing keeps the pods of ${called(workload)} on several nodes`)] };
}
