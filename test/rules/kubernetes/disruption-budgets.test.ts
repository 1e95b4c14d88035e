// PodDisruptionBudgets, and workloads that have none.
import { describe, expect, it } from "vitest";
import blocking from "../../../server/engine/rules/kubernetes/blocking-disruption-budget.ts";
import selector from "../../../server/engine/rules/kubernetes/disruption-budget-selector.ts";
import malformed from "../../../server/engine/rules/kubernetes/malformed-disruption-budget.ts";
import missing from "../../../server/engine/rules/kubernetes/missing-disruption-budget.ts";
import unhealthy from "../../../server/engine/rules/kubernetes/unhealthy-pod-eviction.ts";
import { expectLawfulFixes, places, run } from "../support.ts";
import { autoscaler, budget, service, workload } from "./manifests.ts";

const files = {};
const alone = (limits?: string) => budget("web", limits).replace("---\n", "");
const three = workload({ spec: "  replicas: 3\n" });

describe("kubernetes/missing-disruption-budget", () => {
  it("adds a budget at the end of the file", () => {
    const text = three + service("web");
    expect(run(missing, text, { files })).toMatchObject([{ on: "web", fixed: [text + budget("web")] }]);
    expectLawfulFixes(missing, text, { files });
  });

  it("keeps the namespace and writes what labels need in quotes", () => {
    const text = (three + service("web")).replaceAll("app: web", 'app: "1"').replace("  name: web\n", "  name: web\n  namespace: shop\n");
    expect(run(missing, text, { files })[0]?.fixed[0]).toContain(
      '  namespace: shop\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: "1"\n',
    );
    expectLawfulFixes(missing, text, { files });
  });

  it.each([
    ["a budget in the file", three + service("web") + budget("web"), {}],
    ["a budget elsewhere", three + service("web"), { "templates/budget.yaml": budget("web") }],
    ["one pod", workload() + service("web"), {}],
    ["no Service", three, {}],
    ["a DaemonSet", workload({ kind: "DaemonSet" }) + service("web"), {}],
    ["an autoscaler that may leave one", workload() + service("web") + autoscaler("web", 1), {}],
    ["a chart, of which not all is seen", three + service("web"), { "Chart.yaml": "apiVersion: v2\nname: web\n" }],
  ])("is silent on %s", (_, text, others) => {
    expect(places(missing, text, { path: "templates/app.yaml", files: others })).toEqual([]);
  });

  it("is silent where the workspace cannot be seen", () => {
    expect(places(missing, three + service("web"))).toEqual([]);
  });

  it("reckons with the fewest pods of an autoscaler, and knows StatefulSets", () => {
    expect(run(missing, workload() + service("web") + autoscaler("web", 2), { files })).toHaveLength(1);
    expect(run(missing, workload({ kind: "StatefulSet", spec: "  replicas: 3\n" }) + service("web"), { files })).toHaveLength(1);
  });
});

