import { describe, expect, it } from "vitest";
import alwaysTrue from "../../../server/engine/rules/workflow/always-true-condition.ts";
import constant from "../../../server/engine/rules/workflow/constant-condition.ts";
import falsyTernary from "../../../server/engine/rules/workflow/falsy-ternary.ts";
import impossible from "../../../server/engine/rules/workflow/impossible-condition.ts";
import secretInCondition from "../../../server/engine/rules/workflow/secret-in-condition.ts";
import spoofableBot from "../../../server/engine/rules/workflow/spoofable-bot-condition.ts";
import stringList from "../../../server/engine/rules/workflow/string-list-contains.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const job = (condition: string, on = "push") =>
  `on: ${on}\njobs:\n  a:\n    if: ${condition}\n    runs-on: x\n    steps:\n      - run: make\n`;
const step = (keys: string, on = "push") =>
  `on: ${on}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - ${keys.replaceAll("\n", "\n        ")}\n`;

describe("workflow/always-true-condition", () => {
  it.each([
    ["${{ github.ref == 'a' }} && ${{ success() }}", "if: github.ref == 'a' && success()\n"],
    ["true && !${{ github.ref == 'a' }}", "if: true && !(github.ref == 'a')\n"],
    ["${{ failure() || cancelled() }} && github.ref == 'a'", "if: (failure() || cancelled()) && github.ref == 'a'\n"],
    ["(${{ github.ref == 'a' }}) && true", "if: (github.ref == 'a') && true\n"],
    ['"${{ always() }} "', "if: always()\n"],
    ["|\n      ${{ github.ref == 'a' }}", "if: github.ref == 'a'\n"],
    ["|\n      ${{ github.ref == 'a' }} &&\n      ${{ success() }}", "if: github.ref == 'a' && success()\n"],
    [">\n      ${{ !cancelled() }}", "if: ${{ !cancelled() }}\n"],
    ["\"'${{ github.ref }}' == 'a'\"", "if: github.ref == 'a'\n"],
  ])("unwraps %s", (condition, fixed) => {
    expect(run(alwaysTrue, job(condition))[0]?.fixed[0]).toContain(fixed);
    expectLawfulFixes(alwaysTrue, job(condition));
  });

  it("has no fix where the text is no condition", () => {
    expect(run(alwaysTrue, job("${{ github.ref }} equals main"))).toMatchObject([{ fixed: [] }]);
    expect(run(alwaysTrue, job("${{ matrix.os }} == ubuntu"))).toMatchObject([{ fixed: [] }]);
    expect(run(alwaysTrue, job("\"startsWith('a ${{ github.ref }}', 'a')\""))).toMatchObject([{ fixed: [] }]);
  });

  it("reports steps, and those of actions", () => {
    expect(places(alwaysTrue, step("run: make\nif: ${{ true }} "))).toEqual([]);
    expect(places(alwaysTrue, step("run: make\nif: ${{ failure() }} && true"))).toHaveLength(1);
    const action = "runs: {using: composite, steps: [{run: a, shell: bash, if: '${{ failure() }} && true'}]}\n";
    expect(places(alwaysTrue, action, { language: "action" })).toHaveLength(1);
  });

  it.each([
    "${{ github.ref == 'a' }}",
    "github.ref == 'a'",
    "|-\n      ${{ github.ref == 'a' }}",
    "|\n      github.ref == 'a'\n      && true",
    "${{ a",
    "",
    ">-\n      ${{ a &&\n      b }}",
  ])("is silent on %s", (condition) => {
    expect(places(alwaysTrue, job(condition))).toEqual([]);
  });
});

describe("workflow/constant-condition", () => {
  it.each(["true", "false", "${{ false }}", "!true", "github.ref == 'a' && false", "'text'", "1 == 2"])("reports %s", (condition) => {
    const text = job(condition.startsWith("!") || condition.startsWith("'") ? `"${condition}"` : condition);
    expect(places(constant, text)).toHaveLength(1);
    expectLawfulFixes(constant, text);
  });

  it.each(["always()", "github.ref == 'a'", "env.A", "success() || true == inputs.a", "${{ true }} && true"])(
    "is silent on %s",
    (condition) => {
      expect(places(constant, job(condition))).toEqual([]);
    },
  );
});

