// How many pods a workload has, and what they share.
import { describe, expect, it } from "vitest";
import singleReplica from "../../../server/engine/rules/kubernetes/single-replica.ts";
import singleWriter from "../../../server/engine/rules/kubernetes/single-writer-volume.ts";
import { expectLawfulFixes, places, run } from "../support.ts";
import { autoscaler, service, workload } from "./manifests.ts";

const claim = (mode: string, name = "data") =>
  `---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: ${name}\nspec:\n  accessModes: [${mode}]\n`;
const volume = "      volumes:\n        - name: data\n          persistentVolumeClaim:\n            claimName: data\n";
const files = {};

describe("kubernetes/single-replica", () => {
  it("reports one pod behind a Service, written or by default", () => {
    const text = workload({ spec: "  replicas: 1\n" }) + service("web");
    expect(run(singleReplica, text, { files })).toMatchObject([
      { on: "1", severity: "warning", fixed: [text.replace("replicas: 1", "replicas: 2")] },
    ]);
    expectLawfulFixes(singleReplica, text, { files });
    const byDefault = workload() + service("web");
    expect(run(singleReplica, byDefault, { files })).toMatchObject([
      { on: "web", fixed: [workload({ spec: "  replicas: 2\n" }) + service("web")] },
    ]);
    expectLawfulFixes(singleReplica, byDefault, { files });
    expect(run(singleReplica, byDefault, { files, options: { replicas: 3 } })[0]?.fixed[0]).toContain("replicas: 3");
  });

  it("finds the Service in another file", () => {
    expect(run(singleReplica, workload(), { files: { "deploy/service.yaml": service("web") } })).toHaveLength(1);
    expect(run(singleReplica, workload(), { files: { "deploy/service.yaml": service("api") } })).toEqual([]);
  });

  it.each([
    ["two pods", workload({ spec: "  replicas: 2\n" }) + service("web")],
    ["none, as it is switched off", workload({ spec: "  replicas: 0\n" }) + service("web")],
    ["no Service", workload({ spec: "  replicas: 1\n" })],
    ["an autoscaler", workload() + service("web") + autoscaler("web", 1)],
    [
      "KEDA",
      `${workload()}${service("web")}---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    name: web\n`,
    ],
    ["a number that a template sets", workload({ spec: "  replicas: {{ .Values.replicas }}\n" }) + service("web")],
    [
      "a block that a template writes",
      workload({ spec: "  {{- if not .Values.autoscaling }}\n  replicas: 1\n  {{- end }}\n" }).replace(
        "replicas: 1",
        "replicas: {{ .Values.replicas }}",
      ) + service("web"),
    ],
    ["Recreate, which wants only one", workload({ spec: "  strategy:\n    type: Recreate\n" }) + service("web")],
    ["a DaemonSet", workload({ kind: "DaemonSet" }) + service("web")],
    ["a volume that one node has", workload({ pod: volume }) + service("web") + claim("ReadWriteOnce")],
    ["a patch", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(singleReplica, text, { files })).toEqual([]);
  });

  it("is silent where Kustomize sets the number, and where a patch does", () => {
    const text = workload() + service("web");
    const at = { path: "base/app.yaml" };
    const base = { "base/kustomization.yaml": "resources:\n  - app.yaml\n" };
    expect(run(singleReplica, text, { ...at, files: base })).toHaveLength(1);
    const overlay = (more: string) => ({ ...base, "prod/kustomization.yaml": `resources:\n  - ../base\n${more}` });
    expect(run(singleReplica, text, { ...at, files: overlay("replicas:\n  - name: web\n    count: 3\n") })).toEqual([]);
    const patch =
      "patches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: web\n      spec:\n        replicas: 3\n";
    expect(run(singleReplica, text, { ...at, files: overlay(patch) })).toEqual([]);
  });

  it("is information where an autoscaler may stand elsewhere", () => {
    const chart = { "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n" };
    expect(run(singleReplica, workload() + service("web"), { path: "chart/templates/app.yaml", files: chart })).toMatchObject([
      { severity: "info" },
    ]);
  });

  it("is information, without a fix, for what keeps data", () => {
    expect(run(singleReplica, workload({ name: "cache", image: "redis:8.6" }) + service("cache"), { files })).toMatchObject([
      { severity: "info", fixed: [] },
    ]);
    expect(run(singleReplica, workload({ name: "shop-mysql" }) + service("shop-mysql"), { files })).toMatchObject([
      { severity: "info", fixed: [] },
    ]);
    expect(run(singleReplica, workload({ pod: volume }) + service("web"), { files })).toMatchObject([{ severity: "info", fixed: [] }]);
    expect(run(singleReplica, workload({ pod: volume }) + service("web") + claim("ReadWriteMany"), { files })).toMatchObject([
      { severity: "warning" },
    ]);
  });

  it("is information for operators and for what gives numbers alone", () => {
    expect(run(singleReplica, workload({ name: "shop-operator" }) + service("shop-operator"), { files })).toMatchObject([
      { severity: "info" },
    ]);
    const metrics = workload({ container: "          ports:\n            - name: metrics\n              containerPort: 9100\n" });
    expect(
      run(singleReplica, metrics + service("web").replace("port: 80", "port: 80\n      targetPort: metrics"), { files }),
    ).toMatchObject([{ severity: "info" }]);
  });

  it("says nothing where the workspace cannot be seen and no Service stands in the file", () => {
    expect(places(singleReplica, workload())).toEqual([]);
  });
});

