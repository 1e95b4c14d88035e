import { describe, expect, it } from "vitest";
import burstableMemory from "../../../server/engine/rules/kubernetes/burstable-memory.ts";
import cpuLimit from "../../../server/engine/rules/kubernetes/cpu-limit.ts";
import missingMemoryLimit from "../../../server/engine/rules/kubernetes/missing-memory-limit.ts";
import missingResourceRequests from "../../../server/engine/rules/kubernetes/missing-resource-requests.ts";
import requestOverLimit from "../../../server/engine/rules/kubernetes/request-over-limit.ts";
import suspiciousQuantity from "../../../server/engine/rules/kubernetes/suspicious-quantity.ts";
import unboundedEphemeralStorage from "../../../server/engine/rules/kubernetes/unbounded-ephemeral-storage.ts";
import { expectLawfulFixes, run } from "../support.ts";

/** A pod of one container with the given `resources`, in flow style or block lines indented by eight. */
const pod = (resources: string, more = "", image = "registry.example.com/web:1.4.2") =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${more}  containers:\n    - name: web\n      image: ${image}\n${resources}`;
const flow = (value: string) => pod(`      resources: ${value}\n`);
const on = (rule: Parameters<typeof run>[0], text: string, setting: Parameters<typeof run>[2] = {}) =>
  run(rule, text, setting).map((one) => one.on);

describe("kubernetes/missing-resource-requests", () => {
  it.each([
    ["{}", ["resources"]],
    ["{requests: {cpu: 1, memory: 1Gi}}", []],
    ["{limits: {cpu: 1, memory: 1Gi}}", []],
    ["{requests: {cpu: 1}, limits: {memory: 1Gi}}", []],
    ["{requests: {cpu: 1}}", ["requests"]],
    ["{limits: {memory: 1Gi}}", ["resources"]],
    ["{requests: {cpu: 1, memory: null}}", ["requests"]],
    ["{requests: {cpu: 1, memory: {{ .Values.memory }}}}", []],
  ])("%s", (resources, expected) => {
    expect(on(missingResourceRequests, flow(resources))).toEqual(expected);
    expectLawfulFixes(missingResourceRequests, flow(resources));
  });

  it("names what is missing, and writes just that", () => {
    const [problem] = run(missingResourceRequests, pod("      resources:\n        requests:\n          memory: 64Mi\n"));
    expect(problem?.message).toContain("requests no CPU");
    expect(problem?.fixed[0]).toBe(pod("      resources:\n        requests:\n          cpu: 100m\n          memory: 64Mi\n"));
  });

  it.each([
    [
      "a Job",
      "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: one\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: one\n          image: a:1\n",
    ],
    ["an injected side container", pod("").replace("- name: web", "- name: istio-proxy")],
    ["a pod that says it as a whole", pod("", "  resources:\n    requests:\n      cpu: 1\n      memory: 1Gi\n")],
    ["a template", pod("      {{- with .Values.resources }}\n      resources:\n        {{- toYaml . | nindent 8 }}\n      {{- end }}\n")],
    [
      "a patch",
      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: a:2\n",
    ],
  ])("is silent on %s", (_, text) => {
    expect(on(missingResourceRequests, text)).toEqual([]);
  });

  it("asks an overlay first, and a LimitRange", () => {
    const base = pod("").replace("kind: Pod", "kind: Pod");
    const overlay = (patch: string) => ({
      "overlay/kustomization.yaml": "resources:\n  - ../deploy\npatches:\n  - path: patch.yaml\n",
      "deploy/kustomization.yaml": "resources:\n  - app.yaml\n",
      "overlay/patch.yaml": `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n${patch}`,
    });
    const supplied = run(missingResourceRequests, base, {
      files: overlay("      resources:\n        requests:\n          cpu: 1\n          memory: 1Gi\n"),
    });
    expect(supplied.every(({ severity }) => severity === "info")).toBe(true);
    expect(run(missingResourceRequests, base, { files: overlay("      image: a:2\n") }).map(({ severity }) => severity)).toEqual([
      "warning",
    ]);
    const range =
      "apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: usual\nspec:\n  limits:\n    - type: Container\n      defaultRequest: {cpu: 100m, memory: 128Mi}\n";
    expect(run(missingResourceRequests, base, { files: { "deploy/limits.yaml": range } })).toEqual([]);
  });
});

describe("kubernetes/missing-memory-limit", () => {
  it.each([
    ["{requests: {cpu: 1, memory: 1Gi}}", ["resources"]],
    ["{requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1}}", ["limits"]],
    ["{requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}", []],
    ["{requests: {cpu: 1}}", []],
    ["{}", []],
  ])("%s", (resources, expected) => {
    expect(on(missingMemoryLimit, flow(resources))).toEqual(expected);
    expectLawfulFixes(missingMemoryLimit, flow(resources));
  });

  it("proposes twice the request, in its unit", () => {
    expect(run(missingMemoryLimit, flow("{requests: {memory: 1.5Gi}}"))[0]?.fixes?.[0]?.title).toBe("Limit memory to 3Gi");
  });
});

describe("kubernetes/cpu-limit", () => {
  const options = (policy: string) => ({ options: { policy } });
  it("says nothing without a decision", () => {
    expect(on(cpuLimit, flow("{limits: {cpu: 1}}"))).toEqual([]);
    expect(on(cpuLimit, flow("{limits: {cpu: 1}}"), options("forbid"))).toEqual(["cpu: 1"]);
    expect(on(cpuLimit, flow("{limits: {cpu: 1}}"), options("require"))).toEqual([]);
    expect(on(cpuLimit, flow("{}"), options("require"))).toEqual(["resources"]);
    expectLawfulFixes(cpuLimit, flow("{limits: {cpu: 1}}"), options("forbid"));
  });
});

describe("kubernetes/request-over-limit", () => {
  it.each([
    ["{requests: {memory: 1Gi}, limits: {memory: 1000Mi}}", ["1Gi"]],
    ["{requests: {memory: 1G}, limits: {memory: 1Gi}}", []],
    ["{requests: {cpu: 1500m}, limits: {cpu: 1.5}}", []],
    ["{requests: {cpu: 2}, limits: {cpu: '1'}}", ["2"]],
    ["{requests: {nvidia.com/gpu: 2}, limits: {nvidia.com/gpu: 1}}", ["2"]],
    ["{requests: {memory: 1Gb}, limits: {memory: 1Mi}}", []],
    ["{requests: {memory: 1Gi}, limits: {memory: 512m}}", []],
    ["{requests: {memory: 1Gi}}", []],
  ])("%s", (resources, expected) => {
    expect(on(requestOverLimit, flow(resources))).toEqual(expected);
    expectLawfulFixes(requestOverLimit, flow(resources));
  });
});

describe("kubernetes/suspicious-quantity", () => {
  it.each([
    ["{requests: {memory: 512m}}", ["512m"], "512Mi"],
    ["{requests: {memory: 512}}", ["512"], "512Mi"],
    ["{requests: {memory: 134217728}}", [], undefined],
    ["{requests: {memory: 500k}}", ["500k"], undefined],
    ["{requests: {cpu: 500Mi}}", ["500Mi"], "500m"],
    ["{requests: {cpu: 500}}", ["500"], "500m"],
    ["{requests: {cpu: 64}}", [], undefined],
    ["{requests: {cpu: 0, memory: 0}}", [], undefined],
    ["{requests: {cpu: 1e3m}}", [], undefined],
    ["{requests: {ephemeral-storage: 2G, nvidia.com/gpu: 1}}", [], undefined],
  ])("%s", (resources, expected, meant) => {
    const problems = run(suspiciousQuantity, flow(resources));
    expect(problems.map((one) => one.on)).toEqual(expected);
    expect(problems[0]?.fixes?.[0]?.title).toBe(meant === undefined ? undefined : `Write \`${meant}\``);
    expectLawfulFixes(suspiciousQuantity, flow(resources));
  });
});

it("kubernetes/burstable-memory", () => {
  expect(on(burstableMemory, flow("{requests: {memory: 1Gi}, limits: {memory: 2Gi}}"))).toEqual(["1Gi"]);
  expect(on(burstableMemory, flow("{requests: {memory: 1Gi}, limits: {memory: 1024Mi}}"))).toEqual([]);
});

it("kubernetes/unbounded-ephemeral-storage", () => {
  const volume = (value: string) => pod("", `  volumes:\n    - name: cache\n      emptyDir: ${value}\n`);
  expect(on(unboundedEphemeralStorage, volume("{}"))).toEqual(["emptyDir"]);
  expect(on(unboundedEphemeralStorage, volume("{medium: Memory}"))).toEqual(["emptyDir"]);
  expect(on(unboundedEphemeralStorage, volume("{sizeLimit: 1Gi}"))).toEqual([]);
  expect(on(unboundedEphemeralStorage, volume("{{ .Values.dir }}"))).toEqual([]);
  expectLawfulFixes(unboundedEphemeralStorage, volume("{}"));
});
