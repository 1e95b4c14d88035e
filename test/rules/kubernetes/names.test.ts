import { describe, expect, it } from "vitest";
import defaultNamespace from "../../../server/engine/rules/kubernetes/default-namespace.ts";
import duplicateObject from "../../../server/engine/rules/kubernetes/duplicate-object.ts";
import invalidName from "../../../server/engine/rules/kubernetes/invalid-name.ts";
import missingRecommendedLabels from "../../../server/engine/rules/kubernetes/missing-recommended-labels.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const object = (kind: string, metadata: string, rest = "", apiVersion = "v1") =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n${metadata.replace(/^(?=.)/gm, "  ")}${rest}`;
const configMap = (metadata: string, rest = "") => object("ConfigMap", metadata, rest);

describe("kubernetes/invalid-name", () => {
  it.each([
    ["upper case", configMap("name: Web\n"), "Web", "name: web\n"],
    ["an underscore", configMap("name: my_web\n"), "my_web", "name: my-web\n"],
    ["a dash at the end", object("Service", "name: web-\n"), "web-", "name: web\n"],
    ["a point in a namespace", object("Namespace", "name: team.web\n"), "team.web", "name: team-web\n"],
    ["a namespace in upper case", configMap("name: a\nnamespace: Prod\n"), "Prod", "namespace: prod\n"],
    ["a blank in a label", configMap("name: a\nlabels:\n  tier: back end\n"), "back end", "tier: back-end\n"],
    ["an address in the key of a label", configMap("name: a\nlabels:\n  'my app': a\n"), "'my app'", "my-app"],
    ["a key of data", configMap("name: a\n", "data:\n  a/b: c\n"), "a/b", undefined],
    [
      "a container",
      object("Pod", "name: a\n", "spec:\n  containers:\n    - name: my_app\n      image: a:1\n"),
      "my_app",
      "- name: my-app\n",
    ],
    [
      "a volume",
      object(
        "Pod",
        "name: a\n",
        "spec:\n  containers:\n    - name: a\n      image: a:1\n  volumes:\n    - name: My.Data\n      emptyDir: {}\n",
      ),
      "My.Data",
      "- name: my-data\n",
    ],
    [
      "a variable",
      object(
        "Pod",
        "name: a\n",
        "spec:\n  containers:\n    - name: a\n      image: a:1\n      env:\n        - name: A=B\n          value: c\n",
      ),
      "A=B",
      undefined,
    ],
  ])("reports %s", (_, text, on, fixed) => {
    expect(run(invalidName, text)).toMatchObject([{ on }]);
    if (fixed === undefined) expect(run(invalidName, text)[0]?.fixed).toEqual([]);
    else expect(run(invalidName, text)[0]?.fixed[0]).toContain(fixed);
    expectLawfulFixes(invalidName, text);
  });

  it("knows how long names may be", () => {
    const long = (kind: string, length: number, apiVersion?: string) => object(kind, `name: ${"a".repeat(length)}\n`, "", apiVersion);
    expect(places(invalidName, long("CronJob", 52, "batch/v1"))).toEqual([]);
    expect(run(invalidName, long("CronJob", 53, "batch/v1"))[0]?.message).toContain("52");
    expect(places(invalidName, long("ConfigMap", 253))).toEqual([]);
    expect(places(invalidName, long("ConfigMap", 254))).toHaveLength(1);
    expect(places(invalidName, long("Namespace", 64))).toHaveLength(1);
    expect(places(invalidName, configMap(`name: a\nlabels:\n  a: ${"b".repeat(64)}\n`))).toHaveLength(1);
  });

  it("lets Services begin with a digit where the cluster does", () => {
    const text = object("Service", "name: 1web\n");
    expect(places(invalidName, text, { kubernetesVersion: "1.33" })).toHaveLength(1);
    expect(places(invalidName, text, { kubernetesVersion: "1.36" })).toEqual([]);
  });

  it("judges labels of pods and selectors, each once", () => {
    const text = object(
      "Deployment",
      "name: a\n",
      "spec:\n  selector:\n    matchLabels:\n      app: a b\n  template:\n    metadata:\n      labels:\n        app: a b\n    spec:\n      containers:\n        - name: a\n          image: a:1\n",
      "apps/v1",
    );
    expect(places(invalidName, text)).toHaveLength(2);
    expect(places(invalidName, object("Pod", "name: a\nlabels:\n  app: a b\n", "spec:\n  containers: []\n"))).toHaveLength(1);
  });

  it.each([
    [
      "right ones",
      configMap(
        "name: web.v2-a\nnamespace: prod\nlabels:\n  app.kubernetes.io/name: Web_2.x\n  empty: ''\nannotations:\n  Example.com/any: any text\n",
        "data:\n  app.yaml: a\n  _b-C.1: d\n",
      ),
    ],
    ["names of roles", object("ClusterRole", "name: system:node:web\n", "", "rbac.authorization.k8s.io/v1")],
    ["kinds with rules of their own", object("Thing", "name: A_B\n", "", "example.com/v1")],
    ["placeholders of a chart", configMap('name: "{{ .Release.Name }}_web"\n')],
    ["variables", configMap("name: ${APP_NAME}\nlabels:\n  app: $(APP)\n")],
    ["what is filled in later", configMap("name: <your-name>\nnamespace: NAMESPACE\nlabels:\n  app: APP_NAME\n")],
    ["values of annotations", configMap("name: a\nannotations:\n  note: any TEXT, with $igns\n")],
    ["numbers, which the schema tells of", configMap("name: a\nlabels:\n  version: 1.2\n")],
    ["a generated name", object("Job", "generateName: migrate-\n", "", "batch/v1")],
  ])("is silent on %s", (_, text) => {
    expect(places(invalidName, text)).toEqual([]);
  });
});

