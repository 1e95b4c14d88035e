import { fixesOf, insertKey, setValue } from "../../cluster/edit.ts";
import { ingressRules, isIngress } from "../../cluster/routing.ts";
import { findAround, isPartial } from "../../cluster/unit.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import type { Field } from "../../languages/yaml/mapping.ts";
import { defineRule } from "../../rule.ts";

const prefix = "nginx.ingress.kubernetes.io/";

const ingress = (more: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web-canary\n  annotations:\n    nginx.ingress.kubernetes.io/canary: "true"\n${more}spec:\n  ingressClassName: nginx\n  rules:\n    - host: shop.localhost\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: web-canary\n                port:\n                  number: 80\n`;

/** What decides which requests the canary gets. */
const deciders = ["canary-weight", "canary-by-header", "canary-by-cookie"];

export default defineRule({
  id: "kubernetes/ineffective-canary-ingress",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The canary Ingress gets no traffic, or not what it says.",
  why: `
A canary of ingress-nginx is a second Ingress with the host and path of the main one, the annotation \`canary: "true"\`, and at least one of weight, header or cookie; without these it gets no request at all. The weight lies between 0 and \`canary-weight-total\` (100 by default). Annotations are strings: without quotes YAML makes a boolean or a number of them, and the API refuses the object. Without a main Ingress for host and path the canary is ignored.`,
  examples: [{ title: "A tenth of the traffic", bad: ingress(""), good: ingress('    nginx.ingress.kubernetes.io/canary-weight: "10"\n') }],
  links: ["https://github.com/kubernetes/ingress-nginx/blob/main/docs/user-guide/nginx-configuration/annotations.md#canary"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S3"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (!isIngress(object) || isPartial(object, workspace)) continue;
      const { annotations } = object;
      const canary = annotations.scalar(`${prefix}canary`);
      // Without quotes it is told of by the schema, for every annotation.
      if (canary.value !== "true" || !canary.span) continue;
      const has = (key: string) => annotations.has(`${prefix}${key}`);
      if (deciders.every((key) => has(key) === false)) {
        report({
          span: canary.span,
          message: "Nothing says which requests the canary gets, so it gets none. Set a weight, a header or a cookie.",
          fixes: fixesOf(
            "Send it a tenth of the traffic",
            "unsafe",
            object,
            insertKey(object, annotations, `${prefix}canary-weight`, "10"),
          ),
        });
      }
      const weight = numberIn(annotations.scalar(`${prefix}canary-weight`));
      const total = numberIn(annotations.scalar(`${prefix}canary-weight-total`));
      const most = total.value ?? (total.field.isAbsent ? 100 : undefined);
      if (weight.value !== undefined && weight.field.span && most !== undefined && (weight.value < 0 || weight.value > most)) {
        report({
          span: weight.field.span,
          message: `A weight of ${weight.value} is outside of 0 to ${most}: the controller ignores it. Write one within.`,
          fixes: fixesOf(
            `Write ${Math.max(0, Math.min(weight.value, most))}`,
            "unsafe",
            object,
            setValue(object, weight.field, String(Math.max(0, Math.min(weight.value, most)))),
          ),
        });
      }
      const main = lacksMain(object, workspace);
      if (main) {
        report({
          span: canary.span,
          message: `No other Ingress serves \`${main}\`, so there is nothing that this could be a canary of, and the controller ignores it. Give it the host and path of the main Ingress.`,
        });
      }
    }
  },
});

function numberIn(field: Field<unknown>): { readonly field: Field<unknown>; readonly value: number | undefined } {
  const { value } = field;
  return {
    field,
    value: typeof value === "number" ? value : typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined,
  };
}

/** The first host and path for which no main Ingress is there, where all Ingresses can be seen and some are. */
function lacksMain(object: ManifestObject, workspace: Parameters<typeof findAround>[1]): string | undefined {
  const others = findAround(object, workspace, ["Ingress"], (one) => one.object !== object);
  if (others.mayBeMore || others.isDistant || others.objects.length === 0) return undefined;
  const served = new Set<string>();
  for (const { object: other } of others.objects) {
    if (other.annotations.scalar(`${prefix}canary`).value === "true") continue;
    for (const { host, paths } of ingressRules(other)) {
      for (const { path } of paths) {
        if (host.isUnknown || path.isUnknown) return undefined;
        served.add(`${host.value ?? ""}${path.value ?? "/"}`);
      }
    }
  }
  if (served.size === 0) return undefined;
  for (const { host, paths } of ingressRules(object)) {
    for (const { path } of paths) {
      if (host.isUnknown || path.isUnknown) return undefined;
      const place = `${host.value ?? ""}${path.value ?? "/"}`;
      if (!served.has(place)) return place;
    }
  }
  return undefined;
}
