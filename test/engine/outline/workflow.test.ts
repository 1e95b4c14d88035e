import { expect, it } from "vitest";
import type { OutlineItem } from "../../../server/engine/outline/model.ts";
import { outline } from "../../../server/engine/outline/outline.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

function shown(items: readonly OutlineItem[], depth = ""): string[] {
  return items.flatMap(({ kind, name, detail, children }) => [
    `${depth}${kind} ${name}${detail ? ` (${detail})` : ""}`,
    ...shown(children, `${depth}  `),
  ]);
}

/** The outline of a file, each name checked to stand inside of its part, as editors ask. */
function outlineOf(text: string, path = ".github/workflows/ci.yml"): string[] {
  const items = outline(new SourceText(path, text), path.endsWith("action.yml") ? "action" : "workflow");
  const check = ({ span, nameSpan, children }: OutlineItem) => {
    expect(nameSpan.start).toBeGreaterThanOrEqual(span.start);
    expect(nameSpan.end).toBeLessThanOrEqual(span.end);
    children.forEach(check);
  };
  items.forEach(check);
  return shown(items);
}

it("shows triggers, and jobs by the stages that they are", () => {
  expect(
    outlineOf(`name: CI
on:
  push: { branches: [main] }
  release: { types: [published] }
  schedule: [{ cron: "0 3 * * *" }]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - name: Lint and test
        run: |
          npx eslint .
          npx vitest run
      - run: |
          set -e
          # what follows is long
          make ${"x".repeat(80)}
      - parallel:
          - { id: one, run: make one }
          - { run: make two }
  deploy:
    needs: [test]
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: kubectl apply -f k8s
`),
  ).toEqual([
    "trigger push (main)",
    "trigger release (published)",
    "trigger schedule (0 3 * * *)",
    "job test (lint · unit)",
    "  step actions/checkout@v5",
    "  step Lint and test",
    `  step make ${"x".repeat(55)}…`,
    "  step parallel",
    "    step make one (one)",
    "    step make two",
    "job deploy (deploy to production — after test)",
    "  step kubectl apply -f k8s",
  ]);
});

it("shows inputs, outputs and steps of an action", () => {
  expect(
    outlineOf(
      "name: x\ninputs:\n  version: { required: true }\noutputs:\n  path: { value: x }\nruns:\n  using: composite\n  steps:\n    - { run: make, shell: bash }\n",
      "action.yml",
    ),
  ).toEqual(["input version (required)", "output path", "step make"]);
});

it("shows what there is of a file that is being typed, and aliased steps once", () => {
  expect(outlineOf("on: [push, ]\njobs:\n  a: &a\n    steps:\n      - \n      - run:\n      - name: ''\n  b: *a\n  c:\n  : x\n")).toEqual([
    "trigger push",
    "job a",
    "  step step",
    "  step step",
    "job b",
    "job c",
    "job job",
  ]);
  expect(outlineOf("")).toEqual([]);
});