describe("kubernetes/blocking-disruption-budget", () => {
  it.each([
    ["  maxUnavailable: 0\n", "0"],
    ["  maxUnavailable: 0%\n", "0%"],
    ["  minAvailable: 100%\n", "100%"],
  ])("reports %j, whatever it selects", (limits, on) => {
    expect(run(blocking, alone(limits))).toMatchObject([{ on, fixed: [alone()] }]);
    expectLawfulFixes(blocking, alone(limits));
  });

  it.each([
    [3, "  minAvailable: 3\n"],
    [3, "  minAvailable: 80%\n"],
    [1, "  minAvailable: 1\n"],
    [1, "  minAvailable: 50%\n"],
    [2, "  minAvailable: 5\n"],
  ])("reports it over %s pods: %j", (replicas, limits) => {
    const text = workload({ spec: `  replicas: ${replicas}\n` }) + budget("web", limits);
    expect(run(blocking, text, { files })).toMatchObject([{ fixed: [workload({ spec: `  replicas: ${replicas}\n` }) + budget("web")] }]);
    expectLawfulFixes(blocking, text, { files });
  });

  it.each([
    ["one that may go", three + budget("web", "  minAvailable: 2\n")],
    ["a percentage of which one is left", three + budget("web", "  minAvailable: 50%\n")],
    ["a percentage of one pod that may go", workload() + budget("web", "  maxUnavailable: 10%\n")],
    ["no pods", workload({ spec: "  replicas: 0\n" }) + budget("web", "  minAvailable: 1\n")],
    ["unknown replicas", workload({ spec: "  replicas: {{ .Values.replicas }}\n" }) + budget("web", "  minAvailable: 1\n")],
    ["pods that are not seen", alone("  minAvailable: 3\n")],
    ["both limits, which has a finding of its own", alone("  minAvailable: 1\n  maxUnavailable: 0\n")],
    ["a value that a template decides", alone("  minAvailable: {{ .Values.minimum }}\n")],
    [
      "a bare pod",
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n    - name: web\n      image: web:1\n${budget("web", "  minAvailable: 1\n")}`,
    ],
  ])("is silent on %s", (_, text) => {
    expect(places(blocking, text, { files })).toEqual([]);
  });

  it("reckons with the fewest pods of an autoscaler, and with all that are selected", () => {
    const limits = "  minAvailable: 2\n";
    expect(run(blocking, workload() + autoscaler("web", 2) + budget("web", limits), { files })).toHaveLength(1);
    expect(run(blocking, workload() + autoscaler("web", 3) + budget("web", limits), { files })).toEqual([]);
    const two = `${workload({ spec: "  replicas: 2\n" })}---\n${workload({ name: "canary", label: "web" })}`;
    expect(run(blocking, two + budget("web", limits), { files })).toEqual([]);
  });
});

describe("kubernetes/malformed-disruption-budget", () => {
  it("reports both limits", () => {
    const text = alone("  minAvailable: 1\n  maxUnavailable: 1\n");
    expect(run(malformed, text)).toMatchObject([{ on: "minAvailable", fixed: [alone()] }]);
    expect(run(malformed, text)[0]?.severity).toBeUndefined();
    // A comment is not deleted along.
    expect(run(malformed, text.replace("  minAvailable: 1\n", "  minAvailable: 1 # one\n"))).toMatchObject([
      { on: "minAvailable", fixed: [] },
    ]);
    expectLawfulFixes(malformed, alone("  minAvailable: 1\n  maxUnavailable: 1\n"));
  });

  it("warns of neither", () => {
    expect(run(malformed, alone(""))).toMatchObject([{ on: "web", severity: "warning", fixed: [alone()] }]);
    expectLawfulFixes(malformed, alone(""));
  });

  it("reports a number in quotes and what is no amount", () => {
    expect(run(malformed, alone('  maxUnavailable: "1"\n'))).toMatchObject([{ on: '"1"', fixed: [alone()] }]);
    expectLawfulFixes(malformed, alone('  maxUnavailable: "1"\n'));
    expect(run(malformed, alone("  maxUnavailable: half\n"))).toMatchObject([{ on: "half", fixed: [] }]);
  });

  const pod =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n    - name: web\n      image: web:1\n";

  it("warns where pods without a controller cannot be counted", () => {
    expect(run(malformed, pod + budget("web"), { files })).toMatchObject([{ on: "1", severity: "warning" }]);
    expect(run(malformed, pod + budget("web", "  minAvailable: 50%\n"), { files })).toMatchObject([{ on: "50%" }]);
    expect(run(malformed, pod + budget("web", "  minAvailable: 1\n"), { files })).toEqual([]);
  });

  it.each([
    ["one limit", alone()],
    ["one that is taken away", alone("  minAvailable: null\n  maxUnavailable: 1\n")],
    ["one that a template decides", alone("  {{- toYaml .Values.limits | nindent 2 }}\n")],
    ["pods of a workload", three + budget("web")],
    ["a part of a budget", "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\n$patch: delete\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(malformed, text, { files })).toEqual([]);
  });
});

describe("kubernetes/disruption-budget-selector", () => {
  it("reports a selector that finds no pod, with the labels of the nearest", () => {
    const text = three + budget("wbe", undefined, "web");
    expect(run(selector, text, { files })).toMatchObject([{ on: "wbe", fixed: [three + budget("web")] }]);
    expectLawfulFixes(selector, text, { files });
  });

  it("reports two budgets over the same pods, once", () => {
    const text = three + budget("web") + budget("web", undefined, "other");
    expect(run(selector, text, { files })).toMatchObject([{ on: "selector", related: [{ message: "The other budget" }] }]);
  });

  it("tells of an empty selector, and of none", () => {
    expect(
      run(selector, three + budget("web").replace("  selector:\n    matchLabels:\n      app: web\n", "  selector: {}\n"), { files }),
    ).toMatchObject([{ on: "selector", severity: "info" }]);
    expect(run(selector, three + budget("web").replace("  selector:\n    matchLabels:\n      app: web\n", ""), { files })).toMatchObject([
      { on: "web" },
    ]);
  });

  it.each([
    ["a workload's pods", three + budget("web"), {}],
    ["pods that come from elsewhere", `${workload({ name: "api" })}${budget("database")}`, {}],
    ["pods elsewhere", budget("web").replace("---\n", ""), { "other/app.yaml": three }],
    ["a chart, of which not all is seen", budget("web").replace("---\n", ""), { "Chart.yaml": "name: web\n" }],
    ["labels that a template writes", three + budget("{{ .Release.Name }}"), {}],
    ["pods whose labels a template writes", workload({ spec: "  replicas: 3\n", label: "{{ .Release.Name }}" }) + budget("web"), {}],
    ["budgets for different pods", `${three}---\n${workload({ name: "api" })}${budget("web")}${budget("api")}`, {}],
  ])("is silent on %s", (_, text, others) => {
    expect(places(selector, text, { path: "templates/app.yaml", files: others })).toEqual([]);
  });

  it("is silent where the workspace cannot be seen", () => {
    expect(places(selector, alone())).toEqual([]);
  });
});

describe("kubernetes/unhealthy-pod-eviction", () => {
  it("adds the policy", () => {
    const after = alone("  maxUnavailable: 1\n  unhealthyPodEvictionPolicy: AlwaysAllow\n");
    expect(run(unhealthy, alone())).toMatchObject([{ on: "web", fixed: [after] }]);
    expectLawfulFixes(unhealthy, alone());
    expect(places(unhealthy, after)).toEqual([]);
  });

  it("is silent where the cluster does not know it, or a template may set it", () => {
    expect(places(unhealthy, alone(), { kubernetesVersion: "1.26" })).toEqual([]);
    expect(places(unhealthy, alone().replace("policy/v1", "policy/v1beta1"))).toEqual([]);
    expect(places(unhealthy, alone("  {{- toYaml .Values.limits | nindent 2 }}\n"))).toEqual([]);
  });
});