describe("workflow/impossible-condition", () => {
  it.each([
    ["github.event_name == 'pull-request'", "[push, pull_request]", "github.event_name == 'pull-request'"],
    ["startsWith(github.ref, 'refs/tags/')", "{push: {branches: [main]}}", "startsWith(github.ref, 'refs/tags/')"],
    ["success() && github.event.action == 'closed'", "pull_request", "github.event.action == 'closed'"],
    ["github.ref == 'refs/heads/main'", "pull_request", "github.ref == 'refs/heads/main'"],
    ["github.ref == 'main'", "push", "github.ref == 'main'"],
    ["github.event_name == 'release' && inputs.a", "schedule: [{cron: '1 1 1 1 1'}]", undefined],
  ])("reports %s under %s", (condition, on, part) => {
    const text = on.startsWith("schedule") ? job(condition, `{${on}}`) : job(condition, on);
    const found = run(impossible, text);
    expect(found).toHaveLength(1);
    if (part) expect(found[0]?.on).toBe(part);
    expectLawfulFixes(impossible, text);
  });

  it("reports a step, and corrects the name of an event", () => {
    const text = step("run: a\nif: github.event_name == 'pull-request' || github.event_name == 'pullrequest'", "[push, pull_request]");
    expect(places(impossible, text)).toHaveLength(1);
    const typo = job("github.event_name == 'pull-request'", "[push, pull_request]");
    expect(run(impossible, typo)[0]?.fixed[0]).toContain("github.event_name == 'pull_request'");
  });

  it("corrects the name of a branch that no push lets in", () => {
    const on = "{push: {branches: [main, next]}, pull_request: {}}";
    for (const [condition, fixed] of [
      ["github.ref == 'refs/heads/mian'", "github.ref == 'refs/heads/main'"],
      ["github.event_name == 'push' && github.ref_name == 'maim'", "github.ref_name == 'main'"],
      ["github.ref == 'refs/heads/production'", undefined],
    ] as const) {
      const [found] = run(impossible, job(condition, on));
      expect(found?.on).toMatch(/^github\.ref/);
      if (fixed) expect(found?.fixed[0]).toContain(fixed);
      else expect(found?.fixed).toEqual([]);
      expectLawfulFixes(impossible, job(condition, on));
    }
  });

  it.each([
    ["github.ref == 'refs/heads/next'", "{push: {branches: [main, next]}}"],
    ["github.ref == 'refs/heads/MAIN'", "{push: {branches: [main]}}"],
    ["github.ref == 'refs/heads/other'", "{push: {branches: [main]}, workflow_dispatch: {}}"],
    ["github.ref == 'refs/heads/other'", "{push: {branches: ['**']}}"],
    ["github.ref == 'refs/heads/other'", "{push: {branches: [$default-branch]}}"],
    ["github.ref == 'refs/heads/other' || github.event_name == 'pull_request'", "{push: {branches: [main]}, pull_request: {}}"],
    ["github.ref_name == 'v1'", "{push: {branches: [main], tags: ['v*']}}"],
    ["github.event_name == 'pull_request'", "[push, pull_request]"],
    ["github.ref == 'refs/heads/main'", "push"],
    ["startsWith(github.ref, 'refs/tags/')", "push"],
    ["github.event_name == 'push'", "workflow_call"],
    ["github.event_name == 'release'", "[push, workflow_call]"],
    ["github.repository == 'other/name'", "push"],
    ["github.ref == 'refs/heads/main'", "workflow_dispatch"],
    ["always() || cancelled()", "push"],
    ["vars.A == 'a' && contains(github.event.head_commit.message, 'deploy')", "push"],
    ["false", "push"],
    ["github.actor == 'somebody-else'", "push"],
    ["github.event.label.name == 'a'", "{pull_request: {types: [labeled]}}"],
  ])("is silent on %s under %s", (condition, on) => {
    expect(places(impossible, job(condition, on))).toEqual([]);
    expect(places(impossible, step(`run: a\nif: ${condition}`, on))).toEqual([]);
  });

  it("knows that nothing fails before a job without needs", () => {
    expect(run(impossible, job("failure()"))).toMatchObject([{ message: expect.stringContaining("before this job can fail") }]);
    expect(places(impossible, step("run: a\nif: failure()"))).toEqual([]);
    expect(places(impossible, `${job("github.ref == 'a'")}  b:\n    needs: a\n    if: failure()\n    runs-on: x\n    steps: []\n`)).toEqual(
      ["4:9"],
    );
    expect(places(impossible, `${job("always()")}  b:\n    needs: a\n    if: failure()\n    runs-on: x\n    steps: []\n`)).toEqual([]);
  });

  it("leaves jobs that need an impossible one, and its steps, alone", () => {
    const text = `${job("github.event_name == 'issues'")}  b:\n    needs: a\n    if: github.ref == 'refs/heads/main'\n    runs-on: x\n    steps:\n      - run: a\n        if: github.ref == 'refs/heads/main'\n`;
    expect(places(impossible, text)).toEqual(["4:9"]);
  });
});

