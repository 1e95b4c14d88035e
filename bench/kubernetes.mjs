// `npm run bench`: what manifests cost from an edit to the findings, beside one validation by the YAML language server of the same text.
// The machine's speed and load are in every number, so the ratios count; the medians are of alternating runs.
import { load } from "../scripts/engine.mjs";
import { manifestOf } from "./manifests.mjs";
import { compareAsync, editor, quantile, table, type } from "./measure.mjs";
import { validateManifest } from "./yaml-languageservice.mjs";

const { check, KnownProblems, loadConfiguration, memoryWorkspace, SourceText } = await load("server/engine/index.ts");
const today = "2026-11-23";
const path = "k8s/shop.yaml";

/** Milliseconds from an edit to the findings, by applications. */
const budgets = new Map([[20, 10]]);

const rows = [];
for (const applications of [1, 3, 20]) {
  const text = manifestOf(applications);
  const inspect = checker();
  const edit = editor(text);
  const inspectAnew = () => checker()(text.replaceAll("shop", `shop${Math.floor(Math.random() * 1e6)}`));
  const times = type(inspect, text, 200);
  const [key, peer] = await compareAsync([() => inspect(edit()), () => validateManifest(edit())]);
  const [first] = await compareAsync([inspectAnew], 2_000);
  if (!key || !first || !peer) continue;
  rows.push([
    ...[text.split("\n").length, text.split(/^---/m).length, text.length / 1000],
    ...[quantile(times, 0.5), Math.min(...times), quantile(times, 0.95), budgets.get(applications) ?? ""],
    ...[first.median, peer.median, peer.median / key.median, peer.processor / key.processor],
  ]);
}
table(
  "Manifests: edit to findings under all rules, ms",
  ["lines", "objects", "KB", "one edit", "best", "p95", "budget", "never seen", "yaml-language-server", "ratio", "of processor time"],
  rows,
);

/** Checks a text as a manifest of a small project, with every rule, as an editor does: again and again. @returns {(text: string) => unknown[]} */
function checker() {
  const workspace = memoryWorkspace({ [path]: "", "k8s/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n" });
  const configuration = loadConfiguration(path, workspace, { preset: "all" });
  const known = new KnownProblems();
  return (text) => {
    workspace.open(path, text);
    return check(new SourceText(path, text), "kubernetes", { workspace, configuration, today, known });
  };
}
