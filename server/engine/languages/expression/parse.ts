import { TokenType } from "@actions/expressions/lexer";
import type { MappedText } from "../../text/mapped.ts";
import { remember } from "../../text/remember.ts";
import type { Span } from "../../text/span.ts";
import type { ContextAccess, Expression, ExpressionNode, ExpressionProblem, FunctionCall, Operation, Segment } from "./model.ts";
import { partsOf } from "./nodes.ts";
import { shortened, type Token, tokenize } from "./tokens.ts";

export { type ExpressionPiece, splitExpressions } from "./split.ts";

/** The limits of the language (constants of its official implementation, `@actions/expressions`). */
const maximumLength = 21_000;
const maximumDepth = 50;

/** Reads the text between the braces, or the whole of an `if:`. Never throws; texts that are equal share their tree. */
export function parseExpression(source: MappedText): Expression {
  return { source, ...read(source.text) };
}

type Parsed = Omit<Expression, "source">;

const read = remember((text): Parsed => {
  const unread = { root: undefined, accesses: [], calls: [] };
  if (text.length > maximumLength) {
    const message = `The expression is longer than the ${maximumLength} characters that are allowed: GitHub refuses the workflow.`;
    return { ...unread, problems: [{ code: "too-deep", span: { start: 0, end: 1 }, message }] };
  }
  const { tokens, problems } = tokenize(text);
  if (tokens.length === 1) {
    const message = "The expression is empty: a context, a function call or a literal is missing.";
    return { ...unread, problems: [{ code: "empty", span: { start: 0, end: text.length }, message }] };
  }
  // Where a string stands in double quotes alone, the rest can be read as it is meant.
  if (!tokens.some((token) => token.type === TokenType.UNKNOWN)) {
    const found = parseTokens(tokens);
    if (!("problem" in found)) {
      const { root, accesses, calls } = found;
      return { root: problems.length === 0 ? root : undefined, problems, accesses, calls };
    }
    return { root: undefined, problems: [...problems, found.problem], ...scan(tokens) };
  }
  return { root: undefined, problems, ...scan(tokens) };
});

interface Tree {
  readonly root: ExpressionNode;
  readonly accesses: ContextAccess[];
  readonly calls: FunctionCall[];
}

/** Thrown and caught in this file: what stops the reading of an expression. */
class Mistake {
  readonly problem: ExpressionProblem;

  constructor(problem: ExpressionProblem) {
    this.problem = problem;
  }
}

