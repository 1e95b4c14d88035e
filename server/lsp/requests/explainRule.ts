import { explain, findRule, rules } from "../../engine/index.ts";
import type { ExplainRuleParams, ExplainRuleResult, RuleEntry } from "../protocol.ts";

/** `deploymentPatterns/explainRule`: a rule's page; null where there is no such rule. */
export function explainRule({ rule }: ExplainRuleParams): ExplainRuleResult | null {
  const found = findRule(rule);
  return found ? { id: found.id, markdown: explain(found) } : null;
}

/** `deploymentPatterns/rules`. */
export function listRules(): RuleEntry[] {
  return rules.map(({ id, summary }) => ({ id, summary }));
}
