import { data, ExpressionError, Lexer, Parser } from "@actions/expressions";
import type { Expr } from "@actions/expressions/ast";
import { TokenType } from "@actions/expressions/lexer";
import fc from "fast-check";
import type { Expression } from "../../../server/engine/languages/expression/model.ts";
import { parseExpression } from "../../../server/engine/languages/expression/parse.ts";
import { MappedText } from "../../../server/engine/text/mapped.ts";

export function parse(text: string): Expression {
  return parseExpression(new MappedText(text, 0));
}

/** A call of a known function that does not have its number of arguments: the official parser looks at that, ours does not. */
export class WrongCount extends Error {}

/** What the official parser says of a text, for which every name is a context or a function; undefined where it refuses it. */
export function officialTree(text: string): Expr | undefined {
  let tokens: ReturnType<Lexer["lex"]>["tokens"];
  try {
    ({ tokens } = new Lexer(text).lex());
  } catch {
    return undefined;
  }
  const names = tokens.filter((token) => token.type === TokenType.IDENTIFIER).map((token) => token.lexeme);
  const functions = names.map((name) => ({ name, description: "", minArgs: 0, maxArgs: 999, call: () => new data.Null() }));
  try {
    return new Parser(tokens, names, functions).parse();
  } catch (error) {
    if (error instanceof ExpressionError && /^(Too few|Too many|Even number)/.test(error.message)) throw new WrongCount(text);
    return undefined;
  }
}

const literals = fc.constantFrom(
  ..."true|false|null|0|1|-1|+2|.5|1.5|0x1F|1e3|-0|NaN|Infinity|-Infinity|''|'a'|'A'|'it''s'|'1'|' 1 '|'0x1f'|'true'|'null'|'}}'|'ab'|'Ab'|'a b'|'ä'|'1e3'".split(
    "|",
  ),
);

const blanks = fc.constantFrom("", "", " ", " ", "\n  ", "\t");

export interface Shape {
  /** Accesses of contexts too, and functions whose names the language does not know. */
  readonly names: boolean;
}

/** Expressions that are well formed, with blanks in odd places. */
export function expressions({ names }: Shape): fc.Arbitrary<string> {
  const name = fc.constantFrom("github", "GitHub", "env", "steps", "a-b", "_x", "needs", "null-1", "true_");
  const { node } = fc.letrec<{ node: string; access: string; call: string }>((tie) => {
    const inner = tie("node");
    const binary = fc
      .tuple(inner, blanks, fc.constantFrom("==", "!=", "<", "<=", ">", ">=", "&&", "||", "&&", "||"), blanks, inner)
      .map((parts) => parts.join(""));
    const group = fc.tuple(blanks, inner, blanks).map(([before, text, after]) => `(${before}${text}${after})`);
    const not = fc.tuple(blanks, inner).map(([blank, text]) => `!${blank}${text}`);
    const known = fc.oneof(
      fc.tuple(fc.constantFrom("contains", "startsWith", "ENDSWITH"), inner, inner).map(([call, a, b]) => `${call}(${a}, ${b})`),
      fc.tuple(fc.constantFrom("fromJSON('[1, \"a\", null]')", "fromJson('[]')", "'x,y'"), inner).map(([a, b]) => `join(${a},${b})`),
      fc.tuple(fc.constantFrom("'{0}-{1}'", "'{{{0}}}'", "'plain'"), inner, inner).map(([a, b, c]) => `format(${a}, ${b} ,${c})`),
      fc.tuple(inner, inner).map(([a, b]) => `contains(fromJSON('["a", 1, true, null]'), ${a}) && ${b}`),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `case(!${a.includes("&&") ? `(${a})` : a}, ${b}, ${c})`),
      inner.map((a) => `fromJSON('{"a": {"b": [1, 2]}, "Cd": 3, "1": "one"}')[${a}]`),
      inner.map((a) => `fromJSON('[["x"], {"a": 1}, 3]').*[${a}]`),
    );
    const step = fc.oneof(
      fc.constantFrom(".x", ".a-b", ".*", "['x y']", "[*]", "[0]", ".null"),
      fc.tuple(blanks, tie("node"), blanks).map(([before, text, after]) => `[${before}${text}${after}]`),
    );
    return {
      node: fc.oneof(
        { maxDepth: 5, depthSize: "small", withCrossShrink: true },
        literals,
        ...(names ? [tie("access"), tie("call")] : []),
        binary,
        binary,
        group,
        not,
        known,
      ),
      access: fc.tuple(name, fc.array(step, { maxLength: 3 })).map(([context, steps]) => context + steps.join("")),
      call: fc
        .tuple(fc.constantFrom("success", "Always", "hashFiles", "unknown-one"), blanks, fc.array(inner, { maxLength: 3 }), blanks)
        .map(([call, before, args, after]) => `${call}${before}(${after}${args.join(",")})${before === "" ? "" : ".y"}`),
    };
  });
  return fc.tuple(blanks, node, blanks).map((parts) => parts.join(""));
}
