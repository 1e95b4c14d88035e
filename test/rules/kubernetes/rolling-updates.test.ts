// How Deployments, StatefulSets and DaemonSets replace their pods.
import { describe, expect, it } from "vitest";
import blockedStatefulSet from "../../../server/engine/rules/kubernetes/blocked-statefulset-update.ts";
import lowCapacity from "../../../server/engine/rules/kubernetes/low-rollout-capacity.ts";
import minReadySeconds from "../../../server/engine/rules/kubernetes/missing-min-ready-seconds.ts";
import revisionHistory from "../../../server/engine/rules/kubernetes/no-revision-history.ts";
import paused from "../../../server/engine/rules/kubernetes/paused-deployment.ts";
import recreate from "../../../server/engine/rules/kubernetes/recreate-strategy.ts";
import parameters from "../../../server/engine/rules/kubernetes/rolling-update-parameters.ts";
import deadline from "../../../server/engine/rules/kubernetes/short-progress-deadline.ts";
import stuck from "../../../server/engine/rules/kubernetes/stuck-rolling-update.ts";
import { expectLawfulFixes, places, run } from "../support.ts";
import { service, workload } from "./manifests.ts";

const update = (surge: string | number | undefined, unavailable: string | number | undefined, key = "strategy") =>
  `  ${key}:\n    rollingUpdate:\n${surge === undefined ? "" : `      maxSurge: ${surge}\n`}${
    unavailable === undefined ? "" : `      maxUnavailable: ${unavailable}\n`
  }`;
const served = (spec: string, name = "web") => workload({ name, spec }) + service(name);

