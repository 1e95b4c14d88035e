import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { kindsDefinedBy } from "../../../server/engine/languages/kubernetes/custom-resource.ts";
import { quantityMeant } from "../../../server/engine/languages/kubernetes/quantity-text.ts";
import { allKinds, fieldAt, fieldsAt, kindOf, kindsNamed, typeAt } from "../../../server/engine/languages/kubernetes/schema.ts";
import { parseYaml } from "../../../server/engine/languages/yaml/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

const deployment = kindOf("apps/v1", "Deployment");
if (!deployment) throw new Error("the tables have no Deployment");
const { type } = deployment;

describe("the tables", () => {
  test.each([
    ["v1", "Pod", true],
    ["v1", "Namespace", false],
    ["networking.k8s.io/v1", "Ingress", true],
    ["rbac.authorization.k8s.io/v1", "ClusterRole", false],
    ["argoproj.io/v1alpha1", "Rollout", true],
    ["gateway.networking.k8s.io/v1", "HTTPRoute", true],
    ["keda.sh/v1alpha1", "ScaledObject", true],
    ["monitoring.coreos.com/v1", "ServiceMonitor", true],
    ["cert-manager.io/v1", "ClusterIssuer", false],
    ["external-secrets.io/v1", "ExternalSecret", true],
    ["policy/v1beta1", "PodDisruptionBudget", true],
  ])("know %s %s", (apiVersion, name, isNamespaced) => {
    const kind = kindOf(apiVersion, name);
    expect(kind?.isNamespaced).toBe(isNamespaced);
    expect(kind?.type.fields.has("spec") || kind?.type.fields.has("rules")).toBe(true);
  });

  test("find a kind by its name alone, whatever its case", () => {
    expect(kindsNamed("horizontalpodautoscaler").map(({ apiVersion }) => apiVersion)).toContain("autoscaling/v2");
    expect(kindsNamed("Nothing")).toEqual([]);
    expect(allKinds().length).toBeGreaterThan(150);
  });

  test("lead along a path, through lists and free keys", () => {
    const container = ["spec", "template", "spec", "containers", 0];
    expect(typeAt(type, [...container, "imagePullPolicy"])).toEqual({
      is: "enum",
      values: ["Always", "IfNotPresent", "Never"],
      isOpen: false,
    });
    expect(typeAt(type, [...container, "resources", "limits", "memory"])).toEqual({ is: "quantity" });
    expect(typeAt(type, ["metadata", "labels", "app"])).toEqual({ is: "string" });
    expect(typeAt(type, ["metadata", "creationTimestamp"])).toEqual({ is: "time" });
    expect(typeAt(type, ["spec", "strategy", "rollingUpdate", "maxSurge"])).toEqual({ is: "integer-or-string" });
    expect(typeAt(type, ["spec", "nothing"])).toBeUndefined();
    expect(fieldsAt(type, ["spec", "template", "spec", "containers"]).map(({ name }) => name)).toContain("readinessProbe");
    expect(fieldAt(type, [...container, "name"])?.isRequired).toBe(true);
    expect(fieldAt(type, [...container, "lifecycle", "preStop", "sleep"])?.since).toBe(30);
  });

  test("have what an interface takes over from others", () => {
    const route = kindOf("gateway.networking.k8s.io/v1", "HTTPRoute");
    expect(route && fieldsAt(route.type, ["spec"]).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["hostnames", "parentRefs", "rules"]),
    );
    const monitor = kindOf("monitoring.coreos.com/v1", "ServiceMonitor");
    expect(monitor && typeAt(monitor.type, ["spec", "endpoints", 0, "tlsConfig"])?.is).toBe("object");
  });

  test("tell what fields are for, in a few sentences", () => {
    expect(fieldAt(type, ["spec", "minReadySeconds"])?.text).toMatch(/ready/);
    expect(deployment.text).toMatch(/Deployment/);
    for (const kind of allKinds())
      for (const field of kind.type.fields.values()) expect((field.text ?? "").length).toBeLessThanOrEqual(320);
  });

  test("stay small", () => {
    const read = (name: string) => JSON.stringify(JSON.parse(readFileSync(`server/engine/languages/kubernetes/${name}.json`, "utf8")));
    expect(read("schema").length).toBeLessThan(150_000);
    expect(gzipSync(read("schema-texts")).length).toBeLessThan(120_000);
    expect(brotliCompressSync(read("schema")).length).toBeLessThan(30_000);
  });
});

describe("a CustomResourceDefinition", () => {
  const read = (text: string) => {
    const root = parseYaml(new SourceText("crd.yaml", text)).documents[0]?.root;
    return root?.kind === "map" ? kindsDefinedBy(root) : [];
  };
  const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: boats.example.com
spec:
  group: example.com
  scope: Cluster
  names:
    kind: Boat
    plural: boats
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            apiVersion: {type: string}
            metadata: {type: object}
            spec:
              type: object
              required: [crew, name]
              properties:
                crew: {type: integer}
                name: {type: string, default: Nina}
                port: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
                sails: {type: array, items: {type: string, enum: [main, jib]}}
                cargo: {type: object, additionalProperties: {type: string}}
                free: {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {known: {type: boolean}}}
                pod: {type: object, x-kubernetes-embedded-resource: true}
                either: {oneOf: [{type: string}, {type: object}]}
`;
  test("gives a kind in the shape of the tables", () => {
    const [kind, ...more] = read(definition);
    expect(more).toEqual([]);
    expect([kind?.apiVersion, kind?.kind, kind?.isNamespaced]).toEqual(["example.com/v1", "Boat", false]);
    const at = (...path: string[]) => kind && typeAt(kind.type, ["spec", ...path]);
    expect(at("crew")).toEqual({ is: "integer" });
    expect(at("port")).toEqual({ is: "integer-or-string" });
    expect(at("sails", "0")).toEqual({ is: "enum", values: ["main", "jib"], isOpen: false });
    expect(at("cargo", "any")).toEqual({ is: "string" });
    expect(at("free", "known")).toEqual({ is: "boolean" });
    expect(at("free", "unknown")).toEqual({ is: "any" });
    expect([at("pod")?.is, at("either")?.is]).toEqual(["any", "any"]);
    expect(
      kind &&
        fieldsAt(kind.type, ["spec"])
          .filter(({ isRequired }) => isRequired)
          .map(({ name }) => name),
    ).toEqual(["crew"]);
    expect(kind && typeAt(kind.type, ["metadata", "labels", "a"])).toEqual({ is: "string" });
  });
  test.each([
    "",
    "kind: CustomResourceDefinition\n",
    definition.replace("openAPIV3Schema", "other"),
    definition.replace("kind: Boat", "kind: [Boat]"),
  ])("that is broken gives none", (text) => {
    expect(read(text)).toEqual([]);
  });
  test("of the first version keeps what it does not name", () => {
    const old =
      "apiVersion: apiextensions.k8s.io/v1beta1\nspec:\n  group: example.com\n  version: v1\n  names:\n    kind: Boat\n  validation:\n    openAPIV3Schema:\n      properties:\n        spec:\n          type: object\n";
    expect(read(old)[0]?.type.isOpen).toBe(true);
  });
});

test.each([
  ["512MB", "512M"],
  ["512mb", "512M"],
  ["1GiB", "1Gi"],
  ["1 Gi", "1Gi"],
  ["1gi", "1Gi"],
  ["64K", "64k"],
  ["2 cpus", "2"],
  ["500millicpu", "500m"],
  ["much", undefined],
  ["1,5", undefined],
])("%s is no quantity, and %s was meant", (text, meant) => {
  expect(quantityMeant(text)).toBe(meant);
});
