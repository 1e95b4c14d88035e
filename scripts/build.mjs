// Bundles the client, the server and the command line into dist/. `--watch` goes on at every change.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, installProject, isScript, main, root } from "./setup.mjs";

/** What is built of what. The `.cjs` names tell Node the format inside this package of ES modules, and VS Code loads them as gladly. */
const bundles = [
  { entry: "client/node.ts", file: "client.cjs", external: ["vscode"] },
  { entry: "server/lsp/node.ts", file: "server.cjs" },
  { entry: "server/cli/main.ts", file: "cli.cjs", banner: "#!/usr/bin/env node", isSmall: true },
];

/** Builds all bundles; what went into them stands in dist/meta.json. */
export async function build({ watch = false } = {}) {
  const esbuild = await import("esbuild");
  mkdirSync(join(root, "dist"), { recursive: true });
  const contexts = await Promise.all(bundles.map((bundle) => esbuild.context(optionsOf(bundle))));
  const results = await Promise.all(contexts.map((context) => context.rebuild())).catch((error) => {
    // It has printed what is wrong, and where.
    for (const context of contexts) context.dispose();
    throw new Failure(`The build failed: ${error.message.split("\n", 1)[0]}`);
  });
  writeFileSync(join(root, "dist", "meta.json"), JSON.stringify(joined(results)));
  if (watch) await Promise.all(contexts.map((context) => context.watch()));
  else await Promise.all(contexts.map((context) => context.dispose()));
}

function optionsOf({ entry, file, external = [], banner = "", isSmall = false }) {
  return {
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: `dist/${file}`,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external,
    // The libraries' ES modules, of which what is unused can be left out; `yaml` has them in its build for browsers alone.
    mainFields: ["module", "main"],
    alias: { yaml: join(root, "node_modules", "yaml", "browser", "dist", "index.js") },
    // White space alone: shortened names made the start slower (138 ms to 158 ms for the server). Only the command line, which is
    // loaded over the network by every pipeline, pays these milliseconds for two thirds of the size.
    minifyWhitespace: true,
    minifyIdentifiers: isSmall,
    minifySyntax: isSmall,
    legalComments: "none",
    banner: { js: banner },
    plugins: [knowledgeTables({ withSources: !isSmall }), ...(isSmall ? [withoutStringifying] : [])],
    metafile: true,
    logLevel: "warning",
  };
}

/**
 * Bundles the knowledge tables as texts for `JSON.parse`, which reads them faster than the engine of JavaScript reads code. Where each fact
 * is from and when it was checked is told by hovers alone, so the command line does without.
 */
function knowledgeTables({ withSources }) {
  const isKept = (key) => withSources || (key !== "source" && key !== "date");
  return {
    name: "knowledge-tables",
    setup(esbuild) {
      esbuild.onLoad({ filter: /[/\\]knowledge[/\\]data[/\\][\w-]+\.json$/ }, ({ path }) => {
        const { date, ...table } = JSON.parse(readFileSync(path, "utf8"));
        const text = JSON.stringify({ date, ...JSON.parse(JSON.stringify(table), (key, value) => (isKept(key) ? value : undefined)) });
        return { contents: `export default JSON.parse(${JSON.stringify(text)});`, loader: "js" };
      });
    },
  };
}

/** Leaves out how `yaml` writes documents: the engine reads them and edits their text, and never writes one anew. */
const withoutStringifying = {
  name: "without-stringifying",
  setup(esbuild) {
    esbuild.onLoad({ filter: /[/\\]yaml[/\\]browser[/\\]dist[/\\]stringify[/\\]\w+\.js$/ }, ({ path }) => {
      const exported = /export \{ ([^}]+) \}/.exec(readFileSync(path, "utf8"))?.[1];
      if (!exported) throw new Error(`${path} exports nothing`);
      return {
        contents: exported
          .split(", ")
          .map((name) => `export const ${name} = undefined;`)
          .join("\n"),
      };
    });
  },
};

/** One record of several builds, for esbuild's analysis and for the test of what goes into which bundle. */
function joined(results) {
  const all = { inputs: {}, outputs: {} };
  for (const { metafile } of results) {
    Object.assign(all.inputs, metafile.inputs);
    Object.assign(all.outputs, metafile.outputs);
  }
  return all;
}

if (isScript(import.meta.filename)) {
  await main(async () => {
    await installProject();
    await build({ watch: process.argv.includes("--watch") });
  });
}
