import { describe, expect, it } from "vitest";
import { findSelected } from "../../../server/engine/cluster/selection.ts";
import { mentionsIn } from "../../../server/engine/editor/kubernetes/mentions.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";
import { api, application, at, deployment, others, service } from "./kubernetes.ts";
import { editor } from "./workflow.ts";

const path = "k8s/web.yaml";
const withDeployment = { ...application, [path]: deployment };

/** Asks at a place of the Deployment. */
const inDeployment = (found: string, after = "") => editor(at(deployment, found, after), application, path);
const inService = (found: string, after = "") => editor(at(service, found, after), withDeployment, "k8s/service.yaml");
const inOthers = (found: string, after = "") => editor(at(others, found, after), withDeployment, "k8s/others.yaml");

/** The lines that a rename changes, by path. */
function changedLines(result: Record<string, string> | string | undefined, before: Readonly<Record<string, string>>): string[] {
  if (typeof result !== "object") throw new Error(String(result));
  return Object.entries(result).flatMap(([file, text]) => {
    const old = (before[file] ?? "").split("\n");
    return text.split("\n").flatMap((line, i) => (line === old[i] ? [] : [`${file}:${i + 1} ${line.trim()}`]));
  });
}

describe("objects by their names", () => {
  it("leads from a reference to the object, in whatever file", () => {
    expect(inDeployment("settings", "configMap:").definition()).toEqual(["k8s/others.yaml:41 settings"]);
    expect(inDeployment("web", "serviceAccountName").definition()).toEqual(["k8s/others.yaml:50 web"]);
    expect(inOthers("web", "service:\n").definition()).toEqual(["k8s/service.yaml:4 web"]);
  });

  it("lists all that name it, and not what has the same name and is of another kind", () => {
    expect(inService("web", "metadata").references()).toEqual(["4 web", "k8s/others.yaml:34 web"]);
    expect(inService("web", "metadata").references(false)).toEqual(["k8s/others.yaml:34 web"]);
    expect(inDeployment("web", "metadata").references()).toEqual(["4 web"]);
  });

  it("renames it with its references", () => {
    expect(changedLines(inOthers("settings", "kind: ConfigMap").rename("options"), withDeployment)).toEqual([
      "k8s/others.yaml:41 name: options",
      "k8s/web.yaml:33 name: options",
      "k8s/web.yaml:47 name: options",
    ]);
  });

  const target = (kind: string, text: string, files: Record<string, string> = {}) => {
    const offset = text.indexOf("name: thing") < 0 ? text.indexOf("thing") : text.lastIndexOf("thing");
    const marked = `${text.slice(0, offset + 1)}|>${text.slice(offset + 1)}`;
    return editor(
      marked,
      { "k8s/thing.yaml": `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: thing\n`, ...files },
      "k8s/user.yaml",
    ).definition();
  };
  it.each([
    [
      "HorizontalPodAutoscaler",
      "Deployment",
      "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: a\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: thing\n",
    ],
    ["StatefulSet", "Service", "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: a\nspec:\n  serviceName: thing\n"],
    [
      "HTTPRoute",
      "Service",
      "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: a\nspec:\n  rules:\n    - backendRefs:\n        - name: thing\n          port: 80\n",
    ],
    [
      "HTTPRoute",
      "Gateway",
      "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: a\nspec:\n  parentRefs:\n    - name: thing\n",
    ],
    [
      "RoleBinding",
      "ServiceAccount",
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: a\nsubjects:\n  - kind: ServiceAccount\n    name: thing\n",
    ],
    [
      "RoleBinding",
      "Role",
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: a\nroleRef:\n  kind: Role\n  name: thing\n",
    ],
    [
      "Rollout",
      "Service",
      "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: a\nspec:\n  strategy:\n    canary:\n      canaryService: thing\n",
    ],
    ["Pod", "PriorityClass", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  priorityClassName: thing\n  containers: []\n"],
    [
      "Pod",
      "PersistentVolumeClaim",
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  volumes:\n    - name: v\n      persistentVolumeClaim:\n        claimName: thing\n",
    ],
    [
      "Ingress",
      "Secret",
      "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\nspec:\n  tls:\n    - secretName: thing\n",
    ],
    [
      "ScaledObject",
      "Deployment",
      "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata:\n  name: a\nspec:\n  scaleTargetRef:\n    name: thing\n",
    ],
    [
      "VirtualService",
      "Service",
      "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: a\nspec:\n  http:\n    - route:\n        - destination:\n            host: thing.default.svc.cluster.local\n",
    ],
  ])("leads from a %s to its %s", (_user, kind, text) => {
    expect(target(kind, text)).toEqual(["k8s/thing.yaml:4 thing"]);
  });

  it("follows addresses in variables and settings, and renames them with the Service", () => {
    const user = (value: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - name: a\n      env:\n        - name: URL\n          value: ${value}\n`;
    for (const value of ["http://thing:8080/x", '"redis://:secret@thing"', "thing:6379", "http://thing.shop.svc.cluster.local"]) {
      expect(target("Service", user(value)), value).toEqual(["k8s/thing.yaml:4 thing"]);
    }
    for (const value of ["https://thing.example.com", "thing", "a-thing:80", "http://thing:80${PORT}"])
      expect(target("Service", user(value)), value).toEqual([]);
    const settings = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: urls\ndata:\n  web: http://web:80\n";
    const files = { ...withDeployment, "k8s/urls.yaml": settings };
    expect(changedLines(editor(at(service, "web", "metadata"), files, "k8s/service.yaml").rename("on"), files).sort()).toEqual([
      'k8s/others.yaml:34 name: "on"',
      'k8s/service.yaml:4 name: "on"',
      "k8s/urls.yaml:6 web: http://on:80",
    ]);
  });

  it("keeps to what is applied together: another environment has its own", () => {
    const other = service.replace("port: 80", "port: 81");
    const files = { "prod/service.yaml": service, "test/service.yaml": other, "test/ingress.yaml": others };
    expect(editor(at(others, "web", "service:\n"), files, "prod/ingress.yaml").definition()).toEqual(["prod/service.yaml:4 web"]);
    expect(editor(at(service, "web", "metadata"), { ...files, "prod/ingress.yaml": others }, "prod/service.yaml").references()).toEqual([
      "4 web",
      "prod/ingress.yaml:34 web",
    ]);
  });

  it("finds nothing for a name that nobody has, and does not rename it", () => {
    const text = service.replace("kind: Service", "kind: Ingress").replace("selector:\n    app: web", "tls:\n    - secretName: unseen");
    const one = editor(at(text, "unseen"), {}, "k8s/ingress.yaml");
    expect(one.definition()).toEqual([]);
    expect(one.references()).toEqual(["7 unseen"]);
    expect(one.target()).toBeUndefined();
  });
});

describe("labels with their selectors", () => {
  const places = ["k8s/others.yaml:8", "k8s/others.yaml:17", "k8s/service.yaml:7", "k8s/web.yaml:11", "k8s/web.yaml:19", "k8s/web.yaml:29"];

  it.each([
    ["the pods", () => inDeployment("web", "labels:\n        app")],
    ["the Deployment's selector", () => inDeployment("web", "matchLabels:\n      app")],
    ["the spread constraint", () => inDeployment("web", "labelSelector")],
    ["the Service", () => inService("web", "selector")],
    ["the budget", () => inOthers("web", "matchLabels: {")],
    ["the policy, in quotes", () => inOthers("web", '"app"')],
  ])("renames the value wherever it selects those pods, from %s", (_name, ask) => {
    const lines = changedLines(ask().rename("shop"), withDeployment).sort();
    expect(lines.map((line) => line.split(" ")[0]).sort()).toEqual([...places].sort());
    expect(lines.every((line) => /shop/.test(line))).toBe(true);
    expect(lines).toContain("k8s/others.yaml:17 \"app\": 'shop'");
  });

  it("renames the key", () => {
    const lines = changedLines(inDeployment("app", "labels:\n        ").rename("app.kubernetes.io/name"), withDeployment);
    expect(lines.map((line) => line.split(" ")[0]).sort()).toEqual([...places].sort());
    expect(lines).toContain("k8s/others.yaml:17 \"app.kubernetes.io/name\": 'web'");
    expect(lines).toContain("k8s/service.yaml:7 app.kubernetes.io/name: web");
  });

  /** What each object that selects selects, by place. */
  const selections = (files: Readonly<Record<string, string>>) => {
    const workspace = memoryWorkspace(files);
    return Object.entries(files).flatMap(([file, text]) =>
      parse(new SourceText(file, text), "kubernetes").objects.flatMap((object) =>
        findSelected(object, workspace).objects.map((one) => `${object.title} → ${one.object.title}`),
      ),
    );
  };

  it("selects after any rename what it selected before", () => {
    const before = selections(withDeployment);
    expect(before).toContain("Service web → Deployment web");
    let count = 0;
    for (const [file, text] of Object.entries(withDeployment)) {
      for (const { of, span } of mentionsIn(parse(new SourceText(file, text), "kubernetes"))) {
        if (of.kind !== "label") continue;
        const marked = `${text.slice(0, span.start + 1)}|>${text.slice(span.start + 1)}`;
        const result = editor(marked, withDeployment, file).rename("fresh");
        if (typeof result !== "object") throw new Error(`${file}: ${result}`);
        expect(selections({ ...withDeployment, ...result })).toEqual(before);
        count++;
      }
    }
    expect(count).toBe(22);
  });

  it("leaves a label that both workloads have, and that nothing selects by, to each", () => {
    expect(inDeployment("front", "tier").references()).toEqual(["20 front"]);
  });

  it("takes in all pods that one selector selects", () => {
    const both = service.replace("app: web", "tier: front");
    const lines = changedLines(editor(at(both, "front"), { ...withDeployment, "k8s/both.yaml": both }, "k8s/both.yaml").rename("edge"), {
      ...withDeployment,
      "k8s/both.yaml": both,
    });
    expect(lines.sort()).toEqual(["k8s/api.yaml:13 tier: edge", "k8s/both.yaml:7 tier: edge", "k8s/web.yaml:20 tier: edge"]);
  });

  it("reads expressions of selectors", () => {
    const budget =
      "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: both\nspec:\n  maxUnavailable: 1\n  selector:\n    matchExpressions:\n      - { key: app, operator: In, values: [web, api] }\n";
    const files = { ...withDeployment, "k8s/both.yaml": budget };
    const lines = changedLines(editor(at(budget, "web", "values"), files, "k8s/both.yaml").rename("shop"), files);
    expect(lines).toContain("k8s/both.yaml:9 - { key: app, operator: In, values: [shop, api] }");
    expect(lines.some((line) => line.startsWith("k8s/api.yaml"))).toBe(false);
    expect(lines).toHaveLength(places.length + 1);
  });

  it("leads from a selector to the labels of the pods", () => {
    expect(inService("web", "selector").definition()).toEqual(["k8s/web.yaml:19 web"]);
    expect(inService("app", "selector").definition()).toEqual(["k8s/web.yaml:19 app"]);
  });

  it("follows those that a kustomization adds", () => {
    const kustomization =
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - web.yaml\nlabels:\n  - includeSelectors: true\n    pairs:\n      team: shop\n";
    const policy =
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: p\nspec:\n  podSelector:\n    matchLabels:\n      team: shop\n";
    const files = { "k8s/kustomization.yaml": kustomization.replace("web.yaml", "web.yaml\n  - policy.yaml"), [path]: deployment };
    expect(editor(at(policy, "shop"), files, "k8s/policy.yaml").references()).toEqual(["8 shop", "k8s/kustomization.yaml:9 shop"]);
    expect(editor(at(policy, "team"), files, "k8s/policy.yaml").definition()).toEqual(["k8s/kustomization.yaml:9 team"]);
  });

  it("reads the peers of policies", () => {
    const policy =
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: p\nspec:\n  podSelector: {}\n  ingress:\n    - from:\n        - podSelector:\n            matchLabels:\n              app: web\n";
    expect(editor(at(deployment, "web", "labels:\n        app"), { "k8s/policy.yaml": policy }, path).references()).toContain(
      "k8s/policy.yaml:11 web",
    );
  });

  it("finds patches within a kustomization's own text", () => {
    const kustomization =
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - web.yaml\npatches:\n  - patch: |-\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        labels:\n          name: other\n        name: web\n      spec:\n        replicas: 2\n  - target:\n      kind: Deployment\n      name: web\n    patch: |-\n      - op: remove\n        path: /spec/replicas\n";
    const files = { [path]: deployment, "k8s/kustomization.yaml": kustomization };
    expect(changedLines(editor(at(deployment, "web", "metadata"), files, path).rename("shop"), files)).toEqual([
      "k8s/web.yaml:4 name: shop",
      "k8s/kustomization.yaml:12 name: shop",
      "k8s/kustomization.yaml:17 name: shop",
    ]);
  });

  it("finds the parts that overlays lay over the object", () => {
    const patch =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          resources: {}\n";
    const kustomization = (resources: string, more = "") =>
      `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - ${resources}\n${more}`;
    const files = {
      "base/kustomization.yaml": kustomization("web.yaml"),
      "prod/kustomization.yaml": kustomization("../base", "patches:\n  - path: web.yaml\nreplicas:\n  - name: web\n    count: 3\n"),
      "prod/web.yaml": patch,
    };
    expect(editor(at(deployment, "web", "metadata"), files, "base/web.yaml").references()).toEqual([
      "4 web",
      "prod/kustomization.yaml:8 web",
      "prod/web.yaml:4 web",
    ]);
    expect(editor(at(deployment, "web", "- name: web"), files, "base/web.yaml").references()).toEqual(["38 web", "prod/web.yaml:9 web"]);
    expect(editor(at(patch, "web", "- name"), { ...files, "base/web.yaml": deployment }, "prod/web.yaml").references()).toEqual([
      "9 web",
      "base/web.yaml:38 web",
    ]);
  });
});

describe("ports", () => {
  it("leads from probes, Services and policies to the container's port", () => {
    expect(inDeployment("http", "livez, port").definition()).toEqual(["41 http"]);
    expect(inService("http", "targetPort").definition()).toEqual(["k8s/web.yaml:41 http"]);
    expect(inOthers("http", "- ports").definition()).toEqual(["k8s/web.yaml:41 http"]);
  });

  it("renames one, and leaves the port of that name of another workload", () => {
    expect(changedLines(inDeployment("http", "- name: http").rename("main"), withDeployment).sort()).toEqual([
      "k8s/others.yaml:20 - port: main",
      "k8s/service.yaml:11 targetPort: main",
      "k8s/web.yaml:41 - name: main",
      "k8s/web.yaml:53 httpGet: { path: /livez, port: main }",
      "k8s/web.yaml:57 httpGet: { path: /livez, port: main }",
      "k8s/web.yaml:62 httpGet: { path: /readyz, port: main }",
    ]);
  });

  it("renames the port of a Service where an Ingress names it", () => {
    expect(changedLines(inService("web-http").rename("main"), withDeployment).sort()).toEqual([
      "k8s/others.yaml:36 name: main",
      "k8s/service.yaml:9 - name: main",
    ]);
  });

  it("follows a monitor's selector to the Services", () => {
    const labelled = service.replace("  name: web\n", "  name: web\n  labels:\n    monitored: web-metrics\n");
    const monitor =
      "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      monitored: web-metrics\n  endpoints:\n    - port: web-http\n";
    const files = { "k8s/service.yaml": labelled };
    expect(editor(at(monitor, "web-http"), files, "k8s/monitor.yaml").definition()).toEqual(["k8s/service.yaml:11 web-http"]);
    expect(editor(at(monitor, "web-metrics"), files, "k8s/monitor.yaml").references()).toEqual([
      "8 web-metrics",
      "k8s/service.yaml:6 web-metrics",
    ]);
  });
});

describe("keys, volumes and containers", () => {
  it("leads from a key to the ConfigMap that has it, and renames both", () => {
    expect(inDeployment("level", "key: level").definition()).toEqual(["k8s/others.yaml:43 level"]);
    expect(changedLines(inOthers("app.properties").rename("web.properties"), withDeployment)).toEqual([
      "k8s/others.yaml:44 web.properties: |",
      "k8s/web.yaml:35 - key: web.properties",
    ]);
  });

  it("knows the keys of a Secret, and of what a kustomization generates", () => {
    const kustomization =
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [web.yaml]\nconfigMapGenerator:\n  - name: settings\n    literals:\n      - level=info\n";
    const files = { "k8s/kustomization.yaml": kustomization };
    expect(editor(at(deployment, "level", "key: level"), files, path).definition()).toEqual(["k8s/kustomization.yaml:7 level"]);
    expect(editor(at(deployment, "settings", "configMap:"), files, path).definition()).toEqual(["k8s/kustomization.yaml:5 settings"]);
    expect(editor(at(kustomization, "settings"), { ...files, [path]: deployment }, "k8s/kustomization.yaml").references()).toEqual([
      "5 settings",
      "k8s/web.yaml:33 settings",
      "k8s/web.yaml:47 settings",
    ]);
  });

  it("keeps volumes and containers within their pod", () => {
    expect(inDeployment("config", "- name: config").references()).toEqual(["31 config", "50 config"]);
    expect(inDeployment("web", "- name: web").references()).toEqual(["38 web"]);
    const set =
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  template:\n    spec:\n      containers:\n        - name: db\n          volumeMounts:\n            - name: data\n              mountPath: /data\n  volumeClaimTemplates:\n    - metadata:\n        name: data\n";
    expect(editor(at(set, "data", "volumeMounts"), {}, "k8s/db.yaml").definition()).toEqual(["15 data"]);
  });

  it("follows an autoscaler to the container that it measures", () => {
    const autoscaler =
      "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }\n  maxReplicas: 9\n  metrics:\n    - type: ContainerResource\n      containerResource: { container: web, name: cpu }\n";
    expect(editor(at(autoscaler, "web", "container: "), withDeployment, "k8s/hpa.yaml").definition()).toEqual(["k8s/web.yaml:38 web"]);
  });
});

describe("images and files", () => {
  it("leads from an image to the Dockerfile that builds it", () => {
    const compose = "services:\n  web:\n    image: ghcr.io/example/web:dev\n    build: ./web\n";
    const files = { "compose.yaml": compose, "web/Dockerfile": 'FROM node:24\nCMD ["node"]\n' };
    expect(editor(at(deployment, "ghcr.io"), files, path).definition()).toEqual(["web/Dockerfile:1 FROM"]);
  });

  it("leads from a kustomization to the files that it takes in", () => {
    const kustomization =
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - ../base\n  - web.yaml\n  - https://example.com/x.yaml\n  - gone.yaml\npatches:\n  - path: 'patch.yaml'\nconfigMapGenerator:\n  - name: a\n    files: [app.conf=conf/app.conf]\n";
    const files = {
      "base/kustomization.yaml": "resources: []\n",
      "prod/web.yaml": service,
      "prod/patch.yaml": service,
      "prod/conf/app.conf": "x",
    };
    const one = editor(at(kustomization, "base"), files, "prod/kustomization.yaml");
    expect(one.links()).toEqual([
      "../base → base/kustomization.yaml",
      "web.yaml → prod/web.yaml",
      "patch.yaml → prod/patch.yaml",
      "conf/app.conf → prod/conf/app.conf",
    ]);
    expect(one.definition()).toEqual(["base/kustomization.yaml:1 "]);
  });

  it("links public images to their pages", () => {
    const pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - name: a\n      image: 'redis:8'\n";
    expect(editor(pod, {}, "pod.yaml").links()).toEqual(["redis:8 → https://hub.docker.com/_/redis"]);
  });
});

describe("what cannot be renamed", () => {
  it.each([
    ["Web", "cannot be the name of a Service"],
    ["", "must not be empty"],
    ["a".repeat(64), "no more than 63 characters"],
  ])("refuses %j as the name of a Service", (name, reason) => {
    expect(inService("web", "metadata").rename(name)).toContain(reason);
  });

  it.each([
    ["a b", () => inDeployment("web", "labels:\n        app"), "cannot be the value of a label"],
    ["-a", () => inDeployment("app", "labels:\n        "), "cannot be the key of a label"],
    ["tier", () => inDeployment("app", "labels:\n        "), "There is a label `tier` already in `Deployment web`"],
    ["a-very-long-port-name", () => inDeployment("http", "- name: http"), "cannot be the name of a port"],
    ["a/b", () => inOthers("level"), "cannot be the key of a ConfigMap"],
    ["app.properties", () => inOthers("level"), "There is a key `app.properties` already in `ConfigMap settings`"],
    ["api", () => inService("web", "metadata"), "There is a Service `api` already in `k8s/api.yaml`."],
  ])("refuses %j", (name, ask, reason) => {
    expect(ask().rename(name)).toContain(reason);
  });

  it("keeps the pods of two workloads apart, whichever selects the other's", () => {
    expect(inService("web", "selector").rename("api")).toBe("`Service web` would select `Deployment api` as well, which it does not now.");
    // Of the other files, what selects the pods is a policy alone.
    const files = { "k8s/policy.yaml": others.replaceAll("web", "api").slice(others.indexOf("---") + 4) };
    expect(editor(at(deployment, "web", "labels:\n        app"), files, path).rename("api")).toBe(
      "`NetworkPolicy api` would select `Deployment web` as well, which it does not now.",
    );
    expect(typeof inDeployment("front", "tier").rename("back")).toBe("object");
    expect(
      typeof editor(at(service, "web", "selector"), { "prod/api.yaml": api, [path]: deployment }, "k8s/service.yaml").rename("api"),
    ).toBe("object");
  });

  it("says what a template fills in", () => {
    const chart = deployment.replace("  name: web\n", "  name: {{ .Release.Name }}-web\n");
    const one = editor(at(chart, "Release"), { "chart/Chart.yaml": "name: a\n" }, "chart/templates/web.yaml");
    expect(one.target()).toEqual({ refusal: "A template fills in `{{ .Release.Name }}-web`: change it where the template takes it from." });
    expect(one.rename("x")).toContain("A template fills in");
  });

  it("quotes what YAML would read as something else", () => {
    expect(changedLines(inService("web", "selector").rename("on"), withDeployment)).toContain('k8s/service.yaml:7 app: "on"');
    expect(changedLines(inService("web", "selector").rename("1.5"), withDeployment)).toContain("k8s/others.yaml:17 \"app\": '1.5'");
  });
});

it("has nothing to say about YAML that is no object, and about other languages' files", () => {
  const text = "name: web\nlabels:\n  app: web\nports:\n  - name: http\n";
  const one = (offset: number) => `${text.slice(0, offset)}|>${text.slice(offset)}`;
  for (let offset = 0; offset < text.length; offset += 4) {
    const asked = editor(one(offset), {}, "kustomization.yaml");
    expect([asked.definition(), asked.references(), asked.target(), asked.hints(), asked.lenses()]).toEqual([[], [], undefined, [], []]);
  }
});

it("keeps the API of another workload out", () => {
  expect(api).toContain("app: api");
  expect(inDeployment("http", "- name: http").references().join()).not.toContain("api.yaml");
});
