import * as z from "zod/mini";
import { withTriggers } from "../../image/command.ts";
import { isPlaceholder } from "../../image/pinning.ts";
import { isEarlierStage } from "../../image/stage-names.ts";
import { splitReference } from "../../languages/dockerfile/image-reference.ts";
import type { Instruction, Word } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { buildsOf } from "../../workspace/builds.ts";

export default defineRule({
  id: "dockerfile/untrusted-registry",
  language: "dockerfile",
  category: "security",
  severity: "error",
  preset: "recommended",
  summary: "An image of a registry that is not on the list of those allowed.",
  why: `Where a team takes its images from one registry, which scans and keeps them, an image of another one comes past all that.

Says nothing until the option \`registries\` names those that are allowed: \`docker.io\` for Docker Hub, \`ghcr.io/acme\` for a part of a registry, \`*.example.com\` and \`example.*\` for several. FROM, \`COPY --from\` and mounts
are looked at; stages, \`scratch\`, named build contexts and references that hang on an unknown value are not. A \`.hadolint.yaml\`'s \`trustedRegistries\` is read.`,
  examples: [
    {
      title: "Docker Hub beside a registry of one's own",
      options: { registries: ["registry.example.com"] },
      bad: 'FROM node:24-trixie-slim\nUSER node\nCMD ["node", "server.js"]\n',
      good: 'FROM registry.example.com/node:24-trixie-slim\nUSER node\nCMD ["node", "server.js"]\n',
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image"],
  since: "0.6.0",
  patterns: ["D2"],
  alsoKnownAs: ["hadolint:DL3026"],
  options: z.strictObject({
    registries: z
      ._default(z.array(z.string()), [])
      .check(z.describe("The registries, or their parts, that images may come from; `*` at the start or the end stands for anything.")),
  }),
  judges: "part",
  check(file, { workspace, options, report }) {
    if (options.registries.length === 0) return;
    const contexts = new Set(buildsOf(file.source.path, workspace).flatMap((build) => build.namedContexts));
    for (const stage of file.stages) {
      if (stage.base.kind === "image" && !isPlaceholder(stage.base.image)) judge(stage.base.image.word);
      for (const word of withTriggers(stage.instructions).flatMap(imagesNamed)) {
        if (!isEarlierStage(word.text, stage) && !/^\d+$/.test(word.text)) judge(word);
      }
    }

    function judge(word: Word): void {
      const { value, span } = word;
      if (value === undefined || value === "" || /[$<{]/.test(value) || contexts.has(value)) return;
      const { registry, repository } = splitReference(value);
      if (options.registries.some((one) => isAllowed(one, registry, `${registry}/${repository}`))) return;
      const list = options.registries.slice(0, 3).map((one) => `\`${one}\``);
      report({
        span,
        message: `\`${registry}\` is not among the registries that images may come from: ${list.join(", ")}${options.registries.length > 3 ? ", …" : ""}.`,
      });
    }
  },
});

/** The references of `COPY --from` and of mounts. */
function imagesNamed(one: Instruction): readonly Word[] {
  if (one.keyword === "COPY") return one.from ? [one.from] : [];
  return one.keyword === "RUN" ? one.mounts.flatMap((mount) => mount.get("from") ?? []) : [];
}

function isAllowed(written: string, registry: string, whole: string): boolean {
  const allowed = written.toLowerCase().replace(/\/+$/, "");
  if (allowed === "*") return true;
  const subject = allowed.includes("/") ? whole.toLowerCase() : registry.toLowerCase();
  if (allowed.startsWith("*")) return subject.endsWith(allowed.slice(1));
  if (allowed.endsWith("*")) return subject.startsWith(allowed.slice(0, -1));
  return subject === allowed || subject.startsWith(`${allowed}/`);
}
