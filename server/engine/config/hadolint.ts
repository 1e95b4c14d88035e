import { isMap, isScalar, isSeq } from "yaml";
import { peersOf } from "../peers.ts";
import type { Rule, RuleId, Severity } from "../rule.ts";
import { type PeerSettings, settingsRoot } from "./peer-settings.ts";

const severityOf: Readonly<Record<string, Severity>> = { error: "error", warning: "warning", info: "info", style: "hint" };

/**
 * Reads `ignored` and `override` of a `.hadolint.yaml` (https://github.com/hadolint/hadolint#configure), and its registries and labels, which
 * become options of the rules that know its DL3026 and DL3049. What is wrong in it, or unknown here, is hadolint's to tell. Never throws.
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
  const options = new Map<RuleId, Readonly<Record<string, unknown>>>();
  const registries = words(root?.get("trustedRegistries"));
  if (registries.length > 0) for (const rule of peers.known("hadolint", "DL3026")) options.set(rule, { registries });
  const schema = root?.get("label-schema");
  const labels = isMap(schema)
    ? schema.items.flatMap(({ key, value }) => (isScalar(key) ? `${key.value}=${isScalar(value) ? value.value : "text"}` : []))
    : [];
  if (labels.length > 0) {
    for (const rule of peers.known("hadolint", "DL3049")) options.set(rule, { labels, onlyThese: root?.get("strict-labels") === true });
  }
  return { ignored: new Set(known(root?.get("ignored"))), severities, ...(options.size > 0 && { options }) };
}

function words(node: unknown): readonly string[] {
  return isSeq(node) ? node.items.flatMap((item) => (isScalar(item) && typeof item.value === "string" ? [item.value] : [])) : [];
}
