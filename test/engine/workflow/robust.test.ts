import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isActionPath } from "../../../server/engine/languages/workflow/detect.ts";
import type { ActionFile, Text, Workflow } from "../../../server/engine/languages/workflow/model.ts";
import { corpusWorkflows, noCorpus } from "./corpus.ts";
import { action, readAll, workflow } from "./parsed.ts";

const tricky = [
  `name: Deploy
on:
  push:
    branches: [main, 'release/**']
    paths-ignore: ["**.md"]
  workflow_dispatch:
    inputs:
      env: { type: choice, options: [staging, production], default: staging }
permissions:
  contents: read
  id-token: write # OIDC
concurrency:
  group: deploy-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}
jobs:
  test:
    strategy:
      matrix:
        os: [ubuntu-latest, windows-latest]
        include:
          - os: macos-15
            extra: true
    runs-on: \${{ matrix.os }}
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
      - run: |
          npm ci
          npm test -- "\${{ matrix.extra }}" | tee 'log'
        working-directory: ./app/
  deploy:
    needs: [test]
    if: >-
      github.ref == 'refs/heads/main' &&
      !cancelled()
    environment: { name: "production", url: "\${{ steps.d.outputs.url }}" }
    runs-on: [self-hosted, linux]
    steps:
      - id: d
        shell: bash -x {0}
        run: "kubectl apply -f k8s \\
          && kubectl rollout status deploy/x"
`,
  `on: { workflow_call: { inputs: { a: { required: true } }, secrets: { t: } }, schedule: [{ cron: '0 0 * * *' }] }
env: &env { A: "\${{ inputs.a }}" }
jobs:
  a: &job
    uses: "octo/repo/.github/workflows/x.yml@v1"
    with: *env
    secrets: inherit
  b: *job
  c:
    needs: a
    container: { image: 'node:20', env: *env }
    services:
      db: { image: postgres, ports: [5432] }
    steps: &steps
      - parallel:
          - &s { run: a, background: true }
          - *s
      - wait-all:
      - cancel: [s]
  d: { steps: *steps, runs-on: { group: x, labels: [y] }, permissions: {} }
`,
  "\ufeffname: 'x'\r\non: [push]\r\njobs:\r\n\ta:\r\n  b:\r\n    if: |\r\n      ${{ always() }}\r\n    steps:\r\n    - run: >\r\n        echo ${{ 'a }} b' }}\r\n\r\n        x\r\n    - ? uses\r\n      : a/b@${{ x\r\n",
];

/** Reads everything, and checks what holds of every model. */
function check(file: Workflow | ActionFile): void {
  readAll(file);
  const { text } = file.source;
  const isIn = ({ start, end }: { start: number; end: number }) => 0 <= start && start <= end && end <= text.length;
  const texts: (Text | undefined)[] = [];
  for (const step of file.steps) {
    expect(isIn(step.span)).toBe(true);
    texts.push(step.run, step.name, step.id, step.uses?.text, step.if?.text);
    if (step.uses?.refSpan) expect(isIn(step.uses.refSpan)).toBe(true);
    for (const script of [step.script, step.roughScript]) {
      if (!script) continue;
      expect(script.source.text.length).toBe(step.run?.text.length);
      for (const { span } of script.commands) expect(isIn(script.source.spanToSource(span))).toBe(true);
    }
  }
  if (file.language === "workflow") {
    for (const job of file.jobs) {
      job.steps.forEach((step, index) => {
        expect(step.index).toBe(index);
        expect(step.job === job).toBe(true);
      });
      expect(job.closure.includes(job)).toBe(false);
      // Comparing that many with each other is slow in itself.
      if (file.jobs.length < 100) for (const needed of job.neededJobs) expect(needed.dependents.includes(job)).toBe(true);
      for (const property of job.strategy?.properties ?? []) job.strategy?.valuesOf(property);
      job.permissions?.levelOf("contents");
      texts.push(...job.needs, ...(job.runsOn?.labels ?? []));
    }
  }
  for (const found of texts) {
    if (!found) continue;
    expect(isIn(found.span)).toBe(true);
    for (const { textSpan, hasBraces } of found.expressions) {
      expect(textSpan.end).toBeLessThanOrEqual(found.text.length);
      if (hasBraces) expect(found.text.startsWith("${{", textSpan.start)).toBe(true);
    }
  }
  let last = -1;
  for (const { span, expression } of file.expressions) {
    expect(isIn(span)).toBe(true);
    expect(span.start).toBeGreaterThan(last);
    last = span.start;
    for (const access of expression.accesses) expect(isIn(expression.source.spanToSource(access.span))).toBe(true);
  }
}

function checkText(text: string): void {
  check(workflow(text));
}

