import { Lexer, type Token as LexerToken, TokenType } from "@actions/expressions/lexer";
import type { ExpressionProblem } from "./model.ts";

export interface Token {
  /** `UNKNOWN` for what the language does not know. */
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Of numbers and strings. */
  readonly value?: string | number;
}

export interface Tokens {
  /** The last one is `EOF`. */
  readonly tokens: readonly Token[];
  /** Strings in double quotes are tokens like any other, so that what is around them can be read. */
  readonly problems: readonly ExpressionProblem[];
}

/** A text with more is no expression; what is behind them is not read. */
const maximumMistakes = 100;

/** A text no longer than the language allows, in tokens with their places. Reads on behind what is no token. */
export function tokenize(text: string): Tokens {
  const tokens: Token[] = [];
  const problems: ExpressionProblem[] = [];
  let offset = 0;
  for (let mistakes = 0; offset < text.length && mistakes < maximumMistakes; mistakes++) {
    const mistake = readTokens(text, offset, tokens);
    if (mistake < 0) break;
    offset = mistakeEnd(text, mistake);
    if (text[mistake] === '"' && text[offset - 1] === '"' && offset > mistake + 1) {
      const value = text.slice(mistake + 1, offset - 1);
      tokens.push({ type: TokenType.STRING, start: mistake, end: offset, text: text.slice(mistake, offset), value });
      problems.push({
        code: "double-quotes",
        span: { start: mistake, end: offset },
        message: "Strings in expressions stand in single quotes: GitHub refuses a workflow with double ones.",
        suggestion: `'${value.replaceAll("'", "''")}'`,
      });
      continue;
    }
    tokens.push({ type: TokenType.UNKNOWN, start: mistake, end: offset, text: text.slice(mistake, offset) });
    if (!problems.some((problem) => problem.code === "syntax")) problems.push(problemAt(text, mistake, offset));
  }
  tokens.push({ type: TokenType.EOF, start: text.length, end: text.length, text: "" });
  return { tokens, problems };
}

/** Adds the tokens from `offset` on; gives the place of the first mistake, or -1. */
function readTokens(text: string, offset: number, tokens: Token[]): number {
  const rest = text.slice(offset);
  let lexed: readonly LexerToken[];
  let mistake = -1;
  try {
    lexed = new Lexer(rest).lex().tokens;
  } catch (error) {
    mistake = mistakePlace(error, rest);
    lexed = new Lexer(rest.slice(0, mistake)).lex().tokens;
  }
  // The lexer's columns are wrong behind a string of several lines; but between its tokens there is nothing but blanks.
  let at = offset;
  for (const token of lexed) {
    if (token.type === TokenType.EOF) break;
    while (isBlank(text.charCodeAt(at))) at++;
    const end = at + token.lexeme.length;
    const found = { type: token.type, start: at, end, text: token.lexeme };
    // The lexer reads `''` as a quote at its first place alone.
    if (token.type === TokenType.STRING) tokens.push({ ...found, value: token.lexeme.slice(1, -1).replaceAll("''", "'") });
    else if (token.type === TokenType.NUMBER) tokens.push({ ...found, value: token.value as number });
    else tokens.push(found);
    at = end;
  }
  return mistake < 0 ? -1 : offset + mistake;
}

/** The lexer tells the place by its message, which ends with the text. */
function mistakePlace(error: unknown, text: string): number {
  const message = error instanceof Error ? error.message : "";
  const place = /Located at position (\d+) within expression: $/.exec(message.slice(0, message.length - text.length));
  return place ? Number(place[1]) - 1 : 0;
}

/** Where what is no token ends, as the lexer sees it; a string in double quotes is taken as a whole. */
function mistakeEnd(text: string, start: number): number {
  const first = text[start] as string;
  if (first === "'") return text.length;
  if (first === '"') {
    const close = text.indexOf('"', start + 1);
    if (close > 0) return close + 1;
  }
  const isNumber = /[\d.+-]/.test(first);
  let end = start + 1;
  while (end < text.length && (!boundary.test(text[end] as string) || (isNumber && text[end] === "."))) end++;
  return end;
}

const boundary = /[\s()[\],.!<>=&|]/;

function isBlank(char: number): boolean {
  return char === 32 || char === 9 || char === 10 || char === 13;
}

function problemAt(text: string, start: number, end: number): ExpressionProblem {
  const first = text[start] as string;
  const word = text.slice(start, end);
  const syntax = (length: number, message: string, suggestion?: string): ExpressionProblem => ({
    code: "syntax",
    span: { start, end: start + length },
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
  if (first === "'")
    return syntax(1, "The string that starts here is not closed: a `'` is missing at its end, and one inside it is written `''`.");
  if (first === '"') return { ...syntax(1, "A string stands in single quotes, and this one is not closed."), code: "double-quotes" };
  if (first === "=") {
    // `===` and `!==`: the lexer has read two characters as an operator.
    const before = start >= 2 ? text.slice(start - 2, start) : "";
    if (before === "==" || before === "!=") return syntax(1, `\`${before}=\` is no operator of expressions: write \`${before}\`.`, "");
    return syntax(1, "`=` is no operator of expressions: write `==` to compare.", "==");
  }
  if (first === "&" || first === "|")
    return syntax(1, `\`${first}\` is no operator of expressions: write \`${first}${first}\`.`, first + first);
  if (word.startsWith("${{")) return syntax(3, "This is inside an expression already: write the name without `${{` and `}}`.");
  if (/^[+\-*/%]$/.test(word)) return syntax(1, `\`${word}\` is no operator: expressions cannot calculate.`);
  if (/^\.[A-Za-z_*]/.test(word)) {
    const message = `\`${shortened(word)}\` stands behind something that has no properties: these are read from contexts, calls and parentheses.`;
    return syntax(word.length, message);
  }
  if (/^[\d.+-]/.test(word)) return syntax(word.length, `\`${shortened(word)}\` is no number.`);
  if (/^[A-Za-z_]/.test(word))
    return syntax(word.length, `\`${shortened(word)}\` is no name: names are made of letters, digits, \`_\` and \`-\`.`);
  return syntax(word.length, `\`${shortened(word)}\` has no meaning in an expression.`);
}

/** A piece of a text for a message. */
export function shortened(text: string): string {
  const line = (/^.*/.exec(text) as RegExpExecArray)[0].replaceAll("`", "'");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
