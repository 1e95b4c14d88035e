import { describe, expect, it } from "vitest";
import brokenAnalysis from "../../../server/engine/rules/kubernetes/broken-analysis.ts";
import brokenFlaggerCanary from "../../../server/engine/rules/kubernetes/broken-flagger-canary.ts";
import brokenGatewayRoute from "../../../server/engine/rules/kubernetes/broken-gateway-route.ts";
import ineffectiveCanaryIngress from "../../../server/engine/rules/kubernetes/ineffective-canary-ingress.ts";
import ingressSnippet from "../../../server/engine/rules/kubernetes/ingress-snippet.ts";
import ingressTlsSecret from "../../../server/engine/rules/kubernetes/ingress-tls-secret.ts";
import ingressWithoutTls from "../../../server/engine/rules/kubernetes/ingress-without-tls.ts";
import invalidRolloutSteps from "../../../server/engine/rules/kubernetes/invalid-rollout-steps.ts";
import malformedIngress from "../../../server/engine/rules/kubernetes/malformed-ingress.ts";
import missingNetworkPolicy from "../../../server/engine/rules/kubernetes/missing-network-policy.ts";
import mixedColors from "../../../server/engine/rules/kubernetes/mixed-colors.ts";
import networkPolicySelector from "../../../server/engine/rules/kubernetes/network-policy-selector.ts";
import retiredIngressController from "../../../server/engine/rules/kubernetes/retired-ingress-controller.ts";
import rolloutServices from "../../../server/engine/rules/kubernetes/rollout-services.ts";
import unattendedRollout from "../../../server/engine/rules/kubernetes/unattended-rollout.ts";
import unknownIngressBackend from "../../../server/engine/rules/kubernetes/unknown-ingress-backend.ts";
import { expectLawfulFixes, run } from "../support.ts";

const all = (...documents: string[]) => documents.join("---\n");
const on = (rule: Parameters<typeof run>[0], text: string, files: Record<string, string> = {}) =>
  run(rule, text, { files }).map((one) => `${one.on}${one.severity ? ` ${one.severity}` : ""}`);
const lawful = (rule: Parameters<typeof run>[0], text: string) => expectLawfulFixes(rule, text, { files: {} });

const service = (name = "web", port = 80, selector = "{app: web}") =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector: ${selector}\n  ports: [{name: http, port: ${port}}]\n`;
const deployment = (name = "web", labels = "{app: web}", more = "") =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n${more}  selector:\n    matchLabels: ${labels}\n  template:\n    metadata:\n      labels: ${labels}\n    spec:\n      containers:\n        - name: web\n          image: a:1\n`;

