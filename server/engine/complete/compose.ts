import type { ComposeFile } from "../languages/compose/model.ts";
import { formsOf } from "../languages/compose/schema.ts";
import type { ComposeType } from "../languages/compose/schema-types.ts";
import { rules } from "../rules/index.ts";
import type { CompleteOptions } from "./complete.ts";
import type { Completion } from "./completion.ts";
import { completeAlias } from "./compose/aliases.ts";
import { completeKeys } from "./compose/keys.ts";
import { completeFitting, completePatterns } from "./compose/patterns.ts";
import { type ComposeSite, siteAt, takesList } from "./compose/site.ts";
import { completeValues } from "./compose/values.ts";
import { completeVariable } from "./compose/variables.ts";
import { completeSuppression } from "./suppressions.ts";
import { placeAt } from "./yaml-place.ts";

/** What can be written at an offset of a Compose file. */
export function completeCompose(file: ComposeFile, offset: number, options: CompleteOptions): Completion[] {
  const comment = file.comments.find(({ span }) => span.start < offset && offset <= span.end);
  if (comment) {
    const typed = file.source.text.slice(comment.span.start, offset);
    const span = { start: comment.span.start, end: offset };
    return completeSuppression(typed, span, file.language, "the key, service or item below", rules) ?? [];
  }
  if (file.isTemplate) return [];
  const yaml = placeAt(file.source, offset);
  if (!yaml) return completeAlias(file, offset);
  const site = siteAt(file, offset, yaml, options);
  const variables = completeVariable(site);
  if (variables) return variables;
  if (yaml.isText) return [];
  const keys = site.yaml.mayBeKey ? [...completeFitting(site), ...completeKeys(site), ...completePatterns(site)] : [];
  const values = site.yaml.mayBeValue ? completeValues(site) : [];
  return isMostlyShort(site) ? [...values, ...keys] : [...keys, ...values];
}

/** Whether items of a list stand here, which are mostly written in their short form. */
function isMostlyShort({ kind, type }: ComposeSite): boolean {
  return kind.endsWith("#") || (takesList(type) && !formsOf(type as ComposeType).some(({ is }) => is === "map" || is === "object"));
}
