import { lookUpBaseImage } from "../knowledge/base-images.ts";
import { isRetired, lifecyclesOf, recommendedTag } from "../knowledge/lifecycle.ts";
import { isMovingTag, hasNoVersions as isWithoutVersions, movingTags } from "../knowledge/moving-tags.ts";
import { canonicalName } from "../knowledge/names.ts";
import { retirementOf } from "../knowledge/retired-images.ts";
import type { Dockerfile, ImageReference, Stage, Word } from "../languages/dockerfile/model.ts";
import type { Fix } from "../rule.ts";
import { insert, replace, type TextEdit } from "../text/edit.ts";
import { buildsOf } from "../workspace/builds.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { builtStages } from "./built.ts";

/** An image that a build pulls for a stage. */
export interface PulledImage {
  readonly stage: Stage;
  readonly image: ImageReference;
}

/**
 * The images that FROM takes from a registry, for the stages that the production images need. Left out are `scratch`, earlier stages, named
 * build contexts of the workspace's builds, placeholders such as `REPLACE-ME`, and references that hang on an unknown value.
 */
export function pulledImages(file: Dockerfile, workspace: Workspace): readonly PulledImage[] {
  const contexts = new Set(buildsOf(file.source.path, workspace).flatMap((build) => build.namedContexts));
  return builtStages(file, workspace).flatMap((stage) => {
    if (stage.base.kind !== "image" || stage.base.image.name === undefined) return [];
    const { image } = stage.base;
    return isPlaceholder(image) || contexts.has(image.value ?? "") || contexts.has(image.name ?? "") ? [] : [{ stage, image }];
  });
}

/** Whether a reference is a word to be replaced, such as `REPLACE-ME`: no image has upper case alone. */
export function isPlaceholder(image: ImageReference): boolean {
  return /^[A-Z][A-Z0-9_.-]*$/.test(image.value ?? "");
}

/** Whether the makers of an image publish it without versions: then only a digest holds it fast. */
export function hasNoVersions(image: ImageReference): boolean {
  return isWithoutVersions(image.name ?? "");
}

/** Whether the makers of an image have given it up. That has a finding of its own, and a tag is no help. */
export function isGivenUp(image: ImageReference, today: string): boolean {
  return isRetired(image, today) || retirementOf(image) !== undefined;
}

/** Words for what somebody has built on the spot, which no registry moves. */
const movedByRegistries = movingTags.filter((word) => word !== "local");

/**
 * Whether the tag of an image goes on to other releases by itself: it is one for all of them, or for all of a `major` version where the makers publish
 * releases within it. `latest` alone has rules of its own.
 */
export function isFloating(image: ImageReference, today: string): "any" | "major" | undefined {
  const { name, tag } = image;
  if (name === undefined || !tag || tag === "latest" || image.digest !== undefined || hasNoVersions(image) || /windows|nano/.test(tag))
    return undefined;
  const cycles = lifecyclesOf(image);
  const release = cycles.find((one) => !one.isSystem && one.part === "tag");
  if (!release) {
    // Code names of systems stay what they are, and so does what is named after one: `buildpack-deps:trixie`.
    const isSystem = lookUpBaseImage({ name, tag })?.kind === "os";
    const isNamedAfterOne = cycles.length > 0 && recommendedTag(name, today) === undefined;
    if (isSystem || isNamedAfterOne) return movedByRegistries.includes(tag.replace(/-slim$/, "")) ? "any" : undefined;
    return isMovingTag(name, tag, movedByRegistries) || /^(?:lts|current|stable|mainline)-alpine[\d.]+$/.test(tag) ? "any" : undefined;
  }
  const isBare = /^\d+$/.test(release.text) && release.cycle.startsWith(`${release.text}.`);
  // Some are meant to be taken by their major version.
  const usual = recommendedTag(name, today) ?? "";
  return isBare && usual.split("-")[0] !== release.text ? "major" : undefined;
}