/** A reader by descent over tokens of which none is unknown. It counts the depth where the language's own parser does. */
function parseTokens(tokens: readonly Token[]): Tree | { readonly problem: ExpressionProblem } {
  const accesses: ContextAccess[] = [];
  const calls: FunctionCall[] = [];
  let next = 0;
  let depth = 0;
  const peek = (): Token => tokens[next] as Token;
  const last = (): Token => tokens[next - 1] as Token;

  function match(...types: readonly TokenType[]): boolean {
    if (!types.includes(peek().type)) return false;
    next++;
    return true;
  }

  function expect(type: TokenType, what: string): void {
    if (!match(type)) throw unexpected(tokens, next, what);
  }

  function deeper(): void {
    if (++depth > maximumDepth) throw new Mistake(tooDeep(spanOf(peek().type === TokenType.EOF ? last() : peek())));
  }

  function expression(): ExpressionNode {
    deeper();
    const node = logical(TokenType.OR, "||", () => logical(TokenType.AND, "&&", equality));
    depth--;
    return node;
  }

  function logical(type: TokenType, operator: "&&" | "||", operand: () => ExpressionNode): ExpressionNode {
    const { start } = peek();
    const first = operand();
    if (peek().type !== type) return first;
    deeper();
    const operatorSpan = spanOf(peek());
    const operands = [first];
    while (match(type)) operands.push(operand());
    depth--;
    return { kind: "operation", operator, operatorSpan, operands, span: { start, end: last().end } };
  }

  function binary(types: readonly TokenType[], operand: () => ExpressionNode): ExpressionNode {
    const { start } = peek();
    let node = operand();
    while (match(...types)) {
      const token = last();
      const operands = [node, operand()];
      const operator = token.text as Operation["operator"];
      node = { kind: "operation", operator, operatorSpan: spanOf(token), operands, span: { start, end: last().end } };
    }
    return node;
  }

  function equality(): ExpressionNode {
    return binary(equalityTypes, comparison);
  }

  function comparison(): ExpressionNode {
    return binary(comparisonTypes, unary);
  }

  function unary(): ExpressionNode {
    if (!match(TokenType.BANG)) return postfix();
    const token = last();
    deeper();
    const operands = [unary()];
    depth--;
    return { kind: "operation", operator: "!", operatorSpan: spanOf(token), operands, span: { start: token.start, end: last().end } };
  }

  function postfix(): ExpressionNode {
    const token = peek();
    if (match(TokenType.LEFT_PAREN)) {
      const inner = expression();
      expect(TokenType.RIGHT_PAREN, "`)`");
      return indexed(token.start, inner);
    }
    if (!match(TokenType.IDENTIFIER)) return literal();
    if (match(TokenType.LEFT_PAREN)) return indexed(token.start, call(token));
    // Its place in the list comes before those of the accesses in its brackets.
    const place = accesses.push({ kind: "context", name: "", nameSpan: token, segments: [], span: token }) - 1;
    const found = segments();
    const span = { start: token.start, end: last().end };
    const access: ContextAccess = { kind: "context", name: token.text.toLowerCase(), nameSpan: spanOf(token), segments: found, span };
    accesses[place] = access;
    return access;
  }

  function indexed(start: number, target: ExpressionNode): ExpressionNode {
    const found = segments();
    if (found.length === 0) return target;
    return { kind: "indexed", target, segments: found, span: { start, end: last().end } };
  }

  function call(name: Token): FunctionCall {
    const place = calls.push({ kind: "call", name: "", nameSpan: name, args: [], span: name }) - 1;
    const args: ExpressionNode[] = [];
    if (!match(TokenType.RIGHT_PAREN)) {
      do args.push(expression());
      while (match(TokenType.COMMA));
      expect(TokenType.RIGHT_PAREN, "`,` or `)`");
    }
    const span = { start: name.start, end: last().end };
    const found: FunctionCall = { kind: "call", name: name.text.toLowerCase(), nameSpan: spanOf(name), args, span };
    calls[place] = found;
    return found;
  }

  function segments(): Segment[] {
    const found: Segment[] = [];
    for (;;) {
      if (match(TokenType.DOT)) {
        if (!match(TokenType.IDENTIFIER, TokenType.STAR)) throw unexpected(tokens, next, "a property or `*`");
        found.push(segmentOf(last()));
      } else if (match(TokenType.LEFT_BRACKET)) {
        const { start } = peek();
        const plain = plainIndex(tokens, next);
        if (plain) {
          next++;
          found.push(plain);
        } else {
          const node = expression();
          found.push({ kind: "computed", node, span: { start, end: last().end } });
        }
        expect(TokenType.RIGHT_BRACKET, "`]`");
      } else break;
      deeper();
    }
    depth -= found.length;
    return found;
  }

  function literal(): ExpressionNode {
    const token = peek();
    const span = spanOf(token);
    if (match(TokenType.TRUE)) return { kind: "literal", value: true, span };
    if (match(TokenType.FALSE)) return { kind: "literal", value: false, span };
    if (match(TokenType.NULL)) return { kind: "literal", value: null, span };
    if (match(TokenType.NUMBER, TokenType.STRING)) return { kind: "literal", value: token.value as string | number, span };
    throw unexpected(tokens, next, "a context, a function call or a literal");
  }

  try {
    const root = expression();
    if (peek().type !== TokenType.EOF) throw unexpected(tokens, next, "an operator or the end");
    const deep = tokens.length > maximumDepth ? deepNode(root) : undefined;
    return deep ? { problem: tooDeep(deep.span) } : { root, accesses, calls };
  } catch (error) {
    if (error instanceof Mistake) return error;
    throw error;
  }
}

function tooDeep(span: Span): ExpressionProblem {
  const message = `The expression nests deeper than the ${maximumDepth} levels that are allowed: GitHub refuses the workflow.`;
  return { code: "too-deep", span, message };
}

/**
 * A node that lies too deep. In `a == b == c` each operator takes what stands before it as its operand: a chain of them makes a deep tree
 * from a text that does not nest. The runner counts the levels of the tree; and what walks it later must not run out of stack.
 */