describe("kubernetes/duplicate-object", () => {
  const two = (second: string) => `${configMap("name: web\n", "data:\n  A: a\n")}---\n${second}`;

  it("reports the second of two in a file", () => {
    const text = two(configMap("name: web\n", "data:\n  A: b\n"));
    expect(run(duplicateObject, text)).toMatchObject([{ at: "11:9", on: "web", related: [{ message: "The same object." }] }]);
  });

  it("looks into lists", () => {
    const text =
      "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata:\n      name: a\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata:\n      name: a\n";
    expect(places(duplicateObject, text)).toHaveLength(1);
  });

  it("reports what one kustomization takes in twice, at the later one", () => {
    const files = {
      "deploy/kustomization.yaml": "resources:\n  - app.yaml\n  - more.yaml\n",
      "deploy/more.yaml": configMap("name: web\n"),
    };
    expect(places(duplicateObject, configMap("name: web\n"), { files })).toEqual([]);
    const later = { ...files, "deploy/app.yaml": configMap("name: web\n") };
    expect(run(duplicateObject, configMap("name: web\n"), { path: "deploy/more.yaml", files: later })).toMatchObject([
      { related: [{ path: "deploy/app.yaml" }] },
    ]);
  });

  it.each([
    ["other names", configMap("name: web-2\n")],
    ["other namespaces", configMap("name: web\nnamespace: prod\n")],
    ["other kinds", object("Secret", "name: web\n")],
    ["other groups", object("ConfigMap", "name: web\n", "", "example.com/v1")],
    ["a name that is filled in", configMap("name: ${NAME}\n")],
    ["a namespace that is filled in", configMap("name: web\nnamespace: ${NAMESPACE}\n")],
    ["a generated name", object("Job", "generateName: web\n", "", "batch/v1")],
  ])("is silent on %s", (_, second) => {
    expect(places(duplicateObject, two(second))).toEqual([]);
  });

  it("is silent on branches of a chart's template, patches, and other folders", () => {
    expect(places(duplicateObject, `{{- if .Values.a }}\n${two(configMap("name: web\n"))}{{- end }}\n`)).toEqual([]);
    expect(
      places(duplicateObject, configMap("name: web\n"), {
        files: { "prod/app.yaml": configMap("name: web\n"), "deploy/b.yaml": configMap("name: web\n") },
      }),
    ).toEqual([]);
    const files = {
      "deploy/kustomization.yaml": "resources:\n  - app.yaml\npatches:\n  - path: patch.yaml\n",
      "deploy/app.yaml": configMap("name: web\n"),
    };
    expect(places(duplicateObject, configMap("name: web\n", "data:\n  B: b\n"), { path: "deploy/patch.yaml", files })).toEqual([]);
  });
});

