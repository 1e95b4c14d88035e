// `npm run test:desktop`: the end-to-end suite in the desktop's VS Code, the one that VSCODE_EXECUTABLE names or a downloaded one.

import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, installProject, main, run } from "./setup.mjs";

await main(async () => {
  await installProject();
  const { packageAll, vsix } = await import("./package.mjs");
  await packageAll();
  const { prepare, tally } = await import("../test/e2e/run.mjs");
  const { listen } = await import("../test/e2e/driver.mjs");
  const { hostFolder, settings } = await import("../test/e2e/host/vscode.mjs");
  const { resolveCliPathFromVSCodeExecutablePath, runTests, TestRunFailedError } = (await import("@vscode/test-electron")).default;

  const vscodeExecutablePath = await executable(hostFolder);
  const places = await prepare("suite/index.ts");
  const user = join(places.data, "user");
  mkdirSync(join(user, "User"), { recursive: true });
  writeFileSync(join(user, "User", "settings.json"), JSON.stringify(settings));
  const profile = [`--user-data-dir=${user}`, `--extensions-dir=${join(places.data, "extensions")}`];
  const counts = tally();
  const driver = await listen({ report: counts.report });
  try {
    const cli = resolveCliPathFromVSCodeExecutablePath(vscodeExecutablePath);
    const code = await run(cli, ["--install-extension", vsix, "--force", ...profile], { shell: process.platform === "win32" });
    if (code !== 0) throw new Failure(`${cli} refused the extension ${vsix} (exit code ${code}).`);
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: places.extension,
      extensionTestsPath: places.tests,
      // The suite's keys become the commands that they are bound to.
      extensionTestsEnv: { E2E_DRIVER: driver.address, E2E_KEYBOARD: "none" },
      launchArgs: [places.workspace, ...profile, "--disable-workspace-trust", "--disable-gpu", "--skip-welcome", "--no-sandbox"],
    });
  } catch (error) {
    // What failed inside has been told and counted.
    if (!(error instanceof TestRunFailedError && counts.failed > 0)) throw error;
  } finally {
    driver.close();
    rmSync(places.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
});

async function executable(cacheFolder) {
  const named = process.env.VSCODE_EXECUTABLE;
  if (named && !existsSync(named)) throw new Failure(`VSCODE_EXECUTABLE names ${named}, which does not exist.`);
  if (named) return named;
  const { downloadAndUnzipVSCode } = (await import("@vscode/test-electron")).default;
  try {
    return await downloadAndUnzipVSCode({ cachePath: join(cacheFolder, "desktop") });
  } catch (error) {
    throw new Failure(`VS Code could not be downloaded (${error.message}). Name an installed one in VSCODE_EXECUTABLE.`);
  }
}
