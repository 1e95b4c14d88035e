import { serviceImageOfStage } from "../image/base.ts";
import { dropsPrivileges } from "../image/privileges.ts";
import { runtimeUser } from "../image/user.ts";
import { type ImageUser, lookUpBaseImage } from "../knowledge/base-images.ts";
import { readReference } from "../knowledge/reference.ts";
import { serviceImage } from "../knowledge/service-images.ts";
import type { Dockerfile } from "../languages/dockerfile/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { ApplicationService } from "./application.ts";
import { builtStage } from "./built-stage.ts";
import { has, likelyImageOf } from "./settings.ts";

/** Whom an image starts as. */
export interface ServiceUser {
  readonly isRoot: boolean | undefined;
  /** The Dockerfile that says so; undefined for an image that is known by its name. */
  readonly dockerfile: Dockerfile | undefined;
  /** The unprivileged user that an image known by its name has ready. */
  readonly unprivileged: ImageUser | undefined;
}

/**
 * Whom the image of a service starts as; undefined where that is not known: images that are in no table, Dockerfiles that are not seen, programs that are
 * started as root and give it up by themselves, as databases do.
 */
export function imageUserOf(service: ApplicationService, workspace: Workspace): ServiceUser | undefined {
  const stage = builtStage(service, workspace);
  if (!stage) return has(service, "build") === false ? userByName(likelyImageOf(service)) : undefined;
  if (serviceImageOfStage(stage) || dropsPrivileges(stage, workspace)) return undefined;
  return { isRoot: runtimeUser(stage).isRoot, dockerfile: stage.file, unprivileged: undefined };
}

function userByName(image: string | undefined): ServiceUser | undefined {
  const reference = image === undefined || serviceImage(image) ? undefined : readReference(image);
  const base = reference && lookUpBaseImage(reference);
  if (!base?.user || base.kind === "service" || base.os === "windows" || base.dropsPrivileges) return undefined;
  const { uid, name } = base.user;
  return { isRoot: uid === undefined ? name === "root" : uid === 0, dockerfile: undefined, unprivileged: base.unprivilegedUser };
}
