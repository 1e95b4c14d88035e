import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/missing-node-environment.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const node = 'FROM node:24-slim\nCOPY . .\nRUN npm ci --omit=dev\nEXPOSE 3000\nCMD ["node", "server.js"]\n';

describe("dockerfile/missing-node-environment", () => {
  it.each([
    ["a server", node, ["5:6"]],
    ["shell form", node.replace('["node", "server.js"]', "node server.js"), ["5:5"]],
    ["an entrypoint in front", node.replace("CMD", 'ENTRYPOINT ["docker-entrypoint.js"]\nCMD'), ["6:6"]],
    ["a wrapper", node.replace('"node"', '"tini", "--", "node"'), ["5:20"]],
    ["distroless", node.replace("node:24-slim", "gcr.io/distroless/nodejs24-debian13:nonroot").replace('"node", ', ""), ["5:6"]],
    ["Node.js on another system", node.replace("node:24-slim", "alpine:3.24"), ["5:6"]],
    ["CRLF and comments", node.replace("CMD", "# start\nCMD").replaceAll("\n", "\r\n"), ["6:6"]],
    ["continuations", node.replace('["node"', '[ \\\n  "node"'), ["6:3"]],
    ["a stage that the final one is built on", node.replace("FROM node:24-slim", "FROM node:24-slim AS base\nFROM base"), ["6:6"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it("sets it behind the installs, near the command", () => {
    expect(run(rule, node)[0]?.fixed).toEqual([node.replace("CMD", "ENV NODE_ENV=production\nCMD")]);
    const early = 'from node:24-slim\ncmd ["node", "a.js"]\nexpose 3000\nrun npm ci\n';
    expect(run(rule, early)[0]?.fixed).toEqual([`${early}env NODE_ENV=production\n`]);
  });

  it("offers nothing where another stage goes on and may install more", () => {
    const text = `${node.replace("slim", "slim AS app")}FROM app AS test\nRUN npm ci\n`;
    const files = { "compose.yaml": "services:\n  a:\n    build:\n      context: .\n      target: app\n" };
    expect(run(rule, text, { files })).toMatchObject([{ at: "5:6", fixed: [] }]);
  });

  it("reads the script that is started", () => {
    const npm = node.replace('["node", "server.js"]', '["npm", "start"]');
    const files = (start: string) => ({ files: { "package.json": JSON.stringify({ scripts: { start } }) } });
    expect(places(rule, npm)).toEqual([]);
    expect(places(rule, npm, files("node server.js"))).toEqual(["5:6"]);
    expect(places(rule, npm, files("cross-env NODE_ENV=production node server.js"))).toEqual([]);
    expect(places(rule, npm, files("next start"))).toEqual([]);
    const script = node.replace('["node", "server.js"]', '["./start.sh", "node", "server.js"]');
    expect(places(rule, script)).toEqual([]);
    expect(places(rule, script, { files: { "start.sh": 'export NODE_ENV=production\nexec "$@"\n' } })).toEqual([]);
  });

  it.each([
    ["compose.yaml", "services:\n  a:\n    build: .\n    environment:\n      NODE_ENV: production\n", []],
    ["compose.yaml", "services:\n  a:\n    build: .\n    environment:\n      - NODE_ENV=${NODE_ENV:-production}\n", []],
    ["compose.yaml", "services:\n  a:\n    build: .\n    environment:\n      - NODE_ENV=development\n", ["5:6"]],
    ["k8s/app.yaml", "kind: Deployment\nspec:\n  env:\n    - name: NODE_ENV\n      value: production\n", []],
    ["k8s/app.yaml", "kind: Deployment\nspec:\n  env:\n    - name: NODE_ENV\n      value: test\n", ["5:6"]],
    ["fly.toml", '[env]\n  NODE_ENV = "production"\n', []],
    [".github/workflows/ci.yml", "env:\n  NODE_ENV: production\n", ["5:6"]],
  ])("heeds what %s sets", (path, text, at) => expect(places(rule, node, { files: { [path]: text } })).toEqual(at));

  it.each([
    ["a variable that is set", node.replace("EXPOSE", "ENV NODE_ENV=production PORT=3000\nEXPOSE")],
    ["any value of it", node.replace("EXPOSE", "ARG NODE_ENV=production\nENV NODE_ENV=$NODE_ENV\nEXPOSE")],
    ["an earlier stage that sets it", node.replace("FROM node:24-slim", "FROM node:24-slim AS base\nENV NODE_ENV=production\nFROM base")],
    ["the command that sets it", node.replace('["node", "server.js"]', "NODE_ENV=production node server.js")],
    ["a file of variables", node.replace('"server.js"', '"--env-file=.env", "server.js"')],
    ["Nuxt's output", node.replace("server.js", ".output/server/index.mjs")],
    ["a job", node.replace("EXPOSE 3000\n", "").replace("server.js", "migrate.js")],
    ["a web server for files", node.replace('["node", "server.js"]', '["nginx", "-g", "daemon off;"]')],
    ["another language", 'FROM python:3.14\nEXPOSE 80\nCMD ["python", "a.py"]\n'],
    ["an image that may set it", node.replace("node:24-slim", "example.com/node:24")],
    ["an unknown image", node.replace("FROM node:24-slim", "ARG B\nFROM $B")],
    ["a build stage", 'FROM node:24 AS build\nEXPOSE 3000\nCMD ["node", "a.js"]\nFROM nginx:1.30\nCOPY --from=build /a /a\n'],
    ["a development stage", node.replace("slim", "slim AS dev")],
    ["Next.js", node.replace('["node", "server.js"]', '["npx", "next", "start"]')],
  ])("is silent on %s", (_, text) => expect(places(rule, text)).toEqual([]));
});
