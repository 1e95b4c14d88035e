import { expect, it } from "vitest";
import { folding } from "../../../server/engine/editor/editor.ts";
import type { OutlineItem } from "../../../server/engine/outline/model.ts";
import { outline } from "../../../server/engine/outline/outline.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { corpusFiles, noCorpus } from "../../corpus.ts";

function shown(items: readonly OutlineItem[], depth = ""): string[] {
  return items.flatMap(({ kind, name, detail, children }) => [
    `${depth}${kind} ${name}${detail ? ` (${detail})` : ""}`,
    ...shown(children, `${depth}  `),
  ]);
}

/** The outline of a file, each name and each part checked to stand inside of its whole, as editors ask. */
function outlineOf(text: string, path = "deploy/app.yaml"): string[] {
  const items = outline(new SourceText(path, text), "kubernetes");
  const check = ({ name, span, nameSpan, children }: OutlineItem) => {
    expect(name).not.toBe("");
    expect(nameSpan.start).toBeGreaterThanOrEqual(span.start);
    expect(nameSpan.end).toBeLessThanOrEqual(span.end);
    for (const child of children) {
      expect(child.span.start).toBeGreaterThanOrEqual(span.start);
      expect(child.span.end).toBeLessThanOrEqual(span.end);
      check(child);
    }
  };
  items.forEach(check);
  return shown(items);
}

it("shows workloads with containers, their ports, probes and hooks, and volumes", () => {
  expect(
    outlineOf(`apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 3
  template:
    spec:
      volumes:
        - name: cache
          emptyDir: {}
      initContainers:
        - name: migrate
          image: app:1
        - name: proxy
          image: proxy:2
          restartPolicy: Always
      containers:
        - name: web
          image: app:1
          ports:
            - name: http
              containerPort: 8080
            - containerPort: 9090
          livenessProbe:
            httpGet: { path: /healthz, port: http }
          readinessProbe:
            exec: { command: [cat, /tmp/ready] }
          startupProbe:
            grpc: { port: 9090 }
          lifecycle:
            preStop:
              sleep: { seconds: 5 }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly }
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers: [{ name: job, image: "job:1" }]
`),
  ).toEqual([
    "object web (Deployment · 3 replicas · in shop)",
    "  variable cache (emptyDir)",
    "  container migrate (app:1 · before the others)",
    "  container proxy (proxy:2 · sidecar)",
    "  container web (app:1)",
    "    port http (8080)",
    "    port 9090",
    "    probe liveness probe (GET /healthz on http)",
    "    probe readiness probe (cat /tmp/ready)",
    "    probe startup probe (gRPC on 9090)",
    "    probe preStop (sleep 5 s)",
    "object nightly (CronJob)",
    "  container job (job:1)",
  ]);
});

it("shows ports, keys, hosts and versions of other objects", () => {
  expect(
    outlineOf(`apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { ports: [{ name: http, port: 80, targetPort: http }, { port: 443 }] }
  - apiVersion: v1
    kind: ConfigMap
    metadata: { name: settings }
    data: { LEVEL: info, "app.yaml": "a: b" }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec: { rules: [{ host: example.org, http: { paths: [{ path: / }] } }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { generateName: web- }
spec: { hostnames: [a.example.org] }
---
apiVersion: example.org/v1
kind: Thing
`),
  ).toEqual([
    "object web (Service)",
    "  port http (80 to http)",
    "  port 443",
    "object settings (ConfigMap)",
    "  key LEVEL",
    "  key app.yaml",
    "object web (Ingress)",
    "  route example.org (1 path)",
    "object web- (HTTPRoute)",
    "  route a.example.org",
    "object Thing",
  ]);
});

it("shows what Kustomize builds, with `kind` and without", () => {
  const text =
    "resources:\n  - base\n  - web.yaml\npatches:\n  - path: replicas.yaml\n  - target: { kind: Deployment }\nimages:\n  - name: app\n    newTag: '2'\nnamePrefix: x-\n";
  const parts = [
    "  key resources",
    "    file base",
    "    file web.yaml",
    "  key patches",
    "    file replicas.yaml",
    "  key images",
    "    file app",
  ];
  expect(outlineOf(text, "kustomization.yaml")).toEqual(["object Kustomization", ...parts]);
  expect(outlineOf(`apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${text}`, "kustomization.yaml")).toEqual([
    "object Kustomization",
    ...parts,
  ]);
});

it("shows the placeholders of templates as they are written", () => {
  expect(
    outlineOf(
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ include "app.name" . }}\nspec:\n  containers:\n    - name: "{{ .Chart.Name }}"\n      image: {{ .Values.image }}\n',
      "chart/templates/pod.yaml",
    ),
  ).toEqual(['object {{ include "app.name" . }} (Pod)', "  container {{ .Chart.Name }}"]);
});

it("is made of any file", () => {
  for (const text of [
    "",
    "a",
    "- a",
    "apiVersion: v1\nkind:",
    "kind: Pod\nspec: { containers: [null, 1, {}] }",
    "apiVersion: &a v1\nkind: *a\nmetadata: *b",
  ])
    outlineOf(text);
  const files = corpusFiles("kubernetes");
  if (!files) expect(noCorpus).toBeTruthy();
  for (const { path, text } of files ?? []) outlineOf(text, path);
});

it("folds objects, containers, keys and comments", () => {
  const text = `# One
# two
apiVersion: v1
kind: Pod
spec:
  containers:
    - name: a
      image: b
---
apiVersion: v1
kind: Pod
`;
  const source = new SourceText("pod.yaml", text);
  const folds = (folding(source, "kubernetes") ?? []).map(({ span, kind }) =>
    `${source.lineOf(span.start)}-${source.lineOf(span.end)} ${kind ?? ""}`.trim(),
  );
  expect(folds).toEqual(["0-1 comment", "2-7", "4-7", "5-7", "6-7", "9-10"]);
});
