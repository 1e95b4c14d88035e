// Bundles TypeScript sources of this repository for a script of it, and imports the bundle.
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/** The repository's root folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Bundles one entry file (relative to the root) and gives the bundle's path.
 * @param {string} entry
 */
export async function bundle(entry) {
  const folder = join(root, "node_modules", ".cache", "deployment-patterns");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${entry.replace(/\W+/g, "-")}-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
    // CommonJS packages inside an ESM bundle still ask for `require`.
    banner: { js: 'import { createRequire as createRequireHere } from "node:module"; const require = createRequireHere(import.meta.url);' },
  });
  return outfile;
}

/**
 * The exports of one entry file (relative to the root).
 * @param {string} entry
 */
export async function load(entry) {
  return import(pathToFileURL(await bundle(entry)).href);
}
