import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applicationOf } from "../../../server/engine/application/application.ts";
import { buildOf, has, healthcheckOf, likelyImageOf, settingOf } from "../../../server/engine/application/settings.ts";
import { defaultConfiguration } from "../../../server/engine/config/configuration.ts";
import type { ComposeFile } from "../../../server/engine/languages/compose/model.ts";
import { declarationKinds } from "../../../server/engine/languages/compose/model.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { check } from "../../../server/engine/lint.ts";
import { rules } from "../../../server/engine/rules/index.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";
import { corpusFiles, noCorpus } from "../../corpus.ts";
import { readAll } from "../workflow/parsed.ts";

const configuration = defaultConfiguration({ preset: "all" });

const tricky = [
  `name: "shop"
x-base: &base
  restart: unless-stopped
  environment: &env { A: "1", B: \${B:-x} }
  logging: { driver: json-file, options: { max-size: 1m } }
include:
  - other.yaml
  - path: [ a.yaml, "\${DIR}/b.yaml" ]
    env_file: .env
services:
  web: &web # the front
    <<: [*base, { tty: true }]
    build:
      context: ./web
      target: production
      args: [A=1, B]
      dockerfile_inline: |
        FROM node:24
        RUN npm ci
    command: ["sh", -c, "exec server --port $$PORT \${X:?no \${Y}}"]
    depends_on:
      db: { condition: service_healthy, required: false }
      cache:
    ports: [ "127.0.0.1:8080:80/tcp", 9000-9005, "\${P:-1}:80", { target: 80, published: "81", host_ip: ::1 } ]
    volumes:
      - data:/data:ro,z
      - C:\\x:/y
      - { type: bind, source: ., target: /src, bind: { create_host_path: false } }
    healthcheck:
      test: curl -f http://localhost:$\${PORT} || exit 1
      interval: 1m30s
      timeout: 10
    networks: { front: { aliases: [w] }, back: }
    env_file: [ { path: a.env, required: false }, b.env ]
    deploy: { replicas: 2, resources: { limits: { memory: 512M, cpus: '0.5' } } }
  db:
    image: "postgres:\${TAG-17}"
    environment:
      - POSTGRES_PASSWORD=secret
      - "C=d e"
      - F
    extends: { file: other.yaml, service: db }
    secrets: [ s, { source: t, target: u } ]
    profiles: ["a", b]
  cache: *web
  again:
    extends: again
    image: !reset null
    ports: !override
      - "80:80"
    network_mode: "service:web"
    links: [ db:d, nobody ]
volumes: { data: { external: true }, spare: }
networks:
  front:
  back: { name: "\${N}" }
secrets: { s: { file: ./s.txt }, t: { environment: T } }
`,
  `version: '3'
services:
  a: {{ service }}
  {% if b %}
  b:
    image: "{{ image }}"
  {% endif %}
`,
  "\uFEFFservices:\r\n  web:\r\n    image: nginx:1.29\r\n    command: >-\r\n      sh -c\r\n      \"a; b\"\r\n    environment:\r\n      ? A\r\n      : b\r\n      '<<': c\r\n---\r\nservices: {db: {image: redis}}\r\n",
];

/** What stands around: an override, files that are included and extended in a circle, a Dockerfile, environment files. */
const around: Readonly<Record<string, string>> = {
  "compose.override.yaml":
    "services:\n  web:\n    ports: !reset []\n    extends: { file: other.yaml, service: web }\n  db: !override\n    image: postgres\n",
  "other.yaml":
    "include: [compose.yaml, other.yaml]\nservices:\n  web: { extends: { file: compose.yaml, service: web } }\n  db: { extends: { service: db2 } }\n  db2: { extends: db }\n",
  "web/Dockerfile": "FROM node:24 AS production\nEXPOSE 80\nCMD node server.js\n",
  "a.env": "A=1\nB='\nC",
  ".env": "TAG=17\nTAG=$TAG\n",
};

/** Reads everything, runs every rule, and checks what holds of every model. */
function checkAll(text: string, path = "compose.yaml", files: Readonly<Record<string, string>> = around): void {
  const all = { ...files, [path]: text };
  const workspace = memoryWorkspace(all);
  const source = new SourceText(path, text);
  const file = parse(source, "compose");
  readAll(file);
  const isIn = ({ start, end }: { start: number; end: number }, one = file) => 0 <= start && start <= end && end <= one.source.text.length;
  const expectIn = (span: { start: number; end: number }) => {
    if (!isIn(span)) throw new Error(`${JSON.stringify(span)} is not in the file`);
  };
  for (const { span } of file.problems) expectIn(span);
  for (const service of file.services) {
    expectIn(service.nameSpan);
    file.service(service.name);
    for (const { span } of [...service.ports, ...service.mounts, ...service.references, ...service.envFiles]) expectIn(span);
    for (const { nameSpan } of service.dependencies) expectIn(nameSpan);
    for (const { span, nameSpan, valueSpan } of [...service.environment.pairs, ...service.labels.pairs])
      for (const one of [span, nameSpan, valueSpan ?? span]) expectIn(one);
  }
  for (const kind of declarationKinds) for (const { nameSpan } of file.declarations(kind)) expectIn(nameSpan);
  for (const { node, interpolations } of file.interpolated)
    for (const part of interpolations.parts) expectIn(node.mapped.spanToSource(part.span));
  readApplication(file, all);
  const faults: unknown[] = [];
  const onFault = (rule: string, fault: unknown) => faults.push([rule, fault]);
  for (const finding of check(source, "compose", { workspace, configuration, today: "2026-11-23", rules, onFault })) {
    expectIn(finding.span);
    if (finding.message === "") throw new Error(`${finding.rule} says nothing`);
    for (const { changes } of finding.fixes ?? [])
      for (const change of changes) if (change.kind === "edit") applyEdits(all[change.path] ?? "", change.edits);
  }
  if (faults.length > 0) expect({ text, faults }).toEqual({ text, faults: [] });
}

