// One fault of a probe or of the shutdown at a time, put into an application that is fine: all rules of `recommended` together give exactly its
// finding, and the best fix brings back what was there, byte for byte, unless the case says what another good answer is.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { consequencesOf, shutdownConsequencesOf } from "../server/engine/cluster/consequences.ts";
import { defaultConfiguration } from "../server/engine/config/configuration.ts";
import { parseManifest } from "../server/engine/languages/kubernetes/file.ts";
import { check } from "../server/engine/lint.ts";
import type { Preset } from "../server/engine/rule.ts";
import { rules } from "../server/engine/rules/index.ts";
import { applyEdits } from "../server/engine/text/edit.ts";
import { SourceText } from "../server/engine/text/source.ts";
import { memoryWorkspace } from "../server/engine/workspace/workspace.ts";

const folder = join(import.meta.dirname, "fixtures/kubernetes");
const filesIn = (name: string): Record<string, string> =>
  Object.fromEntries(readdirSync(join(folder, name)).map((file) => [`k8s/${file}`, readFileSync(join(folder, name, file), "utf8")]));
const hardened = filesIn("hardened");
const healthy = filesIn("healthy");

function findings(files: Readonly<Record<string, string>>, path: string, preset: Exclude<Preset, "optional">) {
  const text = files[path] ?? "";
  const workspace = memoryWorkspace(files);
  return check(new SourceText(path, text), "kubernetes", {
    workspace,
    configuration: defaultConfiguration({ preset }),
    today: "2026-11-23",
    rules,
  });
}

describe.each([
  ["healthy", healthy, "recommended"],
  ["hardened", hardened, "recommended"],
  ["hardened", hardened, "strict"],
] as const)("the %s application under %3$s", (_, files, preset) => {
  it.each(Object.keys(files))("%s gives no finding", (path) => expect(findings(files, path, preset)).toEqual([]));
});

interface Fault {
  readonly rule: string;
  readonly title: string;
  /** A file of the hardened application, and what to write in place of a part of it. */
  readonly in: "web" | "catalogue" | "database";
  readonly from: string;
  readonly to: string;
  /** The part that a finding marks. */
  readonly on: string;
  readonly severity: "error" | "warning" | "info" | "hint";
  /** What the best fix writes instead of `to`, where it is not `from`. */
  readonly fixed?: string;
  /** What the best fix puts elsewhere in the broken text: the old part and the new. */
  readonly mended?: readonly [string, string];
  readonly preset?: "strict";
  readonly files?: Readonly<Record<string, string>>;
}

const block = (...lines: readonly string[]) => lines.map((line) => `          ${line}\n`).join("");
const http = (kind: string, path: string, ...more: readonly string[]) =>
  block(`${kind}Probe:`, "  httpGet:", `    path: ${path}`, "    port: http", ...more.map((line) => `  ${line}`));
const readiness = http("readiness", "/readyz", "periodSeconds: 5", "failureThreshold: 3");
const liveness = http("liveness", "/livez", "periodSeconds: 10", "failureThreshold: 6");
const grpc = (kind: string, ...more: readonly string[]) =>
  block(`${kind}Probe:`, "  grpc:", "    port: 50051", ...more.map((line) => `  ${line}`));
const started = grpc("startup", "periodSeconds: 5", "failureThreshold: 27");
const preStop = block("lifecycle:", "  preStop:", "    sleep:", "      seconds: 10");
const asked = (...numbers: readonly string[]) =>
  block("readinessProbe:", "  exec:", "    command: [pg_isready, -U, postgres]", ...numbers.map((line) => `  ${line}`));
const distroless = {
  "catalogue/Dockerfile":
    'FROM golang:1.26 AS build\nRUN go build -o /catalogue .\nFROM gcr.io/distroless/static-debian13\nCOPY --from=build /catalogue /catalogue\nCMD ["/catalogue"]\n',
  "compose.yaml": "services:\n  catalogue:\n    build: catalogue\n    image: registry.example.com/shop/catalogue\n",
};

