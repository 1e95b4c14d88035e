import { findRule, helpAddress } from "../help.ts";
import { buildCheckLink, buildChecks } from "../knowledge/build-checks.ts";
import { directives } from "../knowledge/instructions.ts";
import { checkLinesIn } from "../languages/dockerfile/check-lines.ts";
import type { Dockerfile } from "../languages/dockerfile/model.ts";
import { type Peers, peersOf } from "../peers.ts";
import { rules } from "../rules/index.ts";
import { touches } from "../text/span.ts";
import type { Explanation, HoverOptions } from "./model.ts";

/** What a `# check=` line, or the name in it at an offset, leaves out; and what the other directives at the top are for. */
export function explainDirective(file: Dockerfile, offset: number, options: HoverOptions): Explanation | undefined {
  const line = checkLinesIn(file).find(({ span }) => touches(span, offset));
  if (!line) {
    if (options.explainsSyntax === false) return undefined;
    const directive = file.directives.find(({ span }) => touches(span, offset));
    const fact = directives.find(({ name }) => name === directive?.name);
    return directive && fact && { markdown: `\`# ${fact.name}=\`\n\n${fact.about}\n\n[Reference](${fact.link})`, span: directive.span };
  }
  const peers = peersOf(rules);
  const at = line.options.flatMap(({ values }) => values).find(({ span }) => touches(span, offset));
  if (at && (buildChecks.has(at.text) || at.text === "all")) return { markdown: checkText(at.text, peers, options), span: at.span };
  const where = line.instruction ? "for the instruction below (since Dockerfile 1.21)" : "in the whole file";
  const parts = line.options.flatMap(({ name, values }) => {
    if (name === "error") return values[0]?.text === "true" ? "What BuildKit's checks find fails the build." : [];
    const list = values.map(({ text }) => `- ${checkText(text, peers, options)}`).join("\n");
    if (list === "") return [];
    return name === "skip" ? `Left out of BuildKit's checks ${where}:\n\n${list}` : `Checked as well:\n\n${list}`;
  });
  return parts.length === 0 ? undefined : { markdown: parts.join("\n\n"), span: line.span };
}

/** The rules that an id stands for in a comment which silences it, ours or hadolint's. */
export function explainSilenced(file: Dockerfile, offset: number, options: HoverOptions): Explanation | undefined {
  const comment = file.comments.find(({ span }) => touches(span, offset));
  const isOurs = comment && /^deployment-patterns-ignore/.test(comment.text);
  if (!comment || !(isOurs || /^hadolint\s.*ignore\s*=/.test(comment.text))) return undefined;
  const ids = file.source.slice(comment.span).matchAll(isOurs ? /[\w-]+\/[\w-]+/g : /\b(?:DL|SC)\d{4}\b/g);
  for (const { 0: id, index } of ids) {
    const span = { start: comment.span.start + index, end: comment.span.start + index + id.length };
    if (!touches(span, offset)) continue;
    const peers = peersOf(rules);
    const known = isOurs ? [id] : [...peers.known("hadolint", id), ...peers.known("shellcheck", id)];
    const told = known.flatMap((one) => {
      const rule = findRule(one, rules);
      return rule ? `[${rule.id}](${options.explain?.(rule.id) ?? helpAddress(rule.id)}): ${rule.summary}` : [];
    });
    return told.length === 0 ? undefined : { markdown: `Silenced here:\n\n${told.map((one) => `- ${one}`).join("\n")}`, span };
  }
  return undefined;
}

function checkText(name: string, peers: Peers, options: HoverOptions): string {
  const check = buildChecks.get(name);
  if (!check) return name === "all" ? "`all`: every check" : `\`${name}\`: no check that is known here`;
  return `[\`${name}\`](${buildCheckLink(name)}): ${check.about}. ${rulesBehind(name, peers, options.explain)}`.trimEnd();
}

/** The rules of ours that a check stands for, as Markdown; empty where there is none. */
export function rulesBehind(name: string, peers: Peers, explain?: HoverOptions["explain"]): string {
  const ids = peers.known("buildkit", name);
  return ids.length === 0 ? "" : `Silences ${ids.map((id) => `[${id}](${explain?.(id) ?? helpAddress(id)})`).join(" and ")} too.`;
}
