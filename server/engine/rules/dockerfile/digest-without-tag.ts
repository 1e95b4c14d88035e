import { hasNoVersions, pulledImages } from "../../image/pinning.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/digest-without-tag",
  language: "dockerfile",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "A base image is named by its digest alone, so that nobody can read its version.",
  why: `A digest names one image for good, which is right, but says nothing to a reader: whether it is version 1 or 5, slim or full, or long past its end of life. An update bot has nothing to go by either: it
can only follow \`latest\`.

Write the tag in front of the digest, \`node:24-trixie-slim@sha256:…\`. The build takes the digest; the tag is for people and for the bot.

Silent where a comment above FROM tells the version, and for images that are published without versions.`,
  examples: [
    {
      title: "The tag beside the digest",
      bad: 'FROM alpine@sha256:28bd5fe8b56d1bd048e5babf5b10710ebe0bae67db86916198a6eec434943f8b\nUSER nobody\nCMD ["date"]\n',
      good: 'FROM alpine:3.24@sha256:28bd5fe8b56d1bd048e5babf5b10710ebe0bae67db86916198a6eec434943f8b\nUSER nobody\nCMD ["date"]\n',
    },
  ],
  links: [
    "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    "https://docs.renovatebot.com/docker/#digest-pinning",
  ],
  since: "0.7.0",
  patterns: ["D2"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const { stage, image } of pulledImages(file, workspace)) {
      const { digestSpan, digest, name } = image;
      if (!digestSpan || image.tag !== undefined || hasNoVersions(image) || !/^sha256:[\da-f]{64}$/.test(digest ?? "")) continue;
      if (stage.from.leadingComments.some(({ text }) => text.includes(`${name}:`) || /\d\.\d/.test(text))) continue;
      report({
        span: digestSpan,
        message: `A digest alone tells neither readers nor update bots which version of \`${name}\` this is. Write the tag in front of it: \`${name}:tag@sha256:\u2026\`.`,
      });
    }
  },
});
