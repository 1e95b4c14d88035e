// Installing and running: what every script needs before any package stands. Node's own modules alone are imported here.

import { spawn } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A failure that its message tells in full; the scripts print it without a stack. */
export class Failure extends Error {}

/**
 * Runs a program to its end with this terminal's streams and gives its exit code. What it was started for ends with this process:
 * the terminal sends Ctrl+C to both, and a termination is passed on.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], ...options });
    const passOn = () => child.kill("SIGTERM");
    process.once("SIGTERM", passOn);
    child.once("error", (error) => reject(new Failure(`${command} could not be started: ${error.message}`)));
    child.once("close", (code) => {
      process.off("SIGTERM", passOn);
      resolve(code ?? 1);
    });
  });
}

/** Runs a JavaScript file under this Node. */
export function runNode(file, args, options = {}) {
  return run(process.execPath, [file, ...args], options);
}

/** Runs npm: the one that started this script where there is one, which also spares Windows its command file. */
export function runNpm(args, options = {}) {
  const own = process.env.npm_execpath;
  if (own?.endsWith("npm-cli.js") && existsSync(own)) return runNode(own, args, options);
  return run("npm", args, { shell: process.platform === "win32", ...options });
}

/** Whether the packages that stand in `folder` are those of its lock file; packages for other platforms aside. */
export function isInstalled(folder) {
  const wanted = packagesOf(join(folder, "package-lock.json"));
  const standing = packagesOf(join(folder, "node_modules", ".package-lock.json"));
  if (!wanted || !standing) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "" || standing[path]?.version === entry.version) return true;
    return entry.optional === true || entry.peer === true;
  });
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** Installs the packages of `folder` as its lock file has them, unless they stand already. */
export async function install(folder, what) {
  if (isInstalled(folder)) return;
  console.log(`Installing ${what}…`);
  // A production setting of the machine would leave the tools out; no package here needs its install script, and some would download.
  const args = ["ci", "--include=dev", "--include=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  // Once more after a failure: registries drop connections.
  for (const isLast of [false, true]) {
    const code = await runNpm(args, { cwd: folder });
    if (code === 0) return;
    if (isLast) throw new Failure(`\`npm ci\` in ${folder} failed (exit code ${code}). Its lines above say why.`);
  }
}

/** The packages of the project itself: compiler, bundler, test runner and the libraries that go into the bundles. */
export function installProject() {
  return install(root, "the project's packages");
}

/** Whether a module, by its file name, is the script that Node was started with; it may have been named through a link. */
export function isScript(filename) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === filename;
}

/** A script's own body: prints a failure as its sentence, and sets the exit code. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    process.exitCode = 1;
  }
}
