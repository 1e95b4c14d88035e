// Law 7: a healthy file gives no finding. The fixtures are the three kinds of image that the patterns start from, as one writes them today.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeAccess } from "../server/cli/files.ts";
import { check, detectLanguage, loadConfiguration, Snapshot, SourceText } from "../server/engine/index.ts";

const folder = join(import.meta.dirname, "fixtures/healthy");

describe.each(readdirSync(folder))("healthy project: %s", (name) => {
  const workspace = new Snapshot(nodeAccess(join(folder, name)));
  const files = (workspace.files() ?? []).filter((path) => detectLanguage(path));

  it("has a Dockerfile and an ignore file", () => {
    expect(files).toEqual([".dockerignore", "Dockerfile"]);
  });

  it.each(files)("%s gives no finding under recommended", (path) => {
    const language = detectLanguage(path);
    const text = workspace.read(path);
    if (!language || text === undefined) throw new Error(path);
    const configuration = loadConfiguration(path, workspace, { preset: "recommended", file: "none" });
    expect(check(new SourceText(path, text), language, { workspace, configuration, today: "2026-11-23" })).toEqual([]);
  });
});
