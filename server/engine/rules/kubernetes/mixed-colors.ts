import { fixesOf, insertKey } from "../../cluster/edit.ts";
import { effectiveReplicas } from "../../cluster/replicas.ts";
import { findSelected } from "../../cluster/selection.ts";
import { shareText } from "../../cluster/traffic-share.ts";
import { isPartial } from "../../cluster/unit.ts";
import type { Workload } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const slot = (color: string, image: string) =>
  `---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-${color}\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: web\n      slot: ${color}\n  template:\n    metadata:\n      labels:\n        app: web\n        slot: ${color}\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:${image}\n`;

const application = (selector: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n${selector}  ports:\n    - port: 80\n${slot("blue", "1.4.2")}${slot("green", "1.5.0")}`;

/** Labels by which versions that run side by side differ. */
const distinguishing = ["slot", "color", "colour", "track", "version", "deployment", "app.kubernetes.io/version"];
/** Names of the two sets of a canary, which are meant to share the traffic. */
const tracks = /(?:^|[-_.])(?:canary|stable|baseline)(?=$|[-_.])/;
const colors = /(?:^|[-_.])(?:blue|green|active|preview|standby|idle)(?=$|[-_.])/;

export default defineRule({
  id: "kubernetes/mixed-colors",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The Service sends traffic to both colours of a blue-green deployment.",
  why: `
In a blue-green deployment one slot serves and the other waits. A Service whose selector leaves the slot out sends requests to both: the new version is live from its first pod on, and switching back changes nothing. Select the slot too; switching is then one change of that label.

Where the workloads are not named or labelled by colours, a Service over two versions is a canary by the number of pods, which may be meant: then it is a remark with the share that each gets. Where the label itself says so, \`stable\` and \`canary\`, it is meant.`,
  examples: [{ title: "One slot serves", files: {}, bad: application(""), good: application("    slot: blue\n") }],
  links: ["https://kubernetes.io/docs/concepts/workloads/management/#canary-deployments"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S2", "S3"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      if (object.kind !== "Service" || object.group !== "" || isPartial(object, workspace)) continue;
      const selector = object.spec.mapping("selector");
      if (!selector.entry || selector.isOpen) continue;
      const found = findSelected(object, workspace);
      const workloads = found.isDistant
        ? []
        : found.objects.flatMap((one) => one.object.workload ?? []).filter(({ isScalable }) => isScalable);
      if (workloads.length < 2) continue;
      const key = distinguishing.find((one) => differs(workloads, one));
      if (key === undefined || selector.has(key) !== false) continue;
      const areColors = workloads.every(
        ({ object: { name }, templateLabels }) => colors.test(name.value ?? "") || colors.test(templateLabels.text(key).value ?? ""),
      );
      const values = workloads.map(({ templateLabels }) => templateLabels.text(key).value as string);
      if (!areColors && values.every((value) => tracks.test(value))) continue;
      // The first is the one that serves until the switch.
      const edits = insertKey(object, selector, key, values.find((value) => /blue|active|stable/.test(value)) ?? (values[0] as string));
      report({
        span: selector.entry.keySpan,
        message: areColors
          ? `The selector leaves \`${key}\` out, so ${titles(workloads)} both get traffic. Select the slot that serves.`
          : `${titles(workloads)} share the traffic of this Service${shareOf(workloads, workspace)}. Add \`${key}\` to the selector, unless that is a canary.`,
        ...(!areColors && { severity: "info" }),
        related: workloads.map(({ object: one }) => ({ path: one.file.source.path, span: one.nameSpan, message: "Gets traffic" })),
        fixes: areColors ? fixesOf(`Select \`${key}\` too`, "unsafe", object, edits) : [],
      });
    }
  },
});

/** Whether workloads have different values of a label, all of them known. */
function differs(workloads: readonly Workload[], key: string): boolean {
  const values = workloads.map(({ templateLabels }) => templateLabels.text(key).value);
  return !values.includes(undefined) && new Set(values).size === workloads.length;
}

function titles(workloads: readonly Workload[]): string {
  const all = workloads.map(({ object }) => `\`${object.title}\``);
  return `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

function shareOf(workloads: readonly Workload[], workspace: Parameters<typeof effectiveReplicas>[1]): string {
  const counts = workloads.map((workload) => {
    const { minimum, maximum } = effectiveReplicas(workload, workspace);
    return minimum === maximum ? minimum : undefined;
  });
  const all = counts.reduce<number | undefined>((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0);
  if (!all) return "";
  return ` (${workloads.map(({ object }, i) => `${object.name.value ?? "?"} ${shareText((counts[i] as number) / all)}`).join(", ")})`;
}
