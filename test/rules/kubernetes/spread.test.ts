// On which nodes the pods of a workload land.
import { describe, expect, it } from "vitest";
import blocksSurge from "../../../server/engine/rules/kubernetes/anti-affinity-blocks-surge.ts";
import priority from "../../../server/engine/rules/kubernetes/missing-priority-class.ts";
import missing from "../../../server/engine/rules/kubernetes/missing-spread.ts";
import selector from "../../../server/engine/rules/kubernetes/spread-selector.ts";
import { expectLawfulFixes, places, run } from "../support.ts";
import { autoscaler, workload } from "./manifests.ts";

const files = {};
const constraint = (label: string, more = "") =>
  `      topologySpreadConstraints:\n        - maxSkew: 1\n          topologyKey: kubernetes.io/hostname\n          whenUnsatisfiable: ScheduleAnyway\n          labelSelector:\n            matchLabels:\n              app: ${label}\n${more}`;
const required = (label: string, key = "kubernetes.io/hostname", more = "") =>
  `      affinity:\n        podAntiAffinity:\n          requiredDuringSchedulingIgnoredDuringExecution:\n            - labelSelector:\n                matchLabels:\n                  app: ${label}\n              topologyKey: ${key}\n${more}`;

describe("kubernetes/missing-spread", () => {
  it("spreads several pods over hosts and zones", () => {
    const text = workload({ spec: "  replicas: 3\n" });
    const [problem] = run(missing, text, { files });
    expect(problem?.on).toBe("web");
    expect(problem?.fixed[0]).toContain(
      "          topologyKey: topology.kubernetes.io/zone\n          whenUnsatisfiable: ScheduleAnyway\n",
    );
    expect(problem?.fixed[0]).toContain("          matchLabelKeys: [pod-template-hash]\n");
    expectLawfulFixes(missing, text, { files });
  });

  it("names no label of revisions where the kind has none", () => {
    const [problem] = run(missing, workload({ kind: "StatefulSet", spec: "  replicas: 3\n" }), { files });
    expect(problem?.fixed[0]).not.toContain("matchLabelKeys");
  });

  it.each([
    ["constraints", workload({ spec: "  replicas: 3\n", pod: constraint("web") })],
    ["anti-affinity", workload({ spec: "  replicas: 3\n", pod: required("web") })],
    ["one pod", workload()],
    ["a DaemonSet", workload({ kind: "DaemonSet" })],
    [
      "a Job",
      "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: tidy\nspec:\n  parallelism: 3\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: tidy\n          image: tidy:1\n",
    ],
    ["unknown replicas", workload({ spec: "  replicas: {{ .Values.replicas }}\n" })],
    [
      "a block that a template writes",
      workload({
        spec: "  replicas: 3\n",
        pod: "      {{- with .Values.affinity }}\n      affinity:\n        {{- toYaml . | nindent 8 }}\n      {{- end }}\n",
      }),
    ],
    ["pods on one node by choice", workload({ spec: "  replicas: 3\n", pod: "      nodeSelector:\n        kubernetes.io/hostname: a\n" })],
    ["a patch", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(missing, text, { files })).toEqual([]);
  });

  it("reckons with the fewest pods of an autoscaler", () => {
    expect(run(missing, workload() + autoscaler("web", 2), { files })).toHaveLength(1);
    expect(run(missing, workload() + autoscaler("web", 1), { files })).toEqual([]);
  });

  it("is silent where every overlay adds constraints", () => {
    const patch = `patches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: web\n      spec:\n        template:\n          spec:\n            topologySpreadConstraints: []\n`;
    const all = { "deploy/kustomization.yaml": `resources:\n  - app.yaml\n${patch}` };
    expect(places(missing, workload({ spec: "  replicas: 3\n" }), { files: all })).toEqual([]);
  });
});

