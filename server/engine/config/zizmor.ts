import { isMap, isScalar, isSeq } from "yaml";
import { peersOf } from "../peers.ts";
import type { Rule, RuleId } from "../rule.ts";
import { type Exception, type PeerSettings, settingsRoot } from "./peer-settings.ts";

/**
 * Reads `rules.<id>.disable` and `rules.<id>.ignore` of a `zizmor.yml` (https://docs.zizmor.sh/configuration). The settings of single audits
 * are zizmor's own, and so is what is wrong in the file. Never throws.
 */
export function readZizmorSettings(text: string, rules: readonly Rule[]): PeerSettings {
  const ignored = new Set<RuleId>();
  const exceptions: Exception[] = [];
  const audits = settingsRoot(text)?.get("rules");
  for (const { key, value } of isMap(audits) ? audits.items : []) {
    const known = isScalar(key) && isMap(value) ? peersOf(rules).known("zizmor", String(key.value)) : [];
    if (known.length === 0 || !isMap(value)) continue;
    if (value.get("disable") === true) for (const rule of known) ignored.add(rule);
    const places = value.get("ignore");
    for (const item of isSeq(places) ? places.items : []) {
      // `file.yml`, `file.yml:12` or `file.yml:12:5`.
      const [, file, line] = /^([^:]+)(?::(\d+)(?::\d+)?)?$/.exec(isScalar(item) ? String(item.value).trim() : "") ?? [];
      if (!file) continue;
      for (const rule of known) exceptions.push({ rule, file: file.replace(/^\.?\//, ""), line: line ? Number(line) : undefined });
    }
  }
  return { ignored, exceptions };
}
