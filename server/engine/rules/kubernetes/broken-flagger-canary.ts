import { fixesOf, setValue } from "../../cluster/edit.ts";
import { servicesNamed } from "../../cluster/routing.ts";
import { findAround, isPartial } from "../../cluster/unit.ts";
import { unknownName } from "../../cluster/unknown-name.ts";
import { defineRule } from "../../rule.ts";

const canary = (step: number) =>
  `apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: web\nspec:\n  targetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  service:\n    port: 80\n  analysis:\n    interval: 1m\n    threshold: 5\n    maxWeight: 50\n    stepWeight: ${step}\n`;

/** The labels by which Flagger finds the pods of a workload, unless it is started with others. Source: docs.flagger.app/usage/how-it-works. */
const selectorLabels = ["app", "name", "app.kubernetes.io/name"];

export default defineRule({
  id: "kubernetes/broken-flagger-canary",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Flagger cannot lead this canary.",
  why: `
Flagger makes a copy of the workload, the Services and the routes, and moves traffic step by step. It needs a workload that is there, whose selector uses one of the labels \`app\`, \`name\` or \`app.kubernetes.io/name\`; an autoscaler of \`autoscaling/v2\`; steps that are no greater than the weight where they end; and it owns the Service that has the name of the workload: one in the repository is overwritten, or fights with it.`,
  examples: [{ title: "Smaller steps", bad: canary(60), good: canary(50) }],
  links: ["https://docs.flagger.app/usage/how-it-works"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S3"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (object.kind !== "Canary" || object.group !== "flagger.app" || isPartial(object, workspace)) continue;
      const analysis = object.spec.mapping("analysis");
      const step = analysis.integer("stepWeight");
      const most = analysis.integer("maxWeight");
      if (step.value !== undefined && most.value !== undefined && step.value > most.value && step.span) {
        report({
          span: step.span,
          message: `The first step of ${step.value} is past the ${most.value} where the canary is to end. Take smaller steps.`,
          fixes: fixesOf(`Write ${most.value}`, "unsafe", object, setValue(object, step, most.value)),
        });
      }
      const target = object.spec.mapping("targetRef");
      const name = target.text("name");
      const kind = target.text("kind").or("Deployment");
      if (name.value === undefined || !name.span || kind === undefined) continue;
      const found = findAround(object, workspace, [kind], (one) => (one.name === undefined ? undefined : one.name === name.value));
      const workload = found.objects[0]?.object.workload;
      if (!workload) {
        const unknown = unknownName(object, name, [kind], workspace);
        if (unknown) {
          report({
            span: name.span,
            message: `There is no ${kind} \`${name.value}\`, and Flagger waits for it. ${unknown.advice}`,
            fixes: unknown.fixes,
          });
        }
        continue;
      }
      const labels = workload.selector.mapping("matchLabels");
      if (labels.isKnown && !labels.isOpen && selectorLabels.every((label) => labels.has(label) === false)) {
        report({
          span: name.span,
          message: `The selector of \`${workload.object.title}\` uses none of the labels by which Flagger finds pods: ${selectorLabels.map((label) => `\`${label}\``).join(", ")}. Select by one of them, or start Flagger with \`-selector-labels\`.`,
        });
      }
      const service = object.spec.mapping("service").text("name").or(name.value);
      const [own] = service === undefined ? [] : servicesNamed(object, service, workspace).objects;
      if (own && object.spec.has("service")) {
        report({
          span: object.spec.mapping("service").entry?.keySpan ?? name.span,
          message: `Flagger makes and owns the Service \`${service}\`, which is in \`${own.path}\` as well: each apply undoes what Flagger did. Remove it there.`,
          related: [{ path: own.path, span: own.object.nameSpan, message: "The Service that Flagger owns" }],
        });
      }
    }
  },
});