describe("kubernetes/stuck-rolling-update", () => {
  it.each([
    [0, 0],
    ["0%", 0],
    ['"0%"', "0%"],
  ])("reports maxSurge %s with maxUnavailable %s", (surge, unavailable) => {
    const text = workload({ spec: update(surge, unavailable) });
    expect(run(stuck, text)).toMatchObject([{ on: String(surge), fixed: [workload({ spec: update(1, unavailable) })] }]);
    expectLawfulFixes(stuck, text);
  });

  it.each([
    ["a surge", update(1, 0)],
    ["a pod that may go", update(0, 1)],
    ["the default surge", update(undefined, 0)],
    ["the default of what may be missing", update(0, undefined)],
    ["a small percentage, of which Kubernetes makes one pod", update(0, "1%")],
    ["an anchor's value that is not zero", update(0, "&one 1")],
    ["no strategy", ""],
  ])("is silent on %s", (_, spec) => {
    expect(places(stuck, workload({ spec }))).toEqual([]);
  });

  it("says nothing of what a template fills in", () => {
    expect(places(stuck, workload({ spec: update("{{ .Values.surge }}", 0) }))).toEqual([]);
    expect(places(stuck, workload({ spec: update(0, "${UNAVAILABLE}") }))).toEqual([]);
  });

  it("judges values of patches, too", () => {
    const patch = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n${update(0, 0)}`;
    expect(run(stuck, patch)).toHaveLength(1);
  });

  it("knows what other kinds call it", () => {
    expect(run(stuck, workload({ kind: "StatefulSet", spec: update(undefined, 0, "updateStrategy") }))).toMatchObject([
      { on: "0", fixed: [workload({ kind: "StatefulSet", spec: update(undefined, 1, "updateStrategy") })] },
    ]);
    expect(run(stuck, workload({ kind: "DaemonSet", spec: update(0, 0, "updateStrategy") }))).toHaveLength(1);
    const rollout = (surge: number) =>
      workload({ kind: "Rollout", spec: `  strategy:\n    canary:\n      maxSurge: ${surge}\n      maxUnavailable: 0\n` });
    expect(run(stuck, rollout(0))).toMatchObject([{ fixed: [rollout(1)] }]);
    expect(run(stuck, rollout(1))).toEqual([]);
  });
});

describe("kubernetes/rolling-update-parameters", () => {
  it.each([
    ["Deployment", "strategy", "Recreate"],
    ["StatefulSet", "updateStrategy", "OnDelete"],
    ["DaemonSet", "updateStrategy", "OnDelete"],
  ])("reports the limits of a %s beside %s: %s", (kind, key, type) => {
    const text = workload({ kind, spec: `  ${key}:\n    type: ${type}\n    rollingUpdate:\n      maxUnavailable: 1\n` });
    expect(run(parameters, text)).toMatchObject([
      {
        on: "rollingUpdate",
        fixed: [
          workload({ kind, spec: `  ${key}:\n    type: ${type}\n` }),
          workload({ kind, spec: `  ${key}:\n    type: RollingUpdate\n    rollingUpdate:\n      maxUnavailable: 1\n` }),
        ],
      },
    ]);
    expectLawfulFixes(parameters, text);
  });

  it.each([
    ["taken away in a patch", "  strategy:\n    type: Recreate\n    rollingUpdate: null\n"],
    ["a patch that replaces the strategy", "  strategy:\n    $patch: replace\n    type: Recreate\n    rollingUpdate:\n      maxSurge: 1\n"],
    ["a type that a template decides", "  strategy:\n    type: {{ .Values.type }}\n    rollingUpdate:\n      maxSurge: 1\n"],
    ["a rolling update", `  strategy:\n    type: RollingUpdate\n${update(1, 0).replace("  strategy:\n", "")}`],
    ["percentages", update("25%", "50%")],
    ["a surge of more than all", update("200%", 0)],
    ["a value that a variable fills in", update("${SURGE}", 0)],
  ])("is silent on %s", (_, spec) => {
    expect(places(parameters, workload({ spec }))).toEqual([]);
  });

  it("reports a number in quotes", () => {
    const text = workload({ spec: update('"1"', 0) });
    expect(run(parameters, text)).toMatchObject([{ on: '"1"', fixed: [workload({ spec: update(1, 0) })] }]);
    expectLawfulFixes(parameters, text);
  });

  it("reports what is no amount, and more than all", () => {
    expect(run(parameters, workload({ spec: update("one", 0) }))).toMatchObject([{ on: "one", fixed: [] }]);
    expect(run(parameters, workload({ spec: update(1, "150%") }))).toMatchObject([{ on: "150%" }]);
  });

  it("reports a DaemonSet that would do both", () => {
    const text = workload({ kind: "DaemonSet", spec: update(1, 1, "updateStrategy") });
    expect(run(parameters, text)).toMatchObject([
      { on: "1", fixed: [workload({ kind: "DaemonSet", spec: update(1, 0, "updateStrategy") })] },
    ]);
    expectLawfulFixes(parameters, text);
    expect(run(parameters, workload({ kind: "DaemonSet", spec: update(1, 0, "updateStrategy") }))).toEqual([]);
  });
});

describe("kubernetes/low-rollout-capacity", () => {
  const text = (replicas: number, surge: string | number | undefined, unavailable: string | number | undefined) =>
    served(`  replicas: ${replicas}\n${update(surge, unavailable)}`);

  it.each([
    [3, 1, "100%", "all 3 pods"],
    [4, "25%", "75%", "only 1 of 4"],
    [2, 1, 2, "both pods"],
    [5, 0, 3, "only 2 of 5"],
  ])("reports %s replicas with maxSurge %s, maxUnavailable %s", (replicas, surge, unavailable, part) => {
    const before = text(replicas, surge, unavailable);
    const [problem] = run(lowCapacity, before, { files: {} });
    expect(problem?.on).toBe(String(unavailable));
    expect(problem?.message).toContain(part);
    expect(problem?.fixed).toEqual([text(replicas, surge === 0 ? 1 : surge, 0)]);
    expectLawfulFixes(lowCapacity, before, { files: {} });
  });

  it.each([
    ["half of the pods", text(4, 1, "50%")],
    ["a percentage that is rounded down to none", text(3, 1, "30%")],
    ["the defaults", served("  replicas: 3\n")],
    ["one replica, which has a finding of its own", text(1, 1, "100%")],
    ["no replicas", text(0, 1, "100%")],
    ["limits that are both zero, which have one too", text(3, 0, 0)],
    ["no Service in front", workload({ spec: `  replicas: 3\n${update(1, "100%")}` })],
    ["a Service for others", workload({ spec: `  replicas: 3\n${update(1, "100%")}` }) + service("other")],
    ["unknown replicas", served(`  replicas: {{ .Values.replicas }}\n${update(1, "100%")}`)],
    ["another strategy", served("  replicas: 3\n  strategy:\n    type: Recreate\n")],
  ])("is silent on %s", (_, manifest) => {
    expect(places(lowCapacity, manifest, { files: {} })).toEqual([]);
  });

  it("reckons with the fewest replicas of an autoscaler", () => {
    const autoscaler = (minimum: number) =>
      `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  minReplicas: ${minimum}\n  maxReplicas: 10\n`;
    const manifest = served(update(1, 2));
    expect(run(lowCapacity, manifest, { files: { "deploy/hpa.yaml": autoscaler(3) } })).toHaveLength(1);
    expect(run(lowCapacity, manifest, { files: { "deploy/hpa.yaml": autoscaler(4) } })).toEqual([]);
  });

  it("has the share that must stay as an option", () => {
    expect(run(lowCapacity, text(4, 1, "50%"), { files: {}, options: { minimum: 75 } })).toHaveLength(1);
  });
});

describe("kubernetes/recreate-strategy", () => {
  const strategy = "  replicas: 2\n  strategy:\n    type: Recreate\n";

  it("reports it behind a Service and writes a rolling update", () => {
    const text = served(strategy);
    expect(run(recreate, text, { files: {} })).toMatchObject([
      {
        on: "Recreate",
        fixed: [expect.stringContaining("    type: RollingUpdate\n    rollingUpdate:\n      maxSurge: 1\n      maxUnavailable: 0\n")],
      },
    ]);
    expectLawfulFixes(recreate, text, { files: {} });
  });

  it.each([
    ["no Service", workload({ spec: strategy })],
    [
      "the limits of a rolling update beside it, which has a finding of its own",
      served(`${strategy}    rollingUpdate:\n      maxSurge: 1\n`),
    ],
    ["a type that a template decides", served("  strategy:\n    type: {{ .Values.strategy }}\n")],
  ])("is silent with %s", (_, text) => {
    expect(places(recreate, text, { files: {} })).toEqual([]);
  });

  const claim = (mode: string) => `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\nspec:\n  accessModes: [${mode}]\n`;
  const mounting =
    workload({
      spec: strategy,
      pod: "      volumes:\n        - name: data\n          persistentVolumeClaim:\n            claimName: data\n",
    }) + service("web");

  it("is right where only one node can have the volume", () => {
    expect(places(recreate, mounting, { files: { "deploy/claim.yaml": claim("ReadWriteOnce") } })).toEqual([]);
  });

  it("is reported where several can have it, and not where the claim is not seen", () => {
    expect(run(recreate, mounting, { files: { "deploy/claim.yaml": claim("ReadWriteMany") } })[0]?.severity).toBeUndefined();
    expect(run(recreate, mounting, { files: {} })).toEqual([]);
  });

  it("is information where a comment or a name says that it must run once, and nothing for databases", () => {
    expect(run(recreate, served("  strategy:\n    # SQLite: only one writer\n    type: Recreate\n"), { files: {} })).toMatchObject([
      { severity: "info" },
    ]);
    expect(run(recreate, served(strategy, "postgres"), { files: {} })).toEqual([]);
  });
});

describe("kubernetes/short-progress-deadline", () => {
  const startup = (period: number, failures: number) =>
    `          startupProbe:\n            httpGet:\n              port: 8080\n            periodSeconds: ${period}\n            failureThreshold: ${failures}\n`;

  it("reports a deadline that the API server rejects", () => {
    const text = workload({ spec: "  minReadySeconds: 60\n  progressDeadlineSeconds: 60\n" });
    expect(run(deadline, text)).toMatchObject([
      { on: "60", fixed: [workload({ spec: "  minReadySeconds: 60\n  progressDeadlineSeconds: 150\n" })] },
    ]);
    expect(run(deadline, text)[0]?.severity).toBeUndefined();
    expectLawfulFixes(deadline, text);
    expect(run(deadline, workload({ spec: "  minReadySeconds: 600\n" }))).toMatchObject([{ on: "600", fixed: [] }]);
  });

  it("warns where the startup probe allows more", () => {
    const text = workload({ spec: "  progressDeadlineSeconds: 120\n", container: startup(10, 30) });
    expect(run(deadline, text)).toMatchObject([
      { on: "120", severity: "warning", fixed: [workload({ spec: "  progressDeadlineSeconds: 360\n", container: startup(10, 30) })] },
    ]);
    expectLawfulFixes(deadline, text);
  });

  it.each([
    ["time enough", workload({ spec: "  progressDeadlineSeconds: 600\n", container: startup(10, 30) })],
    ["no deadline", workload({ container: startup(10, 100) })],
    ["no probes", workload({ spec: "  progressDeadlineSeconds: 30\n" })],
    ["unknown numbers", workload({ spec: "  minReadySeconds: {{ .Values.ready }}\n  progressDeadlineSeconds: 30\n" })],
    [
      "a probe that a template writes",
      workload({
        spec: "  progressDeadlineSeconds: 30\n",
        container: "          startupProbe:\n            {{- toYaml .Values.probe | nindent 12 }}\n",
      }),
    ],
    ["a patch without a deadline", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  minReadySeconds: 900\n"],
  ])("is silent with %s", (_, text) => {
    expect(places(deadline, text)).toEqual([]);
  });
});

describe("kubernetes/missing-min-ready-seconds", () => {
  it("gives a hint for few pods behind a Service", () => {
    const text = served("  replicas: 3\n");
    expect(run(minReadySeconds, text, { files: {} })).toMatchObject([
      { on: "web", severity: "hint", fixed: [served("  replicas: 3\n  minReadySeconds: 10\n")] },
    ]);
    expectLawfulFixes(minReadySeconds, text, { files: {} });
    expectLawfulFixes(minReadySeconds, served("  replicas: 3\n  minReadySeconds: 0\n"), { files: {} });
  });

  it.each([
    ["it is set", served("  replicas: 3\n  minReadySeconds: 5\n")],
    ["a template sets it", served("  replicas: 3\n  minReadySeconds: {{ .Values.ready }}\n")],
    ["there are many pods", served("  replicas: 4\n")],
    ["there is one", served("  replicas: 1\n")],
    ["no Service is in front", workload({ spec: "  replicas: 3\n" })],
    ["all pods end first", served("  replicas: 3\n  strategy:\n    type: Recreate\n")],
  ])("is silent where %s", (_, text) => {
    expect(places(minReadySeconds, text, { files: {} })).toEqual([]);
  });
});

describe("kubernetes/no-revision-history", () => {
  it.each(["Deployment", "StatefulSet", "DaemonSet", "Rollout"])("reports a %s that keeps none", (kind) => {
    const text = workload({ kind, spec: "  revisionHistoryLimit: 0 # tidy\n" });
    expect(run(revisionHistory, text)).toMatchObject([
      { on: "0", fixed: [workload({ kind, spec: "  revisionHistoryLimit: 10 # tidy\n" })] },
    ]);
    expectLawfulFixes(revisionHistory, text);
  });

  it.each(["  revisionHistoryLimit: 1\n", "", "  revisionHistoryLimit: {{ .Values.history }}\n", "  revisionHistoryLimit:\n"])(
    "is silent on %j",
    (spec) => {
      expect(places(revisionHistory, workload({ spec }))).toEqual([]);
    },
  );
});

describe("kubernetes/paused-deployment", () => {
  it("reports it and takes it away", () => {
    const text = workload({ spec: "  paused: true\n" });
    expect(run(paused, text)).toMatchObject([{ on: "paused: true", fixed: [workload()] }]);
    expectLawfulFixes(paused, text);
  });

  it.each(["  paused: false\n", "  paused: {{ .Values.paused }}\n"])("is silent on %j", (spec) => {
    expect(places(paused, workload({ spec }))).toEqual([]);
  });
});

describe("kubernetes/blocked-statefulset-update", () => {
  const set = (spec: string) => workload({ kind: "StatefulSet", spec });
  const partition = (count: number | string) => `  updateStrategy:\n    rollingUpdate:\n      partition: ${count}\n`;

  it("reports a partition that no pod is above", () => {
    const text = set(`  replicas: 3\n${partition(5)}`);
    expect(run(blockedStatefulSet, text)).toMatchObject([{ on: "5", fixed: [set(`  replicas: 3\n${partition(0)}`)] }]);
    expectLawfulFixes(blockedStatefulSet, text);
    expect(run(blockedStatefulSet, set(partition(1)))).toHaveLength(1);
  });

  it("reports OnDelete", () => {
    const text = set("  updateStrategy:\n    type: OnDelete\n");
    expect(run(blockedStatefulSet, text)).toMatchObject([{ on: "OnDelete", fixed: [set("  updateStrategy:\n    type: RollingUpdate\n")] }]);
    expectLawfulFixes(blockedStatefulSet, text);
  });

  it.each([
    ["a canary's partition", set(`  replicas: 3\n${partition(2)}`)],
    ["none", set(`  replicas: 3\n${partition(0)}`)],
    ["an unknown number", set(`  replicas: {{ .Values.replicas }}\n${partition(2)}`)],
    ["no pods at all", set(`  replicas: 0\n${partition(0)}`)],
    ["a patch, whose replicas stand elsewhere", `apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n${partition(2)}`],
    ["another kind", workload({ kind: "DaemonSet", spec: "  updateStrategy:\n    type: OnDelete\n" })],
  ])("is silent on %s", (_, text) => {
    expect(places(blockedStatefulSet, text)).toEqual([]);
  });
});
