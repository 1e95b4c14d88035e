import type { ImageName } from "./names.ts";
import { canonicalName } from "./names.ts";

/** An image that its makers have given up, whatever its version. */
interface RetiredImage {
  /** The image that takes its place; undefined where there is none. */
  readonly successor: string | undefined;
  /** The successor has the same tags. */
  readonly hasSameTags: boolean;
}

/**
 * Docker Hub's official images with a notice of deprecation, and what takes their place; a `*` where the successor has the same tags.
 * Source: `<name>/deprecated.md` of https://github.com/docker-library/docs.
 */
const retired: Readonly<Record<string, string>> = {
  adoptopenjdk: "eclipse-temurin",
  consul: "hashicorp/consul*",
  django: "python",
  iojs: "node",
  java: "eclipse-temurin",
  jenkins: "jenkins/jenkins",
  mono: "",
  openjdk: "eclipse-temurin",
  opensuse: "opensuse/leap",
  owncloud: "owncloud/server",
  piwik: "matomo",
  plone: "plone/plone-backend",
  rails: "ruby",
  sentry: "",
  vault: "hashicorp/vault*",
};

/**
 * What became of an image that was given up. Undefined for all others, and for `openjdk`'s early-access builds, the only ones that are still made.
 * Frozen registries: https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/, https://github.com/bitnami/containers/issues/83267.
 */
export function retirementOf({ name = "", tag }: ImageName): RetiredImage | undefined {
  const canonical = canonicalName(name);
  if (canonical.startsWith("k8s.gcr.io/")) return { successor: canonical.replace("k8s.gcr.io", "registry.k8s.io"), hasSameTags: true };
  if (canonical.startsWith("bitnamilegacy/")) return { successor: undefined, hasSameTags: false };
  const successor = Object.hasOwn(retired, canonical) ? retired[canonical] : undefined;
  if (successor === undefined || (canonical === "openjdk" && /-ea\b/.test(tag ?? ""))) return undefined;
  return { successor: successor.replace("*", "") || undefined, hasSameTags: successor.endsWith("*") };
}
