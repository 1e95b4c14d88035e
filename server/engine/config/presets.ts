import type { Rule } from "../rule.ts";

/** The presets, each holding the one before it. */
export const presets = ["recommended", "strict", "all"] as const;
export type PresetName = (typeof presets)[number];

const reach = { recommended: 0, strict: 1, optional: 2 } as const;

/** Whether a rule is on under a preset. */
export function isInPreset(rule: Rule, preset: PresetName): boolean {
  return reach[rule.preset] <= presets.indexOf(preset);
}
