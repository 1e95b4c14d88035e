import { kustomizations } from "../../cluster/kustomization.ts";
import { type KnownObject, known, noteContent, objectsAround } from "../../cluster/objects.ts";
import { isPartial } from "../../cluster/unit.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const service = (name: string, port: number) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    app: web\n  ports:\n    - name: http\n      port: ${port}\n`;

export default defineRule({
  id: "kubernetes/duplicate-object",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Two manifests that are applied together describe the same object.",
  why: `
An object is known by its group, kind, namespace and name. Of two manifests for the same one, \`kubectl apply\` writes the first into the cluster and the second over it, so that half of what the files say does not hold; Kustomize refuses to build.

Looked at are objects of one file, and those that one kustomization takes in. Patches, templates (which may write either one), and objects in different folders, such as those of two environments, are left alone.`,
  examples: [
    {
      title: "A name forgotten when copying",
      bad: `${service("web", 80)}---\n${service("web", 9090)}`,
      good: `${service("web", 80)}---\n${service("web-metrics", 9090)}`,
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/overview/working-with-objects/names/"],
  since: "0.3.0",
  patterns: [],
  judges: "part",
  check(file, { report, workspace }) {
    if (file.template === "helm" || file.template === "jinja") return;
    for (const object of file.objects) {
      const other = earlierTwin(object, workspace);
      if (!other) continue;
      const where = other.path === file.source.path ? "further up in this file" : `in \`${other.path}\``;
      report({
        span: object.nameSpan,
        message: `${object.title} is there already, ${where}, and the two are applied over each other. Give this one another name, or delete one.`,
        related: [{ path: other.path, span: other.object.nameSpan, message: "The same object." }],
      });
    }
  },
});

/** The object before this one, in its file or in what its kustomization takes in, that is the same to the cluster. */
function earlierTwin(object: ManifestObject, workspace: Workspace): KnownObject | undefined {
  const { file, kind, group } = object;
  const name = object.name.value;
  if (name === undefined || kind === "" || group === undefined || object.namespace.isUnknown || isPartial(object, workspace))
    return undefined;
  const own = known(object, workspace);
  const twins = objectsAround(file, workspace)
    .named(kind, name)
    .filter(
      (one) => one !== own && one.group === group && one.namespace === own.namespace && !one.isPatch && !one.object.namespace.isUnknown,
    );
  if (twins.length === 0) return undefined;
  // Which of them comes first is not said by what they have alike.
  for (const one of [own, ...twins]) noteContent(one, workspace);
  const above = twins.find((one) => one.path === own.path && one.object.span.start < object.span.start);
  if (above) return above;
  const { takenInBy } = workspace.derive(kustomizations);
  for (const { files } of takenInBy.get(own.path) ?? []) {
    const place = files.indexOf(own.path);
    const found = twins.find(({ path, object: { file: other } }) => {
      const at = files.indexOf(path);
      return at >= 0 && at < place && other.template === undefined;
    });
    if (found) return found;
  }
  return undefined;
}
