import { directives } from "../knowledge/instructions.ts";
import type { Dockerfile } from "../languages/dockerfile/model.ts";
import type { Rule } from "../rule.ts";
import { touches } from "../text/span.ts";
import { completeCheck } from "./checks.ts";
import type { Completion } from "./completion.ts";
import { completeSuppression } from "./suppressions.ts";
import type { Surroundings } from "./surroundings.ts";

type Comment = Extract<Surroundings, { kind: "comment" }>;

/** Directives at the top of the file, and comments that silence a rule. */
export function completeComment(file: Dockerfile, { text, span }: Comment, offset: number, rules: readonly Rule[]): Completion[] {
  const tail = (length: number) => ({ start: offset - length, end: offset });
  const silencing = completeSuppression(text, span, file.language, "the instruction below", rules) ?? [];
  if (silencing.some(({ kind }) => kind === "rule")) return silencing;
  const onTop = isOnTop(file, offset);
  // A line of comments right above an instruction is for that one.
  const below = onTop
    ? undefined
    : file.instructions.find(({ leadingComments }) => leadingComments.some((one) => touches(one.span, offset)));
  const check = /^#\s*check\s*=\s*(.*)$/i.exec(text);
  if (check) return onTop || below ? completeCheck(check[1] as string, offset, below, rules) : [];
  const value = /^#\s*(\w+)\s*=\s*(\S*)$/.exec(text);
  if (value) {
    const directive = onTop && directives.find(({ name }) => name === (value[1] as string).toLowerCase());
    if (!directive) return [];
    return directive.values.map((one) => ({
      kind: "value",
      label: one,
      span: tail((value[2] as string).length),
      text: one,
      about: directive.about,
    }));
  }
  if (!/^#\s*[\w-]*$/.test(text)) return [];
  const completions: Completion[] = [];
  const lead = /^#\s*/.exec(text)?.[0].length === 1 ? "# " : (/^#\s*/.exec(text)?.[0] as string);
  if (onTop) {
    for (const { name, values, about } of directives) {
      if (file.directives.some((directive) => directive.name === name && !(directive.span.start <= offset && offset <= directive.span.end)))
        continue;
      const label = name === "escape" || name === "check" ? `# ${name}=` : `# ${name}=${values[0]}`;
      completions.push({
        kind: "value",
        label,
        span,
        text: lead + label.slice(2),
        filter: `#${lead.slice(1)}${label.slice(2)}`,
        about,
        leadsOn: true,
      });
    }
  }
  if (below) {
    const label = "# check=skip=";
    const about = "Leaves a check of BuildKit's out for the instruction below (since Dockerfile 1.21).";
    completions.push({
      kind: "value",
      label,
      span,
      text: `${lead}check=skip=`,
      filter: `#${lead.slice(1)}check=skip=`,
      about,
      leadsOn: true,
    });
  }
  return [...completions, ...silencing];
}

/** Whether directives still count here: nothing but directives stands above. */
function isOnTop(file: Dockerfile, offset: number): boolean {
  const { source } = file;
  const line = source.lineOf(offset);
  for (let above = 0; above < line; above++) {
    const span = source.lineSpan(above);
    const isDirective = file.directives.some((directive) => directive.span.start >= span.start && directive.span.start <= span.end);
    if (!isDirective && !(above === 0 && source.slice(span).replace("\uFEFF", "").startsWith("#!"))) return false;
  }
  return true;
}
