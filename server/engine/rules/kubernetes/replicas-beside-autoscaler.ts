import { fixesOf, removeKey } from "../../cluster/edit.ts";
import { objectsAround } from "../../cluster/objects.ts";
import { autoscalersOf, countsBeside, scaledBy } from "../../cluster/replicas.ts";
import { isPartial } from "../../cluster/unit.ts";
import type { ManifestFile, Workload } from "../../languages/kubernetes/model.ts";
import type { Field } from "../../languages/yaml/mapping.ts";
import { defineRule, type Problem } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const application = (more: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n${more}  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n          resources:\n            requests:\n              cpu: 100m\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  minReplicas: 2\n  maxReplicas: 10\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: 70\n`;

export default defineRule({
  id: "kubernetes/replicas-beside-autoscaler",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Every apply sets the number of pods back, against the autoscaler.",
  why: `
Where an autoscaler decides how many pods there are, \`replicas\` in the workload is only right at the first apply. Each one after it sets the number back, in the middle of the day from thirty to three, until the autoscaler has put it up again.

Remove the line. When the object was applied with \`kubectl apply\` before, do that once with \`--server-side\` (or \`kubectl apply edit-last-applied\`): removed by a client-side apply, the number falls to 1 until the autoscaler looks again.

Where an overlay of Kustomize writes the number, the finding stands there. Nothing is reported where a template decides between the two.`,
  examples: [{ title: "The autoscaler decides", files: {}, bad: application("  replicas: 3\n"), good: application("") }],
  links: [
    "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling",
  ],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P2"],
  alsoKnownAs: ["kube-score:deployment-targeted-by-hpa-does-not-have-replicas-configured"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload?.isScalable || !workload.replicas.entry || !workload.replicas.isKnown || isPartial(object, workspace)) continue;
      // With 0, autoscaling is switched off.
      const [autoscaler] = workload.replicas.value === 0 ? [] : autoscalersOf(workload, workspace);
      // What only seems to mean it is told of there.
      if (autoscaler && scaledBy(autoscaler, workspace).objects.length === 0) continue;
      if (!autoscaler || !countsBeside(workload, autoscaler, workspace).isOwn) continue;
      report({
        span: workload.replicas.entry.span,
        message: `\`${autoscaler.title}\` decides how many pods there are, and every apply sets them back to ${workload.replicas.value}. Remove \`replicas\`; applied client-side before, do it once with \`kubectl apply --server-side\`, or the number falls to 1.`,
        related: [{ path: autoscaler.file.source.path, span: autoscaler.nameSpan, message: "The autoscaler" }],
        fixes: fixesOf("Remove `replicas`", "unsafe", object, removeKey(object, workload.replicas)),
      });
    }
    for (const problem of inOverlay(file, workspace)) report(problem);
  },
});

/** The counts that `replicas:` of a kustomization and patches write. */
function* inOverlay(file: ManifestFile, workspace: Workspace): Generator<Problem> {
  const { path } = file.source;
  for (const { field, kinds, name } of writtenCounts(file, workspace)) {
    const { value, span } = field;
    if (value === undefined || value === 0 || !span || name === undefined) continue;
    const all = objectsAround(file, workspace);
    const workloads = kinds.flatMap((kind) => all.named(kind, name)).flatMap((one) => (one.isPatch ? [] : (one.object.workload ?? [])));
    for (const workload of workloads) {
      const [autoscaler] = autoscalersOf(workload, workspace);
      const isHere = (place: { readonly path: string; readonly span: Problem["span"] | undefined }) =>
        place.path === path && place.span !== undefined && place.span.start <= span.start && span.end <= place.span.end;
      if (!autoscaler || !countsBeside(workload, autoscaler, workspace).places.some(isHere)) continue;
      yield {
        span,
        message: `\`${autoscaler.title}\` decides how many pods there are, and every apply sets them back to ${value}. Remove the count here, and \`replicas\` in the workload.`,
        related: [{ path: autoscaler.file.source.path, span: autoscaler.nameSpan, message: "The autoscaler" }],
      };
      break;
    }
  }
}

interface WrittenCount {
  readonly field: Field<number>;
  readonly kinds: readonly string[];
  readonly name: string | undefined;
}

function writtenCounts({ documents, objects }: ManifestFile, workspace: Workspace): readonly WrittenCount[] {
  const items = documents.flatMap(({ root }) => {
    const isKustomization = ["Kustomization", "Component"].includes(root?.text("kind").or("Kustomization") ?? "");
    return isKustomization ? (root?.list("replicas").mappings ?? []) : [];
  });
  const isScaled = (workload: Workload | undefined): workload is Workload => workload?.isScalable === true;
  return [
    ...items.map((item) => ({ field: item.integer("count"), kinds: ["Deployment", "StatefulSet"], name: item.text("name").value })),
    ...objects
      .map(({ workload }) => workload)
      .filter(isScaled)
      .filter(({ object, replicas }) => replicas.isKnown && isPartial(object, workspace))
      .map(({ object, replicas }) => ({ field: replicas, kinds: [object.kind], name: object.name.value })),
  ];
}
