import { fixesOf, insertSpecKey, removeKey, setValue } from "../../cluster/edit.ts";
import { parseIntOrPercent } from "../../cluster/rolling-update.ts";
import { workloadsSelectedBy } from "../../cluster/selection.ts";
import { isPartial, isSupplied } from "../../cluster/unit.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { defineRule, type Problem } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const budget = (more: string) =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n${more}  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: web\n`;

export default defineRule({
  id: "kubernetes/malformed-disruption-budget",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A PodDisruptionBudget with both limits, with none, or with one that cannot be counted.",
  why: `A budget says how many pods must stay (\`minAvailable\`) or how many may go (\`maxUnavailable\`): the API server rejects one with both, and one
with neither protects nothing. A value is a whole number or a percentage; a number in quotes is neither.

For pods without a controller only a whole number in \`minAvailable\` can be counted: with anything else no node with such a pod can be drained.`,
  examples: [{ title: "Both limits", bad: budget("  minAvailable: 1\n"), good: budget("") }],
  links: ["https://kubernetes.io/docs/tasks/run-application/configure-pdb/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  alsoKnownAs: ["kube-score:poddisruptionbudget-has-policy"],
  uncovers: ["kubernetes/blocking-disruption-budget"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (object.kind !== "PodDisruptionBudget" || object.group !== "policy") continue;
      const problem = problemOf(object, workspace);
      if (problem) report(problem);
    }
  },
});

function problemOf(object: ManifestObject, workspace: Workspace): Problem | undefined {
  const { spec } = object;
  const minimum = spec.integerOrText("minAvailable");
  const maximum = spec.integerOrText("maxUnavailable");
  if (minimum.isKnown && maximum.isKnown && minimum.entry) {
    return {
      span: minimum.entry.keySpan,
      message:
        "A budget has `minAvailable` or `maxUnavailable`, never both: the API server rejects it. Keep `maxUnavailable`, which stays right when replicas change.",
      fixes: fixesOf("Remove `minAvailable`", "unsafe", object, removeKey(object, minimum)),
    };
  }
  for (const field of [minimum, maximum]) {
    const { value, span, entry } = field;
    if (value === undefined || !span || parseIntOrPercent(value)) continue;
    const isNumber = typeof value === "string" && /^\d+$/.test(value);
    return {
      span,
      message: isNumber
        ? `\`${entry?.key}\` is a text here, and a text has to be a percentage, so the API server rejects it. Write the number without quotes.`
        : `\`${entry?.key}\` is neither a whole number nor a percentage such as \`50%\`, so the API server rejects it.`,
      fixes: isNumber ? fixesOf("Write the number without quotes", "unsafe", object, setValue(object, field, Number(value))) : [],
    };
  }
  if (minimum.isAbsent && maximum.isAbsent) {
    if (!spec.isKnown || isPartial(object, workspace)) return undefined;
    if (["minAvailable", "maxUnavailable"].some((key) => isSupplied(object, ["spec", key], workspace) !== false)) return undefined;
    return {
      span: object.nameSpan,
      message: "The budget says neither `maxUnavailable` nor `minAvailable`, so it protects no pod. Say how many may go at a time.",
      severity: "warning",
      fixes: fixesOf("Set `maxUnavailable: 1`", "unsafe", object, insertSpecKey(object, "maxUnavailable", 1)),
    };
  }
  const field = maximum.isKnown ? maximum : minimum;
  if (!field.span || (field === minimum && typeof minimum.value === "number")) return undefined;
  const selected = workloadsSelectedBy(object, workspace);
  if (!selected || selected.length === 0 || selected.some(({ kind }) => kind !== "Pod")) return undefined;
  return {
    span: field.span,
    message:
      "The pods of this budget have no controller, so only a whole number in `minAvailable` can be counted, and no node with one can be drained.",
    severity: "warning",
  };
}
