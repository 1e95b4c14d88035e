import { describe, expect, it } from "vitest";
import { isConditionPath } from "../../../server/engine/languages/workflow/text.ts";
import { action, at, job, step, workflow } from "./parsed.ts";

/** Workflows' braces, where a template literal would take them for its own. */
const e = (inner: string) => `\${{${inner}}}`;

describe("texts", () => {
  it("gives the text, its literal and its expressions", () => {
    const { file, name } = step(`name: "Say ${e(" github.actor ")} and ${e("github.ref")}"`);
    expect([name?.text, name?.literal, name?.whole]).toEqual([`Say ${e(" github.actor ")} and ${e("github.ref")}`, undefined, undefined]);
    expect(name?.expressions.map((place) => at(file, place.span))).toEqual([e(" github.actor "), e("github.ref")]);
    expect(name?.expressions.map(({ textSpan }) => name.text.slice(textSpan.start, textSpan.end))).toEqual([
      e(" github.actor "),
      e("github.ref"),
    ]);
    expect(name?.expressions.map(({ expression }) => expression.accesses[0]?.name)).toEqual(["github", "github"]);
    expect(step("name: Plain").name?.literal).toBe("Plain");
  });

  it("knows an expression that is all of the text", () => {
    expect(step(`name: ${e("github.ref")}`).name?.whole?.expression.source.text).toBe("github.ref");
    expect(step(`name: " ${e("github.ref")}"`).name?.whole).toBeUndefined();
    expect(step(`name: ${e("a")}${e("b")}`).name?.whole).toBeUndefined();
  });

  it("does not end at braces in a string", () => {
    const { name } = step(`name: ${e(" format('}}{0}', github.ref) ")} x`);
    expect(name?.expressions).toHaveLength(1);
    expect(name?.expressions[0]?.expression.problems).toEqual([]);
  });

  it("maps through block scalars, quotes and folds", () => {
    const { run, file } = step(`run: |\n  echo 1\n  echo ${e(" github.ref ")}`);
    expect(at(file, run?.expressions[0]?.span)).toBe(e(" github.ref "));
    const place = run?.expressions[0]?.expression;
    expect(at(file, place?.source.spanToSource(place.accesses[0]?.span ?? { start: 0, end: 0 }))).toBe("github.ref");
    const quoted = step(`name: 'it''s ${e(" github.ref ")}'`);
    expect(at(quoted.file, quoted.name?.expressions[0]?.span)).toBe(e(" github.ref "));
    const escaped = step(`name: "a\\tb ${e(" github.ref ")}"`);
    expect(at(escaped.file, escaped.name?.expressions[0]?.span)).toBe(e(" github.ref "));
  });

  it("tells what nothing closes", () => {
    const { run, file } = step(`run: |\n  echo $\{{ github.ref\n  echo 2`);
    expect(run?.expressions.map(({ isUnclosed }) => isUnclosed)).toEqual([true]);
    expect(at(file, run?.expressions[0]?.span)).toBe("${{ github.ref");
    expect(run?.expressions[0]?.expression.accesses).toHaveLength(1);
    expect(run?.whole).toBeUndefined();
  });

  it("does not take placeholders of starter workflows for values", () => {
    const file = workflow("on:\n  push:\n    branches: [$default-branch, main]\n  schedule:\n    - cron: $cron-weekly\n");
    expect(file.isStarter).toBe(true);
    expect(
      file
        .trigger("push")
        ?.filter("branches")
        ?.patterns?.map(({ literal }) => literal),
    ).toEqual([undefined, "main"]);
    expect(file.trigger("schedule")?.schedules[0]?.cron?.literal).toBeUndefined();
    expect(workflow("on: push\nenv:\n  A: $default-branches\n").isStarter).toBe(false);
  });
});