interface IngressParts {
  readonly hosts?: readonly string[];
  readonly tls?: string;
  readonly annotations?: string;
  readonly className?: string;
  readonly backend?: string;
  readonly path?: string;
  readonly name?: string;
}
const ingress = ({
  hosts = ["shop.example.com"],
  tls = "",
  annotations = "",
  className = "traefik",
  backend = "{service: {name: web, port: {number: 80}}}",
  path = "/",
  name = "web",
}: IngressParts = {}) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: ${name}\n${annotations === "" ? "" : `  annotations:\n    ${annotations}\n`}spec:\n${className === "" ? "" : `  ingressClassName: ${className}\n`}${tls}  rules:\n${hosts
    .map(
      (host) =>
        `    - ${host === "" ? "http:" : `host: ${host}\n      http:`}\n        paths:\n          - path: ${path}\n            pathType: Prefix\n            backend: ${backend}\n`,
    )
    .join("")}`;

describe("kubernetes/ingress-without-tls", () => {
  it.each<[string, IngressParts, string[]]>([
    ["no tls", {}, ["shop.example.com warning"]],
    ["its own host", { tls: "  tls: [{hosts: [shop.example.com], secretName: a}]\n" }, []],
    ["another case", { tls: "  tls: [{hosts: [Shop.Example.com], secretName: a}]\n" }, []],
    ["a wildcard", { tls: '  tls: [{hosts: ["*.example.com"], secretName: a}]\n' }, []],
    [
      "a wildcard one label too high",
      { hosts: ["a.shop.example.com"], tls: '  tls: [{hosts: ["*.example.com"], secretName: a}]\n' },
      ["a.shop.example.com warning"],
    ],
    ["an entry for all hosts", { tls: "  tls: [{secretName: a}]\n" }, []],
    [
      "one of two",
      { hosts: ["a.example.com", "b.example.com"], tls: "  tls: [{hosts: [a.example.com], secretName: a}]\n" },
      ["b.example.com warning"],
    ],
    ["two of two, told once", { hosts: ["a.example.com", "b.example.com"] }, ["a.example.com warning"]],
    ["a developer's machine", { hosts: ["shop.localhost", "shop.127.0.0.1.nip.io"] }, []],
    ["every host", { hosts: [""] }, []],
    ["a load balancer's certificate", { annotations: "alb.ingress.kubernetes.io/certificate-arn: arn" }, []],
    ["Tailscale", { className: "tailscale" }, []],
    ["a templated class", { className: "{{ .Values.class }}" }, []],
    ["a templated host", { hosts: ["{{ .Values.host }}"] }, []],
    ["templated tls", { tls: "  {{- if .Values.tls }}\n  tls:\n    {{- toYaml .Values.tls | nindent 4 }}\n  {{- end }}\n" }, []],
  ])("%s", (_, parts, expected) => {
    expect(on(ingressWithoutTls, ingress(parts))).toEqual(expected);
    lawful(ingressWithoutTls, ingress(parts));
  });
});

describe("kubernetes/ingress-tls-secret", () => {
  const secret = (type: string, data = "") => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n${type}${data}`;
  const tls = "  tls: [{hosts: [shop.example.com], secretName: a}]\n";
  it.each<[string, string, string[]]>([
    ["no Secret is named", ingress({ tls: "  tls: [{hosts: [shop.example.com]}]\n" }), ["hosts info"]],
    ["cert-manager names one", ingress({ tls: "  tls: [{hosts: [shop.example.com]}]\n", annotations: "cert-manager.io/issuer: a" }), []],
    [
      "a host that no rule serves",
      ingress({ tls: "  tls: [{hosts: [shop.example.com, www.example.com], secretName: a}]\n" }),
      ["www.example.com"],
    ],
    ["the wildcard of a rule", ingress({ hosts: ['"*.example.com"'], tls }), []],
    ["a Secret of another type", all(ingress({ tls }), secret("type: Opaque\n", "stringData: {password: a}\n")), ["a"]],
    ["one with the right keys", all(ingress({ tls }), secret("", "data: {tls.crt: YQ==, tls.key: YQ==}\n")), []],
    ["one of the right type", all(ingress({ tls }), secret("type: kubernetes.io/tls\n")), []],
    ["one that is elsewhere", ingress({ tls }), []],
  ])("%s", (_, text, expected) => {
    expect(on(ingressTlsSecret, text)).toEqual(expected);
  });
});

describe("kubernetes/unknown-ingress-backend", () => {
  it.each<[string, string, string[]]>([
    ["a misspelt Service", all(ingress({ backend: "{service: {name: wep, port: {number: 80}}}" }), service()), ["wep"]],
    ["a port that is the container's", all(ingress({ backend: "{service: {name: web, port: {number: 8080}}}" }), service()), ["8080"]],
    ["a name of a port", all(ingress({ backend: "{service: {name: web, port: {name: http}}}" }), service()), []],
    ["a wrong name of a port", all(ingress({ backend: "{service: {name: web, port: {name: htp}}}" }), service()), ["htp"]],
    ["no Services at all", ingress(), []],
    [
      "an action of the AWS load balancer",
      all(ingress({ backend: "{service: {name: redirect, port: {name: use-annotation}}}" }), service()),
      [],
    ],
    ["a Service that may come from a chart", all(ingress({ backend: "{service: {name: grafana, port: {number: 80}}}" }), service()), []],
    ["a resource as backend", ingress({ backend: "{resource: {apiGroup: a.example.com, kind: Bucket, name: assets}}" }), []],
    ["a templated Service", all(ingress({ backend: "{service: {name: {{ .name }}, port: {number: 80}}}" }), service()), []],
    [
      "another namespace",
      all(ingress({ name: "web\n  namespace: a", backend: "{service: {name: wep, port: {number: 80}}}" }), service("web\n  namespace: b")),
      [],
    ],
  ])("%s", (_, text, expected) => {
    expect(on(unknownIngressBackend, text)).toEqual(expected);
    lawful(unknownIngressBackend, text);
  });
});

