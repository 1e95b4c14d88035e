import { allOf, type Edits, fixesOf, insertItem, insertSpecKey } from "../../cluster/edit.ts";
import { ingressClass, ingressRules, isIngress, unservedMeant } from "../../cluster/routing.ts";
import { severityOfMissing } from "../../cluster/unit.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const ingress = (tls: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  ingressClassName: traefik\n${tls}  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: web\n                port:\n                  number: 80\n`;

/** Names that no certificate is made for. */
const internalHost = /(?:^|\.)(?:localhost|local|test|internal|example|invalid|lan|home\.arpa|nip\.io|sslip\.io)$|^[\d.]+$/;

/** Annotations with which a load balancer or a controller gets its certificate elsewhere. */
const terminating =
  /^(?:alb\.ingress\.kubernetes\.io\/(?:certificate-arn|ssl-redirect|listen-ports)|networking\.gke\.io\/managed-certificates|ingress\.gcp\.kubernetes\.io\/pre-shared-cert|kubernetes\.io\/tls-acme|traefik\.ingress\.kubernetes\.io\/router\.(?:tls.*|entrypoints)|appgw\.ingress\.kubernetes\.io\/appgw-ssl-certificate|nginx\.ingress\.kubernetes\.io\/ssl-passthrough|haproxy\.org\/ssl-passthrough|haproxy-ingress\.github\.io\/ssl-passthrough|konghq\.com\/protocols|route\.openshift\.io\/termination|external-dns\.alpha\.kubernetes\.io\/cloudflare-proxied)$/;

/** Classes whose controllers bring TLS along. */
const secureClasses = /^(?:tailscale|cloudflare|cloudflare-tunnel|ngrok|alb|gce|gce-internal|openshift-default)$/;

export default defineRule({
  id: "kubernetes/ingress-without-tls",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A host of the Ingress is served without TLS.",
  why: `
A host that no entry of \`tls\` covers is served over plain HTTP: passwords and cookies can be read on the way, and browsers warn. Name the host in \`tls\`, with the Secret that holds its certificate; cert-manager fills that by an annotation. A wildcard covers one label: \`*.example.com\` covers \`shop.example.com\`, not \`a.shop.example.com\`. An entry without hosts is for all of them.

Nothing is reported where TLS ends elsewhere (annotations for certificates of a cloud's load balancer or of Traefik, classes such as \`alb\`, \`gce\` or \`tailscale\`), for names of a developer's machine, in patches, and where an overlay or a template may add it. One finding stands for all hosts that lack it.`,
  examples: [
    {
      title: "A certificate for the host",
      bad: ingress(""),
      good: ingress("  tls:\n    - hosts:\n        - shop.example.com\n      secretName: web-tls\n"),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/services-networking/ingress/#tls"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P2"],
  alsoKnownAs: ["polaris:tlsSettingsMissing"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (!isIngress(object)) continue;
      const severity = severityOfMissing(object, ["spec", "tls"], "warning", workspace);
      const tls = object.spec.list("tls");
      if (!severity || tls.isOpen || object.annotations.isOpen || endsElsewhere(object)) continue;
      const covered: string[] = [];
      let coversAll = false;
      for (const entry of tls.mappings) {
        const hosts = entry.list("hosts");
        if (hosts.isAbsent || !hosts.known) coversAll = true;
        else covered.push(...hosts.known);
      }
      if (coversAll) continue;
      const open = ingressRules(object).flatMap(({ host }) =>
        host.value !== undefined &&
        host.span &&
        host.value !== "" &&
        !internalHost.test(host.value) &&
        !covered.some((one) => covers(one, host.value as string)) &&
        // A slip in a certificate's host is told of there.
        !covered.some((one) => unservedMeant(object, one) === host.value)
          ? [{ name: host.value, span: host.span }]
          : [],
      );
      const [first] = open;
      if (!first) continue;
      const names = [...new Set(open.map(({ name }) => name))];
      report({
        span: first.span,
        message: `${names.map((name) => `\`${name}\``).join(", ")} ${names.length > 1 ? "are" : "is"} served without TLS: whatever is sent can be read on the way. Name the host in \`tls\`, with the Secret of its certificate.`,
        severity,
        fixes: fixesOf("Add TLS", "unsafe", object, addTls(object, names)),
      });
    }
  },
});

function endsElsewhere(object: ManifestObject): boolean {
  const name = ingressClass(object);
  return (
    name.isUnknown ||
    (name.value !== undefined && secureClasses.test(name.value)) ||
    object.annotations.entries.some(({ key }) => terminating.test(key)) ||
    // The controller joins a canary to the main Ingress of its host, whose certificate it uses.
    object.annotations.has("nginx.ingress.kubernetes.io/canary") === true
  );
}

/** Whether a host of a certificate is that of a rule; its wildcard stands for one label. */
function covers(certified: string, host: string): boolean {
  if (certified.toLowerCase() === host.toLowerCase()) return true;
  return certified.startsWith("*.") && host.slice(host.indexOf(".")).toLowerCase() === certified.slice(1).toLowerCase();
}

function addTls(object: ManifestObject, hosts: readonly string[]): Edits {
  const name = object.name.value;
  if (name === undefined) return undefined;
  const entry = { hosts: [...hosts], secretName: `${name}-tls` };
  const tls = object.spec.list("tls");
  return tls.sequence ? insertItem(object, tls, entry) : allOf(insertSpecKey(object, "tls", [entry]));
}
