import type { SourceText } from "../../text/source.ts";
import type { YamlProblem } from "./model.ts";

/** The problems that are worth telling: one mistake in indentation makes every line below it look wrong, and the first tells it. */
export function tellingProblems(problems: readonly YamlProblem[], source: SourceText): readonly YamlProblem[] {
  let last = -9;
  let hasTab = false;
  return problems.filter(({ span, suggestion, code }) => {
    const line = source.lineOf(span.start);
    const isConsequence = suggestion === undefined && (line - last <= 2 || (hasTab && code === "indentation"));
    if (code === "tab") hasTab = true;
    last = line;
    return !isConsequence;
  });
}
