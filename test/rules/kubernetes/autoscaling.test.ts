import { describe, expect, it } from "vitest";
import autoscalerBehavior from "../../../server/engine/rules/kubernetes/autoscaler-behavior.ts";
import autoscalerBounds from "../../../server/engine/rules/kubernetes/autoscaler-bounds.ts";
import autoscalerTarget from "../../../server/engine/rules/kubernetes/autoscaler-target.ts";
import autoscalerWithoutRequests from "../../../server/engine/rules/kubernetes/autoscaler-without-requests.ts";
import competingAutoscalers from "../../../server/engine/rules/kubernetes/competing-autoscalers.ts";
import replicasBesideAutoscaler from "../../../server/engine/rules/kubernetes/replicas-beside-autoscaler.ts";
import singleReplicaMinimum from "../../../server/engine/rules/kubernetes/single-replica-minimum.ts";
import { expectLawfulFixes, run } from "../support.ts";

const cpu = "  metrics:\n    - type: Resource\n      resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}\n";
const hpa = (
  more = "  minReplicas: 2\n  maxReplicas: 10\n",
  target = "{apiVersion: apps/v1, kind: Deployment, name: web}",
  metrics = cpu,
  name = "web",
) =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: ${name}\nspec:\n  scaleTargetRef: ${target}\n${more}${metrics}`;
const keda = (more = "", target = "{name: web}") =>
  `apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata:\n  name: scaled\nspec:\n  scaleTargetRef: ${target}\n${more}  triggers:\n    - type: cpu\n      metricType: Utilization\n      metadata: {value: "70"}\n`;
const web = (more = "", container = "", kind = "Deployment") =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata:\n  name: web\nspec:\n${more}  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n        - name: web\n          image: a:1\n${container}`;
const service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector: {app: web}\n  ports: [{port: 80}]\n";
const requests = "          resources: {requests: {cpu: 100m, memory: 1Gi}}\n";
const all = (...documents: string[]) => documents.join("---\n");
const on = (rule: Parameters<typeof run>[0], text: string, files: Record<string, string> = {}, path?: string) =>
  run(rule, text, { files, ...(path && { path }) }).map((one) => `${one.on}${one.severity ? ` ${one.severity}` : ""}`);

describe("kubernetes/replicas-beside-autoscaler", () => {
  it.each([
    ["an autoscaler", all(web("  replicas: 3\n"), hpa()), ["replicas: 3"]],
    ["KEDA", all(web("  replicas: 3\n"), keda()), ["replicas: 3"]],
    ["another workload's", all(web("  replicas: 3\n"), hpa(undefined, "{apiVersion: apps/v1, kind: Deployment, name: api}")), []],
    ["a StatefulSet of that name", all(web("  replicas: 3\n", "", "StatefulSet"), hpa()), []],
    ["no number", all(web(), hpa()), []],
    ["0, which switches scaling off", all(web("  replicas: 0\n"), hpa()), []],
    ["a templated number", all(web("  replicas: {{ .Values.replicas }}\n"), hpa()), []],
    [
      "another namespace",
      all(
        web("  replicas: 3\n").replace("name: web", "name: web\n  namespace: a"),
        hpa().replace("name: web", "name: web\n  namespace: b"),
      ),
      [],
    ],
  ])("%s", (_, text, expected) => {
    expect(on(replicasBesideAutoscaler, text)).toEqual(expected);
    expectLawfulFixes(replicasBesideAutoscaler, text, { files: {} });
  });

  it("finds the autoscaler in another file of the folder", () => {
    expect(on(replicasBesideAutoscaler, web("  replicas: 3\n"), { "deploy/hpa.yaml": hpa() })).toEqual(["replicas: 3"]);
  });
});

