import { expect, test, vi } from "vitest";
import { fullCapabilities, start, until } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

const dockerfile = "file:///shop/Dockerfile";

test("a file that is created, changed or deleted counts from then on", async () => {
  const client = await start({ files: {} });
  await client.open(dockerfile, "FROM node:24\n");
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/no-ignore-file"]);
  await client.write("file:///shop/.dockerignore", "");
  await until(() => client.refreshes > 0, "a refresh");
  expect(await client.codes(dockerfile)).toEqual([]);
  await client.write("file:///shop/package.json", "bad");
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/bad-manifest"]);
  await client.write("file:///shop/package.json", "good");
  expect(await client.codes(dockerfile)).toEqual([]);
  await client.write("file:///shop/.dockerignore", undefined);
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/no-ignore-file"]);
});

test("a folder that goes takes its files along, and folders of dependencies are passed over", async () => {
  const inner = "file:///shop/a/.deployment-patterns.yaml";
  const client = await start({ files: { "file:///shop/.dockerignore": "", [inner]: "rules:\n  dockerfile/latest: off\n" } });
  await client.open("file:///shop/a/Dockerfile", "FROM node:latest\n");
  expect(await client.codes("file:///shop/a/Dockerfile")).toEqual([]);
  delete client.files[inner];
  await client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: "file:///shop/node_modules/x", type: 1 }] });
  expect(await client.codes("file:///shop/a/Dockerfile")).toEqual([]);
  await client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: "file:///shop/a", type: 3 }] });
  expect(await client.codes("file:///shop/a/Dockerfile")).toEqual(["dockerfile/latest"]);
});

test("an open document stands for its file, saved or not, until it is closed", async () => {
  const client = await start({ files: { "file:///shop/.dockerignore": "", "file:///shop/package.json": "good" } });
  await client.open(dockerfile, "FROM node:24\n");
  expect(await client.codes(dockerfile)).toEqual([]);
  await client.open("file:///shop/package.json", "bad", "json");
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/bad-manifest"]);
  await client.change("file:///shop/package.json", "good");
  expect(await client.codes(dockerfile)).toEqual([]);
  await client.change("file:///shop/package.json", "bad");
  await client.close("file:///shop/package.json");
  expect(await client.codes(dockerfile)).toEqual([]);
});

test("each folder is a workspace of its own, and the nearest owns a file", async () => {
  const client = await start({
    folders: ["file:///shop", "file:///shop/inner", "file:///with%20blank"],
    files: { "file:///shop/.dockerignore": "", "file:///with%20blank/.dockerignore": "" },
  });
  await client.open(dockerfile, "FROM node:24\n");
  await client.open("file:///shop/inner/Dockerfile", "FROM node:24\n");
  await client.open("file:///with blank/Dockerfile", "FROM node:24\n");
  expect(await client.codes(dockerfile)).toEqual([]);
  expect(await client.codes("file:///shop/inner/Dockerfile")).toEqual(["dockerfile/no-ignore-file"]);
  expect(await client.codes("file:///with blank/Dockerfile")).toEqual([]);
});

test("folders come and go", async () => {
  const client = await start({ folders: ["file:///shop"], files: { "file:///shop/.dockerignore": "", "file:///shop/inner/x": "" } });
  const inner = "file:///shop/inner/Dockerfile";
  await client.open(inner, "FROM node:24\n");
  expect(await client.codes(inner)).toEqual([]);
  const folder = { uri: "file:///shop/inner", name: "inner" };
  await client.notify("workspace/didChangeWorkspaceFolders", { event: { added: [folder], removed: [] } });
  expect(await client.codes(inner)).toEqual(["dockerfile/no-ignore-file"]);
  await client.notify("workspace/didChangeWorkspaceFolders", { event: { added: [], removed: [folder] } });
  expect(await client.codes(inner)).toEqual([]);
});

test("the configuration of the repository holds, and changes with its file", async () => {
  const configuration = "file:///shop/.deployment-patterns.yaml";
  const client = await start({ files: { "file:///shop/.dockerignore": "", [configuration]: "rules:\n  dockerfile/latest: error\n" } });
  await client.open(dockerfile, "FROM node:latest\n");
  expect((await client.diagnostics(dockerfile)).map(({ severity }) => severity)).toEqual([1]);
  await client.write(configuration, "rules:\n  dockerfile/latest: off\n");
  expect(await client.codes(dockerfile)).toEqual([]);
  // Unsaved as well.
  await client.open(configuration, "rules:\n  dockerfile/latest: hint\n", "yaml");
  expect((await client.diagnostics(dockerfile)).map(({ severity }) => severity)).toEqual([4]);
});

