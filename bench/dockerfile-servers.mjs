// What a key in a Dockerfile costs the language servers as editors start them: from the change to what is found in that version.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver-protocol/node";
import { root } from "../scripts/engine.mjs";
import { dockerfileOf } from "./dockerfiles.mjs";
import { quantile, table } from "./measure.mjs";

const uri = "file:///shop/Dockerfile";

/** Both servers by turns, each with the same keys. Needs `dist/server.cjs`. */
export async function measureServers() {
  const rows = [];
  for (const [lines, keys] of /** @type {const} */ ([
    [300, 60],
    [10_000, 30],
  ])) {
    const text = `${dockerfileOf(lines)}MAINTAINER shop\n`;
    const servers = await Promise.all([
      start(join(root, "dist", "server.cjs"), text),
      start(createRequire(import.meta.url).resolve("dockerfile-language-server-nodejs/lib/server.js"), text),
    ]);
    const places = text.split("\n").length - 1;
    for (let key = -keys / 3; key < keys; key++) {
      // Primes, so that all kinds of lines have their turn.
      const line = ((key + keys) * 7919) % places;
      // Who comes first finds the processor warm, or not.
      for (const server of key % 2 ? servers : servers.toReversed()) await server.type(line, key >= 0);
    }
    const [own, peer] = [await servers[0].stop(), await servers[1].stop()];
    for (const [name, { times, processor, found }] of /** @type {const} */ ([
      ["deployment-patterns", own],
      ["dockerfile-language-server-nodejs", peer],
    ])) {
      const median = quantile(times, 0.5);
      const own50 = quantile(own.times, 0.5);
      const ratio = processor === undefined || own.processor === undefined ? "" : processor / own.processor;
      rows.push([`${places} lines, ${name}`, found, median, quantile(times, 0.95), median / own50, processor ?? "", ratio]);
    }
  }
  table(
    "The servers as processes, from a key to the findings of that version, ms (another place at every key)",
    ["server", "findings", "p50", "p95", "times ours", "processor time", "times ours"],
    rows,
  );
}

/** One server with the text open. @param {string} script @param {string} text */
async function start(script, text) {
  const profile = process.env.PROFILE ? ["--cpu-prof", `--cpu-prof-dir=${process.env.PROFILE}`] : [];
  const child = spawn(process.execPath, [...profile, script, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  /** @type {(found: number) => void} */
  let tell = () => {};
  connection.onNotification("textDocument/publishDiagnostics", ({ diagnostics }) => tell(diagnostics.length));
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  // Both are asked where they can be, as an editor of today asks; else they tell.
  const { capabilities } = await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: "file:///shop", name: "shop" }],
    capabilities: { textDocument: { diagnostic: { relatedDocumentSupport: false } } },
  });
  const pulls = capabilities.diagnosticProvider !== undefined;
  await connection.sendNotification("initialized", {});
  let version = 1;
  /** @param {() => Promise<void>} change */
  const findingsAfter = async (change) => {
    const told = new Promise((resolve) => {
      tell = resolve;
    });
    await change();
    if (!pulls) return told;
    const { items } = await connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } });
    return items.length;
  };
  const textDocument = { uri, languageId: "dockerfile", version, text };
  await findingsAfter(() => connection.sendNotification("textDocument/didOpen", { textDocument }));
  /** @type {number[]} */
  const times = [];
  let spent = 0;
  let found = 0;
  return {
    /** Types a letter before a line, and takes the last one out. @param {number} line @param {boolean} counts */
    async type(line, counts) {
      const position = { line, character: 0 };
      const before = processorTime(child.pid);
      const begin = performance.now();
      version++;
      found = await findingsAfter(() =>
        connection.sendNotification("textDocument/didChange", {
          textDocument: { uri, version },
          contentChanges: [{ range: { start: position, end: position }, text: " " }],
        }),
      );
      if (!counts) return;
      times.push(performance.now() - begin);
      spent += processorTime(child.pid) - before;
    },
    async stop() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      await new Promise((resolve) => child.once("exit", resolve));
      connection.dispose();
      return { times, found, processor: Number.isNaN(spent) ? undefined : spent / times.length };
    },
  };
}

/** Milliseconds that a process has had of the processor; not a number where the system does not say. @param {number | undefined} pid */
function processorTime(pid) {
  try {
    // Behind the name, which may hold anything; in hundredths of a second on every Linux.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}
