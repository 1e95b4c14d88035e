import { expect, test, vi } from "vitest";
import { plainCapabilities, start, until } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

const dockerfile = "file:///shop/Dockerfile";
const codes = (params: { diagnostics: { code?: unknown }[] } | undefined) => params?.diagnostics.map(({ code }) => code);

test("a client that does not ask is told, with the version that was judged", async () => {
  const client = await start({ capabilities: plainCapabilities, files: { "file:///shop/.dockerignore": "" } });
  await client.open(dockerfile, "FROM node:latest\n");
  await until(() => client.published.length > 0, "findings");
  expect(client.published.at(-1)).toMatchObject({ uri: dockerfile, version: 1, diagnostics: [{ code: "dockerfile/latest" }] });
  await client.change(dockerfile, "FROM node:24\n");
  await until(() => client.published.at(-1)?.version === 2, "findings of the second version");
  expect(client.published.at(-1)?.diagnostics).toEqual([]);
});

test("changes that come at once are judged as one", async () => {
  const client = await start({ capabilities: plainCapabilities, files: { "file:///shop/.dockerignore": "" } });
  await client.open(dockerfile, "FROM node:1\n");
  await until(() => client.published.length === 1, "findings");
  for (let i = 0; i < 100; i++) void client.change(dockerfile, `FROM node:${i < 99 ? i : "latest"}\n`);
  await until(() => client.published.at(-1)?.version === 101, "findings of the last version");
  expect(codes(client.published.at(-1))).toEqual(["dockerfile/latest"]);
  expect(client.published.length).toBeLessThan(10);
});

test("another open document that rests upon the changed one is judged anew, and one that does not is left in peace", async () => {
  const client = await start({ capabilities: plainCapabilities, folders: ["file:///shop", "file:///other"], files: {} });
  await client.open(dockerfile, "FROM node:24\n");
  await client.open("file:///other/Dockerfile", "FROM node:latest\n");
  await until(() => codes(client.published.findLast(({ uri }) => uri !== dockerfile))?.length === 2, "the findings of the other folder");
  await until(
    () => codes(client.published.findLast(({ uri }) => uri === dockerfile))?.includes("dockerfile/no-ignore-file") === true,
    "the missing file",
  );
  const before = client.published.length;
  await client.open("file:///shop/package.json", '"bad"', "json");
  await until(
    () => codes(client.published.findLast(({ uri }) => uri === dockerfile))?.includes("dockerfile/bad-manifest") === true,
    "the bad manifest",
  );
  expect(client.published.slice(before).every(({ uri }) => uri !== "file:///other/Dockerfile")).toBe(true);
});

test("a late disk is not waited for: what needs it is told after it", async () => {
  const client = await start({ capabilities: plainCapabilities, latency: 1_300, files: { "file:///shop/package.json": "bad" } });
  await client.open(dockerfile, "FROM node:latest\n");
  await until(() => client.published.length === 1, "what is known");
  expect(codes(client.published[0])).toEqual(["dockerfile/latest"]);
  await until(() => codes(client.published.at(-1))?.length === 3, "the rest");
});

test("a change does not wait until the disk has answered for the text before it", async () => {
  const client = await start({ capabilities: plainCapabilities, latency: 400, files: { "file:///shop/.dockerignore": "" } });
  await client.open(dockerfile, "FROM node:latest\n");
  await new Promise((resolve) => setTimeout(resolve, 50));
  await client.change(dockerfile, "FROM node:24\n");
  await until(() => client.published.length > 0, "findings");
  expect(client.published.map(({ version }) => version)).toEqual([2]);
});

test("a document that is closed has no findings any more", async () => {
  const client = await start({ capabilities: plainCapabilities });
  await client.open(dockerfile, "FROM node:latest\n");
  await until(() => client.published.length > 0, "findings");
  await client.close(dockerfile);
  await until(() => client.published.at(-1)?.diagnostics.length === 0, "none");
  await client.open(dockerfile, "FROM node:latest\n");
  await until(() => codes(client.published.at(-1))?.includes("dockerfile/latest") === true, "findings again");
});

test("a client that reports no changes on disk has it read anew when it saves", async () => {
  const client = await start({ capabilities: plainCapabilities });
  await client.open(dockerfile, "FROM node:24\n");
  await until(() => codes(client.published.at(-1))?.includes("dockerfile/no-ignore-file") === true, "the missing file");
  client.files["file:///shop/.dockerignore"] = "";
  await client.save(dockerfile);
  await until(() => client.published.at(-1)?.diagnostics.length === 0, "none");
});
