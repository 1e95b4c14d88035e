// ShellCheck in the editor: only where the user's settings say so and the workspace is trusted, and never in the way of the engine's own findings.
import { expect, test } from "vitest";
import { type CheckWorkspaceResult, methods } from "../../server/lsp/protocol.ts";
import type { ShellcheckStart } from "../../server/shellcheck/program.ts";
import { plainCapabilities, start, until } from "./support.ts";

const uri = "file:///shop/.github/workflows/ci.yml";
const workflow = (run: string) =>
  `on: push\npermissions: {}\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    steps:\n      - run: ${run}\n`;
const enabled = { shellcheck: { enabled: true } };

/** Stands for the program: says one thing about every `$A`, once `answer` has been called where it is to wait. */
function program({ waits = false } = {}) {
  const asked: string[] = [];
  const ended: string[] = [];
  const sought: string[] = [];
  const pending: (() => void)[] = [];
  const run: ShellcheckStart = ({ text }, signal) =>
    new Promise((resolve) => {
      asked.push(text);
      signal.addEventListener("abort", () => {
        ended.push(text);
        resolve({ kind: "cancelled" });
      });
      const comments = text.split("\n").flatMap((line, i) =>
        [...line.matchAll(/\$A/g)].map(({ index }) => ({
          ...{ line: i + 1, endLine: i + 1, column: index + 1, endColumn: index + 3 },
          ...{ level: "warning", code: 2086, message: "Quote this." },
        })),
      );
      const answer = () => resolve({ kind: "answer", output: JSON.stringify({ comments }) });
      if (waits) pending.push(answer);
      else answer();
    });
  const find = (named: string) => {
    sought.push(named);
    return named.includes("missing") ? undefined : run;
  };
  /** One of those that are waiting, or all. */
  const answer = (which?: number) => {
    for (const one of which === undefined ? pending.splice(0) : pending.splice(which, 1)) one();
  };
  return { asked, ended, sought, find, answer };
}

test.each([
  ["it is off by default", {}, true],
  ["the workspace is not trusted", enabled, false],
  ["everything is off", { enable: false, ...enabled }, true],
])("is not started where %s", async (_, settings, trusted) => {
  const { find, asked, sought } = program();
  const client = await start({ settings, initializationOptions: { trusted }, findShellcheck: find });
  await client.open(uri, workflow("cat $A"), "yaml");
  await client.codes(uri);
  await client.request(methods.checkWorkspace, {});
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect({ asked, sought }).toEqual({ asked: [], sought: [] });
  expect(await client.codes(uri)).not.toContain("workflow/shellcheck");
});

test("the engine's findings do not wait for it; its own come behind", async () => {
  const { find, asked, answer } = program({ waits: true });
  const client = await start({ settings: enabled, initializationOptions: { trusted: true }, findShellcheck: find });
  await client.open(uri, workflow("cat $A ${{ github.rf }}"), "yaml");
  const before = await client.codes(uri);
  expect(before).toContain("workflow/unknown-context-property");
  expect(before).not.toContain("workflow/shellcheck");
  await until(() => asked.length === 1, "the question");
  const { refreshes } = client;
  answer();
  await until(() => client.refreshes > refreshes, "the refresh");
  const after = await client.diagnostics(uri);
  expect(after.find(({ code }) => code === "workflow/shellcheck")).toMatchObject({
    range: { start: { line: 7, character: 17 }, end: { line: 7, character: 19 } },
    severity: 3,
    message: "SC2086: Quote this.",
    codeDescription: { href: "https://www.shellcheck.net/wiki/SC2086" },
  });
  expect(after.map(({ code }) => code)).toEqual(expect.arrayContaining(before));
  await client.diagnostics(uri);
  expect(asked).toHaveLength(1);
});

test("a script that takes its time does not keep back what is known of the others, and is not begun anew", async () => {
  const { find, asked, ended, answer } = program({ waits: true });
  const client = await start({ settings: enabled, initializationOptions: { trusted: true }, findShellcheck: find });
  await client.open(uri, `${workflow("cat $A")}      - run: cat $A later\n`, "yaml");
  await client.diagnostics(uri);
  await until(() => asked.length === 2, "the questions");
  answer(asked.indexOf("#!/bin/bash -e\ncat $A\n"));
  await until(() => client.refreshes > 0, "the refresh");
  const ours = async () => (await client.codes(uri)).filter((code) => code === "workflow/shellcheck").length;
  expect(await ours()).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect({ asked: asked.length, ended }).toEqual({ asked: 2, ended: [] });
  const { refreshes } = client;
  answer();
  await until(() => client.refreshes > refreshes, "the next refresh");
  expect(await ours()).toBe(2);
});

