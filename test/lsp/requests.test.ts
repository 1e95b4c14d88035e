// The requests of our own: see protocol.ts.
import { expect, test, vi } from "vitest";
import type { CheckWorkspaceResult, ExplainRuleResult, FixDocumentResult } from "../../server/lsp/protocol.ts";
import { applyTo, start } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

const dockerfile = "file:///work/Dockerfile";

test("checks every file of every folder once, the open ones as they are open", async () => {
  const client = await start({
    folders: ["file:///work", "file:///work/inner"],
    files: {
      "file:///work/.dockerignore": "",
      [dockerfile]: "FROM node:latest\n",
      "file:///work/good/Dockerfile": "FROM node:24\n",
      "file:///work/readme.md": "FROM node:latest\n",
      "file:///work/inner/web.Dockerfile": "FROM node:latest\n",
      "file:///work/inner/.dockerignore": "",
      "file:///work/with blank/Dockerfile": "FROM node:latest\n",
    },
  });
  await client.open(dockerfile, "FROM node:24\n");
  const { files, findings, isPartial } = await client.request<CheckWorkspaceResult>("deploymentPatterns/checkWorkspace", {});
  expect({ files, isPartial }).toEqual({ files: 6, isPartial: false });
  expect(findings.map(({ uri, diagnostics }) => [uri, diagnostics.map(({ code }) => code)]).sort()).toEqual([
    ["file:///work/inner/web.Dockerfile", ["dockerfile/latest"]],
    ["file:///work/with%20blank/Dockerfile", ["dockerfile/latest"]],
  ]);
});

test("leaves out what Git ignores, as the command line does", async () => {
  const client = await start({
    folders: ["file:///work"],
    files: {
      "file:///work/.gitignore": "vendor/\n*.tmp.Dockerfile\n!keep.tmp.Dockerfile\n",
      "file:///work/.git/info/exclude": "mine/\n",
      "file:///work/sub/.gitignore": "/Dockerfile\n",
      "file:///work/Dockerfile": "FROM node:latest\n",
      "file:///work/vendor/a/Dockerfile": "FROM node:latest\n",
      "file:///work/mine/Dockerfile": "FROM node:latest\n",
      "file:///work/sub/Dockerfile": "FROM node:latest\n",
      "file:///work/sub/b/Dockerfile": "FROM node:latest\n",
      "file:///work/x.tmp.Dockerfile": "FROM node:latest\n",
      "file:///work/keep.tmp.Dockerfile": "FROM node:latest\n",
    },
  });
  const { findings } = await client.request<CheckWorkspaceResult>("deploymentPatterns/checkWorkspace", {});
  expect(findings.map(({ uri }) => uri).sort()).toEqual([
    "file:///work/Dockerfile",
    "file:///work/keep.tmp.Dockerfile",
    "file:///work/sub/b/Dockerfile",
  ]);
});

test("fixes a document by one edit, and tells what is left", async () => {
  const client = await start({ files: { "file:///work/.dockerignore": "", "file:///work/package.json": "bad" } });
  const text = "FROM a:latest\n";
  await client.open(dockerfile, text);
  const { edit, applied, remaining } = await client.request<FixDocumentResult>("deploymentPatterns/fixDocument", { uri: dockerfile });
  expect(applyTo(text, dockerfile, edit)).toBe("FROM a:1\n");
  expect({ applied, remaining }).toEqual({ applied: 1, remaining: 1 });
  await client.change(dockerfile, "FROM a:1\n");
  expect(await client.request("deploymentPatterns/fixDocument", { uri: dockerfile })).toEqual({ applied: 0, remaining: 1 });
});

test("explains a rule, and knows none where there is none", async () => {
  const client = await start();
  const page = await client.request<ExplainRuleResult>("deploymentPatterns/explainRule", { rule: "dockerfile/latest" });
  expect(page.markdown).toMatch(/^# dockerfile\/latest\n/);
  expect(await client.request("deploymentPatterns/explainRule", { rule: "dockerfile/none" })).toBeNull();
  expect(await client.request("deploymentPatterns/rules", {})).toContainEqual({ id: "dockerfile/latest", summary: "A tag that moves." });
});

test("tells the configuration file in force, or where one belongs and what to begin with", async () => {
  const client = await start({
    files: { "file:///work/a/.deployment-patterns.yml": "", "file:///work/a/b/Dockerfile": "", "file:///work/c/Dockerfile": "" },
  });
  const of = (uri: string) =>
    client.request<{ uri: string; exists: boolean; template: string } | null>("deploymentPatterns/configuration", { uri });
  expect(await of("file:///work/a/b/Dockerfile")).toMatchObject({ uri: "file:///work/a/.deployment-patterns.yml", exists: true });
  const none = await of("file:///work/c/Dockerfile");
  expect(none).toMatchObject({ uri: "file:///work/.deployment-patterns.yaml", exists: false });
  expect(await of("file:///work")).toMatchObject({ exists: false });
  expect(await of("file:///elsewhere/Dockerfile")).toBeNull();
  // What is offered to begin with is itself without a fault.
  await client.open("file:///work/.deployment-patterns.yaml", none?.template ?? "", "yaml");
  expect(await client.diagnostics("file:///work/.deployment-patterns.yaml")).toEqual([]);
});
