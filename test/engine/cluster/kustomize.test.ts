import { describe, expect, it } from "vitest";
import { configurationNamed } from "../../../server/engine/cluster/configuration.ts";
import { imageOf, imagesOf } from "../../../server/engine/cluster/images.ts";
import { overlaid } from "../../../server/engine/cluster/overlays.ts";
import { namespaceName } from "../../../server/engine/cluster/policies.ts";
import { autoscalersOf, effectiveReplicas } from "../../../server/engine/cluster/replicas.ts";
import { rolloutOf } from "../../../server/engine/cluster/rollout.ts";
import { isServed, selectsNothing } from "../../../server/engine/cluster/selection.ts";
import { isPartial, isSupplied, mayBeCompleted, severityOfMissingIn, unitOf } from "../../../server/engine/cluster/unit.ts";
import type { Container } from "../../../server/engine/languages/kubernetes/model.ts";
import { autoscaler, type Cluster, cluster, deployment, service } from "./workspace.ts";

// What is expected here is what `kubectl kustomize` writes for the same files.

const base = { "base/web.yaml": deployment("web"), "base/kustomization.yaml": "resources: [web.yaml]\n" };
const overlay = (text: string) => `resources: [../../base]\n${text}`;
const patch = (body: string, kind = "Deployment") => `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: web}\n${body}`;

const web = (found: Cluster) => found.workload("base/web.yaml", "Deployment web");
const container = (found: Cluster) => web(found).pod.mainContainers[0] as Container;
const replicas = (files: Readonly<Record<string, string>>) => {
  const found = cluster({ ...base, ...files });
  const { minimum, maximum, by } = effectiveReplicas(web(found), found.workspace);
  return [minimum, maximum, by];
};

