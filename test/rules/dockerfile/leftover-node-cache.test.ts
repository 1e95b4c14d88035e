import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/leftover-node-cache.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const yarn1 = { files: { "package.json": "{}", "yarn.lock": "# yarn lockfile v1\n" } };
const files = "COPY package.json yarn.lock ./\n";

describe("dockerfile/leftover-node-cache", () => {
  it.each([
    ["npm ci", "FROM node:24\nRUN npm ci\n", ["2:5"]],
    ["npm install", "FROM node:24\nRUN npm install\n", ["2:5"]],
    ["a global install", "FROM node:24\nRUN npm install -g serve@14.2.5\n", ["2:5"]],
    ["a cache emptied too early", "FROM node:24\nRUN npm cache clean --force && npm ci\n", ["2:32"]],
    ["a cache emptied in another layer", "FROM node:24\nRUN npm ci\nRUN npm cache clean --force\n", ["2:5"]],
    ["the base of what is shipped", "FROM node:24 AS base\nRUN npm ci\nFROM base\nUSER node\n", ["2:5"]],
    ["a RUN once for two installs", "FROM node:24\nRUN npm i -g serve@14.2.5 && npm ci\n", ["2:5"]],
    ["lines with a comment", "FROM node:24\nRUN npm ci \\\n  # slow\n  && npm run build\n", ["2:5"]],
    ["Windows line breaks", "FROM node:24\r\nRUN npm ci \\\r\n  && npm run build\r\n", ["2:5"]],
    ["a heredoc", "FROM node:24\nRUN <<EOF\nset -e\nnpm ci\nEOF\n", ["4:1"]],
    ["a trigger", "FROM node:24\nONBUILD RUN npm ci\n", ["2:13"]],
    ["a mount of something else", "FROM node:24\nRUN --mount=type=cache,target=/app/.next npm ci\n", ["2:42"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it("reports Yarn 1", () => {
    const text = `FROM node:24\n${files}RUN yarn --frozen-lockfile\n`;
    expect(places(rule, text, yarn1)).toEqual(["3:5"]);
    expectLawfulFixes(rule, text, yarn1);
  });

  it.each([
    ["a cache mount", "FROM node:24\nRUN --mount=type=cache,target=/root/.npm npm ci\n"],
    ["the cache emptied", "FROM node:24\nRUN npm ci && npm cache clean --force\n"],
    ["the cache cleared", "FROM node:24\nRUN npm ci && npm cache clear --force\n"],
    ["the cache deleted", "FROM node:24\nRUN npm ci && rm -rf /root/.npm /tmp/*\n"],
    ["the home folder deleted", "FROM node:24\nRUN npm ci && rm -rf ~/.npm\n"],
    ["a cache that is told", "FROM node:24\nRUN npm ci --cache /tmp/x\n"],
    ["a builder", "FROM node:24 AS build\nRUN npm ci\nFROM scratch\nCOPY --from=build /x /x\n"],
    ["pnpm", "FROM node:24\nRUN pnpm install --frozen-lockfile\n"],
    ["Bun", "FROM oven/bun:1.3\nRUN bun install\n"],
    ["npm prune", "FROM node:24\nRUN npm prune --omit=dev\n"],
    ["npm run", "FROM node:24\nRUN npm run build\n"],
    ["a Yarn of an unknown version", "FROM node:24\nRUN yarn install\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it.each([
    ["Yarn 4", { "package.json": '{ "packageManager": "yarn@4.9.1" }', "yarn.lock": "__metadata:\n" }, ""],
    ["Yarn by Corepack", { "package.json": "{}" }, "RUN corepack enable\n"],
    ["Yarn with settings of its own", { "package.json": "{}", ".yarnrc.yml": "" }, "COPY .yarnrc.yml ./\n"],
  ])("is silent on %s", (_, seen, before) => {
    expect(places(rule, `FROM node:24\n${before}${files}RUN yarn install\n`, { files: seen })).toEqual([]);
  });

  it("offers a cache mount as well", () => {
    expect(run(rule, "FROM node:24\nRUN npm ci\n")[0]?.fixed).toEqual([
      "FROM node:24\nRUN npm ci && npm cache clean --force\n",
      "FROM node:24\nRUN --mount=type=cache,target=/root/.npm npm ci\n",
    ]);
  });
});
