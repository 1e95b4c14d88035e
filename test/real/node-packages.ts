// The packages that generated code is checked and run with: installed once, exact versions, beside the other things that tests fetch.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Files } from "../generators/support.ts";

export const root = join(import.meta.dirname, "../../.vscode-test/real/node");

const packages = {
  "@hono/node-server": "2.1.9",
  "@nestjs/common": "12.5.1",
  "@nestjs/config": "12.0.1",
  "@nestjs/core": "12.5.1",
  "@nestjs/platform-express": "12.5.1",
  "@nestjs/terminus": "12.1.0",
  "@types/express": "5.0.6",
  "@types/koa": "3.0.3",
  "@types/node": "24.19.2",
  "@types/pg": "8.23.1",
  "@types/react": "19.3.0",
  express: "5.3.0",
  fastify: "5.12.8",
  hono: "4.13.19",
  ioredis: "6.0.0",
  koa: "3.3.0",
  knex: "3.3.0",
  mariadb: "3.5.4",
  mongodb: "7.9.0",
  mongoose: "9.12.1",
  mysql2: "3.24.6",
  next: "16.4.6",
  pg: "8.23.1",
  postgres: "3.4.9",
  react: "19.3.1",
  "react-dom": "19.3.1",
  redis: "6.3.1",
  "reflect-metadata": "0.2.2",
  rxjs: "7.8.2",
  sequelize: "6.37.8",
  typeorm: "1.1.1",
  typescript: "7.0.2",
  vitest: "4.1.12",
  zod: "4.6.7",
} as const;

/** Installs what is missing. The files of tests run beside one another: the first installs, the others wait for it. */
export function installPackages(): void {
  const manifest = `${JSON.stringify({ private: true, dependencies: packages }, null, 2)}\n`;
  const done = join(root, "node_modules/.installed");
  const isDone = () => existsSync(done) && readFileSync(done, "utf8") === manifest;
  const lock = join(root, "installing");
  mkdirSync(root, { recursive: true });
  if (isDone()) return;
  while (!locks(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  try {
    if (isDone()) return;
    writeFileSync(join(root, "package.json"), manifest);
    // What some of them want of one another is for features that are not used here.
    run("npm", ["install", "--ignore-scripts", "--legacy-peer-deps", "--no-package-lock", "--no-audit", "--no-fund"], root);
    writeFileSync(done, manifest);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Whether this thread has the lock now; one that was left behind by a run that was killed is taken. */
function locks(path: string): boolean {
  if (existsSync(path) && Date.now() - statSync(path).mtimeMs > 10 * 60_000) rmSync(path, { recursive: true, force: true });
  try {
    mkdirSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Writes a project into a folder of its own beside the packages, in the place of the one before. */
export function lay(name: string, files: Files): string {
  const folder = join(root, "projects", name);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Runs a program to its end, and gives what it wrote; fails where the program does. */
export function run(program: string, words: readonly string[], folder: string, environment: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: folder,
    encoding: "utf8",
    timeout: 9 * 60_000,
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(`${program} ${words.join(" ")} in ${folder} ended with ${status}:\n${stdout}\n${stderr}`);
  return stdout;
}
