import { hasNoVersions, isGivenUp, pulledImages, tagFixes } from "../../image/pinning.ts";
import { isDevelopment } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/latest-base-image",
  language: "dockerfile",
  category: "reproducibility",
  severity: "warning",
  preset: "recommended",
  summary: "A base image with the tag `latest`, so that every build may get another one.",
  why: `\`latest\` is a tag like any other, moved to each new release. The same commit gives different images on different days, a new major version
arrives unannounced, and rolling back to an older commit does not bring the older base image back.

Name the version and the variant, and let an update bot raise them.

Nothing is reported where a digest says which image is meant, and where a build argument without a known value decides.`,
  examples: [
    {
      title: "The newest Node.js, whatever it is",
      bad: 'FROM node:latest\nUSER node\nCMD ["node", "--version"]\n',
      good: 'FROM node:26-trixie\nUSER node\nCMD ["node", "--version"]\n',
    },
    {
      title: "The tag stands in a build argument",
      bad: 'ARG ALPINE_VERSION=latest\nFROM alpine:${ALPINE_VERSION}\nCMD ["date"]\n',
      good: 'ARG ALPINE_VERSION=3.24\nFROM alpine:${ALPINE_VERSION}\nCMD ["date"]\n',
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D2", "P2"],
  alsoKnownAs: ["hadolint:DL3007", "trivy:DS-0001", "checkov:CKV_DOCKER_7", "dockle:DKL-DI-0006", "semgrep:avoid-latest-version"],
  uncovers: ["dockerfile/full-base-image", "dockerfile/undigested-base-image"],
  judges: "part",
  check(file, { workspace, today, report }) {
    for (const pulled of pulledImages(file, workspace)) {
      const { image, stage } = pulled;
      if (image.tag !== "latest" || image.digest !== undefined) continue;
      if (isGivenUp(image, today)) continue;
      const remedy = hasNoVersions(image) ? "Its makers publish no versions, so name its digest." : "Name a version.";
      report({
        span: image.tagSpan ?? image.word.span,
        message: `\`${image.name}:latest\` is another image after each release, so builds cannot be repeated. ${remedy}`,
        fixes: tagFixes(pulled, today),
        // Whoever builds is expected to choose another base than the default.
        ...((hasNoVersions(image) || !image.nameSpan) && { severity: "info" as const }),
        ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});
