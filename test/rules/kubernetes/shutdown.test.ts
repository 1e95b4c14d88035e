// How pods end.
import { describe, expect, it } from "vitest";
import hookWithoutTool from "../../../server/engine/rules/kubernetes/hook-without-tool.ts";
import noGracePeriod from "../../../server/engine/rules/kubernetes/no-grace-period.ts";
import preStopOverGrace from "../../../server/engine/rules/kubernetes/pre-stop-over-grace.ts";
import { expectLawfulFixes, run, type Setting } from "../support.ts";

const deployment = (pod: string, more: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n${pod}      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n${more}`;
const grace = (seconds: number | string) => `      terminationGracePeriodSeconds: ${seconds}\n`;
const hook = (handler: string) => `          lifecycle:\n            preStop:\n              ${handler}\n`;
const served: Setting = {
  path: "k8s/web.yaml",
  files: {
    "k8s/service.yaml":
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n      targetPort: 8080\n",
  },
};

describe("kubernetes/pre-stop-over-grace", () => {
  const told = (text: string) => run(preStopOverGrace, text).map((one) => `${one.on} ${one.severity ?? "error"}`);
  it.each([
    ["an action over the grace period", grace(20), hook("sleep: { seconds: 30 }"), ["30 error"], 60],
    ["one over the default", "", hook("sleep: { seconds: 45 }"), ["45 error"], 75],
    ["one that leaves nothing", "", hook("sleep: { seconds: 28 }"), ["28 warning"], 58],
    ["one that takes all", grace(60), hook("sleep: { seconds: 60 }"), ["60 warning"], 90],
    ["a command", grace(60), hook('exec: { command: [sleep, "90"] }'), ["exec warning"], 120],
    ["a script", "", hook('exec: { command: [sh, -c, "sleep 20; nginx -s quit; sleep 10"] }'), ["exec warning"], 60],
    ["minutes", grace(60), hook("exec: { command: [sleep, 1m] }"), ["exec warning"], 90],
    ["enough", grace(60), hook("sleep: { seconds: 30 }"), [], 0],
    ["enough by default", "", hook("sleep: { seconds: 15 }"), [], 0],
    ["a grace period from a template", grace("{{ .Values.grace }}"), hook("sleep: { seconds: 45 }"), [], 0],
    ["a hook from a template", "", hook("sleep: { seconds: {{ .Values.drain }} }"), [], 0],
    ["a variable", "", hook('exec: { command: [sh, -c, "sleep $DRAIN"] }'), [], 0],
    ["a loop", "", hook('exec: { command: [sh, -c, "while busy; do sleep 60; done"] }'), [], 0],
    ["no wait", "", hook("httpGet: { path: /drain, port: 8080 }"), [], 0],
  ])("%s", (_, pod, more, expected, fixed) => {
    const text = deployment(pod, more);
    expect(told(text)).toEqual(expected);
    if (fixed > 0) expect(run(preStopOverGrace, text)[0]?.fixed[0]).toContain(`terminationGracePeriodSeconds: ${fixed}\n`);
    expectLawfulFixes(preStopOverGrace, text);
  });
  it("makes room for the longest of several", () => {
    const two = deployment(
      grace(10),
      `${hook("sleep: { seconds: 20 }")}        - name: proxy\n          image: registry.example.com/proxy:2.0.1\n${hook("sleep: { seconds: 25 }")}`,
    );
    expect(run(preStopOverGrace, two).map((one) => one.fixed[0])).toEqual(Array(2).fill(two.replace("Seconds: 10", "Seconds: 55")));
  });
  it("leaves the grace period of a patch to its base", () => {
    const patch = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n${hook("sleep: { seconds: 45 }")}`;
    expect(told(patch)).toEqual([]);
    expect(told(patch.replace("      containers", `${grace(20)}      containers`))).toEqual(["45 error"]);
  });
});

