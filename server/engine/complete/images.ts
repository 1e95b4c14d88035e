import { imageText } from "../hover/dockerfile.ts";
import { baseImageNames, lookUpBaseImage } from "../knowledge/base-images.ts";
import { recommendedTag, supportedCycles } from "../knowledge/lifecycle.ts";
import type { Span } from "../text/span.ts";
import { buildsOf } from "../workspace/builds.ts";
import type { Completion, Place } from "./completion.ts";
import { tail } from "./completion.ts";
import { completeNewStageName, completeStageName } from "./stages.ts";

/** What may follow FROM: a stage or an image, its tag, `AS`, and the stage's name. */
export function completeFrom(place: Place): Completion[] {
  const words = place.words.filter((word) => !word.startsWith("--"));
  if (words.length === 0) {
    const colon = tagStart(place.word);
    if (place.word.includes("@")) return [];
    if (colon >= 0) return completeTag(place, place.word.slice(0, colon), place.word.slice(colon + 1));
    return [...completeStageName(place, place.span), ...completeContextName(place, place.span), ...completeImage(place, true)];
  }
  if (words.length === 1)
    return [{ kind: "instruction", label: "AS", span: place.span, text: "AS ", detail: "names the stage", isCommon: true, leadsOn: true }];
  return words.length === 2 && words[1]?.toUpperCase() === "AS" ? completeNewStageName(place) : [];
}

/** What files can be taken from, behind `--from=` and the `from=` of a mount: stages, contexts that builds name, images and their tags. */
export function completeImageSource(place: Place, written: string): Completion[] {
  const colon = tagStart(written);
  if (colon >= 0) return completeTag(place, written.slice(0, colon), written.slice(colon + 1));
  const span = tail(place, written.length);
  return [...completeStageName(place, span), ...completeContextName(place, span), ...completeImage({ ...place, span }, false)];
}

/** The contexts beside the main one that builds of the workspace name. */
function completeContextName({ file, workspace }: Place, span: Span): Completion[] {
  const found = new Map<string, Completion>();
  for (const { namedContexts, source } of buildsOf(file.source.path, workspace))
    for (const name of namedContexts)
      found.set(name, { kind: "stage", label: name, span, text: name, detail: `context of ${source.path}` });
  return [...found.values()];
}

/** Where the tag's colon stands, -1 where there is none: a registry's port has one as well, with a slash behind it. */
function tagStart(reference: string): number {
  const colon = reference.lastIndexOf(":");
  return colon > reference.lastIndexOf("/") ? colon : -1;
}

/** The images of the table, with the tag to pin them to where there is one. */
function completeImage(place: Place, isBase: boolean): Completion[] {
  const completions: Completion[] = [];
  for (const name of baseImageNames) {
    const tag = isBase || !name.includes("/") ? recommendedTag(name, place.today) : undefined;
    if (tag !== undefined)
      completions.push({
        kind: "image",
        label: name,
        span: place.span,
        text: `${name}:${tag}`,
        detail: tag,
        about: imageText({ name, tag }, place.today),
      });
  }
  // To copy from there are few, and the list is not to hide the stages.
  if (!isBase) return completions;
  for (const name of baseImageNames) {
    if (recommendedTag(name, place.today) === undefined) {
      completions.push({
        kind: "image",
        label: name,
        span: place.span,
        text: name,
        about: imageText({ name, tag: undefined }, place.today),
      });
    }
  }
  completions.push({
    kind: "image",
    label: "scratch",
    span: place.span,
    text: "scratch",
    detail: "nothing at all",
    about: "An empty base, for a statically linked program that brings everything it needs.",
  });
  return completions;
}

/** The tags of the supported releases: with the operating system pinned, then the smaller variants. */
function completeTag(place: Place, name: string, written: string): Completion[] {
  const span = tail(place, written.length);
  const completions: Completion[] = [];
  const seen = new Set<string>();
  const add = (tag: string | undefined, detail: string) => {
    if (tag === undefined || seen.has(tag)) return;
    seen.add(tag);
    completions.push({ kind: "image", label: tag, span, text: tag, detail, about: imageText({ name, tag }, place.today) });
  };
  for (const [index, { cycle, title, endOfLife }] of supportedCycles(name, place.today).entries()) {
    const detail = `${title}, supported until ${endOfLife}`;
    // The recommended tag is the only one whose operating system's release is certain to go with the program's.
    if (index === 0) add(recommendedTag(name, place.today), detail);
    for (const variant of ["slim", "alpine"]) if (isVariant(name, cycle, variant)) add(`${cycle}-${variant}`, detail);
    add(cycle, detail);
  }
  if (completions.length === 0) add(recommendedTag(name, place.today), "recommended");
  return completions;
}

/** Whether the table tells the variant apart, so that it is there. */
export function isVariant(name: string, cycle: string, variant: string): boolean {
  const plain = lookUpBaseImage({ name, tag: cycle });
  const other = lookUpBaseImage({ name, tag: `${cycle}-${variant}` });
  return (
    plain !== undefined &&
    other !== undefined &&
    (plain.distribution !== other.distribution ||
      plain.tools.size !== other.tools.size ||
      plain.tools.get("curl") !== other.tools.get("curl"))
  );
}
