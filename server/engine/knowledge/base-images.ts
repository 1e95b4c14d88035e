import { remember } from "../text/remember.ts";
import data from "./data/base-images.json" with { type: "json" };
import { canonicalName, type ImageName } from "./names.ts";

export type PackageManager = "apt" | "apk" | "dnf" | "microdnf" | "yum" | "tdnf" | "zypper" | "pacman" | "none";
/** What `/bin/sh` is. */
export type Shell = "dash" | "ash" | "bash" | "none";
export type ImageKind = "os" | "runtime" | "sdk" | "service" | "tool";
export type Distribution =
  | "almalinux"
  | "alpine"
  | "amazonlinux"
  | "arch"
  | "azurelinux"
  | "centos"
  | "debian"
  | "distroless"
  | "fedora"
  | "opensuse"
  | "oraclelinux"
  | "rhel"
  | "rockylinux"
  | "ubuntu"
  | "wolfi";

/** A user of an image; ids are undefined where they are not the same in all its versions, or not known. */
export interface ImageUser {
  readonly name: string | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** What is known of a base image in one of its variants. An absent fact is unknown and never to be reported. */
export interface BaseImage {
  /** Its canonical name: `node`. */
  readonly name: string;
  readonly kind: ImageKind | undefined;
  /** `windows` images have no other facts than kind and runtimes. */
  readonly os: "linux" | "windows" | undefined;
  readonly distribution: Distribution | undefined;
  /** The release of the distribution where the tag names it: `bookworm`, `3.22`, `24.04`. */
  readonly release: string | undefined;
  readonly libc: "glibc" | "musl" | undefined;
  readonly shell: Shell | undefined;
  readonly packages: PackageManager | undefined;
  /** The basic tools are BusyBox's: `wget` without long options, `adduser` and `addgroup` with short ones. */
  readonly hasBusybox: boolean;
  /** Programs that are known to be there, or known to be missing. */
  readonly tools: ReadonlyMap<string, boolean>;
  /** Nothing is in it but what its runtimes and `tools` name: a tool not listed is missing. */
  readonly isClosed: boolean;
  /** The user that it runs as when nobody says otherwise. */
  readonly user: ImageUser | undefined;
  /** The unprivileged user that it has ready for the application. */
  readonly unprivilegedUser: ImageUser | undefined;
  /** All users that are known to exist, the two above included, `root` left out. */
  readonly users: readonly ImageUser[];
  /** Interpreters and compilers that it ships: `node`, `python`, `go`. */
  readonly runtimes: readonly string[];
  readonly workdir: string | undefined;
  readonly entrypoint: readonly string[] | undefined;
  readonly cmd: readonly string[] | undefined;
  /** The port that it listens on as it comes. */
  readonly port: number | undefined;
  /** A path that it answers over HTTP as it comes. */
  readonly healthPath: string | undefined;
  /** It brings a HEALTHCHECK of its own, which images built on it inherit. */
  readonly hasHealthcheck: boolean;
  /** What it answers, where that is not HTTP. */
  readonly serves: "fastcgi" | "events" | undefined;
  /** It starts a service without being told a command. */
  readonly servesByItself: boolean;
  /** Its entrypoint, or the tool that it is made for (dev containers), starts as root and then runs what is asked for as an unprivileged user. */
  readonly dropsPrivileges: boolean;
  /** The platform it is made for chooses the user and ignores USER (AWS Lambda). */
  readonly platformSetsUser: boolean;
  /** The full reference of an image to run what was built here, with the same version and variant. */
  readonly runtimeImage: string | undefined;
  /** The page that proves the facts, and the day they were checked. */
  readonly source: string;
  readonly date: string;
}

interface Facts {
  readonly kind?: ImageKind | null;
  readonly os?: "windows";
  readonly distribution?: Distribution | null;
  readonly libc?: "glibc" | "musl" | null;
  readonly shell?: Shell | null;
  readonly packages?: PackageManager | null;
  readonly busybox?: boolean | null;
  readonly tools?: Readonly<Record<string, boolean | null>>;
  readonly isClosed?: boolean | null;
  readonly user?: string | null;
  readonly nonRoot?: string | null;
  readonly users?: readonly string[];
  readonly runtimes?: readonly string[];
  readonly workdir?: string | null;
  readonly entrypoint?: readonly string[] | null;
  readonly cmd?: readonly string[] | null;
  readonly port?: number | null;
  readonly healthPath?: string | null;
  readonly hasHealthcheck?: boolean;
  readonly serves?: "fastcgi" | "events";
  readonly servesByItself?: boolean | null;
  readonly dropsPrivileges?: boolean;
  readonly platformSetsUser?: boolean;
  readonly slim?: boolean;
  readonly runtimeImage?: string | null;
  readonly runtimeTag?: Readonly<Record<string, string>> | null;
}

/** An image of the table. `variants` apply in order where their pattern finds something in the tag; null takes a fact away. */
interface Entry extends Facts {
  readonly names: readonly string[];
  readonly system?: string;
  readonly variants?: readonly Variant[];
  readonly source: string;
  readonly date: string;
}
interface Variant extends Facts {
  readonly tags: string;
  /** The operating system's facts that take the place of the entry's. */
  readonly system?: string;
  /** Forget the operating system's facts. */
  readonly reset?: boolean;
}

const systems = data.systems as Readonly<Record<string, Facts>>;
const entries = data.images as unknown as readonly Entry[];
const byName = new Map<string, Entry>();
const byPattern: { readonly pattern: RegExp; readonly length: number; readonly entry: Entry }[] = [];
for (const entry of entries) {
  for (const name of entry.names) {
    if (!name.includes("*")) byName.set(name, entry);
    else byPattern.push({ pattern: wildcard(name), length: name.length, entry });
  }
}
byPattern.sort((a, b) => b.length - a.length);

/** The images that the table knows by an exact name, official ones first; for completion. */
// Pure, so that the command line, which completes nothing, is bundled and started without it.
export const baseImageNames: readonly string[] = /* @__PURE__ */ namesInOrder();

function namesInOrder(): readonly string[] {
  return [...byName.keys()].sort((a, b) => Number(a.includes("/")) - Number(b.includes("/")) || (a < b ? -1 : 1));
}

/**
 * The facts of an image, undefined where it is not in the table. A missing tag means `latest`, except where a digest stands alone:
 * that may be any variant, and only what all variants share is given.
 */
export function lookUpBaseImage(image: ImageName): BaseImage | undefined {
  if (image.name === undefined) return undefined;
  const name = canonicalName(image.name);
  const entry = entryOf(name);
  if (!entry) return undefined;
  if (image.tag === undefined && image.digest !== undefined) return sharedFacts(name, entry, undefined);
  return tagged(`${name}:${image.tag ?? "latest"}`);
}

const tagged = remember((reference): BaseImage | undefined => {
  const colon = reference.lastIndexOf(":");
  const name = reference.slice(0, colon);
  const tag = reference.slice(colon + 1);
  const entry = entryOf(name);
  return entry && build(name, tag, entry, matching(entry, tag));
});

/**
 * The facts of an image whose tag hangs on an unknown variable: `visible` is what is written of the tag (`-alpine` of `$VERSION-alpine`).
 * Where that names a variant its facts are given, else what all variants share.
 */
export function lookUpByVisibleTag(name: string, visible: string): BaseImage | undefined {
  const canonical = canonicalName(name);
  const entry = entryOf(canonical);
  if (!entry) return undefined;
  return sharedFacts(canonical, entry, visible);
}

function entryOf(name: string): Entry | undefined {
  return byName.get(name) ?? byPattern.find(({ pattern }) => pattern.test(name))?.entry;
}

const variantPatterns = new Map<Variant, RegExp>();

function matching(entry: Entry, tag: string): Variant[] {
  return (entry.variants ?? []).filter((variant) => {
    let pattern = variantPatterns.get(variant);
    if (!pattern) {
      pattern = new RegExp(variant.tags);
      variantPatterns.set(variant, pattern);
    }
    return pattern.test(tag);
  });
}

function sharedFacts(name: string, entry: Entry, visible: string | undefined): BaseImage {
  const seen = visible === undefined ? [] : matching(entry, visible);
  if (seen.length > 0) return { ...build(name, visible ?? "", entry, seen), runtimeImage: undefined };
  // Windows variants are left out: a reference that can be both is a Linux image in all but a handful of files.
  const variants = (entry.variants ?? []).map((variant) => build(name, "", entry, [variant])).filter((image) => image.os !== "windows");
  return { ...[build(name, "", entry, []), ...variants].reduce(common), runtimeImage: undefined };
}

/** The facts on which both agree. */
function common(a: BaseImage, b: BaseImage): BaseImage {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(a)) {
    const other = b[key as keyof BaseImage];
    if (JSON.stringify(value) === JSON.stringify(other) && !(value instanceof Map)) result[key] = value;
    else if (typeof value === "boolean") result[key] = false;
    else if (Array.isArray(value)) result[key] = value.filter((item) => JSON.stringify(other).includes(JSON.stringify(item)));
  }
  const tools = [...a.tools].filter(([tool, isThere]) => b.tools.get(tool) === isThere);
  return { ...(result as unknown as BaseImage), name: a.name, source: a.source, date: a.date, tools: new Map(tools) };
}

