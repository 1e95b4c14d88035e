import { rulesBehind } from "../hover/checks.ts";
import { buildChecks } from "../knowledge/build-checks.ts";
import type { Instruction } from "../languages/dockerfile/model.ts";
import { peersOf } from "../peers.ts";
import type { Rule } from "../rule.ts";
import type { Completion } from "./completion.ts";

/**
 * What may stand in a `# check=` line: its options, and the names of checks behind `skip=` and `experimental=`.
 * @param value what stands between the equals sign and the cursor, at `offset`
 * @param instruction the one below the line; undefined for the directive at the top
 */
export function completeCheck(value: string, offset: number, instruction: Instruction | undefined, rules: readonly Rule[]): Completion[] {
  const options = value.split(";");
  const last = options.pop() ?? "";
  const equals = last.indexOf("=");
  if (equals < 0) {
    const written = last.trimStart();
    const given = options.map((one) => one.slice(0, one.indexOf("=")).trim());
    return checkOptions
      .filter(({ text }) => !given.includes(text.slice(0, text.indexOf("="))) && (!instruction || text === "skip="))
      .map(({ text, detail }) => {
        const leads = text.endsWith("=") ? { leadsOn: true as const } : {};
        return { kind: "value", label: text, span: { start: offset - written.length, end: offset }, text, detail, ...leads };
      });
  }
  const option = last.slice(0, equals).trim();
  const names = last.slice(equals + 1).split(",");
  const written = (names.pop() ?? "").trimStart();
  const span = { start: offset - written.length, end: offset };
  if (option === "error") return ["true", "false"].map((text) => ({ kind: "value", label: text, span, text }));
  if (option !== "skip" && option !== "experimental") return [];
  const given = new Set(names.map((name) => name.trim()));
  const peers = peersOf(rules);
  const fitting = [...buildChecks.values()].filter(
    ({ name, keywords, isExperimental }) =>
      !given.has(name) &&
      (isExperimental || option === "skip") &&
      (!instruction || keywords.length === 0 || keywords.some((keyword) => keyword === instruction.keyword)),
  );
  const checks = fitting.map(
    ({ name, about }): Completion => ({ kind: "rule", label: name, span, text: name, detail: about, about: rulesBehind(name, peers) }),
  );
  return given.size > 0 ? checks : [...checks, { kind: "value", label: "all", span, text: "all", detail: "every check" }];
}

const checkOptions = [
  { text: "skip=", detail: "checks to leave out" },
  { text: "error=true", detail: "what is found fails the build" },
  { text: "experimental=", detail: "checks to run beside the usual ones" },
] as const;
