import { findAction, refToWrite } from "../knowledge/actions.ts";
import type { StepsFile, Uses } from "../languages/workflow/model.ts";
import { rememberFor } from "../text/remember.ts";

/** Commits of the actions that fixes insert, with the version that they are. Source: the tags of the actions' repositories, read 2026-08. */
const commits: Readonly<Record<string, readonly [commit: string, version: string]>> = {
  "docker/setup-buildx-action": ["bb05f3f5519dd87d3ba754cc423b652a5edd6d2c", "v4.2.0"],
  "docker/setup-qemu-action": ["96fe6ef7f33517b61c61be40b68a1882f3264fb8", "v4.2.0"],
  "docker/login-action": ["dbcb813823bdd20940b903addbd779551569679f", "v4.6.0"],
  "actions/attest-build-provenance": ["0f67c3f4856b2e3261c31976d6725780e5e4c373", "v4.1.1"],
  "aquasecurity/trivy-action": ["ed142fd0673e97e23eac54620cfb913e5ce36c25", "v0.36.0"],
};

/**
 * What to write behind `uses:` for an action: as the file itself has it elsewhere; at a commit, with its version behind, where the file pins its actions
 * so; else at the newest version.
 */
export function actionToWrite(file: StepsFile, name: string): string {
  const { byAction, isPinning } = usesOf(file);
  const same = byAction.get(name);
  if (same) return `${same.text.text}${same.versionComment ? ` ${file.source.slice(same.versionComment.span)}` : ""}`;
  const pinned = commits[name];
  if (pinned && isPinning) return `${name}@${pinned[0]} # ${pinned[1]}`;
  const action = findAction(name);
  const ref = action && refToWrite(action);
  return `${name}@${ref ?? pinned?.[1] ?? "main"}`;
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
