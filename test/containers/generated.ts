// What tests of generated images have in common: the files are laid into a copy of a project, the image is built, run, asked and ended.
import { mkdirSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { nodeAccess } from "../../server/cli/files.ts";
import { generate } from "../../server/engine/generate.ts";
import { readGiven } from "../../server/engine/generators/resolve.ts";
import { Snapshot } from "../../server/engine/index.ts";
import { buildImage, copyProject, start } from "./buildah.ts";

/** A copy of a project of the fixtures that may be changed and built. */
export function copyFixture(name: string, as = name): string {
  return copyProject(join(import.meta.dirname, "../fixtures/projects", name), `generated-${as}`);
}

/**
 * Writes what the container generator makes of a project into it. Gives the project's folder.
 * @param application the application's folder in a monorepo
 */
export function laid(folder: string, answers: Readonly<Record<string, unknown>>, application = ""): string {
  const { given, problems } = readGiven(answers);
  expect(problems).toEqual([]);
  const today = new Date().toISOString().slice(0, 10);
  const result = generate("container", { workspace: new Snapshot(nodeAccess(folder)), folder: application, today, given, replaces: true });
  if ("problem" in result) throw new Error(result.problem);
  for (const { path, text } of result.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/**
 * The image is built, runs as another user than root, becomes healthy by its own check, answers, and ends within ten seconds when it is asked to.
 * @param host the name to ask by, where the application does not take any
 * @param dockerfile relative to the folder, which is the build context
 * @returns what the application has written
 */
export async function expectServes(
  folder: string,
  port: number,
  path: string,
  host = "127.0.0.1",
  dockerfile = "Dockerfile",
): Promise<string> {
  const image = buildImage(folder, folder.slice(folder.lastIndexOf("/") + 1), dockerfile);
  expect(image.user).toMatch(/^[1-9]\d*:\d+$/);
  const [kind, ...probe] = image.healthcheck;
  expect(kind).toBe("CMD");
  expect(await statusOf(port, path, host), `port ${port} is taken by another program`).toBeUndefined();
  const running = start(image);
  try {
    let code = 1;
    for (let attempt = 0; attempt < 40 && code !== 0; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      code = running.execute(probe);
    }
    expect(code, `the health check never succeeded; the server said: ${running.output()}`).toBe(0);
    expect(running.users().length).toBeGreaterThan(0);
    expect(running.users()).not.toContain(0);
    expect(await statusOf(port, path, host), running.output()).toBe(200);
    expect(await running.terminate(), running.output()).toBeLessThan(10);
    expect(await statusOf(port, path, host)).toBeUndefined();
    return running.output();
  } finally {
    await running.stop();
  }
}

/** The status of an answer; undefined where nothing listens. */
function statusOf(port: number, path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    get({ host: "127.0.0.1", port, path, headers: { Host: host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on("error", () => resolve(undefined));
  });
}
