import type { ManifestFile } from "../languages/kubernetes/model.ts";
import { manifestPlaceAt } from "../languages/kubernetes/place.ts";
import { touches } from "../text/span.ts";
import { unseenWorkspace } from "../workspace/workspace.ts";
import { consequencesText } from "./kubernetes/consequences.ts";
import { fieldText } from "./kubernetes/fields.ts";
import { nameText } from "./kubernetes/names.ts";
import { overlaidText } from "./kubernetes/overlays.ts";
import { valueText } from "./kubernetes/values.ts";
import type { Explanation, HoverOptions } from "./model.ts";

/** What a field of a manifest is for, what its numbers come to, and what a name leads to. */
export function explainManifest(file: ManifestFile, offset: number, options: HoverOptions): Explanation | undefined {
  if (file.comments.some(({ span }) => span.start < offset && offset <= span.end)) return undefined;
  const place = manifestPlaceAt(file, offset);
  if (!place || !touches(place.span, offset)) return undefined;
  const workspace = options.workspace ?? unseenWorkspace();
  const explainsSyntax = options.explainsSyntax !== false;
  const parts = [
    consequencesText(place, workspace),
    overlaidText(place, workspace),
    ...(place.isKey ? [] : [nameText(file, offset, workspace), valueText(place, workspace, options.today)]),
  ].filter((part) => part !== undefined);
  const field = explainsSyntax && (place.isKey || parts.length === 0) ? fieldText(place, workspace) : undefined;
  if (field !== undefined) parts.push(field);
  return parts.length > 0 ? { markdown: parts.join("\n\n"), span: place.span } : undefined;
}
