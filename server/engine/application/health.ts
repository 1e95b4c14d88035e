import { baseImageOf, serviceImageOfStage } from "../image/base.ts";
import { withTriggers } from "../image/command.ts";
import { baseImageIn } from "../knowledge/image-tools.ts";
import { canonicalName } from "../knowledge/names.ts";
import { readReference } from "../knowledge/reference.ts";
import { serviceImage } from "../knowledge/service-images.ts";
import type { Healthcheck } from "../languages/compose/model.ts";
import type { Stage } from "../languages/dockerfile/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { ApplicationService } from "./application.ts";
import { builtStage } from "./built-stage.ts";
import { buildOf, has, healthcheckOf, likelyImageOf } from "./settings.ts";

/** Whether anybody asks a service how it is. */
export interface Health {
  /** `none`: neither the Compose files nor the image have a health check. */
  readonly state: "checked" | "disabled" | "none" | "unknown";
  /** Who brings it. */
  readonly from: "compose" | "dockerfile" | "image" | undefined;
  /** That of the Compose files, be it only one that changes the times of the image's own. */
  readonly healthcheck: Healthcheck | undefined;
  /** For `none` and `disabled`: nobody else can bring one; else it is what a table says of somebody's image. */
  readonly isCertain: boolean;
}

/** The health check of a service: that of the Compose files, else that of the Dockerfile it is built from, else that of its image. */
export function healthOf(service: ApplicationService, workspace: Workspace): Health {
  const healthcheck = healthcheckOf(service);
  const isWritten = has(service, "healthcheck");
  const unknown: Health = { state: "unknown", from: undefined, healthcheck, isCertain: false };
  if (healthcheck?.isDisabled) return { ...unknown, state: "disabled", from: "compose", isCertain: isWritten === true };
  if (healthcheck && healthcheck.isDisabled === undefined) return unknown;
  if (healthcheck && !healthcheck.test && healthcheck.mapping.entryOf("test")) return unknown;
  if (healthcheck?.test) return { ...unknown, state: "checked", from: "compose" };
  if (isWritten === undefined || (isWritten && !healthcheck)) return unknown;
  if (service.layers.some(({ provider }) => !provider.isAbsent)) return unknown;
  return { ...unknown, ...healthOfImage(service, workspace) };
}

type OfImage = Pick<Health, "state" | "from" | "isCertain">;
const unknownImage: OfImage = { state: "unknown", from: undefined, isCertain: false };

/** The health check of a service's image or Dockerfile alone. */
export function healthOfImage(service: ApplicationService, workspace: Workspace): OfImage {
  const stage = builtStage(service, workspace);
  if (stage) return healthOfStage(stage);
  if (buildOf(service)) return unknownImage;
  const likely = likelyImageOf(service);
  const reference = likely === undefined ? undefined : readReference(likely);
  if (likely === undefined || !reference) return unknownImage;
  const known = serviceImage(likely);
  const base = baseImageIn(reference);
  if (known?.shipsHealthcheck || base?.hasHealthcheck) return { state: "checked", from: "image", isCertain: false };
  if (!known && !base) return unknownImage;
  // What a variable decides, and images that others than Docker's own library make from release to release, may differ from what the table says.
  return { state: "none", from: undefined, isCertain: isNamed(service) && !canonicalName(reference.name).includes("/") };
}

/** Whether no variable decides the name of the image; one that decides its tag changes nothing. */
function isNamed({ layers }: ApplicationService): boolean {
  const text = layers.map(({ image }) => image.node?.text).find((one) => one !== undefined);
  return text !== undefined && !/^[^:@]*\$/.test(text);
}

function healthOfStage(stage: Stage): OfImage {
  const own = stage.last("HEALTHCHECK");
  if (own)
    return own.isNone ? { state: "none", from: "dockerfile", isCertain: true } : { state: "checked", from: "dockerfile", isCertain: false };
  if (withTriggers(stage.instructions).some(({ keyword }) => keyword === "HEALTHCHECK")) return unknownImage;
  const base = baseImageOf(stage);
  const known = serviceImageOfStage(stage);
  if (base?.hasHealthcheck || known?.shipsHealthcheck) return { state: "checked", from: "image", isCertain: false };
  return base || known ? { state: "none", from: undefined, isCertain: base !== undefined } : unknownImage;
}