function readApplication(file: ComposeFile, files: Readonly<Record<string, string>>): void {
  const application = applicationOf(file, memoryWorkspace(files));
  for (const name of application.serviceNames) application.service(name);
  for (const kind of declarationKinds) application.declarations(kind);
  for (const service of application.services) {
    has(service, "deploy", "resources", "limits", "memory");
    settingOf(service, ({ restart }) => restart);
    healthcheckOf(service);
    buildOf(service);
    likelyImageOf(service);
  }
}

describe("anything can be read and checked", () => {
  it.each(tricky.map((text, index) => [index, text] as const))(
    "every beginning and end of tricky file %i",
    (_, text) => {
      for (let cut = 0; cut <= text.length; cut++) checkAll(text.slice(0, cut));
      for (let cut = 1; cut <= text.length; cut += 7) checkAll(text.slice(cut));
    },
    120_000,
  );

  it("every line of tricky files taken out", { timeout: 60_000 }, () => {
    for (const text of tricky) {
      const lines = text.split("\n");
      for (let i = 0; i < lines.length; i++) checkAll([...lines.slice(0, i), ...lines.slice(i + 1)].join("\n"));
    }
  });

  it("every value of a tricky file as something else", { timeout: 120_000 }, () => {
    const text = tricky[0] as string;
    const others = [
      "",
      "~",
      "1",
      "true",
      "[]",
      "{}",
      "[[a]]",
      "{ a: { b: c } }",
      "*base",
      "*nobody",
      "!reset null",
      "$X",
      "${",
      "'",
      "[a, null]",
      "- a",
    ];
    for (const { index, 0: colon } of text.matchAll(/: (?=\S)/g)) {
      const start = index + colon.length;
      const end = text.indexOf("\n", start);
      for (const other of others) checkAll(text.slice(0, start) + other + text.slice(end));
    }
  });

  it("files with pieces put in and taken out", { timeout: 120_000 }, () => {
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
      "*web",
      "<<: *web\n",
      "|\n",
      "? ",
      "---\n",
    ];
    const words = [
      "!reset ",
      "!override ",
      "${",
      "${A:-",
      "$$",
      "services:\n",
      "extends: web\n",
      "include:\n",
      "depends_on:\n",
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
        checkAll(changed);
      }),
      { numRuns: 500 },
    );
  });

  it("real files, whole and cut at any line", { timeout: 240_000 }, () => {
    const files = corpusFiles("compose");
    if (!files) expect(noCorpus).toBeTruthy();
    for (const { path, text } of files ?? []) {
      checkAll(text, path, {});
      // About thirty cuts a file, in the middle of lines.
      const step = Math.max(7, Math.floor(text.length / 30));
      for (let cut = step; cut < text.length; cut += step) checkAll(text.slice(0, cut), path, {});
    }
  });
});

describe("circles end", () => {
  const circles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "an alias in what it stands for": {
      "compose.yaml": "services: &a\n  web: &b\n    <<: *b\n    image: x\n    build: *a\n    deploy: *b\n",
    },
    "an alias of nothing": { "compose.yaml": "services:\n  web: *nothing\n  db: { <<: *nothing, image: *x, ports: [*y] }\n" },
    "a service that extends itself": {
      "compose.yaml": "services:\n  a: { extends: a }\n  b: { extends: { service: b, file: compose.yaml } }\n",
    },
    "files that extend each other": {
      "compose.yaml": "services:\n  a: { extends: { file: b/compose.yaml, service: b } }\n",
      "b/compose.yaml": "services:\n  b: { extends: { file: ../c.yaml, service: c } }\n",
      "c.yaml": "services:\n  c: { extends: { file: compose.yaml, service: a } }\n",
    },
    "files that include each other": {
      "compose.yaml": "include: [b.yaml, compose.yaml]\nservices:\n  a: { image: x, depends_on: [b] }\n",
      "b.yaml": "include: [compose.yaml]\nservices:\n  b: { image: x, depends_on: [a] }\n",
    },
    "more files than are followed": Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [
        i === 0 ? "compose.yaml" : `f${i}.yaml`,
        `include: [f${i + 1}.yaml]\nservices:\n  s${i}: { extends: { file: f${i + 1}.yaml, service: s${i + 1} } }\n`,
      ]),
    ),
    "services that wait for each other": {
      "compose.yaml": `services:\n${Array.from({ length: 300 }, (_, i) => `  s${i}: { image: x, depends_on: [s${(i + 1) % 300}, s${(i * 7) % 300}], network_mode: "service:s${(i + 2) % 300}" }\n`).join("")}`,
    },
    "a file that is a circle of merges": {
      "compose.yaml": `${Array.from({ length: 40 }, (_, i) => `x-${i}: &x${i} { <<: [*x${i - 1}, *x${i - 2}], k${i}: v }\n`).join("")}services:\n  a: { <<: *x39, image: x }\n`,
    },
  };
  it.each(Object.entries(circles))("%s", (_, files) => {
    const start = process.cpuUsage().user;
    for (const [path, text] of Object.entries(files).slice(0, 3)) checkAll(text, path, files);
    expect(process.cpuUsage().user - start).toBeLessThan(8_000_000);
  });
});