describe("kubernetes/autoscaler-bounds", () => {
  it.each([
    ["  minReplicas: 5\n  maxReplicas: 2\n", ["5"]],
    ["  minReplicas: 3\n  maxReplicas: 3\n", ["3 warning"]],
    ["  maxReplicas: 1\n", ["1 warning"]],
    ["  maxReplicas: 0\n", ["0"]],
    ["  minReplicas: 0\n  maxReplicas: 3\n", ["0"]],
    ["  minReplicas: {{ .Values.min }}\n  maxReplicas: 3\n", []],
    ["  minReplicas: 1\n  maxReplicas: 3\n", []],
  ])("%s", (bounds, expected) => {
    expect(on(autoscalerBounds, hpa(bounds))).toEqual(expected);
    expectLawfulFixes(autoscalerBounds, hpa(bounds));
  });

  it("lets KEDA and outside metrics scale to 0", () => {
    expect(on(autoscalerBounds, keda("  minReplicaCount: 0\n"))).toEqual([]);
    const external = "  metrics:\n    - type: External\n      external: {metric: {name: queue}, target: {type: Value, value: 1}}\n";
    expect(on(autoscalerBounds, hpa("  minReplicas: 0\n  maxReplicas: 3\n", undefined, external))).toEqual([]);
  });
});

describe("kubernetes/single-replica-minimum", () => {
  it.each([
    ["the default", all(hpa("  maxReplicas: 5\n"), web(), service), ["web"]],
    ["1", all(hpa("  minReplicas: 1\n  maxReplicas: 5\n"), web(), service), ["minReplicas: 1"]],
    ["2", all(hpa(), web(), service), []],
    ["no Service", all(hpa("  maxReplicas: 5\n"), web()), []],
    ["KEDA, which scales to 0 by default", all(keda(), web(), service), []],
    ["KEDA with 1", all(keda("  minReplicaCount: 1\n"), web(), service), ["minReplicaCount: 1"]],
  ])("%s", (_, text, expected) => {
    expect(on(singleReplicaMinimum, text).map((one) => one.replace(" warning", ""))).toEqual(expected);
    expectLawfulFixes(singleReplicaMinimum, text, { files: {} });
  });
});

describe("kubernetes/autoscaler-target", () => {
  it.each([
    ["a misspelt name", "{apiVersion: apps/v1, kind: Deployment, name: webb}", ["webb warning"]],
    ["an old API", "{apiVersion: extensions/v1beta1, kind: Deployment, name: web}", []],
    ["a wrong API", "{apiVersion: v1, kind: Deployment, name: web}", ["v1"]],
    ["no API", "{kind: Deployment, name: web}", ["Deployment"]],
    ["a wrong kind", "{apiVersion: apps/v1, kind: StatefulSet, name: web}", ["StatefulSet"]],
    ["a kind that cannot be scaled", "{apiVersion: apps/v1, kind: DaemonSet, name: web}", ["DaemonSet"]],
    ["the right one", "{apiVersion: apps/v1, kind: Deployment, name: web}", []],
    ["a templated name", "{apiVersion: apps/v1, kind: Deployment, name: {{ .Values.name }}}", []],
  ])("%s", (_, target, expected) => {
    const text = all(hpa(undefined, target), web());
    expect(on(autoscalerTarget, text)).toEqual(expected);
    expectLawfulFixes(autoscalerTarget, text, { files: {} });
  });

  it("is silent where no workloads are kept, in charts, and on KEDA's short form", () => {
    expect(on(autoscalerTarget, hpa())).toEqual([]);
    expect(
      on(
        autoscalerTarget,
        hpa(undefined, "{apiVersion: apps/v1, kind: Deployment, name: webb}"),
        { "Chart.yaml": "name: a\n", "templates/web.yaml": web() },
        "templates/hpa.yaml",
      ),
    ).toEqual([]);
    expect(on(autoscalerTarget, all(keda(), web()))).toEqual([]);
  });
});

