import { fixesOf, removeKey, setValue } from "../../cluster/edit.ts";
import { isZero, parseIntOrPercent } from "../../cluster/rolling-update.ts";
import type { ManifestObject, Workload } from "../../languages/kubernetes/model.ts";
import type { Field } from "../../languages/yaml/mapping.ts";
import { defineRule, type Problem } from "../../rule.ts";

const deployment = (more: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  strategy:\n    type: Recreate\n${more}  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/rolling-update-parameters",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "Limits of a rolling update that the API server rejects.",
  why: `\`rollingUpdate\` belongs to the update type \`RollingUpdate\` alone: beside \`Recreate\` or \`OnDelete\` the API server rejects the whole object.
It often stays behind when somebody changes the type, and in a patch it comes from the base, where it has to be taken away with \`rollingUpdate: null\`.

Each limit is a whole number or a percentage up to \`100%\`; a number in quotes is neither. Of a DaemonSet only one of the two may be above zero.`,
  examples: [{ title: "Limits beside Recreate", bad: deployment("    rollingUpdate:\n      maxSurge: 1\n"), good: deployment("") }],
  links: ["https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1"],
  uncovers: ["kubernetes/recreate-strategy", "kubernetes/low-rollout-capacity", "kubernetes/stuck-rolling-update"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (workload?.kind !== "Deployment" && workload?.kind !== "StatefulSet" && workload?.kind !== "DaemonSet") continue;
      for (const problem of problemsOf(object, workload)) report(problem);
    }
  },
});

function problemsOf(object: ManifestObject, { kind, strategy }: Workload): Problem[] {
  const type = strategy.text("type");
  const update = strategy.mapping("rollingUpdate");
  if (!update.map || !update.entry || strategy.has("$patch") !== false) return [];
  const other = type.value;
  if (other === (kind === "Deployment" ? "Recreate" : "OnDelete")) {
    if (update.map.entries.length === 0) return [];
    return [
      {
        span: update.entry.keySpan,
        message: `\`rollingUpdate\` stands beside \`type: ${other}\`, so the API server rejects this ${kind}. Remove it, or write \`type: RollingUpdate\`.`,
        fixes: [
          ...fixesOf("Remove `rollingUpdate`", "unsafe", object, removeKey(object, update.entry)),
          ...fixesOf("Write `type: RollingUpdate`", "unsafe", object, setValue(object, type, "RollingUpdate")),
        ],
      },
    ];
  }
  const surge = update.integerOrText("maxSurge");
  const unavailable = update.integerOrText("maxUnavailable");
  const faults = [surge, unavailable].flatMap((field, index) => {
    const [key, most] = index === 0 ? ["maxSurge", kind === "DaemonSet"] : ["maxUnavailable", true];
    return malformed(object, key as string, field, most as boolean);
  });
  if (faults.length > 0 || kind !== "DaemonSet") return faults;
  const [added, missing] = [surge, unavailable].map((field) => parseIntOrPercent(field.value));
  if (!added || !missing || isZero(added) || isZero(missing) || !surge.span) return [];
  return [
    {
      span: surge.span,
      message:
        "A DaemonSet either adds a pod first or takes one away first: with `maxSurge` and `maxUnavailable` both above zero the API server rejects it.",
      fixes: fixesOf("Set `maxUnavailable: 0`", "unsafe", object, setValue(object, unavailable, 0)),
    },
  ];
}

/** What the API server does not take as a limit. Source: ValidatePositiveIntOrPercent in pkg/apis/apps/validation/validation.go of Kubernetes. */
function malformed(object: ManifestObject, key: string, field: Field<number | string>, hasMost: boolean): Problem[] {
  const { value, span } = field;
  if (value === undefined || !span) return [];
  const limit = parseIntOrPercent(value);
  if (limit) {
    if (!hasMost || limit.kind === "count" || limit.percent <= 100) return [];
    return [{ span, message: `\`${key}\` is more than \`100%\`, so the API server rejects it.` }];
  }
  if (typeof value === "string" && /^\d+$/.test(value)) {
    return [
      {
        span,
        message: `\`${key}\` is a text here, and a text has to be a percentage, so the API server rejects it. Write the number without quotes.`,
        fixes: fixesOf("Write the number without quotes", "unsafe", object, setValue(object, field, Number(value))),
      },
    ];
  }
  return [{ span, message: `\`${key}\` is neither a whole number nor a percentage such as \`25%\`, so the API server rejects it.` }];
}
