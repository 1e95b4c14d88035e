import * as z from "zod/mini";
import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { fixesOf, rewrite } from "../../application/edit.ts";
import { isForDevelopment } from "../../application/files.ts";
import { has, settingOf } from "../../application/settings.ts";
import { fittingTags, isSetElsewhere } from "../../cluster/image-tags.ts";
import { lookUpBaseImage } from "../../knowledge/base-images.ts";
import { isRetired } from "../../knowledge/lifecycle.ts";
import { hasNoVersions, isMovingTag, movingTags } from "../../knowledge/moving-tags.ts";
import { canonicalName, isOfficialRootImage } from "../../knowledge/names.ts";
import { serviceImage } from "../../knowledge/service-images.ts";
import { imageIn } from "../../languages/kubernetes/image.ts";
import { type Context, defineRule, type Fix, type Problem } from "../../rule.ts";
import { allBuilds } from "../../workspace/builds.ts";
import { imageName } from "../../workspace/image-name.ts";

interface Options {
  readonly tags: readonly string[];
}

const cache = (image: string) => `services:\n  cache:\n    image: ${image}\n`;

export default defineRule({
  id: "compose/mutable-image-tag",
  language: "compose",
  category: "reproducibility",
  severity: "warning",
  preset: "recommended",
  summary: "An image without a version, so that each host may run another program.",
  why: `
Without a tag, with \`latest\`, and with tags such as \`stable\` that are moved to each new release, a host runs whatever was newest when it pulled the image. A second host, or the next \`docker compose pull\`, brings another version, and there is no way back to the one before: the name leads to the new one.

Name a version (\`redis:8.6-alpine\`), or a commit of your own images.

Silent where a digest is given, where a variable decides, for services that are built, and for names that are no public image's and so were built on the spot. In files for development it is a mere note.`,
  examples: [
    { title: "A variant without a version", bad: cache("redis:alpine"), good: cache("redis:8.6-alpine") },
    {
      title: "The version that the workspace uses elsewhere",
      bad: cache("ghcr.io/example/cache:latest"),
      good: cache("ghcr.io/example/cache:1.4.2"),
      files: { "deploy/worker.yaml": "spec:\n  image: ghcr.io/example/cache:1.4.2\n" },
    },
  ],
  links: [
    "https://docs.docker.com/reference/compose-file/services/#image",
    "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
  ],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["D2", "R2", "P2"],
  alsoKnownAs: ["dclint:service-image-require-explicit-tag"],
  options: z.object({
    tags: z
      ._default(z.array(z.string()), [...movingTags])
      .check(z.describe("Tags that are moved to other images, by themselves or before a variant (`stable-alpine`).")),
  }),
  check(file, context) {
    // What several services have from one anchor is said once.
    const told = new Set<number>();
    for (const service of applicationOf(file, context.workspace).services) {
      const problem = service.own.file === file ? problemOf(service, context) : undefined;
      if (!problem || told.has(problem.span.start)) continue;
      told.add(problem.span.start);
      context.report(problem);
    }
  },
});

function problemOf(service: ApplicationService, { workspace, options, today }: Context<Options>): Problem | undefined {
  const { own } = service;
  const { file } = own;
  const image = imageIn(own.image);
  if (!image || image.digest !== undefined || image.tag === "" || !isMoving(image, options)) return undefined;
  if (own.mapping.has("build") !== false || has(service, "build") === true || isPutInPlace(service)) return undefined;
  if (isRetired(image, today) || isBuiltOnTheSpot(image.name) || isSetElsewhere(image.name, workspace)) return undefined;
  const last = imageName(image.text);
  if (last !== undefined && workspace.derive(allBuilds).some(({ images }) => images.includes(last))) return undefined;
  const { node } = own.image;
  const isUnversioned = hasNoVersions(image.name);
  const written = file.source.slice(image.nameSpan);
  return {
    span: image.tagSpan ?? image.nameSpan,
    message: messageOf(written, image.tag, isUnversioned),
    ...((isUnversioned || isForDevelopment(file)) && { severity: "info" as const }),
    fixes: fittingTags(image.name, image.tag, today, workspace).flatMap((tag): readonly Fix[] => {
      const edits =
        node && (image.tagSpan ? rewrite(file, node, image.tagSpan, tag) : rewrite(file, node, image.nameSpan, `${written}:${tag}`));
      return fixesOf(`Use \`${written}:${tag}\``, "unsafe", file, edits);
    }),
  };
}

function isMoving({ name, tag }: { readonly name: string; readonly tag: string | undefined }, { tags }: Options): boolean {
  return tag === undefined || isMovingTag(name, tag, tags);
}

function messageOf(name: string, tag: string | undefined, isUnversioned: boolean): string {
  const remedy = isUnversioned ? "Its makers publish no versions, so name its digest." : "Name a version.";
  const effect = "each host runs what was newest when it pulled, and there is no way back to the version before";
  return tag === undefined
    ? `\`${name}\` has no tag, so ${effect}. ${remedy}`
    : `\`${tag}\` is moved to other images, so ${effect}. ${remedy}`;
}

/** Whether an image comes from this host alone: it is never pulled. */
function isPutInPlace(service: ApplicationService): boolean {
  const policy = settingOf(service, ({ mapping }) => mapping.text("pull_policy"));
  return policy.isUnknown || policy.value === "never" || policy.value === "build";
}

/** A name without a slash is that of an official image, or of one that somebody builds here by a script. */
function isBuiltOnTheSpot(name: string): boolean {
  const canonical = canonicalName(name);
  if (canonical.includes("/")) return /^examples?\//.test(canonical) || canonical.startsWith("localhost/");
  return lookUpBaseImage({ name: canonical, tag: undefined }) === undefined && !isOfficialRootImage(canonical) && !serviceImage(canonical);
}
