import type { Plan } from "../model.ts";
import type { Lines } from "../yaml-text.ts";

/** The job that gives a pull request an environment of its own; undefined where the platform has no room for one, or nobody wants it. */
export function previewJob(_plan: Plan, _needs: readonly string[]): Lines | undefined {
  return undefined;
}
