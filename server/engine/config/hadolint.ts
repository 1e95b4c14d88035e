import { isMap, isScalar, isSeq } from "yaml";
import { peersOf } from "../peers.ts";
import type { Rule, RuleId, Severity } from "../rule.ts";
import { type PeerSettings, settingsRoot } from "./peer-settings.ts";

const severityOf: Readonly<Record<string, Severity>> = { error: "error", warning: "warning", info: "info", style: "hint" };

/**
 * Reads `ignored` and `override` of a `.hadolint.yaml` (https://github.com/hadolint/hadolint#configure). What is wrong in it, or unknown
 * here, is hadolint's to tell. Never throws.
 */
export function readHadolintSettings(text: string, rules: readonly Rule[]): PeerSettings {
  const root = settingsRoot(text);
  const peers = peersOf(rules);
  const known = (node: unknown): readonly RuleId[] => {
    if (!isSeq(node)) return [];
    return node.items.flatMap((item) => {
      const id = isScalar(item) ? String(item.value) : "";
      return [...peers.known("hadolint", id), ...peers.known("shellcheck", id)];
    });
  };
  const severities = new Map<RuleId, Severity>();
  const override = root?.get("override");
  if (isMap(override)) {
    for (const { key, value } of override.items) {
      const name = isScalar(key) ? String(key.value) : "";
      const severity = Object.hasOwn(severityOf, name) ? severityOf[name] : undefined;
      if (severity) for (const rule of known(value)) severities.set(rule, severity);
    }
  }
  return { ignored: new Set(known(root?.get("ignored"))), severities };
}