describe("kubernetes/spread-selector", () => {
  it("reports labels that the pods do not have", () => {
    const text = workload({ pod: constraint("api") });
    expect(run(selector, text)).toMatchObject([{ on: "api", fixed: [workload({ pod: constraint("web") })] }]);
    expectLawfulFixes(selector, text);
  });

  it("reports a constraint without a selector", () => {
    const without = constraint("web").replace(/ {10}labelSelector:[\s\S]*/, "");
    const text = workload({ pod: without });
    expect(run(selector, text)).toMatchObject([{ on: "kubernetes.io/hostname", fixed: [workload({ pod: constraint("web") })] }]);
    expectLawfulFixes(selector, text);
  });

  it("reports a skew below one", () => {
    const text = workload({ pod: constraint("web").replace("maxSkew: 1", "maxSkew: 0") });
    expect(run(selector, text)).toMatchObject([{ on: "0", fixed: [workload({ pod: constraint("web") })] }]);
    expectLawfulFixes(selector, text);
  });

  it("reports anti-affinity only where no pod of the workspace is meant", () => {
    const text = workload({ pod: required("api") });
    expect(run(selector, text, { files })).toMatchObject([{ on: "api" }]);
    expectLawfulFixes(selector, text, { files });
    expect(places(selector, text, { files: { "deploy/api.yaml": workload({ name: "api" }) } })).toEqual([]);
    expect(places(selector, text)).toEqual([]);
  });

  it.each([
    ["their own labels", workload({ pod: constraint("web") })],
    [
      "an expression that they meet",
      workload({
        pod: constraint("web").replace(
          /matchLabels:\n {14}app: web/,
          "matchExpressions:\n              - key: app\n                operator: In\n                values: [web, api]",
        ),
      }),
    ],
    ["labels that a template writes", workload({ pod: constraint("{{ .Release.Name }}") })],
    ["other namespaces", workload({ pod: required("api", undefined, "              namespaceSelector: {}\n") })],
    [
      "a part of a workload",
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n${constraint("web")}`,
    ],
  ])("is silent on %s", (_, text) => {
    expect(places(selector, text, { files })).toEqual([]);
  });

  it("is silent where Kustomize adds labels", () => {
    const all = { "deploy/kustomization.yaml": "resources:\n  - app.yaml\ncommonLabels:\n  app: api\n" };
    expect(places(selector, workload({ pod: constraint("api") }), { files: all })).toEqual([]);
  });
});

describe("kubernetes/anti-affinity-blocks-surge", () => {
  const first = "  replicas: 3\n  strategy:\n    rollingUpdate:\n      maxUnavailable: 0\n";

  it("prefers instead of requiring, with comments and all", () => {
    const text = workload({ spec: first, pod: required("web", "kubernetes.io/hostname # one a node") });
    const [problem] = run(blocksSurge, text, { files });
    expect(problem?.on).toBe("kubernetes.io/hostname");
    expect(problem?.fixed[0]).toContain(
      "          preferredDuringSchedulingIgnoredDuringExecution:\n            - weight: 100\n              podAffinityTerm:\n                labelSelector:\n                  matchLabels:\n                    app: web\n                topologyKey: kubernetes.io/hostname # one a node\n",
    );
    expectLawfulFixes(blocksSurge, text, { files });
    expectLawfulFixes(blocksSurge, text.replaceAll("\n", "\r\n"), { files });
  });

  it("knows that the default rounds to none for few pods", () => {
    expect(run(blocksSurge, workload({ spec: "  replicas: 3\n", pod: required("web") }), { files })).toHaveLength(1);
    expect(run(blocksSurge, workload({ spec: "  replicas: 4\n", pod: required("web") }), { files })).toEqual([]);
  });

  it.each([
    [
      "a pod that may be missing",
      workload({ spec: "  replicas: 3\n  strategy:\n    rollingUpdate:\n      maxUnavailable: 1\n", pod: required("web") }),
    ],
    ["zones", workload({ spec: first, pod: required("web", "topology.kubernetes.io/zone") })],
    ["other pods", workload({ spec: first, pod: required("api") })],
    [
      "pods of one revision alone",
      workload({ spec: first, pod: required("web", undefined, "              matchLabelKeys: [pod-template-hash]\n") }),
    ],
    ["Recreate", workload({ spec: "  replicas: 3\n  strategy:\n    type: Recreate\n", pod: required("web") })],
    ["one pod", workload({ pod: required("web") })],
    ["no anti-affinity", workload({ spec: first })],
  ])("is silent on %s", (_, text) => {
    expect(places(blocksSurge, text, { files })).toEqual([]);
  });
});

describe("kubernetes/missing-priority-class", () => {
  it("names a class", () => {
    const text = workload();
    expect(run(priority, text)).toMatchObject([{ on: "web", fixed: [workload({ pod: "      priorityClassName: high-priority\n" })] }]);
    expectLawfulFixes(priority, text);
  });

  it.each([
    ["a class", workload({ pod: "      priorityClassName: low\n" })],
    [
      "a block that a template writes",
      workload({ pod: "      {{- with .Values.priorityClassName }}\n      priorityClassName: {{ . }}\n      {{- end }}\n" }),
    ],
    ["a patch", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(priority, text)).toEqual([]);
  });
});
