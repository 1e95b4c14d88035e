import { l10n, ThemeColor, ThemeIcon } from "vscode";
import type { ReadinessEntry } from "../../server/lsp/protocol.ts";
import type { Filter } from "./outline.ts";

type Status = ReadinessEntry["status"];

const icons: Readonly<Record<Status, readonly [icon: string, color: string]>> = {
  met: ["pass-filled", "testing.iconPassed"],
  signed: ["verified-filled", "testing.iconPassed"],
  likely: ["pass", "charts.yellow"],
  open: ["circle-large-outline", "problemsWarningIcon.foreground"],
  manual: ["account", "problemsInfoIcon.foreground"],
  waived: ["debug-pause", "charts.purple"],
  stale: ["history", "problemsWarningIcon.foreground"],
  contradicted: ["error", "problemsErrorIcon.foreground"],
  "not-applicable": ["circle-slash", "disabledForeground"],
};

/** The icon of a state; each has a form of its own, for those who do not see the colour. */
export function iconOf(status: Status): ThemeIcon {
  const [icon, color] = icons[status];
  return new ThemeIcon(icon, new ThemeColor(color));
}

/** A state in a word or two. */
export function wordOf(status: Status): string {
  switch (status) {
    case "met":
      return l10n.t("met");
    case "likely":
      return l10n.t("likely");
    case "open":
      return l10n.t("open");
    case "manual":
      return l10n.t("to be decided");
    case "signed":
      return l10n.t("signed off");
    case "waived":
      return l10n.t("waived");
    case "stale":
      return l10n.t("stale");
    case "contradicted":
      return l10n.t("contradicted");
    case "not-applicable":
      return l10n.t("not applicable");
  }
}

/** A state as it stands behind an item: how, for how long, and whether it counts. */
export function stateOf({ status, daysLeft, isDecided, isRequired }: ReadinessEntry): string {
  const parts = [wordOf(status)];
  if (isDecided && daysLeft !== undefined && daysLeft >= 0 && daysLeft <= soon) parts.push(l10n.t("days left: {0}", daysLeft));
  if (!isRequired) parts.push(l10n.t("not required"));
  return parts.join(", ");
}

/** Days before its end from which on a decision is called to mind; the server's summary counts the same. */
const soon = 14;

export function confidenceOf({ confidence }: ReadinessEntry): string {
  switch (confidence) {
    case "high":
      return l10n.t("high");
    case "medium":
      return l10n.t("medium");
    case "low":
      return l10n.t("low");
  }
}

/** A category by its name; one that this client does not know as the server calls it. */
export function categoryName(category: string): string {
  switch (category) {
    case "application":
      return l10n.t("Application");
    case "infrastructure":
      return l10n.t("Infrastructure");
    case "monitoring":
      return l10n.t("Monitoring");
    case "security":
      return l10n.t("Security");
    case "operations":
      return l10n.t("Operations");
    case "rollback":
      return l10n.t("Rollback");
    default:
      return category;
  }
}

export function filterName(filter: Filter): string {
  switch (filter) {
    case "all":
      return l10n.t("All");
    case "open":
      return l10n.t("What is open");
    case "decided":
      return l10n.t("What people decided");
    case "required":
      return l10n.t("What is required");
  }
}

/** A sentence of the server without the marks of code. */
export function plain(text: string): string {
  return text.replaceAll("`", "");
}
