import { type BaseImage, lookUpBaseImage } from "../../knowledge/base-images.ts";
import { recommendedTag } from "../../knowledge/lifecycle.ts";
import { parseShell } from "../../languages/shell/parse.ts";
import { MappedText } from "../../text/mapped.ts";
import type { Plan } from "../model.ts";

/** What stands in one piece of a Dockerfile: a line, or nothing. */
export type Line = string | undefined | false;

/** The lines of one stage, or of the head: those that are not there are left out. */
export function lines(...all: readonly (Line | readonly Line[])[]): string {
  return all
    .flat()
    .filter((line) => line !== undefined && line !== false && line !== "")
    .join("\n");
}

/** The whole file from its stages, a blank line between two of them. */
export function stages(...all: readonly (string | undefined | false)[]): string {
  return `${all.filter((stage) => stage !== undefined && stage !== false && stage !== "").join("\n\n")}\n`;
}

/**
 * What every Dockerfile begins with. The version of the runtime stands in one place, so that all stages have the same.
 * @param versions by the argument's name: `{ NODE_VERSION: "24" }`
 */
export function head(versions: Readonly<Record<string, string | undefined>> = {}): string {
  const args = Object.entries(versions).flatMap(([name, value]) => (value === undefined ? [] : [`ARG ${name}=${value}`]));
  return stages("# syntax=docker/dockerfile:1", args.join("\n")).trimEnd();
}

/**
 * The reference of an image in the release that is recommended now: `nginxinc/nginx-unprivileged:1.30-alpine`.
 * @param variant what follows the release in the tag: `alpine`, `slim`, `jre`
 */
export function recommendedImage(name: string, variant: string | undefined, { today }: Plan): string {
  const tag = recommendedTag(variant === undefined ? name : { name, tag: variant }, today);
  if (tag === undefined) throw new Error(`the table of releases has no ${name} ${variant ?? ""}`);
  return `${name}:${tag}`;
}

/** Facts of an image by its reference: `node:24-trixie-slim`. */
export function factsOf(reference: string): BaseImage | undefined {
  const colon = reference.indexOf(":");
  const [name, tag] = colon < 0 ? [reference, undefined] : [reference.slice(0, colon), reference.slice(colon + 1)];
  return lookUpBaseImage({ name, tag });
}

/** What a stage's last image runs as where it has no unprivileged user of its own. */
const ownUser = "10001:10001";

/**
 * The user and group that the application runs as: the image's own unprivileged user, else ids that no image uses. By number, because Kubernetes
 * cannot tell from a name whether that is root.
 */
export function userOf(reference: string): string {
  const user = factsOf(reference)?.unprivilegedUser;
  return user?.uid === undefined || user.uid === 0 ? ownUser : `${user.uid}:${user.gid ?? user.uid}`;
}

/**
 * The RUN that makes the user of `userOf`, for programs that look up who they run as; undefined where the image has a user of its own, or nothing to make
 * one with.
 */
export function newUser(reference: string): string | undefined {
  const packages = userOf(reference) === ownUser ? factsOf(reference)?.packages : undefined;
  // BusyBox's programs know short options alone.
  if (packages === "apk") return run([], "addgroup -S -g 10001 app", "adduser -S -D -H -u 10001 -G app app");
  // Without --no-log-init a high id makes /var/log/lastlog as large.
  return packages === "apt"
    ? run([], "groupadd --gid 10001 app", "useradd --uid 10001 --gid app --no-create-home --no-log-init --shell /usr/sbin/nologin app")
    : undefined;
}

/** Words as Docker's exec form writes them. */
export function execForm(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
}

/** The words of a command where a shell would do nothing but split and unquote them; undefined where it has to do more. */
export function wordsOf(command: string): readonly string[] | undefined {
  // Behind a command that does nothing every word is an argument, wrappers and assignments among them.
  const script = parseShell(new MappedText(`: ${command}`, 0));
  const [only, ...others] = script.commands;
  if (!only || others.length > 0 || script.errors.length > 0 || only.redirects.length > 0 || only.pipe) return undefined;
  const words = only.args.map(({ value }) => value);
  const [first] = words;
  if (first === undefined || /^\w+=/.test(first)) return undefined;
  return words.every((word) => word !== undefined) ? (words as string[]) : undefined;
}

/** The start command in exec form, so that signals reach the program; what needs a shell is replaced by it as soon as it starts. */
export function startWords(command: string): readonly string[] {
  return wordsOf(command) ?? ["sh", "-c", /^[\w./-]+(?: [^;&|<>]*)?$/.test(command) ? `exec ${command}` : command];
}

/** A directory that outlives the build: a package manager's cache. */
export function cacheMount(target: string, options: { readonly id?: string; readonly locked?: boolean } = {}): string {
  const { id, locked } = options;
  return `--mount=type=cache${id === undefined ? "" : `,id=${id}`},target=${target}${locked ? ",sharing=locked" : ""}`;
}

/** A secret of the build as a file, which no layer keeps. */
export function secretMount(id: string, target: string): string {
  return `--mount=type=secret,id=${id},target=${target}`;
}

/** A RUN instruction: mounts and commands, each on its own line where there are several. The commands are joined by `&&`. */
export function run(mounts: readonly string[], ...commands: readonly Line[]): string {
  const all = commands.filter((command) => command !== undefined && command !== false && command !== "") as string[];
  const parts = [...mounts, all.join(" \\\n    && ")];
  return `RUN ${parts.join(" \\\n    ")}`;
}

/** The timing of a check: what fits an application that starts within seconds. */
export interface HealthcheckTiming {
  /** Seconds within which a failing check does not count. */
  readonly startPeriod?: number;
  /** Seconds that one check may take. */
  readonly timeout?: number;
}

/** While it starts it is asked every two seconds, so that those who wait for it wait no longer than need be. */
export function healthcheck(words: readonly string[], timing: HealthcheckTiming = {}): string {
  const { startPeriod = 30, timeout = 3 } = timing;
  const flags = `--interval=30s --timeout=${timeout}s --start-period=${startPeriod}s --start-interval=2s --retries=3`;
  return `HEALTHCHECK ${flags} \\\n    CMD ${execForm(words)}`;
}

/** BusyBox's `wget`, with the options that it knows. */
export function wgetProbe(port: number, path: string): readonly string[] {
  return ["wget", "-q", "-T", "2", "-O", "/dev/null", `http://127.0.0.1:${port}${path}`];
}

/** Where the sources are, for those who find the image in a registry; undefined where the repository is not known. */
export function sourceLabel({ repository: { slug } }: Plan): string | undefined {
  return slug && `LABEL org.opencontainers.image.source="https://github.com/${slug.value}"`;
}

/** A path below the application's folder, as the build context has it. */
export function inContext({ application: { folder, context } }: Plan, path: string): string {
  const inside = folder === context ? "" : context === "" ? folder : folder.slice(context.length + 1);
  return inside === "" ? path : path === "" ? inside : `${inside}/${path}`;
}

/** What detection found of the ecosystem that the image is for: without it there is nothing to build an image from, and none is written. */
export function factsFor<T>(ecosystem: string, facts: T | undefined): T {
  if (facts === undefined) throw new Error(`the application was not recognised as ${ecosystem}`);
  return facts;
}
