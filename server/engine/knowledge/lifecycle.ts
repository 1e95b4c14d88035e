import { lookUpBaseImage } from "./base-images.ts";
import data from "./data/lifecycle.json" with { type: "json" };
import { canonicalName, type ImageName } from "./names.ts";
import { ageInDays, isOld } from "./shelf-life.ts";

interface Cycle {
  /** The last day with free updates, those of a community's long-term support included. */
  readonly endOfLife?: string;
  /** The last day with the maker's own regular support, where others go on afterwards. */
  readonly regular?: string;
  /** The last day of paid support. */
  readonly extended?: string;
  /** Since when it is a release with long-term support. */
  readonly lts?: string;
}

interface Product {
  readonly id: string;
  readonly title: string;
  readonly images: readonly string[];
  readonly source: string;
  readonly cycles: Readonly<Record<string, Cycle>>;
  /** Code names that tags use for cycles. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** What the tag `latest` means; absent where that is not sure. */
  readonly latest?: string;
  /** The cycle to start with, where it is not simply the newest with long-term support. */
  readonly recommended?: string;
  /** The tag to pin an image to that has none. */
  readonly pin?: string;
  /** Which supported cycle an old one is moved to: the next, unless newer ones keep old programs running. */
  readonly prefers?: "newest";
  /** An operating system, which the tags of other images name as well. */
  readonly isSystem?: boolean;
  /** Finds the cycle in the tags of other images. */
  readonly embedded?: string;
  /** Finds the cycle in the image's name. */
  readonly inName?: string;
  /** The cycles are those of another product. */
  readonly sameAs?: string;
  /** The image itself is given up, whatever its cycles are. */
  readonly retired?: boolean;
  /** The image that took its place, with the same cycles. */
  readonly successor?: string;
  readonly successorReference?: string;
  /** What else changes in a tag when the cycle does: pattern and replacement. */
  readonly rewrites?: readonly (readonly [string, string])[];
}

const products = data.products as unknown as readonly Product[];
const byId = new Map(products.map((product) => [product.id, product]));
const byImage = new Map(products.flatMap((product) => product.images.map((image) => [image, product] as const)));
const systems = products.filter((product) => product.isSystem && product.embedded);
const systemPatterns = new Map(systems.map((product) => [product, new RegExp(product.embedded ?? "$^")]));
const namePatterns = products.flatMap((product) => (product.inName === undefined ? [] : [[product, new RegExp(product.inName)] as const]));

/** The day on which the table was checked. */
export const lifecycleDate: string = data.date;

/** One release cycle that an image reference names, be it of the program or of the operating system underneath. */
export interface Lifecycle {
  /** `node`, `debian`. */
  readonly product: string;
  /** `Node.js`, `Debian`. */
  readonly title: string;
  /** `16`, `11`. */
  readonly cycle: string;
  /** The last day with free updates, `YYYY-MM-DD`; undefined where that is not known. Community long-term support counts. */
  readonly endOfLife: string | undefined;
  /** The last day of the maker's regular support, where long-term support follows. */
  readonly regularSupport: string | undefined;
  /** The last day of paid support. */
  readonly extendedSupport: string | undefined;
  /** The operating system under the program that the image is for. */
  readonly isSystem: boolean;
  /** The image has been given up by its makers. */
  readonly isRetired: boolean;
  /** What in the name or tag tells: `3.9.2`, `buster`, `alpine3.18`. */
  readonly text: string;
  readonly part: "name" | "tag";
  /** The page with the dates. */
  readonly source: string;
}

/** How many days old the table is; after 365 what it says is a hint at most. */
export function tableAgeDays(today: string): number {
  return ageInDays(data.date, today);
}

/** Whether the table is young enough to be believed. */
export function isTableFresh(today: string): boolean {
  return !isOld(data.date, today);
}

