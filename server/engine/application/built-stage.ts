import { dockerfileAt } from "../image/context-needs.ts";
import type { Stage } from "../languages/dockerfile/model.ts";
import { parse } from "../languages/parse.ts";
import { rememberFor } from "../text/remember.ts";
import { SourceText } from "../text/source.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Application, ApplicationService } from "./application.ts";
import { buildOf, imageBuildOf, likelyImageOf } from "./settings.ts";

/**
 * The stage of the workspace's Dockerfile whose image a service runs: built by the service itself, or by another one of the application that gives the image
 * its name. Undefined where there is none, where it cannot be seen, and where its target is not known.
 */
export function builtStage(service: ApplicationService, workspace: Workspace): Stage | undefined {
  const own = ownStage(service, workspace);
  if (own || buildOf(service)) return own;
  const image = likelyImageOf(service);
  const builder = image === undefined ? undefined : buildersOf(service.application).get(image);
  return builder && ownStage(builder, workspace);
}

/** The first service that builds an image and names it, by the image. */
const buildersOf = rememberFor((application: Application): ReadonlyMap<string, ApplicationService> => {
  const builders = new Map<string, ApplicationService>();
  for (const service of application.services) {
    const image = buildOf(service) && likelyImageOf(service);
    if (image !== undefined && !builders.has(image)) builders.set(image, service);
  }
  return builders;
});

function ownStage(service: ApplicationService, workspace: Workspace): Stage | undefined {
  const written = buildOf(service);
  if (!written) return undefined;
  if (!written.inline.isAbsent) {
    const { value } = written.inline;
    if (value === undefined || !written.target.isAbsent) return undefined;
    return parse(new SourceText(`${written.service.file.source.path}/${service.name}/Dockerfile`, value), "dockerfile").stages.at(-1);
  }
  const build = imageBuildOf(service, workspace);
  if (!build || build.dockerfile === undefined || build.isTargetUnknown) return undefined;
  const file = dockerfileAt(build.dockerfile, workspace);
  if (!file || file.isTemplate) return undefined;
  const target = build.target?.toLowerCase();
  if (target === undefined) return file.stages.at(-1);
  return file.stages.findLast(({ name }) => name === target) ?? (/^\d+$/.test(target) ? file.stages[Number(target)] : undefined);
}
