import { describe, expect, test } from "vitest";
import { isAtLeast, retiredApi } from "../../../server/engine/knowledge/kubernetes-apis.ts";
import type { Rule } from "../../../server/engine/rule.ts";
import deprecatedApi from "../../../server/engine/rules/kubernetes/deprecated-api.ts";
import missingField from "../../../server/engine/rules/kubernetes/missing-field.ts";
import removedApi from "../../../server/engine/rules/kubernetes/removed-api.ts";
import unknownField from "../../../server/engine/rules/kubernetes/unknown-field.ts";
import wrongApiGroup from "../../../server/engine/rules/kubernetes/wrong-api-group.ts";
import { expectLawfulFixes, run } from "../support.ts";

const removed = removedApi as Rule;
const deprecated = deprecatedApi as Rule;
const wrong = wrongApiGroup as Rule;
const object = (apiVersion: string, kind: string, spec = "") => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: web\n${spec}`;

describe("removed-api", () => {
  const budget = (version: string, selector = "    matchLabels:\n      app: web\n") =>
    object(version, "PodDisruptionBudget", `spec:\n  maxUnavailable: 1\n  selector:\n${selector}`);

  test("goes by the release that the manifests are for", () => {
    const text = budget("policy/v1beta1");
    expect(run(removed, text, { kubernetesVersion: "1.24" })).toEqual([]);
    expect(run(deprecated, text, { kubernetesVersion: "1.24" })).toHaveLength(1);
    expect(run(deprecated, text, { kubernetesVersion: "1.20" })).toEqual([]);
    expect(run(removed, text, { kubernetesVersion: "1.25" })).toHaveLength(1);
    expect(run(deprecated, text, { kubernetesVersion: "1.25" })).toEqual([]);
  });

  test.each([
    ["the version alone", budget("policy/v1beta1"), budget("policy/v1"), "safe"],
    ["in quotes", budget('"policy/v1beta1"'), budget('"policy/v1"'), "safe"],
    [
      "a CronJob",
      object(
        "batch/v1beta1",
        "CronJob",
        "spec:\n  schedule: 0 3 * * *\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: web\n              image: a:1\n",
      ),
      object(
        "batch/v1",
        "CronJob",
        "spec:\n  schedule: 0 3 * * *\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: web\n              image: a:1\n",
      ),
      "safe",
    ],
    [
      "a Deployment gets its selector",
      object(
        "extensions/v1beta1",
        "Deployment",
        "spec:\n  replicas: 2\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: a:1\n",
      ),
      object(
        "apps/v1",
        "Deployment",
        "spec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: a:1\n",
      ),
      "unsafe",
    ],
    [
      "an Ingress with its backends",
      object(
        "networking.k8s.io/v1beta1",
        "Ingress",
        "spec:\n  backend:\n    serviceName: web\n    servicePort: 80\n  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /\n            backend:\n              serviceName: web\n              servicePort: http\n          - path: /api\n            pathType: Prefix\n            backend:\n              serviceName: api\n              servicePort: 8080\n",
      ),
      object(
        "networking.k8s.io/v1",
        "Ingress",
        "spec:\n  defaultBackend:\n    service:\n      name: web\n      port:\n        number: 80\n  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /\n            pathType: ImplementationSpecific\n            backend:\n              service:\n                name: web\n                port:\n                  name: http\n          - path: /api\n            pathType: Prefix\n            backend:\n              service:\n                name: api\n                port:\n                  number: 8080\n",
      ),
      "unsafe",
    ],
    [
      "an autoscaler with its targets",
      object(
        "autoscaling/v2beta1",
        "HorizontalPodAutoscaler",
        "spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  maxReplicas: 6\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        targetAverageUtilization: 80\n",
      ),
      object(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        "spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  maxReplicas: 6\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: 80\n",
      ),
      "unsafe",
    ],
  ])("%s", (_name, bad, good, safety) => {
    const [problem, ...more] = run(removed, bad);
    expect(more).toEqual([]);
    expect(problem?.fixed[0]).toBe(good);
    expect(problem?.fixes?.[0]?.safety).toBe(safety);
    expectLawfulFixes(removed, bad);
    for (const rule of [removed, unknownField, missingField] as readonly Rule[]) expect(run(rule, good)).toEqual([]);
  });

  test.each([
    [
      "an empty selector, which means the opposite now",
      object("policy/v1beta1", "PodDisruptionBudget", "spec:\n  maxUnavailable: 1\n  selector: {}\n"),
    ],
    ["what has no successor", object("policy/v1beta1", "PodSecurityPolicy", "spec: {}\n")],
    [
      "definitions of kinds, which have changed as a whole",
      object(
        "apiextensions.k8s.io/v1beta1",
        "CustomResourceDefinition",
        "spec:\n  group: example.com\n  version: v1\n  names:\n    kind: Boat\n    plural: boats\n  validation: {}\n",
      ),
    ],
    [
      "backends that a template writes",
      object("extensions/v1beta1", "Ingress", "spec:\n  rules:\n    {{- range .Values.hosts }}\n    - host: {{ . }}\n    {{- end }}\n"),
    ],
  ])("%s: no fix", (_name, text) => {
    const [problem] = run(removed, text);
    expect(problem).toBeDefined();
    expect(problem?.fixes ?? []).toEqual([]);
  });

  test("an add-on's own versions are a warning, as nobody says which release there is", () => {
    const text = object("cert-manager.io/v1alpha2", "Certificate", "spec:\n  secretName: web-tls\n  issuerRef:\n    name: ca\n");
    const [problem] = run(removed, text);
    expect([problem?.severity, problem?.fixed[0]]).toEqual(["warning", text.replace("v1alpha2", "v1")]);
  });

  test.each([budget("policy/v1"), budget("{{ .Values.version }}"), object("example.com/v1beta1", "PodDisruptionBudget")])(
    "others are left alone",
    (text) => {
      expect(run(removed, text)).toEqual([]);
      expect(run(deprecated, text)).toEqual([]);
    },
  );
});

describe("wrong-api-group", () => {
  test.each([
    ["another group", object("v1", "Deployment"), object("apps/v1", "Deployment"), "unsafe"],
    ["the core group", object("apps/v1", "Service"), object("v1", "Service"), "unsafe"],
    ["a group that is gone", object("extensions/v1", "NetworkPolicy"), object("networking.k8s.io/v1", "NetworkPolicy"), "unsafe"],
    ["a kind in lower case", object("apps/v1", "deployment"), object("apps/v1", "Deployment"), "safe"],
    ["a kind of an add-on in lower case", object("argoproj.io/v1alpha1", "rollout"), object("argoproj.io/v1alpha1", "Rollout"), "safe"],
    ["a group in upper case", object("Apps/v1", "Deployment"), object("apps/v1", "Deployment"), "safe"],
    ["a misspelt kind", object("networking.k8s.io/v1", "NetworkPolcy"), object("networking.k8s.io/v1", "NetworkPolicy"), "unsafe"],
    ["a version that there is not", object("apps/v2", "StatefulSet"), object("apps/v1", "StatefulSet"), "unsafe"],
  ])("%s", (_name, bad, good, safety) => {
    const [problem, ...more] = run(wrong, bad);
    expect(more).toEqual([]);
    expect(problem?.fixed[0]).toBe(good);
    expect(problem?.fixes?.[0]?.safety).toBe(safety);
    expectLawfulFixes(wrong, bad);
  });
  test.each([
    ["add-ons with kinds of the same name", object("serving.knative.dev/v1", "Service")],
    ["add-ons with kinds of the same name", object("apps.kruise.io/v1beta1", "StatefulSet")],
    ["unknown kinds", object("v1", "Gadget")],
    ["kinds of other tools", object("v2", "Helmfile")],
    ["versions behind a feature gate", object("resource.k8s.io/v1alpha3", "ResourceSlice")],
    ["versions that are gone, which another rule tells of", object("extensions/v1beta1", "Deployment")],
    ["lists", object("apps/v1", "DeploymentList")],
    ["placeholders", object("{{ .Values.version }}", "deployment")],
  ])("%s are left alone", (_name, text) => expect(run(wrong, text)).toEqual([]));
  test("kinds of the workspace are left alone", () => {
    const crd =
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: jobs.apps\nspec:\n  group: apps\n  names:\n    kind: Job\n    plural: jobs\n  scope: Namespaced\n  versions:\n    - name: v1\n";
    expect(run(wrong, object("apps/v1", "Job"), { files: { "crd.yaml": crd } })).toEqual([]);
    expect(run(wrong, object("apps/v1", "Job"), { files: {} })).toHaveLength(1);
  });
});

test("the table knows what is retired", () => {
  expect(retiredApi("extensions/v1beta1", "Ingress")).toMatchObject({ removed: "1.22", replacement: "networking.k8s.io/v1" });
  expect(retiredApi("networking.k8s.io/v1", "Ingress")).toBeUndefined();
  expect([isAtLeast("1.30", "1.9"), isAtLeast("1.9", "1.30"), isAtLeast("1.30.2", "1.30"), isAtLeast("2.0", "1.30")]).toEqual([
    true,
    false,
    true,
    true,
  ]);
});
