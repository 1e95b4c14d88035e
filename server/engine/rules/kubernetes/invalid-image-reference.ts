import { fixesOf, insertContainerKey, placeholder, replaceScalar } from "../../cluster/edit.ts";
import { imageOf } from "../../cluster/images.ts";
import { severityOfMissingIn } from "../../cluster/unit.ts";
import { digestDigits } from "../../languages/dockerfile/image-reference.ts";
import { imageIn, isImagePlaceholder, type ManifestImage } from "../../languages/kubernetes/image.ts";
import type { Container, WorkloadKind } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";
import type { Span } from "../../text/span.ts";

const pod = (image: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: ${image}\n`;

export default defineRule({
  id: "kubernetes/invalid-image-reference",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An image that no registry can have, so that its container never starts.",
  why: `An image is \`[registry/]name[:tag][@digest]\`: the name in lower case, no scheme before it, no blanks, and a digest with its full number of
hexadecimal digits. Anything else is taken by the API server and fails on the node with \`InvalidImageName\`, while the rollout waits.

Nothing is reported for placeholders that a pipeline fills in, and where Kustomize puts another image there.`,
  examples: [
    { title: "Upper case in the name", bad: pod("ghcr.io/Example/web:1.4.2"), good: pod("ghcr.io/example/web:1.4.2") },
    { title: "An address instead of a name", bad: pod("https://ghcr.io/example/web:1.4.2"), good: pod("ghcr.io/example/web:1.4.2") },
  ],
  links: ["https://kubernetes.io/docs/concepts/containers/images/#image-names"],
  since: "0.3.0",
  fix: "safe",
  patterns: ["D2"],
  uncovers: ["kubernetes/mutable-image-tag", "kubernetes/image-without-digest", "kubernetes/image-pull-policy"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const { workload } of file.objects) {
      for (const container of workload?.pod.allContainers ?? []) {
        if (workload && container.image.isAbsent && !container.mapping.isOpen && hasImage(workload.kind)) {
          const severity = severityOfMissingIn(container, ["image"], "error", workspace);
          if (severity) {
            report({
              span: container.nameSpan,
              severity,
              message: `${container.called("first")} has no image, so the API server rejects it. Name one.`,
              fixes: fixesOf("Add `image`", "unsafe", workload.object, insertContainerKey(container, "image", placeholder("IMAGE"))),
            });
          }
          continue;
        }
        const fault = faultIn(container);
        if (!fault || !workload || imageOf(container, workspace)?.text !== container.image.value) continue;
        const { span, message, remedy } = fault;
        report({
          span,
          message,
          fixes: remedy ? fixesOf(remedy.title, "safe", workload.object, replaceScalar(workload.object, container.image, remedy.text)) : [],
        });
      }
    }
  },
});

/** A DeploymentConfig and what only other kinds of add-ons read may leave it to somebody else. */
function hasImage(kind: WorkloadKind): boolean {
  return kind === "Deployment" || kind === "StatefulSet" || kind === "DaemonSet" || kind === "ReplicaSet";
}

interface Fault {
  readonly span: Span;
  readonly message: string;
  readonly remedy?: { readonly title: string; readonly text: string };
}

function faultIn({ image: field }: Container): Fault | undefined {
  const { value, node, span } = field;
  if (value === undefined || !node || !span) return undefined;
  // One blank is what OpenShift's image triggers fill in.
  if (value === " ") return undefined;
  if (value.trim() === "") return { span, message: "The image is empty, so the API server rejects this. Name one." };
  if (isImagePlaceholder(value)) return undefined;
  const scheme = /^(?:https?|docker|oci):\/\//i.exec(value);
  if (scheme) {
    const text = value.slice(scheme[0].length);
    return {
      span: node.mapped.spanToSource({ start: 0, end: scheme[0].length }),
      message: `An image has no scheme: with \`${scheme[0]}\` the container never starts (\`InvalidImageName\`). Begin with the registry's host.`,
      remedy: { title: "Remove the scheme", text },
    };
  }
  const trimmed = value.trim();
  if (/\s/.test(value)) {
    return {
      span,
      message: "An image has no blanks, so the container never starts (`InvalidImageName`).",
      ...(trimmed !== value && !/\s/.test(trimmed) && { remedy: { title: "Remove the blanks", text: trimmed } }),
    };
  }
  const image = imageIn(field);
  return image && faultOf(image, span);
}

function faultOf({ text, repository, tag, digest, nameSpan, tagSpan, digestSpan }: ManifestImage, whole: Span): Fault | undefined {
  if (digest !== undefined) {
    const [algorithm = "", digits = ""] = digest.split(":");
    const length = digestDigits.get(algorithm) ?? 64;
    if (!digestDigits.has(algorithm) || digits.length !== length || !/^[0-9a-f]*$/.test(digits)) {
      return {
        span: digestSpan && digestSpan.end > digestSpan.start ? digestSpan : whole,
        message: `This is no digest, so the image is never pulled: there have to be ${length} lower-case hexadecimal digits behind \`${digestDigits.has(algorithm) ? algorithm : "sha256"}:\`.`,
      };
    }
  }
  if (/[A-Z]/.test(repository)) {
    const written = text.slice(0, text.length - (tag === undefined ? 0 : tag.length + 1) - (digest === undefined ? 0 : digest.length + 1));
    return {
      span: nameSpan,
      message: `An image's name is written in lower case; with \`${repository}\` the container never starts (\`InvalidImageName\`).`,
      remedy: { title: "Write it in lower case", text: written.toLowerCase() + text.slice(written.length) },
    };
  }
  if (tag === "") {
    return {
      span: whole,
      message: "The tag behind the colon is missing, so the container never starts (`InvalidImageName`). Name a version.",
    };
  }
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)) {
    return { span: tagSpan ?? whole, message: `\`${tag}\` cannot be a tag: it has letters, digits, \`_\`, \`.\` and \`-\`, 128 at most.` };
  }
  // Components of lower-case letters and digits, parted by one `.`, one or two `_`, or `-`. Source: https://github.com/distribution/reference.
  if (!/^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/.test(repository)) {
    return {
      span: nameSpan,
      message: `\`${repository}\` cannot be an image's name, so the container never starts (\`InvalidImageName\`).`,
    };
  }
  return undefined;
}
