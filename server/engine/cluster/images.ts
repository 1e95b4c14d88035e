import { lookUpByVisibleTag } from "../knowledge/base-images.ts";
import { findService } from "../knowledge/services.ts";
import type { Dockerfile, Stage } from "../languages/dockerfile/model.ts";
import { isImagePlaceholder } from "../languages/kubernetes/image.ts";
import type { Container } from "../languages/kubernetes/model.ts";
import type { Step } from "../languages/workflow/model.ts";
import { allWorkflows } from "../pipeline/callee.ts";
import { dockerfileAt, imageBuilds } from "../pipeline/image-builds.ts";
import { imagePushesOf } from "../pipeline/images.ts";
import { allBuilds } from "../workspace/builds.ts";
import { imageName } from "../workspace/image-name.ts";
import type { Fact, Workspace } from "../workspace/workspace.ts";
import type { ImageChange } from "./kustomization.ts";
import { effectOfStep, variantsOfObject } from "./overlays.ts";
import { skaffoldBuilds } from "./skaffold.ts";
import { pathOf } from "./unit.ts";

/** A reference of an image in its parts: `registry:port/name[:tag][@digest]`. */
export interface ImageReference {
  readonly text: string;
  /** Without tag and digest. */
  readonly name: string;
  /** The host, where the reference names one. */
  readonly registry: string | undefined;
  /** The name below the registry. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** CI or a person fills in a part of it (`IMAGE_TAG`, `${TAG}`, `<tag>`): what will stand there is not known. */
  readonly isPlaceholder: boolean;
}

/** An image's reference in its parts, as they are written. Source of the split: https://github.com/distribution/reference */
export function parseImage(text: string): ImageReference {
  const at = text.indexOf("@");
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const rest = at < 0 ? text : text.slice(0, at);
  const colon = rest.indexOf(":", rest.lastIndexOf("/") + 1);
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  const name = colon < 0 ? rest : rest.slice(0, colon);
  const slash = name.indexOf("/");
  const first = slash < 0 ? "" : name.slice(0, slash);
  const registry = /[.:]/.test(first) || first === "localhost" ? first : undefined;
  const repository = registry === undefined ? name : name.slice(slash + 1);
  return { text, name, registry, repository, tag, digest, isPlaceholder: isImagePlaceholder(text) };
}

/** The image that a container runs once Kustomize has changed it; undefined where that is not known, or differs between overlays. */
export function imageOf(container: Container, workspace: Workspace): ImageReference | undefined {
  const images = imagesOf(container, workspace);
  const [first] = images ?? [];
  return images?.length === 1 && first !== undefined ? parseImage(first) : undefined;
}

/** The images that a container runs in the builds of Kustomize that it goes through, each once; undefined where one of them is not known. */
export function imagesOf(container: Container, workspace: Workspace): readonly string[] | undefined {
  const { object } = container.pod.workload;
  const own = container.image.value;
  const variants = variantsOfObject(object, workspace);
  if (variants.length === 0) return own === undefined ? undefined : [own];
  const path = [...pathOf(container), "image"];
  const images = new Set<string>();
  for (const { steps } of variants) {
    let image = own;
    let isGone = false;
    for (const step of steps) {
      const patch = effectOfStep(step, object, path);
      if (patch) image = patch.kind === "set" && typeof patch.value === "string" ? patch.value : undefined;
      if (patch?.kind === "gone") isGone = true;
      for (const change of step.images) image = image === undefined || change.name === undefined ? undefined : changed(image, change);
    }
    if (isGone) continue;
    if (image === undefined) return undefined;
    images.add(image);
  }
  return [...images];
}

/** An image after a change of the kustomization, which is for all images of a name; undefined where that is not known. */
function changed(image: string, { name, newName, newTag, digest, isUnknown }: ImageChange): string | undefined {
  const now = parseImage(image);
  if (now.name !== name) return image;
  if (isUnknown) return undefined;
  const own = `${now.tag === undefined ? "" : `:${now.tag}`}${now.digest === undefined ? "" : `@${now.digest}`}`;
  // A new tag takes the place of tag and digest, and so does a new digest.
  const suffix =
    newTag === undefined && digest === undefined
      ? own
      : `${newTag === undefined ? "" : `:${newTag}`}${digest === undefined ? "" : `@${digest}`}`;
  return (newName ?? now.name) + suffix;
}

