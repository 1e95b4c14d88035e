import { isMap, isScalar, isSeq } from "yaml";
import { peersOf } from "../peers.ts";
import type { Rule } from "../rule.ts";
import { type PeerSettings, settingsRoot } from "./peer-settings.ts";

/**
 * Reads `checks.exclude` of a `.kube-linter.yaml` (https://docs.kubelinter.io/#/configuring-kubelinter). What it switches on, and checks of one's own, are
 * kube-linter's, and so is what is wrong in the file. Never throws.
 */
export function readKubeLinterSettings(text: string, rules: readonly Rule[]): PeerSettings {
  const checks = settingsRoot(text)?.get("checks");
  const excluded = isMap(checks) ? checks.get("exclude") : undefined;
  const ids = isSeq(excluded) ? excluded.items.flatMap((item) => (isScalar(item) ? [String(item.value)] : [])) : [];
  return { ignored: new Set(ids.flatMap((id) => peersOf(rules).known("kube-linter", id))) };
}