describe("all expressions", () => {
  const text = `name: ${e("github.ref")}
on: push
env:
  A: ${e("env.B")}
jobs:
  one:
    if: github.ref == 'x'
    runs-on: ${e("matrix.os")}
    steps:
      - if: ${e("success()")}
        run: echo ${e("steps.a.outputs.b")} ${e("env.C")}
      - parallel:
          - run: echo ${e("env.D")}
            if: always()
  two:
    if: ''
    env: { if: plain }
    steps: [{ with: { if: plain, x: "${e("env.E")}" } }]
`;
  const file = workflow(text);

  it("come in the order of the text", () => {
    const spans = file.expressions.map(({ span }) => span.start);
    expect([...spans].sort((a, b) => a - b)).toEqual(spans);
    expect(file.expressions.map(({ expression }) => expression.source.text.trim())).toEqual([
      "github.ref",
      "env.B",
      "github.ref == 'x'",
      "matrix.os",
      "success()",
      "steps.a.outputs.b",
      "env.C",
      "env.D",
      "always()",
      "env.E",
    ]);
  });

  it("know their place", () => {
    expect(file.expressions.map(({ path, job: of, step: in_ }) => [path.join("."), of?.id, in_?.index])).toEqual([
      ["name", undefined, undefined],
      ["env.A", undefined, undefined],
      ["jobs.one.if", "one", undefined],
      ["jobs.one.runs-on", "one", undefined],
      ["jobs.one.steps.0.if", "one", 0],
      ["jobs.one.steps.0.run", "one", 0],
      ["jobs.one.steps.0.run", "one", 0],
      ["jobs.one.steps.1.parallel.0.run", "one", 2],
      ["jobs.one.steps.1.parallel.0.if", "one", 2],
      ["jobs.two.steps.0.with.x", "two", 0],
    ]);
  });

  it("are the same whoever asks", () => {
    expect(file.job("one")?.if?.text.expressions[0]).toBe(file.expressions[2]);
    expect(file.steps[0]?.run?.expressions[1]).toBe(file.expressions[6]);
    expect(file.steps[0]?.if?.text.whole).toBe(file.expressions[4]);
  });

  it("know what is available", () => {
    const [, , ofJob, , ofStep] = file.expressions;
    expect(ofJob?.available?.contexts.has("needs")).toBe(true);
    expect(ofJob?.available?.contexts.has("env")).toBe(false);
    expect(ofStep?.available?.contexts.has("steps")).toBe(true);
    expect(workflow(`unknown: ${e("env.A")}`).expressions[0]?.available).toBeUndefined();
  });

  it("of an action", () => {
    const found = action(`runs:\n  using: composite\n  steps:\n    - if: inputs.x\n      run: echo ${e("inputs.y")}\n`).expressions;
    expect(found.map(({ path, hasBraces, step: in_ }) => [path.join("."), hasBraces, in_?.index])).toEqual([
      ["runs.steps.0.if", false, 0],
      ["runs.steps.0.run", true, 0],
    ]);
    expect(action("runs:\n  using: node20\n  main: a.js\n  pre-if: always()\n").expressions).toHaveLength(1);
  });
});

describe("conditions", () => {
  const condition = (value: string) => step(`if: ${value}`).if;

  it.each([
    ["github.ref == 'x'", "github.ref == 'x'", false],
    [e(" github.ref == 'x' "), " github.ref == 'x' ", false],
    [`"${e("github.ref")}"`, "github.ref", false],
    ["true", "true", false],
    ["|\n  github.ref == 'x'\n  && true", "github.ref == 'x'\n&& true", false],
    [`|-\n  ${e("github.ref")}`, "github.ref", false],
    [`>-\n  ${e("github.ref")}`, "github.ref", false],
    [`|\n  ${e("github.ref")}`, undefined, true],
    [`>\n  ${e("github.ref")}`, undefined, true],
    [`${e("a.b")} && ${e("c.d")}`, undefined, true],
    [`github.ref == ${e("env.A")}`, undefined, true],
    [`'!${e("github.ref")}'`, undefined, true],
    [`"${e("github.ref")} "`, undefined, true],
    ["github.ref ==", undefined, false],
    ["${{ github.ref", undefined, false],
    ['""', undefined, false],
  ])("%s", (value, expression, isAlwaysTrueText) => {
    expect(condition(value)?.expression?.source.text).toBe(expression);
    expect(condition(value)?.isAlwaysTrueText).toBe(isAlwaysTrueText);
  });

  it("are none where there is no text", () => {
    expect(condition("")).toBeUndefined();
    expect(condition("[a]")).toBeUndefined();
    expect(job("if: failure()").if?.expression?.calls[0]?.name).toBe("failure");
  });

  it("stand in few places", () => {
    const is = (path: string) => isConditionPath(path.split("."));
    expect(
      [
        "jobs.a.if",
        "jobs.steps.if",
        "jobs.a.snapshot.if",
        "jobs.a.steps.0.if",
        "jobs.a.steps.0.parallel.1.if",
        "runs.steps.3.if",
        "runs.pre-if",
      ].every(is),
    ).toBe(true);
    expect(
      [
        "if",
        "jobs.if",
        "jobs.a.env.if",
        "jobs.a.steps.0.with.if",
        "jobs.a.steps.0.env.if",
        "runs.if",
        "on.if",
        "jobs.a.services.x.if",
      ].some(is),
    ).toBe(false);
  });
});
