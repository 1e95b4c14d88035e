import * as z from "zod/mini";
import { defineRule, type Preset, type Rule, type RuleId, type Severity } from "../../../server/engine/rule.ts";

/** A rule with the least that a rule has, for tests that need some rule. */
export function ruleOf(
  id: RuleId,
  parts: { severity?: Severity; preset?: Preset; alsoKnownAs?: readonly string[]; check?: Rule["check"] } = {},
): Rule {
  return {
    id,
    language: id.startsWith("dockerignore/") ? "dockerignore" : "dockerfile",
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
export const secretVariable: Rule = defineRule<"dockerfile", { allow: string[]; limit: number }>({
  ...(ruleOf("dockerfile/secret-in-variable", { alsoKnownAs: ["buildkit:SecretsUsedInArgOrEnv"] }) as Rule<"dockerfile">),
  options: z.object({ allow: z._default(z.array(z.string()), []), limit: z._default(z.number().check(z.minimum(1)), 3) }),
});

export const rules: readonly Rule[] = [incomplete, latest, opinion, rootUser, secretVariable, undigested, untagged];
