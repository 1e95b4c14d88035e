import { describe, expect, it } from "vitest";
import { isDevelopment, productionStages, shipped } from "../../../server/engine/image/production.ts";
import { parseDockerfile } from "../../../server/engine/languages/dockerfile/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";
import { lastStage } from "./stage.ts";

const text = `FROM node:24 AS base
FROM base AS build
RUN npm ci
FROM base AS worker
COPY --from=build /app /app
FROM base AS web
COPY --from=build /app /app
`;
const file = parseDockerfile(new SourceText("Dockerfile", text));

describe("production stages", () => {
  it("are the last stage where no build is seen", () => {
    expect(productionStages(file, unseenWorkspace()).map(({ name }) => name)).toEqual(["web"]);
    expect(productionStages(parseDockerfile(new SourceText("Dockerfile", "")), unseenWorkspace())).toEqual([]);
  });

  it("are the targets of builds as well, named in any case", () => {
    const workspace = memoryWorkspace({
      Dockerfile: text,
      "compose.yaml": "services:\n  worker:\n    build:\n      context: .\n      target: Worker\n  web:\n    build: .\n",
    });
    expect(productionStages(file, workspace).map(({ name }) => name)).toEqual(["worker", "web"]);
    expect([...shipped(file, workspace)].map(({ name }) => name)).toEqual(["base", "worker", "web"]);
  });

  it("are the last one before stages for development that nothing goes on with, unless a build names its target", () => {
    const staged = `FROM node:24 AS base\nFROM base AS build\nRUN npm ci\nFROM base AS web\nCOPY --from=build /app /app\nFROM build AS test\nRUN npm test\n`;
    const parsed = parseDockerfile(new SourceText("Dockerfile", staged));
    const names = (files?: Record<string, string>) =>
      productionStages(parsed, files ? memoryWorkspace({ Dockerfile: staged, ...files }) : unseenWorkspace()).map(({ name }) => name);
    expect(names()).toEqual(["web", "test"]);
    expect(names({ "compose.yaml": "services:\n  a:\n    build: { context: ., target: build }\n" })).toEqual(["build", "test"]);
    const chain = parseDockerfile(new SourceText("Dockerfile", "FROM node:24 AS app\nFROM app AS dev\n"));
    expect(productionStages(chain, unseenWorkspace()).map(({ name }) => name)).toEqual(["dev"]);
  });

  it("ship the stages that they are built on, not those that they copy from", () => {
    expect([...shipped(file, unseenWorkspace())].map(({ name }) => name)).toEqual(["base", "web"]);
  });
});

describe("stages and files for development", () => {
  it.each([
    ["Dockerfile.dev", true],
    ["dev.Dockerfile", true],
    ["Dockerfile-test", true],
    ["DevDockerfile", true],
    ["docker/Dockerfile.local", true],
    [".devcontainer/Dockerfile", true],
    ["tests/Dockerfile", true],
    ["Dockerfile", false],
    ["device/Dockerfile", false],
    ["Dockerfile.device", false],
    ["latest/Dockerfile", false],
    ["Dockerfile.contest", false],
    ["devops/Dockerfile", false],
  ])("%s: %s", (path, expected) => {
    expect(isDevelopment(path)).toBe(expected);
  });

  it("are told by the stage's name and its file", () => {
    expect(isDevelopment(lastStage("FROM node AS Development\n"))).toBe(true);
    expect(isDevelopment(lastStage("FROM node AS unit-test\n"))).toBe(true);
    expect(isDevelopment(lastStage("FROM node AS build\n"))).toBe(false);
    expect(isDevelopment(lastStage("FROM node AS attestation\n"))).toBe(false);
    expect(isDevelopment(lastStage("FROM node\n"))).toBe(false);
    expect(isDevelopment(lastStage("FROM node\n", "Dockerfile.dev"))).toBe(true);
  });
});