describe("kubernetes/autoscaler-without-requests", () => {
  const sidecar = "      initContainers:\n        - name: proxy\n          image: b:1\n          restartPolicy: Always\n";
  const first = "      initContainers:\n        - name: first\n          image: b:1\n";
  const container = (name: string) =>
    `  metrics:\n    - type: ContainerResource\n      containerResource: {name: cpu, container: ${name}, target: {type: Utilization, averageUtilization: 70}}\n`;
  it.each([
    ["no requests", all(hpa(), web()), ["cpu"]],
    ["requests", all(hpa(), web("", requests)), []],
    ["a limit, which is a request", all(hpa(), web("", "          resources: {limits: {cpu: 1}}\n")), []],
    ["a sidecar without", all(hpa(), web("", requests + sidecar)), ["cpu"]],
    ["an init container without", all(hpa(), web("", requests + first)), []],
    ["the one container that is measured", all(hpa(undefined, undefined, container("web")), web("", requests + sidecar)), []],
    [
      "an average value",
      all(hpa(undefined, undefined, cpu.replace("Utilization, averageUtilization: 70", "AverageValue, averageValue: 1")), web()),
      [],
    ],
    [
      "v1",
      all(
        hpa("  maxReplicas: 3\n  targetCPUUtilizationPercentage: 70\n", undefined, "").replace("autoscaling/v2", "autoscaling/v1"),
        web(),
      ),
      ["70"],
    ],
    ["KEDA", all(keda(), web()), ["cpu"]],
    ["templated resources", all(hpa(), web("", "          resources: {{- toYaml .Values.resources | nindent 12 }}\n")), []],
  ])("%s", (_, text, expected) => {
    expect(on(autoscalerWithoutRequests, text)).toEqual(expected);
    expectLawfulFixes(autoscalerWithoutRequests, text, { files: {} });
  });

  it("names the containers, in another file too", () => {
    const [problem] = run(autoscalerWithoutRequests, hpa(), { files: { "deploy/web.yaml": web() } });
    expect(problem?.message).toContain("`web` of `Deployment web` requests no CPU");
    expect(problem?.others[0]?.["deploy/web.yaml"]).toContain("cpu: 100m");
  });
});

describe("kubernetes/competing-autoscalers", () => {
  it.each([
    ["two of one workload", all(web(), hpa(), hpa(undefined, undefined, undefined, "more")), ["web"]],
    ["with KEDA", all(web(), hpa(), keda()), ["web"]],
    ["versions of one object", all(web(), hpa(), hpa().replace("autoscaling/v2", "autoscaling/v1")), []],
    ["each its own", all(web(), hpa(), hpa(undefined, "{apiVersion: apps/v1, kind: StatefulSet, name: web}", undefined, "more")), []],
  ])("%s", (_, text, expected) => {
    expect(on(competingAutoscalers, text)).toEqual(expected);
  });
});

describe("kubernetes/autoscaler-behavior", () => {
  const up = (policies: string, window = "") =>
    hpa(`  minReplicas: 2\n  maxReplicas: 20\n  behavior:\n    scaleUp:\n${window}      policies: ${policies}\n`);
  it.each([
    ["one pod a minute", up("[{type: Pods, value: 1, periodSeconds: 60}]"), ["scaleUp"]],
    ["one pod or all again", up("[{type: Pods, value: 1, periodSeconds: 60}, {type: Percent, value: 100, periodSeconds: 15}]"), []],
    ["four pods a minute", up("[{type: Pods, value: 4, periodSeconds: 60}]"), []],
    ["a template", up("[{type: Pods, value: {{ .Values.step }}, periodSeconds: 60}]"), []],
    [
      "no window for scaling down by CPU",
      hpa("  maxReplicas: 9\n  behavior: {scaleDown: {stabilizationWindowSeconds: 0}}\n"),
      ["stabilizationWindowSeconds: 0"],
    ],
  ])("%s", (_, text, expected) => {
    expect(on(autoscalerBehavior, text)).toEqual(expected);
    expectLawfulFixes(autoscalerBehavior, text);
  });

  it("tells how long it takes", () => {
    const [problem] = run(autoscalerBehavior, up("[{type: Pods, value: 1, periodSeconds: 60}]"));
    expect(problem?.message).toContain("From 2 to 20 pods takes 17 min");
  });
});