describe("kubernetes/malformed-ingress", () => {
  it.each<[string, IngressParts, string[]]>([
    ["a path from nowhere", { path: "shop" }, ["shop"]],
    ["a host with a scheme", { hosts: ["https://shop.example.com"] }, ["https://shop.example.com"]],
    ["a host with a port", { hosts: ["shop.example.com:8080"] }, ["shop.example.com:8080"]],
    ["an address", { hosts: ["192.0.2.1"] }, ["192.0.2.1"]],
    ["a wildcard inside", { hosts: ['"shop.*.com"'] }, ['"shop.*.com"']],
    ["a wildcard in front", { hosts: ['"*.example.com"'] }, []],
    [
      "a class in an annotation",
      { className: "", annotations: "kubernetes.io/ingress.class: nginx" },
      ["kubernetes.io/ingress.class warning"],
    ],
    ["a class named twice", { annotations: "kubernetes.io/ingress.class: nginx" }, ["kubernetes.io/ingress.class"]],
  ])("%s", (_, parts, expected) => {
    expect(on(malformedIngress, ingress(parts))).toEqual(expected);
    lawful(malformedIngress, ingress(parts));
  });

  it("writes the class of the annotation into the field", () => {
    const [problem] = run(malformedIngress, ingress({ className: "", annotations: "kubernetes.io/ingress.class: traefik" }), { files: {} });
    expect(problem?.fixed[0]).toBe(ingress());
  });
});

it("kubernetes/retired-ingress-controller and kubernetes/ingress-snippet", () => {
  expect(on(retiredIngressController, ingress({ className: "nginx" }))).toEqual(["nginx"]);
  expect(on(retiredIngressController, ingress({ annotations: "nginx.ingress.kubernetes.io/rewrite-target: /" }))).toHaveLength(1);
  expect(on(retiredIngressController, ingress())).toEqual([]);
  expect(on(ingressSnippet, ingress({ annotations: "nginx.org/server-snippets: a" }))).toEqual(["nginx.org/server-snippets"]);
  expect(on(ingressSnippet, ingress({ annotations: "nginx.ingress.kubernetes.io/rewrite-target: /" }))).toEqual([]);
  lawful(ingressSnippet, ingress({ annotations: "nginx.org/server-snippets: a" }));
});

describe("kubernetes/ineffective-canary-ingress", () => {
  const canary = (more = "") => ingress({ name: "canary", annotations: `nginx.ingress.kubernetes.io/canary: "true"${more}` });
  const weight = (value: string) => canary(`\n    nginx.ingress.kubernetes.io/canary-weight: ${value}`);
  it.each<[string, string, string[]]>([
    ["nothing decides", canary(), ['"true"']],
    ["a weight", weight('"10"'), []],
    ["a weight of too much", weight('"110"'), ['"110"']],
    ["a weight of a greater whole", weight('"110"\n    nginx.ingress.kubernetes.io/canary-weight-total: "1000"'), []],
    ["a header", canary("\n    nginx.ingress.kubernetes.io/canary-by-header: X-Canary"), []],
    ["beside the main Ingress", all(weight('"10"'), ingress()), []],
    ["beside the Ingress of another host", all(weight('"10"'), ingress({ hosts: ["www.example.com"] })), ['"true"']],
    ["a canary that is switched off", ingress({ annotations: 'nginx.ingress.kubernetes.io/canary: "false"' }), []],
  ])("%s", (_, text, expected) => {
    expect(on(ineffectiveCanaryIngress, text)).toEqual(expected);
    lawful(ineffectiveCanaryIngress, text);
  });
});

