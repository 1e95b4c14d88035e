// The proof that no linter can give by itself: what the fixes and the healthy examples say is built, started, and asked.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeAccess } from "../../server/cli/files.ts";
import { check, fixAll, loadConfiguration, Snapshot, SourceText } from "../../server/engine/index.ts";
import { type BuiltImage, buildImage, copyProject, obstacle, type Running, start } from "./buildah.ts";

const why = obstacle();
const root = join(import.meta.dirname, "../..");
const minutes = 60_000;

if (why) {
  it(`builds no image here: ${why}`, () => {
    console.warn(`Containers are NOT built and run by this test run: ${why}.`);
    expect(why).not.toBe("");
  });
}

describe.skipIf(why !== undefined)("with buildah", () => {
  it("the sample builds as it is, and runs as root without a health check", { timeout: 15 * minutes }, async () => {
    const image = buildImage(copyProject(join(root, "sample"), "before"), "sample-before");
    expect(image.user).toBe("");
    expect(image.healthcheck).toEqual([]);
    const users = await whileRunning(image, (running) => running.users());
    expect(users).toContain(0);
  });

  it("the sample builds after the fixes, runs as another user, and is healthy", { timeout: 15 * minutes }, async () => {
    await expectHealthy(buildImage(fixed(copyProject(join(root, "sample"), "after")), "sample-after"));
  });

  it.each(["node", "go", "python"])(
    "the healthy %s project builds, runs as another user than root, and is healthy",
    { timeout: 15 * minutes },
    async (name) => {
      await expectHealthy(buildImage(copyProject(join(root, "test/fixtures/healthy", name), name), `healthy-${name}`));
    },
  );

  it("the single-stage Python project builds after the fixes, runs as another user, and is healthy", {
    timeout: 15 * minutes,
  }, async () => {
    await expectHealthy(buildImage(fixedSingleStage("python"), "fixed-python"));
  });

  it("the single-stage Go project builds after the fixes, and runs as another user on an image without a shell", {
    timeout: 15 * minutes,
  }, async () => {
    const image = buildImage(fixedSingleStage("go"), "fixed-go");
    expect(image.user).toMatch(/^[1-9]\d*(:\d+)?$/);
    await whileRunning(image, (running) => {
      // Nothing in such an image can ask but the program itself, which has a subcommand for it.
      expect(running.execute(["/server", "healthcheck"]), running.output()).toBe(0);
      expect(running.execute(["/bin/sh", "-c", "true"])).toBe(1);
      expect(running.users().length).toBeGreaterThan(0);
      expect(running.users()).not.toContain(0);
    });
  });
});

/** A copy of a healthy project with a single-stage Dockerfile and no ignore file, after the fixes. */
function fixedSingleStage(name: "go" | "python"): string {
  const fixtures = join(root, "test/fixtures");
  const project = copyProject(join(fixtures, "healthy", name), `fixed-${name}`);
  rmSync(join(project, ".dockerignore"));
  copyFileSync(join(fixtures, "unhealthy", name, "Dockerfile"), join(project, "Dockerfile"));
  return fixed(project);
}

/** The project with all fixes of its Dockerfile applied, in which nothing is left to warn of. */
function fixed(project: string): string {
  const left = applyAllFixes(project);
  expect(left.filter(({ severity }) => severity === "error" || severity === "warning")).toEqual([]);
  return project;
}

/** Applies the fixes of the Dockerfile, those for a person to look at included, as `fix --unsafe` does. */
function applyAllFixes(project: string) {
  const workspace = new Snapshot(nodeAccess(project));
  const configuration = loadConfiguration("Dockerfile", workspace, { file: "none" });
  const today = new Date().toISOString().slice(0, 10);
  const source = new SourceText("Dockerfile", readFileSync(join(project, "Dockerfile"), "utf8"));
  const result = fixAll(source, "dockerfile", { workspace, configuration, today, safety: "unsafe" });
  for (const [path, text] of new Map([...result.others, ["Dockerfile", result.text]])) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  return check(new SourceText("Dockerfile", result.text), "dockerfile", {
    workspace: new Snapshot(nodeAccess(project)),
    configuration,
    today,
  });
}

async function expectHealthy(image: BuiltImage): Promise<void> {
  expect(image.user).toMatch(/^[1-9]\d*(:\d+)?$/);
  const [kind, ...command] = image.healthcheck;
  expect(kind).toMatch(/^CMD(-SHELL)?$/);
  const probe = kind === "CMD-SHELL" ? ["/bin/sh", "-c", ...command] : command;
  await whileRunning(image, async (running) => {
    let code = 1;
    for (let attempt = 0; attempt < 30 && code !== 0; attempt++) {
      code = running.execute(probe);
      if (code !== 0) await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(code, `the health check never succeeded; the server said: ${running.output()}`).toBe(0);
    expect(running.users().length).toBeGreaterThan(0);
    expect(running.users()).not.toContain(0);
  });
}

async function whileRunning<T>(image: BuiltImage, use: (running: Running) => T | Promise<T>): Promise<T> {
  const running = start(image);
  try {
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    return await use(running);
  } finally {
    await running.stop();
  }
}