describe("replicas", () => {
  it("are those that are written, or one", () => {
    expect(replicas({})).toEqual([1, 1, "default"]);
    expect(replicas({ "base/web.yaml": deployment("web", { spec: "replicas: 3" }) })).toEqual([3, 3, "field"]);
    expect(replicas({ "base/web.yaml": deployment("web", { spec: "replicas: ${COUNT}" }) })).toEqual([undefined, undefined, "unknown"]);
  });

  it("are a range where overlays differ", () => {
    const files = {
      "overlays/dev/kustomization.yaml": overlay("replicas: [{name: web, count: 1}]\n"),
      "overlays/prod/kustomization.yaml": overlay("patches: [{path: more.yaml}]\n"),
      "overlays/prod/more.yaml": patch("spec: {replicas: 5}\n"),
    };
    expect(replicas(files)).toEqual([1, 5, "kustomize"]);
    expect(replicas({ ...files, "overlays/prod/more.yaml": patch("spec: {replicas: null}\n") })).toEqual([1, 1, "kustomize"]);
  });

  it("are changed from the inside out, by replicas after the patches beside it", () => {
    const files = {
      "base/kustomization.yaml": "resources: [web.yaml]\nreplicas: [{name: web, count: 4}]\n",
      "overlays/prod/kustomization.yaml": overlay(
        "patches:\n  - target: {kind: Deployment, name: w.*}\n    patch: |-\n      - {op: replace, path: /spec/replicas, value: 8}\n",
      ),
    };
    expect(replicas(files)).toEqual([8, 8, "kustomize"]);
    const both = `${files["overlays/prod/kustomization.yaml"]}replicas: [{name: web, count: 2}]\n`;
    expect(replicas({ ...files, "overlays/prod/kustomization.yaml": both })).toEqual([2, 2, "kustomize"]);
  });

  it("come from components, and under the name that a prefix makes", () => {
    const files = {
      "base/kustomization.yaml": "namePrefix: shop-\nresources: [web.yaml]\n",
      "parts/kustomization.yaml": "kind: Component\nreplicas: [{name: shop-web, count: 6}]\n",
      "overlays/prod/kustomization.yaml": overlay("components: [../../parts]\n"),
    };
    expect(replicas(files)).toEqual([6, 6, "kustomize"]);
  });

  it("are not known where something unseen changes them", () => {
    const opaque = {
      "overlays/prod/kustomization.yaml": overlay("transformers: [custom.yaml]\n"),
      "overlays/prod/custom.yaml": "kind: Custom\napiVersion: a/v1\n",
    };
    expect(replicas(opaque)).toEqual([undefined, undefined, "unknown"]);
    const labels =
      "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: a}\nlabels: {a: b}\nfieldSpecs: [{path: metadata/labels}]\n";
    expect(replicas({ ...opaque, "overlays/prod/custom.yaml": labels })).toEqual([1, 1, "default"]);
    expect(replicas({ "overlays/prod/kustomization.yaml": overlay("patches: [{path: unseen.yaml}]\n") })).toEqual([
      undefined,
      undefined,
      "unknown",
    ]);
  });

  it("are not those of a build from which the object is taken away", () => {
    const files = {
      "overlays/dev/kustomization.yaml": overlay("patchesStrategicMerge: [gone.yaml]\n"),
      "overlays/dev/gone.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n$patch: delete\n",
      "overlays/prod/kustomization.yaml": overlay("replicas: [{name: web, count: 3}]\n"),
    };
    expect(replicas(files)).toEqual([3, 3, "kustomize"]);
  });

  it("are between the bounds of an autoscaler", () => {
    expect(replicas({ "base/hpa.yaml": autoscaler("web"), "base/kustomization.yaml": "resources: [web.yaml, hpa.yaml]\n" })).toEqual([
      2,
      5,
      "autoscaler",
    ]);
    const stateful = { "k8s/web.yaml": deployment("web"), "k8s/hpa.yaml": autoscaler("web", { kind: "StatefulSet" }) };
    const others = cluster({ ...stateful, "k8s/set.yaml": deployment("web").replace("kind: Deployment", "kind: StatefulSet") });
    expect(autoscalersOf(others.workload("k8s/web.yaml", "Deployment web"), others.workspace)).toEqual([]);
    // Where no StatefulSet has the name, the kind is the slip: it is told of there, and the Deployment is what was meant.
    const slip = cluster(stateful);
    expect(autoscalersOf(slip.workload("k8s/web.yaml", "Deployment web"), slip.workspace)).toHaveLength(1);
    const keda =
      "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: a}\nspec: {scaleTargetRef: {name: web}, maxReplicaCount: 9}\n";
    expect(replicas({ "base/keda.yaml": keda, "base/kustomization.yaml": "resources: [web.yaml, keda.yaml]\n" })).toEqual([
      0,
      9,
      "autoscaler",
    ]);
    const patched = {
      "base/hpa.yaml": autoscaler("web"),
      "base/kustomization.yaml": "resources: [web.yaml, hpa.yaml]\n",
      "overlays/prod/kustomization.yaml": overlay("patches: [{path: hpa.yaml}]\n"),
      "overlays/prod/hpa.yaml":
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec: {maxReplicas: 20}\n",
      "overlays/dev/kustomization.yaml": overlay(""),
    };
    expect(replicas(patched)).toEqual([2, 20, "autoscaler"]);
  });
});

describe("rollouts", () => {
  it("have what overlays agree on", () => {
    const files = { "base/web.yaml": deployment("web", { spec: "strategy: {rollingUpdate: {maxSurge: 2}}" }) };
    const prod = "overlays/prod/kustomization.yaml";
    const rollout = (more: Readonly<Record<string, string>>) => {
      const found = cluster({ ...base, ...files, ...more });
      return rolloutOf(web(found), found.workspace);
    };
    expect(rollout({})).toMatchObject({
      type: "rolling",
      maxSurge: { count: 2 },
      maxUnavailable: { percent: 25 },
      minReadySeconds: 0,
      progressDeadlineSeconds: 600,
    });
    const patched = {
      [prod]: overlay("patches: [{path: a.yaml}]\n"),
      "overlays/prod/a.yaml": patch("spec: {minReadySeconds: 9, strategy: {rollingUpdate: {maxUnavailable: 0}}}\n"),
    };
    expect(rollout(patched)).toMatchObject({ maxSurge: { count: 2 }, maxUnavailable: { count: 0 }, minReadySeconds: 9 });
    expect(rollout({ ...patched, "overlays/dev/kustomization.yaml": overlay("") })).toMatchObject({
      maxUnavailable: undefined,
      minReadySeconds: undefined,
    });
    const recreate = { ...patched, "overlays/prod/a.yaml": patch("spec: {strategy: {type: Recreate}}\n") };
    expect(rollout(recreate).type).toBe("recreate");
  });
});