describe("kubernetes/broken-gateway-route", () => {
  const route = (references: string, parent = "{name: public}") =>
    `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: web\nspec:\n  parentRefs: [${parent}]\n  rules:\n    - backendRefs: [${references}]\n`;
  const gateway = (listener = "{name: web, protocol: HTTP, port: 80}") =>
    `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata:\n  name: public\nspec:\n  gatewayClassName: a\n  listeners: [${listener}]\n`;
  it.each<[string, string, string[]]>([
    ["a misspelt Service", all(route("{name: wep, port: 80}"), service()), ["wep warning"]],
    ["a wrong port", all(route("{name: web, port: 8080}"), service()), ["8080"]],
    ["weights of nothing", all(route("{name: web, port: 80, weight: 0}"), service()), ["0"]],
    ["a weight of less than nothing", all(route("{name: web, port: 80, weight: -1}"), service()), ["-1"]],
    ["shares that do not make 100", all(route("{name: web, port: 80, weight: 1}, {name: web, port: 80, weight: 9}"), service()), []],
    ["a backend of another kind", all(route("{group: a.example.com, kind: Bucket, name: wep}"), service()), []],
    ["a misspelt Gateway", all(route("{name: web, port: 80}", "{name: publik}"), gateway()), ["publik warning"]],
    ["a listener that is not there", all(route("{name: web, port: 80}", "{name: public, sectionName: wed}"), gateway()), ["wed warning"]],
    ["no Gateway at all", route("{name: web, port: 80}"), []],
    ["a Gateway of another namespace", all(route("{name: web, port: 80}", "{name: other, namespace: infra}"), gateway()), []],
    ["HTTPS without a certificate", gateway("{name: web, protocol: HTTPS, port: 443}"), ["HTTPS"]],
    ["HTTPS with one", gateway("{name: web, protocol: HTTPS, port: 443, tls: {certificateRefs: [{name: a}]}}"), []],
    ["TLS passed through", gateway("{name: web, protocol: TLS, port: 443, tls: {mode: Passthrough}}"), []],
  ])("%s", (_, text, expected) => {
    expect(on(brokenGatewayRoute, text)).toEqual(expected);
    lawful(brokenGatewayRoute, text);
  });

  it("asks for a ReferenceGrant across namespaces", () => {
    const own = route("{name: web, namespace: b, port: 80}").replace("name: web\nspec", "name: web\n  namespace: a\nspec");
    const other = service("web\n  namespace: b");
    expect(on(brokenGatewayRoute, all(own, other))).toEqual(["b warning"]);
    const grant =
      "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata:\n  name: a\n  namespace: b\nspec: {from: [], to: []}\n";
    expect(on(brokenGatewayRoute, all(own, other, grant))).toEqual([]);
  });
});

describe("kubernetes/mixed-colors", () => {
  const slot = (name: string, label: string, replicas = 2) => deployment(name, `{app: web, ${label}}`, `  replicas: ${replicas}\n`);
  it("warns of colours, remarks on versions with their shares", () => {
    expect(on(mixedColors, all(service(), slot("web-blue", "slot: blue"), slot("web-green", "slot: green")))).toEqual(["selector"]);
    expect(on(mixedColors, all(service(), slot("web", "track: stable", 9), slot("web-canary", "track: canary", 1)))).toEqual([]);
    const [problem] = run(mixedColors, all(service(), slot("web", "version: v1", 9), slot("web-next", "version: v2", 1)), {
      files: {},
    });
    expect(problem?.severity).toBe("info");
    expect(problem?.message).toMatch(/web 90%, web-next 10%/);
    lawful(mixedColors, all(service(), slot("web-blue", "slot: blue"), slot("web-green", "slot: green")));
  });

  it.each<[string, string]>([
    [
      "the slot is selected",
      all(service("web", 80, "{app: web, slot: blue}"), slot("web-blue", "slot: blue"), slot("web-green", "slot: green")),
    ],
    ["there is one workload", all(service(), slot("web-blue", "slot: blue"))],
    ["they do not differ", all(service(), deployment("web-blue"), deployment("web-green"))],
  ])("is silent where %s", (_, text) => {
    expect(on(mixedColors, text)).toEqual([]);
  });
});

