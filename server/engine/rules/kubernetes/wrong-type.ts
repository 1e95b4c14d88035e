import { fixesOf, raw, setValue } from "../../cluster/edit.ts";
import { refusal, rewriteFix, scalarOf, schemaProblemsIn, taken } from "../../cluster/schema.ts";
import type { SchemaProblem } from "../../languages/kubernetes/schema-problems.ts";
import type { YamlMap } from "../../languages/yaml/model.ts";
import { intoList } from "../../languages/yaml/moved.ts";
import { defineRule, type Fix } from "../../rule.ts";

const service = (port: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n${port}`;

export default defineRule({
  id: "kubernetes/wrong-type",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A value is of a type that its field does not take.",
  why: `
The API server refuses the whole object: a quoted \`"8080"\` is a text and no number, a single value is no list, and a list is no map.

A number or a boolean where a text is expected is told by \`kubernetes/unquoted-value\`. Values that a template fills in are not judged.`,
  examples: [
    {
      title: "A number in quotes",
      bad: service('    - port: "80"\n      targetPort: 8080\n'),
      good: service("    - port: 80\n      targetPort: 8080\n"),
    },
    {
      title: "A map where a list is expected",
      bad: service("    port: 80\n    targetPort: 8080\n"),
      good: service("    - port: 80\n      targetPort: 8080\n"),
    },
  ],
  links: ["https://kubernetes.io/docs/reference/kubernetes-api/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  alsoKnownAs: ["kube-linter:schema-validation"],
  check(file, { workspace, report }) {
    for (const problem of schemaProblemsIn(file, "wrong-type", workspace)) {
      const { span, key, item, expected } = problem;
      if (!expected) continue;
      // A gRPC probe that names its port is told of by `kubernetes/named-grpc-port`, which knows the number.
      if (problem.key === "port" && problem.path.includes("grpc") && problem.suggestion === undefined) continue;
      const what = item ? `An item of \`${key}\`` : `\`${problem.entry?.key ?? key}\``;
      const node = scalarOf(problem);
      const given = givenOf(problem);
      if (expected.is === "integer-or-string" && problem.suggestion !== undefined) {
        // The rule on budgets tells it of them.
        if (problem.object.kind === "PodDisruptionBudget") continue;
        const message = `${what} is a number, and in quotes a name or a percentage, which \`${problem.suggestion}\` is not: ${refusal(problem.object).outcome}. Leave the quotes out.`;
        report({ span, message, fixes: fixes(problem, true) });
        continue;
      }
      const isQuoted = node !== undefined && node.style !== "plain" && problem.suggestion === node.text;
      const advice = isQuoted ? " Leave the quotes out." : problem.suggestion === undefined ? "" : ` Write \`${problem.suggestion}\`.`;
      report({
        span,
        message: `${what} takes ${taken(expected)}, not ${given}, and ${refusal(problem.object).outcome}.${advice}`,
        fixes: fixes(problem, isQuoted),
      });
    }
  },
});

function givenOf(problem: SchemaProblem): string {
  const value = problem.item ? problem.item.item.value : problem.entry?.value;
  if (value?.kind === "sequence") return "a list";
  if (value?.kind === "map") return "keys with values";
  if (value?.kind !== "scalar") return "this value";
  if (value.style !== "plain") return "a text in quotes";
  return value.text.length > 40 || value.text.includes("\n") ? "a text" : `\`${value.text}\``;
}

function fixes(problem: SchemaProblem, isQuoted: boolean): readonly Fix[] {
  const { object, entry, suggestion, expected } = problem;
  if (suggestion !== undefined) return rewriteFix(problem, suggestion, isQuoted ? "safe" : "unsafe", false);
  if (!entry) return [];
  const node = scalarOf(problem);
  if (expected?.is === "object" || expected?.is === "map")
    return node?.text === "" ? fixesOf("Write `{}`", "unsafe", object, setValue(object, entry, {})) : [];
  if (expected?.is !== "list") return [];
  if (expected.item.is === "object") {
    const { fields } = expected.item.type;
    if (entry.value?.kind !== "map") return [];
    const keys = entry.value.entries.map(({ key }) => key);
    if (keys.every((key) => fields.has(key))) return fixesOf("Make it the item of a list", "unsafe", object, intoList(object.file, entry));
    const pairs = fields.has("name") && fields.has("value") ? pairsOf(entry.value) : undefined;
    return pairs ? fixesOf("Write it as a list of names and values", "unsafe", object, setValue(object, entry, pairs)) : [];
  }
  // A command in one text is split by nobody but a shell.
  if (!node || /\s/.test(node.text) || (expected.item.is !== "string" && expected.item.is !== "enum")) return [];
  return fixesOf("Make it the item of a list", "unsafe", object, setValue(object, entry, [raw(object.file.source.slice(node.span))]));
}

/** The keys of a map as names, with the texts under them as values. */
function pairsOf({ entries, isFlow }: YamlMap): readonly { readonly name: string; readonly value: string }[] | undefined {
  const pairs = entries.flatMap(({ key, value }) =>
    value?.kind === "scalar" && !value.alias && !value.text.includes("\n") ? [{ name: key, value: value.text }] : [],
  );
  return pairs.length === entries.length && !isFlow ? pairs : undefined;
}
