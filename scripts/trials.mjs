// Runs every fix of every finding of the files under a folder in a worker thread, and notices where one hangs.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { Worker } from "node:worker_threads";
import { bundle, load } from "./engine.mjs";

/** A file that takes longer is taken to hang, in milliseconds. */
const patience = 30_000;
const skipped = new Set([".git", "node_modules"]);

/**
 * @typedef {{ rule: string, severity: string, line: number, message: string, text: string, fixes: string[] }} TrialFinding
 * @typedef {{ file: string, language: string, size: number, milliseconds: number, fixes: number, findings: TrialFinding[], breaches: string[] }} FileTrial
 */

/** All files below a folder, as absolute paths. @param {string} folder @returns {string[]} */
function walk(folder) {
  if (statSync(folder).isFile()) return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : walk(path);
      return entry.isFile() ? [path] : [];
    });
}

/** The repository a file belongs to: below the folder given, a folder named `owner__name` is one of its own. @param {string} folder @param {string} file */
function repositoryOf(folder, file) {
  const parts = relative(folder, file).split("/");
  const index = parts.findIndex((part, place) => place < parts.length - 1 && part.includes("__"));
  return index < 0 ? folder : join(folder, ...parts.slice(0, index + 1));
}

/**
 * Tries the laws on all files of ours below a folder.
 * @param {string} folder absolute
 * @param {{ preset: string, today: string, onFile?: (file: string) => void }} options
 * @returns {Promise<FileTrial[]>}
 */
export async function tryFolder(folder, { preset, today, onFile }) {
  if (!existsSync(folder)) throw new Error(`${folder} is not there`);
  const { detectLanguage } = await load("server/engine/index.ts");
  const base = statSync(folder).isFile() ? join(folder, "..") : folder;
  /** @type {Map<string, string[]>} */
  const byRoot = new Map();
  for (const file of walk(folder)) {
    const root = repositoryOf(base, file);
    const path = relative(root, file);
    if (!detectLanguage(path, undefined, () => readFileSync(file, "utf8"))) continue;
    byRoot.set(root, [...(byRoot.get(root) ?? []), path]);
  }
  let tasks = [...byRoot].map(([root, paths]) => ({ root, paths }));
  const script = await bundle("test/laws/worker.ts");
  /** @type {FileTrial[]} */
  const trials = [];
  while (tasks.length > 0) {
    /** @type {string | undefined} */
    const hanging = await new Promise((resolve, reject) => {
      const worker = new Worker(script, { workerData: { tasks, preset, today } });
      let current = "";
      let timer = setTimeout(() => {}, 0);
      worker.on("message", (message) => {
        clearTimeout(timer);
        if (message.kind === "start") {
          current = message.file;
          onFile?.(current);
          timer = setTimeout(() => {
            void worker.terminate();
            resolve(current);
          }, patience);
        } else trials.push(message);
      });
      worker.on("error", (fault) => {
        clearTimeout(timer);
        reject(new Error(`${current}: ${fault instanceof Error ? fault.stack : fault}`));
      });
      worker.on("exit", () => {
        clearTimeout(timer);
        resolve(undefined);
      });
    });
    if (hanging === undefined) break;
    trials.push({
      file: hanging,
      language: "",
      size: 0,
      milliseconds: patience,
      fixes: 0,
      findings: [],
      breaches: [`did not end within ${patience / 1000} s`],
    });
    const done = new Set(trials.map((trial) => trial.file));
    tasks = tasks
      .map(({ root, paths }) => ({ root, paths: paths.filter((path) => !done.has(join(root, path))) }))
      .filter(({ paths }) => paths.length > 0);
  }
  return trials;
}