describe("Argo Rollouts", () => {
  const rollout = (strategy: string) =>
    deployment().replace("apps/v1", "argoproj.io/v1alpha1").replace("kind: Deployment", "kind: Rollout").concat(`  strategy:\n${strategy}`);
  const steps = (...lines: string[]) => rollout(`    canary:\n      steps:\n${lines.map((line) => `        - ${line}\n`).join("")}`);
  const routed = (...lines: string[]) =>
    rollout(
      `    canary:\n      stableService: web\n      canaryService: next\n      trafficRouting: {nginx: {stableIngress: web}}\n      steps:\n${lines.map((line) => `        - ${line}\n`).join("")}`,
    );

  it.each<[string, string, string[]]>([
    ["two verbs", steps("{setWeight: 10, pause: {}}"), ["pause"]],
    ["a weight with its threshold", steps("{setWeight: 10, replicaProgressThreshold: {type: Percent, value: 90}}"), []],
    ["too much", steps("setWeight: 101"), ["101"]],
    ["less than nothing", steps("setWeight: -1"), ["-1"]],
    ["a canary's scale without a router", steps("setCanaryScale: {weight: 10}"), ["setCanaryScale"]],
    ["one with", routed("setCanaryScale: {weight: 10}"), []],
    ["a weight behind all", steps("setWeight: 100", "setWeight: 50"), ["50 warning"]],
    ["a pause of less than nothing", steps("pause: {duration: -5}"), ["-5"]],
    ["verbs that go along", routed("{setCanaryScale: {replicas: 1}, setWeight: 10}"), []],
    ["a mirror that nginx cannot make", routed("setMirrorRoute: {name: a}"), ["setMirrorRoute"]],
    ["pauses", steps("pause: {duration: 10m}", "pause: {duration: 600}", "pause: {}"), []],
    ["a length that is none", steps("pause: {duration: soon}"), ["soon"]],
    ["a template", steps("setWeight: {{ .Values.weight }}"), []],
  ])("kubernetes/invalid-rollout-steps: %s", (_, text, expected) => {
    expect(on(invalidRolloutSteps, text)).toEqual(expected);
    lawful(invalidRolloutSteps, text);
  });

  it.each<[string, string, string[]]>([
    ["blue-green without a Service, which the schema tells", rollout("    blueGreen: {}\n"), []],
    ["preview is active", rollout("    blueGreen: {activeService: web, previewService: web}\n"), ["web"]],
    ["a router without Services", rollout("    canary:\n      trafficRouting: {nginx: {stableIngress: web}}\n"), ["trafficRouting"]],
    ["Istio by subsets", rollout("    canary:\n      trafficRouting: {istio: {destinationRule: {name: a}}}\n"), []],
    ["a router that is a plug-in", rollout("    canary:\n      trafficRouting: {plugins: {a: {}}}\n"), []],
    ["canary is stable", rollout("    canary: {stableService: web, canaryService: web}\n"), ["web"]],
    ["a Service of other pods", all(rollout("    blueGreen: {activeService: web}\n"), service("web", 80, "{app: api}")), ["web warning"]],
    ["a Service of these pods", all(rollout("    blueGreen: {activeService: web}\n"), service()), []],
  ])("kubernetes/rollout-services: %s", (_, text, expected) => {
    expect(on(rolloutServices, text).map((one) => one.replace(" error", ""))).toEqual(expected.map((one) => one.replace(" error", "")));
    lawful(rolloutServices, text);
  });

  it.each<[string, string, number]>([
    ["weights alone", steps("setWeight: 50"), 1],
    ["no steps: a rolling update", rollout("    canary: {maxSurge: 1}\n"), 0],
    ["a pause", steps("setWeight: 50", "pause: {duration: 60}"), 0],
    ["an analysis", rollout("    canary: {analysis: {templates: [{templateName: a}]}, steps: [{setWeight: 50}]}\n"), 0],
    ["blue-green by itself", rollout("    blueGreen: {activeService: web}\n"), 1],
    ["blue-green by a person", rollout("    blueGreen: {activeService: web, autoPromotionEnabled: false}\n"), 0],
  ])("kubernetes/unattended-rollout: %s", (_, text, count) => {
    expect(on(unattendedRollout, text)).toHaveLength(count);
    lawful(unattendedRollout, text);
  });

  it("kubernetes/broken-analysis", () => {
    const template = (metric: string) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata:\n  name: errors\nspec:\n  metrics: [${metric}]\n`;
    expect(on(brokenAnalysis, template("{name: a, provider: {prometheus: {query: up}}}"))).toEqual(["a"]);
    expect(on(brokenAnalysis, template("{name: a, failureCondition: result > 1, provider: {prometheus: {query: up}}}"))).toEqual([]);
    expect(on(brokenAnalysis, template("{name: a, provider: {job: {spec: {}}}}"))).toEqual([]);
    expect(on(brokenAnalysis, template("{name: a}"))).toEqual(["a"]);
    expect(on(brokenAnalysis, rollout("    canary: {analysis: {templates: [{templateName: eror}]}}\n"))).toEqual([]);
  });
});

describe("kubernetes/broken-flagger-canary", () => {
  const canary = (analysis = "{interval: 1m, threshold: 5, maxWeight: 50, stepWeight: 5}", name = "web") =>
    `apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: web\nspec:\n  targetRef: {apiVersion: apps/v1, kind: Deployment, name: ${name}}\n  service: {port: 80}\n  analysis: ${analysis}\n`;
  it.each<[string, string, string[]]>([
    ["steps past the end", canary("{maxWeight: 10, stepWeight: 20}"), ["20"]],
    ["a target that is not there", all(canary(undefined, "wep"), deployment()), ["wep"]],
    ["a selector that Flagger does not know", all(canary(), deployment("web", "{component: web}")), ["web"]],
    ["a Service that Flagger owns", all(canary(), deployment(), service()), ["service"]],
    ["all right", all(canary(), deployment()), []],
  ])("%s", (_, text, expected) => {
    expect(on(brokenFlaggerCanary, text)).toEqual(expected);
    lawful(brokenFlaggerCanary, text);
  });
});

describe("NetworkPolicies", () => {
  const policy = (selector: string) =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector: ${selector}\n  policyTypes: [Ingress]\n`;
  it("kubernetes/missing-network-policy", () => {
    expect(on(missingNetworkPolicy, deployment())).toEqual(["web"]);
    expect(on(missingNetworkPolicy, all(deployment(), policy("{matchLabels: {app: web}}")))).toEqual([]);
    expect(on(missingNetworkPolicy, all(deployment(), policy("{}")))).toEqual([]);
    expect(on(missingNetworkPolicy, all(deployment(), policy("{matchLabels: {app: api}}")))).toEqual(["web"]);
    lawful(missingNetworkPolicy, deployment("web", '{app: "1", tier: "yes"}'));
  });

  it("kubernetes/network-policy-selector", () => {
    expect(on(networkPolicySelector, all(policy("{matchLabels: {app: wep}}"), deployment()))).toEqual(["podSelector"]);
    expect(on(networkPolicySelector, all(policy("{matchLabels: {role: database}}"), deployment()))).toEqual([]);
    expect(on(networkPolicySelector, policy("{matchLabels: {app: wep}}"))).toEqual([]);
    lawful(networkPolicySelector, all(policy("{matchLabels: {app: wep}}"), deployment()));
  });
});
