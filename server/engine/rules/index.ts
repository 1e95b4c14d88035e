// Written by `npm run generate`: one import for each file of this folder.
import type { Rule } from "../rule.ts";

/** All rules, sorted by id. */
export const rules: readonly Rule[] = [];
