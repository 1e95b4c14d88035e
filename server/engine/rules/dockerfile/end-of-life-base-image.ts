import * as z from "zod/mini";
import { imageFix, type PulledImage, pulledImages } from "../../image/pinning.ts";
import { isDevelopment } from "../../image/production.ts";
import { isTableFresh, type Lifecycle, lifecycleDate, lifecyclesOf, nearestSupported } from "../../knowledge/lifecycle.ts";
import { defineRule, type Fix } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/end-of-life-base-image",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A base image whose release gets no more security updates.",
  why: `Behind its end of life a release gets no fixes: what is found in its interpreter, its libraries or its operating system stays open in every image
built on it, however often that is rebuilt.

Move to a release that is supported, in the same variant, and run the tests: a new major version can change behaviour.

Only what name and tag of a known image say is judged: \`node:16-alpine\`, \`python:3.12-slim-buster\` (whose Debian has ended). Nothing is reported of unknown
registries and of references that hang on a build argument without a known value. With the option \`extendedSupport\` a release counts as supported
as long as its maker sells updates. The dates come along with this tool (as of ${lifecycleDate}); after a year without an update they are hints at most.`,
  examples: [
    {
      title: "A Node.js that has ended",
      bad: 'FROM node:16-alpine\nUSER node\nCMD ["node", "job.js"]\n',
      good: 'FROM node:24-alpine\nUSER node\nCMD ["node", "job.js"]\n',
    },
    {
      title: "An operating system that has ended under a supported Python",
      bad: 'FROM python:3.11-slim-buster\nUSER 10001\nCMD ["python", "-V"]\n',
      good: 'FROM python:3.11-slim-trixie\nUSER 10001\nCMD ["python", "-V"]\n',
    },
  ],
  links: ["https://endoflife.date/", "https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image"],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D2", "P4"],
  uncovers: [
    "dockerfile/floating-tag",
    "dockerfile/full-base-image",
    "dockerfile/toolchain-in-final-stage",
    "dockerfile/undigested-base-image",
  ],
  options: z.strictObject({
    extendedSupport: z
      ._default(z.boolean(), false)
      .check(z.describe("Whether paid updates behind the end of life are bought, so that the release counts as supported.")),
  }),
  judges: "part",
  check(file, { workspace, today, options, report }) {
    for (const pulled of pulledImages(file, workspace)) {
      const { image, stage } = pulled;
      const lifecycles = lifecyclesOf(image);
      const ended = lifecycles.find((one) => hasEnded(one, today, options.extendedSupport));
      if (!ended) continue;
      const fix = supportedFix(pulled, today);
      report({
        span: (ended.part === "tag" ? image.tagSpan : image.nameSpan) ?? image.word.span,
        message: messageOf(ended, today),
        ...(fix && { fixes: [fix] }),
        ...((isDevelopment(stage, workspace) || !isTableFresh(today)) && { severity: "hint" as const }),
      });
    }
  },
});

function hasEnded({ endOfLife, extendedSupport }: Lifecycle, today: string, countsExtended: boolean): boolean {
  const end = countsExtended && extendedSupport !== undefined ? extendedSupport : endOfLife;
  return end !== undefined && end < today;
}

function messageOf({ title, cycle, endOfLife, isRetired }: Lifecycle, today: string): string {
  const isPast = endOfLife !== undefined && endOfLife < today;
  const updates = isPast ? `has had no security updates since ${endOfLife}` : "gets no more free security updates";
  if (isRetired)
    return `${title.charAt(0).toUpperCase()}${title.slice(1)} was given up by its makers and ${updates}. Move to its successor.`;
  return `${title} ${cycle} ${updates}. Move to a supported release.`;
}

function supportedFix(pulled: PulledImage, today: string): Fix | undefined {
  const supported = nearestSupported(pulled.image, today);
  // Tags with a date, and those of Windows and of the development images, do not go on to every release.
  if (!supported || /\d{8}|windowsservercore|nanoserver/.test(supported.tag) || supported.name.includes("/devcontainers/"))
    return undefined;
  return imageFix(`Move to \`${supported.name}:${supported.tag}\``, pulled, supported.name, supported.tag);
}
