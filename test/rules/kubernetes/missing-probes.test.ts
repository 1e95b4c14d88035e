// Probes and hooks that are not there.
import { describe, expect, it } from "vitest";
import missingLivenessProbe from "../../../server/engine/rules/kubernetes/missing-liveness-probe.ts";
import missingPreStop from "../../../server/engine/rules/kubernetes/missing-pre-stop.ts";
import missingReadinessProbe from "../../../server/engine/rules/kubernetes/missing-readiness-probe.ts";
import { expectLawfulFixes, run, type Setting } from "../support.ts";

const indent = (text: string, by: number) => text.replaceAll(/^(?=.)/gm, " ".repeat(by));
const http = "ports:\n  - name: http\n    containerPort: 8080\n";
const ready = "readinessProbe:\n  httpGet:\n    path: /readyz\n    port: http\n";
const drain = "lifecycle:\n  preStop:\n    sleep:\n      seconds: 10\n";
const container = (more: string, name = "web") => `- name: ${name}\n  image: registry.example.com/${name}:1.4.2\n${indent(more, 2)}`;
const deployment = (containers: string, pod = "", kind = "Deployment") =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n${indent(pod, 6)}      containers:\n${indent(containers, 8)}`;
const service = (ports = "  ports:\n    - port: 80\n      targetPort: http\n", app = "web") =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: ${app}\n${ports}`;
const served: Setting = { path: "k8s/web.yaml", files: { "k8s/service.yaml": service() } };
const told = (rule: Parameters<typeof run>[0], text: string, setting: Setting = served) =>
  run(rule, text, setting).map((one) => `${one.on} ${one.severity ?? rule.severity}`);