function build(name: string, tag: string, entry: Entry, variants: readonly Variant[]): BaseImage {
  let system = entry.system;
  for (const variant of variants) {
    if (variant.system) system = variant.system;
    if (variant.reset) system = undefined;
  }
  const own: Facts = system === undefined ? {} : (systems[system] ?? {});
  const layers: readonly Facts[] = [own, entry, ...variants.map((variant) => withSystem(variant))];
  const pick = <K extends keyof Facts>(key: K): NonNullable<Facts[K]> | undefined => {
    for (let i = layers.length - 1; i >= 0; i--) {
      const value = layers[i]?.[key];
      if (value !== undefined) return value === null ? undefined : (value as NonNullable<Facts[K]>);
    }
    return undefined;
  };
  const isWindows = own.os === "windows";
  const facts = {
    name,
    kind: pick("kind"),
    source: entry.source,
    date: entry.date,
    runtimes: pick("runtimes") ?? [],
    serves: pick("serves"),
    servesByItself: pick("servesByItself") ?? false,
    hasHealthcheck: pick("hasHealthcheck") ?? false,
    dropsPrivileges: pick("dropsPrivileges") ?? false,
    platformSetsUser: pick("platformSetsUser") ?? false,
  };
  if (isWindows) return { ...nothingKnown, ...facts, os: "windows" };
  const tools = new Map<string, boolean>();
  for (const layer of layers) {
    for (const [tool, isThere] of Object.entries(layer.tools ?? {})) {
      if (isThere === null) tools.delete(tool);
      else tools.set(tool, isThere);
    }
  }
  const distribution = pick("distribution");
  const user = parseUser(pick("user"));
  const unprivilegedUser = parseUser(pick("nonRoot"));
  const users = new Map<string, ImageUser>();
  for (const text of layers.flatMap((layer) => layer.users ?? [])) {
    const known = parseUser(text);
    if (known) users.set(text, known);
  }
  for (const known of [user, unprivilegedUser]) {
    if (known && known.uid !== 0 && known.name !== "root") users.set(`${known.name ?? ""}:${known.uid ?? ""}:${known.gid ?? ""}`, known);
  }
  return {
    ...facts,
    os: "linux",
    distribution,
    release: releaseInTag(distribution, name, tag),
    libc: pick("libc"),
    shell: pick("shell"),
    packages: pick("packages"),
    hasBusybox: pick("busybox") ?? false,
    tools,
    isClosed: pick("isClosed") ?? false,
    user,
    unprivilegedUser,
    users: [...users.values()],
    workdir: pick("workdir"),
    entrypoint: pick("entrypoint"),
    cmd: pick("cmd"),
    port: pick("port"),
    healthPath: pick("healthPath"),
    runtimeImage: runtimeImage(name, tag, pick("runtimeImage"), pick("runtimeTag"), pick("slim") ?? false),
  };
}