describe("workflow/string-list-contains", () => {
  it.each([
    ["contains('refs/heads/main refs/heads/dev', github.ref)", `fromJSON('["refs/heads/main", "refs/heads/dev"]')`],
    ["contains('main,dev', github.ref_name)", `fromJSON('["main", "dev"]')`],
    ["contains('main', github.base_ref)", `fromJSON('["main"]')`],
    ["contains('ann bob', github.actor)", `fromJSON('["ann", "bob"]')`],
  ])("reports %s", (text, list) => {
    expect(run(stringList, job(text))[0]?.fixed[0]).toContain(list);
    expectLawfulFixes(stringList, job(text));
    expectLawfulFixes(stringList, job(`'${text.replaceAll("'", "''")}'`));
  });

  it("writes into quotes in brackets", () => {
    const text = "on: push\njobs: {a: {runs-on: x, steps: [{run: a, if: \"contains('main dev', github.ref)\"}]}}\n";
    expect(run(stringList, text)).toHaveLength(1);
    expectLawfulFixes(stringList, text);
  });

  it.each([
    `contains(fromJSON('["main"]'), github.ref_name)`,
    "contains(github.ref, 'refs/heads/')",
    "contains('push pull_request', github.event_name)",
    "contains('ubuntu-22.04', matrix.os)",
    "contains(env.BRANCHES, github.ref)",
    "startsWith('a', github.ref)",
  ])("is silent on %s", (text) => {
    expect(places(stringList, job(text))).toEqual([]);
  });
});

describe("workflow/falsy-ternary", () => {
  const value = (expression: string) => step(`run: make\nenv:\n  A: "\${{ ${expression} }}"`);

  it.each([
    ["github.ref == 'a' && '' || 'b'", "case(github.ref == 'a', '', 'b')"],
    ["github.ref == 'a' && success() && false || true", "case(github.ref == 'a' && success(), false, true)"],
    ["(github.ref == 'a' || github.ref == 'c') && 0 || 1", "case((github.ref == 'a' || github.ref == 'c'), 0, 1)"],
    ["(github.ref == 'a' && '') || 'b'", undefined],
    ["github.head_ref && '' || 'b'", undefined],
    ["github.ref == 'a' && '' || github.ref == 'b' && 'x' || 'y'", undefined],
  ])("reports %s", (text, fixed) => {
    const found = run(falsyTernary, value(text));
    expect(found).toHaveLength(1);
    expect(found[0]?.fixed[0]?.includes(fixed ?? "") ?? fixed === undefined).toBe(true);
    expect(found[0]?.fixed).toHaveLength(fixed === undefined ? 0 : 1);
    expectLawfulFixes(falsyTernary, value(text));
  });

  it.each([
    "github.ref == 'a' && 'x' || ''",
    "github.ref && '' == 'a' || 'b'",
    "case(github.ref == 'a', '', 'b')",
    "env.A || ''",
    "github.ref == 'a' && env.B || 'c'",
  ])("is silent on %s", (text) => {
    expect(places(falsyTernary, value(text))).toEqual([]);
  });
});

