import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Expression, ExpressionNode, Operation } from "../../../server/engine/languages/expression/model.ts";
import { conjunctsOf, textOf, walk } from "../../../server/engine/languages/expression/nodes.ts";
import { parseExpression } from "../../../server/engine/languages/expression/parse.ts";
import { MappedText } from "../../../server/engine/text/mapped.ts";
import { expressions, officialTree, parse, WrongCount } from "./generate.ts";

describe("the tree", () => {
  test("of accesses", () => {
    const { root, accesses } = parse("GitHub.event['pull_request'].*.a-b[matrix.os][0]");
    expect(root).toMatchObject({
      kind: "context",
      name: "github",
      segments: [
        { kind: "name", name: "event" },
        { kind: "name", name: "pull_request" },
        { kind: "star" },
        { kind: "name", name: "a-b" },
        { kind: "computed", node: { kind: "context", name: "matrix" } },
        { kind: "computed", node: { kind: "literal", value: 0 } },
      ],
    });
    expect(accesses.map((access) => access.name)).toEqual(["github", "matrix"]);
    expect(accesses[0]).toBe(root);
  });

  test("has spans that are exact, on several lines and in other pieces too", () => {
    const expression = parse("  contains('x\ny', (github.ref))\n  && !(a || b) == steps['q'].z ");
    expect(nodesOf(expression).map((node) => textOf(node, expression))).toEqual([
      "contains('x\ny', (github.ref))\n  && !(a || b) == steps['q'].z",
      "contains('x\ny', (github.ref))",
      "'x\ny'",
      "github.ref",
      "!(a || b) == steps['q'].z",
      "!(a || b)",
      "a || b",
      "a",
      "b",
      "steps['q'].z",
    ]);
    const slice = (span: { start: number; end: number } | undefined) => span && expression.source.text.slice(span.start, span.end);
    expect(expression.calls.map((call) => slice(call.nameSpan))).toEqual(["contains"]);
    expect(expression.accesses[3]?.segments.map((segment) => slice(segment.span))).toEqual(["'q'", "z"]);
    expect(slice((expression.root as Operation).operatorSpan)).toBe("&&");
  });

  test("of literals", () => {
    const value = (text: string) => {
      const { root } = parse(text);
      return root?.kind === "literal" ? root.value : root;
    };
    expect(value("0xff")).toBe(255);
    expect(value("-1.5e3")).toBe(-1500);
    expect(value(".5")).toBe(0.5);
    expect(value("NaN")).toBeNaN();
    expect(value("-Infinity")).toBe(-Infinity);
    expect(value("'it''s '''''")).toBe("it's ''");
    expect([value("true"), value("false"), value("null")]).toEqual([true, false, null]);
  });

  test("keeps precedence, and `&&` and `||` with all of their operands", () => {
    const shape = (node: ExpressionNode | undefined): unknown =>
      node?.kind === "operation" ? [node.operator, ...node.operands.map(shape)] : node?.kind === "context" ? node.name : node?.kind;
    expect(shape(parse("a || b && c && d == e < f || !g").root)).toEqual([
      "||",
      "a",
      ["&&", "b", "c", ["==", "d", ["<", "e", "f"]]],
      ["!", "g"],
    ]);
    expect(shape(parse("a == b != c").root)).toEqual(["!=", ["==", "a", "b"], "c"]);
    expect(shape(parse("(a && (b || c)) && d").root)).toEqual(["&&", ["&&", "a", ["||", "b", "c"]], "d"]);
  });

  test("of steps down from what is no context", () => {
    expect(parse("fromJSON(x)['y'].z").root).toMatchObject({ kind: "indexed", target: { kind: "call", name: "fromjson" } });
    expect(parse("(a || b).c").root).toMatchObject({ kind: "indexed", target: { kind: "operation" }, span: { start: 0, end: 10 } });
  });

  test("of functions in any case, and of those that are not known", () => {
    const { root, calls } = parse("Case(ALWAYS(), hashFiles('a', 'b'), f())");
    expect(root).toMatchObject({ kind: "call", name: "case", args: [{ name: "always" }, { name: "hashfiles" }, { name: "f" }] });
    expect(calls.map((call) => call.name)).toEqual(["case", "always", "hashfiles", "f"]);
  });

  test("is shared by texts that are equal, and its place is not", () => {
    const [one, two] = [new MappedText("a.b", 5), new MappedText("a.b", 90)].map(parseExpression);
    expect(two?.root).toBe(one?.root);
    expect(two?.source.spanToSource({ start: 2, end: 3 })).toEqual({ start: 92, end: 93 });
  });

  test("gives its conjuncts through parentheses", () => {
    const expression = parse("a && (b && c) && (d || e && f)");
    expect(conjunctsOf(expression.root as ExpressionNode).map((node) => textOf(node, expression))).toEqual(["a", "b", "c", "d || e && f"]);
  });
});

