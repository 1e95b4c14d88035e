// `node bench/readiness.mjs`: what the readiness checklist of a large repository costs: at first, and after one edit. `--keep FOLDER` leaves the files there.
// The machine's speed and load are in every number.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver-protocol/node";
import { bundle, load } from "../scripts/engine.mjs";
import { quantile, table } from "./measure.mjs";
import { repositoryOf, writeRepository } from "./repository.mjs";

const today = new Date().toISOString().slice(0, 10);
const kept = process.argv.indexOf("--keep");
const folder = kept < 0 ? mkdtempSync(join(tmpdir(), "readiness-")) : (process.argv[kept + 1] ?? "");
const files = repositoryOf();
mkdirSync(folder, { recursive: true });
writeRepository(folder, files);
mkdirSync(join(folder, ".git"), { recursive: true });

const service = "services/service-0";
const main = files[`${service}/src/main.ts`] ?? "";
const signOffs = files[`${service}/readiness.yaml`] ?? "";
const deployment = files[`${service}/k8s/base/deployment.yaml`] ?? "";

/** What is done to a file, by turns: its two texts, undefined where it is not there. @type {readonly (readonly [string, string, string | undefined, string | undefined])[]} */
const edits = [
  ["a source", `${service}/src/main.ts`, main.replace("app.use(helmet());\n", ""), main],
  [
    "a manifest",
    `${service}/k8s/base/deployment.yaml`,
    deployment.replace("replicas: 3", "replicas: 1").replaceAll("readinessProbe", "startupProbe"),
    deployment,
  ],
  ["the sign-offs", `${service}/readiness.yaml`, signOffs.replace("@mei", "@lee"), signOffs],
  ["a file goes and comes", `${service}/docs/RUNBOOK.md`, undefined, files[`${service}/docs/RUNBOOK.md`]],
];

try {
  await measureCommandLine();
  await measureServer();
} finally {
  if (kept < 0) rmSync(folder, { recursive: true });
}

/** As the command line does it: all at once, from a disk that answers at once. */
async function measureCommandLine() {
  const [{ Snapshot, assessReadiness, readinessServices }, { nodeAccess }] = await Promise.all([
    load("server/engine/index.ts"),
    load("server/cli/files.ts"),
  ]);
  const before = process.cpuUsage();
  const start = performance.now();
  const snapshot = new Snapshot(nodeAccess(folder));
  const assess = () => readinessServices(snapshot, "").map((/** @type {string} */ path) => assessReadiness(snapshot, path, { today }));
  const services = assess();
  const cold = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const heap = Math.round(process.memoryUsage().heapUsed / 1e6);
  table(
    `${Object.keys(files).length} files, on the command line, ms (budget: 5000)`,
    ["services", "items", "cold", "processor time", "facts", "heap, MB"],
    [[services.length, services.length * (services[0]?.items.length ?? 0), cold, (user + system) / 1000, snapshot.factCount, heap]],
  );
}

/** As the editor sees it: from the request, and from the change on disk until it is told. */
async function measureServer() {
  const server = spawn(process.execPath, [
    ...(process.env.PROFILE ? ["--cpu-prof", `--cpu-prof-dir=${process.env.PROFILE}`] : []),
    await bundle("server/lsp/node.ts"),
    "--stdio",
  ]);
  server.stderr.pipe(process.stderr);
  const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  const root = pathToFileURL(folder).href;
  /** @type {(services: unknown) => void} */
  let tell = () => {};
  connection.onNotification("deploymentPatterns/readinessChanged", ({ services }) => tell(services));
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true }, workspaceFolders: true } },
    workspaceFolders: [{ uri: root, name: "bench" }],
  });
  await connection.sendNotification("initialized", {});
  await connection.sendRequest("deploymentPatterns/rules", {});

  const pings = startPings(connection);
  const start = performance.now();
  await connection.sendRequest("deploymentPatterns/readiness", {});
  const cold = performance.now() - start;
  const longest = Math.max(...(await pings()));
  table("The language server, ms (budget: 5000; others wait 50)", ["cold", "longest wait of another request"], [[cold, longest]]);

  const rows = [];
  for (const [what, path, text, before] of edits) {
    const times = [];
    for (let round = 0; round < 10; round++) {
      const now = round % 2 === 0 ? text : before;
      const told = new Promise((resolve) => {
        tell = resolve;
      });
      if (now === undefined) rmSync(join(folder, path));
      else writeFileSync(join(folder, path), now);
      const type = now === undefined ? 3 : (round % 2 === 0 ? before : text) === undefined ? 1 : 2;
      const begin = performance.now();
      await connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: `${root}/${path}`, type }] });
      const isTold = await Promise.race([told, new Promise((resolve) => setTimeout(() => resolve(undefined), 5_000))]);
      times.push(isTold ? performance.now() - begin : Number.NaN);
    }
    rows.push([what, quantile(times, 0.5), Math.min(...times), Math.max(...times)]);
  }
  table("From a change until it is told, ms (budget: 100)", ["change of", "median", "best", "worst"], rows);
  await connection.sendRequest("shutdown", undefined);
  await connection.sendNotification("exit");
  await new Promise((resolve) => server.on("exit", resolve));
}

/** Asks for something small again and again; gives how long each took once it is stopped. @param {import("vscode-languageserver-protocol").ProtocolConnection} connection */
function startPings(connection) {
  let isOver = false;
  const run = (async () => {
    const times = [];
    while (!isOver) {
      const begin = performance.now();
      await connection.sendRequest("deploymentPatterns/generators", {});
      times.push(performance.now() - begin);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return times;
  })();
  return () => {
    isOver = true;
    return run;
  };
}
