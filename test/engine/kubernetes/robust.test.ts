import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ManifestFile } from "../../../server/engine/languages/kubernetes/model.ts";
import { duplicateKeysIn } from "../../../server/engine/languages/yaml/duplicate-keys.ts";
import { corpusFiles, noCorpus } from "../../corpus.ts";
import { readAll } from "../workflow/parsed.ts";
import { manifest } from "./parsed.ts";

const tricky = [
  `apiVersion: apps/v1
kind: Deployment
metadata: &meta
  name: web # the name
  labels: { app: web, "tier": 'front' }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  strategy:
    rollingUpdate: { maxSurge: 25%, maxUnavailable: 0 }
  template:
    metadata: *meta
    spec:
      initContainers:
      - { name: a, image: "b:1", restartPolicy: Always }
      containers:
      - name: web
        image: ghcr.io/example/web:1.4.2@sha256:00
        env:
        - { name: A, value: "1" }
        - name: B
          valueFrom: { secretKeyRef: { name: s, key: k } }
        command: ["sh", -c, |-
          echo]
        livenessProbe:
          httpGet: { path: /, port: http }
          periodSeconds: 5
        resources:
          limits: { cpu: 100m, memory: 64Mi }
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata: { name: web }
  spec: { ports: [{ port: 80, targetPort: http }] }
- null
...
---
# end
`,
  `{{- if .Values.enabled }}
apiVersion: {{ include "v" . }}
kind: StatefulSet
metadata:
  name: {{ .Release.Name }}-{{ .x }}
  labels: {{- include "labels" . | nindent 4 }}
    a: "{{ .b }}"
spec:
  {{- with .Values.strategy }}
  updateStrategy: {{ toYaml . | nindent 4 }}
  {{- end }}
  template:
    spec:
      containers:
        {{- range $name, $c := .Values.containers }}
        - name: {{ $name }}
          args:
            - |
              {{- if $c.x }}
              run {{ $c.x }}
              {{- else }}
              run
              {{- end }}
          {{- toYaml $c.more | nindent 10 }}
        {{- end }}
{{- end }}
`,
  "\uFEFFapiVersion: v1\r\nkind: ConfigMap\r\nmetadata: {name: '${NAME}'}\r\ndata:\r\n  a: |\r\n    b\r\n\r\n  c: >-\r\n    ${D:=e}\r\n  <<: [*x, {f: g}]\r\n",
];

/** Reads everything, and checks what holds of every model. */
function check(file: ManifestFile): void {
  readAll(file);
  const { text } = file.source;
  const isIn = ({ start, end }: { start: number; end: number }) => 0 <= start && start <= end && end <= text.length;
  for (const document of file.documents) {
    expect(isIn(document.span)).toBe(true);
    for (const { entry, first } of duplicateKeysIn(document.yaml.root, document.file))
      expect(isIn(entry.keySpan) && isIn(first.keySpan)).toBe(true);
  }
  for (const { span } of file.problems) expect(isIn(span)).toBe(true);
  for (const object of file.objects) {
    expect(isIn(object.span) && isIn(object.nameSpan)).toBe(true);
    expect(object.title).not.toBe("");
    expect(object.file === file).toBe(true);
    for (const container of object.workload?.pod.allContainers ?? []) {
      expect(isIn(container.nameSpan)).toBe(true);
      container.port("http");
      for (const kind of ["liveness", "readiness", "startup"] as const) container.hasProbe(kind);
    }
  }
}

describe("anything can be read", () => {
  it.each(tricky.map((text, index) => [index, text] as const))(
    "every beginning and end of tricky file %i",
    (_, text) => {
      for (let cut = 0; cut <= text.length; cut++) check(manifest(text.slice(0, cut)));
      for (let cut = 1; cut <= text.length; cut += 7) check(manifest(text.slice(cut)));
    },
    120_000,
  );

  it("every line of tricky files taken out", () => {
    for (const text of tricky) {
      const lines = text.split("\n");
      for (let i = 0; i < lines.length; i++) check(manifest([...lines.slice(0, i), ...lines.slice(i + 1)].join("\n")));
    }
  });

  it("files with pieces put in and taken out", () => {
    const signs = [
      "\n",
      "\r",
      "  ",
      "\t",
      "- ",
      ": ",
      "#",
      "'",
      '"',
      "{{",
      "}}",
      "{",
      "}",
      "[",
      "]",
      ",",
      "&a ",
      "*a",
      "<<: *a\n",
      "|\n",
      "? ",
      "---\n",
      "...\n",
      "!x ",
    ];
    const words = [
      "apiVersion: v1\n",
      "kind: List\n",
      "items:\n",
      "spec:\n",
      "containers: *a\n",
      "{{- end }}\n",
      "{{ if .x }}",
      "${",
      "\ud800",
      "\u2028",
      "\0",
    ];
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(15),
      piece: fc.constantFrom(...signs, ...words),
    });
    fc.assert(
      fc.property(fc.constantFrom(...tricky), fc.array(change, { minLength: 1, maxLength: 6 }), (text, changes) => {
        let changed = text;
        for (const { at, cut, piece } of changes) {
          const start = Math.floor(at * changed.length);
          changed = changed.slice(0, start) + piece + changed.slice(start + cut);
        }
        check(manifest(changed));
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  it("real files, whole and cut", () => {
    const files = corpusFiles("kubernetes");
    if (!files) expect(noCorpus).toBeTruthy();
    for (const [index, { path, text }] of (files ?? []).entries()) {
      // Definitions of kinds are very long.
      if (text.length > 60_000) continue;
      check(manifest(text, path));
      check(manifest(text.slice(0, (text.length * ((index % 9) + 1)) / 10), path));
    }
  }, 120_000);
});

describe("time", () => {
  it("grows with the length alone", () => {
    const pod = "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - name: a\n      image: b\n";
    const texts = {
      "many documents": `${pod}---\n`.repeat(3_000),
      "many items of a list": `apiVersion: v1\nkind: List\nitems:\n${"- kind: Pod\n  metadata: { name: a }\n".repeat(8_000)}`,
      "many containers": `${pod}${"    - name: a\n      image: b\n".repeat(8_000)}`,
      "many lines that a template writes": `${pod}${"      {{- toYaml .x | nindent 6 }}\n".repeat(8_000)}`,
      "many broken documents": `${pod}spec: "\n---\n`.repeat(1_500),
      "lists in lists": `apiVersion: v1\nkind: List\nitems: ${"[{kind: List, items: ".repeat(60)}`,
      "maps merged into maps": `apiVersion: v1\nkind: Pod\n${Array.from({ length: 400 }, (_, i) => `x${i}: &x${i} { <<: *x${i - 1}, a: b }`).join("\n")}\nspec: *x399\n`,
    };
    for (const [name, text] of Object.entries(texts)) {
      const start = performance.now();
      const file = manifest(text);
      for (const object of file.objects) for (const container of object.workload?.pod.allContainers ?? []) container.hasProbe("liveness");
      for (const document of file.documents) duplicateKeysIn(document.yaml.root, document.file);
      expect({ name, isSlow: performance.now() - start > 4_000 }).toEqual({ name, isSlow: false });
    }
  }, 60_000);
});
