import { selectorOfTemplate } from "../../cluster/api-versions.ts";
import { fixesOf, insertKey, placeholder, type YamlInput } from "../../cluster/edit.ts";
import { orderBelow } from "../../cluster/key-order.ts";
import { isKustomization, refusal, schemaProblemsIn } from "../../cluster/schema.ts";
import { isPartial, severityOfMissing } from "../../cluster/unit.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { builtInGroups, type FieldType, kindsNamed } from "../../languages/kubernetes/schema.ts";
import type { SchemaProblem } from "../../languages/kubernetes/schema-problems.ts";
import { Mapping } from "../../languages/yaml/mapping.ts";
import { defineRule, type Fix, type Problem, type Severity } from "../../rule.ts";
import { either } from "../../text/either.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const ingress = (path: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  tls:\n    - hosts:\n        - shop.example.com\n      secretName: web-tls\n  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /\n${path}            backend:\n              service:\n                name: web\n                port:\n                  number: 80\n`;

export default defineRule({
  id: "kubernetes/missing-field",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A field that the API requires is not there.",
  why: `
The API server refuses an object without a field that it requires: a container without a name, a Deployment without a selector, an Ingress path without \`pathType\`.

Patches and other parts that are laid over an object need not be whole, and in templates the field may be written where it is not seen: nothing is reported there.`,
  examples: [{ title: "A path without its type", bad: ingress(""), good: ingress("            pathType: Prefix\n") }],
  links: ["https://kubernetes.io/docs/reference/kubernetes-api/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  alsoKnownAs: ["kube-linter:schema-validation"],
  check(file, { workspace, report }) {
    // Tools that compare a cluster's objects with a part of them.
    if (/(?:^|[/.-])(?:chainsaw|kuttl)|(?:^|\/)[^/]*\bassert/i.test(file.source.path)) return;
    for (const object of file.objects) {
      const problem = isPartial(object, workspace) ? undefined : typeProblem(object);
      if (problem) report(problem);
    }
    const byMap = new Map<unknown, SchemaProblem[]>();
    for (const problem of schemaProblemsIn(file, "missing-field", workspace)) {
      // By TCP no hook works, whatever its port.
      if (problem.path.includes("lifecycle") && problem.path.at(-2) === "tcpSocket") continue;
      if (severityOf(problem, workspace) === undefined) continue;
      const same = byMap.get(problem.map ?? problem);
      if (same) same.push(problem);
      else byMap.set(problem.map ?? problem, [problem]);
    }
    for (const problems of byMap.values()) {
      const [first] = problems as [SchemaProblem];
      const names = problems.map(({ key }) => key);
      const severity = severityOf(first, workspace);
      const where = first.where.charAt(0).toUpperCase() + first.where.slice(1);
      report({
        span: first.span,
        message: `${where} needs ${either(names, "and")}, and ${refusal(first.object).outcome} without.`,
        ...(severity && { severity }),
        fixes: problems.length === 1 ? fixes(first) : [],
      });
    }
  },
});

/** An object without one of the two keys that say what it is. */
function typeProblem(object: ManifestObject): Problem | undefined {
  const { root, document, item, apiVersion, kindField, name, group } = object;
  if (item || document.isBroken || root.isOpen || !name.isKnown || isKustomization(object)) return undefined;
  if (apiVersion.isAbsent && kindField.isKnown && kindField.span) {
    const [home, ...others] = kindsNamed(kindField.value ?? "").filter(
      (one) => one.kind === kindField.value && builtInGroups.has(one.group) && !/alpha|beta/.test(one.version),
    );
    if (!home || others.length > 0) return undefined;
    return {
      span: kindField.span,
      message: `A ${home.kind} needs \`apiVersion\`, and the API server refuses the object without. Write \`apiVersion: ${home.apiVersion}\`.`,
      fixes: fixesOf("Add `apiVersion`", "unsafe", object, insertKey(object, root, "apiVersion", home.apiVersion, ["apiVersion", "kind"])),
    };
  }
  if (!kindField.isAbsent || !apiVersion.isKnown || !apiVersion.span || group === undefined || !builtInGroups.has(group)) return undefined;
  if (!["spec", "data", "rules"].some((key) => root.has(key) === true)) return undefined;
  return { span: apiVersion.span, message: "The object needs `kind`, and the API server refuses it without. Say what it is." };
}

/** Undefined where it may be somewhere else. A kustomization is whole. */
function severityOf({ object, path }: SchemaProblem, workspace: Workspace): Severity | undefined {
  return isKustomization(object) ? "error" : severityOfMissing(object, path, "error", workspace);
}

/** What a field is most often, where that is not for the user alone to know. */
const usual: Readonly<Record<string, string>> = { pathType: "Prefix", type: "RuntimeDefault" };

function fixes({ object, map, key, path, expected }: SchemaProblem): readonly Fix[] {
  if (!map || !expected) return [];
  const value = usualValue(object, key, expected);
  return value === undefined
    ? []
    : fixesOf(
        `Add \`${key}\``,
        "unsafe",
        object,
        insertKey(object, Mapping.of(object.file, map), key, value, orderBelow(path.at(-2) ?? "") ?? ["name", key]),
      );
}

function usualValue(object: ManifestObject, key: string, expected: FieldType): YamlInput | undefined {
  if (key === "selector" && expected.is === "object") return selectorOfTemplate(object);
  if (expected.is === "enum") return placeholder(expected.values.find((one) => one === usual[key]) ?? expected.values[0] ?? key);
  return expected.is === "string" ? placeholder(key) : undefined;
}
