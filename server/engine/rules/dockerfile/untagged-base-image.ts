import { hasNoVersions, isGivenUp, pulledImages, tagFixes } from "../../image/pinning.ts";
import { isDevelopment } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/untagged-base-image",
  language: "dockerfile",
  category: "reproducibility",
  severity: "warning",
  preset: "recommended",
  summary: "A base image without tag or digest, so that every build may get another one.",
  why: `Without a tag, \`FROM node\` means \`node:latest\`: whatever is newest on the day of the build. The same commit then gives different images,
a new major version arrives unannounced, and nobody can tell afterwards what an image was built from.

Name the version and the variant, and let an update bot raise them.

Nothing is reported for \`scratch\`, for earlier stages, for named build contexts, and where a build argument without a known value decides.`,
  examples: [
    {
      title: "A runtime without a version",
      bad: 'FROM python\nCOPY job.py /job.py\nCMD ["python", "/job.py"]\n',
      good: 'FROM python:3.14-trixie\nCOPY job.py /job.py\nCMD ["python", "/job.py"]\n',
    },
    {
      title: "The reference stands in a build argument",
      bad: 'ARG BASE=alpine\nFROM $BASE\nCMD ["date"]\n',
      good: 'ARG BASE=alpine:3.24\nFROM $BASE\nCMD ["date"]\n',
    },
  ],
  links: [
    "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    "https://docs.docker.com/reference/dockerfile/#from",
  ],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D2", "P2"],
  alsoKnownAs: ["hadolint:DL3006", "trivy:DS-0001", "checkov:CKV_DOCKER_7", "sonar:S6596", "semgrep:missing-image-version"],
  uncovers: ["dockerfile/full-base-image", "dockerfile/undigested-base-image"],
  judges: "part",
  check(file, { workspace, today, report }) {
    for (const pulled of pulledImages(file, workspace)) {
      const { image, stage } = pulled;
      if (image.tag !== undefined || image.digest !== undefined) continue;
      if (isGivenUp(image, today)) continue;
      const fixes = tagFixes(pulled, today);
      const remedy = hasNoVersions(image) ? "Its makers publish no versions, so name its digest." : "Name a version.";
      report({
        span: image.nameSpan ?? image.word.span,
        message: `\`${image.name}\` has no tag, so the next build may get another version of it. ${remedy}`,
        fixes,
        // Whoever builds is expected to choose another base than the default.
        ...((hasNoVersions(image) || !image.nameSpan) && { severity: "info" as const }),
        ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});