test("who types on is not asked about in between, and what is under way for an older text is ended", async () => {
  const { find, asked, ended, answer } = program({ waits: true });
  const client = await start({ settings: enabled, initializationOptions: { trusted: true }, findShellcheck: find });
  await client.open(uri, workflow("cat $A 0"), "yaml");
  for (let i = 1; i <= 5; i++) {
    await client.diagnostics(uri);
    await client.change(uri, workflow(`cat $A ${i}`));
  }
  await client.diagnostics(uri);
  await until(() => asked.length > 0, "the question");
  expect(asked).toEqual(["#!/bin/bash -e\ncat $A 5\n"]);
  await client.change(uri, workflow("cat $A 6"));
  await client.diagnostics(uri);
  await until(() => asked.length === 2, "the next question");
  expect(ended).toEqual(["#!/bin/bash -e\ncat $A 5\n"]);
  answer();
  await until(() => client.refreshes > 0, "the refresh");
  expect(await client.codes(uri)).toContain("workflow/shellcheck");
  // A change elsewhere leaves the script, and what is known of it.
  await client.change(uri, `# comment\n${workflow("cat $A 6")}`);
  expect(await client.codes(uri)).toContain("workflow/shellcheck");
  expect(asked).toHaveLength(2);
  await client.close(uri);
});

test("trust and settings that come later count from then on", async () => {
  const { find, asked } = program();
  const client = await start({ settings: enabled, initializationOptions: { trusted: false }, findShellcheck: find });
  await client.open(uri, workflow("cat $A"), "yaml");
  await client.diagnostics(uri);
  await client.notify(methods.trusted, {});
  await client.diagnostics(uri);
  await until(() => asked.length === 1, "the question");
  await until(() => client.refreshes > 1, "the refresh");
  expect(await client.codes(uri)).toContain("workflow/shellcheck");
  client.settings = {};
  await client.notify("workspace/didChangeConfiguration", { settings: null });
  expect(await client.codes(uri)).not.toContain("workflow/shellcheck");
});

test("a missing program is told once, in the log", async () => {
  const { find } = program();
  const settings = { shellcheck: { enabled: true, path: "/missing/shellcheck" } };
  const client = await start({ settings, initializationOptions: { trusted: true }, findShellcheck: find });
  for (const name of ["a", "b"]) {
    await client.open(uri.replace("ci", name), workflow("cat $A"), "yaml");
    expect(await client.codes(uri.replace("ci", name))).not.toContain("workflow/shellcheck");
  }
  expect(client.logged).toEqual([expect.stringContaining("`/missing/shellcheck`")]);
});

test("the check of the workspace waits for it", async () => {
  const { find } = program();
  const files = { [uri]: workflow("cat $A"), "file:///shop/Dockerfile": "FROM alpine:3.24\nRUN cat $A\nUSER nobody\n" };
  const client = await start({ files, settings: enabled, initializationOptions: { trusted: true }, findShellcheck: find });
  const { findings } = await client.request<CheckWorkspaceResult>(methods.checkWorkspace, {});
  const codes = findings.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code));
  expect(codes).toEqual(expect.arrayContaining(["workflow/shellcheck", "dockerfile/shellcheck"]));
});

test("a changed `.shellcheckrc` is asked with anew", async () => {
  const { find, asked } = program();
  const client = await start({ settings: enabled, initializationOptions: { trusted: true }, findShellcheck: find });
  await client.open(uri, workflow("cat $A"), "yaml");
  await client.diagnostics(uri);
  await until(() => client.refreshes > 0, "the refresh");
  await client.write("file:///shop/.shellcheckrc", "disable=SC2086\n");
  await client.diagnostics(uri);
  await until(() => asked.length === 2, "the question");
});

test("a client that is told of findings is told of these as well", async () => {
  const { find } = program();
  const client = await start({
    capabilities: plainCapabilities,
    initializationOptions: { trusted: true, settings: enabled },
    findShellcheck: find,
  });
  await client.open(uri, workflow("cat $A"), "yaml");
  const isTold = () => client.published.some(({ diagnostics }) => diagnostics.some(({ code }) => code === "workflow/shellcheck"));
  await until(isTold, "the finding");
});
