import { contextNames } from "../knowledge/contexts.ts";
import type { ContextAccess, Expression, Segment } from "../languages/expression/model.ts";
import { walk } from "../languages/expression/nodes.ts";
import type { ActionFile, Condition, ExpressionPlace, Job, Step, StepsFile, Workflow } from "../languages/workflow/model.ts";
import type { YamlNode } from "../languages/yaml/model.ts";
import type { Fix, RuleId, Safety } from "../rule.ts";
import { replace } from "../text/edit.ts";
import { rememberFor } from "../text/remember.ts";
import type { Span } from "../text/span.ts";
import { type Edits, fixesOf, within } from "./edit.ts";
import { type ExpressionSite, siteOf } from "./expression-context.ts";

/** An expression that can be read, with what it can see. */
export interface ReadExpression {
  readonly place: ExpressionPlace;
  readonly site: ExpressionSite;
}

/** The expressions of a file in which nothing is wrong with the language itself: that is reported first. */
export const readableExpressions: (file: Workflow | ActionFile) => readonly ReadExpression[] = rememberFor(
  (file: Workflow | ActionFile): readonly ReadExpression[] =>
    file.expressions.filter((place) => !place.isUnclosed && place.expression.root).map((place) => ({ place, site: siteOf(file, place) })),
);

/** The rules that judge what an expression says, once it can be read: they may speak after what is wrong with its language was mended. */
export const rulesOfReadable: readonly RuleId[] = [
  "workflow/always-true-condition",
  "workflow/constant-condition",
  "workflow/falsy-ternary",
  "workflow/impossible-condition",
  "workflow/invalid-json",
  "workflow/object-comparison",
  "workflow/object-in-text",
  "workflow/secret-in-condition",
  "workflow/spoofable-bot-condition",
  "workflow/string-list-contains",
  "workflow/unavailable-context",
  "workflow/unknown-context",
  "workflow/unknown-context-property",
  "workflow/unknown-function",
  "workflow/unknown-input",
  "workflow/unknown-job-output",
  "workflow/unknown-matrix-property",
  "workflow/unknown-need-reference",
  "workflow/unknown-step",
  "workflow/unknown-step-output",
  "workflow/unquoted-condition",
  "workflow/wrong-argument-count",
  "workflow/wrong-format-arguments",
];

/** A job or step with its condition. */
export interface Conditional {
  readonly condition: Condition;
  readonly target: Job | Step;
}

/** The conditions of all jobs and steps, each once. */
export const conditionsOf: (file: Workflow | ActionFile) => readonly Conditional[] = rememberFor((file): readonly Conditional[] => {
  const all: readonly (Job | Step)[] = [...(file.language === "workflow" ? file.jobs : []), ...file.steps];
  const seen = new Set<unknown>();
  return all.flatMap((target) => {
    const condition = target.if;
    if (!condition || seen.has(condition.text.node.span.start)) return [];
    seen.add(condition.text.node.span.start);
    return [{ condition, target }];
  });
});

/** The place in the file of a part of an expression. */
export function spanIn({ source }: Expression, span: Span): Span {
  return source.spanToSource(span);
}

/** The edit that writes something else in the place of a part of an expression; undefined where the scalar's style does not let it. */
export function rewrite(file: StepsFile, place: ExpressionPlace, part: Span, text: string): Edits {
  const { node, expression } = place;
  const { source } = expression;
  const span = source.spanToSource(part);
  // A part over several lines, or with escapes in it, is no plain piece of the file.
  if (part.end > part.start && !source.isContiguous(part)) return undefined;
  if (node.style === "plain" && !place.hasBraces && span.start === node.span.start && !/^[\w(]/.test(text)) return undefined;
  const written = within(node, text, isInFlow(file, place));
  return written === undefined ? undefined : [replace(span, written)];
}

/** Whether a scalar stands in brackets, where a comma or a brace would end it. */
function isInFlow(file: StepsFile, { path }: ExpressionPlace): boolean {
  let node: YamlNode | undefined = file.root;
  for (const step of path) {
    if (!node || node.kind === "scalar") break;
    if (node.isFlow) return true;
    node = node.kind === "map" ? node.get(step) : node.items[Number(step)]?.value;
  }
  return false;
}

/** The fix that does so. */
export function rewriteFix(
  file: Workflow | ActionFile,
  place: ExpressionPlace,
  part: Span,
  text: string,
  safety: Safety,
  title = `Write \`${text}\``,
): readonly Fix[] {
  return fixesOf(title, safety, file, rewrite(file, place, part, text));
}

/** The fix that writes another name for a step down, as `.name` or `['name']`. */
export function renameFix(
  file: Workflow | ActionFile,
  place: ExpressionPlace,
  { kind, span }: Segment,
  name: string | undefined,
): readonly Fix[] {
  if (name === undefined) return [];
  const text = place.expression.source.text;
  const isQuoted = text[span.start] === "'";
  if (kind === "star" || (!isQuoted && !/^[A-Za-z_][\w-]*$/.test(name))) return [];
  return rewriteFix(file, place, span, isQuoted ? `'${name.replaceAll("'", "''")}'` : name, "unsafe", `Write \`${name}\``);
}

/** Whether an expression says what holds where a value is empty: `github.event.number || github.sha`. */
export function hasFallback({ root }: Expression, access: ContextAccess): boolean {
  if (!root) return false;
  for (const node of walk(root)) {
    if (node.kind === "operation" && node.operator === "||" && node.operands.indexOf(access) >= 0 && node.operands.at(-1) !== access)
      return true;
  }
  return false;
}

/** A text without quotes where a value is compared: `refs/heads/main` in `github.ref == refs/heads/main`. */
export interface BareWord {
  /** In the expression. */
  readonly span: Span;
  readonly text: string;
}

const words: ReadonlySet<string> = new Set([...contextNames, "true", "false", "null", "nan", "infinity"]);

/** The texts without quotes in an expression, which is refused for them. */
export function bareWordsOf({ source, root, accesses }: Expression): readonly BareWord[] {
  if (root && accesses.every(({ name }) => words.has(name))) return [];
  // Nothing of what stands in strings is a word.
  const text = source.text.replace(/'(?:[^']|'')*'|"[^"]*"/g, (string) => "'".repeat(string.length));
  const found: BareWord[] = [];
  for (const match of text.matchAll(
    /(?:(==|!=|(?<![=!<>])=(?!=))\s*)?(?<![\w./-])([A-Za-z_][\w.-]*(?:\/[\w.*-]+)*)(?![\w.*/-])(?!\s*[([])/g,
  )) {
    const [, operator, word = ""] = match;
    const isPath = word.includes("/");
    const [first = ""] = word.split(/[./]/, 1);
    if ((!operator && !isPath) || words.has(first.toLowerCase())) continue;
    const end = match.index + match[0].length;
    // Behind a quote it is a string that is not closed.
    if (/['"]/.test(text[end - word.length - 1] ?? "")) continue;
    found.push({ span: { start: end - word.length, end }, text: word });
  }
  return found;
}
