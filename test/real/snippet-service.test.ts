// A service made of snippets: it answers its probes, stops being ready on SIGTERM, and ends when running requests have ended.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { expect, it } from "vitest";
import { expansions, snippetsFor } from "../snippets/support.ts";

const folder = join(import.meta.dirname, "../../.vscode-test/real/snippet-service");

const service = `
import express from "express";
import { check } from "./dp-check.mjs";
import { health } from "./dp-health-express.mjs";
import { shutDownOnSignal } from "./dp-shutdown-http.mjs";

const answers = [];
answers.push(await check(async () => 1)(), await check(async () => { throw new Error(); })());
let ready = true;
const app = express();
app.use(health(() => ready));
app.get("/slow", (_request, response) => setTimeout(() => response.send("done"), 1500));
const server = app.listen(0, "127.0.0.1", async () => {
  server.keepAliveTimeout = 60_000;
  answers.push(await check(() => new Promise(() => {}), 100)());
  shutDownOnSignal(server, () => (ready = false), async () => console.log(JSON.stringify(answers)));
  const ask = async (path, method = "GET") => {
    const response = await fetch("http://127.0.0.1:" + server.address().port + path, { method });
    return [response.status, response.headers.get("cache-control") ?? "", await response.text()].join(" ");
  };
  answers.push(await ask("/livez"), await ask("/readyz", "HEAD"));
  ask("/slow").then((text) => answers.push(text));
  setTimeout(() => process.kill(process.pid, "SIGTERM"), 100);
  setTimeout(async () => answers.push(await ask("/readyz")), 300);
});
`;

it("answers, becomes unready on SIGTERM, and ends soon after the last request", { timeout: 300_000 }, () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const snippets = snippetsFor("typescript");
  for (const prefix of ["dp-check", "dp-health-express", "dp-shutdown-http"]) {
    const [text = ""] = expansions(snippets.find((one) => one.prefix === prefix)?.body ?? "");
    // Until load balancers have noticed takes a second here.
    const quick = text.replace("wait(5_000)", "wait(1_000)");
    writeFileSync(join(folder, `${prefix}.mjs`), transformSync(quick, { loader: "ts", format: "esm" }).code);
  }
  writeFileSync(join(folder, "service.mjs"), service);
  const install = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "express@5.3.0"];
  expect(spawnSync("npm", install, { cwd: folder, encoding: "utf8" }).status).toBe(0);
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ["service.mjs"], { cwd: folder, encoding: "utf8", timeout: 60_000 });
  expect([status, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toEqual([
    ...[true, false, false],
    ...['200 no-store {"status":"ok"}', "200 no-store ", '503 no-store {"status":"down"}', "200  done"],
  ]);
  // The connection of the last request would be kept alive for a minute.
  expect(performance.now() - start).toBeLessThan(20_000);
});
