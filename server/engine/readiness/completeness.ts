import type { SignOff } from "../languages/readiness/model.ts";
import { daysAfter } from "../text/days.ts";

/** What a decision has to say, by its kind. */
export type RequiredKey = "by" | "on" | "evidence" | "reason" | "approvedBy" | "expires";

/** The required keys that a decision does not have, in the order in which people ask for them. What stands there and cannot be read is not missing. */
export function missingKeys({ decision, mapping }: SignOff): readonly RequiredKey[] {
  if (!decision) return [];
  const required: Readonly<Record<typeof decision, readonly RequiredKey[]>> = {
    signed: ["by", "on", "evidence"],
    waived: ["by", "on", "reason", "approvedBy", "expires"],
    "not-applicable": ["by", "reason"],
  };
  return required[decision].filter((key) => mapping.has(key) === false);
}

/** Whether a decision is of a day that has not come yet. One day ahead is accepted: it may be tomorrow where it was written. */
export function isOfTheFuture({ on }: SignOff, today: string): boolean {
  return on !== undefined && on.value > daysAfter(today, 1);
}
