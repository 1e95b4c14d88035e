import { rolloutStrategyOf, serviceRouters } from "../../cluster/canary.ts";
import { fixesOf } from "../../cluster/edit.ts";
import { selects } from "../../cluster/labels.ts";
import { known } from "../../cluster/objects.ts";
import { servicesNamed } from "../../cluster/routing.ts";
import { isPartial, severityOfMissing } from "../../cluster/unit.ts";
import { unknownName } from "../../cluster/unknown-name.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import type { Field } from "../../languages/yaml/mapping.ts";
import { defineRule, type Problem } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const rollout = (services: string) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n  strategy:\n    blueGreen:\n${services}      autoPromotionEnabled: false\n`;

export default defineRule({
  id: "kubernetes/rollout-services",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "The Rollout cannot switch traffic with the Services that it names.",
  why: `
A blue-green Rollout switches \`activeService\` from the old pods to the new, and \`previewService\` has to be another one. With \`trafficRouting\` a canary needs \`stableService\` and \`canaryService\`, two different ones (only the Gateway API plug-in and some others do without). Argo Rollouts marks other Rollouts \`InvalidSpec\` and does nothing.

A Service that is not applied with the Rollout, or does not select its pods, is a warning. Argo Rollouts adds a label to the selector of each Service itself, so it selects the labels of the pod template and no slot.`,
  examples: [
    {
      title: "Two Services",
      bad: rollout("      activeService: web\n      previewService: web\n"),
      good: rollout("      activeService: web\n      previewService: web-preview\n"),
    },
  ],
  links: [
    "https://argo-rollouts.readthedocs.io/en/stable/features/bluegreen/",
    "https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/",
  ],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S2", "S3"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const strategy = rolloutStrategyOf(object);
      if (!strategy || isPartial(object, workspace)) continue;
      const { blueGreen, canary, router } = strategy;
      const all: Field<string>[] = [];
      if (blueGreen.isKnown) {
        const active = blueGreen.text("activeService");
        const preview = blueGreen.text("previewService");
        all.push(active, preview);
        same(
          active,
          preview,
          "`previewService` is the Service that is switched, so nothing previews the new version; Argo Rollouts refuses that.",
          object,
          report,
        );
      }
      if (canary.isKnown) {
        const stable = canary.text("stableService");
        const next = canary.text("canaryService");
        all.push(stable, next);
        same(stable, next, "`canaryService` is the stable one, so traffic cannot be divided; Argo Rollouts refuses that.", object, report);
        // Istio by subsets, plug-ins and ping-pong have their own ways.
        const bySubsets = router.mapping("istio").has("destinationRule") !== false;
        const routers = serviceRouters.filter(
          (one) => router.has(one) === true && !(one === "istio" && bySubsets) && !(one === "alb" && canary.has("pingPong") !== false),
        );
        const needsBoth = routers.length > 0 && !router.isOpen;
        const lacking = [["stableService", stable] as const, ["canaryService", next] as const].filter(([, field]) => field.isAbsent);
        if (
          needsBoth &&
          lacking.length > 0 &&
          router.entry &&
          severityOfMissing(object, ["spec", "strategy", "canary", lacking[0]?.[0] ?? ""], "error", workspace)
        ) {
          report({
            span: router.entry.keySpan,
            message: `With \`trafficRouting\` a canary needs ${lacking.map(([key]) => `\`${key}\``).join(" and ")}; Argo Rollouts refuses it without. Name two Services that select the same pods.`,
          });
        }
      }
      for (const field of all) if (field.value !== undefined) connected(object, field, workspace, report);
    }
  },
});

function same(a: Field<string>, b: Field<string>, message: string, object: ManifestObject, report: (problem: Problem) => void): void {
  if (a.value === undefined || a.value !== b.value || !b.entry || !b.span) return;
  const proper = `${a.value}-${b.entry.key === "canaryService" ? "canary" : "preview"}`;
  const fixes = fixesOf(`Write \`${proper}\``, "unsafe", object, b.node ? [{ span: b.node.span, text: proper }] : undefined);
  report({ span: b.span, message: `${message} Name another one.`, fixes });
}

/** The Service is there and selects the pods. */
function connected(object: ManifestObject, field: Field<string>, workspace: Workspace, report: (problem: Problem) => void): void {
  if (!field.span || field.value === undefined) return;
  const found = servicesNamed(object, field.value, workspace);
  const [service] = found.objects;
  const labels = known(object, workspace).podLabels;
  if (!service) {
    const unknown = unknownName(object, field, ["Service"], workspace);
    if (!unknown) return;
    report({
      span: field.span,
      message: `There is no Service \`${field.value}\`, and Argo Rollouts does nothing without it. ${unknown.advice}`,
      severity: "warning",
      fixes: unknown.fixes,
    });
    return;
  }
  if (labels && service.selector && !service.selector.isEmpty && selects(service.selector, labels) === false) {
    report({
      span: field.span,
      message: `The Service \`${field.value}\` does not select the pods of this Rollout, so switching it changes nothing. Let it select the labels of the pod template.`,
      severity: "warning",
      related: [{ path: service.path, span: service.object.nameSpan, message: "The Service" }],
    });
  }
}
