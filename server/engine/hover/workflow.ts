import type { ActionFile, Workflow } from "../languages/workflow/model.ts";
import { touches } from "../text/span.ts";
import { unseenWorkspace } from "../workspace/workspace.ts";
import type { Explanation, HoverOptions } from "./model.ts";
import { explainExpression } from "./workflow/expression.ts";
import { explainKey } from "./workflow/keys.ts";
import { type Site, treePlaceAt } from "./workflow/place.ts";
import { explainValue } from "./workflow/values.ts";

/** What a key, a value or a part of an expression does, and what is known of it: in a workflow or an `action.yml`. */
export function explainWorkflow(file: Workflow | ActionFile, offset: number, options: HoverOptions): Explanation | undefined {
  if (file.isTemplate || file.comments.some(({ span }) => touches(span, offset))) return undefined;
  const place = treePlaceAt(file, offset);
  if (!place) return undefined;
  const site: Site = {
    file,
    offset,
    place,
    workspace: options.workspace ?? unseenWorkspace(),
    today: options.today,
    explainsSyntax: options.explainsSyntax !== false,
  };
  return place.isKey ? explainKey(site) : (explainExpression(site) ?? explainValue(site));
}
