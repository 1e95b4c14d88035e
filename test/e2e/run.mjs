// Runs a suite inside a real VS Code with the packaged extension installed: in a headless browser here, on the desktop in scripts/desktop.mjs.

import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Failure, root, runNode } from "../../scripts/setup.mjs";
import { listen } from "./driver.mjs";
import { startChromium } from "./host/chromium.mjs";
import { addressOf, freshFolder, hostFolder, installHost, startVSCode } from "./host/vscode.mjs";

const here = dirname(fileURLToPath(import.meta.url));
/** The suite's own tests have limits too; this one is for an editor that does not come up, or hangs. */
const limit = 10 * 60_000;

/** Puts the suite and the workspace where VS Code can open them, and gives their places. */
export async function prepare(suite) {
  const folder = freshFolder(`run-${process.pid}`);
  const extension = join(folder, "extension");
  const workspace = join(folder, "shop");
  cpSync(join(here, "extension"), extension, { recursive: true });
  cpSync(join(root, "sample"), workspace, { recursive: true });
  const tests = join(extension, "suite.cjs");
  await build({
    entryPoints: [resolve(here, suite)],
    outfile: tests,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
    sourcemap: "inline",
    logLevel: "error",
  });
  return { folder, data: join(folder, "vscode"), extension, tests, workspace };
}

/**
 * Counts what a suite reports and prints it as it comes.
 * @returns {{ report: (result: { name: string, error?: string, milliseconds: number }) => void, passed: number, failed: number }}
 */
export function tally() {
  const counts = {
    passed: 0,
    failed: 0,
    report({ name, error, milliseconds }) {
      counts[error ? "failed" : "passed"]++;
      console.log(`  ${error ? "✗" : "✓"} ${name} (${Math.round(milliseconds)} ms)`);
      if (error) console.log(error.replace(/^/gm, "      "));
    },
  };
  return counts;
}

/** Packs the extension in `beside/`, which stands in for Microsoft's, and gives its file. */
async function packBeside() {
  const folder = freshFolder(`beside-${process.pid}`);
  const vsix = join(folder, "beside.vsix");
  cpSync(join(here, "beside", "package.json"), join(folder, "package.json"));
  const { resolve: find } = createRequire(import.meta.url);
  const bundles = {
    "extension.cjs": join(here, "beside", "extension.ts"),
    "server.cjs": find("dockerfile-language-server-nodejs/lib/server.js"),
  };
  for (const [name, entry] of Object.entries(bundles)) {
    await build({
      entryPoints: [entry],
      outfile: join(folder, name),
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      external: ["vscode"],
      // The server's modules for Node stand beside others that ask for modules in a way of their own.
      mainFields: ["module", "main"],
      logLevel: "error",
    });
  }
  const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
  const args = ["package", "--out", vsix, "--no-dependencies", "--allow-missing-repository", "--skip-license"];
  if ((await runNode(vsce, args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] })) !== 0) {
    throw new Failure("The extension that stands in for Microsoft's could not be packed.");
  }
  return { vsix, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}