/**
 * The release cycles that a reference names, the program's own first. Only what is written counts: `node:24-slim` says nothing of
 * Debian, and images that the tables do not know say nothing at all.
 */
export function lifecyclesOf(image: ImageName): readonly Lifecycle[] {
  if (image.name === undefined) return [];
  const name = canonicalName(image.name);
  const found: Lifecycle[] = [];
  const own = byImage.get(name);
  for (const [product, pattern] of namePatterns) {
    const match = pattern.exec(name);
    const cycle = match?.[1] === undefined ? undefined : findCycle(cyclesOf(product), match[1]);
    if (match?.[1] !== undefined && cycle !== undefined)
      found.push(lifecycle(product, cycle, match[1], "name", product !== own && product.id === "distroless-debian"));
  }
  const tag = image.tag ?? (image.digest === undefined && own?.aliases?.latest ? "latest" : undefined);
  if (tag === undefined) return found;
  if (own) {
    const version = versionIn(own, tag);
    if (version) found.unshift(lifecycle(own, version.cycle, version.text, "tag", false));
    if (own.isSystem) return found;
  } else if (found.length === 0 && !lookUpBaseImage({ name, tag })) return found;
  for (const system of systems) {
    const token = embeddedIn(system, tag);
    if (token) found.push(lifecycle(system, token.cycle, token.text, "tag", true));
  }
  return found;
}

/** The release cycle of what the image is for; the operating system's only where the image is one. */
export function lifecycleOf(image: ImageName): Lifecycle | undefined {
  return lifecyclesOf(image)[0];
}

/** The first of the reference's cycles that gets no more free updates on the given day. */
export function endedLifecycle(image: ImageName, today: string): Lifecycle | undefined {
  return lifecyclesOf(image).find(({ endOfLife }) => endOfLife !== undefined && endOfLife < today);
}

/** Whether the makers of an image have given it up, so that another one has to take its place. */
export function isRetired(image: ImageName, today: string): boolean {
  return endedLifecycle(image, today)?.isRetired === true;
}

/** Whether anything that the reference names has reached its end; undefined where nothing of it is in the table. */
export function isEndOfLife(image: ImageName, today: string): boolean | undefined {
  const found = lifecyclesOf(image);
  if (found.length === 0) return undefined;
  if (endedLifecycle(image, today)) return true;
  return found.some(({ endOfLife }) => endOfLife !== undefined) ? false : undefined;
}

/**
 * The tag of the nearest supported release in the same variant: `16-alpine` → `24-alpine`, `3.8-slim-buster` → `3.12-slim-trixie`.
 * A cycle with less than a year left is passed over where there is a longer one. Undefined where nothing has to change, where the
 * image itself has to be another (see `nearestSupported`), or where no tag is certain to exist.
 */
export function nearestSupportedTag(image: ImageName, today: string): string | undefined {
  const nearest = nearestSupported(image, today);
  return nearest && image.name !== undefined && nearest.name === canonicalName(image.name) ? nearest.tag : undefined;
}

