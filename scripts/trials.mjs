// Runs every fix of every finding of the files under a folder in a worker thread, and notices where one hangs: where the first check or the trial of
// one fix takes half a minute, or a file as a whole more than that and a quarter of a second for each of its fixes.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { Worker } from "node:worker_threads";
import { bundle, load } from "./engine.mjs";

/** The first check of a file, or the trial of one fix, that takes longer is taken to hang, in milliseconds. */
const patience = 30_000;
/** What a file may take in all is longer by this for each of its fixes, as each is tried with a check of its own. */
const patienceByFix = 250;
const skipped = new Set([".git", "node_modules"]);

/**
 * @typedef {{ rule: string, severity: string, line: number, message: string, text: string, fixes: string[] }} TrialFinding
 * @typedef {{ file: string, language: string, size: number, milliseconds: number, fixes: number, findings: TrialFinding[], breaches: string[], hangs?: true }} FileTrial
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
  /** @type {Map<string, { path: string, language: string }[]>} */
  const byRoot = new Map();
  for (const file of walk(folder)) {
    const root = repositoryOf(base, file);
    const path = relative(root, file);
    const language = detectLanguage(path, undefined, () => readFileSync(file, "utf8"));
    if (language) byRoot.set(root, [...(byRoot.get(root) ?? []), { path, language }]);
  }
  let tasks = [...byRoot].map(([root, files]) => ({ root, files }));
  const script = await bundle("test/laws/worker.ts");
  /** @type {FileTrial[]} */
  const trials = [];
  while (tasks.length > 0) {
    const hanging = await run(script, { tasks, preset, today }, (trial) => trials.push(trial), onFile);
    if (!hanging) break;
    trials.push(hanging);
    const done = new Set(trials.map((trial) => trial.file));
    tasks = tasks
      .map(({ root, files }) => ({ root, files: files.filter(({ path }) => !done.has(join(root, path))) }))
      .filter(({ files }) => files.length > 0);
  }
  return trials;
}

/**
 * Runs the worker until it is through, or a file hangs: that one is given back.
 * @param {string} script @param {object} workerData @param {(trial: FileTrial) => void} onTrial @param {((file: string) => void) | undefined} onFile
 * @returns {Promise<FileTrial | undefined>}
 */
function run(script, workerData, onTrial, onFile) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData });
    let current = { file: "", language: "", size: 0 };
    let [start, tried, all] = [0, 0, 0];
    let timer = setTimeout(() => {}, 0);
    const wait = (/** @type {number} */ milliseconds) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        void worker.terminate();
        const milliseconds = performance.now() - start;
        const breach = `did not end: ${tried} of ${all} fixes were tried in ${Math.round(milliseconds / 1000)} s`;
        resolve({ ...current, milliseconds, fixes: tried, findings: [], breaches: [breach], hangs: true });
      }, milliseconds);
    };
    worker.on("message", ({ kind, ...message }) => {
      if (kind === "start") {
        current = message;
        [start, tried, all] = [performance.now(), 0, 0];
        onFile?.(current.file);
        wait(patience);
      } else if (kind === "step") {
        ({ tried, fixes: all } = message);
        const left = start + patience + all * patienceByFix - performance.now();
        // Once each has been tried by itself, all are applied in as many rounds as it takes.
        wait(tried < all ? Math.min(patience, left) : left);
      } else {
        clearTimeout(timer);
        onTrial(message);
      }
    });
    worker.on("error", (fault) => {
      clearTimeout(timer);
      reject(new Error(`${current.file}: ${fault instanceof Error ? fault.stack : fault}`));
    });
    worker.on("exit", () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}
