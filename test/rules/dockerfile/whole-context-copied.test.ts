import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/whole-context-copied.ts";
import { places, run } from "../support.ts";

const files = { ".dockerignore": ".git\nnode_modules\n", "package.json": "{}", ".git/HEAD": "" };
const node = "FROM node:24\nWORKDIR /app\n";

describe("dockerfile/whole-context-copied", () => {
  it.each([
    ["the whole context", `${node}COPY . .\n`, ["3:6"]],
    ["a base of the last stage", `FROM node:24 AS base\nCOPY --chown=node . /app\nFROM base\n`, ["2:19"]],
    ["ADD", `${node}ADD ./ /app\n`, ["3:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text, { files })).toEqual(at);
  });

  it.each([
    ["an allow-list", `${node}COPY . .\n`, { ...files, ".dockerignore": "# all\n*\n!src\n!package*.json\n" }],
    ["an allow-list of everything below", `${node}COPY . .\n`, { ...files, ".dockerignore": "**\n!src/**\n" }],
    ["no ignore file, which another rule reports", `${node}COPY . .\n`, { "package.json": "{}" }],
    ["a part of the context", `${node}COPY src ./src\n`, files],
    [
      "a stage that only builds",
      "FROM node:24 AS build\nCOPY . .\nRUN npm run build\nFROM nginx:1.29\nCOPY --from=build /dist /x\n",
      files,
    ],
    ["an image for development", `${node.replace("24", "24 AS dev")}COPY . .\n`, files],
    ["a trigger", `${node}ONBUILD COPY . .\n`, files],
    ["another stage's files", `FROM node:24 AS a\nFROM node:24\nCOPY --from=a . .\n`, files],
    ["a template", `${node}COPY . .\n{% if x %}\nUSER node\n{% endif %}\n`, files],
  ])("is silent on %s", (_, text, around) => {
    expect(places(rule, text, { files: around as Record<string, string> })).toEqual([]);
  });

  it("needs to see the ignore file, and heeds one named after the Dockerfile", () => {
    expect(places(rule, `${node}COPY . .\n`)).toEqual([]);
    expect(places(rule, `${node}COPY . .\n`, { files: { ...files, "Dockerfile.dockerignore": "*\n!src\n" } })).toEqual([]);
  });

  it("takes no list for one that lets nothing back in", () => {
    expect(run(rule, `${node}COPY . .\n`, { files: { ...files, ".dockerignore": "!src\n*\n" } })).toHaveLength(1);
  });
});