/** What is said of an image's contents where the table says nothing. */
export const nothingKnown = {
  distribution: undefined,
  release: undefined,
  libc: undefined,
  shell: undefined,
  packages: undefined,
  hasBusybox: false,
  tools: new Map<string, boolean>(),
  isClosed: false,
  user: undefined,
  unprivilegedUser: undefined,
  users: [],
  workdir: undefined,
  entrypoint: undefined,
  cmd: undefined,
  port: undefined,
  healthPath: undefined,
  runtimeImage: undefined,
} as const;

/** A variant's facts without what describes the variant itself. */
function withSystem(variant: Variant): Facts {
  const { tags: _tags, system: _system, reset: _reset, ...facts } = variant;
  return facts;
}

/** `name:uid:gid`, each of them possibly empty. */
function parseUser(text: string | undefined): ImageUser | undefined {
  if (text === undefined) return undefined;
  const [name = "", uid = "", gid = ""] = text.split(":");
  return { name: name || undefined, uid: uid === "" ? undefined : Number(uid), gid: gid === "" ? undefined : Number(gid) };
}

const releasePatterns: Partial<Record<Distribution, RegExp>> = {
  debian: /(?:^|[-.])(wheezy|jessie|stretch|buster|bullseye|bookworm|trixie|forky)(?:$|[-.])/,
  ubuntu: /(?:^|[-.]|ubuntu-?)(trusty|xenial|bionic|focal|jammy|noble|resolute|(?:1[4-9]|2\d)\.(?:04|10))(?:$|[-.])/,
  alpine: /alpine(\d+\.\d+)/,
};

