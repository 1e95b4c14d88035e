import { dropsPrivileges } from "../image/privileges.ts";
import { productionStages } from "../image/production.ts";
import { type RuntimeUser, runtimeUser } from "../image/user.ts";
import { lookUpBaseImage } from "../knowledge/base-images.ts";
import { readReference } from "../knowledge/reference.ts";
import { serviceImage } from "../knowledge/service-images.ts";
import type { Dockerfile, Stage } from "../languages/dockerfile/model.ts";
import { parse } from "../languages/parse.ts";
import { SourceText } from "../text/source.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { ApplicationService } from "./application.ts";
import { has, imageBuildOf, likelyImageOf } from "./settings.ts";

/** Whom an image starts as, and where that is written: the Dockerfile, or nowhere for an image that is known by its name. */
export interface ServiceUser {
  readonly isRoot: boolean | undefined;
  readonly dockerfile: Dockerfile | undefined;
  readonly user: RuntimeUser | undefined;
}

/**
 * Whom the image of a service starts as; undefined where that is not known: images that are in no table, Dockerfiles that are not seen, programs that are
 * started as root and give it up by themselves, as databases do.
 */
export function imageUserOf(service: ApplicationService, workspace: Workspace): ServiceUser | undefined {
  if (has(service, "build") === false) return userByName(likelyImageOf(service));
  const stage = stageOf(service, workspace);
  if (!stage || dropsPrivileges(stage, workspace)) return undefined;
  const user = runtimeUser(stage);
  return { isRoot: user.isRoot, dockerfile: stage.file, user };
}

function userByName(image: string | undefined): ServiceUser | undefined {
  const reference = image === undefined || serviceImage(image) ? undefined : readReference(image);
  const base = reference && lookUpBaseImage({ name: reference.name, tag: reference.tag, digest: reference.digest });
  if (!base || base.kind === "service" || base.os === "windows" || !base.user) return undefined;
  const { uid, name } = base.user;
  return { isRoot: uid === undefined ? name === "root" : uid === 0, dockerfile: undefined, user: undefined };
}

/** The stage of the workspace's Dockerfile that becomes the image of a service. */
function stageOf(service: ApplicationService, workspace: Workspace): Stage | undefined {
  const build = imageBuildOf(service, workspace);
  const text = build?.dockerfile === undefined || build.isTargetUnknown ? undefined : workspace.read(build.dockerfile);
  if (!build?.dockerfile || text === undefined) return undefined;
  const file = parse(new SourceText(build.dockerfile, text), "dockerfile");
  const { target } = build;
  if (target === undefined) return productionStages(file, workspace).includes(file.stages.at(-1) as Stage) ? file.stages.at(-1) : undefined;
  return file.stages.findLast(({ name }) => name === target.toLowerCase()) ?? (/^\d+$/.test(target) ? file.stages[Number(target)] : undefined);
}
