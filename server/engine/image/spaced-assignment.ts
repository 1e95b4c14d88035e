import type { Assignment } from "../languages/dockerfile/model.ts";

/**
 * Whether an assignment of the old form, `ENV NAME value`, is one with blanks around its equals sign, so that the value begins with it.
 * `==`, `=>` and `=~` most likely begin a value that is meant.
 */
export function isSpacedAssignment({ isLegacy, value }: Assignment): boolean {
  return isLegacy && value !== undefined && /^=(?![=>~])/.test(value.raw);
}
