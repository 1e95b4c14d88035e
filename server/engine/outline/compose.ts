import type { ComposeFile } from "../languages/compose/model.ts";
import type { OutlineItem } from "./model.ts";

/** The services, networks, volumes, secrets and configs of a Compose file. */
export function outlineCompose(_file: ComposeFile): OutlineItem[] {
  return [];
}