test("the configuration file itself is checked, and a misspelt rule is corrected", async () => {
  const configuration = "file:///shop/.deployment-patterns.yaml";
  const client = await start();
  await client.open(configuration, "rules:\n  dockerfile/lates: off\n", "yaml");
  const [problem] = await client.diagnostics(configuration);
  expect(problem).toMatchObject({ code: "configuration/problem", severity: 1, range: { start: { line: 1 } } });
  const [fix] = await client.actions(configuration, problem?.range ?? expect.fail());
  expect(fix?.title).toBe("Write dockerfile/latest");
  await client.change(configuration, "rules:\n  dockerfile/latest: off\n");
  expect(await client.diagnostics(configuration)).toEqual([]);
});

test("settings: off, on saving, and anew when they change", async () => {
  const client = await start({ files: { "file:///shop/.dockerignore": "" }, settings: { enable: false } });
  await client.open(dockerfile, "FROM node:latest\n");
  expect(await client.codes(dockerfile)).toEqual([]);
  client.settings = { run: "onSave" };
  await client.notify("workspace/didChangeConfiguration", { settings: null });
  await until(() => client.refreshes > 0, "a refresh");
  const report = await client.pull(dockerfile);
  expect(report).toMatchObject({ kind: "full", items: [{ code: "dockerfile/latest" }] });
  const { resultId } = report as { resultId: string };
  await client.change(dockerfile, "FROM node:24\n");
  expect(await client.pull(dockerfile, resultId)).toEqual({ kind: "unchanged", resultId });
  await client.save(dockerfile);
  expect(await client.pull(dockerfile, resultId)).toMatchObject({ kind: "full", items: [] });
});

test("settings of a client that is not asked come with the initialization", async () => {
  const { configuration: _, ...workspace } = fullCapabilities.workspace ?? {};
  const client = await start({ capabilities: { ...fullCapabilities, workspace }, initializationOptions: { settings: { enable: false } } });
  await client.open(dockerfile, "FROM node:latest\n");
  expect(await client.codes(dockerfile)).toEqual([]);
  await client.notify("workspace/didChangeConfiguration", { settings: { deploymentPatterns: { enable: true } } });
  expect(await client.codes(dockerfile)).toContain("dockerfile/latest");
});

test("syntax is left to another extension for its own language alone", async () => {
  const workflow = "file:///shop/.github/workflows/ci.yml";
  const client = await start({ files: { "file:///shop/.dockerignore": "" }, initializationOptions: { syntaxElsewhere: ["dockerfile"] } });
  await client.open(workflow, "onn: push\n", "yaml");
  await client.open(dockerfile, "FROM node\nRUNN x\n");
  expect(await client.codes(workflow)).toEqual(["workflow/unknown-key"]);
  expect(await client.codes(dockerfile)).toEqual([]);
  await client.notify("deploymentPatterns/coexistence", { syntaxElsewhere: ["workflow"] });
  expect(await client.codes(workflow)).toEqual([]);
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/unknown-word"]);
});

test("syntax is left to another extension, unless the user wants it here", async () => {
  const client = await start({ files: { "file:///shop/.dockerignore": "" }, initializationOptions: { syntaxElsewhere: ["dockerfile"] } });
  const text = "FROM node:latest\nRUNN x\n";
  await client.open(dockerfile, text);
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/latest"]);
  const formats = () => [...client.registrations.values()].some(({ method }) => method === "textDocument/formatting");
  expect(formats()).toBe(false);

  await client.notify("deploymentPatterns/coexistence", { syntaxElsewhere: [] });
  await until(formats, "formatting");
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/latest", "dockerfile/unknown-word"]);
  await client.notify("deploymentPatterns/coexistence", { syntaxElsewhere: ["dockerfile"] });
  await until(() => !formats(), "no formatting");
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/latest"]);

  client.settings = { syntax: "on" };
  await client.notify("workspace/didChangeConfiguration", { settings: null });
  await until(formats, "formatting again");
  expect(await client.codes(dockerfile)).toEqual(["dockerfile/latest", "dockerfile/unknown-word"]);
});
