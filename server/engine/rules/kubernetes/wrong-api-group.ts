import { customKindOf, customKinds } from "../../cluster/custom-resources.ts";
import { fixesOf } from "../../cluster/edit.ts";
import { retiredApi } from "../../knowledge/kubernetes-apis.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { allKinds, builtInGroups, kindOf, kindsNamed } from "../../languages/kubernetes/schema.ts";
import type { Field } from "../../languages/yaml/mapping.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";

const deployment = (version: string) =>
  `apiVersion: ${version}\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  defaultBackend:\n    service:\n      name: web\n      port:\n        number: 80\n`;

export default defineRule({
  id: "kubernetes/wrong-api-group",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The apiVersion has no such kind.",
  why: `
\`kind\` and \`apiVersion\` go together, in exactly these letters: a Deployment is in \`apps/v1\`, an Ingress in \`networking.k8s.io/v1\`. The API server does not find any other pair: \`no matches for kind\`.

Only pairs of Kubernetes' own groups are judged, and kinds that it has; an add-on may have a kind of the same name in a group of its own.`,
  examples: [{ title: "Not in the core group", bad: deployment("v1"), good: deployment("networking.k8s.io/v1") }],
  links: ["https://kubernetes.io/docs/reference/using-api/#api-groups"],
  since: "0.3.0",
  fix: "unsafe",
  uncovers: [
    "kubernetes/unknown-field",
    "kubernetes/missing-field",
    "kubernetes/wrong-type",
    "kubernetes/invalid-value",
    "kubernetes/unquoted-value",
  ],
  patterns: [],
  judges: "part",
  alsoKnownAs: [],
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const apiVersion = object.apiVersion.value;
      const kind = object.kindField.value;
      if (
        apiVersion === undefined ||
        kind === undefined ||
        kind.endsWith("List") ||
        kindOf(apiVersion, kind) ||
        retiredApi(apiVersion, kind)
      )
        continue;
      if (customKindOf(workspace, apiVersion, kind) || customKinds(workspace).has(`${object.group} ${kind}`)) continue;
      const meant = meantBy(apiVersion, kind);
      if (!meant) continue;
      const isKind = meant.kind !== kind;
      const field: Field<string> = isKind ? object.kindField : object.apiVersion;
      if (!field.span) continue;
      const word = isKind ? meant.kind : meant.apiVersion;
      const is = isKind ? `\`${apiVersion}\` has no kind \`${kind}\`` : `${kind} is not in \`${apiVersion}\``;
      const isSame = word.toLowerCase() === (isKind ? kind : apiVersion).toLowerCase();
      report({
        span: field.span,
        message: `${is}, and the API server does not find it. Write \`${word}\`.`,
        fixes: fixes(object, field, word, isSame ? "safe" : "unsafe"),
      });
    }
  },
});

interface Pair {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The pair that was meant, where only one of the two is wrong. */
function meantBy(apiVersion: string, kind: string): Pair | undefined {
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  // A group with a domain of its own is that of an add-on, which may have a kind of that name.
  const sameLetters = kindsNamed(kind).find((one) => one.apiVersion === apiVersion);
  if (sameLetters) return { apiVersion, kind: sameLetters.kind };
  const isOwn = builtInGroups.has(group.toLowerCase()) || !group.includes(".");
  if (!isOwn) return undefined;
  const homes = kindsNamed(kind).filter((one) => builtInGroups.has(one.group) && !retiredApi(one.apiVersion, one.kind));
  const here = homes.find((one) => one.apiVersion.toLowerCase() === apiVersion.toLowerCase());
  if (here) return here.kind === kind ? { apiVersion: here.apiVersion, kind } : { apiVersion, kind: here.kind };
  const exact = homes.filter((one) => one.kind === kind);
  if (exact.length > 0) {
    // A version that the tables do not have may be one that a feature gate serves, or one to come.
    const isVersion = exact.some((one) => one.group === group);
    if (isVersion && /alpha|beta/.test(version)) return undefined;
    const [best] = [...exact].sort((a, b) => Number(/alpha|beta/.test(a.version)) - Number(/alpha|beta/.test(b.version)));
    return best && { apiVersion: best.apiVersion, kind };
  }
  const others = allKinds().filter((one) => one.apiVersion === apiVersion && builtInGroups.has(one.group));
  const near =
    kind.length > 4
      ? nearest(
          kind,
          others.map((one) => one.kind),
        )
      : undefined;
  return near === undefined ? undefined : { apiVersion, kind: near };
}

function fixes(object: ManifestObject, { node }: Field<string>, word: string, safety: "safe" | "unsafe"): readonly Fix[] {
  if (!node || node.alias) return [];
  const quotes = node.style === "plain" ? 0 : 1;
  return fixesOf(`Write \`${word}\``, safety, object, [replace({ start: node.span.start + quotes, end: node.span.end - quotes }, word)]);
}
