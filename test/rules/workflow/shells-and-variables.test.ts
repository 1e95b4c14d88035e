import { describe, expect, it } from "vitest";
import environmentName from "../../../server/engine/rules/workflow/invalid-environment-name.ts";
import invalidShell from "../../../server/engine/rules/workflow/invalid-shell.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const step = (shell: string, runsOn = "ubuntu-latest", more = "") =>
  `on: push\njobs:\n  a:\n${more}    runs-on: ${runsOn}\n    steps:\n      - run: make\n        shell: ${shell}\n`;

describe("workflow/invalid-shell", () => {
  it.each(["bsh", "Bash", "pwhs", "'pyhton'"])("mends %s", (shell) => {
    expect(run(invalidShell, step(shell))).toHaveLength(1);
    expectLawfulFixes(invalidShell, step(shell));
  });

  it("tells how a program of one's own is written", () => {
    expect(run(invalidShell, step("perl"))).toMatchObject([{ message: expect.stringContaining("`perl {0}`"), fixed: [] }]);
    expect(run(invalidShell, step("bash -e"))).toMatchObject([{ message: expect.stringContaining("`bash {0}`"), fixed: [] }]);
  });

  it("reports shells that the system does not have", () => {
    expect(run(invalidShell, step("cmd"))).toMatchObject([{ message: expect.stringContaining("Linux"), fixed: [] }]);
    expect(run(invalidShell, step("powershell", "macos-15"))).toMatchObject([{ fixes: [{ title: "Write `pwsh`" }] }]);
    expect(places(invalidShell, step("cmd", "${{ matrix.os }}", "    strategy: {matrix: {os: [ubuntu-latest, macos-15]}}\n"))).toHaveLength(
      1,
    );
    expectLawfulFixes(invalidShell, step("powershell"));
  });

  it("reports defaults, once where an alias repeats them", () => {
    expect(places(invalidShell, "on: push\ndefaults: {run: {shell: bsh}}\njobs:\n  a: {runs-on: x, steps: [{run: b}]}\n")).toEqual([
      "2:25",
    ]);
    const jobs = "on: push\njobs:\n  a: &a {defaults: {run: {shell: bsh}}, runs-on: ubuntu-latest, steps: [{run: b}]}\n  b: *a\n";
    expect(places(invalidShell, jobs)).toHaveLength(1);
    expect(places(invalidShell, "runs: {using: composite, steps: [{run: a, shell: bsh}]}\n", { language: "action" })).toHaveLength(1);
  });

  it.each([
    ["a shell of the system", step("powershell", "windows-latest")],
    ["a system that is not known", step("cmd", "my-runner")],
    ["one of several systems", step("cmd", "${{ matrix.os }}", "    strategy: {matrix: {os: [ubuntu-latest, windows-latest]}}\n")],
    ["a command", step("perl {0}")],
    ["options", step("bash -euo pipefail {0}")],
    ["an expression", step("${{ matrix.shell }}")],
    ["an empty one, which is another matter", step("''")],
  ])("is silent on %s", (_, text) => {
    expect(places(invalidShell, text)).toEqual([]);
  });
});

describe("workflow/invalid-environment-name", () => {
  const env = (name: string) =>
    `on: push\nenv:\n  ${name}: a\njobs:\n  a: {runs-on: x, container: {image: a, env: {${name}: b}}, steps: [{run: b, env: {${name}: c}}]}\n`;

  it.each(["'A B'", "'A=b'", "'A&B'"])("reports %s wherever variables are set", (name) => {
    expect(places(environmentName, env(name))).toHaveLength(3);
  });

  it.each(["A_B", "A-B", "a.b", "'${{ matrix.name }}'"])("is silent on %s", (name) => {
    expect(places(environmentName, env(name))).toEqual([]);
  });

  it("holds for actions", () => {
    expect(
      places(environmentName, "runs: {using: composite, steps: [{run: a, shell: sh, env: {A B: c}}]}\n", { language: "action" }),
    ).toHaveLength(1);
  });
});
