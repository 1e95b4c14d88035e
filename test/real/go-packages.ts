// The compiler that generated Go is built with, and a cache of modules beside the other things that tests fetch.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Files } from "../generators/support.ts";

const root = join(import.meta.dirname, "../../.vscode-test/real/go");

const environment: NodeJS.ProcessEnv = {
  GOMODCACHE: join(root, "modules"),
  GOCACHE: join(root, "build"),
  // Writable, so that the folder can be deleted; and modules may be fetched.
  GOFLAGS: "-modcacherw -mod=mod -buildvcs=false",
  // An older compiler fetches the one that a module asks for.
  GOTOOLCHAIN: "auto",
  CGO_ENABLED: "0",
};

/** Finds Go, or installs Debian's where root may do so. */
export function installGo(): void {
  mkdirSync(root, { recursive: true });
  if (spawnSync("go", ["version"]).status === 0) return;
  if (process.getuid?.() !== 0) throw new Error("Go is missing: install it, 1.21 or later");
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, timeout: 9 * 60_000 };
  spawnSync("apt-get", ["update", "-qq"], options);
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "golang-go"], options);
  const version = /go1\.(\d+)/.exec(String(spawnSync("go", ["version"]).stdout))?.[1];
  if (Number(version ?? 0) < 21) throw new Error("Go 1.21 or later is needed, and cannot be had from Debian here: install it");
}

/** Writes a module into a folder of its own, in the place of the one before. */
export function lay(name: string, files: Files): string {
  const folder = join(root, "projects", name);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Runs a program of Go's to its end, and gives what it wrote; fails where the program does. */
export function run(program: string, words: readonly string[], folder: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    cwd: folder,
    encoding: "utf8",
    timeout: 9 * 60_000,
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(`${program} ${words.join(" ")} in ${folder} ended with ${status ?? error}:\n${stdout}\n${stderr}`);
  return stdout;
}
