import type { ComposeFile } from "../languages/compose/model.ts";
import type { CompleteOptions } from "./complete.ts";
import type { Completion } from "./completion.ts";

/** What can be written at an offset of a Compose file. */
export function completeCompose(_file: ComposeFile, _offset: number, _options: CompleteOptions): Completion[] {
  return [];
}
