import fc from "fast-check";
import { expect, it } from "vitest";
import { complete } from "../../../server/engine/complete/complete.ts";
import * as features from "../../../server/engine/editor/editor.ts";
import { hover } from "../../../server/engine/hover/hover.ts";
import type { Language } from "../../../server/engine/languages/index.ts";
import { outline } from "../../../server/engine/outline/outline.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import type { Span } from "../../../server/engine/text/span.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

const workflow = `name: 'CI'
on:
  push: { branches: [main, "rel/*"] }
  schedule: [{ cron: '0 3 * * 1' }]
  workflow_call:
    inputs: { level: { type: string } }
    outputs: { tag: { value: "\${{ jobs.build.outputs.tag }}" } }
  workflow_run: { workflows: [CI] }
env: &env
  REGISTRY: ghcr.io
jobs:
  build: &build
    env: *env
    strategy: { matrix: { os: [a, b], include: [{ os: c, x: 1 }] } }
    outputs:
      tag: \${{ steps['meta'].outputs.tag }}
    steps:
      - id: meta
        run: |
          echo "tag=$REGISTRY/\${{ matrix.os }}" >> "$GITHUB_OUTPUT"
      - { uses: ./tools/setup, with: { version: "\${{ inputs.level }}" } }
      - wait: [meta]
  deploy:
    needs: [ build, "other" ]
    if: >-
      needs.build.result == 'success' &&
      github.ref == 'refs/heads/main'
    uses: ./.github/workflows/ci.yml
    with: { level: info }
    secrets: inherit
  other: *build
`;
const action = `name: Setup
inputs: { version: { required: true } }
outputs: { path: { value: "\${{ steps.a.outputs.p }}" } }
runs:
  using: composite
  steps:
    - id: a
      run: echo "p=\${{ inputs.version }}" >> $GITHUB_OUTPUT
      shell: bash
`;
const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: &labels { app: web } }
spec:
  replicas: 3
  selector: { matchLabels: *labels }
  strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
  template:
    metadata:
      labels:
        "app": 'web'
    spec:
      serviceAccountName: web
      containers:
        - name: web
          image: "ghcr.io/example/web:1.2.3"
          ports: [{ name: http, containerPort: 8080 }]
          env: [{ name: A, valueFrom: { configMapKeyRef: { name: settings, key: a.b } } }]
          livenessProbe: { httpGet: { port: http } }
          lifecycle: { preStop: { sleep: { seconds: 5 } } }
          resources: { requests: { cpu: 100m, memory: {{ .Values.memory }} } }
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports: [{ name: http, port: 80, targetPort: http }]
---
kind: List
apiVersion: v1
items:
  - { apiVersion: v1, kind: ConfigMap, metadata: { name: settings }, data: { a.b: "1" } }
  - apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: { name: web }
    spec: { scaleTargetRef: { kind: Deployment, name: web }, maxReplicas: 9 }
`;
const kustomization = `resources: [web.yaml, ../base]
labels: [{ pairs: { app: web }, includeSelectors: true }]
configMapGenerator:
  - name: settings
    literals: [a.b=1]
    files: [x=y]
patches:
  - target: { kind: Deployment, name: web }
    patch: |-
      - op: remove
        path: /spec/replicas
`;

const compose = `name: shop
x-env: &env { LEVEL: info, "TAG": "\${TAG:-17}" }
include: [parts.yaml]
services:
  web: &web
    build: { context: ./tools, target: a }
    depends_on:
      "db": { condition: service_healthy }
      cache: { condition: service_started, required: false }
    environment:
      <<: *env
      DATABASE_URL: 'postgres://app@db:5432/app'
      CACHE_HOST: cache
    ports: ["127.0.0.1:\${PORT}:80/tcp", 9000-9005, { target: 81 }]
    networks: { front: { aliases: [w] } }
    volumes: [ data:/data, ./a:/b ]
    env_file: [ { path: a.env, required: false } ]
    healthcheck: { test: "curl -f localhost || exit 1", interval: 1m }
  db:
    image: "postgres:\${TAG:-17}"
    extends: { file: parts.yaml, service: base }
    secrets: [ s, { source: s } ]
    links: [ "cache:c" ]
  cache: *web
volumes: { data: { name: "\${V}" } }
networks:
  front:
secrets: { s: { file: a.env } }
`;

const dockerfile = `# syntax=docker/dockerfile:1
ARG VERSION=24
FROM node:\${VERSION}-slim AS Build
ARG VERSION
ENV HOME_DIR=/app LEVEL="\${VERSION:-1}"
WORKDIR $HOME_DIR
COPY --chown=node:node package.json [ab].txt ./
RUN --mount=type=bind,from=build,target=/mnt echo "$VERSION" '$LEVEL' \\
    # a comment
    && npm ci
ONBUILD RUN <<X
echo $LEVEL
X
FROM build AS tests
RUN <<-'EOF' cat && echo
\tx $VERSION
EOF
FROM scratch
COPY --from=build --from=0 /app /app
ADD https://example.com/a.tgz /
HEALTHCHECK --interval=5s CMD ["a", "$VERSION"]
`;

/** Asks for everything, at an offset where there is one to be named, and looks whether the places are in their files. */
function askAll(text: string, language: Language, path: string, offset: number): void {
  const files: Record<string, string> = {
    ".github/workflows/ci.yml": workflow,
    "tools/setup/action.yml": action,
    "k8s/web.yaml": manifest,
    "compose.yaml": compose,
    "compose.override.yaml": "services: { web: { ports: !reset [], depends_on: [cache] } }\n",
    "parts.yaml": "include: [compose.yaml]\nservices: { base: { extends: { file: compose.yaml, service: db } } }\n",
    "a.env": "A=1\n",
    "k8s/kustomization.yaml": kustomization,
    [path]: text,
  };
  const workspace = memoryWorkspace(files);
  const source = new SourceText(path, text);
  const options = { workspace, today: "2026-11-23" };
  const isIn = ({ start, end }: Span, file = path) => expect(0 <= start && start <= end && end <= (files[file]?.length ?? -1)).toBe(true);
  for (const one of features.definition(source, language, offset, options)) {
    isIn(one.origin);
    isIn(one.span, one.path);
    isIn(one.nameSpan, one.path);
  }
  for (const { path: file, span } of features.references(source, language, offset, { ...options, withDefinition: true })) isIn(span, file);
  const target = features.prepareRename(source, language, offset, options);
  if (target) expect(source.slice(target.span)).toBe(target.name);
  const rename = features.rename(source, language, offset, "zz_new", options);
  expect(rename === undefined).toBe(target === undefined);
  if (rename && "changes" in rename) {
    for (const change of rename.changes) if (change.kind === "edit") applyEdits(files[change.path] ?? "", change.edits);
  }
  for (const { changes } of features.refactorings(source, language, offset, options)) {
    for (const change of changes) if (change.kind === "edit") applyEdits(files[change.path] ?? "", change.edits);
  }
  for (const { span } of complete(source, language, offset, options)) isIn(span);
  const explanation = hover(source, language, offset, options);
  if (explanation) isIn(explanation.span);
  for (const { span } of features.folding(source, language) ?? []) isIn(span);
  for (const { offset: at } of features.inlayHints(source, language, { start: 0, end: text.length }, options)) isIn({ start: at, end: at });
  for (const { span, places = [] } of features.codeLenses(source, language, options)) {
    isIn(span);
    for (const place of places) isIn(place.span, place.path);
  }
  for (const { span } of features.links(source, language, options)) isIn(span);
  for (const { span, nameSpan } of outline(source, language, workspace)) {
    isIn(span);
    isIn(nameSpan);
  }
}

const kinds = [
  [workflow, "workflow", ".github/workflows/ci.yml"],
  [action, "action", "tools/setup/action.yml"],
  [manifest, "kubernetes", "k8s/web.yaml"],
  [kustomization, "kubernetes", "k8s/kustomization.yaml"],
  [compose, "compose", "compose.yaml"],
  [dockerfile, "dockerfile", "tools/Dockerfile"],
] as const;

it.each(kinds)("answers at the end of whatever is typed of a file", (text, language, path) => {
  for (let end = 0; end <= text.length; end += 3) askAll(text.slice(0, end), language, path, end);
});

it.each(kinds)("answers at every place of a file", (text, language, path) => {
  for (let offset = 0; offset <= text.length; offset += 5) askAll(text.replaceAll("\n", "\r\n"), language, path, offset);
});

it.each(kinds)("answers whatever is cut out or put in", (text, language, path) => {
  fc.assert(
    fc.property(
      fc.nat(text.length),
      fc.nat(12),
      fc.constantFrom("", "\n", "  ", ": ", "- ", "${{ ", "}}", "*env", "&a ", "'", '"', "{", "]", "|", "#", "\t", "é"),
      (start, length, added) => askAll(text.slice(0, start) + added + text.slice(start + length), language, path, start),
    ),
    { numRuns: 150 },
  );
});
