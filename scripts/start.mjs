// `npm start [-- PATH] [--no-editor] [--desktop] [--port N]`: the findings of a folder, then a real VS Code with the extension and that folder open.

import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Failure, installProject, main, root, run, runNode } from "./setup.mjs";

const usage = "Usage: npm start [-- PATH] [-- --no-editor | --desktop] [-- --port N]";

await main(async () => {
  const { path, editor, desktop, port } = readArguments();
  await installProject();
  const { build } = await import("./build.mjs");
  await build();
  const place = path === undefined ? copyOfSample() : { folder: path, remove() {} };
  try {
    const about = path === undefined ? "the sample project (a copy of sample/, to try things out on)" : place.folder;
    console.log(`Findings in ${about}:\n`);
    const code = await runNode(join(root, "dist", "cli.cjs"), ["check", "."], { cwd: place.folder });
    if (code > 1) throw new Failure(`The check itself failed (exit code ${code}).`);
    if (!editor) return;
    const { packageExtension, vsix } = await import("./package.mjs");
    await packageExtension();
    await (desktop ? openDesktop(place.folder, vsix) : serve(place.folder, vsix, port));
  } finally {
    place.remove();
  }
});

function readArguments() {
  let parsed;
  try {
    const boolean = { type: "boolean", default: false };
    parsed = parseArgs({ options: { "no-editor": boolean, desktop: boolean, port: { type: "string" } }, allowPositionals: true });
  } catch (error) {
    throw new Failure(`${error.message}\n${usage}`);
  }
  const { values, positionals } = parsed;
  if (positionals.length > 1) throw new Failure(`One folder at a time.\n${usage}`);
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Failure(`--port takes a number from 0 to 65535, not ${values.port}.\n${usage}`);
  const path = positionals[0] === undefined ? undefined : resolve(process.env.INIT_CWD ?? ".", positionals[0]);
  if (path !== undefined && !(existsSync(path) && statSync(path).isDirectory())) throw new Failure(`${path} is no folder.\n${usage}`);
  return { path, editor: !values["no-editor"], desktop: values.desktop, port };
}

/** The sample, where it may be changed at will; outside this repository, whose ignore file would hide it. */
function copyOfSample() {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), "deployment-patterns-")));
  const folder = join(parent, "sample");
  cpSync(join(root, "sample"), folder, { recursive: true });
  return { folder, remove: () => rmSync(parent, { recursive: true, force: true }) };
}

/** Serves VS Code on the loopback address until Ctrl+C. */
async function serve(folder, vsix, port) {
  const { addressOf, freshFolder, hostFolder, installHost, startVSCode } = await import("../test/e2e/host/vscode.mjs");
  await installHost();
  const data = freshFolder(`start-${process.pid}`);
  const log = join(hostFolder, "logs", `start-${process.pid}.log`);
  rmSync(log, { force: true });
  try {
    const host = await startVSCode({ data, extensions: [vsix], log, port });
    const file = existsSync(join(folder, "Dockerfile")) ? join(folder, "Dockerfile") : undefined;
    console.log(
      `\nVisual Studio Code with Deployment Patterns, ${basename(folder)} open:\n\n  ${addressOf(host, { folder, file })}\n\nCtrl+C ends it.`,
    );
    const asked = new Promise((done) => {
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => done(undefined));
    });
    const code = await Promise.race([asked, host.ended]);
    await host.stop();
    if (code !== undefined && code !== 0) throw new Failure(`VS Code's server ended by itself (exit code ${code}). Its log: ${log}`);
  } finally {
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Opens the folder in the desktop's VS Code, in a profile of its own. */
async function openDesktop(folder, vsix) {
  const { freshFolder } = await import("../test/e2e/host/vscode.mjs");
  const program = process.env.VSCODE_EXECUTABLE ?? "code";
  const profile = freshFolder("desktop");
  const own = ["--user-data-dir", join(profile, "user"), "--extensions-dir", join(profile, "extensions")];
  const options = { shell: process.platform === "win32" };
  if ((await run(program, ["--install-extension", vsix, "--force", ...own], options)) !== 0)
    throw new Failure(`${program} refused the extension ${vsix}.`);
  // Waits for the window, so that a copied sample lives as long as it is looked at.
  if ((await run(program, ["--new-window", "--wait", ...own, folder], options)) !== 0)
    throw new Failure(`${program} could not open ${folder}.`);
}