describe("problems", () => {
  /** Code, what is marked, and what to write there. */
  const problems = (text: string) =>
    parse(text).problems.map(({ code, span, suggestion }) => [
      code,
      text.slice(span.start, span.end),
      ...(suggestion === undefined ? [] : [suggestion]),
    ]);

  test.each([
    ["", [["empty", ""]]],
    [" \n ", [["empty", " \n "]]],
    ['a == "b"', [["double-quotes", '"b"', "'b'"]]],
    [
      'f("it\'s", "b c") && d',
      [
        ["double-quotes", '"it\'s"', "'it''s'"],
        ["double-quotes", '"b c"', "'b c'"],
      ],
    ],
    ['a == "b', [["double-quotes", '"']]],
    ["a == 'b", [["syntax", "'"]]],
    ["a = b", [["syntax", "=", "=="]]],
    ["a === b", [["syntax", "=", ""]]],
    ["a & b", [["syntax", "&", "&&"]]],
    ["a | b", [["syntax", "|", "||"]]],
    ["a and b", [["syntax", "and", "&&"]]],
    ["f(a OR b)", [["syntax", "OR", "||"]]],
    ["a && not b", [["syntax", "not", "!"]]],
    ["${{ a }}", [["syntax", "${{"]]],
    ["a + 1", [["syntax", "+"]]],
    ["a * 1", [["syntax", "*"]]],
    ["1a", [["syntax", "1a"]]],
    ["a/b", [["syntax", "a/b"]]],
    ["a ? b : c", [["syntax", "?"]]],
    ["a &&", [["syntax", "&&"]]],
    ["&& a", [["syntax", "&&"]]],
    ["github.", [["syntax", "."]]],
    ["github.event.", [["syntax", "."]]],
    ["a b", [["syntax", "b"]]],
    ["f(a", [["syntax", "a"]]],
    ["f(a b)", [["syntax", "b"]]],
    ["f(a,)", [["syntax", ")"]]],
    ["(a", [["syntax", "a"]]],
    ["a)", [["syntax", ")"]]],
    ["a[0", [["syntax", "0"]]],
    ["'a'.b", [["syntax", ".b"]]],
    [`${"(".repeat(60)}a${")".repeat(60)}`, [["too-deep", "("]]],
    [`a${" == b".repeat(50)}`, [["too-deep", "b"]]],
    [`a${" == b".repeat(4_000)}`, [["too-deep", "b"]]],
    [`${"!".repeat(60)}a`, [["too-deep", "!"]]],
  ])("%j", (text, expected) => {
    expect(problems(text)).toEqual(expected);
    expect(parse(text).root).toBeUndefined();
  });

  test("of a text that is too long stand at its start", () => {
    expect(problems(`a${" ".repeat(21_000)}`)).toEqual([["too-deep", "a"]]);
    expect(problems(`a${" ".repeat(20_999)}`)).toEqual([]);
  });

  test("say what was expected", () => {
    const message = (text: string) => parse(text).problems[0]?.message;
    expect(message("f(a b)")).toBe("`b` stands where `,` or `)` is expected.");
    expect(message("a &&")).toBe("The expression ends where a context, a function call or a literal is expected.");
    expect(message("'a'.b")).toBe(
      "`.b` stands behind something that has no properties: these are read from contexts, calls and parentheses.",
    );
    expect(message("github.1")).toBe("`1` stands where a property or `*` is expected.");
  });

  test("leave what can be told of accesses and calls", () => {
    const read = (text: string) => {
      const { accesses, calls } = parse(text);
      return [...accesses.map(({ span }) => text.slice(span.start, span.end)), ...calls.map((call) => call.name)];
    };
    expect(read("github.event.")).toEqual(["github.event"]);
    expect(read("contains(github.ref, 'x' && steps.a['b'].*.c[")).toEqual(["github.ref", "steps.a['b'].*.c", "contains"]);
    expect(read("a ? github.x : f(b")).toEqual(["a", "github.x", "b", "f"]);
    expect(read('contains(a.b, "x")')).toEqual(["a.b", "contains"]);
  });
});