function deepNode(root: ExpressionNode): ExpressionNode | undefined {
  const open: { readonly node: ExpressionNode; readonly depth: number }[] = [{ node: root, depth: 1 }];
  for (let entry = open.pop(); entry; entry = open.pop()) {
    if (entry.depth > maximumDepth) return entry.node;
    for (const node of partsOf(entry.node)) open.push({ node, depth: entry.depth + 1 });
  }
  return undefined;
}

const equalityTypes = [TokenType.EQUAL_EQUAL, TokenType.BANG_EQUAL];
const comparisonTypes = [TokenType.GREATER, TokenType.GREATER_EQUAL, TokenType.LESS, TokenType.LESS_EQUAL];

/**
 * What can be told of accesses and calls in tokens that do not parse: names, and the steps down that are written out. Every token is looked
 * at a few times at most, however the brackets stand.
 */
function scan(tokens: readonly Token[]): Pick<Parsed, "accesses" | "calls"> {
  const accesses: ContextAccess[] = [];
  const calls: FunctionCall[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (token.type !== TokenType.IDENTIFIER || tokens[i - 1]?.type === TokenType.DOT) continue;
    const name = token.text.toLowerCase();
    const nameSpan = spanOf(token);
    const after = tokens[i + 1] as Token;
    if (after.type === TokenType.LEFT_PAREN) {
      calls.push({ kind: "call", name, nameSpan, args: [], span: { start: token.start, end: after.end } });
      continue;
    }
    const segments: Segment[] = [];
    let end = token.end;
    for (;;) {
      const open = tokens[i + 1] as Token;
      const step = tokens[i + 2];
      if (open.type === TokenType.DOT && (step?.type === TokenType.IDENTIFIER || step?.type === TokenType.STAR)) {
        segments.push(segmentOf(step));
        i += 2;
      } else if (open.type === TokenType.LEFT_BRACKET) {
        const plain = plainIndex(tokens, i + 2);
        if (!plain) break;
        segments.push(plain);
        i += 3;
      } else break;
      end = (tokens[i] as Token).end;
    }
    accesses.push({ kind: "context", name, nameSpan, segments, span: { start: token.start, end } });
  }
  return { accesses, calls };
}

/** `*` or a string that stands alone between brackets. */
function plainIndex(tokens: readonly Token[], at: number): Segment | undefined {
  if (tokens[at + 1]?.type !== TokenType.RIGHT_BRACKET) return undefined;
  const token = tokens[at] as Token;
  return token.type === TokenType.STAR || token.type === TokenType.STRING ? segmentOf(token) : undefined;
}

function segmentOf(token: Token): Segment {
  if (token.type === TokenType.STAR) return { kind: "star", span: spanOf(token) };
  return { kind: "name", name: typeof token.value === "string" ? token.value : token.text, span: spanOf(token) };
}

function spanOf(token: Token): Span {
  return { start: token.start, end: token.end };
}

/** Words of other languages for operators. */
const words: Readonly<Record<string, string>> = { and: "&&", or: "||", not: "!" };

function unexpected(tokens: readonly Token[], at: number, what: string): Mistake {
  const token = tokens[at] as Token;
  const before = tokens[at - 1];
  const problem = (place: Token, message: string, suggestion?: string): Mistake =>
    new Mistake({ code: "syntax", span: spanOf(place), message, ...(suggestion === undefined ? {} : { suggestion }) });
  for (const place of [token, before]) {
    const word = place?.text.toLowerCase() ?? "";
    const operator = Object.hasOwn(words, word) ? words[word] : undefined;
    if (place?.type !== TokenType.IDENTIFIER || operator === undefined || (place === before) !== (operator === "!")) continue;
    return problem(place, `\`${place.text}\` is no operator of expressions: write \`${operator}\`.`, operator);
  }
  if (token.type === TokenType.EOF) return problem(before ?? token, `The expression ends where ${what} is expected.`);
  if (token.type === TokenType.STAR && what.includes("operator"))
    return problem(token, "`*` is no operator: expressions cannot calculate.");
  return problem(token, `\`${shortened(token.text)}\` stands where ${what} is expected.`);
}
