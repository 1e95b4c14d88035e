import { imageFix, type PulledImage, pulledImages } from "../../image/pinning.ts";
import { isDevelopment } from "../../image/production.ts";
import { isRetired, supportedCycles } from "../../knowledge/lifecycle.ts";
import { retirementOf } from "../../knowledge/retired-images.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/deprecated-base-image",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A base image that its makers have given up.",
  why: `Images such as \`java\`, \`openjdk\`, \`jenkins\` or \`vault\` can still be pulled, but nobody rebuilds them: neither the program nor the operating system below it gets security updates, and new versions are published elsewhere.

Move to the image that took its place, and run the tests.

Only Docker Hub's official image of that name is meant, besides the frozen \`k8s.gcr.io\` and \`bitnamilegacy\`. A tag that names a release which has ended as well is reported as \`end-of-life-base-image\` alone.`,
  examples: [
    {
      title: "An image with a successor",
      bad: 'FROM openjdk:21-slim\nCOPY app.jar /\nUSER 10001\nCMD ["java", "-jar", "/app.jar"]\n',
      good: 'FROM eclipse-temurin:21-jdk\nCOPY app.jar /\nUSER 10001\nCMD ["java", "-jar", "/app.jar"]\n',
    },
    {
      title: "A registry that has moved",
      bad: "FROM k8s.gcr.io/pause:3.9\n",
      good: "FROM registry.k8s.io/pause:3.9\n",
    },
  ],
  links: [
    "https://github.com/docker-library/docs/blob/master/openjdk/deprecated.md",
    "https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/",
  ],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D2", "P4"],
  // They wait until the image is one that is maintained.
  uncovers: [
    "dockerfile/floating-tag",
    "dockerfile/latest-base-image",
    "dockerfile/toolchain-in-final-stage",
    "dockerfile/undigested-base-image",
    "dockerfile/untagged-base-image",
  ],
  judges: "part",
  check(file, { workspace, today, report }) {
    for (const pulled of pulledImages(file, workspace)) {
      const { image, stage } = pulled;
      const retirement = isRetired(image, today) ? undefined : retirementOf(image);
      if (!retirement) continue;
      const { successor } = retirement;
      const fix = retirement.hasSameTags ? renameFix(pulled, successor) : javaFix(pulled, successor, today);
      report({
        span: image.nameSpan ?? image.word.span,
        message: `\`${image.name}\` was given up by its makers and gets no updates. ${successor ? `Move to \`${successor}\`.` : "Move to an image that is maintained."}`,
        tags: ["deprecated"],
        ...(fix && { fixes: [fix] }),
        ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});

function renameFix({ stage, image }: PulledImage, successor: string | undefined): Fix | undefined {
  if (!image.nameSpan || !successor || image.tag === undefined) return undefined;
  const edits = [replace(image.nameSpan, successor)];
  return { title: `Take \`${successor}\``, safety: "unsafe", changes: [{ kind: "edit", path: stage.file.source.path, edits }] };
}

/** The same Java of the successor, where that is supported. */
function javaFix(pulled: PulledImage, successor: string | undefined, today: string): Fix | undefined {
  const { tag: old = "" } = pulled.image;
  const [, version, kind = "jdk"] = /^(?:openjdk-)?(\d+)(?:[.\d]*)(?:-(jdk|jre)\b)?/.exec(old) ?? [];
  if (
    successor !== "eclipse-temurin" ||
    /windows|nanoserver/.test(old) ||
    !supportedCycles(successor, today).some(({ cycle }) => cycle === version)
  )
    return undefined;
  const tag = `${version}-${kind}${/alpine/.test(old) ? "-alpine" : ""}`;
  return imageFix(`Take \`${successor}:${tag}\``, pulled, successor, tag);
}
