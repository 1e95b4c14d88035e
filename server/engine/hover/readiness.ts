import { readinessItem } from "../knowledge/readiness.ts";
import type { ReadinessFile } from "../languages/readiness/model.ts";
import { placeAt } from "../languages/yaml/place.ts";
import { keysAt } from "../readiness/sign-off-type.ts";
import type { Explanation } from "./model.ts";

/** What an item asks and why, and what the keys of a decision are for. */
export function explainReadiness(file: ReadinessFile, offset: number): Explanation | undefined {
  const place = placeAt(file.root.map, offset);
  if (!place) return undefined;
  const { path, entry, scalar } = place;
  if (path.length === 2 && path[0] === "items" && !scalar) return explainItem(String(path[1]), entry.keySpan);
  const key = String(path.findLast((step) => typeof step === "string"));
  const facts = keysAt(path.slice(0, path.lastIndexOf(key))).find((one) => one.key === key);
  if (!facts) return undefined;
  const values = facts.values.length > 0 ? `\n\nOne of ${facts.values.map((value) => `\`${value}\``).join(", ")}.` : "";
  return { markdown: `\`${key}\`: ${facts.about}${values}`, span: entry.keySpan };
}

function explainItem(id: string, span: Explanation["span"]): Explanation | undefined {
  const item = readinessItem(id);
  if (!item) return undefined;
  const shown = {
    repository: "The repository shows it by itself; a decision is needed only to waive it.",
    person: "Nothing in a repository shows it: a person signs.",
    both: "The repository shows a part of it; a person signs the rest.",
  }[item.shownBy];
  return {
    markdown: `**${item.title}**\n\n${item.why}\n\n${shown} Asked of services of level \`${item.level}\`${item.level === "critical" ? "" : " and above"}; what is signed holds for ${item.days} days.`,
    span,
  };
}