describe("kubernetes/missing-readiness-probe", () => {
  it.each([
    ["behind a Service", deployment(container(http)), ["web warning"]],
    ["a port that need not be declared", deployment(container("")), []],
    ["a probe", deployment(container(http + ready)), []],
    [
      "a job",
      "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: web\nspec:\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: web\n          image: web:1\n          ports: [{ name: http, containerPort: 8080 }]\n",
      [],
    ],
    [
      "the container beside it",
      deployment(container(http + ready) + container("ports:\n  - containerPort: 9000\n", "worker")),
      ["worker info"],
    ],
    [
      "a proxy that is put there by others",
      deployment(container(http + ready) + container("ports:\n  - containerPort: 15090\n", "istio-proxy")),
      [],
    ],
    [
      "a port for metrics alone",
      deployment(container(http + ready) + container("ports:\n  - name: metrics\n    containerPort: 9100\n", "exporter")),
      [],
    ],
    [
      "an init container",
      deployment(container(http + ready), "initContainers:\n  - name: wait\n    image: wait:1\n    ports: [{ containerPort: 80 }]\n"),
      [],
    ],
    [
      "a sidecar",
      deployment(
        container(http + ready),
        "initContainers:\n  - name: cache\n    image: cache:1\n    restartPolicy: Always\n    ports: [{ containerPort: 81 }]\n",
      ),
      ["cache info"],
    ],
    [
      "a probe that a template writes",
      deployment(container(`${http}{{- with .Values.readinessProbe }}\nreadinessProbe:\n  {{- toYaml . | nindent 12 }}\n{{- end }}\n`)),
      [],
    ],
  ])("%s", (_, text, expected) => {
    expect(told(missingReadinessProbe, text)).toEqual(expected);
    expectLawfulFixes(missingReadinessProbe, text, served);
  });
  it("goes by the port that the Service leads to", () => {
    const number = { ...served, files: { "k8s/service.yaml": service("  ports:\n    - port: 9000\n") } };
    expect(told(missingReadinessProbe, deployment(container("")), number)).toEqual(["web warning"]);
    expect(run(missingReadinessProbe, deployment(container("")), number)[0]?.fixed[0]).toContain(
      "readinessProbe:\n            tcpSocket:\n              port: 9000\n",
    );
    expect(
      told(missingReadinessProbe, deployment(container(http) + container("ports:\n  - containerPort: 9000\n", "api")), number),
    ).toEqual(["web info", "api warning"]);
  });
  it.each([
    ["no Service", {}, ["web info"]],
    ["another application's Service", { "k8s/service.yaml": service(undefined, "api") }, ["web info"]],
    [
      "a Service in another namespace",
      { "k8s/service.yaml": `${service().replace("name: web", "name: web\n  namespace: other")}` },
      undefined,
    ],
    [
      "an overlay that writes it",
      {
        "k8s/service.yaml": service(),
        "k8s/kustomization.yaml": "resources: [web.yaml, service.yaml]\npatches:\n  - path: probes.yaml\n",
        "k8s/probes.yaml": `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          readinessProbe:\n            tcpSocket: { port: http }\n`,
      },
      [],
    ],
  ])("with %s", (_, files, expected) => {
    const text = deployment(container(http)).replace("name: web", "name: web\n  namespace: shop");
    if (expected) expect(told(missingReadinessProbe, deployment(container(http)), { path: "k8s/web.yaml", files })).toEqual(expected);
    else expect(told(missingReadinessProbe, text, { path: "k8s/web.yaml", files })).toEqual(["web info"]);
  });
  it("informs where nothing else can be seen, and says nothing of a patch", () => {
    expect(told(missingReadinessProbe, deployment(container(http)), {})).toEqual(["web info"]);
    const patch = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          ports: [{ name: http, containerPort: 8080 }]\n`;
    expect(told(missingReadinessProbe, patch, {})).toEqual([]);
  });
  it.each([
    ["grpc", "grpc:\n              port: 8080\n"],
    ["http-api", "httpGet:\n              path: /readyz\n              port: http-api\n"],
    ["https", "httpGet:\n              path: /readyz\n              port: https\n              scheme: HTTPS\n"],
    ["postgres", "tcpSocket:\n              port: postgres\n"],
  ])("asks a port called %s", (name, handler) => {
    const text = deployment(container(`ports:\n  - name: ${name}\n    containerPort: 8080\nresources: {}\n`));
    const [fixed, all] = run(missingReadinessProbe, text, { path: "k8s/web.yaml" })[0]?.fixed ?? [];
    expect(fixed).toBe(
      text.replace(
        "          resources",
        `          readinessProbe:\n            ${handler}            periodSeconds: 5\n${name === "https" ? "            timeoutSeconds: 5\n" : ""}            failureThreshold: 3\n          resources`,
      ),
    );
    expect(all).toContain("          startupProbe:\n");
    expectLawfulFixes(missingReadinessProbe, text, { path: "k8s/web.yaml" });
  });
  it("adds all three at once, each with numbers for its job", () => {
    const text = deployment(container(`${http}resources: {}\n`));
    expect(run(missingReadinessProbe, text, served)[0]?.fixed[1]).toBe(
      text.replace(
        "          resources",
        `${indent(
          "startupProbe:\n  httpGet:\n    path: /livez\n    port: http\n  periodSeconds: 5\n  failureThreshold: 30\nlivenessProbe:\n  httpGet:\n    path: /livez\n    port: http\n  periodSeconds: 10\n  failureThreshold: 6\nreadinessProbe:\n  httpGet:\n    path: /readyz\n    port: http\n  periodSeconds: 5\n  failureThreshold: 3\n",
          10,
        )}          resources`,
      ),
    );
  });
  it("knows the endpoint of the workspace's own application", () => {
    const files = {
      ...served.files,
      Dockerfile: 'FROM node:24-alpine\nWORKDIR /app\nCOPY . .\nEXPOSE 8080\nCMD ["node", "server.js"]\n',
      "package.json": '{ "name": "web", "dependencies": { "express": "5.1.0" } }',
      "server.js":
        'import express from "express";\nconst app = express();\napp.get("/health/ready", (request, response) => response.send("ok"));\napp.listen(8080);\n',
      "compose.yaml": "services:\n  web:\n    build: .\n    image: registry.example.com/web\n",
    };
    const [found] = run(missingReadinessProbe, deployment(container(http)), { path: "k8s/web.yaml", files });
    expect(found?.fixes?.[0]?.safety).toBe("safe");
    expect(found?.fixed[0]).toContain("path: /health/ready\n              port: http\n");
  });
});

describe("kubernetes/missing-liveness-probe", () => {
  it.each([
    ["readiness alone", deployment(container(http + ready)), ["web hint"]],
    ["no probes, which is told of as missing readiness", deployment(container(http)), []],
    ["both", deployment(container(`${http}livenessProbe:\n  tcpSocket: { port: http }\n${ready}`)), []],
    ["no ports", deployment(container("readinessProbe:\n  exec: { command: [check] }\n")), []],
    ["a template", deployment(container(`${http}{{- toYaml .Values.probes | nindent 10 }}\n${ready}`)), []],
  ])("%s", (_, text, expected) => {
    expect(told(missingLivenessProbe, text)).toEqual(expected);
    expectLawfulFixes(missingLivenessProbe, text, served);
  });
  it.each([
    ["path: /health/ready\n    port: 8081", "path: /health/live\n              port: 8081"],
    ["path: /readiness\n    port: http", "path: /liveness\n              port: http"],
    ["path: /\n    port: http\n    scheme: HTTPS", "path: /\n              port: http\n              scheme: HTTPS"],
  ])("asks beside %s", (handler, expected) => {
    const text = deployment(container(`${http}readinessProbe:\n  httpGet:\n    ${handler}\n  failureThreshold: 4\n`));
    expect(run(missingLivenessProbe, text)[0]?.fixed[0]).toContain(
      `livenessProbe:\n            httpGet:\n              ${expected}\n            periodSeconds: 10\n`,
    );
  });
});

describe("kubernetes/missing-pre-stop", () => {
  it.each([
    ["HTTP behind a Service", deployment(container(http)), ["web info"]],
    ["a hook", deployment(container(http + drain)), []],
    ["another hook", deployment(container(`${http}lifecycle:\n  postStart:\n    exec: { command: [warm] }\n`)), ["web info"]],
    ["a hook that a template writes", deployment(container(`${http}lifecycle:\n  {{- toYaml .Values.lifecycle | nindent 12 }}\n`)), []],
    ["a container beside it", deployment(container(http + drain) + container("ports:\n  - containerPort: 9000\n", "worker")), []],
    ["next to no grace period, which is told of by itself", deployment(container(http), "terminationGracePeriodSeconds: 0\n"), []],
  ])("%s", (_, text, expected) => {
    expect(told(missingPreStop, text)).toEqual(expected);
    expectLawfulFixes(missingPreStop, text, served);
  });
  it("is silent without a Service, for databases, and for images that drain by themselves", () => {
    const database = { path: "k8s/web.yaml", files: { "k8s/service.yaml": service("  ports:\n    - port: 5432\n") } };
    expect(told(missingPreStop, deployment(container(http)), {})).toEqual([]);
    expect(told(missingPreStop, deployment(container(http)), { path: "k8s/web.yaml", files: {} })).toEqual([]);
    expect(told(missingPreStop, deployment(container("ports:\n  - containerPort: 5432\n")), database)).toEqual([]);
    expect(told(missingPreStop, deployment(container(http)), { ...served, options: { images: ["registry.example.com/*"] } })).toEqual([]);
    expect(told(missingPreStop, deployment(container(http)), { ...served, options: { images: ["other"] } })).toHaveLength(1);
  });
  it("writes a command for clusters that know no other way, and makes room in the grace period", () => {
    expect(run(missingPreStop, deployment(container(http)), { ...served, kubernetesVersion: "1.28" })[0]?.fixed[0]).toContain(
      'exec:\n                command: [sleep, "10"]\n',
    );
    const short = run(missingPreStop, deployment(container(http), "terminationGracePeriodSeconds: 15 # enough\n"), served)[0]?.fixed[0];
    expect(short).toContain("terminationGracePeriodSeconds: 40 # enough\n");
    expect(short).toContain("seconds: 10\n");
  });
});
