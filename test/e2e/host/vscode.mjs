// A real VS Code for the tests, the screenshots and `npm start`: the server build that code-server ships, on a Node of its own.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure, install, root } from "../../../scripts/setup.mjs";

const here = dirname(fileURLToPath(import.meta.url));
/** Everything that VS Code brings and leaves; not under version control. */
export const hostFolder = join(root, ".vscode-test");
const packages = join(hostFolder, "host");
const vscode = join(packages, "node_modules", "code-server", "lib", "vscode");

/** Installs VS Code's server and the browser driver, once. */
export async function installHost() {
  mkdirSync(packages, { recursive: true });
  for (const file of ["package.json", "package-lock.json", ".npmrc"]) copyFileSync(join(here, file), join(packages, file));
  await install(packages, "Visual Studio Code and a browser driver into .vscode-test (about 550 MB, once)");
  // VS Code looks for its modules beside itself; they are installed one level up, with a lock file of ours.
  const modules = join(vscode, "node_modules");
  if (!lstatSync(modules, { throwIfNoEntry: false })) symlinkSync(join(packages, "node_modules"), modules, "junction");
}

/** A module of the host's packages, by the path of its file. */
export function hostModule(path) {
  return join(packages, "node_modules", path);
}

/** The Node that VS Code's server runs on: the installed one for this platform, else this one where it is new enough. */
function nodeOfHost() {
  const platform = { win32: "win" }[process.platform] ?? process.platform;
  for (const name of [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]) {
    const file = hostModule(join(name, "bin", process.platform === "win32" ? "node.exe" : "node"));
    if (existsSync(file)) return file;
  }
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  throw new Failure(
    `VS Code's server needs Node 24, and npm has no build of it for ${process.platform}-${process.arch}: run this under Node 24.`,
  );
}

/**
 * What the editor opens with: nothing in the way of the file, no network, no animation.
 * They are machine settings, so that they hold in every browser.
 */
export const settings = {
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.openRepositoryInParentFolders": "never",
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
};

/**
 * Starts VS Code's server on a free port of the loopback address.
 * @param {{ data: string, extensions?: readonly string[], port?: number, isTest?: boolean, log: string, settings?: object, environment?: object }} options
 *   `data` is a folder for everything it writes, `extensions` the VSIX files to install, `isTest` lets the page's address name a test suite.
 * @returns {Promise<{ port: number, token: string, address: string, stop: () => Promise<void>, ended: Promise<number> }>}
 */
export async function startVSCode(options) {
  const node = nodeOfHost();
  const token = randomBytes(16).toString("hex");
  const machine = join(options.data, "data", "Machine");
  const user = join(options.data, "user", "User");
  for (const folder of [machine, user, dirname(options.log)]) mkdirSync(folder, { recursive: true });
  for (const folder of [machine, user])
    writeFileSync(join(folder, "settings.json"), JSON.stringify({ ...settings, ...options.settings }, undefined, 2));
  const places = [
    ["--server-data-dir", options.data],
    ["--user-data-dir", join(options.data, "user")],
    ["--extensions-dir", join(options.data, "extensions")],
  ].flat();
  const main = join(vscode, "out", "server-main.js");
  const environment = environmentOfHost(options.environment);
  const log = openSync(options.log, "a");
  const start = (args, stdout) => spawn(node, [main, ...args, ...places], { env: environment, stdio: ["ignore", stdout, log] });

  const { extensions = [] } = options;
  if (extensions.length > 0) {
    const code = await endOf(start([...extensions.flatMap((file) => ["--install-extension", file]), "--force"], log));
    if (code !== 0) throw new Failure(`VS Code refused an extension of ${extensions.join(", ")}. Its log: ${options.log}`);
  }
  const args = ["--host", "127.0.0.1", "--port", String(options.port ?? 0), "--connection-token", token];
  args.push("--accept-server-license-terms", "--disable-workspace-trust", "--disable-telemetry", "--disable-getting-started-override");
  // Without it the test parameters of the page's address are ignored.
  if (options.isTest) args.push("--enable-smoke-test-driver");
  const server = start(args, "pipe");
  const ended = endOf(server);
  ended.finally(() => closeSync(log));
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) server.kill("SIGTERM");
    const timer = setTimeout(() => server.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(timer);
  };
  const port = await portOf(server, log, options.log).catch(async (error) => {
    await stop();
    throw error;
  });
  return { port, token, address: `http://127.0.0.1:${port}/?tkn=${token}`, stop, ended };
}

/** The port that the server says it listens on; everything it prints goes to the log. */
function portOf(server, log, logPath) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Failure(`VS Code's server did not start within two minutes. Its log: ${logPath}`)), 120_000);
    let head = "";
    server.stdout.on("data", (chunk) => {
      writeFileSync(log, chunk);
      if (head === undefined) return;
      head += chunk;
      const port = /listening on (\d+)/.exec(head)?.[1];
      if (!port) return;
      head = undefined;
      clearTimeout(timer);
      resolve(Number(port));
    });
    server.once("close", (code) => {
      clearTimeout(timer);
      reject(
        new Failure(
          `VS Code's server ended at its start (exit code ${code}). Its log: ${logPath}\n${readFileSync(logPath, "utf8").slice(-2_000)}`,
        ),
      );
    });
  });
}

function endOf(child) {
  return new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("close", (code) => resolve(code ?? 0));
  });
}

/** This process's environment without what another VS Code or npm left in it. */
function environmentOfHost(added) {
  const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$)/.test(name));
  return { ...Object.fromEntries(own), ...added };
}

/**
 * The address that opens a folder in a started VS Code, with a file of it, or with a test suite to run there.
 * @param {{ port: number, token: string }} host
 * @param {{ folder: string, file?: string | undefined, extension?: string, tests?: string }} what
 */
export function addressOf(host, { folder, file, extension, tests }) {
  const remote = (path) => path && `vscode-remote://127.0.0.1:${host.port}${uriPath(path)}`;
  const payload = Object.entries({
    openFile: remote(file),
    extensionDevelopmentPath: remote(extension),
    extensionTestsPath: remote(tests),
  }).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams({ tkn: host.token, folder: uriPath(folder) });
  if (payload.length > 0) query.set("payload", JSON.stringify(payload));
  return `http://127.0.0.1:${host.port}/?${query}`;
}

function uriPath(path) {
  const forward = path.replaceAll("\\", "/");
  return forward.startsWith("/") ? forward : `/${forward}`;
}

/** A fresh folder under `.vscode-test`, emptied of what an earlier run left. */
export function freshFolder(name) {
  const folder = join(hostFolder, name);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  mkdirSync(folder, { recursive: true });
  return folder;
}
