import type { Dockerfile, Stage } from "../languages/dockerfile/model.ts";
import { isImagePlaceholder } from "../languages/kubernetes/image.ts";
import type { Container } from "../languages/kubernetes/model.ts";
import { parse } from "../languages/parse.ts";
import { SourceText } from "../text/source.ts";
import { allBuilds, type Build } from "../workspace/builds.ts";
import { imageName } from "../workspace/image-name.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import type { Fact, Workspace } from "../workspace/workspace.ts";
import { overlaid, variantsOfObject } from "./overlays.ts";
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
  const patched = overlaid(object, [...pathOf(container), "image"], workspace);
  const images = new Set<string>();
  for (const [index, { steps }] of variants.entries()) {
    const patch = patched[index];
    if (patch?.kind === "gone") continue;
    let image = patch?.kind === "own" ? own : patch?.kind === "set" && typeof patch.value === "string" ? patch.value : undefined;
    for (const step of steps) {
      for (const { name, newName, newTag, digest, isUnknown } of step.images) {
        if (image === undefined || name === undefined) break;
        const now = parseImage(image);
        if (now.name !== name) continue;
        // A new tag takes the place of tag and digest, a digest that of both.
        const suffix =
          digest !== undefined
            ? `@${digest}`
            : newTag !== undefined
              ? `:${newTag}`
              : `${now.tag === undefined ? "" : `:${now.tag}`}${now.digest === undefined ? "" : `@${now.digest}`}`;
        image = isUnknown ? undefined : (newName ?? now.name) + (digest !== undefined && newTag !== undefined ? `:${newTag}` : "") + suffix;
      }
    }
    if (image === undefined) return undefined;
    images.add(image);
  }
  return [...images];
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

const byImage: Fact<ReadonlyMap<string, readonly Build[]>> = {
  name: "builds by image",
  compute(workspace) {
    const found = new Map<string, Build[]>();
    for (const build of [...workspace.derive(allBuilds), ...workspace.derive(skaffoldBuilds)]) {
      for (const image of build.dockerfile === undefined ? [] : build.images) {
        const list = found.get(image);
        if (list) list.push(build);
        else found.set(image, [build]);
      }
    }
    return found;
  },
};

function buildOf(container: Container, workspace: Workspace): { readonly file: Dockerfile; readonly builds: readonly Build[] } | undefined {
  // The name as it is written tells what is meant, whatever registry an overlay takes it from.
  const image = container.image.value ?? imageOf(container, workspace)?.text;
  const name = image === undefined || isPublic(image) ? undefined : imageName(image);
  if (name === undefined) return undefined;
  const builds = workspace.derive(byImage).get(name) ?? [];
  const paths = new Set(builds.map(({ dockerfile }) => dockerfile));
  const [path] = paths;
  const file = paths.size === 1 && path !== undefined ? dockerfileAt(workspace, path) : undefined;
  return file && { file, builds };
}

/** Whether an image is one of Docker Hub's own, such as `redis:8`: a build of the same name is for something else, unless it is named without any tag. */
function isPublic(image: string): boolean {
  const { name, tag, digest } = parseImage(image);
  return name.startsWith("library/") || (!name.includes("/") && (digest !== undefined || /^v?\d/.test(tag ?? "")));
}

const dockerfileAt = keyedFact("Dockerfile of an image", (workspace, path): Dockerfile | undefined => {
  const text = workspace.read(path);
  return text === undefined ? undefined : parse(new SourceText(path, text), "dockerfile");
});