/**
 * Runs `suite` (a file of this folder) in VS Code's server build under headless Chromium, with `vsix` installed; with filters, the tests
 * alone whose names hold one of them. `beside` are other extensions to install, `settings` are added to the editor's.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runInBrowser({
  suite,
  vsix,
  beside = [],
  filters = [],
  logs = join(hostFolder, "logs"),
  screenshots = join(logs, "screenshots"),
  viewport = { width: 1280, height: 720 },
  settings = {},
}) {
  await installHost();
  rmSync(logs, { recursive: true, force: true });
  for (const folder of [logs, screenshots]) mkdirSync(folder, { recursive: true });
  const pageLog = join(logs, "page.log");
  const serverLog = join(logs, "server.log");
  writeFileSync(pageLog, "");
  const places = await prepare(suite);
  const counts = tally();
  const stops = [() => rmSync(places.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })];
  let page;
  const driver = await listen({
    report: counts.report,
    press: (key) => page.keyboard.press(key),
    type: (text) => page.keyboard.type(text, { delay: 20 }),
    drag: async (from, to) => {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(to.x, to.y, { steps: 8 });
      await page.mouse.up();
    },
    screenshot: async (name, clip) => {
      await page.screenshot({ path: join(screenshots, `${name}.png`), ...(clip && { clip }) });
    },
    text: (selector) => page.locator(selector).allInnerTexts(),
    click: (selector) => page.locator(selector).first().click({ timeout: 20_000 }),
  });
  stops.push(driver.close);
  const onSignal = () => stopAll(stops).finally(() => process.exit(130));
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  try {
    const host = await startVSCode({
      data: places.data,
      extensions: [...beside, vsix],
      isTest: true,
      // In a browser the editor saves by itself; on the desktop it does not.
      settings: { "files.autoSave": "off", ...settings },
      log: serverLog,
      environment: { E2E_DRIVER: driver.address, E2E_FILTERS: JSON.stringify(filters) },
    });
    stops.push(host.stop);
    const browser = await startChromium();
    stops.push(() => browser.close());
    page = await browser.newPage({ viewport });
    page.setDefaultTimeout(60_000);
    page.on("console", (message) => appendFileSync(pageLog, `${message.text()}\n`));
    page.on("pageerror", (error) => appendFileSync(pageLog, `${error}\n`));
    const code = await exitCodeOf(
      page,
      host,
      addressOf(host, { folder: places.workspace, extension: places.extension, tests: places.tests }),
      pageLog,
    );
    if (counts.passed + counts.failed === 0 && (filters.length === 0 || code !== 0))
      throw new Failure(`The suite reported no test (exit code ${code}).`);
    if (code !== 0 && counts.failed === 0) counts.report({ name: "the suite ends well", error: `exit code ${code}`, milliseconds: 0 });
  } catch (error) {
    if (page) await page.screenshot({ path: join(logs, "failure.png") }).catch(() => {});
    counts.report({ name: "VS Code runs the suite", error: String(error instanceof Failure ? error.message : error), milliseconds: 0 });
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
    await stopAll(stops);
  }
  if (counts.failed > 0) {
    console.log(`\nWhat VS Code's logs say of the extension (all of them in ${logs}):`);
    for (const log of [serverLog, pageLog]) console.log(linesOf(log).join("\n"));
  }
  return { passed: counts.passed, failed: counts.failed };
}

/** Runs the suite of what two extensions for Dockerfiles would do twice, with Microsoft's stand-in installed as well. */
export async function runBeside({ vsix, filters }) {
  const { vsix: other, remove } = await packBeside();
  try {
    return await runInBrowser({ suite: "suite/beside.ts", vsix, beside: [other], filters, logs: join(hostFolder, "logs", "beside") });
  } finally {
    remove();
  }
}

/** Opens the page and waits for the suite's end. */
async function exitCodeOf(page, host, address, pageLog) {
  let timer;
  const ended = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Failure(`The suite did not end within ${limit / 60_000} minutes.`)), limit);
    host.ended.then((code) => reject(new Failure(`VS Code's server ended while the suite ran (exit code ${code}).`)));
    page.on("crash", () => reject(new Failure("The browser's page crashed.")));
    page.exposeFunction("codeAutomationExit", resolve).catch(reject);
  });
  ended.catch(() => {});
  try {
    await page.exposeFunction("codeAutomationLog", (type, args) => appendFileSync(pageLog, `${type} ${args}\n`));
    await page.goto(address, { timeout: 120_000 });
    return await ended;
  } finally {
    clearTimeout(timer);
  }
}

async function stopAll(stops) {
  for (const stop of stops.splice(0).reverse()) await Promise.race([stop(), new Promise((resolve) => setTimeout(resolve, 10_000))]);
}

/** The last lines of a log that are about the extension; VS Code itself has much to say of what it misses here. */
function linesOf(log) {
  const lines = existsSync(log) ? readFileSync(log, "utf8").split("\n") : [];
  return [...new Set(lines.filter((line) => /deployment[- ]?patterns/i.test(line)))].slice(-40);
}
