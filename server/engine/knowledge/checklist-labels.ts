import data from "./data/checklist.json" with { type: "json" };
import { readinessItems } from "./readiness.ts";

/** What an item is called where people keep the checklist as a list of boxes: its title, and the words of the original list in English and Chinese. */
export const checklistLabels: readonly { readonly id: string; readonly labels: readonly string[] }[] = /* @__PURE__ */ readinessItems.map(
  ({ id, title }) => ({ id, labels: [title, ...((data.labels as Readonly<Record<string, readonly string[]>>)[id] ?? [])] }),
);
