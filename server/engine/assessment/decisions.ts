import type { ReadinessItem } from "../knowledge/readiness.ts";
import type { ReadinessFile, SignOff } from "../languages/readiness/model.ts";
import { isOfTheFuture, missingKeys, type RequiredKey } from "../readiness/completeness.ts";
import { evidencePath, isEditedSince } from "../readiness/evidence.ts";
import { endOf } from "../readiness/validity.ts";
import { daysBetween } from "../text/days.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Action, Decided, Evidence, Status, Verdict } from "./model.ts";
import { placeIn } from "./service.ts";
import { counterEvidence, evidence } from "./verdict.ts";

/** What a decision makes of what the repository shows. */
export interface Judged {
  readonly status: Status;
  readonly because: string;
  readonly evidence: readonly Evidence[];
  readonly action?: Action | undefined;
  readonly decided: Decided | undefined;
}

/** Counts a decision about an item against what the repository shows. Where it does not count, what is shown stands, and why is told. */
export function judge(
  item: ReadinessItem,
  verdict: Verdict,
  file: ReadinessFile | undefined,
  { workspace, today }: { readonly workspace: Workspace; readonly today: string },
): Judged {
  const shown = { ...verdict, decided: undefined };
  // The last one of two counts, as YAML's readers have it.
  const signOff = file?.isBroken ? undefined : file?.signOffs.findLast(({ id }) => id === item.id);
  if (!file || !signOff?.decision) return shown;
  const decided = decidedBy(signOff, file, today);
  const place = placeIn(file, signOff.entry.keySpan);
  const again: Action = { kind: "decide", title: "Look again and decide anew", asks: `The decision stands in \`${place.path}\`.` };
  const judged = (status: Status, because: string, more: readonly Evidence[] = [], action?: Action): Judged => ({
    status,
    because,
    evidence: [...more, ...verdict.evidence],
    action,
    decided,
  });
  const lack = whatItLacks(signOff, today);
  if (lack !== undefined) {
    const because = `The decision of \`${place.path}\` does not count: it ${lack}. ${verdict.because}`;
    return { ...judged(verdict.status, because, [], verdict.action), decided };
  }
  const against = verdict.status === "open" ? verdict.evidence.filter(({ isAgainst }) => isAgainst) : [];
  if (signOff.decision !== "waived" && against.length > 0) {
    const what = signOff.decision === "signed" ? "signed" : "said not to apply";
    return judged("contradicted", `It is ${what}, and the repository shows otherwise. ${verdict.because}`, [], verdict.action);
  }
  if (decided.daysLeft !== undefined && decided.daysLeft < 0)
    return judged(
      "stale",
      `The decision expired on ${decided.until}.`,
      [counterEvidence(place.path, place.line, `expired on ${decided.until}`)],
      again,
    );
  const changed = staleEvidence(signOff, file, workspace);
  if (changed.length > 0)
    return judged("stale", `What the decision stands on has changed: ${changed.map(({ note }) => note).join("; ")}.`, changed, again);
  const named = signOff.evidence.flatMap((one) => {
    const { path, isThere } = evidencePath(one, file, workspace);
    return isThere ? [evidence(path, 1, one.mapping.text("note").value ?? "named by the decision")] : [];
  });
  const said = signOff.mapping.text(signOff.decision === "signed" ? "note" : "reason").value;
  const who = `${words[signOff.decision]}${decided.by === undefined ? "" : ` by ${decided.by}`}${decided.on === undefined ? "" : ` on ${decided.on}`}`;
  const until = decided.until === undefined ? "" : `, until ${decided.until}`;
  return judged(signOff.decision, `${who}${until}.${said === undefined ? "" : ` ${said}`}`, [
    evidence(place.path, place.line, who.toLowerCase()),
    ...named,
  ]);
}

const words = { signed: "Signed", waived: "Waived", "not-applicable": "Said not to apply" } as const;

const lacks: Readonly<Record<RequiredKey, string>> = {
  by: "does not say who made it",
  on: "has no day",
  evidence: "names no evidence",
  reason: "gives no reason",
  approvedBy: "does not say who accepted it",
  expires: "has no end",
};

/** What keeps a decision from counting; the rules of the sign-off file report the same, each at its place. */
function whatItLacks(signOff: SignOff, today: string): string | undefined {
  if (isOfTheFuture(signOff, today)) return "is of a day that has not come yet";
  const [key] = missingKeys(signOff);
  if (key) return lacks[key];
  // What stands there and cannot be read does not count either.
  if (signOff.decision !== "not-applicable" && !signOff.on) return lacks.on;
  return signOff.decision === "signed" && signOff.evidence.length === 0 ? lacks.evidence : undefined;
}

function decidedBy(signOff: SignOff, file: ReadinessFile, today: string): Decided {
  const until = endOf(signOff);
  return {
    decision: signOff.decision as Decided["decision"],
    by: signOff.mapping.text("by").value,
    on: signOff.on?.value,
    until,
    daysLeft: until === undefined ? undefined : daysBetween(today, until),
    ...placeIn(file, signOff.entry.keySpan),
  };
}

/** The evidence that is gone or is not what was signed any more. */
function staleEvidence({ evidence: all }: SignOff, file: ReadinessFile, workspace: Workspace): readonly Evidence[] {
  return all.flatMap((one): Evidence[] => {
    const { path, isThere } = evidencePath(one, file, workspace);
    const place = placeIn(file, one.node.span);
    if (isThere === false) return [counterEvidence(place.path, place.line, `\`${path}\` is gone`)];
    return isEditedSince(one, file, workspace) ? [counterEvidence(path, 1, `\`${path}\` was edited since`)] : [];
  });
}
