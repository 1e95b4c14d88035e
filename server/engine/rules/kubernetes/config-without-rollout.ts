import { type ConfigurationSource, configurationNamed } from "../../cluster/configuration.ts";
import { type ConfigurationReference, configurationReferences } from "../../cluster/configuration-references.ts";
import { type Edits, fixesOf, insertAt, placeholder, raw } from "../../cluster/edit.ts";
import { unitOf } from "../../cluster/unit.ts";
import type { ManifestObject, Workload } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const config = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  LOG_LEVEL: info\n---\n";
const deployment = (annotations: string) =>
  `${config}apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n${annotations}    spec:\n      containers:\n        - name: web\n          image: ghcr.io/example/web:1.4.2\n          envFrom:\n            - configMapRef:\n                name: web\n`;

export default defineRule({
  id: "kubernetes/config-without-rollout",
  language: "kubernetes",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "Pods take their environment from a ConfigMap or Secret, and nothing replaces them when that changes.",
  why: `
Environment variables are read once, when a container starts. A changed ConfigMap leaves the pods that run as they are; the new value comes with the next restart of each, so that for days some pods have the old one and some the new, and there is no revision to roll back to.

Make a change of the configuration a rollout: let Kustomize generate the ConfigMap (its name gets a hash), have the chart write a checksum of it as an annotation of the pod template, or give it a new name each time. Annotations of Reloader count as well.`,
  examples: [
    {
      title: "A checksum in the pod template",
      bad: deployment(""),
      good: deployment("      annotations:\n        checksum/config: sha256-of-the-configuration\n"),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1", "E1", "R1"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || !(workload.isScalable || workload.kind === "DaemonSet") || object.isPatch || rollsOnChange(workload) !== false)
        continue;
      const found = firstWritten(object, workload, workspace);
      if (!found?.reference.name.span) continue;
      const { kind, name } = found.source;
      report({
        span: found.reference.name.span,
        message: `Pods read ${kind} \`${name}\` when they start, and a change of it does not replace them. Add a checksum of it to the pod template, or have its name change.`,
        fixes: fixesOf("Add a checksum annotation", "unsafe", object, withChecksum(object, workload, found.source, workspace)),
      });
    }
  },
});

/** Annotations by which pods are replaced when their configuration changes. */
const changing = /checksum|hash|sha256|reloader\.stakater\.com|wave\.pusher\.com|config[-_.]?(?:version|revision)/i;

function rollsOnChange({ object, templateAnnotations }: Workload): boolean | undefined {
  if ([templateAnnotations, object.annotations].some((one) => one.entries.some(({ key }) => changing.test(key)))) return true;
  return templateAnnotations.isOpen || object.annotations.isOpen ? undefined : false;
}

/** A name that is a new one at every change: with a hash or a version at its end. */
const versioned = /-(?:v?\d+(?:[.-]\d+)*|(?=[a-z]*\d)[0-9a-z]{8,10}|[0-9a-f]{7,40})$/;

/** The first reference to an object that is written beside the workload, and changes there. */
function firstWritten(
  object: ManifestObject,
  { pod }: Workload,
  workspace: Workspace,
): { readonly reference: ConfigurationReference; readonly source: ConfigurationSource } | undefined {
  for (const reference of pod.allContainers.flatMap(configurationReferences)) {
    const name = reference.name.value;
    if (name === undefined || versioned.test(name)) continue;
    const found = configurationNamed(object, reference.kind, name, workspace);
    if (found.state !== "found" || found.source.object?.kind !== reference.kind) continue;
    if (found.source.object.root.boolean("immutable").value !== true) return { reference, source: found.source };
  }
  return undefined;
}

/** In a chart the checksum is that of the template beside it; elsewhere whoever changes the configuration has to write it. */
function withChecksum(object: ManifestObject, { template }: Workload, source: ConfigurationSource, workspace: Workspace): Edits {
  const unit = unitOf(object, workspace);
  const path = source.object?.file.source.path ?? "";
  const folder = `${unit.folder === "" ? "" : `${unit.folder}/`}templates/`;
  const value =
    unit.kind === "chart" && path.startsWith(folder) && path !== object.file.source.path
      ? raw(`{{ include (print $.Template.BasePath "/${path.slice(folder.length)}") . | sha256sum }}`)
      : placeholder("sha256-of-the-configuration");
  return insertAt(object, template, ["metadata", "annotations", "checksum/config"], value);
}
