import * as z from "zod/mini";
import type { Language } from "../../../server/engine/languages/index.ts";
import type { Preset, Rule, RuleId, Severity } from "../../../server/engine/rule.ts";

/** A rule with the least that a rule has, for tests that need some rule. */
export function ruleOf(
  id: RuleId,
  parts: { severity?: Severity; preset?: Preset; alsoKnownAs?: readonly string[]; check?: Rule["check"] } = {},
): Rule {
  return {
    id,
    language: id.slice(0, id.indexOf("/")) as Language,
    category: "operability",
    severity: "warning",
    preset: "recommended",
    summary: `Summary of ${id}.`,
    why: "",
    examples: [{ title: "", bad: "", good: "" }],
    links: [],
    since: "0.1.0",
    patterns: [],
    check() {},
    ...parts,
  };
}

export const rootUser = ruleOf("dockerfile/root-user", {
  alsoKnownAs: ["trivy:DS-0002", "checkov:CKV_DOCKER_3", "sonar:S6471", "semgrep:missing-user"],
});
export const untagged = ruleOf("dockerfile/untagged-base-image", { alsoKnownAs: ["hadolint:DL3006", "trivy:DS-0001"] });
export const latest = ruleOf("dockerfile/latest-base-image", { alsoKnownAs: ["hadolint:DL3007"] });
export const undigested = ruleOf("dockerfile/undigested-base-image", { preset: "strict", severity: "hint" });
export const opinion = ruleOf("dockerfile/opinion", { preset: "optional", severity: "info" });
export const incomplete = ruleOf("dockerignore/incomplete");
export const secretVariable: Rule = {
  ...ruleOf("dockerfile/secret-in-variable", { alsoKnownAs: ["buildkit:SecretsUsedInArgOrEnv", "actionlint:runner-label"] }),
  options: z.object({ allow: z._default(z.array(z.string()), []), limit: z._default(z.number().check(z.minimum(1)), 3) }),
};

export const unpinned = ruleOf("workflow/unpinned-action", { alsoKnownAs: ["zizmor:unpinned-uses"] });
export const persisted = ruleOf("workflow/persisted-credentials", { alsoKnownAs: ["zizmor:artipacked"] });
export const runnerLabel: Rule = {
  ...ruleOf("workflow/runner-label", { alsoKnownAs: ["actionlint:runner-label"] }),
  options: z.object({ labels: z._default(z.array(z.string()), []) }),
};

export const rules: readonly Rule[] = [
  incomplete,
  latest,
  opinion,
  persisted,
  rootUser,
  runnerLabel,
  secretVariable,
  undigested,
  unpinned,
  untagged,
];
