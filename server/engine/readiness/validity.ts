import { readinessItem } from "../knowledge/readiness.ts";
import type { SignOff } from "../languages/readiness/model.ts";
import { daysAfter } from "../text/days.ts";

/** For how many days a waiver holds where nobody says otherwise. */
export const waiverDays = 90;

/** For how many days what is signed about an item holds; items of a team's own are decisions like most. */
export function validDays(id: string): number {
  return readinessItem(id)?.days ?? 180;
}

/** The last day on which a decision holds: the one that it names, else counted from its own; undefined where it holds for good or has neither. */
export function endOf({ id, decision, on, expires }: SignOff): string | undefined {
  if (expires) return expires.value;
  return on && decision !== "not-applicable" ? daysAfter(on.value, validDays(id)) : undefined;
}
