import { fixesOf, removeKey } from "../../cluster/edit.ts";
import { isIngress } from "../../cluster/routing.ts";
import { defineRule } from "../../rule.ts";

const ingress = (more: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  annotations:\n    cert-manager.io/cluster-issuer: letsencrypt\n${more}spec:\n  defaultBackend:\n    service:\n      name: web\n      port:\n        number: 80\n`;

export default defineRule({
  id: "kubernetes/ingress-snippet",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "An annotation writes into the configuration of the Ingress controller.",
  why: `
Snippet annotations are put into the configuration of nginx as they stand. Whoever may write an Ingress can read with them what the controller can read: the Secrets of every namespace, its own token (CVE-2021-25742). Controllers switch them off by default, and then refuse the Ingress. Say it with the controller's own annotations, or in the application.`,
  examples: [
    {
      title: "Without a snippet",
      bad: ingress('    nginx.ingress.kubernetes.io/server-snippet: "location /old { return 410; }"\n'),
      good: ingress(""),
    },
  ],
  links: ["https://github.com/kubernetes/ingress-nginx/issues/7837"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["checkov:CKV_K8S_152", "checkov:CKV_K8S_153", "checkov:CKV_K8S_154"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      if (!isIngress(object)) continue;
      for (const entry of object.annotations.entries) {
        const match =
          /^nginx\.(?:ingress\.kubernetes\.io|org)\/((?:server|configuration|auth|stream|modsecurity|location|http|main)-snippets?)$/.exec(
            entry.key,
          );
        if (!match) continue;
        report({
          span: entry.keySpan,
          message: `\`${match[1]}\` goes into the controller's configuration as it stands: whoever may write this Ingress can read the Secrets of every namespace with it. Use the controller's own annotations.`,
          fixes: fixesOf(`Remove \`${match[1]}\``, "unsafe", object, removeKey(object, entry)),
        });
      }
    }
  },
});
