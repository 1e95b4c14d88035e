import { isMap, isScalar, isSeq } from "yaml";
import { peersOf } from "../peers.ts";
import type { Rule } from "../rule.ts";
import { type PeerSettings, settingsRoot } from "./peer-settings.ts";

/**
 * Reads `self-hosted-runner.labels` of an `actionlint.yaml` (https://github.com/rhysd/actionlint/blob/main/docs/config.md), which become the
 * option `labels` of the rules that know its `runner-label`. `config-variables` has no counterpart, as unknown variables are never reported
 * here; `paths.*.ignore` holds patterns for actionlint's own messages. Never throws.
 */
export function readActionlintSettings(text: string, rules: readonly Rule[]): PeerSettings {
  const runner = settingsRoot(text)?.get("self-hosted-runner");
  const list = isMap(runner) ? runner.get("labels") : undefined;
  const labels = isSeq(list) ? list.items.flatMap((item) => (isScalar(item) && typeof item.value === "string" ? [item.value] : [])) : [];
  const known = labels.length > 0 ? peersOf(rules).known("actionlint", "runner-label") : [];
  return { ignored: new Set(), options: new Map(known.map((rule) => [rule, { labels }])) };
}