/** The Dockerfile of the workspace that a container's image is built from; undefined where none is known to be, or it could be one of several. */
export function dockerfileOf(container: Container, workspace: Workspace): Dockerfile | undefined {
  return buildOf(container, workspace)?.file;
}

/** The stage of that Dockerfile that becomes the image; undefined also where its name is only known when it is built. */
export function stageOf(container: Container, workspace: Workspace): Stage | undefined {
  const found = buildOf(container, workspace);
  if (!found) return undefined;
  const targets = new Set(found.builds.map(({ target, isTargetUnknown }) => (isTargetUnknown ? "?" : target?.toLowerCase())));
  const [target] = targets;
  if (targets.size !== 1) return undefined;
  return target === undefined ? found.file.stages.at(-1) : found.file.stages.find(({ name }) => name?.toLowerCase() === target);
}

/** A Dockerfile that is built into an image. */
interface ImageBuild {
  readonly dockerfile: string;
  /** The stage; the last one where undefined. */
  readonly target: string | undefined;
  readonly isTargetUnknown: boolean;
}

/** By the last part of an image's name, what it is built from: by Compose, Bake, Skaffold and workflows. */
const byImage: Fact<ReadonlyMap<string, readonly ImageBuild[]>> = {
  name: "builds by image",
  compute(workspace) {
    const found = new Map<string, ImageBuild[]>();
    const add = (image: string, build: ImageBuild) => {
      const list = found.get(image);
      if (list) list.push(build);
      else found.set(image, [build]);
    };
    for (const { images, dockerfile, target, isTargetUnknown = false } of [
      ...workspace.derive(allBuilds),
      ...workspace.derive(skaffoldBuilds),
    ]) {
      if (dockerfile !== undefined) for (const image of images) add(image, { dockerfile, target, isTargetUnknown });
    }
    for (const workflow of workspace.derive(allWorkflows)) {
      for (const { step, dockerfile, target } of imageBuilds(workflow)) {
        if (dockerfile === undefined) continue;
        const build = { dockerfile, target: target?.name, isTargetUnknown: !target && step.input("target") !== undefined };
        for (const image of pushedNames(step)) add(image, build);
      }
    }
    return found;
  },
};

/** The last parts of the names that a step gives to the image it builds, those of metadata-action included. */
function pushedNames(step: Step): ReadonlySet<string> {
  const pushes = step.job ? imagePushesOf(step.job).filter((push) => push.step === step) : [];
  return new Set(
    pushes.flatMap(({ tags }) => tags.flatMap(({ repository }) => (repository === undefined ? [] : (imageName(repository) ?? [])))),
  );
}

function buildOf(
  container: Container,
  workspace: Workspace,
): { readonly file: Dockerfile; readonly builds: readonly ImageBuild[] } | undefined {
  // The name as it is written tells what is meant, whatever registry an overlay takes it from.
  const image = container.image.value ?? imageOf(container, workspace)?.text;
  const name = image === undefined || isPublic(image) ? undefined : imageName(image);
  if (name === undefined) return undefined;
  const builds = workspace.derive(byImage).get(name) ?? [];
  const paths = new Set(builds.map(({ dockerfile }) => dockerfile));
  const [path] = paths;
  const file = paths.size === 1 && path !== undefined ? dockerfileAt(path, workspace) : undefined;
  return file && { file, builds };
}

/** Whether an image is one that all know, such as `redis:8`: a build of the same name is for something else. */
function isPublic(image: string): boolean {
  const { name, tag } = parseImage(image);
  return name.startsWith("library/") || findService({ name, tag }) !== undefined || lookUpByVisibleTag(name, tag ?? "latest") !== undefined;
}
