import { isPartial } from "../../cluster/unit.ts";
import { unknownName } from "../../cluster/unknown-name.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import type { Mapping } from "../../languages/yaml/mapping.ts";
import { defineRule } from "../../rule.ts";

const template = (condition: string) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata:\n  name: errors\nspec:\n  metrics:\n    - name: error-rate\n${condition}      provider:\n        prometheus:\n          address: http://prometheus:9090\n          query: sum(rate(http_requests_total{code=~"5.."}[5m]))\n`;

const rollout = (name: string) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n  strategy:\n    canary:\n      analysis:\n        templates:\n          - templateName: ${name}\n`;

/** Providers that tell success by themselves. */
const judging: ReadonlySet<string> = new Set(["job", "kayenta"]);

export default defineRule({
  id: "kubernetes/broken-analysis",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The analysis of a rollout cannot tell success from failure.",
  why: `
A metric without \`successCondition\` and \`failureCondition\` is always a success, whatever the query answers: a rollout with it is watched by nobody. (Jobs and Kayenta judge by themselves; the web provider does where its answer is a boolean.) A metric needs a provider, and a Rollout that names a template which is not there stops with an error.`,
  examples: [
    { title: "What counts as success", bad: template(""), good: template("      successCondition: result[0] < 0.05\n") },
    {
      title: "The template that is there",
      files: { "deploy/analysis.yaml": template("      successCondition: result[0] < 0.05\n") },
      bad: rollout("error"),
      good: rollout("errors"),
    },
  ],
  links: ["https://argo-rollouts.readthedocs.io/en/stable/features/analysis/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S3"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (object.group !== "argoproj.io" || isPartial(object, workspace)) continue;
      if (object.kind === "AnalysisTemplate" || object.kind === "ClusterAnalysisTemplate") {
        for (const metric of object.spec.list("metrics").mappings) {
          const name = metric.text("name");
          const provider = metric.mapping("provider");
          const span = name.span ?? metric.map?.entries[0]?.keySpan;
          if (!span || metric.isOpen || provider.isOpen) continue;
          const kinds = provider.entries.map(({ key }) => key);
          if (kinds.length === 0) {
            report({
              span,
              message: `\`${name.value ?? "This metric"}\` has no provider, so Argo Rollouts refuses the template. Say where the metric comes from.`,
            });
          } else if (
            !kinds.some((kind) => judging.has(kind) || kind === "web" || kind === "plugin") &&
            metric.has("successCondition") === false &&
            metric.has("failureCondition") === false
          ) {
            report({
              span,
              message: `Nothing says which answer of \`${name.value ?? "this metric"}\` is a success, so every one is. Set \`successCondition\` or \`failureCondition\`.`,
            });
          }
        }
      }
      if (object.kind !== "Rollout") continue;
      for (const reference of templatesOf(object)) {
        const field = reference.text("templateName");
        if (field.value === undefined || !field.span) continue;
        const isShared = reference.boolean("clusterScope").value === true;
        const kind = isShared ? "ClusterAnalysisTemplate" : "AnalysisTemplate";
        const unknown = unknownName(object, field, [kind], workspace);
        if (!unknown) continue;
        report({
          span: field.span,
          message: `There is no ${kind} \`${field.value}\`, and the rollout stops with an error. ${unknown.advice}`,
          fixes: unknown.fixes,
        });
      }
    }
  },
});

/** All references to templates in the strategy of a Rollout. */
function templatesOf({ spec }: ManifestObject): readonly Mapping[] {
  const canary = spec.at("strategy", "canary");
  const blueGreen = spec.at("strategy", "blueGreen");
  const holders = [
    canary.mapping("analysis"),
    blueGreen.mapping("prePromotionAnalysis"),
    blueGreen.mapping("postPromotionAnalysis"),
    ...canary.list("steps").mappings.map((step) => step.mapping("analysis")),
  ];
  return holders.flatMap((holder) => holder.list("templates").mappings);
}
