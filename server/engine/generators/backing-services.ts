import type { BackingService } from "../detection/names.ts";
import { recommendedTag } from "../knowledge/lifecycle.ts";
import { type ServiceImage, serviceImage } from "../knowledge/service-images.ts";

/** The official image of a backing service, in the release that is recommended now. */
export function imageOfService(name: BackingService, today: string): string {
  const image = name === "mongodb" ? "mongo" : name;
  const tag = recommendedTag(image, today);
  if (tag === undefined) throw new Error(`the table of releases has no ${image}`);
  return `${image}:${tag}`;
}

/** What is known of that image; all backing services are in the table. */
export function factsOfService(name: BackingService, today: string): ServiceImage {
  const image = imageOfService(name, today);
  const facts = serviceImage(image);
  if (!facts) throw new Error(`nothing is known of ${image}`);
  return facts;
}

/** The port that it listens on. */
export function portOfService(name: BackingService, today: string): number {
  const port = factsOfService(name, today).ports[0]?.number;
  if (port === undefined) throw new Error(`${name} listens on no known port`);
  return port;
}
