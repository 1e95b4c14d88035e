import { expect, test } from "vitest";
import { fakeShellcheck } from "../shellcheck/support.ts";
import { cli, folderOf, read } from "./support.ts";

const ci = ".github/workflows/ci.yml";
const workflow = (run: string) => `on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: |\n          ${run}\n`;
const files = {
  ".git/HEAD": "",
  [ci]: workflow("cat $FILE"),
  ".github/workflows/other.yml": workflow("cat $FILE"),
  Dockerfile: "FROM alpine:3.24\nRUN cat $FILE\n",
  // Whatever a repository says, it is the user who switches it on.
  ".deployment-patterns.yaml": "rules:\n  workflow/shellcheck: error\n",
};
const only = ["--only", "workflow/shellcheck", "--only", "dockerfile/shellcheck"];

test("is not started unless the option is given", async () => {
  const { env, starts } = fakeShellcheck();
  const { code, out } = await cli(folderOf(files), ["check", "--format", "json", ...only], { env });
  expect({ code, findings: JSON.parse(out).findings, starts: starts() }).toEqual({ code: 0, findings: [], starts: [] });
});

test("its findings are findings like others, and the same script is asked about once", async () => {
  const { env, starts } = fakeShellcheck();
  const folder = folderOf(files);
  const { code, out, err } = await cli(folder, ["check", "--shellcheck", "--format", "json", ...only], { env });
  const { findings } = JSON.parse(out);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(findings.map(({ path, severity, start }: Record<string, unknown>) => [path, severity, start])).toEqual([
    [ci, "hint", { line: 7, column: 15 }],
    [".github/workflows/other.yml", "hint", { line: 7, column: 15 }],
    ["Dockerfile", "hint", { line: 2, column: 9 }],
  ]);
  expect(findings[0].help).toBe("https://www.shellcheck.net/wiki/SC2086");
  expect(
    starts()
      .map(({ args, cwd }) => [args[1], cwd])
      .sort(),
  ).toEqual([
    ["--shell=bash", folder],
    ["--shell=sh", folder],
  ]);
});

test("another program may be named, by its path or for PATH", async () => {
  const fake = fakeShellcheck("shellcheck-1");
  const folder = folderOf(files);
  for (const named of [fake.path, "shellcheck-1"]) {
    const { out } = await cli(folder, ["check", `--shellcheck=${named}`, "--format", "json", ...only, ci], { env: fake.env });
    expect(JSON.parse(out).findings).toHaveLength(1);
  }
  // A path behind the option alone is a path to be checked.
  expect((await cli(folder, ["check", "--shellcheck", ci, ...only], { env: {} })).code).toBe(0);
});

test("a missing program is one line, and the check goes on; one that was named is an error", async () => {
  const folder = folderOf(files);
  const missing = await cli(folder, ["check", "--shellcheck", "--format", "json", ...only], { env: { PATH: folder } });
  expect({ ...missing, out: JSON.parse(missing.out).findings }).toEqual({
    code: 0,
    out: [],
    err: "deployment-patterns: ShellCheck is not installed, or not on PATH: scripts are checked without it.\n",
  });
  const named = await cli(folder, ["check", "--shellcheck=bin/none", ...only], { env: {} });
  expect(named).toEqual({ code: 2, out: "", err: "deployment-patterns: --shellcheck: bin/none: there is no such program\n" });
  const text = await cli(folder, ["check", "--shellcheck=./Dockerfile", ...only], { env: {} });
  expect(text.err).toBe("deployment-patterns: --shellcheck: ./Dockerfile: cannot be executed\n");
});

test("what goes wrong is told in one line for all files", async () => {
  const { env } = fakeShellcheck();
  const folder = folderOf({ ".git/HEAD": "", [ci]: workflow("REFUSE 1"), ".github/workflows/b.yml": workflow("REFUSE 2") });
  const { code, err } = await cli(folder, ["check", "--shellcheck", ...only], { env });
  expect({ code, err }).toEqual({ code: 0, err: "deployment-patterns: ShellCheck could not be run: no such option.\n" });
});

test("`fix --unsafe` writes what it proposes, all of it, and asks again; `fix` leaves it", async () => {
  const { env } = fakeShellcheck();
  const folder = folderOf({ ".git/HEAD": "", [ci]: workflow("cat $FILE $OTHER") });
  await cli(folder, ["fix", "--shellcheck", ...only], { env });
  expect(read(folder, ci)).toBe(workflow("cat $FILE $OTHER"));
  const { out } = await cli(folder, ["fix", "--unsafe", "--shellcheck", "--format", "json", ...only], { env });
  expect(read(folder, ci)).toBe(workflow('cat "$FILE" "$OTHER"'));
  expect(JSON.parse(out).findings).toEqual([]);
});
