import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { peersOf } from "../peers.ts";
import type { Rule, RuleId, Severity } from "../rule.ts";
import { nestsTooDeeply } from "../text/nesting.ts";

/** What hadolint's settings say about rules that it and we have. */
export interface HadolintSettings {
  readonly ignored: ReadonlySet<RuleId>;
  /** Severities that it gives; they switch no rule on. */
  readonly severities: ReadonlyMap<RuleId, Severity>;
}

const severityOf: Readonly<Record<string, Severity>> = { error: "error", warning: "warning", info: "info", style: "hint" };

/**
 * Reads `ignored` and `override` of a `.hadolint.yaml` (https://github.com/hadolint/hadolint#configure). What is wrong in it, or unknown
 * here, is hadolint's to tell. Never throws.
 */
export function readHadolintSettings(text: string, rules: readonly Rule[]): HadolintSettings {
  const ignored = new Set<RuleId>();
  const severities = new Map<RuleId, Severity>();
  if (nestsTooDeeply(text)) return { ignored, severities };
  const { contents, errors } = parseDocument(text, { prettyErrors: false, logLevel: "silent" });
  if (errors.length > 0 || !isMap(contents)) return { ignored, severities };
  const peers = peersOf(rules);
  const known = (node: unknown): readonly RuleId[] => {
    if (!isSeq(node)) return [];
    return node.items.flatMap((item) => {
      const id = isScalar(item) ? String(item.value) : "";
      return [...peers.known("hadolint", id), ...peers.known("shellcheck", id)];
    });
  };
  for (const rule of known(contents.get("ignored"))) ignored.add(rule);
  const override = contents.get("override");
  if (isMap(override)) {
    for (const { key, value } of override.items) {
      const name = isScalar(key) ? String(key.value) : "";
      const severity = Object.hasOwn(severityOf, name) ? severityOf[name] : undefined;
      if (severity) for (const rule of known(value)) severities.set(rule, severity);
    }
  }
  return { ignored, severities };
}