/**
 * The fixes that give an image a tag with a version, the one nearest to what `latest` is today first, then smaller variants.
 * Empty where the tables know no tag that is certain to exist, or where the tag stands nowhere in the file.
 */
export function tagFixes({ stage, image }: PulledImage, today: string): Fix[] {
  const { name, tag } = image;
  // The main line is newer than the stable release that the tables recommend.
  if (name === undefined || tag?.startsWith("mainline")) return [];
  const tags = new Set(
    [tag, ...(variants[canonicalName(name)] ?? [])].flatMap((variant) => recommendedTag({ name, tag: variant }, today) ?? []),
  );
  return [...tags].flatMap((chosen) => {
    const edit = tagEdit(image, stage.file, chosen);
    return edit ? [fixOf(`Use \`${name}:${chosen}\``, stage.file, [edit])] : [];
  });
}

/** Variants with the same programs in less space, for the images that certainly have them. Source: https://hub.docker.com/u/library. */
const variants: Readonly<Record<string, readonly string[]>> = {
  golang: ["alpine"],
  nginx: ["alpine"],
  node: ["slim", "alpine"],
  php: ["alpine"],
  postgres: ["alpine"],
  python: ["slim", "alpine"],
  ruby: ["slim", "alpine"],
};

/**
 * The fix that puts another image in place of one, by name and tag; a digest, which would hold the old image fast, goes.
 * Undefined where the file does not write the reference out.
 */
export function imageFix(title: string, { stage, image }: PulledImage, name: string, tag: string): Fix | undefined {
  const { file } = stage;
  if (sameName(image, name)) {
    const edit = tagEdit(image, file, tag);
    return edit && fixOf(title, file, [edit]);
  }
  if (!image.nameSpan || (image.tag !== undefined && !image.tagSpan)) return undefined;
  const end = (image.digestSpan ?? image.tagSpan ?? image.nameSpan).end;
  return fixOf(title, file, [replace({ start: image.nameSpan.start, end }, `${name}:${tag}`)]);
}

function sameName(image: ImageReference, name: string): boolean {
  return image.name === name || image.name?.endsWith(`/${name}`) === true;
}

function fixOf(title: string, file: Dockerfile, edits: readonly TextEdit[]): Fix {
  return { title, safety: "unsafe", changes: [{ kind: "edit", path: file.source.path, edits }] };
}

/** The edit that gives a reference another tag: in FROM itself, or in the default of the ARG that it takes the tag from. */
function tagEdit(image: ImageReference, file: Dockerfile, tag: string): TextEdit | undefined {
  if (image.digest !== undefined && !image.digestSpan) return undefined;
  if (image.tagSpan) return replace({ start: image.tagSpan.start, end: (image.digestSpan ?? image.tagSpan).end }, tag);
  if (image.tag === undefined && image.nameSpan) return insert(image.nameSpan.end, `:${tag}`);
  const raw = image.word.raw;
  const variable = /\$(?:(\w+)|\{(\w+)\})/.exec(raw);
  // With more than one variable, or an operator in the braces, there is no telling what would have to change.
  if (!variable || raw.replace(variable[0], "").includes("$")) return undefined;
  const value = defaultOf(variable[1] ?? variable[2] ?? "", file);
  if (!value || value.text !== value.value || value.raw !== value.text) return undefined;
  const wanted = `${(image.value ?? "").slice(0, image.tag === undefined ? undefined : -(image.tag.length + 1))}:${tag}`;
  const before = raw.slice(0, variable.index);
  const after = raw.slice(variable.index + variable[0].length);
  if (image.digest !== undefined || !wanted.startsWith(before) || !wanted.endsWith(after)) return undefined;
  const changed = wanted.slice(before.length, wanted.length - after.length);
  return changed === "" ? undefined : replace(value.span, changed);
}

/** The default of an ARG in front of the first FROM. */
function defaultOf(name: string, file: Dockerfile): Word | undefined {
  const assignments = file.globalArgs.flatMap((arg) => arg.assignments.filter((one) => one.name === name));
  return assignments.length === 1 ? assignments[0]?.value : undefined;
}
