import { describe, expect, it } from "vitest";
import exposedService from "../../../server/engine/rules/kubernetes/exposed-service.ts";
import invalidPortName from "../../../server/engine/rules/kubernetes/invalid-port-name.ts";
import malformedServicePorts from "../../../server/engine/rules/kubernetes/malformed-service-ports.ts";
import serviceWithoutWorkload from "../../../server/engine/rules/kubernetes/service-without-workload.ts";
import statefulsetService from "../../../server/engine/rules/kubernetes/statefulset-service.ts";
import unknownTargetPort from "../../../server/engine/rules/kubernetes/unknown-target-port.ts";
import { expectLawfulFixes, run } from "../support.ts";

const service = (selector: string, ports = "    - port: 80\n", more = "") =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n${more}${selector === "" ? "" : `  selector: ${selector}\n`}  ports:\n${ports}`;
const workload = (labels = "{app: web}", ports = "", name = "web") =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    matchLabels: ${labels}\n  template:\n    metadata:\n      labels: ${labels}\n    spec:\n      containers:\n        - name: web\n          image: a:1\n${ports}`;
const on = (rule: Parameters<typeof run>[0], text: string, files: Record<string, string> = {}) =>
  run(rule, text, { files }).map((one) => `${one.on}${one.severity ? ` ${one.severity}` : ""}`);

describe("kubernetes/service-without-workload", () => {
  it("names the nearest workload and takes its label", () => {
    const text = `${service("{app: wep}")}---\n${workload()}`;
    const [problem] = run(serviceWithoutWorkload, text, { files: {} });
    expect(problem?.message).toContain("Nearest is `Deployment web` (its `app` is `web`, not `wep`");
    expect(problem?.fixed[0]).toBe(`${service("{app: web}")}---\n${workload()}`);
    expectLawfulFixes(serviceWithoutWorkload, text, { files: {} });
  });

  it("finds the workload in another file", () => {
    expect(on(serviceWithoutWorkload, service("{app: wep}"), { "deploy/web.yaml": workload() })).toEqual(["selector"]);
    expect(on(serviceWithoutWorkload, service("{app: web}"), { "deploy/web.yaml": workload() })).toEqual([]);
  });

  it("tells of a label too many, and removes it", () => {
    const text = `${service("{app: web, tier: front}")}---\n${workload()}`;
    expect(run(serviceWithoutWorkload, text, { files: {} })[0]?.message).toContain("it has no label `tier`");
    expectLawfulFixes(serviceWithoutWorkload, text, { files: {} });
  });

  it.each([
    ["nothing near", `${service("{app: other}")}---\n${workload("{name: web}")}`],
    ["no selector", `${service("")}---\n${workload()}`],
    ["ExternalName", `${service("{app: wep}", undefined, "  type: ExternalName\n")}---\n${workload()}`],
    ["one pod of a StatefulSet", `${service("{statefulset.kubernetes.io/pod-name: web-0, app: wep}")}---\n${workload()}`],
    ["a templated selector", `${service("{app: {{ .Values.app }}}")}---\n${workload()}`],
    ["templated labels", `${service("{app: wep}")}---\n${workload("{app: {{ .Values.app }}}")}`],
    [
      "another namespace",
      `${service("{app: wep}").replace("name: web", "name: web\n  namespace: a")}---\n${workload().replace("name: web", "name: web\n  namespace: b")}`,
    ],
    ["a Service of another API", `${service("{app: wep}").replace("v1\n", "serving.knative.dev/v1\n")}---\n${workload()}`],
  ])("is silent on %s", (_, text) => {
    expect(on(serviceWithoutWorkload, text)).toEqual([]);
  });

  it("is silent in a chart, and where nothing can be seen", () => {
    const text = `${service("{app: wep}")}---\n${workload()}`;
    const chart = { path: "templates/web.yaml", files: { "Chart.yaml": "name: web\n" } };
    expect(run(serviceWithoutWorkload, text, chart)).toEqual([]);
    expect(run(serviceWithoutWorkload, service("{app: wep}"))).toEqual([]);
  });
});

describe("kubernetes/unknown-target-port", () => {
  const named = workload(undefined, "          ports:\n            - {name: http, containerPort: 8080}\n");
  it.each([
    ["htp", ["htp"]],
    ["http", []],
    ["8080", []],
    ["'8080'", []],
    ["9000", ["9000 info"]],
    ["{{ .Values.port }}", []],
  ])("targetPort: %s", (target, expected) => {
    const text = `${service("{app: web}", `    - port: 80\n      targetPort: ${target}\n`)}---\n${named}`;
    expect(on(unknownTargetPort, text)).toEqual(expected);
    expectLawfulFixes(unknownTargetPort, text, { files: {} });
  });

  it("takes the port itself where none is named", () => {
    expect(on(unknownTargetPort, `${service("{app: web}")}---\n${named}`)).toEqual(["80 info"]);
  });

  it("says nothing of numbers where no port is declared, and warns where one of two workloads has the name", () => {
    expect(on(unknownTargetPort, `${service("{app: web}")}---\n${workload()}`)).toEqual([]);
    const text = `${service("{app: web}", "    - port: 80\n      targetPort: http\n")}---\n${named}---\n${workload(undefined, "", "blue")}`;
    expect(on(unknownTargetPort, text)).toEqual(["http warning"]);
  });

  it("counts the ports of sidecars, and templated ones as possible", () => {
    const side = workload(
      undefined,
      "      initContainers:\n        - name: proxy\n          image: b:1\n          restartPolicy: Always\n          ports: [{name: http, containerPort: 80}]\n",
    );
    const text = service("{app: web}", "    - port: 80\n      targetPort: http\n");
    expect(on(unknownTargetPort, `${text}---\n${side}`)).toEqual([]);
    const templated = workload(undefined, "          ports:\n            - {name: {{ .Values.name }}, containerPort: 80}\n");
    expect(on(unknownTargetPort, `${text}---\n${templated}`)).toEqual([]);
  });
});

