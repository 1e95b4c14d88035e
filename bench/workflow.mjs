// `npm run bench`: what workflows cost from an edit to the findings, beside one validation by GitHub's own language service of the same text.
// The machine's speed and load are in every number, so the ratios count; the medians are of alternating runs.
import { load } from "../scripts/engine.mjs";
import { compareAsync, quantile, table } from "./measure.mjs";
import { workflowOf } from "./workflows.mjs";

const { check, loadConfiguration, memoryWorkspace, SourceText } = await load("server/engine/index.ts");
const { validateWorkflow } = await load("bench/languageservice.mjs");
const today = "2026-11-23";
const path = ".github/workflows/ci.yml";

/** Milliseconds from an edit to the findings, by lines. */
const budgets = new Map([
  [350, 8],
  [3_000, 40],
]);

const rows = [];
for (const lines of [100, 350, 3_000]) {
  const text = workflowOf(lines);
  const inspect = checker();
  const edit = editor(text);
  const fresh = () => inspect(`# ${Math.random()}\n${text.replaceAll("Test", `Test ${Math.floor(Math.random() * 1e6)}`)}`);
  const [key = 0, first = 0, peer = 0] = await compareAsync([() => inspect(edit()), fresh, () => validateWorkflow(edit())]);
  const times = type(text, 200);
  rows.push([text.split("\n").length, text.length / 1000, key, quantile(times, 0.95), budgets.get(lines) ?? "", first, peer, peer / key]);
}
table(
  "Workflows: edit to findings under all rules, ms",
  ["lines", "KB", "one edit", "p95", "budget", "never seen", "@actions/languageservice", "ratio"],
  rows,
);

/** Checks a text as a workflow of a small project, with every rule. @returns {(text: string) => unknown[]} */
function checker() {
  const workspace = memoryWorkspace({
    [path]: "",
    "package.json": '{ "scripts": { "lint": "eslint .", "typecheck": "tsc", "test": "vitest" } }',
    "package-lock.json": "{}",
  });
  const configuration = loadConfiguration(path, workspace, { preset: "all" });
  return (text) => check(new SourceText(path, text), "workflow", { workspace, configuration, today });
}

/** Gives the text with one more letter, somewhere else each time. @param {string} text */
function editor(text) {
  const places = [...text.matchAll(/\n/g)].map(({ index }) => index);
  let key = 0;
  return () => {
    // Primes, so that all kinds of lines have their turn.
    const at = places[(++key * 7919) % places.length] ?? 0;
    return `${text.slice(0, at)}${key % 2 ? "x" : " "}${text.slice(at)}`;
  };
}

/** @param {string} text @param {number} keys */
function type(text, keys) {
  const inspect = checker();
  const edit = editor(text);
  for (let key = 0; key < keys / 2; key++) inspect(edit());
  return Array.from({ length: keys }, () => {
    const changed = edit();
    const start = performance.now();
    inspect(changed);
    return performance.now() - start;
  });
}
