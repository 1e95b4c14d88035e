import type { ManifestFile } from "../languages/kubernetes/model.ts";
import { rules } from "../rules/index.ts";
import type { CompleteOptions } from "./complete.ts";
import type { Completion } from "./completion.ts";
import { completeFields } from "./kubernetes/fields.ts";
import { completePatterns } from "./kubernetes/patterns.ts";
import { type ManifestSite, siteAt } from "./kubernetes/site.ts";
import { completeValues } from "./kubernetes/values.ts";
import { completeSuppression } from "./suppressions.ts";
import { placeAt } from "./yaml-place.ts";

/** What can be written at an offset of a manifest. */
export function completeManifest(file: ManifestFile, offset: number, options: CompleteOptions): Completion[] {
  const comment = file.comments.find(({ span }) => span.start < offset && offset <= span.end);
  if (comment) {
    const typed = file.source.text.slice(comment.span.start, offset);
    return (
      completeSuppression(typed, { start: comment.span.start, end: offset }, file.language, "the key, container or object below", rules) ??
      []
    );
  }
  // Inside of a placeholder another language is written.
  if (file.isMasked({ start: offset - 1, end: offset })) return [];
  const yaml = placeAt(file.source, offset);
  if (!yaml || yaml.isText) return [];
  const site: ManifestSite = siteAt(file, offset, yaml, options);
  const keys = yaml.mayBeKey ? [...completeFields(site), ...completePatterns(site)] : [];
  return [...keys, ...(yaml.mayBeValue ? completeValues(site) : [])];
}