/** The release of the distribution that a tag names, for an image of that distribution. */
function releaseInTag(distribution: Distribution | undefined, name: string, tag: string): string | undefined {
  if (distribution === undefined) return undefined;
  if (name === "alpine") return /^\d+\.\d+/.exec(tag)?.[0];
  if (name === "debian" || name === "amazonlinux" || name === "fedora") {
    const number = /^\d+(?=$|[-.])/.exec(tag)?.[0];
    if (number) return number;
  }
  return releasePatterns[distribution]?.exec(tag)?.[1];
}

function runtimeImage(
  name: string,
  tag: string,
  template: string | undefined,
  replacements: Readonly<Record<string, string>> | undefined,
  hasSlim: boolean,
): string | undefined {
  if (template !== undefined) {
    if (template.includes("{tag}")) return /^\d/.test(tag) ? template.replace("{tag}", tag.replace(/-aot\b/, "")) : undefined;
    if (!template.includes("{java}")) return template;
    const java = /(?:temurin|openjdk|corretto|jdk|semeru|zulu|sapmachine|java)-?(\d+)/.exec(tag)?.[1];
    return java === undefined ? undefined : template.replace("{java}", java);
  }
  if (replacements !== undefined) {
    if (!/^\d/.test(tag)) return undefined;
    for (const [pattern, replacement] of Object.entries(replacements)) {
      const changed = tag.replace(new RegExp(pattern), replacement);
      if (changed !== tag) return `${name}:${changed}`;
    }
    return undefined;
  }
  return hasSlim ? slimTag(name, tag) : undefined;
}

/** The same version without compilers and headers: `node:22` → `node:22-slim`, `python:3.14-trixie` → `python:3.14-slim-trixie`. */
function slimTag(name: string, tag: string): string | undefined {
  const match = /^(\d[^-]*)(?:-(trixie|bookworm|bullseye))?$/.exec(tag);
  if (!match) return undefined;
  const [, version, release] = match;
  if (release === undefined) return `${name}:${version}-slim`;
  return name === "node" ? `${name}:${version}-${release}-slim` : `${name}:${version}-slim-${release}`;
}

function wildcard(name: string): RegExp {
  return new RegExp(`^${name.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^:@]+")}$`);
}
