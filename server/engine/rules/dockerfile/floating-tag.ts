import { imageFix, isFloating, isGivenUp, type PulledImage, pulledImages, tagFixes } from "../../image/pinning.ts";
import { isDevelopment } from "../../image/production.ts";
import { isEndOfLife, lifecycleOf } from "../../knowledge/lifecycle.ts";
import { defineRule, type Fix } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/floating-tag",
  language: "dockerfile",
  category: "reproducibility",
  severity: "hint",
  preset: "strict",
  summary: "The tag of a base image goes on to other releases by itself: `lts`, `stable`, `alpine`, a bare major version.",
  why: `\`node:lts\` is another major version every year, \`golang:alpine\` every half a year, and \`python:3\` moves on to each minor release, which may take away what a program needs. The build of an old commit then gives
another image than it did.

Name the release, \`node:24-alpine\`, \`python:3.14\`, and have an update bot raise it.

A bare major version is reported only where the image has releases of its own within it: \`node:24\` and \`postgres:18\` are releases. Silent with a digest, for branches of operating systems other than the words for them
(\`edge\`, \`stable\`), and in development files.`,
  examples: [
    {
      title: "Whatever has long-term support",
      bad: 'FROM node:lts-alpine\nUSER node\nCMD ["node", "--version"]\n',
      good: 'FROM node:26-alpine\nUSER node\nCMD ["node", "--version"]\n',
    },
    {
      title: "A major version with many releases",
      bad: 'FROM python:3-slim\nUSER 10001\nCMD ["python", "-V"]\n',
      good: 'FROM python:3.14-slim\nUSER 10001\nCMD ["python", "-V"]\n',
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D2", "P2"],
  // Which variant it is can be told only then.
  uncovers: ["dockerfile/full-base-image"],
  judges: "part",
  check(file, { workspace, today, report }) {
    for (const pulled of pulledImages(file, workspace)) {
      const { image, stage } = pulled;
      const kind = isFloating(image, today);
      if (!kind || isDevelopment(stage, workspace) || isGivenUp(image, today) || isEndOfLife(image, today)) continue;
      const fixes = kind === "major" ? releaseFixes(pulled) : tagFixes(pulled, today);
      report({
        span: image.tagSpan ?? image.word.span,
        message:
          kind === "major"
            ? `\`${image.name}:${image.tag}\` goes on to each new release of this major version. Name the release.`
            : `\`${image.name}:${image.tag}\` names no release, so the next build may get a newer one. Name the release.`,
        fixes,
      });
    }
  },
});

/** The newest release of the major version in its place; none where the tag names an Alpine, of which not each has it. */
function releaseFixes(pulled: PulledImage): Fix[] {
  const { image } = pulled;
  const { name = "", tag = "" } = image;
  const release = lifecycleOf(image);
  if (!release || /-alpine\d/.test(tag)) return [];
  const chosen = release.cycle + tag.slice(release.text.length);
  const fix = imageFix(`Use \`${name}:${chosen}\``, pulled, name, chosen);
  return fix ? [fix] : [];
}