describe("kubernetes/single-writer-volume", () => {
  it("reports a rolling update over a volume that one node has", () => {
    const text = workload({ spec: "  replicas: 1\n", pod: volume }) + claim("ReadWriteOnce");
    expect(run(singleWriter, text, { files })).toMatchObject([
      { on: "data", fixed: [expect.stringContaining("  strategy:\n    type: Recreate\n")] },
    ]);
    expectLawfulFixes(singleWriter, text, { files });
    const explicit =
      workload({ spec: "  strategy:\n    type: RollingUpdate\n    rollingUpdate:\n      maxSurge: 1\n", pod: volume }) +
      claim("ReadWriteOncePod");
    expect(run(singleWriter, explicit, { files })[0]?.fixed[0]).toContain("  strategy:\n    type: Recreate\n  selector:");
    expectLawfulFixes(singleWriter, explicit, { files });
  });

  it("reports several pods over such a volume, whatever the strategy", () => {
    for (const strategy of ["", "  strategy:\n    type: Recreate\n"]) {
      const text = workload({ spec: `  replicas: 3\n${strategy}`, pod: volume }) + claim("ReadWriteOnce");
      expect(run(singleWriter, text, { files })).toMatchObject([{ message: expect.stringContaining("3 pods share"), fixed: [] }]);
    }
  });

  it.each([
    ["Recreate", workload({ spec: "  strategy:\n    type: Recreate\n", pod: volume }) + claim("ReadWriteOnce")],
    [
      "no surge",
      workload({ spec: "  strategy:\n    rollingUpdate:\n      maxSurge: 0\n      maxUnavailable: 1\n", pod: volume }) +
        claim("ReadWriteOnce"),
    ],
    ["a volume for many", workload({ spec: "  replicas: 3\n", pod: volume }) + claim("ReadWriteMany")],
    ["a volume for one or many", workload({ spec: "  replicas: 3\n", pod: volume }) + claim("ReadWriteOnce, ReadWriteMany")],
    ["a claim that is not seen", workload({ spec: "  replicas: 3\n", pod: volume })],
    ["another claim", workload({ spec: "  replicas: 3\n", pod: volume }) + claim("ReadWriteOnce", "other")],
    ["pods on one node", workload({ pod: `      nodeSelector:\n        kubernetes.io/hostname: a\n${volume}` }) + claim("ReadWriteOnce")],
    ["a StatefulSet", workload({ kind: "StatefulSet", spec: "  replicas: 3\n", pod: volume }) + claim("ReadWriteOnce")],
    ["modes that a template decides", workload({ pod: volume }) + claim("{{ .Values.mode }}")],
  ])("is silent on %s", (_, text) => {
    expect(places(singleWriter, text, { files })).toEqual([]);
  });
});
