import * as z from "zod/mini";
import { fixesOf, setValue } from "../../cluster/edit.ts";
import { fittingTags, isSetElsewhere } from "../../cluster/image-tags.ts";
import { imageOf } from "../../cluster/images.ts";
import { isRetired } from "../../knowledge/lifecycle.ts";
import { hasNoVersions, isMovingTag, movingTags } from "../../knowledge/moving-tags.ts";
import { splitReference } from "../../languages/dockerfile/image-reference.ts";
import { isKustomizationPath } from "../../languages/kubernetes/detect.ts";
import { imageIn, isImagePlaceholder } from "../../languages/kubernetes/image.ts";
import type { Container, ManifestDocument } from "../../languages/kubernetes/model.ts";
import { type Context, defineRule, type Fix, type Problem } from "../../rule.ts";
import { insert, replace } from "../../text/edit.ts";

const pod = (image: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: cache\nspec:\n  containers:\n    - name: cache\n      image: ${image}\n`;

interface Options {
  readonly tags: readonly string[];
}

export default defineRule({
  id: "kubernetes/mutable-image-tag",
  language: "kubernetes",
  category: "reproducibility",
  severity: "warning",
  preset: "recommended",
  summary: "An image without a version, so that pods of one workload may run different programs.",
  why: `Without a tag, with \`latest\`, and with tags such as \`main\` or \`stable\` that are moved to each new release, a pod runs whatever was newest when its
node pulled the image. A pod that is moved at night comes back as another version, two replicas may differ, and \`kubectl rollout undo\` goes back
to the same tag, which is no way back.

Name a version or a commit, as your pipeline has pushed it, and never push another image under it.

Nothing is reported where a digest is given, where Kustomize sets the tag, for placeholders, and for images that Skaffold, Tilt or a command of a pipeline
sets.`,
  examples: [
    {
      title: "The version that the workspace uses elsewhere",
      bad: pod("ghcr.io/example/cache:latest"),
      good: pod("ghcr.io/example/cache:1.4.2"),
      files: { "deploy/worker.yaml": "spec:\n  image: ghcr.io/example/cache:1.4.2\n" },
    },
    { title: "A variant without a version", bad: pod("redis:alpine"), good: pod("redis:8.6-alpine") },
  ],
  links: [
    "https://kubernetes.io/docs/concepts/containers/images/#image-names",
    "https://kubernetes.io/docs/concepts/configuration/overview/",
  ],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["D2", "R2", "P2"],
  alsoKnownAs: [
    "kube-linter:latest-tag",
    "kube-score:container-image-tag",
    "polaris:tagNotSpecified",
    "checkov:CKV_K8S_14",
    "trivy:KSV-0013",
  ],
  uncovers: ["kubernetes/image-without-digest"],
  options: z.object({
    tags: z
      ._default(z.array(z.string()), [...movingTags])
      .check(z.describe("Tags that are moved to other images, by themselves or before a variant (`stable-alpine`).")),
  }),
  judges: "part",
  check(file, context) {
    for (const object of file.objects) {
      for (const container of object.workload?.pod.allContainers ?? []) {
        const problem = problemOf(container, context);
        if (problem) context.report(problem);
      }
    }
    for (const document of file.documents) {
      const kind = document.root?.text("kind").value;
      if (kind !== "Kustomization" && kind !== "Component" && !isKustomizationPath(file.source.path)) continue;
      for (const problem of inKustomization(document, context)) context.report(problem);
    }
  },
});

function problemOf(container: Container, { workspace, options, today }: Context<Options>): Problem | undefined {
  const field = container.image;
  const image = imageIn(field);
  if (!image || !field.span || image.digest !== undefined || image.tag === "" || !isMoving(image, options)) return undefined;
  const { object } = container.pod.workload;
  const final = imageOf(container, workspace);
  // What Kustomize makes of it is judged there.
  if (!final || final.text !== image.text) return undefined;
  if (isSetElsewhere(image.name, workspace) || isFilledIn(container) || isRetired(image, today)) return undefined;
  const tags = fittingTags(image.name, image.tag, today, workspace);
  const policy = container.mapping.text("imagePullPolicy").value;
  return {
    span: image.tagSpan ?? image.nameSpan,
    message: messageOf(image.name, image.tag),
    // An image that is never pulled was put on the node by hand: a cluster on somebody's own machine.
    // Nor is a test of a chart rolled back.
    ...((hasNoVersions(image.name) || policy === "Never" || /test/.test(object.annotations.text("helm.sh/hook").value ?? "")) && {
      severity: "info" as const,
    }),
    fixes: tags.flatMap((tag): readonly Fix[] => {
      const edit = image.tagSpan ? replace(image.tagSpan, tag) : insert(image.nameSpan.end, `:${tag}`);
      return field.node?.alias ? [] : fixesOf(`Use \`${image.name}:${tag}\``, "unsafe", object, [edit]);
    }),
  };
}

function inKustomization(document: ManifestDocument, { workspace, options, today }: Context<Options>): Problem[] {
  return (document.root?.list("images").mappings ?? []).flatMap((item): Problem[] => {
    const tag = item.text("newTag");
    const name = item.text("newName").or(item.text("name").value ?? "");
    if (tag.value === undefined || !tag.span || !name || item.has("digest") !== false) return [];
    if (isImagePlaceholder(`${name}:${tag.value}`)) return [];
    const image = splitReference(`${name}:${tag.value}`);
    const written = item.text("name").value;
    if (!isMoving(image, options) || [image.name, written].some((one) => one !== undefined && isSetElsewhere(one, workspace))) return [];
    return [
      {
        span: tag.span,
        message: messageOf(image.name, tag.value),
        ...(hasNoVersions(image.name) && { severity: "info" as const }),
        fixes: fittingTags(image.name, tag.value, today, workspace).flatMap((one) =>
          fixesOf(`Use \`${image.name}:${one}\``, "unsafe", { file: document.file, document }, setValue(document, tag, one)),
        ),
      },
    ];
  });
}

function isMoving({ name, tag }: { readonly name: string; readonly tag: string | undefined }, { tags }: Options): boolean {
  return tag === undefined || isMovingTag(name, tag, tags);
}

function messageOf(name: string, tag: string | undefined): string {
  const remedy = hasNoVersions(name) ? "Its makers publish no versions, so name its digest." : "Name a version.";
  return tag === undefined
    ? `\`${name}\` has no tag, so each node runs what was newest when it pulled the image, and a rollback does not bring the old one back. ${remedy}`
    : `\`${tag}\` is moved to other images, so each node runs what was newest when it pulled, and a rollback does not bring the old one back. ${remedy}`;
}

/** Whether a controller writes the image: Flux by a comment beside it, OpenShift by triggers. */
function isFilledIn({ image, pod }: Container): boolean {
  const { object } = pod.workload;
  const { source } = object.file;
  const line = image.entry && source.slice(source.lineSpan(source.lineOf(image.entry.span.end)));
  if (line && /#.*\$imagepolicy/.test(line)) return true;
  if (object.annotations.has("image.openshift.io/triggers") !== false) return true;
  return object.spec.list("triggers").mappings.some((trigger) => trigger.text("type").value === "ImageChange");
}