describe("images", () => {
  const images = (kustomization: string, image = "example/web:1.0.0", more: Readonly<Record<string, string>> = {}) => {
    const found = cluster({
      ...base,
      "base/web.yaml": deployment("web").replace("example/web:1.0.0", image),
      "overlays/prod/kustomization.yaml": overlay(kustomization),
      ...more,
    });
    return imagesOf(container(found), found.workspace);
  };

  it("are given other names, tags and digests by their name", () => {
    expect(images("images: [{name: example/web, newTag: v2}]\n")).toEqual(["example/web:v2"]);
    expect(images("images: [{name: web, newTag: v2}]\n")).toEqual(["example/web:1.0.0"]);
    expect(images("images: [{name: example/web, newName: shop/web}]\n", "example/web:1.0.0@sha256:aa")).toEqual([
      "shop/web:1.0.0@sha256:aa",
    ]);
    expect(images("images: [{name: example/web, newTag: v2}]\n", "example/web@sha256:aa")).toEqual(["example/web:v2"]);
    expect(images("images: [{name: example/web, digest: 'sha256:bb'}]\n")).toEqual(["example/web@sha256:bb"]);
    expect(images("images: [{name: 'localhost:5000/web', newTag: v2}]\n", "localhost:5000/web")).toEqual(["localhost:5000/web:v2"]);
  });

  it("are not known where a variable decides, and several where overlays differ", () => {
    expect(images("images: [{name: example/web, newTag: '${TAG}'}]\n")).toBeUndefined();
    const dev = { "overlays/dev/kustomization.yaml": overlay("") };
    expect(images("images: [{name: example/web, newTag: v2}]\n", undefined, dev)).toEqual(["example/web:1.0.0", "example/web:v2"]);
  });

  it("are patched before they are renamed", () => {
    const patches = "patches: [{path: a.yaml}]\nimages: [{name: other, newTag: v3}]\n";
    const more = { "overlays/prod/a.yaml": patch("spec: {template: {spec: {containers: [{name: web, image: 'other:1'}]}}}\n") };
    expect(images(patches, undefined, more)).toEqual(["other:v3"]);
  });

  it("are the written ones elsewhere", () => {
    const found = cluster({ "web.yaml": deployment("web") });
    const [only] = found.workload("web.yaml", "Deployment web").pod.mainContainers;
    expect(imageOf(only as Container, found.workspace)).toMatchObject({
      name: "example/web",
      tag: "1.0.0",
      registry: undefined,
      isPlaceholder: false,
    });
  });
});