describe("workflow/spoofable-bot-condition", () => {
  const bot = "github.actor == 'dependabot[bot]'";

  it("reports who acted last, where outsiders start a run with secrets", () => {
    const text = job(bot, "pull_request_target");
    expect(run(spoofableBot, text)[0]?.fixed[0]).toContain("if: github.event.pull_request.user.login == 'dependabot[bot]'");
    expectLawfulFixes(spoofableBot, text);
    expect(places(spoofableBot, step(`run: a\nif: ${bot}`, "pull_request_target"))).toHaveLength(1);
    expect(places(spoofableBot, job("endsWith(github.triggering_actor, '[bot]')", "pull_request_target"))).toHaveLength(1);
    expect(run(spoofableBot, job(bot, "{workflow_run: {workflows: [a]}}"))).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    [bot, "pull_request"],
    [bot, "push"],
    ["github.actor != 'dependabot[bot]'", "pull_request_target"],
    ["!(github.actor == 'dependabot[bot]') || true", "pull_request_target"],
    ["github.actor == 'octocat'", "pull_request_target"],
    [`${bot} && github.event.pull_request.user.login == 'dependabot[bot]'`, "pull_request_target"],
    [`github.event_name == 'push' && ${bot}`, "[push, pull_request_target]"],
  ])("is silent on %s under %s", (condition, on) => {
    expect(places(spoofableBot, job(condition.startsWith("!") ? `"${condition}"` : condition, on))).toEqual([]);
  });
});

describe("workflow/secret-in-condition", () => {
  it("reads it from the step's variables", () => {
    const text = step("run: a\nif: secrets.A != '' && secrets.A != 'b'");
    expect(run(secretInCondition, text)[0]?.fixed[0]).toContain(
      "if: env.A != '' && env.A != 'b'\n        env:\n          A: ${{ secrets.A }}\n",
    );
    expectLawfulFixes(secretInCondition, text);
    const known = step("run: a\nif: ${{ secrets.A }}\nenv:\n  A: ${{ secrets.A }}");
    expect(run(secretInCondition, known)[0]?.fixed[0]).toContain("if: ${{ env.A }}\n        env:\n          A: ${{ secrets.A }}\n");
    expectLawfulFixes(secretInCondition, known);
    const two = step("run: a\nif: secrets.A && secrets.B\nenv:\n  C: d");
    expect(places(secretInCondition, two)).toHaveLength(2);
    expectLawfulFixes(secretInCondition, two);
  });

  it("has no fix where that would take a variable from somebody, in a job, and in an action", () => {
    expect(run(secretInCondition, step("run: a\nif: secrets.A\nenv:\n  A: other"))).toMatchObject([{ fixed: [] }]);
    expect(run(secretInCondition, job("secrets.A != ''"))).toMatchObject([{ fixed: [], on: "secrets.A" }]);
    const action = "runs: {using: composite, steps: [{run: a, shell: bash, if: secrets.A}]}\n";
    expect(run(secretInCondition, action, { language: "action" })).toMatchObject([{ fixed: [] }]);
  });

  it("is silent elsewhere", () => {
    expect(places(secretInCondition, step("run: a\nif: env.A != ''\nenv:\n  A: ${{ secrets.A }}"))).toEqual([]);
    expect(places(secretInCondition, step("run: a\nif: vars.secrets != 'secrets.A'"))).toEqual([]);
  });
});
