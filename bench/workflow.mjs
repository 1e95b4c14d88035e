// `npm run bench`: what workflows cost from an edit to the findings, beside one validation by GitHub's own language service of the same text.
// The machine's speed and load are in every number, so the ratios count; the medians are of alternating runs.
import { load } from "../scripts/engine.mjs";
import { compareAsync, editor, quantile, table, type } from "./measure.mjs";
import { workflowOf } from "./workflows.mjs";

const { check, KnownProblems, loadConfiguration, memoryWorkspace, SourceText } = await load("server/engine/index.ts");
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
  const inspectAnew = () => checker()(`# ${Math.random()}\n${text.replaceAll("Test", `Test ${Math.floor(Math.random() * 1e6)}`)}`);
  const times = type(inspect, text, 200);
  const [key, peer] = await compareAsync([() => inspect(edit()), () => validateWorkflow(edit())]);
  const [first] = await compareAsync([inspectAnew], 2_000);
  if (!key || !first || !peer) continue;
  rows.push([
    ...[
      text.split("\n").length,
      text.length / 1000,
      quantile(times, 0.5),
      Math.min(...times),
      quantile(times, 0.95),
      budgets.get(lines) ?? "",
    ],
    ...[first.median, peer.median, peer.median / key.median, peer.processor / key.processor],
  ]);
}
table(
  "Workflows: edit to findings under all rules, ms",
  ["lines", "KB", "one edit", "best", "p95", "budget", "never seen", "@actions/languageservice", "ratio", "of processor time"],
  rows,
);

/** Checks a text as a workflow of a small project, with every rule, as an editor does: again and again. @returns {(text: string) => unknown[]} */
function checker() {
  const workspace = memoryWorkspace({
    [path]: "",
    "package.json": '{ "scripts": { "lint": "eslint .", "typecheck": "tsc", "test": "vitest" } }',
    "package-lock.json": "{}",
  });
  const configuration = loadConfiguration(path, workspace, { preset: "all" });
  const known = new KnownProblems();
  return (text) => {
    workspace.open(path, text);
    return check(new SourceText(path, text), "workflow", { workspace, configuration, today, known });
  };
}
