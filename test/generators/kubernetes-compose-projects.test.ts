// Every project of the fixtures, and every application in it, as it is detected.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applicationsBelow } from "../../server/engine/detection/detect.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import { type Files, findingsIn, project, render, withGenerated } from "./support.ts";

const names = readdirSync(join(import.meta.dirname, "../fixtures/projects"));

/** The applications of a project by their folders. */
function foldersOf(files: Files): string[] {
  return applicationsBelow(memoryWorkspace({ ...files }), "").map(({ folder }) => folder);
}

/** What of the generated files is about the image, and judged with it. */
const ofImage = /(?:Dockerfile|\.dockerignore|\.conf|Caddyfile)$/;

describe.each(names)("%s", (name) => {
  const files = project(name);

  it("gets manifests and a Compose file without a finding", () => {
    const folders = foldersOf(files);
    expect(folders.length).toBeGreaterThan(0);
    for (const folder of folders) {
      for (const answers of [{ strategy: "rolling" }, { strategy: "canary", traffic: "replicas", layout: "plain", route: "none" }]) {
        const result = render("kubernetes", files, answers, { folder });
        const own = result.files.map(({ path }) => path);
        expect(findingsIn(withGenerated(files, result), own), folder).toEqual([]);
      }
      const result = render("compose", files, {}, { folder });
      const own = result.files.filter(({ path, action }) => action === "create" && !ofImage.test(path)).map(({ path }) => path);
      expect(findingsIn(withGenerated(files, result), own), folder).toEqual([]);
    }
  }, 60_000);
});
