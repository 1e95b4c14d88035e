// Writes the extension (VSIX) and the npm tarball to dist/.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { Failure, installProject, isScript, main, root, runNode, runNpm } from "./setup.mjs";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const quiet = ["ignore", "ignore", "inherit"];
/** The extension's file. */
export const vsix = join(root, "dist", `${manifest.name}-${manifest.version}.vsix`);

/** Builds and packs both; fails with a sentence. */
export async function packageAll() {
  await build();
  await packageExtension();
  removeOld(".tgz");
  // Lifecycle scripts would build again.
  const args = ["pack", "--pack-destination", "dist", "--ignore-scripts", "--loglevel=error"];
  const code = await runNpm(args, { stdio: quiet });
  if (code !== 0) throw new Failure(`\`npm pack\` failed (exit code ${code}).`);
}

/** Packs the VSIX of the bundles that stand in dist/. */
export async function packageExtension() {
  removeOld(".vsix");
  const staged = stage();
  const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
  // The bundles hold all they need, so no dependencies are packed. The README's pictures and pages are linked where the repository is: editors
  // show a README no picture but over HTTPS, so in the package they would be weight alone.
  const args = ["package", "--out", vsix, "--no-dependencies"];
  const code = await runNode(vsce, args, { cwd: staged, stdio: quiet });
  rmSync(staged, { recursive: true });
  if (code !== 0) throw new Failure(`Packing the extension failed (exit code ${code}).`);
}

/**
 * Puts what `.vscodeignore` lets in into a folder of its own and gives that. From there the same files are packed as from the root, but the
 * packer does not match every file of the editor in .vscode-test first, which took it more than a minute.
 */
function stage() {
  const folder = join(root, "dist", "extension");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const list = readFileSync(join(root, ".vscodeignore"), "utf8");
  cpSync(join(root, ".vscodeignore"), join(folder, ".vscodeignore"));
  for (const [, path] of list.matchAll(/^!(.+?)(?:\/\*\*)?$/gm)) {
    // A star stands in file names of the top folder alone: the languages of the manifest's texts.
    const isNamed = new RegExp(`^${path.replaceAll(".", "\\.").replaceAll("*", ".*")}$`);
    const names = path.includes("*") ? readdirSync(root).filter((name) => isNamed.test(name)) : [path];
    for (const name of names) if (existsSync(join(root, name))) cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  return folder;
}

function removeOld(ending) {
  for (const file of readdirSync(join(root, "dist"))) if (file.endsWith(ending)) rmSync(join(root, "dist", file));
}

if (isScript(import.meta.filename)) {
  await main(async () => {
    await installProject();
    await packageAll();
    for (const file of readdirSync(join(root, "dist"))) if (/\.(vsix|tgz)$/.test(file)) console.log(join("dist", file));
  });
}
