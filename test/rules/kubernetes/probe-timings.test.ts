// What the numbers of probes come to.
import { describe, expect, it } from "vitest";
import defaultProbeTimeout from "../../../server/engine/rules/kubernetes/default-probe-timeout.ts";
import identicalProbes from "../../../server/engine/rules/kubernetes/identical-probes.ts";
import impatientLivenessProbe from "../../../server/engine/rules/kubernetes/impatient-liveness-probe.ts";
import livenessOnDependency from "../../../server/engine/rules/kubernetes/liveness-on-dependency.ts";
import probeGracePeriod from "../../../server/engine/rules/kubernetes/probe-grace-period.ts";
import slowStartByDelay from "../../../server/engine/rules/kubernetes/slow-start-by-delay.ts";
import successThreshold from "../../../server/engine/rules/kubernetes/success-threshold.ts";
import timeoutOverPeriod from "../../../server/engine/rules/kubernetes/timeout-over-period.ts";
import unfitStartupWindow from "../../../server/engine/rules/kubernetes/unfit-startup-window.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const container = (more: string) =>
  `      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n          ports:\n            - name: http\n              containerPort: 8080\n${more.replaceAll(/^(?=.)/gm, "          ")}`;
const deployment = (more: string, spec = "") =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n${spec}  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n${container(more)}`;
const patch = (more: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n${container(more).replace(/ {10}image.*\n/, "")}`;
/** A probe of `/healthz` with these numbers. */
const probe = (kind: string, numbers: string, handler = "httpGet:\n    path: /healthz\n    port: http") =>
  `${kind}Probe:\n  ${handler}\n${numbers
    .split(" ")
    .filter(Boolean)
    .map((one) => `  ${one.replace("=", "Seconds: ").replace("fSeconds", "failureThreshold").replace("sSeconds", "successThreshold")}\n`)
    .join("")}`;

describe("kubernetes/success-threshold", () => {
  it.each([
    ["liveness", "s=2", 1],
    ["startup", "s=3", 1],
    ["readiness", "s=2", 0],
    ["liveness", "s=1", 0],
    ["liveness", "s={{.Values.x}}", 0],
    ["liveness", "", 0],
  ])("%s %s", (kind, numbers, count) => {
    const text = deployment(probe(kind, numbers));
    expect(places(successThreshold, text)).toHaveLength(count);
    expectLawfulFixes(successThreshold, text);
  });
});

describe("kubernetes/probe-grace-period", () => {
  it.each([
    ["readiness", "terminationGracePeriod=20", 1],
    ["liveness", "terminationGracePeriod=0", 1],
    ["startup", "terminationGracePeriod=0", 1],
    ["liveness", "terminationGracePeriod=20", 0],
    ["liveness", "terminationGracePeriod={{.Values.x}}", 0],
    ["readiness", "terminationGracePeriod=null", 0],
  ])("%s %s", (kind, numbers, count) => {
    const text = deployment(probe(kind, numbers));
    expect(places(probeGracePeriod, text)).toHaveLength(count);
    expectLawfulFixes(probeGracePeriod, text);
  });
});

describe("kubernetes/timeout-over-period", () => {
  it.each([
    ["period=5 timeout=10", ["10"]],
    ["timeout=15", ["15"]],
    ["period=5 timeout=5", []],
    ["timeout=10", []],
    ["period=1", []],
    ["period={{.Values.x}} timeout=60", []],
    ["period=0 timeout=10", []],
  ])("%s", (numbers, expected) => {
    const text = deployment(probe("liveness", numbers));
    expect(run(timeoutOverPeriod, text).map((one) => one.on)).toEqual(expected);
    expectLawfulFixes(timeoutOverPeriod, text);
  });
  it("leaves the period of a patch to its base", () => {
    expect(places(timeoutOverPeriod, patch(probe("liveness", "timeout=15")))).toEqual([]);
    expect(places(timeoutOverPeriod, patch(probe("liveness", "period=5 timeout=15")))).toHaveLength(1);
  });
});