describe("kubernetes/no-grace-period", () => {
  it.each([
    [grace(0), 1],
    [grace(2), 1],
    [grace(3), 0],
    [grace("{{ .Values.grace }}"), 0],
    ["", 0],
  ])("%j", (pod, count) => {
    const text = deployment(pod, hook("sleep: { seconds: 10 }"));
    expect(run(noGracePeriod, text, served)).toHaveLength(count);
    expectLawfulFixes(noGracePeriod, text, served);
    // One finding: the hook is not told of as well.
    if (count > 0) expect(run(preStopOverGrace, text, served)).toEqual([]);
  });
  it("is for pods behind a Service", () => {
    expect(run(noGracePeriod, deployment(grace(0), ""))).toEqual([]);
    expect(run(noGracePeriod, deployment(grace(0), ""), { path: "k8s/web.yaml", files: {} })).toEqual([]);
  });
});

describe("kubernetes/hook-without-tool", () => {
  const built = (dockerfile: string): Setting => ({
    path: "k8s/web.yaml",
    files: { Dockerfile: dockerfile, "compose.yaml": "services:\n  web:\n    build: .\n    image: registry.example.com/web\n" },
  });
  const distroless =
    'FROM golang:1.26 AS build\nRUN go build -o /web .\nFROM gcr.io/distroless/static-debian13\nCOPY --from=build /web /web\nCMD ["/web"]\n';
  const scratch =
    'FROM scratch\nCOPY web /web\nCOPY --from=ghcr.io/example/tools /grpc_health_probe /bin/grpc_health_probe\nCMD ["/web"]\n';
  const probe = (command: string) => `          livenessProbe:\n            exec:\n              command: ${command}\n`;
  it.each([
    ["a hook that waits", distroless, hook("exec: { command: [sleep, '10'] }"), "sleep:", "sleep"],
    ["the same by a shell", scratch, hook('exec: { command: [/bin/sh, -c, "sleep 10"] }'), "sleep:", "/bin/sh"],
    ["more than a wait", scratch, hook('exec: { command: [sh, -c, "touch /tmp/drain; sleep 10"] }'), undefined, "sh"],
    ["a probe by curl", distroless, probe("[curl, -f, 'http://localhost:8080/healthz']"), "httpGet:", "curl"],
    ["a probe by cat", distroless, probe("[cat, /tmp/healthy]"), undefined, "cat"],
  ])("%s", (_, dockerfile, more, fixed, place) => {
    const text = deployment("", more);
    const found = run(hookWithoutTool, text, built(dockerfile));
    expect(found.map((one) => one.on)).toEqual([place]);
    if (fixed) expect(found[0]?.fixed[0]).toContain(fixed);
    else expect(found[0]?.fixed).toEqual([]);
    expectLawfulFixes(hookWithoutTool, text, built(dockerfile));
  });
  it.each([
    ["an image with a shell", 'FROM node:24-alpine\nCMD ["node", "server.js"]\n', hook("exec: { command: [sh, -c, sleep 10] }")],
    ["the application's own program", distroless, hook("exec: { command: [/web, drain] }")],
    ["a tool that was copied", scratch, probe("[grpc_health_probe, -addr=:50051]")],
    ["an image that is not known", "FROM registry.example.com/base:3\n", hook("exec: { command: [sleep, '10'] }")],
    ["an action", scratch, hook("sleep: { seconds: 10 }")],
    ["a command from a template", scratch, hook("exec: { command: [sleep, '{{ .Values.drain }}'] }")],
  ])("is silent on %s", (_, dockerfile, more) => expect(run(hookWithoutTool, deployment("", more), built(dockerfile))).toEqual([]));
  it("knows images that hold nothing else, and is silent on those that it does not know", () => {
    const text = deployment("", hook("exec: { command: [sleep, '10'] }"));
    expect(run(hookWithoutTool, text)).toEqual([]);
    expect(run(hookWithoutTool, text.replace("registry.example.com/web:1.4.2", "gcr.io/distroless/static-debian13:nonroot"))).toHaveLength(
      1,
    );
    expect(run(hookWithoutTool, text.replace("registry.example.com/web:1.4.2", "gcr.io/distroless/static-debian13:debug"))).toEqual([]);
  });
  it("has no action to offer for old clusters", () => {
    const text = deployment("", hook("exec: { command: [sleep, '10'] }"));
    expect(run(hookWithoutTool, text, { ...built(distroless), kubernetesVersion: "1.28" })[0]?.fixed).toEqual([]);
  });
});
