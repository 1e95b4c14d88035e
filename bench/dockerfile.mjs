// `npm run bench`: what Dockerfiles cost, beside what else reads them. The machine's own speed and load are in every number, so the ratios
// count; the medians are of alternating runs. Build first for the last two tables (`npm run build`).
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DockerfileParser } from "dockerfile-ast";
import { validate } from "dockerfile-utils";
import { load, root } from "../scripts/engine.mjs";
import { dockerfileOf, project, services } from "./dockerfiles.mjs";
import { compare, quantile, table } from "./measure.mjs";

const { check, loadConfiguration, memoryWorkspace, parse, SourceText } = await load("server/engine/index.ts");
const today = "2026-11-23";

const sizes = [30, 300, 3_000];

table(
  "Parse, ms (words, scripts and problems are read when they are asked for)",
  ["lines", "KB", "parse", "dockerfile-ast", "ratio", "parse and all rules", "dockerfile-utils", "ratio"],
  sizes.map((lines) => {
    const text = dockerfileOf(lines);
    const inspect = checker();
    // Another text each time, as the model of the last one is kept.
    let round = 0;
    const fresh = () => `${text}# ${round++}\n`;
    const [own = 0, ast = 0, rules = 0, utils = 0] = compare([
      () => parse(new SourceText("Dockerfile", fresh()), "dockerfile"),
      () => DockerfileParser.parse(fresh()),
      () => inspect(fresh()),
      () => validate(fresh()),
    ]);
    return [lines, text.length / 1000, own, ast, ast / own, rules, utils, utils / rules];
  }),
);

const budgets = new Map([
  [300, 2],
  [3_000, 5],
]);

table(
  "One key to findings, ms (parse and all rules, the workspace warm; another place at every key)",
  ["lines", "p50", "p95", "budget", "processor time"],
  sizes.map((lines) => {
    const { times, processor } = type(lines, 400);
    return [lines, quantile(times, 0.5), quantile(times, 0.95), budgets.get(lines) ?? "", processor];
  }),
);

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

/** Checks a text as the Dockerfile of a small project, with every rule. @returns {(text: string) => unknown[]} */
function checker() {
  const workspace = memoryWorkspace({ ...project, Dockerfile: "" });
  const configuration = loadConfiguration("Dockerfile", workspace, { preset: "all" });
  return (text) => check(new SourceText("Dockerfile", text), "dockerfile", { workspace, configuration, today });
}

/** Types letters into a Dockerfile, somewhere else each time. @param {number} lines @param {number} keys */
function type(lines, keys) {
  const inspect = checker();
  let text = dockerfileOf(lines);
  const places = [...text.matchAll(/\n/g)].map(({ index }) => index);
  const press = (/** @type {number} */ key) => {
    // Primes, so that all kinds of lines have their turn.
    const at = places[(key * 7919) % places.length] ?? 0;
    text = `${text.slice(0, at)}${key % 2 ? "x" : " "}${text.slice(at)}`;
    inspect(text);
    text = text.slice(0, at) + text.slice(at + 1);
  };
  for (let key = 0; key < keys / 2; key++) press(key);
  const times = [];
  const before = process.cpuUsage();
  for (let key = 0; key < keys; key++) {
    const start = performance.now();
    press(key);
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  return { times, processor: (user + system) / 1000 / keys };
}
