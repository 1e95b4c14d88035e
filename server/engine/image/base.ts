import { type BaseImage, lookUpBaseImage, lookUpByVisibleTag, nothingKnown } from "../knowledge/base-images.ts";
import { type ServiceImage, serviceImage, serviceImageOf } from "../knowledge/service-images.ts";
import type { ImageReference, Stage } from "../languages/dockerfile/model.ts";

/** An empty image has no user, which means root, and no program at all. Source: https://hub.docker.com/_/scratch. */
const scratch: BaseImage = {
  ...nothingKnown,
  name: "scratch",
  kind: "os",
  os: "linux",
  shell: "none",
  packages: "none",
  isClosed: true,
  user: { name: "root", uid: 0, gid: 0 },
  runtimes: [],
  hasHealthcheck: false,
  serves: undefined,
  servesByItself: false,
  dropsPrivileges: false,
  platformSetsUser: false,
  source: "https://hub.docker.com/_/scratch",
  date: "2026-11-23",
};

/**
 * The facts of the image that a stage's chain starts from; undefined where the tables do not know it. `scratch` has facts of its own.
 * Where only the version hangs on an unknown variable (`node:$VERSION-alpine`), what is certain is still given.
 */
export function baseImageOf(stage: Stage): BaseImage | undefined {
  const first = stage.chain[0] ?? stage;
  let known = facts.get(first);
  if (!known) {
    const { root } = stage;
    const { image } = first.from;
    known = { image: root.kind === "scratch" ? scratch : root.kind === "image" ? factsOf(root.image) : image && visibleFacts(image) };
    facts.set(first, known);
  }
  return known.image;
}

/** Rules ask for the same stage again and again. */
const facts = new WeakMap<Stage, { readonly image: BaseImage | undefined }>();

/** What is known of the image that a stage's chain starts from as one that runs as a service. */
export function serviceImageOfStage(stage: Stage): ServiceImage | undefined {
  const { root } = stage;
  const image = root.kind === "image" ? root.image : (stage.chain[0] ?? stage).from.image;
  if (!image || root.kind === "scratch") return undefined;
  return image.name === undefined ? serviceImage(image.word.text) : serviceImageOf(image);
}

/** The facts of an image reference. */
export function factsOf(image: ImageReference): BaseImage | undefined {
  return image.name === undefined ? visibleFacts(image) : lookUpBaseImage(image);
}

function visibleFacts(image: ImageReference): BaseImage | undefined {
  const match = /^([^$:@]+(?::\d+\/[^$:@]+)?)[:@](.+)$/s.exec(image.word.text);
  if (!match) return undefined;
  const [, name = "", rest = ""] = match;
  return lookUpByVisibleTag(name, rest.replace(/@.*$/s, "").replace(/\$(\w+|\{[^}]*\})/g, ""));
}
