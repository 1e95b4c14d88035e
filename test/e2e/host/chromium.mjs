// A Chromium to drive: the system's, the one that CHROME_PATH names, Debian's package, or the browser driver's own download.

import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { Failure, run, runNode } from "../../../scripts/setup.mjs";
import { hostModule } from "./vscode.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
const places = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: ["ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"]
    .map((name) => process.env[name])
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [join(folder, "Google/Chrome/Application/chrome.exe"), join(folder, "Microsoft/Edge/Application/msedge.exe")]),
};
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A container's /dev/shm is often too small for a page as large as this one.
  "--disable-dev-shm-usage",
];

/** The driver's Chromium interface; it is installed with the host, not with the project. */
export function driver() {
  return createRequire(import.meta.url)(hostModule("playwright-core")).chromium;
}

/** Starts a headless Chromium, installing one where none is found. */
export async function startChromium() {
  const executablePath = await findChromium();
  return driver().launch({ executablePath, headless: true, args: flags, timeout: 120_000, handleSIGINT: false, handleSIGTERM: false });
}

async function findChromium() {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Failure(`CHROME_PATH names ${named}, which is no program that can be run.`);
  }
  return installed() ?? (await fromDebian()) ?? (await fromDriver()) ?? none();
}

function installed() {
  const onPath = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const own = driver().executablePath();
  return [...onPath, ...(places[process.platform] ?? []), own].find((file) => file && isExecutable(file));
}

/** Debian's package, where this user may install it. */
async function fromDebian() {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get") || !existsSync("/etc/debian_version"))
    return undefined;
  console.log("Installing Chromium from Debian's packages…");
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) =>
    run("apt-get", ["-qq", "-o", "DPkg::Lock::Timeout=120", ...args], { env: environment, stdio: ["ignore", "ignore", "inherit"] });
  const get = () => apt("install", "-y", "--no-install-recommends", "chromium");
  // The package lists of a new machine are empty or old.
  if ((await get()) !== 0) {
    await apt("update");
    await get();
  }
  return installed();
}

/** The browser driver's own download. */
async function fromDriver() {
  console.log("Downloading Chromium with the browser driver…");
  await runNode(hostModule(join("playwright-core", "cli.js")), ["install", "chromium"]);
  return installed();
}

function none() {
  throw new Failure(
    "The end-to-end tests need Chromium, and none could be had: install `chromium` or Google Chrome, or set CHROME_PATH to the program's path.",
  );
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
