import { l10n, window } from "vscode";
import type { Extension } from "../context.ts";
import { filters } from "../readiness/outline.ts";
import { filterName } from "../readiness/states.ts";

/** Asks which items the view is to show. */
export const filterReadiness =
  ({ readinessView }: Extension) =>
  async (filter?: unknown): Promise<void> => {
    const named = filters.find((one) => one === filter);
    if (named) return readinessView.setFilter(named);
    const input = filters.map((one) => ({
      label: filterName(one),
      description: one === readinessView.filter ? l10n.t("shown now") : "",
      filter: one,
    }));
    const chosen = await window.showQuickPick(input, { placeHolder: l10n.t("Which items are to be shown?") });
    if (chosen) readinessView.setFilter(chosen.filter);
  };
