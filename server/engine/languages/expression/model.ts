import type { MappedText } from "../../text/mapped.ts";
import type { Span } from "../../text/span.ts";

/**
 * An expression of GitHub Actions. All spans are offsets into `source.text`, the text between the braces (or the whole of an `if:` without
 * braces); `source.spanToSource` leads to the file.
 */
export interface Expression {
  readonly source: MappedText;
  /** Undefined where it does not parse. */
  readonly root: ExpressionNode | undefined;
  /** What the language does not allow; at most one for each mistake. */
  readonly problems: readonly ExpressionProblem[];
  /** Every access of a context, outermost chains alone, in order: also those that can be told in a text that does not parse. */
  readonly accesses: readonly ContextAccess[];
  readonly calls: readonly FunctionCall[];
}

export interface ExpressionProblem {
  readonly code: "syntax" | "double-quotes" | "too-deep" | "empty";
  readonly span: Span;
  readonly message: string;
  /** What to write in place of the span. */
  readonly suggestion?: string;
}

/** Spans leave parentheses around a node out; those of a node hold all that stands in it, with parentheses around its parts. */
export type ExpressionNode = Literal | ContextAccess | FunctionCall | Operation | Indexed;

interface Node {
  readonly span: Span;
}

export interface Literal extends Node {
  readonly kind: "literal";
  readonly value: string | number | boolean | null;
}

/** `github.event.pull_request.head.ref`, `steps['a'].outputs.b`, `matrix[matrix.os]`, `github.event.commits.*.message`. */
export interface ContextAccess extends Node {
  readonly kind: "context";
  /** The context's name in lower case. */
  readonly name: string;
  readonly nameSpan: Span;
  readonly segments: readonly Segment[];
}

/**
 * One step down: a literal name, `*`, or what an expression gives. Its span is what stands behind the dot or between the brackets: of
 * `['x']` that is the string with its quotes.
 */
export type Segment =
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  | { readonly kind: "star"; readonly span: Span }
  | { readonly kind: "computed"; readonly node: ExpressionNode; readonly span: Span };

export interface FunctionCall extends Node {
  readonly kind: "call";
  /** In lower case: names are compared so. */
  readonly name: string;
  readonly nameSpan: Span;
  /** Empty where the text does not parse. */
  readonly args: readonly ExpressionNode[];
}

export interface Operation extends Node {
  readonly kind: "operation";
  readonly operator: "!" | "&&" | "||" | "==" | "!=" | "<" | "<=" | ">" | ">=";
  /** Of the operator itself; of the first where `a && b && c` has more. */
  readonly operatorSpan: Span;
  readonly operands: readonly ExpressionNode[];
}

/** `fromJSON(x).y`, `(a || b).c`: steps down from something that is no context. */
export interface Indexed extends Node {
  readonly kind: "indexed";
  readonly target: ExpressionNode;
  readonly segments: readonly Segment[];
}

/** What may be known of a value: undefined is "unknown". */
export type Value = string | number | boolean | null | ObjectValue | ArrayValue | undefined;
export interface ObjectValue {
  readonly kind: "object";
  /** A property that is not listed. */
  readonly rest: "null" | "unknown";
  readonly properties: ReadonlyMap<string, Value>;
}
export interface ArrayValue {
  readonly kind: "array";
  readonly items: readonly Value[];
}