/** As `nearestSupportedTag`, with the image's name, which changes where an image was given up or has its version in its name. */
export function nearestSupported(image: ImageName, today: string): { readonly name: string; readonly tag: string } | undefined {
  const ended = endedLifecycle(image, today);
  if (!ended || image.name === undefined) return undefined;
  const name = canonicalName(image.name);
  if (name.startsWith("gcr.io/distroless/")) return nearestDistroless(name, image.tag, today);
  const own = byImage.get(name);
  if (own?.successorReference) {
    const [successor = "", tag = ""] = own.successorReference.split(":");
    return { name: successor, tag };
  }
  const tag = image.tag;
  if (tag === undefined) return undefined;
  if (own?.successor) return nearestSuccessor(own, tag, today);
  if (ended.part === "name") return undefined;
  if (/nanoserver|windowsservercore/.test(tag)) return undefined;
  const version = own && versionIn(own, tag);
  // Tags of others than the official images, exact versions that are rebuilt for no new system, and Elixir's with their Erlang cannot be foretold.
  if (own ? own.id === "elixir" : name.includes("/")) return undefined;
  if (!version && /^\d+[.\w+]/.test(tag)) return undefined;
  let start = "";
  let rest = tag;
  if (own && version) {
    const target =
      version.cycle === undefined || !hasEnded(cyclesOf(own)[version.cycle], today)
        ? version.cycle
        : nearestCycle(own, version.cycle, today);
    if (target === undefined) return undefined;
    // A version that floats over all of its cycles goes on doing so.
    start = target === version.cycle && target.startsWith(version.text) ? version.text : spellLike(own, version.text, target);
    rest = tag.slice(version.text.length).replace(/-\d{8}(\.\d+)?(?=-|$)/, "");
    if (target !== version.cycle)
      for (const [pattern, replacement] of own.rewrites ?? []) rest = rest.replace(new RegExp(pattern), replacement);
  }
  if (!own?.isSystem) {
    const moved = withSupportedSystem(rest, today);
    if (moved === undefined) return undefined;
    rest = moved;
  }
  return { name, tag: start + rest };
}

/**
 * The tag to pin an image to that has no tag, `latest`, or one without a version: `node` → `26-trixie`, `node:alpine` → `26-alpine`.
 * Undefined where the table knows no such image or the variant is not one of its own.
 */
export function recommendedTag(image: ImageName | string, today: string): string | undefined {
  const { name, tag } = typeof image === "string" ? { name: image, tag: undefined } : image;
  if (name === undefined) return undefined;
  const product = byImage.get(canonicalName(name));
  if (!product?.pin || product.retired) return undefined;
  const cycle = recommendedCycle(product, today);
  if (cycle === undefined) return undefined;
  const variant = (tag ?? "latest").replace(/^(?:latest|lts|current|stable|mainline)(?:-|$)/, "");
  if (variant === "") return product.pin.replace("{cycle}", cycle);
  // What is left must be a variant alone: `alpine`, `slim`, `fpm-alpine`, `jre`.
  if (!/^(?:alpine|slim|fpm|apache|cli|zts|jre|jdk|trixie|bookworm)(?:-(?:alpine|slim|trixie|bookworm|perl))*$/.test(variant))
    return undefined;
  if (product.isSystem) {
    const alias = aliasOf(product, cycle);
    return alias && variant === "slim" ? `${alias}-slim` : undefined;
  }
  return `${cycle}-${variant}`;
}

/** A release cycle that still gets free updates. */
export interface SupportedCycle {
  readonly cycle: string;
  /** `Node.js 24`. */
  readonly title: string;
  readonly endOfLife: string;
}

/** The supported release cycles of an image: the recommended one first, then from the newest on; for completion. */
export function supportedCycles(name: string, today: string): readonly SupportedCycle[] {
  const product = byImage.get(canonicalName(name));
  if (!product || product.retired || product.inName) return [];
  const cycles = cyclesOf(product);
  const recommended = recommendedCycle(product, today);
  return Object.keys(cycles)
    .filter((cycle) => (cycles[cycle]?.endOfLife ?? "") >= today)
    .sort((a, b) => Number(b === recommended) - Number(a === recommended) || byVersion(b, a))
    .map((cycle) => ({ cycle, title: `${product.title} ${cycle}`, endOfLife: cycles[cycle]?.endOfLife ?? "" }));
}

/** The cycle that the tag `latest` of an image stands for, as far as it is known: `26` for `node`. */
export function currentMeaningOfLatest(name: string): string | undefined {
  return byImage.get(canonicalName(name))?.latest;
}

function cyclesOf(product: Product): Readonly<Record<string, Cycle>> {
  return product.sameAs === undefined ? product.cycles : (byId.get(product.sameAs)?.cycles ?? {});
}