describe("what is missing", () => {
  const severity = (files: Readonly<Record<string, string>>) => {
    const found = cluster({ ...base, ...files });
    return severityOfMissingIn(container(found), ["readinessProbe"], "warning", found.workspace);
  };
  const probe = patch("spec: {template: {spec: {containers: [{name: web, readinessProbe: {tcpSocket: {port: 80}}}]}}}\n");

  it("is supplied by every overlay, by some or by none", () => {
    const prod = { "overlays/prod/kustomization.yaml": overlay("patches: [{path: probe.yaml}]\n"), "overlays/prod/probe.yaml": probe };
    expect(severity({})).toBe("warning");
    expect(severity(prod)).toBeUndefined();
    expect(severity({ ...prod, "overlays/dev/kustomization.yaml": overlay("") })).toBe("info");
    expect(severity({ ...prod, "overlays/prod/probe.yaml": probe.replace("name: web, readiness", "name: other, readiness") })).toBe(
      "warning",
    );
    expect(severity({ ...prod, "overlays/prod/probe.yaml": probe.replace("metadata: {name: web}", "metadata: {name: other}") })).toBe(
      "warning",
    );
    expect(severity({ "overlays/prod/kustomization.yaml": overlay("replicas: [{name: web, count: 2}]\n") })).toBe("warning");
  });

  it("is supplied by JSON patches, by targets of several objects, and by replacements perhaps", () => {
    const json = (target: string, path: string) =>
      overlay(`patches:\n  - target: ${target}\n    patch: '[{"op": "add", "path": "${path}", "value": {"tcpSocket": {"port": 80}}}]'\n`);
    const at = "/spec/template/spec/containers/0/readinessProbe";
    expect(severity({ "overlays/prod/kustomization.yaml": json("{kind: Deployment}", at) })).toBeUndefined();
    expect(severity({ "overlays/prod/kustomization.yaml": json("{kind: StatefulSet}", at) })).toBe("warning");
    expect(severity({ "overlays/prod/kustomization.yaml": json("{labelSelector: a=b}", at) })).toBe("info");
    expect(severity({ "overlays/prod/kustomization.yaml": json("{kind: Deployment}", at.replace("0", "1")) })).toBe("info");
    const replacement =
      "replacements:\n  - targets:\n      - select: {kind: Deployment}\n        fieldPaths: ['spec.template.spec.containers.[name=web].readinessProbe']\n";
    expect(severity({ "overlays/prod/kustomization.yaml": overlay(replacement) })).toBe("info");
  });

  it("is told with the place where an overlay writes it", () => {
    const more = patch("spec: {replicas: 5}\n");
    const kustomization = overlay("replicas: [{name: web, count: 7}]\n");
    const found = cluster({
      ...base,
      "overlays/dev/kustomization.yaml": overlay("patches: [{path: more.yaml}]\n"),
      "overlays/dev/more.yaml": more,
      "overlays/prod/kustomization.yaml": kustomization,
      "overlays/test/kustomization.yaml": overlay("patches: [{patch: '{kind: Deployment, metadata: {name: web}, spec: {replicas: 6}}'}]\n"),
    });
    const results = overlaid(found.object("base/web.yaml", "Deployment web"), ["spec", "replicas"], found.workspace);
    const at = (text: string, word: string) => ({ start: text.indexOf(word), end: text.indexOf(word) + word.length });
    expect(results).toEqual([
      { kind: "set", value: 5, place: { path: "overlays/dev/more.yaml", span: at(more, "5") } },
      { kind: "set", value: 7, place: { path: "overlays/prod/kustomization.yaml", span: at(kustomization, "7") } },
      { kind: "set", value: 6, place: { path: "overlays/test/kustomization.yaml", span: undefined } },
    ]);
  });

  it("is not told of parts, but of what labels of Kustomize complete", () => {
    const files = {
      ...base,
      "overlays/prod/kustomization.yaml": overlay("patches: [{path: part.yaml}]\n"),
      "overlays/prod/part.yaml": deployment("web"),
      "bare/web.yaml": deployment("bare")
        .replace(/ {2}selector:\n.*\n/, "")
        .replace(/ {4}metadata:\n {6}labels.*\n/, ""),
      "bare/kustomization.yaml": "resources: [web.yaml]\ncommonLabels: {app: bare}\n",
    };
    const found = cluster(files);
    expect(isPartial(found.object("overlays/prod/part.yaml", "Deployment web"), found.workspace)).toBe(true);
    expect(isPartial(found.object("base/web.yaml", "Deployment web"), found.workspace)).toBe(false);
    expect(mayBeCompleted(found.object("base/web.yaml", "Deployment web"), found.workspace)).toBe(true);
    expect(isPartial(found.object("bare/web.yaml", "Deployment bare"), found.workspace)).toBe(false);
    const alone = cluster({ "bare/web.yaml": files["bare/web.yaml"] });
    expect(isPartial(alone.object("bare/web.yaml", "Deployment bare"), alone.workspace)).toBe(true);
  });

  it("is known of an object without any kustomization", () => {
    const found = cluster({ "k8s/web.yaml": deployment("web") });
    expect(isSupplied(found.object("k8s/web.yaml", "Deployment web"), ["spec", "replicas"], found.workspace)).toBe(false);
  });
});

