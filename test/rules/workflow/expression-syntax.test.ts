import { describe, expect, it } from "vitest";
import invalidExpression from "../../../server/engine/rules/workflow/invalid-expression.ts";
import unclosedExpression from "../../../server/engine/rules/workflow/unclosed-expression.ts";
import unknownContext from "../../../server/engine/rules/workflow/unknown-context.ts";
import unquotedCondition from "../../../server/engine/rules/workflow/unquoted-condition.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

/** A workflow with one step that has these keys. */
const step = (text: string) => `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - ${text.replaceAll("\n", "\n        ")}\n`;
const condition = (text: string) => step(`run: make\nif: ${text}`);
const echo = (expression: string) => step(`run: make ${expression}`);

describe("workflow/invalid-expression", () => {
  it.each([
    ["${{ github.ref == }}", "=="],
    ["${{ contains(github.ref, 'a' }}", "'a'"],
    ["${{ a b }}", "b"],
    ["${{ }}", "${{ }}"],
    ["${{ 'a }}", "'"],
    ["${{ github.run_number + 1 }}", "+"],
    ["${{ github.ref == 'a' and true }}", "and"],
  ])("reports %s", (text, on) => {
    expect(run(invalidExpression, echo(text)).map((one) => one.on)).toEqual([on]);
    expectLawfulFixes(invalidExpression, echo(text));
  });

  it("writes single quotes, in each style of the text", () => {
    expect(run(invalidExpression, condition('github.ref == "it\'s"'))[0]?.fixed[0]).toContain("if: github.ref == 'it''s'\n");
    expect(run(invalidExpression, condition("'github.ref == \"a\"'"))[0]?.fixed[0]).toContain("if: 'github.ref == ''a'''\n");
    expect(run(invalidExpression, step('run: |\n  make ${{ "a" }}\n  make ${{ github.ref == "b" }}'))).toHaveLength(2);
    for (const text of [
      condition('github.ref == "a"'),
      condition("'github.ref == \"a\"'"),
      step('run: |\n  a ${{ "a" }}\n  b ${{ "b" }}'),
    ]) {
      expectLawfulFixes(invalidExpression, text);
    }
  });

  it("reports every expression of a text, and those of an action", () => {
    expect(places(invalidExpression, echo("${{ a b }} ${{ github.sha }} ${{ a b }}"))).toHaveLength(2);
    const action = "runs: {using: composite, steps: [{run: 'a ${{ a b }}', shell: bash}]}\n";
    expect(places(invalidExpression, action, { language: "action" })).toHaveLength(1);
  });

  it.each(["${{ '}}' }}", "$${{ github.sha }}", "{{ .Values.a }}", "${{ github.event.commits.*.message[0] }}", "${{ 'it''s' }}"])(
    "is silent on %s",
    (text) => {
      expect(places(invalidExpression, echo(text))).toEqual([]);
    },
  );

  it("leaves what is not closed, and texts without quotes, to their own rules", () => {
    expect(places(invalidExpression, echo("${{ a b"))).toEqual([]);
    expect(places(invalidExpression, condition("github.ref == refs/heads/main"))).toEqual([]);
  });
});

describe("workflow/unclosed-expression", () => {
  it.each([
    ["run: make ${{ github.sha", "run: make ${{ github.sha }}\n"],
    ["run: make ${{ github.sha }", "run: make ${{ github.sha }}\n"],
    ['run: echo "${{ github.sha"', 'run: echo "${{ github.sha }}"\n'],
    ['name: "${{ github.sha"\nrun: a', 'name: "${{ github.sha }}"\n'],
    ["run: |\n  make ${{ github.sha\n  make", "make ${{ github.sha }}\n"],
    ["if: ${{ github.ref == 'a'\nrun: a", "if: ${{ github.ref == 'a' }}\n"],
  ])("closes %s", (text, fixed) => {
    const found = run(unclosedExpression, step(text));
    expect(found).toMatchObject([{ on: "${{" }]);
    expect(found[0]?.fixed[0]).toContain(fixed);
    expectLawfulFixes(unclosedExpression, step(text));
  });

  it("has no fix where nothing can be read, and is silent on what is closed", () => {
    expect(run(unclosedExpression, echo("${{ ?"))).toMatchObject([{ fixed: [] }]);
    for (const text of ["${{ github.sha }}", "$${{ github.sha }}", "${HOME}", "$({ a; })", "{{ a }}"]) {
      expect(places(unclosedExpression, echo(text))).toEqual([]);
    }
  });
});

describe("workflow/unknown-context", () => {
  it("reports a name that is no context, with the one that is close", () => {
    const found = run(unknownContext, echo("${{ secret.TOKEN }} ${{ git.ref }} ${{ foo }}"));
    expect(found.map(({ on }) => on)).toEqual(["secret", "git", "foo"]);
    expect(found[0]?.fixed[0]).toContain("secrets.TOKEN");
    expect(found[2]?.fixed[0]).toContain("${{ 'foo' }}");
    expectLawfulFixes(unknownContext, echo("${{ secret.TOKEN }}"));
    expectLawfulFixes(unknownContext, echo("${{ foo }}"));
  });

  it("is silent on contexts in any case, on texts without quotes and on what cannot be read", () => {
    for (const text of ["${{ GitHub.sha }}", "${{ vars.a }}", "${{ github.ref_name == main }}", "${{ foo bar }}", "${{ true }}"]) {
      expect(places(unknownContext, echo(text))).toEqual([]);
    }
  });
});

describe("workflow/unquoted-condition", () => {
  it.each([
    ["github.ref == refs/heads/main", "refs/heads/main"],
    ["github.ref_name == main && success()", "main"],
    ["matrix.os != ubuntu-latest", "ubuntu-latest"],
    ["${{ startsWith(github.ref, refs/tags/) || github.ref_name == main }}", "main"],
    ["contains(github.ref, refs/heads/release)", "refs/heads/release"],
    ["github.event_name = push", "push"],
  ])("quotes %s", (text, on) => {
    const found = run(unquotedCondition, condition(text));
    expect(found.map((one) => one.on)).toContain(on);
    expectLawfulFixes(unquotedCondition, condition(text));
  });

  it.each([
    "github.ref == 'refs/heads/main'",
    'github.ref == "refs/heads/main"',
    "github.ref == github.event.ref",
    "github.ref == format('refs/heads/{0}', 'a')",
    "needs.a.result == env.b",
    "github.event.pull_request.draft == false",
    "steps.a.outputs.b != true",
    "github.ref == 'a == b/c'",
    "inputs.a == null",
    "github.ref == 'refs/heads/main",
  ])("is silent on %s", (text) => {
    expect(places(unquotedCondition, condition(text))).toEqual([]);
  });
});
