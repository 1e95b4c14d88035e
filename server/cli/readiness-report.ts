import { resolve } from "node:path";
import { type AssessedItem, type AssessedService, isOpen, type ReadinessAction } from "../engine/index.ts";
import { relativePath } from "./files.ts";

/** What makes `readiness` fail: each names exactly what it says. */
export const readinessFailures = ["open", "expired", "contradicted", "never"] as const;
export type ReadinessFailure = (typeof readinessFailures)[number];

export interface ReadinessReport {
  /** With paths relative to the current folder. */
  readonly services: readonly AssessedService[];
  readonly failOn: ReadonlySet<ReadinessFailure>;
}

/** How a report is to be printed. */
export interface ReadinessStyle {
  readonly color: boolean;
  readonly quiet: boolean;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

export type ReadinessReporter = (report: ReadinessReport, style: ReadinessStyle) => string;

/** Whether an item is what `--fail-on` names; only those count that the service's level asks for. */
export function failsReadiness(item: AssessedItem, failOn: ReadonlySet<ReadinessFailure>): boolean {
  if (!item.isRequired) return false;
  if (failOn.has("open") && isOpen(item)) return true;
  if (failOn.has("contradicted") && item.status === "contradicted") return true;
  return failOn.has("expired") && (item.decided?.daysLeft ?? 0) < 0;
}

/** A service with paths relative to the current folder instead of the workspace's root. */
export function shownService(service: AssessedService, root: string, cwd: string): AssessedService {
  const shown = (path: string) => relativePath(cwd, resolve(root, path));
  return {
    ...service,
    folder: shown(service.folder),
    signOffPath: shown(service.signOffPath),
    items: service.items.map((item) => ({
      ...item,
      evidence: item.evidence.map((one) => ({ ...one, path: shown(one.path) })),
      action: shownAction(item.action, shown),
      decided: item.decided && { ...item.decided, path: shown(item.decided.path) },
    })),
  };
}

function shownAction(action: ReadinessAction, shown: (path: string) => string): ReadinessAction {
  return "path" in action ? { ...action, path: shown(action.path) } : action;
}
