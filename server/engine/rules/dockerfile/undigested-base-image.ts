import { pulledImages } from "../../image/pinning.ts";
import { isDevelopment } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/undigested-base-image",
  language: "dockerfile",
  category: "reproducibility",
  severity: "warning",
  preset: "optional",
  summary: "A base image held by its tag alone, which can be moved to another image.",
  why: `A tag is a name that its owner may move: \`node:24-trixie-slim\` is rebuilt for every security update, and a registry that was broken into can serve
something else under it. Only the digest, \`node:24-trixie-slim@sha256:…\`, names one image for good.

Write the digest behind the tag, and have an update bot (Renovate, Dependabot) raise both; a digest that nobody raises keeps old faults in.
\`docker buildx imagetools inspect node:24-trixie-slim\` prints it.

A reference without a tag, or with \`latest\`, is left to the rules that ask for a version first. Nothing is reported for \`scratch\`, for earlier
stages, for named build contexts, and where a build argument without a known value decides.`,
  examples: [
    {
      title: "A tag alone",
      bad: 'FROM alpine:3.24\nUSER nobody\nCMD ["date"]\n',
      good: 'FROM alpine:3.24@sha256:28bd5fe8b56d1bd048e5babf5b10710ebe0bae67db86916198a6eec434943f8b\nUSER nobody\nCMD ["date"]\n',
    },
  ],
  links: [
    "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    "https://github.com/ossf/scorecard/blob/main/docs/checks.md#pinned-dependencies",
  ],
  since: "0.1.0",
  patterns: ["D2", "P2"],
  alsoKnownAs: ["sonar:S7023", "scorecard:pinned-dependencies", "semgrep:dockerfile-source-not-pinned"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const { image, stage } of pulledImages(file, workspace)) {
      if (image.digest !== undefined || !image.tag || image.tag === "latest") continue;
      report({
        span: image.tagSpan ?? image.word.span,
        message: `The tag of \`${image.name}:${image.tag}\` can be moved to another image. Write the digest behind it, and have a bot raise both.`,
        ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});
