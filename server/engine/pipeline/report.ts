import { isOld } from "../knowledge/shelf-life.ts";
import type { SchemaProblem, StepsFile, Text } from "../languages/workflow/model.ts";
import type { YamlScalar, YamlSequence } from "../languages/yaml/model.ts";
import type { Fix, Problem, Safety, Severity } from "../rule.ts";
import { replace } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import { type Edits, fixesOf, fixOf } from "./edit.ts";

/** Reports what the schema does not allow, of one kind; `fixesFor` gives the fixes of a problem, and undefined for one that another rule reports. */
export function reportSchema(
  file: StepsFile,
  code: SchemaProblem["code"],
  report: (problem: Problem) => void,
  fixesFor: (problem: SchemaProblem) => readonly Fix[] | undefined = () => [],
): void {
  for (const problem of file.schemaProblems) {
    if (problem.code !== code) continue;
    const fixes = fixesFor(problem);
    if (fixes) report({ span: problem.span, message: problem.message, ...(fixes.length > 0 && { fixes }) });
  }
}

/** The fix that writes something else in the place of a span; none where there is nothing to write. */
export function writeFix(file: StepsFile, span: Span, text: string | undefined, safety: Safety): readonly Fix[] {
  return text === undefined ? [] : [fixOf(`Write \`${text}\``, safety, file, [replace(span, text)])];
}

/** The fix that writes another word into a text, between its quotes where it has them. */
export function rewordFix(file: StepsFile, text: Text, word: string | undefined, safety: Safety): readonly Fix[] {
  return rewordNodeFix(file, text.node, word, safety);
}

/** The same for any scalar. Behind an alias nothing is changed: the value stands for others too. */
export function rewordNodeFix(file: StepsFile, node: YamlScalar, word: string | undefined, safety: Safety): readonly Fix[] {
  const whole = { start: 0, end: node.text.length };
  if (word === undefined || node.text === "" || node.alias || !node.mapped.isContiguous(whole)) return [];
  return writeFix(file, node.mapped.spanToSource(whole), word, safety);
}

/** The advice at the end of a message: what to write where it is known what was meant, else another. */
export function didYouMean(word: string | undefined, otherwise = ""): string {
  return word === undefined ? otherwise : ` Write \`${word}\`.`;
}

/** The severity of what a table says: a hint once the table is old. */
export function fromTable(date: string, today: string, severity: Severity | undefined): { readonly severity?: Severity } {
  if (isOld(date, today)) return { severity: "hint" };
  return severity === undefined ? {} : { severity };
}

/** Takes an item out of a list with others; undefined where it is the only one. */
export function removeItem(file: StepsFile, list: YamlSequence, index: number): Edits {
  const { items, isFlow } = list;
  const item = items[index];
  const next = items[index + 1];
  const before = items[index - 1];
  if (!item || list.alias || (!next && !before)) return undefined;
  if (isFlow) {
    const span = next ? { start: item.span.start, end: next.span.start } : { start: (before as typeof item).span.end, end: item.span.end };
    return [replace(span, "")];
  }
  const { source } = file;
  const start = source.lineSpan(source.lineOf(item.span.start)).start;
  // A list inside of a list may begin on the line of the outer dash.
  if (source.text.slice(start, item.span.start).trim() !== "") return undefined;
  return [replace({ start, end: source.nextLineStart(Math.max(item.span.start, item.span.end - 1)) }, "")];
}

/** The same, as a fix. */
export function removeItemFix(file: StepsFile, list: YamlSequence, index: number, title: string, safety: Safety): readonly Fix[] {
  return fixesOf(title, safety, file, removeItem(file, list, index));
}

/** Whether nothing but what is known stands in a text: neither an expression nor what a template or starter workflow leaves open. */
export function isPlainText(text: Text | undefined): text is Text {
  return text?.literal !== undefined && !/\$\{\{|\{\{|^\$[a-z-]+$/.test(text.text);
}

/** Names in a sentence, all of them: "`lint`, `test` and `build`". */
export function namesOf(names: readonly string[]): string {
  const words = names.map((name) => `\`${name}\``);
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Jobs in a sentence: "`lint`, `test` and 3 others". */
export function listOf(jobs: readonly { readonly id: string }[]): string {
  const ids = jobs.map(({ id }) => `\`${id}\``);
  const shown = ids.length > 3 ? [...ids.slice(0, 2), `${ids.length - 2} others`] : ids;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
