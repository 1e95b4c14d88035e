import { lookUpBaseImage } from "./base-images.ts";
import { canonicalName, isOfficialRootImage } from "./names.ts";

/**
 * Words that stand for whatever is newest in some sense, and are moved with each release or build: branches, channels and environments. Taken for
 * themselves, or before a variant (`stable-alpine`).
 */
export const movingTags: readonly string[] = [
  ...["latest", "stable", "mainline", "current", "lts", "release", "rolling", "newest", "recent"],
  ...[
    "main",
    "master",
    "trunk",
    "head",
    "dev",
    "devel",
    "develop",
    "development",
    "edge",
    "nightly",
    "canary",
    "next",
    "beta",
    "alpha",
    "rc",
    "preview",
  ],
  ...["snapshot", "testing", "test", "unstable", "experimental", "staging", "stage", "prod", "production", "qa", "local"],
];

/** Whether the makers of an image publish it without versions: then only a digest holds it fast. */
export function hasNoVersions(name: string): boolean {
  return /^(?:cgr\.dev\/chainguard\/|(?:\w+\.)?gcr\.io\/distroless\/)/.test(name);
}

/** Whether an image is one of Docker Hub's official ones, whose tags without a number are variants of the newest version: `redis:alpine`. */
function isOfficial(name: string): boolean {
  const canonical = canonicalName(name);
  return !canonical.includes("/") && (lookUpBaseImage({ name: canonical, tag: undefined }) !== undefined || isOfficialRootImage(canonical));
}

/** Whether a tag is moved to other images by habit: one of the words, or a variant of an official image without a version. */
export function isMovingTag(name: string, tag: string, words: readonly string[] = movingTags): boolean {
  const lower = tag.toLowerCase();
  const first = /^[a-z]+/.exec(lower)?.[0] ?? "";
  // `beta.3` and `dev-20240101` name one build.
  if (words.includes(lower) || (words.includes(first) && (first === "latest" || !/\d/.test(lower)))) return true;
  return !/\d/.test(lower) && isOfficial(name);
}