describe("anything can be read", () => {
  it.each(tricky.map((text, index) => [index, text] as const))(
    "every beginning and end of tricky file %i",
    (_, text) => {
      for (let cut = 0; cut <= text.length; cut++) checkText(text.slice(0, cut));
      for (let cut = 1; cut <= text.length; cut += 7) checkText(text.slice(cut));
    },
    120_000,
  );

  it("every line of tricky files taken out", () => {
    for (const text of tricky) {
      const lines = text.split("\n");
      for (let i = 0; i < lines.length; i++) checkText([...lines.slice(0, i), ...lines.slice(i + 1)].join("\n"));
    }
  });

  it("files with pieces put in and taken out", () => {
    const pieces = [
      "\n",
      "\r",
      "  ",
      "\t",
      "- ",
      ": ",
      "#",
      "'",
      '"',
      "${{",
      "}}",
      "{",
      "}",
      "[",
      "]",
      ",",
      "&a ",
      "*a",
      "<<: *a\n",
      "|\n",
      ">-\n",
      "? ",
      "---\n",
      "...\n",
      "@",
      "!x ",
      "%",
    ];
    const words = [
      "jobs:\n",
      "steps:\n",
      "parallel: *steps\n",
      "  needs: [a, b]\n",
      "uses: ",
      "if: ",
      "matrix: ",
      "on: ",
      "\ud800",
      "\u2028",
      "\0",
      "{{",
    ];
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(15),
      piece: fc.constantFrom(...pieces, ...words),
    });
    fc.assert(
      fc.property(fc.constantFrom(...tricky), fc.array(change, { minLength: 1, maxLength: 6 }), (text, changes) => {
        let changed = text;
        for (const { at, cut, piece } of changes) {
          const start = Math.floor(at * changed.length);
          changed = changed.slice(0, start) + piece + changed.slice(start + cut);
        }
        checkText(changed);
        check(action(changed));
      }),
      { numRuns: 400 },
    );
  }, 120_000);

  it("any text at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        checkText(text);
        checkText(`on: ${text}\njobs:\n  a:\n    steps:\n      - run: ${text}\n        if: ${text}`);
        check(action(`runs: ${text}`));
      }),
      { numRuns: 500 },
    );
  }, 60_000);
});

describe("real files", () => {
  it("are read whole, without a word about their YAML", ({ annotate }) => {
    const files = corpusWorkflows();
    if (!files) return void annotate(noCorpus);
    expect(files.length).toBeGreaterThan(400);
    let steps = 0;
    for (const { path, text } of files) {
      const file = isActionPath(path) ? action(text) : workflow(text, path);
      check(file);
      expect([path, file.problems]).toEqual([path, []]);
      // That one leaves a placeholder of its own where a number belongs.
      expect([path, file.isTemplate]).toEqual([path, path.endsWith("/nowsecure-mobile-sbom.yml")]);
      expect([path, file.language === "action" || file.jobs.length > 0]).toEqual([path, true]);
      for (const { available, path: at } of file.expressions) expect([path, at, available !== undefined]).toEqual([path, at, true]);
      for (const { uses, run, waits, parallel, script } of file.steps) {
        expect([path, uses !== undefined || run !== undefined || waits !== undefined || parallel.length > 0]).toEqual([path, true]);
        if (uses) expect([path, uses.text.text, uses.kind]).not.toContain("invalid");
        expect([path, script?.errors ?? []]).toEqual([path, []]);
      }
      steps += file.steps.length;
    }
    expect(steps).toBeGreaterThan(3_000);
  }, 120_000);

  it("are read wherever they are cut off", ({ annotate }) => {
    const files = corpusWorkflows();
    if (!files) return void annotate(noCorpus);
    for (const [i, { text }] of files.entries()) {
      if (i % 9 === 0) for (let cut = (i * 13) % 997; cut < text.length; cut += 2_503) checkText(text.slice(0, cut));
    }
  }, 120_000);
});

describe("large files", () => {
  const lines = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join("\n");
  const steps = (list: string) => `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${list}\n`;

  it.each([
    ["two thousand jobs in a chain", `jobs:\n${lines(2_000, (i) => `  j${i + 1}: { needs: j${i} }`)}`],
    ["a job that five thousand need", `jobs:\n  a: {}\n${lines(5_000, (i) => `  j${i}: { needs: a }`)}`],
    ["five thousand steps with ids", steps(lines(5_000, (i) => `      - { id: s${i}, run: "echo \${{ steps.s${i}.outputs.x }}" }`))],
    [
      "a matrix of many values in many places",
      `jobs:\n  a:\n    strategy: { matrix: { os: [${"x, ".repeat(5_000)}y] } }\n    runs-on: ${"a${{ matrix.os }}".repeat(200)}`,
    ],
    ["a long ref", steps(`      - uses: a/b@${"-v1".repeat(100_000)}!`)],
    ["a long comment", steps(`      - uses: a/b@${"a".repeat(40)} # ${"@1 v1x ".repeat(50_000)}`)],
    ["many braces", steps(`      - run: ${"${{ '".repeat(50_000)}`)],
    ["many expressions", steps(`      - run: ${"${{ a }}".repeat(30_000)}`)],
    [
      "aliases that multiply",
      `a: &a [x, x]\n${lines(25, (i) => `b${i}: &b${i} [*${i === 0 ? "a" : `b${i - 1}`}, *${i === 0 ? "a" : `b${i - 1}`}]`)}\njobs:\n  j: { steps: *b24, needs: *b24, env: *b24 }`,
    ],
    ["parallel within parallel", steps(`${lines(80, (i) => `${"  ".repeat(3 + i)}- parallel:`)}`)],
    ["steps that hold themselves", `jobs:\n  a:\n    steps: &s\n${lines(200, () => "      - parallel: *s")}`],
  ])(
    "%s",
    (_, text) => {
      const start = performance.now();
      const file = workflow(text);
      for (const job of file.jobs) for (const step of job.steps) job.step(step.id?.text ?? "");
      check(file);
      expect(performance.now() - start).toBeLessThan(20_000);
    },
    60_000,
  );
});
