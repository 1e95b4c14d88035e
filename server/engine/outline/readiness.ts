import { readinessItem } from "../knowledge/readiness.ts";
import type { ReadinessFile } from "../languages/readiness/model.ts";
import { itemOf } from "./item.ts";
import type { OutlineItem } from "./model.ts";

/** The items that were decided, with what was. */
export function outlineReadiness({ signOffs }: ReadinessFile): OutlineItem[] {
  return signOffs.map(({ id, decision, entry }) => {
    const title = readinessItem(id)?.title;
    return itemOf("key", id, [decision, title].filter(Boolean).join(" \u00b7 "), entry.span, entry.keySpan);
  });
}