describe("kubernetes/impatient-liveness-probe", () => {
  it.each([
    ["liveness", "period=1 f=1", "warning", "period=10 f=3"],
    ["liveness", "period=2 f=5", "warning", "period=10 f=5"],
    ["liveness", "period=5 f=2", "warning", "period=5 f=3"],
    ["liveness", "f=1", "info", "f=3"],
    ["liveness", "period=30 f=1", "info", "period=30 f=3"],
  ])("%s %s", (kind, numbers, severity, fixed) => {
    const found = run(impatientLivenessProbe, deployment(probe(kind, numbers)));
    expect(found).toHaveLength(1);
    expect(found[0]?.severity ?? "warning").toBe(severity);
    expect(found[0]?.fixed[0]).toBe(deployment(probe(kind, fixed)));
    expectLawfulFixes(impatientLivenessProbe, deployment(probe(kind, numbers)));
  });
  it.each([
    ["liveness", ""],
    ["liveness", "period=5 f=3"],
    ["liveness", "period=10 f=2"],
    ["liveness", "initialDelay=10 period=30 f=3"],
    ["readiness", "period=1 f=1"],
    ["startup", "period=1 f=1"],
    ["liveness", "period={{.Values.x}} f=1"],
    ["liveness", "period=-1 f=1"],
  ])("is silent on %s %s", (kind, numbers) => expect(places(impatientLivenessProbe, deployment(probe(kind, numbers)))).toEqual([]));
  it("leaves what a patch does not say to its base", () => {
    expect(places(impatientLivenessProbe, patch(probe("liveness", "f=1")))).toEqual([]);
  });
});

describe("kubernetes/slow-start-by-delay", () => {
  it.each([
    ["initialDelay=30", "period=5 f=12"],
    ["initialDelay=60 period=20 timeout=3", "period=5 timeout=3 f=24"],
    ["initialDelay=45 period=60 f=5", "period=5 f=58"],
  ])("%s", (numbers, startup) => {
    const [found] = run(slowStartByDelay, deployment(probe("liveness", numbers)));
    const rest = numbers.split(" ").slice(1).join(" ");
    expect(found?.fixed[0]).toBe(deployment(probe("startup", startup) + probe("liveness", rest)));
    expectLawfulFixes(slowStartByDelay, deployment(probe("liveness", numbers)));
  });
  it.each([
    ["a short delay", probe("liveness", "initialDelay=29")],
    ["a startup probe", probe("startup", "f=30") + probe("liveness", "initialDelay=60")],
    [
      "perhaps a startup probe",
      `{{- if .Values.startup }}\nstartupProbe:\n  {{- toYaml .Values.startup | nindent 12 }}\n{{- end }}\n${probe("liveness", "initialDelay=60")}`,
    ],
    ["a delay of readiness", probe("readiness", "initialDelay=60")],
    ["a delay from a template", probe("liveness", "initialDelay={{.Values.delay}}")],
  ])("is silent on %s", (_, more) => expect(places(slowStartByDelay, deployment(more))).toEqual([]));
  it("is silent on a patch, whose base may have a startup probe, and asks from another delay on where it is told to", () => {
    expect(places(slowStartByDelay, patch(probe("liveness", "initialDelay=60")))).toEqual([]);
    expect(places(slowStartByDelay, deployment(probe("liveness", "initialDelay=60")), { options: { seconds: 61 } })).toEqual([]);
  });
  it("copies any handler as it is written", () => {
    const exec = "exec:\n    command:\n      - sh\n      - -c\n      - 'pg_isready -U \"$POSTGRES_USER\"' # own user";
    const flow = 'httpGet: { path: "/healthz", port: 8080 }';
    expect(run(slowStartByDelay, deployment(probe("liveness", "initialDelay=30", exec)))[0]?.fixed[0]).toContain(
      "startupProbe:\n            exec:\n              command:\n                - sh\n                - -c\n                - 'pg_isready -U \"$POSTGRES_USER\"'\n",
    );
    expect(run(slowStartByDelay, deployment(probe("liveness", "initialDelay=30", flow)))[0]?.fixed[0]).toContain(
      `startupProbe:\n            ${flow}\n`,
    );
    for (const handler of [exec, flow]) expectLawfulFixes(slowStartByDelay, deployment(probe("liveness", "initialDelay=30", handler)));
  });
});

describe("kubernetes/unfit-startup-window", () => {
  it.each([
    ["period=1", "", 1],
    ["period=5 f=1", "", 1],
    ["initialDelay=3 period=2 f=4", "", 1],
    ["period=5 f=3", "", 0],
    ["", "", 0],
    ["initialDelay=10 f=1", "", 0],
    ["period=5 f=30", "", 0],
    ["period={{.Values.period}} f=1", "", 0],
    ["f=90", "", 1],
    ["f=90", "  progressDeadlineSeconds: 1200\n", 0],
    ["f=60", "", 0],
  ])("%s %s", (numbers, spec, count) => {
    const text = deployment(probe("startup", numbers), spec);
    expect(places(unfitStartupWindow, text)).toHaveLength(count);
    expectLawfulFixes(unfitStartupWindow, text);
  });
  it("leaves the deadline for a long window", () => {
    expect(run(unfitStartupWindow, deployment(probe("startup", "f=90"), "  minReadySeconds: 30\n"))[0]?.fixed[0]).toContain(
      "progressDeadlineSeconds: 990\n",
    );
  });
});

