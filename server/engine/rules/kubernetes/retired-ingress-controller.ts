import { ingressClass, isIngress } from "../../cluster/routing.ts";
import { defineRule } from "../../rule.ts";

const ingress = (name: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  ingressClassName: ${name}\n  defaultBackend:\n    service:\n      name: web\n      port:\n        number: 80\n`;

export default defineRule({
  id: "kubernetes/retired-ingress-controller",
  language: "kubernetes",
  category: "security",
  severity: "hint",
  preset: "strict",
  summary: "The Ingress is for a controller that gets no more fixes.",
  why: `
The community's ingress-nginx, which answers to the class \`nginx\`, has had no releases and no security fixes since March 2026. Move to another controller, or to a Gateway with HTTPRoutes, which most of them read. NGINX's own controller (F5) uses the same class and goes on; who runs that one switches the rule off.

It speaks of the annotations \`nginx.ingress.kubernetes.io/…\`, which are that controller's own, and of the class.`,
  examples: [{ title: "Another controller", bad: ingress("nginx"), good: ingress("traefik") }],
  links: [
    "https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
    "https://gateway-api.sigs.k8s.io/guides/migrating-from-ingress/",
  ],
  since: "0.3.0",
  patterns: ["S3"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      if (!isIngress(object)) continue;
      const name = ingressClass(object);
      const own = object.annotations.entries.find(({ key }) => key.startsWith("nginx.ingress.kubernetes.io/"));
      const span = name.value === "nginx" ? name.span : own?.keySpan;
      if (!span) continue;
      report({
        span,
        message: "ingress-nginx has had no security fixes since March 2026. Move to another controller, or to a Gateway with HTTPRoutes.",
        tags: ["deprecated"],
      });
    }
  },
});
