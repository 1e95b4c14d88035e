import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Io } from "../../server/cli/io.ts";
import { run } from "../../server/cli/run.ts";

/** A temporary folder that holds the given files. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "deployment-patterns-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in a folder with its streams caught. */
export async function cli(
  cwd: string,
  argv: readonly string[],
  parts: Partial<Io> & { readonly input?: string | Uint8Array } = {},
): Promise<Outcome> {
  let out = "";
  let err = "";
  const { input = "", ...rest } = parts;
  const code = await run(argv, {
    stdin: (async function* () {
      yield input;
    })(),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    cwd,
    isTerminal: { stdout: false, stderr: false },
    env: {},
    today: "2026-11-23",
    programFolder: cwd,
    ...rest,
  });
  return { code, out, err };
}

export function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), "utf8");
}