const faults: readonly Fault[] = [
  { rule: "missing-readiness-probe", title: "no readiness", in: "web", from: readiness, to: "", on: "web", severity: "warning" },
  { rule: "missing-liveness-probe", title: "no liveness", in: "web", from: liveness, to: "", on: "web", severity: "hint" },
  {
    rule: "slow-start-by-delay",
    title: "a delay instead of a startup probe",
    in: "catalogue",
    from: started + grpc("liveness", "periodSeconds: 10"),
    to: grpc("liveness", "initialDelaySeconds: 60", "periodSeconds: 10"),
    on: "60",
    severity: "warning",
  },
  {
    rule: "unfit-startup-window",
    title: "no time to start",
    in: "web",
    from: "periodSeconds: 2\n            failureThreshold: 6",
    to: "periodSeconds: 2\n            failureThreshold: 2",
    on: "2",
    severity: "warning",
  },
  {
    rule: "identical-probes",
    title: "liveness as quick as readiness",
    in: "catalogue",
    from: "failureThreshold: 8",
    to: "failureThreshold: 3",
    on: "3",
    severity: "warning",
  },
  {
    rule: "liveness-on-dependency",
    title: "liveness asks for readiness",
    in: "web",
    from: "path: /livez",
    to: "path: /readyz",
    on: "/readyz",
    severity: "warning",
    // What start-up asks is the best guess.
    fixed: "path: /healthz",
  },
  {
    rule: "success-threshold",
    title: "two successes of liveness",
    in: "web",
    from: liveness,
    to: `${liveness}            successThreshold: 2\n`,
    on: "2",
    severity: "error",
  },
  {
    rule: "probe-handlers",
    title: "two handlers",
    in: "web",
    from: readiness,
    to: http("readiness", "/readyz", "tcpSocket:", "  port: http", "periodSeconds: 5", "failureThreshold: 3"),
    on: "tcpSocket",
    severity: "error",
  },
  {
    rule: "probe-handlers",
    title: "no handler",
    in: "web",
    from: block("  httpGet:", "    path: /readyz", "    port: http"),
    to: "",
    on: "readinessProbe",
    severity: "error",
    // Nothing tells the path any more.
    fixed: block("  httpGet:", "    path: /healthz", "    port: http"),
  },
  {
    rule: "unknown-probe-port",
    title: "a misspelt port",
    in: "web",
    from: "path: /readyz\n              port: http",
    to: "path: /readyz\n              port: htpp",
    on: "htpp",
    severity: "error",
  },
  {
    rule: "unknown-probe-port",
    title: "another number",
    in: "web",
    from: "path: /readyz\n              port: http",
    to: "path: /readyz\n              port: 8081",
    on: "8081",
    severity: "info",
    // It is not wrong by itself, and to declare it changes nothing else.
    mended: ["              containerPort: 8080\n", "              containerPort: 8080\n            - containerPort: 8081\n"],
  },
  {
    rule: "named-grpc-port",
    title: "a name for gRPC",
    in: "catalogue",
    from: started,
    to: started.replace("50051", "grpc"),
    on: "grpc",
    severity: "error",
  },
  {
    rule: "timeout-over-period",
    title: "a period shorter than the timeout",
    in: "database",
    from: asked("periodSeconds: 5"),
    to: asked("periodSeconds: 2"),
    on: "5",
    severity: "warning",
  },
  {
    rule: "default-probe-timeout",
    title: "no timeout for a command",
    in: "database",
    from: asked("periodSeconds: 5", "timeoutSeconds: 5"),
    to: asked("periodSeconds: 5"),
    on: "exec",
    severity: "info",
    preset: "strict",
  },
  {
    rule: "heavy-exec-probe",
    title: "curl",
    in: "web",
    from: block("  httpGet:", "    path: /readyz", "    port: http"),
    to: block("  exec:", "    command: [curl, -fsS, http://localhost:8080/readyz]"),
    on: "exec",
    severity: "info",
  },
  {
    rule: "exec-without-shell",
    title: "a line as one word",
    in: "database",
    from: asked("periodSeconds: 5"),
    to: asked("periodSeconds: 5").replace("[pg_isready, -U, postgres]", "[pg_isready -U postgres]"),
    on: "pg_isready -U postgres",
    severity: "error",
  },
  {
    rule: "impatient-liveness-probe",
    title: "a single failure within a second",
    in: "database",
    from: "periodSeconds: 10\n            failureThreshold: 3",
    to: "periodSeconds: 1\n            failureThreshold: 1",
    on: "1",
    severity: "warning",
  },
  {
    rule: "probe-grace-period",
    title: "a grace period on readiness",
    in: "web",
    from: readiness,
    to: `${readiness}            terminationGracePeriodSeconds: 20\n`,
    on: "terminationGracePeriodSeconds",
    severity: "error",
  },
  {
    rule: "probe-on-init-container",
    title: "a probe of an init container",
    in: "web",
    from: "          args: [migrate]\n",
    to: `          args: [migrate]\n${block("livenessProbe:", "  tcpSocket:", "    port: 8080")}`,
    on: "livenessProbe",
    severity: "error",
  },
  {
    rule: "probe-host",
    title: "another host",
    in: "web",
    from: "path: /readyz\n              port: http\n",
    to: "path: /readyz\n              port: http\n              host: 10.0.0.7\n",
    on: "10.0.0.7",
    severity: "warning",
    // Where the namespace enforces a level of the Pod Security Standards, that it refuses the pod is told as well.
    files: { "k8s/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n" },
  },
  {
    rule: "malformed-http-probe",
    title: "an address as path",
    in: "web",
    from: "path: /readyz",
    to: "path: http://localhost:8080/readyz",
    on: "http://localhost:8080/readyz",
    severity: "warning",
  },
  {
    rule: "pre-stop-over-grace",
    title: "no time left after the hook",
    in: "web",
    from: "terminationGracePeriodSeconds: 40",
    to: "terminationGracePeriodSeconds: 12",
    on: "10",
    severity: "warning",
  },
  {
    rule: "pre-stop-over-grace",
    title: "a hook over the grace period",
    in: "web",
    from: "terminationGracePeriodSeconds: 40",
    to: "terminationGracePeriodSeconds: 5",
    on: "10",
    severity: "error",
  },
  { rule: "missing-pre-stop", title: "no hook", in: "web", from: preStop, to: "", on: "web", severity: "info" },
  {
    rule: "hook-without-tool",
    title: "a program that the image lacks",
    in: "catalogue",
    from: preStop,
    to: block("lifecycle:", "  preStop:", "    exec:", '      command: [sleep, "10"]'),
    on: "sleep",
    severity: "warning",
    files: distroless,
  },
  {
    rule: "no-grace-period",
    title: "no grace period",
    in: "catalogue",
    from: "      serviceAccountName: catalogue\n",
    to: "      serviceAccountName: catalogue\n      terminationGracePeriodSeconds: 0\n",
    on: "0",
    severity: "warning",
  },
  {
    rule: "invalid-lifecycle-handler",
    title: "a hook by TCP",
    in: "web",
    from: preStop,
    to: block("lifecycle:", "  preStop:", "    tcpSocket:", "      port: http"),
    on: "tcpSocket",
    severity: "error",
  },
];

