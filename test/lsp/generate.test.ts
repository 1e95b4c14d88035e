// The requests behind the wizard: which applications there are, what is asked, and what would be written.
import { expect, test } from "vitest";
import type {
  ApplicationEntry,
  GenerateParams,
  GenerateResult,
  GeneratorEntry,
  GeneratorQuestionsResult,
} from "../../server/lsp/protocol.ts";
import { start } from "./support.ts";

const shop = "file:///shop";
const files = {
  "file:///shop/package.json": `{
  "name": "shop",
  "packageManager": "npm@11.6.2",
  "engines": { "node": ">=24" },
  "scripts": { "start": "node server.js" },
  "dependencies": { "express": "5.1.0" }
}
`,
  "file:///shop/package-lock.json": "{}",
  "file:///shop/server.js": 'import express from "express";\nexpress().listen(4000);\n',
};
const asking = (given: Record<string, unknown> = {}, parts: Partial<GenerateParams> = {}): GenerateParams => ({
  generator: "container",
  uri: shop,
  given,
  ...parts,
});

test("lists the generators, and the applications of a folder", async () => {
  const client = await start({
    files: {
      "file:///shop/package.json": '{ "private": true, "workspaces": ["apps/*"] }',
      "file:///shop/apps/api/package.json":
        '{ "name": "api", "dependencies": { "fastify": "5.0.0" }, "scripts": { "start": "node index.js" } }',
      "file:///shop/apps/web/package.json": '{ "name": "web", "dependencies": { "next": "16.0.0" }, "scripts": { "start": "next start" } }',
    },
    latency: 1,
  });
  const list = await client.request<GeneratorEntry[]>("deploymentPatterns/generators", {});
  expect(list.map(({ id }) => id)).toContain("container");
  for (const { title, summary } of list) expect(title.length * summary.length).toBeGreaterThan(0);
  const applications = await client.request<ApplicationEntry[]>("deploymentPatterns/applications", { uri: shop });
  expect(applications.map(({ uri, name }) => [uri, name])).toEqual([
    ["file:///shop/apps/api", "api"],
    ["file:///shop/apps/web", "web"],
  ]);
  const { problem } = await client.request<GenerateResult>("deploymentPatterns/generate", asking());
  expect(problem).toContain("`apps/api`, `apps/web`");
});

test("asks with what was detected and where, and again after an answer that cannot be taken", async () => {
  const client = await start({ files, latency: 1 });
  const { questions } = await client.request<GeneratorQuestionsResult>("deploymentPatterns/generatorQuestions", asking());
  const of = (key: string) => questions.find((one) => one.key === key);
  expect(of("port")).toMatchObject({ value: 4000, from: "server.js:2", takes: "number", isOptional: false });
  expect(of("packageManager")).toMatchObject({ value: "npm", from: "package.json:3" });
  expect(of("base")?.choices?.map(({ value }) => value)).toEqual(["slim", "alpine", "distroless"]);

  const wrong = await client.request<GeneratorQuestionsResult>("deploymentPatterns/generatorQuestions", asking({ port: "70000" }));
  expect(Object.keys(wrong.problems)).toEqual(["port"]);
  expect(wrong.questions.find(({ key }) => key === "port")).toMatchObject({ value: 4000 });
  const refused = await client.request<GenerateResult>("deploymentPatterns/generate", asking({ port: "70000" }));
  expect(refused.files).toEqual([]);
  expect(refused.problem).toContain("`port`");

  const remembered = await client.request<GeneratorQuestionsResult>(
    "deploymentPatterns/generatorQuestions",
    asking({}, { remembered: { port: 5000, gone: 1 } }),
  );
  expect(remembered.questions.find(({ key }) => key === "port")).toMatchObject({ value: 5000, because: "as you answered before" });
});

test("gives new files whole, what is there as edits of its safe fixes, and never more", async () => {
  const dockerfile = "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\nUSER 1000:1000\nCMD node server.js\n";
  const client = await start({ files: { ...files, "file:///shop/Dockerfile": dockerfile } });
  const result = await client.request<GenerateResult>("deploymentPatterns/generate", asking());
  const entry = (path: string) => result.files.find((one) => one.path === path);
  expect(entry(".dockerignore")).toMatchObject({ uri: "file:///shop/.dockerignore", action: "create" });
  expect(entry(".dockerignore")?.text).toContain("node_modules");
  expect(entry("Dockerfile")?.action).toBe("edit");
  expect(entry("Dockerfile")?.text).toBeUndefined();
  expect(
    entry("Dockerfile")
      ?.edits?.map(({ newText }) => newText)
      .join(""),
  ).toContain('CMD ["node", "server.js"]');
});

test("sees documents as they are open, and answers nothing outside of the workspace", async () => {
  const client = await start({ files });
  await client.open("file:///shop/Dockerfile", "FROM scratch\n");
  const result = await client.request<GenerateResult>("deploymentPatterns/generate", asking());
  expect(result.files.find(({ path }) => path === "Dockerfile")?.action).not.toBe("create");
  const outside = await client.request<GenerateResult>("deploymentPatterns/generate", asking({}, { uri: "file:///elsewhere" }));
  expect(outside).toMatchObject({ files: [], problem: expect.stringContaining("workspace") });
  expect(await client.request<ApplicationEntry[]>("deploymentPatterns/applications", { uri: "file:///elsewhere" })).toEqual([]);
});