describe("the official parser", () => {
  /** It allows a comma before the last parenthesis, which the runner refuses. */
  const agrees = (text: string) => {
    const { root, problems } = parse(text);
    expect(problems.length === 0, text).toBe(root !== undefined);
    if (/,\s*\)/.test(text)) return;
    const official = officialTree(text);
    expect(root !== undefined, text).toBe(official !== undefined);
  };

  test("agrees on expressions that are well formed", () => {
    fc.assert(
      fc.property(expressions({ names: true }), (text) => {
        agrees(text);
        hasExactSpans(parse(text));
      }),
      { numRuns: 1500 },
    );
  });

  test("agrees on mutations of them", () => {
    const pieces = fc.constantFrom(
      "",
      "(",
      ")",
      "[",
      "]",
      ".",
      ",",
      "!",
      "=",
      "==",
      "&&",
      "|",
      "*",
      "'",
      '"',
      "a",
      " ",
      "1",
      "-",
      "$",
      "\n",
      " ",
    );
    fc.assert(
      fc.property(expressions({ names: true }), fc.nat(), fc.nat(4), pieces, (text, at, length, piece) => {
        const place = at % (text.length + 1);
        const mutated = text.slice(0, place) + piece + text.slice(place + length);
        hasExactSpans(parse(mutated));
        if (!hasOddArguments(mutated)) agrees(mutated);
      }),
      { numRuns: 3000 },
    );
  });

  test("agrees at the edge of what is deep", () => {
    for (let depth = 40; depth < 55; depth++) {
      agrees(`${"(".repeat(depth)}a${")".repeat(depth)}`);
      agrees(`${"!".repeat(depth)}a`);
      agrees(`a${".b".repeat(depth)}`);
      agrees(`a${"['b']".repeat(depth)}`);
      agrees(`${"a[".repeat(depth)}b${"]".repeat(depth)}`);
      agrees(`${"(a || ".repeat(depth / 2)}a${")".repeat(depth / 2)}`);
      agrees(`a == ${"b && c || ".repeat(depth)}d`);
    }
  });
});

test("no prefix, no noise makes it throw", () => {
  const text = "contains(fromJSON('[\"a\", \"it''s\"]'), github.event.*['x'][matrix.n]) && !(1e3 >= .5 || \"q\" != null)";
  for (let end = 0; end <= text.length; end++) {
    hasExactSpans(parse(text.slice(0, end)));
    hasExactSpans(parse(text.slice(end)));
  }
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), (noise) => hasExactSpans(parse(noise))));
});

test("what is long and hostile is read in time", () => {
  for (const piece of ["? ", '" ', "f(", "a[", "(", "a.", "'", "f(a,", '"a" ', "!", "a == ", "\n", "-", "a['b']"]) {
    for (const size of [20_900, 300_000]) {
      const start = performance.now();
      parse(piece.repeat(size / piece.length));
      expect(performance.now() - start, piece).toBeLessThan(500);
    }
  }
});

function nodesOf({ root }: Expression): ExpressionNode[] {
  return root ? [...walk(root)] : [];
}

/** Every span lies in the text, holds what its node says and lies in that of its parent. */
function hasExactSpans(expression: Expression): void {
  const { text } = expression.source;
  const slice = ({ start, end }: { start: number; end: number }) => {
    expect(0 <= start && start <= end && end <= text.length).toBe(true);
    return text.slice(start, end);
  };
  for (const problem of expression.problems) slice(problem.span);
  for (const access of expression.accesses) {
    expect(slice(access.nameSpan).toLowerCase()).toBe(access.name);
    expect(slice(access.span).startsWith(slice(access.nameSpan))).toBe(true);
    for (const segment of access.segments) {
      const written = slice(segment.span);
      if (segment.kind === "star") expect(written).toBe("*");
      else if (segment.kind === "name" && /^['"]/.test(written)) expect(written.slice(1, -1).replaceAll("''", "'")).toBe(segment.name);
      else if (segment.kind === "name") expect(written).toBe(segment.name);
    }
  }
  for (const call of expression.calls) {
    expect(slice(call.nameSpan).toLowerCase()).toBe(call.name);
    expect(slice(call.span)).toMatch(/[()]$/);
  }
  expect(expression.accesses.map((access) => access.span.start)).toEqual(
    expression.accesses.map((access) => access.span.start).sort((a, b) => a - b),
  );
  const nodes = nodesOf(expression);
  for (const node of nodes) {
    const written = slice(node.span);
    if (node.kind === "operation") {
      expect(slice(node.operatorSpan)).toBe(node.operator);
      for (const operand of node.operands) expect(node.span.start <= operand.span.start && operand.span.end <= node.span.end).toBe(true);
    }
    // What is written for a node means the same when it stands alone.
    expect(withoutSpans(parse(written).root)).toEqual(withoutSpans(node));
  }
  if (expression.root) {
    expect(nodes.filter((node) => node.kind === "context")).toEqual([...expression.accesses]);
    expect(nodes.filter((node) => node.kind === "call")).toEqual([...expression.calls]);
  }
}

function withoutSpans(node: ExpressionNode | undefined): unknown {
  return JSON.parse(
    JSON.stringify(node ?? null, (key, value) => (/span$/i.test(key) ? undefined : typeof value === "number" ? String(value) : value)),
  );
}

/** A mutation may take an argument away. */
function hasOddArguments(text: string): boolean {
  try {
    officialTree(text);
    return false;
  } catch (error) {
    return error instanceof WrongCount;
  }
}