describe.each(faults)("$rule: $title", (fault) => {
  const path = `k8s/${fault.in}.yaml`;
  const before = hardened[path] ?? "";
  const broken = before.replace(fault.from, fault.to);
  const found = findings({ ...hardened, ...fault.files, [path]: broken }, path, fault.preset ?? "recommended");

  it("gives exactly one finding", () => {
    expect(broken).not.toBe(before);
    expect(found.map(({ rule, severity, span }) => [rule, severity, broken.slice(span.start, span.end)])).toEqual([
      [`kubernetes/${fault.rule}`, fault.severity, fault.on],
    ]);
  });

  it("is mended by the first fix", () => {
    const change = found[0]?.fixes?.[0]?.changes[0];
    const fixed = change?.kind === "edit" ? applyEdits(broken, change.edits) : undefined;
    expect(fixed).toBe(fault.mended ? broken.replace(...fault.mended) : before.replace(fault.from, fault.fixed ?? fault.from));
    expect(findings({ ...hardened, ...fault.files, [path]: fixed ?? "" }, path, fault.preset ?? "recommended")).toEqual([]);
  });
});

describe("the usual three probes", () => {
  const text = healthy["k8s/shop.yaml"] ?? "";
  const container = parseManifest(new SourceText("k8s/shop.yaml", text)).objects.flatMap(
    ({ workload }) => workload?.pod.containers ?? [],
  )[0];

  it("leave 150 s for the start, restart after a minute, and stop the traffic soon", () => {
    expect(container?.probes.map((probe) => consequencesOf(probe)[0])).toEqual([
      "killed 60–91 s after a hang",
      "taken out of service after 10–21 s",
      "start-up budget 150 s",
    ]);
    const ready = container?.probe("readiness");
    expect(ready && consequencesOf(ready)[1]).toBe("back after ≤ 10 s");
    expect(container && shutdownConsequencesOf(container)[0]).toBe("preStop 10 s of the 30 s grace");
  });
});