describe("units", () => {
  it("are what one build takes in", () => {
    const found = cluster({
      ...base,
      "base/service.yaml": service("unlisted", { selector: "app: web" }),
      "overlays/prod/kustomization.yaml": overlay("namespace: prod\n"),
      "overlays/prod/service.yaml": service("web"),
    });
    expect(unitOf(found.object("base/web.yaml", "Deployment web"), found.workspace)).toMatchObject({
      kind: "kustomization",
      folder: "base",
      isComplete: true,
    });
    const remote = cluster({ ...base, "base/kustomization.yaml": "resources:\n  - web.yaml\n  - https://example.com/x.yaml\n" });
    expect(unitOf(remote.object("base/web.yaml", "Deployment web"), remote.workspace).isComplete).toBe(false);
    expect(namespaceName(found.object("base/web.yaml", "Deployment web"), found.workspace)).toBe("prod");
  });

  it("have labels added on both sides, or on one", () => {
    const files = {
      ...base,
      "base/service.yaml": service("web", { selector: "app: web, env: prod" }),
      "base/kustomization.yaml": "resources: [web.yaml, service.yaml]\n",
    };
    expect(selectsNothing(cluster(files).object("base/service.yaml", "Service web"), cluster(files).workspace)).toBe(true);
    const both = cluster({ ...files, "overlays/prod/kustomization.yaml": overlay("commonLabels: {env: prod}\n") });
    expect(isServed(web(both), both.workspace)).toBe(true);
    const templates = cluster({
      ...files,
      "overlays/prod/kustomization.yaml": overlay("labels: [{pairs: {env: prod}, includeTemplates: true}]\n"),
    });
    expect(isServed(web(templates), templates.workspace)).toBe(true);
    const metadata = cluster({ ...files, "overlays/prod/kustomization.yaml": overlay("labels: [{pairs: {env: prod}}]\n") });
    expect(isServed(web(metadata), metadata.workspace)).toBe(false);
  });
});

describe("configuration", () => {
  const lookup = (files: Readonly<Record<string, string>>, kind: "ConfigMap" | "Secret", name: string) => {
    const found = cluster({ ...base, ...files });
    return configurationNamed(found.object("base/web.yaml", "Deployment web"), kind, name, found.workspace);
  };
  const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {LEVEL: info}\nbinaryData: {logo: aGk=}\n";

  it("is found by name, with its keys", () => {
    const files = { "base/map.yaml": map, "base/kustomization.yaml": "resources: [web.yaml, map.yaml]\n" };
    expect(lookup(files, "ConfigMap", "settings")).toMatchObject({ state: "found", source: { keys: ["LEVEL", "logo"] } });
    expect(lookup(files, "ConfigMap", "setings")).toEqual({ state: "missing", candidates: ["settings"] });
    expect(lookup(files, "ConfigMap", "kube-root-ca.crt").state).toBe("found");
    expect(lookup(files, "Secret", "password").state).toBe("unknown");
  });

  it("is generated", () => {
    const files = {
      "base/kustomization.yaml": `resources: [web.yaml]
configMapGenerator:
  - name: settings
    literals: [LEVEL=info]
    files: [app.conf, theme=colors/dark.css]
    envs: [.env]
secretGenerator:
  - {name: tokens, envs: [unseen.env]}
`,
      "base/.env": "# who\nOWNER=me\n\nTEAM=us\n",
    };
    expect(lookup(files, "ConfigMap", "settings")).toMatchObject({ source: { keys: ["LEVEL", "app.conf", "theme", "OWNER", "TEAM"] } });
    expect(lookup(files, "Secret", "tokens")).toMatchObject({ state: "found", source: { keys: undefined } });
    expect(lookup(files, "Secret", "token")).toEqual({ state: "missing", candidates: ["tokens"] });
  });

  it("is made by others", () => {
    const sealed = "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: tokens}\n";
    const certificate = "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a}\nspec: {secretName: web-tls}\n";
    const files = { "base/a.yaml": `${sealed}---\n${certificate}`, "base/kustomization.yaml": "resources: [web.yaml, a.yaml]\n" };
    expect(lookup(files, "Secret", "tokens")).toMatchObject({ state: "found", source: { keys: undefined } });
    expect(lookup(files, "Secret", "web-tls").state).toBe("found");
    expect(lookup(files, "Secret", "web").state).toBe("missing");
  });
});
