import { fixesOf, insertAt } from "../../cluster/edit.ts";
import { orders } from "../../cluster/key-order.ts";
import { kustomizationsOf, severityOfMissing } from "../../cluster/unit.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { nameProblem } from "../../languages/kubernetes/names.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const label = "app.kubernetes.io/name";
const deployment = (labels: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n${labels}spec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/missing-recommended-labels",
  language: "kubernetes",
  category: "operability",
  severity: "info",
  preset: "optional",
  summary: "A workload or Service has no `app.kubernetes.io/name` label.",
  why: `
\`app.kubernetes.io/name\` and its companions (\`instance\`, \`version\`, \`component\`, \`part-of\`) are labels that dashboards, cost reports and tools of all makers agree on. With them one query finds all that belongs to an application.

Looked for on the objects themselves, not on their selectors, which cannot be changed later. Labels that a kustomization adds count.`,
  examples: [{ title: "With the name of the application", bad: deployment(""), good: deployment(`  labels:\n    ${label}: web\n`) }],
  links: ["https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report, workspace }) {
    for (const object of file.objects) {
      const isService = object.kind === "Service" && object.group === "";
      if ((!object.workload && !isService) || object.labels.has(label) !== false || isAdded(object, workspace)) continue;
      const severity = severityOfMissing(object, ["metadata", "labels", label], "info", workspace);
      if (!severity) continue;
      const name = [object.labels.text("app").value, object.name.value].find((one) => one && !nameProblem("label-value", one));
      report({
        span: object.nameSpan,
        severity,
        message: `There is no label \`${label}\`, by which tools and people find all that belongs to an application. Add it.`,
        fixes:
          name === undefined
            ? []
            : fixesOf(
                `Add \`${label}: ${name}\``,
                "unsafe",
                object,
                insertAt(object, object.metadata, ["labels", label], name, orders.metadata),
              ),
      });
    }
  },
});

function isAdded(object: ManifestObject, workspace: Workspace): boolean {
  return kustomizationsOf(object, workspace).some(({ labels }) => labels.some((one) => one.labels.isOpen || one.labels.values.has(label)));
}
