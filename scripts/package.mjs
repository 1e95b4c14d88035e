// Writes the extension (VSIX) and the npm tarball to dist/.

import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { Failure, installProject, isScript, main, root, runNode, runNpm } from "./setup.mjs";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** The extension's file. */
export const vsix = join(root, "dist", `${manifest.name}-${manifest.version}.vsix`);

/** Builds and packs both; gives nothing, fails with a sentence. */
export async function packageAll() {
  await build();
  await packageExtension();
  // Lifecycle scripts would build again.
  const code = await runNpm(["pack", "--pack-destination", "dist", "--ignore-scripts", "--loglevel=error"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (code !== 0) throw new Failure(`\`npm pack\` failed (exit code ${code}).`);
}

/** Packs the VSIX of the bundles that stand in dist/. */
export async function packageExtension() {
  for (const file of readdirSync(join(root, "dist"))) if (/\.(vsix|tgz)$/.test(file)) rmSync(join(root, "dist", file));
  const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
  // The bundles hold all they need, so no dependencies are packed.
  const code = await runNode(
    vsce,
    ["package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", vsix],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  if (code !== 0) throw new Failure(`Packing the extension failed (exit code ${code}).`);
}

if (isScript(import.meta.filename)) {
  await main(async () => {
    await installProject();
    await packageAll();
    for (const file of readdirSync(join(root, "dist"))) if (/\.(vsix|tgz)$/.test(file)) console.log(`dist/${file}`);
  });
}