function lifecycle(product: Product, cycle: string, text: string, part: "name" | "tag", isSystem: boolean): Lifecycle {
  const dates = cyclesOf(product)[cycle];
  return {
    product: product.sameAs ?? product.id,
    title: product.title,
    cycle,
    endOfLife: dates?.endOfLife,
    regularSupport: dates?.regular,
    extendedSupport: dates?.extended,
    isSystem,
    isRetired: product.retired ?? false,
    text,
    part,
    source: product.source,
  };
}

/** The version at the start of a tag and its cycle; release candidates have none. */
function versionIn(product: Product, tag: string): { readonly text: string; readonly cycle: string } | undefined {
  for (const [alias, cycle] of Object.entries(product.aliases ?? {})) {
    if (tag === alias || tag.startsWith(`${alias}-`)) return { text: alias, cycle };
  }
  const text = /^(?:stream|v)?\d[\w.+]*/.exec(tag)?.[0];
  if (text === undefined || /^\d{8}/.test(text) || /(?:^|[-.\d])(?:rc|beta|alpha|preview|ea|dev)(?:\d|[-.]|$)/.test(tag)) return undefined;
  const cycle = findCycle(cyclesOf(product), text.startsWith("v") ? text.slice(1) : text);
  return cycle === undefined ? undefined : { text, cycle };
}

/** The cycle of a version: `3.9.2` → `3.9`; of a lone `7`, which floats over `7.0` … `7.4`, the newest. */
function findCycle(cycles: Readonly<Record<string, Cycle>>, version: string): string | undefined {
  let best: string | undefined;
  for (const cycle of Object.keys(cycles)) {
    const isPrefix = version === cycle || (version.startsWith(cycle) && !/[\d]/.test(version.charAt(cycle.length)));
    if (isPrefix && (best === undefined || cycle.length > best.length)) best = cycle;
  }
  if (best !== undefined) return best;
  if (!/^\d+$/.test(version)) return undefined;
  return Object.keys(cycles)
    .filter((cycle) => cycle.startsWith(`${version}.`))
    .sort(byVersion)
    .at(-1);
}

