import { describe, expect, it } from "vitest";
import invalidJson from "../../../server/engine/rules/workflow/invalid-json.ts";
import objectComparison from "../../../server/engine/rules/workflow/object-comparison.ts";
import objectInText from "../../../server/engine/rules/workflow/object-in-text.ts";
import unknownFunction from "../../../server/engine/rules/workflow/unknown-function.ts";
import argumentCount from "../../../server/engine/rules/workflow/wrong-argument-count.ts";
import formatArguments from "../../../server/engine/rules/workflow/wrong-format-arguments.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const workflow = (job: string, on = "push") => `on: ${on}\njobs:\n  a:\n    runs-on: x\n${job.replace(/^/gm, "    ")}\n`;
const echo = (expression: string) => workflow(`steps:\n  - run: |\n      make \${{ ${expression} }}`);

describe("workflow/unknown-function", () => {
  it("reports a function that there is not", () => {
    expect(run(unknownFunction, echo("startWith(github.ref, 'a')"))[0]?.fixed[0]).toContain("startsWith(github.ref");
    expect(run(unknownFunction, echo("toUpper(github.ref)"))).toMatchObject([{ on: "toUpper" }]);
    expect(places(unknownFunction, echo("contains(replace(github.ref, 'a', 'b'), matches('a'))"))).toHaveLength(2);
    expectLawfulFixes(unknownFunction, echo("startWith(github.ref, 'a')"));
  });

  it.each(["CONTAINS('a', 'b')", "tojson(github)", "case(true, 'a', 'b')", "hashFiles('a')", "'upper(a)'"])("is silent on %s", (text) => {
    expect(places(unknownFunction, echo(text))).toEqual([]);
  });
});

describe("workflow/wrong-argument-count", () => {
  it.each([
    "contains('a')",
    "contains('a', 'b', 'c')",
    "toJSON()",
    "format()",
    "case(true, 'a')",
    "case(true, 'a', false, 'b')",
    "join()",
    "always(1)",
  ])("reports %s", (text) => {
    expect(run(argumentCount, echo(text)).map(({ on }) => on)).toEqual([text.split("(", 1)[0]]);
  });

  it.each([
    "contains('a', 'b')",
    "format('a')",
    "join(github.event.commits.*.id)",
    "join('a', 'b')",
    "case(true, 'a', 'b')",
    "hashFiles('a', 'b', 'c')",
    "success()",
    "unknown()",
  ])("is silent on %s", (text) => {
    expect(places(argumentCount, echo(text))).toEqual([]);
  });
});

describe("workflow/wrong-format-arguments", () => {
  it.each([
    ["format('{0} {1}', 'a')", "'{0} {1}'", undefined],
    ["format('{1}', 'a')", "'{1}'", undefined],
    ["format('{a}', 'a')", "'{a}'", undefined],
    ["format('a }', 'a')", "'a }'", undefined],
    ["format('{0}', 'a', github.sha)", "github.sha", "warning"],
  ])("reports %s", (text, on, severity) => {
    expect(run(formatArguments, echo(text)).map((one) => [one.on, one.severity])).toEqual([[on, severity]]);
  });

  it.each([
    "format('{0}{0} {1}', 'a', 'b')",
    "format('{{0}} {0}', 'a')",
    "format('a')",
    "format(github.ref, 'a')",
    "format('{{{0}}}', 'a')",
  ])("is silent on %s", (text) => {
    expect(places(formatArguments, echo(text))).toEqual([]);
  });
});

describe("workflow/invalid-json", () => {
  it.each([`fromJSON('["a"')`, "fromJSON('')", "fromJSON('a')", `fromJSON('{"a": }').a`])("reports %s", (text) => {
    expect(places(invalidJson, echo(text))).toHaveLength(1);
  });

  it.each([
    `fromJSON('["a", "b"]')`,
    "fromJSON('true')",
    "fromJSON('''a''')",
    `fromJSON('["a", ]')`,
    "fromJSON(env.A)",
    "fromJSON(format('{0}', 'a'))",
    "toJSON('[')",
  ])("is silent on %s", (text) => {
    expect(places(invalidJson, echo(text))).toEqual([]);
  });
});

describe("workflow/object-in-text", () => {
  it.each(["github.event", "github", "steps", "github.event.commits.*.id", `fromJSON('{"a": 1}')`, "job.services"])(
    "reports %s",
    (text) => {
      expect(places(objectInText, echo(text))).toHaveLength(1);
      expectLawfulFixes(objectInText, echo(text));
    },
  );

  it("reads the matrix", () => {
    const matrix = (use: string) =>
      workflow(`strategy: {matrix: {a: [{b: 1}], c: [[1], [2]], d: [1, {e: 2}], f: [x]}}\nsteps:\n  - run: a \${{ matrix.${use} }}`);
    expect(["a", "c", "d", "f", "a.b"].map((use) => places(objectInText, matrix(use)).length)).toEqual([1, 1, 0, 0, 0]);
  });

  it.each([
    "toJSON(github.event)",
    "join(github.event.commits.*.id)",
    "github.sha",
    "github.event.any",
    "fromJSON(env.A)",
    "matrix.any",
    "null",
  ])("is silent on %s", (text) => {
    expect(places(objectInText, echo(text))).toEqual([]);
  });

  it("is silent where a list or mapping may stand, and in conditions", () => {
    expect(
      places(
        objectInText,
        workflow(
          "strategy: {matrix: {a: [[x]], b: [{image: a}]}}\nruns-on: ${{ matrix.a }}\ncontainer: ${{ matrix.b }}\nif: github.event\nsteps: []".replace(
            "runs-on",
            "labels",
          ),
        ),
      ),
    ).toEqual([]);
    const runner = "on: push\njobs:\n  a:\n    strategy: {matrix: {a: [[x]]}}\n    runs-on: ${{ matrix.a }}\n    steps: []\n";
    expect(places(objectInText, runner)).toEqual([]);
  });
});

describe("workflow/object-comparison", () => {
  it.each([
    ["github.event.commits.*.id == 'a'", "A list"],
    ["github.event == 'a'", "An object"],
    ["'a' != needs.b.outputs", "An object"],
    ["true && (github.event.commits.*.id > 1)", "A list"],
  ])("reports %s", (text, message) => {
    const needs = `${workflow(`needs: b\nsteps:\n  - run: a\n    if: ${JSON.stringify(text)}`)}  b: {runs-on: x, steps: []}\n`;
    expect(run(objectComparison, needs)).toMatchObject([{ message: expect.stringContaining(message) }]);
  });

  it.each([
    "github.event.action == 'a'",
    "contains(github.event.commits.*.id, 'a')",
    "github.event",
    "matrix.a == 'a'",
    "toJSON(github.event) == 'a'",
    "github.event != null",
    "github.event == github.event",
  ])("is silent on %s", (text) => {
    expect(places(objectComparison, echo(text))).toEqual([]);
  });
});