describe("kubernetes/missing-recommended-labels", () => {
  const service = (metadata: string) => object("Service", metadata, "spec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n");

  it.each([
    ["without labels", service("name: web\n")],
    ["with others", service("name: web\nlabels:\n  app: shop\n")],
  ])("adds the label to an object %s", (_, text) => {
    expect(run(missingRecommendedLabels, text)).toMatchObject([{ on: "web" }]);
    expectLawfulFixes(missingRecommendedLabels, text);
  });

  it("takes the name from the label that is there", () => {
    expect(run(missingRecommendedLabels, service("name: web\nlabels:\n  app: shop\n"))[0]?.fixed[0]).toContain(
      "app.kubernetes.io/name: shop\n",
    );
  });

  it.each([
    ["the label", service("name: web\nlabels:\n  app.kubernetes.io/name: web\n")],
    ["labels that a template writes", service('name: web\nlabels:\n  {{- include "web.labels" . | nindent 4 }}\n')],
    ["other kinds", configMap("name: web\n")],
  ])("is silent on %s", (_, text) => {
    expect(places(missingRecommendedLabels, text)).toEqual([]);
  });

  it("knows labels that a kustomization adds", () => {
    const files = (key: string) => ({ files: { "deploy/kustomization.yaml": `resources:\n  - app.yaml\n${key}` } });
    expect(
      places(missingRecommendedLabels, service("name: web\n"), files("labels:\n  - pairs:\n      app.kubernetes.io/name: web\n")),
    ).toEqual([]);
    expect(places(missingRecommendedLabels, service("name: web\n"), files("commonLabels:\n  app.kubernetes.io/name: web\n"))).toEqual([]);
    expect(places(missingRecommendedLabels, service("name: web\n"), files(""))).toHaveLength(1);
  });
});

describe("kubernetes/default-namespace", () => {
  const seen = { files: {} };

  it("reports none and `default`", () => {
    for (const text of [configMap("name: web\n"), configMap("name: web\nnamespace: default\n")]) {
      expect(run(defaultNamespace, text, seen)).toHaveLength(1);
      expectLawfulFixes(defaultNamespace, text, seen);
    }
  });

  it("takes the namespace that the file makes", () => {
    const text = `${object("Namespace", "name: shop\n")}---\n${configMap("name: web\n")}`;
    expect(run(defaultNamespace, text, seen)[0]?.fixed[0]).toContain("  name: web\n  namespace: shop\n");
  });

  it.each([
    ["a namespace", configMap("name: web\nnamespace: shop\n")],
    ["a placeholder", configMap("name: web\nnamespace: ${NAMESPACE}\n")],
    ["objects of the cluster", object("ClusterRole", "name: web\n", "", "rbac.authorization.k8s.io/v1")],
    ["kinds that nobody knows", object("Thing", "name: web\n", "", "example.com/v1")],
    ["what Kustomize reads", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - app.yaml\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(defaultNamespace, text, seen)).toEqual([]);
  });

  it("is silent on charts, on what a kustomization places, and where nothing can be seen", () => {
    const chart = { path: "chart/templates/a.yaml", files: { "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n" } };
    expect(places(defaultNamespace, configMap("name: web\n"), chart)).toEqual([]);
    const placed = { files: { "deploy/kustomization.yaml": "namespace: shop\nresources:\n  - app.yaml\n" } };
    expect(places(defaultNamespace, configMap("name: web\n"), placed)).toEqual([]);
    expect(places(defaultNamespace, configMap("name: web\n"))).toEqual([]);
  });
});
