import { allOf, type Edits, fixesOf, insertSpecKey, removeKey, replaceScalar } from "../../cluster/edit.ts";
import { ingressRules, isIngress } from "../../cluster/routing.ts";
import { isPartial } from "../../cluster/unit.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const ingress = (path: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  ingressClassName: traefik\n  rules:\n    - host: shop.localhost\n      http:\n        paths:\n          - path: ${path}\n            pathType: Prefix\n            backend:\n              service:\n                name: web\n                port:\n                  number: 80\n`;

export default defineRule({
  id: "kubernetes/malformed-ingress",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "The API refuses the Ingress, or takes it in a way that is no longer meant.",
  why: `
The API refuses a path of type \`Prefix\` or \`Exact\` that does not begin with \`/\`, a host that is an address or has a port or a scheme, a wildcard anywhere but as the first label, and an Ingress that names its class twice: in the annotation \`kubernetes.io/ingress.class\` and in \`ingressClassName\`. The annotation alone still works with many controllers and has been deprecated since Kubernetes 1.18 (a warning).`,
  examples: [{ title: "From the root", bad: ingress("shop"), good: ingress("/shop") }],
  links: ["https://kubernetes.io/docs/concepts/services-networking/ingress/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (!isIngress(object) || isPartial(object, workspace)) continue;
      const old = object.annotations.text("kubernetes.io/ingress.class");
      const name = object.spec.text("ingressClassName");
      // Before v1 there was no other way.
      if (old.entry && !old.isAbsent && object.version === "v1") {
        const isTwice = name.isKnown;
        report({
          span: old.entry.keySpan,
          message: isTwice
            ? "The class is named twice: the API refuses an Ingress with both the annotation and `ingressClassName`. Remove the annotation."
            : "The annotation for the class has been deprecated since Kubernetes 1.18. Name the class in `spec.ingressClassName`.",
          ...(!isTwice && { severity: "warning", tags: ["deprecated"] }),
          fixes: isTwice
            ? fixesOf("Remove the annotation", "unsafe", object, removeAnnotation(object, old.entry))
            : name.isAbsent && old.value !== undefined
              ? fixesOf(
                  "Name the class in `ingressClassName`",
                  "unsafe",
                  object,
                  allOf(removeAnnotation(object, old.entry), insertSpecKey(object, "ingressClassName", old.value)),
                )
              : [],
        });
      }
      for (const { host, paths } of ingressRules(object)) {
        const fault = host.value === undefined ? undefined : hostFault(host.value);
        if (fault && host.span) {
          report({
            span: host.span,
            message: `\`${host.value}\` ${fault.what}: the API refuses it. Write a name in DNS.`,
            fixes:
              fault.meant === undefined
                ? []
                : fixesOf(`Write \`${fault.meant}\``, "unsafe", object, replaceScalar(object, host, fault.meant)),
          });
        }
        for (const { path, pathType } of paths) {
          const type = pathType.value;
          if (path.value === undefined || !path.span || path.value.startsWith("/") || (type !== "Prefix" && type !== "Exact")) continue;
          report({
            span: path.span,
            message: `A path of type \`${type}\` begins with \`/\`: the API refuses \`${path.value}\`.`,
            fixes: fixesOf(`Write \`/${path.value}\``, "unsafe", object, replaceScalar(object, path, `/${path.value}`)),
          });
        }
      }
    }
  },
});

/** Takes an annotation away, and \`annotations\` with it where nothing else is there. */
function removeAnnotation(object: ManifestObject, entry: NonNullable<ManifestObject["annotations"]["entry"]>): Edits {
  const { annotations } = object;
  return removeKey(object, annotations.entries.length === 1 && annotations.entry ? annotations.entry : entry);
}

function hostFault(host: string): { readonly what: string; readonly meant: string | undefined } | undefined {
  const scheme = /^[a-z]+:\/\//.exec(host);
  if (scheme) return { what: "is an address", meant: /^[a-z]+:\/\/([\w.-]+)\/?$/.exec(host)?.[1] };
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return { what: "is an IP address", meant: undefined };
  if (/:\d+$/.test(host)) return { what: "has a port", meant: host.replace(/:\d+$/, "") };
  if (host.includes("/")) return { what: "has a path", meant: undefined };
  if (host.slice(1).includes("*") || (host.startsWith("*") && !host.startsWith("*.")))
    return { what: "has a wildcard that is not its first label", meant: undefined };
  return undefined;
}
