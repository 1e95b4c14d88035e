import { instructions } from "../knowledge/instructions.ts";
import type { Completion, Place } from "./completion.ts";
import { completeFlagName, completeFlagValue } from "./flags.ts";
import { completeHealthcheck } from "./healthchecks.ts";
import { completeFrom } from "./images.ts";
import { completePath } from "./paths.ts";
import { completeUser } from "./users.ts";
import { completeValue, listing } from "./values.ts";
import { completeVariable } from "./variables.ts";

/** What can stand behind an instruction's keyword. */
export function completeArguments(place: Place): Completion[] {
  const { keyword, word, words } = place;
  if (!instructions.has(keyword)) return [];
  const inFlags = words.every((one) => one.startsWith("--"));
  const flag = inFlags ? /^--([^=\s]+)=(.*)$/s.exec(word) : null;
  if (flag) return completeVariable(place) ?? completeFlagValue(place, flag[1] as string, flag[2] as string);
  if (inFlags && /^--?[\w-]*$/.test(word)) return completeFlagName(place);
  const variables = completeVariable(place);
  if (variables) return keyword === "RUN" && word.includes("$(") ? [] : variables;
  switch (keyword) {
    case "FROM":
      return completeFrom(place);
    case "USER":
      return words.length === 0 ? completeUser(place) : [];
    case "HEALTHCHECK":
      return inFlags ? completeHealthcheck(place) : [];
    case "COPY":
    case "ADD":
      return completePath(place);
    default:
      return words.length === 0 || listing.has(keyword) ? completeValue(place) : [];
  }
}
