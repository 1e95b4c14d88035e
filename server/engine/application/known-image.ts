import { serviceImageOfStage } from "../image/base.ts";
import { type ServiceImage, serviceImage } from "../knowledge/service-images.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { ApplicationService } from "./application.ts";
import { builtStage } from "./built-stage.ts";
import { likelyImageOf } from "./settings.ts";

/** What is known of the program that a service runs: of its image, or of the image that its Dockerfile begins with. */
export function knownImageOf(service: ApplicationService, workspace: Workspace): ServiceImage | undefined {
  const stage = builtStage(service, workspace);
  if (stage) return serviceImageOfStage(stage);
  const image = likelyImageOf(service);
  return image === undefined ? undefined : serviceImage(image);
}
