import { findAction, pinnedUses, refToWrite } from "../knowledge/actions.ts";
import type { StepsFile, Uses } from "../languages/workflow/model.ts";
import { rememberFor } from "../text/remember.ts";

/**
 * What to write behind `uses:` for an action: as the file itself has it elsewhere; at a commit, with its version behind, where the file pins its actions
 * so; else at the newest version.
 */
export function actionToWrite(file: StepsFile, name: string): string {
  const { byAction, isPinning } = usesOf(file);
  const same = byAction.get(name);
  if (same) return `${same.text.text}${same.versionComment ? ` ${file.source.slice(same.versionComment.span)}` : ""}`;
  if (isPinning) return pinnedUses(name);
  const action = findAction(name);
  return `${name}@${(action && refToWrite(action)) ?? "main"}`;
}

/** The first use of each action that can be written again, and whether the file pins most of its actions. */
const usesOf = rememberFor((file: StepsFile) => {
  const uses = file.steps.flatMap((step) => (step.uses?.kind === "repository" ? [step.uses] : []));
  const byAction = new Map<string, Uses>();
  for (const one of uses) {
    if (one.action === undefined || byAction.has(one.action) || one.ref === undefined || one.text.literal === undefined) continue;
    byAction.set(one.action, one);
  }
  return { byAction, isPinning: uses.length > 0 && uses.filter(({ refKind }) => refKind === "sha").length * 2 >= uses.length };
});
