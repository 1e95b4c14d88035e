import type { Completion, Place } from "./completion.ts";
import { completeFlagName } from "./flags.ts";

export function healthcheckPatterns(
  _place: Pick<Place, "stage" | "workspace" | "file">,
): Pick<Completion, "label" | "text" | "placeholders" | "about">[] {
  return [];
}

export function completeHealthcheck(place: Place): Completion[] {
  return completeFlagName(place);
}
