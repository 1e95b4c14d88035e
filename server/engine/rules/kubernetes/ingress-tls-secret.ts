import { fixesOf } from "../../cluster/edit.ts";
import { ingressRules, isIngress, unservedMeant } from "../../cluster/routing.ts";
import { findNamed, isPartial, mayBeCompleted } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

const ingress = (host: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  tls:\n    - hosts:\n        - ${host}\n      secretName: web-tls\n    - hosts:\n        - shop.example.com\n      secretName: shop-tls\n  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: web\n                port:\n                  number: 80\n    - host: www.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: web\n                port:\n                  number: 80\n`;

export default defineRule({
  id: "kubernetes/ingress-tls-secret",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "An entry of `tls` has no certificate, or is for a host that is not served.",
  why: `
An entry of \`tls\` without \`secretName\` gets the controller's own certificate, which browsers refuse unless somebody set a real one there (a remark). A Secret of a type other than \`kubernetes.io/tls\` that lacks \`tls.crt\` and \`tls.key\` is ignored by the controller in the same way. A host in \`tls\` that no rule serves is usually a slip in one of the two.

Nothing is reported of Secrets that are not in the workspace, in patches, and where an overlay or a template may complete the object.`,
  examples: [{ title: "The host that is served", bad: ingress("ww.example.com"), good: ingress("www.example.com") }],
  links: ["https://kubernetes.io/docs/concepts/services-networking/ingress/#tls"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P2"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (!isIngress(object) || isPartial(object, workspace) || mayBeCompleted(object, workspace)) continue;
      const rules = ingressRules(object);
      const hosts = rules.map(({ host }) => host);
      const isServed = (certified: string) =>
        hosts.some(
          (host) =>
            host.isUnknown || host.isAbsent || host.value === "" || host.value === certified || isUnder(certified, host.value ?? ""),
        );
      for (const entry of object.spec.list("tls").mappings) {
        for (const node of entry.list("hosts").nodes) {
          if (
            node.kind !== "scalar" ||
            file.isMasked(node.span) ||
            rules.length === 0 ||
            object.spec.list("rules").isOpen ||
            isServed(node.text)
          )
            continue;
          const meant = unservedMeant(object, node.text);
          const quotes = node.style === "plain" ? 0 : 1;
          report({
            span: node.span,
            message: `No rule of this Ingress serves \`${node.text}\`, so its certificate is for nothing. ${meant === undefined ? "Write a host that is served, or remove it." : `Write \`${meant}\`.`}`,
            fixes:
              meant === undefined || node.alias
                ? []
                : fixesOf(`Write \`${meant}\``, "unsafe", object, [
                    replace({ start: node.span.start + quotes, end: node.span.end - quotes }, meant),
                  ]),
          });
        }
        const secret = entry.text("secretName");
        const isManaged =
          object.annotations.isOpen || object.annotations.entries.some(({ key }) => /cert-manager|acme|certificate/i.test(key));
        if (secret.isAbsent && !isManaged && entry.map) {
          const first = entry.map.entries[0];
          if (first)
            report({
              span: first.keySpan,
              message:
                "This entry names no Secret, so the controller's own certificate is served, which browsers refuse unless a real one was set there. Name one in `secretName`.",
              severity: "info",
            });
        }
        if (secret.value === undefined || !secret.span) continue;
        const found = findNamed(object, workspace, ["Secret"], secret.value);
        const [only, ...others] = found.objects;
        if (!only || others.length > 0) continue;
        const type = only.object.root.text("type").or("Opaque");
        const data = [only.object.root.mapping("data"), only.object.root.mapping("stringData")];
        const lacks = (key: string) => data.every((one) => one.has(key) === false);
        if (type === undefined || type === "kubernetes.io/tls" || !(lacks("tls.crt") || lacks("tls.key"))) continue;
        report({
          span: secret.span,
          message: `\`${secret.value}\` is no Secret of type \`kubernetes.io/tls\` (it is \`${type}\`) and has no \`tls.crt\` with \`tls.key\`: the controller ignores it. Name the Secret of the certificate.`,
          related: [{ path: only.path, span: only.object.nameSpan, message: "The Secret" }],
        });
      }
    }
  },
});

/** Whether one of two hosts is a wildcard that stands for the other. */
function isUnder(a: string, b: string): boolean {
  const stands = (wildcard: string, host: string) => wildcard.startsWith("*.") && host.slice(host.indexOf(".")) === wildcard.slice(1);
  return stands(a, b) || stands(b, a);
}
