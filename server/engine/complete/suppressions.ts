import type { Language } from "../languages/index.ts";
import { isFor, type Rule } from "../rule.ts";
import type { Span } from "../text/span.ts";
import type { Completion } from "./completion.ts";

const ignore = /^#\s*deployment-patterns-ignore(?:-file)?[\s:]+(?:[^\s,]+[\s,]+)*(\S*)$/;

/**
 * The comments that silence a rule, and the rules behind one.
 * @param text the comment up to the cursor, which `span` holds
 * @param below what a comment is for that stands above it
 * @returns undefined where the comment says something else
 */
export function completeSuppression(
  text: string,
  span: Span,
  language: Language,
  below: string,
  rules: readonly Rule[],
): Completion[] | undefined {
  const named = ignore.exec(text);
  if (named) {
    if (/--/.test(text)) return [];
    const word = { start: span.end - (named[1] as string).length, end: span.end };
    return rules
      .filter((rule) => isFor(rule, language))
      .map(({ id, summary }) => ({ kind: "rule", label: id, span: word, text: id, about: summary }));
  }
  if (!/^#\s*[\w-]*$/.test(text)) return undefined;
  const blanks = /^#\s*/.exec(text)?.[0] as string;
  const lead = blanks.length === 1 ? "# " : blanks;
  return ["deployment-patterns-ignore", "deployment-patterns-ignore-file"].map((name) => ({
    kind: "value",
    label: `# ${name}`,
    span,
    text: `${lead}${name} `,
    filter: `#${lead.slice(1)}${name}`,
    about: name.endsWith("file") ? "Silences a rule in this file." : `Silences a rule in ${below}.`,
    leadsOn: true,
  }));
}
