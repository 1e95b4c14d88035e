import { imageOf } from "../../cluster/images.ts";
import { isMovingTag } from "../../knowledge/moving-tags.ts";
import { imageIn } from "../../languages/kubernetes/image.ts";
import { defineRule } from "../../rule.ts";

const pod = (image: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: ${image}\n`;

export default defineRule({
  id: "kubernetes/image-without-digest",
  language: "kubernetes",
  category: "reproducibility",
  severity: "info",
  preset: "optional",
  summary: "An image held by its tag alone, which can be moved to another image.",
  why: `A tag is a name that its owner may move, and a registry that was broken into can serve something else under it: pods of one Deployment then run
different programs. Only the digest, \`web:1.4.2@sha256:…\`, names one image for good.

Have the pipeline write the digest that it has pushed, or an update bot raise tag and digest together.`,
  examples: [
    {
      title: "A tag alone",
      bad: pod("ghcr.io/example/web:1.4.2"),
      good: pod("ghcr.io/example/web:1.4.2@sha256:28bd5fe8b56d1bd048e5babf5b10710ebe0bae67db86916198a6eec434943f8b"),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/containers/images/#image-names"],
  since: "0.3.0",
  patterns: ["P2", "R2"],
  alsoKnownAs: ["checkov:CKV_K8S_43"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const { workload } of file.objects) {
      for (const container of workload?.pod.allContainers ?? []) {
        const image = imageIn(container.image);
        if (!image?.tag || image.digest !== undefined || isMovingTag(image.name, image.tag) || !image.tagSpan) continue;
        // Kustomize may set another.
        if (imageOf(container, workspace)?.text !== image.text) continue;
        report({
          span: image.tagSpan,
          message: `The tag of \`${image.name}:${image.tag}\` can be moved to another image. Write the digest behind it, and have a bot raise both.`,
        });
      }
    }
  },
});
