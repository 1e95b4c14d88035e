import type { Plan } from "../model.ts";
import { indented, type Lines, text } from "../yaml-text.ts";
import { existingManifests } from "./existing.ts";
import { metadata } from "./metadata.ts";
import { productionOf, shapeOf } from "./shape.ts";

/** The name under which it is reached from outside in an environment. */
function hostIn({ answers: { host, service, environments } }: Pick<Plan, "answers">, environment: string): string {
  const production = host ?? `${service}.example.com`;
  return environment === productionOf({ environments }) ? production : `${environment}.${production}`;
}

const decideHost = "# DECIDE: the host name under which it is reached.";

/** What stands before a line with the host. */
function hostDecision({ answers: { host } }: Plan): string | false {
  return host === undefined && decideHost;
}

/** A class as other manifests of the project have it, else one for the user to decide. */
function className(key: "gatewayClassName" | "ingressClassName", existing: string | undefined, usual: string): Lines {
  if (existing !== undefined) return [`${key}: ${existing}`];
  const list = key === "gatewayClassName" ? "gatewayclass" : "ingressclass";
  return [`# DECIDE: the class that the cluster has, see \`kubectl get ${list}\`.`, `${key}: ${usual}`];
}

/** Takes HTTPS for the host, and HTTP only to send it on. */
export function gateway(plan: Plan): string {
  const host = hostIn(plan, productionOf(plan.answers));
  return text(
    "apiVersion: gateway.networking.k8s.io/v1",
    "kind: Gateway",
    ...metadata(plan),
    "spec:",
    ...indented(
      2,
      ...className("gatewayClassName", existingManifests(plan.workspace).gatewayClass, "envoy"),
      "listeners:",
      "  - name: http",
      "    protocol: HTTP",
      "    port: 80",
      "  - name: https",
      "    protocol: HTTPS",
      "    port: 443",
      ...indented(4, hostDecision(plan)),
      `    hostname: ${host}`,
      "    tls:",
      "      mode: Terminate",
      "      certificateRefs:",
      `        - name: ${plan.answers.service}-tls`,
    ),
  );
}

export function httpRoutes(plan: Plan): string {
  const { service } = plan.answers;
  const route = (suffix: string, listener: string, hosts: Lines, rules: Lines) =>
    text(
      "apiVersion: gateway.networking.k8s.io/v1",
      "kind: HTTPRoute",
      ...metadata(plan, suffix),
      "spec:",
      "  parentRefs:",
      `    - name: ${service}`,
      `      sectionName: ${listener}`,
      hosts.length > 0 && ["  hostnames:", ...indented(4, ...hosts)],
      "  rules:",
      ...indented(4, ...rules),
    );
  const hosts = [hostDecision(plan), `- ${hostIn(plan, productionOf(plan.answers))}`];
  const redirect = [
    "- filters:",
    "    - type: RequestRedirect",
    "      requestRedirect:",
    "        scheme: https",
    "        statusCode: 301",
  ];
  return `${route("", "https", hosts, rulesOf(plan))}---\n${route("-redirect", "http", [], redirect)}`;
}

/** The header by which testers ask for the canary. */
const testersHeader = "x-canary";

function rulesOf(plan: Plan): Lines {
  const { service } = plan.answers;
  const shape = shapeOf(plan);
  const backend = (suffix: string, weight?: number) => [
    `- name: ${service}${suffix}`,
    "  port: 80",
    weight !== undefined && `  weight: ${weight}`,
  ];
  if (shape.traffic !== "gateway") return ["- backendRefs:", ...indented(4, ...backend(""))];
  const shares = ["- backendRefs:", ...indented(4, ...backend("-stable", 100), ...backend("-canary", 0))];
  // The plugin of Argo Rollouts sets the weights of every rule that has both Services.
  if (shape.kind === "Rollout") return shares;
  return [
    `# Testers who send this header get the canary, whatever its share is.`,
    "- matches:",
    "    - headers:",
    `        - name: ${testersHeader}`,
    "          value: always",
    "  backendRefs:",
    ...indented(4, ...backend("-canary")),
    "# The share of everybody else, in percent; `scripts/canary.sh` moves it.",
    ...shares,
  ];
}

export function ingress(plan: Plan): string {
  const { service } = plan.answers;
  const host = hostIn(plan, productionOf(plan.answers));
  return text(
    "apiVersion: networking.k8s.io/v1",
    "kind: Ingress",
    ...metadata(plan),
    "spec:",
    ...indented(
      2,
      ...className("ingressClassName", existingManifests(plan.workspace).ingressClass, "traefik"),
      "tls:",
      "  - hosts:",
      ...indented(6, hostDecision(plan), `- ${host}`),
      `    secretName: ${service}-tls`,
      "rules:",
      `  - host: ${host}`,
      "    http:",
      "      paths:",
      "        - path: /",
      "          pathType: Prefix",
      "          backend:",
      "            service:",
      `              name: ${service}`,
      "              port:",
      "                name: http",
    ),
  );
}

/** What changes of the routes in another environment: the host, wherever it stands. */
export function hostPatches(plan: Plan, environment: string): Lines {
  const { service } = plan.answers;
  const { route } = shapeOf(plan);
  if (route === "none" || environment === productionOf(plan.answers)) return [];
  const host = hostIn(plan, environment);
  const patch = (kind: string, name: string, paths: readonly string[]) => [
    "- target:",
    `    kind: ${kind}`,
    `    name: ${name}`,
    "  patch: |-",
    ...paths.flatMap((path) => ["    - op: replace", `      path: ${path}`, `      value: ${host}`]),
  ];
  return [
    `# DECIDE: the host name in ${environment}.`,
    ...(route === "ingress"
      ? patch("Ingress", service, ["/spec/tls/0/hosts/0", "/spec/rules/0/host"])
      : [...patch("Gateway", service, ["/spec/listeners/1/hostname"]), ...patch("HTTPRoute", service, ["/spec/hostnames/0"])]),
  ];
}