describe("kubernetes/malformed-service-ports", () => {
  it.each([
    ["one port without a name", "    - port: 80\n", []],
    ["two without names", "    - port: 80\n    - port: 443\n", ["80", "443"]],
    ["a name twice", "    - {name: a, port: 80}\n    - {name: a, port: 81}\n", ["a"]],
    ["a number twice", "    - {name: a, port: 80}\n    - {name: b, port: 80}\n", ["80"]],
    ["the same number for TCP and UDP", "    - {name: a, port: 53}\n    - {name: b, port: 53, protocol: UDP}\n", []],
    ["an upper-case name", "    - {name: HTTP, port: 80}\n", ["HTTP"]],
    ["a name that a template gives", "    - {name: {{ .a }}, port: 80}\n    - {name: b, port: 81}\n", []],
  ])("%s", (_, ports, expected) => {
    expect(on(malformedServicePorts, service("{app: web}", ports))).toEqual(expected);
  });

  it("names what has no name", () => {
    const [first, second] = run(malformedServicePorts, service("{app: web}", "    - port: 80\n    - port: 443\n"), { files: {} });
    expect([first?.fixes?.[0]?.title, second?.fixes?.[0]?.title]).toEqual(["Name it `http`", "Name it `https`"]);
    expectLawfulFixes(malformedServicePorts, service("{app: web}", "    - port: 80\n    - port: 443\n"));
  });
});

describe("kubernetes/invalid-port-name", () => {
  const ports = (...names: string[]) =>
    workload(
      undefined,
      `          ports:\n${names.map((name, i) => `            - name: ${name}\n              containerPort: ${8080 + i}\n`).join("")}`,
    );
  it.each([
    [["http", "grpc-web"], []],
    [["HTTP"], ["HTTP"]],
    [["a-very-long-port-name"], ["a-very-long-port-name"]],
    [['"8080"'], ['"8080"']],
    [["http", "http"], ["http"]],
    [["{{ .Values.name }}"], []],
  ])("%j", (names, expected) => {
    expect(on(invalidPortName, ports(...names))).toEqual(expected);
    expectLawfulFixes(invalidPortName, ports(...names));
  });
});

describe("kubernetes/exposed-service", () => {
  it.each([
    ["  type: NodePort\n", "", ["NodePort info"]],
    ["  type: LoadBalancer\n", "", ["LoadBalancer info"]],
    ["  type: LoadBalancer\n  loadBalancerSourceRanges: [10.0.0.0/8]\n", "", []],
    ["  type: LoadBalancer\n", "  annotations:\n    service.beta.kubernetes.io/aws-load-balancer-internal: 'true'\n", []],
    ["  type: LoadBalancer\n", "  annotations:\n    networking.gke.io/load-balancer-type: Internal\n", []],
    ["  type: ClusterIP\n  externalIPs: [192.0.2.1]\n", "", ["externalIPs"]],
    ["", "", []],
  ])("%s%s", (more, annotations, expected) => {
    const text = service("{app: web}", undefined, more).replace("  name: web\n", `  name: web\n${annotations}`);
    expect(on(exposedService, text)).toEqual(expected);
    expectLawfulFixes(exposedService, text);
  });

  it("leaves the choice where a port of the nodes is named", () => {
    const text = service("{app: web}", "    - port: 80\n      nodePort: 30080\n", "  type: NodePort\n");
    expect(run(exposedService, text)[0]?.fixed).toEqual([]);
  });
});

describe("kubernetes/statefulset-service", () => {
  const set = (more: string) => workload().replace("kind: Deployment", "kind: StatefulSet").replace("spec:\n", `spec:\n${more}`);
  it.each([
    ["no name of a Service", set(""), ["web info"]],
    ["a headless Service", `${set("  serviceName: web\n")}---\n${service("{app: web}", undefined, "  clusterIP: None\n")}`, []],
    ["a Service with an address", `${set("  replicas: 3\n  serviceName: web\n")}---\n${service("{app: web}")}`, ["web"]],
    ["a Service with an address before one pod", `${set("  serviceName: web\n")}---\n${service("{app: web}")}`, ["web info"]],
    ["a misspelt name", `${set("  serviceName: webb\n")}---\n${service("{app: web}", undefined, "  clusterIP: None\n")}`, ["webb"]],
    ["no Service at all", set("  serviceName: web\n"), []],
    ["a template", set("  serviceName: {{ .Release.Name }}\n"), []],
  ])("%s", (_, text, expected) => {
    expect(on(statefulsetService, text)).toEqual(expected);
    expectLawfulFixes(statefulsetService, text, { files: {} });
  });
});
