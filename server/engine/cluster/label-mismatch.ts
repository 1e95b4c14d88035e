import { nearest } from "../text/nearest.ts";
import type { LabelSelector, Labels } from "./labels.ts";

/** Why a selector does not select pods, in one of its demands. */
export interface LabelMismatch {
  readonly key: string;
  /** The value that is asked for, or those of which one is; empty where the label must be there, or must not, whatever it says. */
  readonly wanted: readonly string[];
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  /** What the pods have; undefined where they have no such label. */
  readonly found: string | undefined;
  /** A label of the pods whose name was likely meant. */
  readonly similarKey: string | undefined;
}

/** The demands of a selector that certain labels do not meet; what is not known meets them. */
export function mismatches({ matchLabels, expressions }: LabelSelector, labels: Labels): readonly LabelMismatch[] {
  const found: LabelMismatch[] = [];
  for (const [key, wanted] of matchLabels.values) {
    // A value that is not known can at least not be met by a label that is not there.
    if (wanted === undefined) judge(key, "Exists", [], labels, found);
    else judge(key, "In", [wanted], labels, found);
  }
  for (const { key, operator, values } of expressions) {
    if (key === undefined) continue;
    if (operator === "Exists" || operator === "DoesNotExist") judge(key, operator, [], labels, found);
    if ((operator === "In" || operator === "NotIn") && values) judge(key, operator, values, labels, found);
  }
  return found;
}

function judge(key: string, operator: LabelMismatch["operator"], wanted: readonly string[], labels: Labels, found: LabelMismatch[]): void {
  const isThere = labels.values.has(key);
  const value = labels.values.get(key);
  const negative = operator === "NotIn" || operator === "DoesNotExist";
  if (!isThere) {
    if (negative || labels.isOpen) return;
    found.push({ key, wanted, operator, found: undefined, similarKey: nearest(key, labels.values.keys()) });
    return;
  }
  if (operator === "Exists" || (value === undefined && operator !== "DoesNotExist")) return;
  if (operator !== "DoesNotExist" && wanted.includes(value ?? "") !== negative) return;
  found.push({ key, wanted, operator, found: value, similarKey: undefined });
}

/**
 * Of several, the pods that a selector was most likely meant for, with what keeps it from them: they meet at least one of its demands or nearly
 * so (a value or a key that looks alike), and the most of them. Undefined where none are near, or where some are selected as it is.
 */
export function nearestMiss<T extends { readonly labels: Labels }>(
  selector: LabelSelector,
  candidates: Iterable<T>,
): { readonly candidate: T; readonly mismatches: readonly LabelMismatch[] } | undefined {
  const demands = selector.matchLabels.values.size + selector.expressions.length;
  let best: { readonly candidate: T; readonly mismatches: readonly LabelMismatch[] } | undefined;
  let bestScore = 0;
  for (const candidate of candidates) {
    const missed = mismatches(selector, candidate.labels);
    if (missed.length === 0) return undefined;
    // A demand that is met counts fully, one that is nearly met by half.
    const score = demands - missed.length + 0.5 * missed.filter(isNear).length;
    if (score <= bestScore) continue;
    best = { candidate, mismatches: missed };
    bestScore = score;
  }
  return best;
}

function isNear({ wanted, found, similarKey }: LabelMismatch): boolean {
  return similarKey !== undefined || (found !== undefined && nearest(found, wanted) !== undefined);
}
