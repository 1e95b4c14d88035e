// The requests of our own: see protocol.ts.
import { expect, test, vi } from "vitest";
import type { CheckWorkspaceResult, ExplainRuleResult, FixDocumentResult } from "../../server/lsp/protocol.ts";
import { applyTo, start } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

const dockerfile = "file:///shop/Dockerfile";

test("checks every file of every folder once, the open ones as they are open", async () => {
  const client = await start({
    folders: ["file:///shop", "file:///shop/inner"],
    files: {
      "file:///shop/.dockerignore": "",
      [dockerfile]: "FROM node:latest\n",
      "file:///shop/good/Dockerfile": "FROM node:24\n",
      "file:///shop/readme.md": "FROM node:latest\n",
      "file:///shop/inner/web.Dockerfile": "FROM node:latest\n",
      "file:///shop/inner/.dockerignore": "",
      "file:///shop/with blank/Dockerfile": "FROM node:latest\n",
    },
  });
  await client.open(dockerfile, "FROM node:24\n");
  const { files, findings, isPartial } = await client.request<CheckWorkspaceResult>("deploymentPatterns/checkWorkspace", {});
  expect({ files, isPartial }).toEqual({ files: 6, isPartial: false });
  expect(findings.map(({ uri, diagnostics }) => [uri, diagnostics.map(({ code }) => code)]).sort()).toEqual([
    ["file:///shop/inner/web.Dockerfile", ["dockerfile/latest"]],
    ["file:///shop/with%20blank/Dockerfile", ["dockerfile/latest"]],
  ]);
});

test("leaves out what Git ignores, as the command line does", async () => {
  const client = await start({
    folders: ["file:///shop"],
    files: {
      "file:///shop/.gitignore": "vendor/\n*.tmp.Dockerfile\n!keep.tmp.Dockerfile\n",
      "file:///shop/.git/info/exclude": "mine/\n",
      "file:///shop/sub/.gitignore": "/Dockerfile\n",
      "file:///shop/Dockerfile": "FROM node:latest\n",
      "file:///shop/vendor/a/Dockerfile": "FROM node:latest\n",
      "file:///shop/mine/Dockerfile": "FROM node:latest\n",
      "file:///shop/sub/Dockerfile": "FROM node:latest\n",
      "file:///shop/sub/b/Dockerfile": "FROM node:latest\n",
      "file:///shop/x.tmp.Dockerfile": "FROM node:latest\n",
      "file:///shop/keep.tmp.Dockerfile": "FROM node:latest\n",
    },
  });
  const { findings } = await client.request<CheckWorkspaceResult>("deploymentPatterns/checkWorkspace", {});
  expect(findings.map(({ uri }) => uri).sort()).toEqual([
    "file:///shop/Dockerfile",
    "file:///shop/keep.tmp.Dockerfile",
    "file:///shop/sub/b/Dockerfile",
  ]);
});

test("fixes a document by one edit, and tells what is left", async () => {
  const client = await start({ files: { "file:///shop/.dockerignore": "", "file:///shop/package.json": "bad" } });
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
    files: { "file:///shop/a/.deployment-patterns.yml": "", "file:///shop/a/b/Dockerfile": "", "file:///shop/c/Dockerfile": "" },
  });
  const of = (uri: string) =>
    client.request<{ uri: string; exists: boolean; template: string } | null>("deploymentPatterns/configuration", { uri });
  expect(await of("file:///shop/a/b/Dockerfile")).toMatchObject({ uri: "file:///shop/a/.deployment-patterns.yml", exists: true });
  const none = await of("file:///shop/c/Dockerfile");
  expect(none).toMatchObject({ uri: "file:///shop/.deployment-patterns.yaml", exists: false });
  expect(await of("file:///shop")).toMatchObject({ exists: false });
  expect(await of("file:///elsewhere/Dockerfile")).toBeNull();
  // What is offered to begin with is itself without a fault.
  await client.open("file:///shop/.deployment-patterns.yaml", none?.template ?? "", "yaml");
  expect(await client.diagnostics("file:///shop/.deployment-patterns.yaml")).toEqual([]);
});
