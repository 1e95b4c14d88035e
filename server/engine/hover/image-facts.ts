import { findService } from "../knowledge/services.ts";
import { imageText } from "./dockerfile.ts";

/** What is known of an image that is named by a reference: its facts, the port of the service that it is. */
export function imageFacts(reference: string, today: string | undefined): string | undefined {
  const [, name = "", tag] = /^([^@]*?)(?::([\w.-]+))?(?:@.*)?$/.exec(reference) ?? [];
  if (name === "") return undefined;
  const service = findService({ name, tag });
  const lines: string[] = [];
  const known = imageText({ name, tag }, today);
  if (known) lines.push(known);
  if (service?.port !== undefined) lines.push(`${service.title} listens on port ${service.port}.`);
  if (service?.healthCommand) lines.push(`It is ready once \`${service.healthCommand}\` succeeds.`);
  return lines.length > 0 ? lines.join("\n\n") : undefined;
}
