import type { AssessedItem, AssessedService, Status, Summary } from "./model.ts";

const done: ReadonlySet<Status> = new Set(["met", "signed", "waived", "not-applicable"]);
const open: ReadonlySet<Status> = new Set(["open", "manual", "stale", "contradicted"]);

/** Days before its end from which on a decision is told to expire. */
const soon = 14;

/** Whether an item leaves nothing to do. */
export function isDone({ status }: Pick<AssessedItem, "status">): boolean {
  return done.has(status);
}

/** Whether somebody has to do something about an item; what is likely is neither open nor done. */
export function isOpen({ status }: Pick<AssessedItem, "status">): boolean {
  return open.has(status);
}

/** How a service stands in the items that its level asks for. */
export function summaryOf(items: readonly AssessedItem[]): Summary {
  const required = items.filter(({ isRequired }) => isRequired);
  const count = (counts: (item: AssessedItem) => boolean) => required.filter(counts).length;
  return {
    required: required.length,
    done: count(isDone),
    likely: count(({ status }) => status === "likely"),
    open: count(isOpen),
    contradicted: count(({ status }) => status === "contradicted"),
    expired: count(({ decided }) => (decided?.daysLeft ?? 0) < 0),
    expiring: count(({ status, decided }) => (status === "signed" || status === "waived") && (decided?.daysLeft ?? soon + 1) <= soon),
  };
}

/** The summaries of services as one. */
export function totalOf(services: readonly Pick<AssessedService, "summary">[]): Summary {
  const sum = (key: keyof Summary) => services.reduce((total, { summary }) => total + summary[key], 0);
  return {
    required: sum("required"),
    done: sum("done"),
    likely: sum("likely"),
    open: sum("open"),
    contradicted: sum("contradicted"),
    expired: sum("expired"),
    expiring: sum("expiring"),
  };
}