function byVersion(a: string, b: string): number {
  const left = a.replace(/^\D+/, "").split(".").map(Number);
  const right = b.replace(/^\D+/, "").split(".").map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** An operating system's release that the tag of another image names. */
function embeddedIn(
  system: Product,
  tag: string,
): { readonly text: string; readonly cycle: string; readonly index: number; readonly release: string } | undefined {
  const match = systemPatterns.get(system)?.exec(tag);
  const release = match?.slice(1).find((group) => group !== undefined);
  if (!match || release === undefined) return undefined;
  const cycle = system.aliases?.[release] ?? findCycle(system.cycles, release);
  if (cycle === undefined) return undefined;
  const text = match[0].replace(/^[-.]/, "");
  return { text, cycle, index: match.index + match[0].length - text.length, release };
}

function hasEnded(cycle: Cycle | undefined, today: string): boolean {
  return cycle?.endOfLife !== undefined && cycle.endOfLife < today;
}

/** The supported cycle to move to from an ended one. */
function nearestCycle(product: Product, from: string, today: string): string | undefined {
  if (product.prefers === "newest") return recommendedCycle(product, today);
  const cycles = cyclesOf(product);
  const isLts = (cycle: Cycle) => cycle.lts !== undefined && cycle.lts <= today;
  const hasLts = Object.values(cycles).some(isLts);
  const alive = Object.keys(cycles)
    .filter((name) => {
      const cycle = cycles[name] as Cycle;
      return cycle.endOfLife !== undefined && cycle.endOfLife >= today && (!hasLts || isLts(cycle)) && byVersion(name, from) > 0;
    })
    .sort(byVersion);
  const inAYear = `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`;
  return alive.find((name) => (cycles[name]?.endOfLife ?? "") >= inAYear) ?? alive.at(-1);
}

function recommendedCycle(product: Product, today: string): string | undefined {
  const cycles = cyclesOf(product);
  const isAlive = (name: string | undefined) => name !== undefined && !hasEnded(cycles[name], today);
  if (isAlive(product.recommended)) return product.recommended;
  const lts = Object.keys(cycles).filter((name) => isAlive(name) && (cycles[name]?.lts ?? "9") <= today);
  return lts.sort(byVersion).at(-1) ?? (isAlive(product.latest) ? product.latest : undefined);
}

function aliasOf(product: Product, cycle: string): string | undefined {
  return Object.entries(product.aliases ?? {}).find(([, value]) => value === cycle)?.[0];
}

/** The new cycle written as the old version was: by code name for operating systems, else by number. */
function spellLike(product: Product, text: string, cycle: string): string {
  if (/^\D/.test(text) && product.isSystem) return aliasOf(product, cycle) ?? cycle;
  return text.startsWith("v") ? `v${cycle}` : cycle;
}

/** What follows the version, with every operating system in it a supported one; undefined where there is no sure replacement. */
function withSupportedSystem(rest: string, today: string): string | undefined {
  let result = rest;
  for (const system of systems) {
    const token = embeddedIn(system, result);
    if (!token) continue;
    // Images are built on the newest two Alpine releases only, so a number in the tag has to move along with the version.
    if (system.id !== "alpine" && !hasEnded(system.cycles[token.cycle], today)) continue;
    const target = nearestCycle(system, token.cycle, today);
    if (target === undefined) return undefined;
    const spelled = /^\D/.test(token.release) ? aliasOf(system, target) : target;
    if (spelled === undefined) return undefined;
    result = result.slice(0, token.index) + token.text.replace(token.release, spelled) + result.slice(token.index + token.text.length);
  }
  return result;
}

/** The image that took the place of one that was given up, in the same cycle where that is supported there. */
function nearestSuccessor(product: Product, tag: string, today: string): { readonly name: string; readonly tag: string } | undefined {
  const successor = product.successor === undefined ? undefined : byImage.get(product.successor);
  const version = versionIn(product, tag);
  if (!successor || !version || product.successor === undefined) return undefined;
  const known = successor.cycles[version.cycle];
  const cycle = known && !hasEnded(known, today) ? version.cycle : nearestCycle(successor, version.cycle, today);
  if (cycle === undefined) return undefined;
  const kind = /-jre\b/.test(tag) ? "jre" : "jdk";
  return { name: product.successor, tag: `${cycle}-${kind}${/alpine/.test(tag) ? "-alpine" : ""}` };
}

/** Distroless images have versions in their names and are built for Debian 13 alone. Source: https://github.com/GoogleContainerTools/distroless. */
function nearestDistroless(
  name: string,
  tag: string | undefined,
  today: string,
): { readonly name: string; readonly tag: string } | undefined {
  const match = /^gcr\.io\/distroless\/([a-z-]+?)(\d*)(?:-debian\d+)?$/.exec(name);
  if (!match) return undefined;
  const [, kind = "", number = ""] = match;
  const image = kind === "python" ? "python3" : kind;
  const variant = tag !== undefined && /^(?:latest|nonroot|debug|debug-nonroot)$/.test(tag) ? tag : undefined;
  const product = kind === "nodejs" ? byId.get("node") : kind === "java" ? byId.get("temurin") : undefined;
  if (!product || (number === "" && variant !== undefined))
    return { name: `gcr.io/distroless/${image}-debian13`, tag: variant ?? "nonroot" };
  const from = number === "" ? /^\d+/.exec(tag ?? "")?.[0] : number;
  if (from === undefined) return undefined;
  const cycle = hasEnded(product.cycles[from], today) ? nearestCycle(product, from, today) : from;
  return cycle === undefined ? undefined : { name: `gcr.io/distroless/${kind}${cycle}-debian13`, tag: variant ?? "nonroot" };
}
