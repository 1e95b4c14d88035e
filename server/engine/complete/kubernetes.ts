import type { ManifestFile } from "../languages/kubernetes/model.ts";
import type { CompleteOptions } from "./complete.ts";
import type { Completion } from "./completion.ts";

/** What can be written at an offset of a manifest. */
export function completeManifest(_file: ManifestFile, _offset: number, _options: CompleteOptions): Completion[] {
  return [];
}
