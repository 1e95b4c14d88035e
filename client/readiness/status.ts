import { type Disposable, type LanguageStatusItem, LanguageStatusSeverity, l10n, languages } from "vscode";
import { selector } from "../client.ts";
import { type Checklist, viewId } from "./checklist.ts";

/** The checklist's entry under `{}` in the status bar; there from the moment on that it is known. */
export function showReadinessStatus(checklist: Checklist): Disposable {
  let item: LanguageStatusItem | undefined;
  const listener = checklist.onDidChange(() => {
    const { services = [] } = checklist;
    if (services.length === 0) {
      item?.dispose();
      item = undefined;
      return;
    }
    item ??= languages.createLanguageStatusItem("deploymentPatterns.readiness", selector);
    item.name = l10n.t("Production Readiness");
    const { required, done, expiring, expired, contradicted } = totalOf(services);
    item.text = l10n.t("Readiness: {0} of {1}", done, required);
    item.detail = [
      contradicted > 0 && l10n.t("contradicted: {0}", contradicted),
      expired > 0 && l10n.t("expired: {0}", expired),
      expiring > 0 && l10n.t("expiring: {0}", expiring),
    ]
      .filter(Boolean)
      .join(", ");
    item.severity = contradicted + expired > 0 ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
    item.command = { title: l10n.t("Show"), command: `${viewId}.focus` };
  });
  return {
    dispose() {
      listener.dispose();
      item?.dispose();
    },
  };
}

type Summary = NonNullable<Checklist["services"]>[number]["summary"];

/** The sums over all services. */
export function totalOf(services: NonNullable<Checklist["services"]>): Summary {
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
