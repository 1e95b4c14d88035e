import { applicationOf } from "../application/application.ts";
import type { ComposeFile } from "../languages/compose/model.ts";
import { composePlaceAt } from "../languages/compose/place.ts";
import { touches } from "../text/span.ts";
import { unseenWorkspace } from "../workspace/workspace.ts";
import { explainAlias } from "./compose/anchors.ts";
import { consequencesText } from "./compose/consequences.ts";
import { fieldText } from "./compose/fields.ts";
import { nameText } from "./compose/names.ts";
import type { ComposeSite } from "./compose/site.ts";
import { valueText } from "./compose/values.ts";
import { explainVariable } from "./compose/variables.ts";
import type { Explanation, HoverOptions } from "./model.ts";

/** What a key of a Compose file is for, what its times and numbers come to, what a name leads to, and what a variable is filled in with. */
export function explainCompose(file: ComposeFile, offset: number, options: HoverOptions): Explanation | undefined {
  if (file.isTemplate || file.comments.some(({ span }) => span.start < offset && offset <= span.end)) return undefined;
  const alias = explainAlias(file, offset);
  if (alias) return alias;
  const place = composePlaceAt(file, offset);
  if (!place || !touches(place.span, offset)) return undefined;
  const workspace = options.workspace ?? unseenWorkspace();
  const application = applicationOf(file, workspace);
  const service = place.service && application.service(place.service.name);
  const site: ComposeSite = { file, offset, place, workspace, application, service, today: options.today };
  const variable = explainVariable(site);
  if (variable) return variable;
  const named = nameText(site);
  const told = named?.markdown ?? consequencesText(site) ?? (place.isKey ? undefined : valueText(site));
  const parts = told === undefined ? [] : [told];
  // A name of the user's own is told of by itself.
  const field = options.explainsSyntax !== false && !named && (place.isKey || parts.length === 0) ? fieldText(place) : undefined;
  if (field !== undefined) parts.unshift(field);
  return parts.length > 0 ? { markdown: parts.join("\n\n"), span: named?.span ?? place.span } : undefined;
}
