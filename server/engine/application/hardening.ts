import { serviceImageOfStage } from "../image/base.ts";
import { type HostNeed, hostNeedsOf, hostNeedsOfNamed } from "../knowledge/host-agents.ts";
import { readReference } from "../knowledge/reference.ts";
import { serviceImage } from "../knowledge/service-images.ts";
import type { Service } from "../languages/compose/model.ts";
import type { List } from "../languages/yaml/mapping.ts";
import type { YamlScalar } from "../languages/yaml/model.ts";
import type { Fix, Severity } from "../rule.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { ApplicationService } from "./application.ts";
import { builtStage } from "./built-stage.ts";
import { isOnOwnMachine } from "./development.ts";
import { type Edits, fixesOf } from "./edit.ts";
import { isForDevelopment } from "./files.ts";
import { isExtendedElsewhere, standsAlone } from "./parts.ts";
import { buildOf, has, likelyImageOf } from "./settings.ts";

/** Whether a service is known as a program that needs something of its host by its nature, such as an agent that watches containers. */
export function needsHost(service: ApplicationService, need: HostNeed): boolean {
  const image = recognisableImageOf(service);
  if (image !== undefined) return hostNeedsOf(image).includes(need);
  return !buildOf(service) && hostNeedsOfNamed(service.name).includes(need);
}

/** The image of a service with at least its name: `postgres:${VERSION}` is PostgreSQL. */
export function recognisableImageOf(service: ApplicationService): string | undefined {
  const likely = likelyImageOf(service);
  if (likely !== undefined) return likely;
  const written = service.layers.map(({ image }) => image.node?.text).find((text) => text !== undefined);
  return written !== undefined && readReference(written) ? written : undefined;
}

/**
 * How much it matters that a service reaches out of its container: `severity`, but a hint where it is for developing, by its file or its profile, and
 * where it is known to need it. To be spread into a problem.
 */
export function severityOfReach(service: ApplicationService, need: HostNeed, severity?: Severity): { readonly severity?: Severity } {
  if (isForDevelopment(service.own.file) || isStartedForDevelopment(service) || needsHost(service, need)) return { severity: "hint" };
  return severity ? { severity } : {};
}

/** Whether a service is only started with a profile for developing or testing. */
function isStartedForDevelopment({ own }: ApplicationService): boolean {
  const profiles = own.profiles.known ?? [];
  return (
    profiles.length > 0 &&
    profiles.every((profile) => /^(?:dev|devel|development|local|debug|debugging|tests?|testing|e2e|ci)$/i.test(profile))
  );
}

/** What to do about it: `advice`, but for a service that is known to need it, which would not work without. */
export function adviceOnReach(service: ApplicationService, need: HostNeed, advice: string): string {
  return needsHost(service, need) ? "Its program works by that: keep it up to date, and out of reach of strangers." : advice;
}

/** The fix that takes it away; none for a service that would not work without. */
export function fixesOfReach(service: ApplicationService, need: HostNeed, title: string, edits: Edits): readonly Fix[] {
  return needsHost(service, need) ? [] : fixesOf(title, "unsafe", service.own.file, edits);
}

/**
 * Whether a service lacks a setting that hardens it: nothing that is laid over it, extends it or is extended by it can bring it, and it is neither for
 * developing nor privileged, which makes hardening pointless.
 */
export function lacksHardening(
  service: ApplicationService,
  workspace: Workspace,
  ...paths: readonly (readonly [string, ...string[]])[]
): boolean {
  const { own, application, layers } = service;
  const { file } = own;
  if (file !== application.file || file.isBroken || !own.mapping.isKnown || isOnOwnMachine(file)) return false;
  if (application.isOverride && layers.some((layer) => layer.file !== file)) return false;
  if (["image", "build"].every((key) => has(service, key) !== true) || has(service, "provider") !== false) return false;
  if (isPrivileged(service) || !standsAlone(file, workspace) || isExtendedElsewhere(file, own.name, workspace)) return false;
  return paths.every((path) => has(service, ...path) === false);
}

/** Whether a service is certainly, or perhaps, privileged. */
export function isPrivileged({ layers, possible }: ApplicationService): boolean {
  return [...layers, ...possible].some(({ mapping }) => mapping.boolean("privileged").value === true);
}

/**
 * Whether the program of a service may start as root and hand its work to a user of its own, as databases, proxies and the like do: they write into their
 * own file system and need the capabilities of root for a moment. Of what is built from a Dockerfile that is not seen nobody knows.
 */
export function mayNeedRoot(service: ApplicationService, workspace: Workspace): boolean {
  const stage = builtStage(service, workspace);
  if (stage) return serviceImageOfStage(stage) !== undefined;
  if (has(service, "build") !== false) return true;
  const image = recognisableImageOf(service);
  return image !== undefined && (serviceImage(image) !== undefined || hostNeedsOf(image).length > 0);
}

/** An item of `security_opt`: `seccomp:unconfined`, `no-new-privileges=true`. */
export interface SecurityOption {
  readonly name: string;
  /** Undefined where there is none, `no-new-privileges`. */
  readonly value: string | undefined;
  readonly node: YamlScalar;
  readonly index: number;
}

/** The items of `security_opt` of a service as one file writes them; those with a variable are left out. Both `:` and `=` part name and value. */
export function securityOptionsOf({ mapping, file }: Service): readonly SecurityOption[] {
  return scalarsOf(mapping.list("security_opt")).flatMap(({ node, index }) => {
    if (file.isMasked(node.span)) return [];
    const [, name = "", value] = /^([^:=]+)(?:[:=](.*))?$/s.exec(node.text.trim()) ?? [];
    return [{ name, value, node, index }];
  });
}

/** The items of a list that are scalars, with their places in it. */
export function scalarsOf(list: List): readonly { readonly node: YamlScalar; readonly index: number }[] {
  return (list.sequence?.items ?? []).flatMap(({ value }, index) =>
    value?.kind === "scalar" && value.text !== "" ? [{ node: value, index }] : [],
  );
}
