// With the real rules: from the first key to a file without findings, by the actions that an editor offers.
import { expect, test } from "vitest";
import type { CodeAction } from "vscode-languageserver-protocol";
import { applyTo, start, type TestClient } from "./support.ts";

const dockerfile = "file:///shop/Dockerfile";
const poor = "FROM node:latest\nWORKDIR /app\nCOPY . .\nRUN npm install\nEXPOSE 3000\nCMD npm start\n";
const files = {
  "file:///shop/package.json": JSON.stringify({
    name: "shop",
    scripts: { start: "node server.js" },
    dependencies: { express: "^5.0.0" },
    devDependencies: { vitest: "^4.0.0" },
  }),
  "file:///shop/package-lock.json": JSON.stringify({ name: "shop", lockfileVersion: 3, packages: {} }),
  "file:///shop/server.js": "require('express')().get('/health', (_, answer) => answer.send('ok')).listen(3000)\n",
  [dockerfile]: poor,
};

/** Carries out an action's edits: on the open text, and on the files beside it. */
async function carryOut(client: TestClient, text: string, action: CodeAction): Promise<string> {
  const changed = applyTo(text, dockerfile, action.edit);
  for (const change of action.edit?.documentChanges ?? []) {
    if (!("textDocument" in change) || change.textDocument.uri === dockerfile) continue;
    const { uri } = change.textDocument;
    await client.write(uri, applyTo(client.files[uri] ?? "", uri, action.edit));
  }
  if (changed !== text) await client.change(dockerfile, changed);
  return changed;
}

test("findings appear while one types", async () => {
  const client = await start({ files });
  await client.open(dockerfile, "");
  expect(await client.diagnostics(dockerfile)).toEqual([]);
  let seen = 0;
  let line = 0;
  let character = 0;
  for (const letter of poor) {
    await client.change(dockerfile, letter, { start: { line, character }, end: { line, character } });
    line += letter === "\n" ? 1 : 0;
    character = letter === "\n" ? 0 : character + 1;
    if (letter === "\n") seen = Math.max(seen, (await client.diagnostics(dockerfile)).length);
  }
  const codes = await client.codes(dockerfile);
  for (const code of ["latest-base-image", "root-user", "missing-healthcheck", "source-before-dependencies", "missing-dockerignore"]) {
    expect(codes).toContain(`dockerfile/${code}`);
  }
  expect(seen).toBeGreaterThan(3);
});

test("the first fix of each finding in turn leads to a file without any", async () => {
  const client = await start({ files });
  await client.open(dockerfile, poor);
  let text = poor;
  const done: string[] = [];
  for (let round = 0; round < 30; round++) {
    const [finding] = await client.diagnostics(dockerfile);
    if (!finding) break;
    const actions = await client.actions(dockerfile, finding.range, ["quickfix"], [finding]);
    const fix = actions.find(({ diagnostics, title }) => diagnostics?.[0]?.code === finding.code && !title.startsWith("Ignore"));
    expect(fix, `a fix of ${finding.code}: ${finding.message}\n${text}`).toBeDefined();
    if (!fix) return;
    done.push(`${finding.code}: ${fix.title}`);
    text = await carryOut(client, text, fix);
  }
  expect(await client.diagnostics(dockerfile), `${done.join("\n")}\n\n${text}`).toEqual([]);
  expect(text).toContain("HEALTHCHECK");
  expect(text).toMatch(/^USER \d+/m);
  expect(text).toContain("npm ci");
  expect(Object.keys(client.files)).toContain("file:///shop/.dockerignore");
});

test("one edit of all safe fixes leaves nothing that is safe to fix", async () => {
  const client = await start({ files });
  await client.open(dockerfile, poor);
  const everything = { start: { line: 0, character: 0 }, end: { line: 6, character: 0 } };
  const [action] = await client.actions(dockerfile, everything, ["source.fixAll"]);
  if (!action) throw new Error("there is nothing safe to fix");
  await carryOut(client, poor, await client.request<CodeAction>("codeAction/resolve", action));
  expect(await client.actions(dockerfile, everything, ["source.fixAll"])).toEqual([]);
});

test("findings of a workflow appear while one types, and are fixed or ignored", async () => {
  const workflow = "file:///shop/.github/workflows/ci.yml";
  const text = `on: push
jobs:
  test:
    runs-onn: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - name: Test
        run: |
          npm ci
          npm test
        shel: bash
`;
  const client = await start({ files });
  await client.open(workflow, "", "yaml");
  // Every prefix is answered.
  for (let end = 0; end < text.length; end += 7) {
    await client.change(workflow, text.slice(0, end));
    await client.diagnostics(workflow);
  }
  await client.change(workflow, text);
  const unknown = (await client.diagnostics(workflow)).filter(({ code }) => code === "workflow/unknown-key");
  expect(unknown.map(({ range }) => range.start)).toEqual([
    { line: 3, character: 4 },
    { line: 10, character: 8 },
  ]);
  const [first, second] = unknown;
  if (!first || !second) return;
  const fix = (await client.actions(workflow, first.range, ["quickfix"], [first])).find(({ title }) => title.includes("runs-on"));
  expect(applyTo(text, workflow, fix?.edit)).toBe(text.replace("runs-onn", "runs-on"));
  const ignore = (await client.actions(workflow, second.range, ["quickfix"], [second])).find(({ title }) => title.startsWith("Ignore"));
  const silent = applyTo(text, workflow, ignore?.edit);
  expect(silent).toBe(text.replace("        shel", "        # deployment-patterns-ignore workflow/unknown-key -- reason\n        shel"));
  await client.change(workflow, silent);
  expect((await client.diagnostics(workflow)).filter(({ code }) => code === "workflow/unknown-key")).toHaveLength(1);
  expect(client.logged).toEqual([]);
});
