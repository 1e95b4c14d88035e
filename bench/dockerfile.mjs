// `npm run bench`: what Dockerfiles cost, beside what else reads them. The machine's own speed and load are in every number, so the ratios
// count; the medians are of alternating runs. Build first for the last tables (`npm run build`).
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DockerfileParser } from "dockerfile-ast";
import { validate } from "dockerfile-utils";
import { load, root } from "../scripts/engine.mjs";
import { measureServers } from "./dockerfile-servers.mjs";
import { dockerfileOf, project, services, singleStageOf } from "./dockerfiles.mjs";
import { compare, quantile, table } from "./measure.mjs";

const { check, KnownProblems, loadConfiguration, memoryWorkspace, parse, SourceText } = await load("server/engine/index.ts");
const today = "2026-11-23";

const sizes = [30, 300, 3_000];

table(
  "Parse, ms (words, scripts and problems are read when they are asked for)",
  ["lines", "KB", "parse", "dockerfile-ast", "ratio", "parse and all rules", "dockerfile-utils", "ratio"],
  sizes.map((lines) => {
    const text = dockerfileOf(lines);
    // Another text and path each time: what is known of the last one would not be read again.
    let round = 0;
    const fresh = () => `${text}# ${round++}\n`;
    const path = () => `${round}.Dockerfile`;
    const surroundings = surroundingsOf("Dockerfile");
    const [own = 0, ast = 0, rules = 0, utils = 0] = compare([
      () => parse(new SourceText(path(), fresh()), "dockerfile"),
      () => DockerfileParser.parse(fresh()),
      () => check(new SourceText(path(), fresh()), "dockerfile", surroundings),
      () => validate(fresh()),
    ]);
    return [lines, text.length / 1000, own, ast, ast / own, rules, utils, utils / rules];
  }),
);

/** Milliseconds from a key to the findings, at most. */
const budgets = new Map([
  [300, 2],
  [3_000, 5],
  [10_000, 20],
]);

const rows = [];
for (const [title, size, text] of [
  ...[...budgets.keys()].map((lines) => /** @type {const} */ (["stages", lines, dockerfileOf(lines)])),
  .../** @type {const} */ ([300, 10_000]).map((lines) => /** @type {const} */ (["one stage", lines, singleStageOf(lines)])),
]) {
  const own = await type(text, checker(), size < 3_000 ? 1_000 : title === "stages" ? 100 : 40);
  // The same work in the language server that editors have: it validates the whole text at every key.
  const peer = await type(text, validate, size < 3_000 ? 1_000 : size > 3_000 ? 4 : 20);
  const processor = own.processor / own.keys;
  const peers = peer.processor / peer.keys;
  rows.push([
    ...[`${text.split("\n").length} lines, ${title}`, quantile(own.times, 0.5), quantile(own.times, 0.95), budgets.get(size) ?? ""],
    ...[processor, quantile(peer.times, 0.5), peers, peers / processor],
  ]);
}
table(
  "One key to findings, ms (all rules, the workspace warm; another place at every key), beside dockerfile-language-server-nodejs (its dockerfile-utils)",
  ["file", "p50", "p95", "budget", "processor time", "peer, p50", "its processor time", "ratio"],
  rows,
);

if (existsSync(join(root, "dist", "server.cjs"))) await measureServers();
else console.error("dist/server.cjs is missing: `npm run build` first for the language servers.");

const cli = join(root, "dist", "cli.cjs");
if (!existsSync(cli)) {
  console.error("dist/cli.cjs is missing: `npm run build` first for the command line's part.");
} else {
  const folder = mkdtempSync(join(tmpdir(), "deployment-patterns-bench-"));
  try {
    const count = 500;
    for (let number = 0; number < count; number++) {
      for (const [name, text] of Object.entries(services[number % services.length](number))) {
        mkdirSync(join(folder, "all", `service-${number}`), { recursive: true });
        writeFileSync(join(folder, "all", `service-${number}`, name), text);
      }
    }
    mkdirSync(join(folder, "one"));
    writeFileSync(join(folder, "one", "Dockerfile"), dockerfileOf(12));
    const node = (/** @type {string[]} */ ...args) => spawnSync(process.execPath, args, { cwd: join(folder, "one") });
    const [empty, one] = compare([() => node("-e", "0"), () => node(cli, "check", "Dockerfile")], 15);
    const batch = (/** @type {string} */ preset) => () =>
      spawnSync(process.execPath, [cli, "check", "--preset", preset, "--format", "json"], { cwd: join(folder, "all"), maxBuffer: 1e9 });
    const [recommended, all] = compare([batch("recommended"), batch("all")], 5);
    table(
      "The command line as a process, ms",
      ["what", "ms", "times `node -e 0`", "files a second"],
      [
        ["node -e 0", empty, 1, ""],
        ["one small file", one, one / empty, ""],
        [`${count} files, recommended`, recommended, recommended / empty, (count / recommended) * 1000],
        [`${count} files, all rules`, all, all / empty, (count / all) * 1000],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A small project, and every rule. @param {string} path */
function surroundingsOf(path) {
  const workspace = memoryWorkspace({ ...project, [path]: "" });
  return { workspace, configuration: loadConfiguration(path, workspace, { preset: "all" }), today };
}

/** Checks a text as the Dockerfile of a small project, as an editor does: again and again. @returns {(text: string) => unknown[]} */
function checker() {
  const surroundings = surroundingsOf("Dockerfile");
  const known = new KnownProblems();
  return (text) => {
    surroundings.workspace.open("Dockerfile", text);
    return check(new SourceText("Dockerfile", text), "dockerfile", { ...surroundings, known });
  };
}

/** Types letters into a Dockerfile, somewhere else each time. @param {string} text @param {(text: string) => unknown} inspect @param {number} keys */
async function type(text, inspect, keys) {
  const places = [...text.matchAll(/\n/g)].map(({ index }) => index);
  const times = [];
  let processor = 0;
  for (let key = -keys / 4; key < keys; key++) {
    // What is only held until the next turn is let go of, as between two keys.
    await new Promise((resolve) => setImmediate(resolve));
    // Primes, so that all kinds of lines have their turn.
    const at = places[((key + keys) * 7919) % places.length] ?? 0;
    const changed = `${text.slice(0, at)}${key % 2 ? "x" : " "}${text.slice(at)}`;
    const before = process.cpuUsage();
    const start = performance.now();
    inspect(changed);
    const time = performance.now() - start;
    if (key < 0) continue;
    times.push(time);
    const { user, system } = process.cpuUsage(before);
    processor += (user + system) / 1000;
  }
  return { times, processor, keys };
}
