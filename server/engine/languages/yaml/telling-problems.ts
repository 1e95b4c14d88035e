import type { SourceText } from "../../text/source.ts";
import type { YamlProblem } from "./model.ts";
import { tabProblem } from "./problems.ts";

/** The problems that are worth telling: one mistake in indentation makes every line below it look wrong, and the first tells it. */
export function tellingProblems(problems: readonly YamlProblem[], source: SourceText): readonly YamlProblem[] {
  let last = -9;
  const tab = tabAbove(problems[0], source);
  let isMisaligned = tab !== undefined;
  const telling = problems.filter(({ span, suggestion, code }) => {
    const line = source.lineOf(span.start);
    const isConsequence = suggestion === undefined && (line - last <= 2 || (isMisaligned && code === "indentation"));
    if (code !== "unclosed" && suggestion === undefined) isMisaligned = true;
    if (code === "tab") isMisaligned = true;
    last = line;
    return !isConsequence;
  });
  return tab ? [tab, ...telling.filter(({ span }) => source.lineOf(span.start) - source.lineOf(tab.span.start) > 2)] : telling;
}

/** A tab before the first problem that YAML takes for part of the text above it: what follows is out of line then. */
function tabAbove(first: YamlProblem | undefined, source: SourceText): YamlProblem | undefined {
  if (!first || first.code === "tab" || first.suggestion !== undefined) return undefined;
  const above = source.text.slice(0, first.span.start).split("\n").slice(-4).join("\n");
  const from = first.span.start - above.length;
  const found = [...above.matchAll(/^ *(\t+) *(?:[\w.-]+:|-)(?=[ \r\n]|$)/gm)].at(-1);
  if (!found) return undefined;
  const start = from + found.index + found[0].indexOf("\t");
  return tabProblem(source.text, { start, end: start + (found[1] as string).length });
}