describe("kubernetes/identical-probes", () => {
  const both = (liveness: string, readiness: string, handler?: string) =>
    deployment(probe("liveness", liveness, handler) + probe("readiness", readiness, handler));
  it.each([
    ["the same numbers", both("", ""), "warning", "f=8"],
    ["the same delay", both("initialDelay=15 period=5", "initialDelay=15 period=5"), "warning", "f=8"],
    ["overlapping", both("period=10 f=3", "period=5 f=4"), "info", "f=6"],
    ["an open port", both("", "", "tcpSocket:\n    port: http"), "info", "f=8"],
    ["gRPC", both("", "", "grpc:\n    port: 50051"), "warning", "f=8"],
  ])("%s", (_, text, severity, fixed) => {
    const found = run(identicalProbes, text);
    expect(found).toHaveLength(1);
    expect(found[0]?.severity ?? "warning").toBe(severity);
    expect(found[0]?.fixed[0]).toContain(fixed.replace("f=", "failureThreshold: "));
    expectLawfulFixes(identicalProbes, text);
  });
  it("speaks first of a path for dependencies, too", () => {
    const text = both("", "", "httpGet: { path: /ready, port: http }");
    expect(places(identicalProbes, text)).toHaveLength(1);
    expect(places(livenessOnDependency, text)).toEqual([]);
    expect(places(livenessOnDependency, run(identicalProbes, text)[0]?.fixed[0] ?? "")).toHaveLength(1);
  });
  it("sees through names, defaults and quotes", () => {
    const liveness = probe("liveness", "", "httpGet:\n    path: '/'\n    port: 8080\n    scheme: HTTP");
    const readiness = probe("readiness", "", "httpGet:\n    port: http");
    expect(places(identicalProbes, deployment(liveness + readiness))).toHaveLength(1);
  });
  it.each([
    ["more patience", both("period=10 f=6", "")],
    ["a longer period", both("period=20 f=3", "")],
    ["another path", deployment(probe("liveness", "", "httpGet:\n    path: /livez\n    port: http") + probe("readiness", ""))],
    [
      "another port",
      deployment(probe("liveness", "", "tcpSocket:\n    port: 9090") + probe("readiness", "", "tcpSocket:\n    port: http")),
    ],
    ["another handler", deployment(probe("liveness", "", "tcpSocket:\n    port: http") + probe("readiness", ""))],
    [
      "another header",
      deployment(
        probe("liveness", "", "httpGet:\n    path: /healthz\n    port: http\n    httpHeaders: [{ name: X-Deep, value: 'no' }]") +
          probe("readiness", ""),
      ),
    ],
    [
      "another service",
      deployment(probe("liveness", "", "grpc: { port: 1, service: live }") + probe("readiness", "", "grpc: { port: 1 }")),
    ],
    ["liveness that is too fast anyway", both("period=1 f=1", "")],
    [
      "a path for dependencies, which is worse than an overlap",
      both("period=10 f=3", "period=5 f=4", "httpGet: { path: /ready, port: http }"),
    ],
    ["a number from a template", both("period={{.Values.x}}", "")],
    ["a path from a template", both("", "", "httpGet: { path: '{{ .Values.path }}', port: http }")],
    ["liveness alone", deployment(probe("liveness", ""))],
  ])("is silent on %s", (_, text) => expect(places(identicalProbes, text)).toEqual([]));
});

describe("kubernetes/default-probe-timeout", () => {
  const command = (...words: readonly string[]) => `exec:\n    command: ${JSON.stringify(words)}`;
  it.each([
    ["a program", probe("liveness", "", command("pg_isready", "-U", "postgres")), 1],
    ["a shell with a program", probe("liveness", "", command("sh", "-c", "redis-cli ping | grep PONG")), 1],
    ["HTTPS", probe("liveness", "", "httpGet: { path: /, port: 8443, scheme: HTTPS }"), 1],
    ["a short period", probe("liveness", "period=3", command("pg_isready")), 1],
    ["a period of one second", probe("liveness", "period=1", command("pg_isready")), 0],
    ["a timeout", probe("liveness", "timeout=1", command("pg_isready")), 0],
    ["a timeout from a template", probe("liveness", "timeout={{.Values.timeout}}", command("pg_isready")), 0],
    ["a look at a file", probe("liveness", "", command("cat", "/tmp/healthy")), 0],
    ["the same in a shell", probe("liveness", "", command("sh", "-c", "test -f /tmp/healthy && exit 0")), 0],
    ["HTTP", probe("liveness", ""), 0],
    ["a command from a template", probe("liveness", "", "exec: { command: {{ .Values.command }} }"), 0],
  ])("%s", (_, more, count) => {
    expect(places(defaultProbeTimeout, deployment(more))).toHaveLength(count);
    expectLawfulFixes(defaultProbeTimeout, deployment(more));
  });
});
