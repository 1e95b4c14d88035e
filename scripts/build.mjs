// Bundles the client, the server and the command line into dist/. `--watch` goes on at every change.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { buildInParts } from "./rule-parts.mjs";
import { ruleTextsApart, textsOf } from "./rule-texts.mjs";
import { Failure, installProject, isScript, main, root } from "./setup.mjs";

/** What stands beside the bundles: a rule's texts for people, and for the command line the knowledge tables. */
const textsFile = "rule-texts.json";
const tablesFile = "cli-tables.json";
/** What Kubernetes allows, and what its fields are for: each in a file beside all bundles, read when the first manifest, the first hover asks for it. */
const kubernetesFiles = { "schema.json": "kubernetes-schema.json", "schema-texts.json": "kubernetes-texts.json" };

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
  const { load } = await import("./engine.mjs");
  const { rules } = await load("server/engine/rules/index.ts");
  writeFileSync(join(root, "dist", textsFile), JSON.stringify(textsOf(rules)));
  const kubernetes = join(root, "server", "engine", "languages", "kubernetes");
  for (const [from, to] of Object.entries(kubernetesFiles))
    writeFileSync(join(root, "dist", to), JSON.stringify(JSON.parse(readFileSync(join(kubernetes, from), "utf8"))));
  // Whoever watches wants one quick bundle of the command line; what is shipped stands in parts.
  const whole = bundles.filter(({ isSmall = false }) => watch || !isSmall);
  const divided = bundles.filter((bundle) => !whole.includes(bundle));
  const contexts = await Promise.all(whole.map((bundle) => esbuild.context(optionsOf(bundle))));
  try {
    const results = await Promise.all(contexts.map((context) => context.rebuild()));
    for (const bundle of divided) results.push(...(await buildInParts({ options: optionsOf(bundle), rules })));
    writeFileSync(join(root, "dist", "meta.json"), JSON.stringify(joined(results)));
    if (watch) await Promise.all(contexts.map((context) => context.watch()));
  } catch (error) {
    // It has printed what is wrong, and where.
    throw new Failure(`The build failed: ${error.message.split("\n", 1)[0]}`);
  } finally {
    if (!watch) await Promise.all(contexts.map((context) => context.dispose()));
  }
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
    // Shortened names start no slower by now (server of 2.8 MB against 2.2 MB: 152 and 131 ms to `initialize`), and every bundle is loaded over a network.
    minify: true,
    legalComments: "none",
    banner: { js: banner },
    plugins: [ruleTextsApart(textsFile), kubernetesApart, ...(isSmall ? [tablesApart(), withoutStringifying] : [tablesAsText])],
    metafile: true,
    logLevel: "warning",
  };
}

/** Has the tables of Kubernetes read from their files, by getters in their place. */
const kubernetesApart = {
  name: "kubernetes-apart",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^\.\/kubernetes-(?:schema|texts)\.json$/ }, ({ path }) => ({ path, external: true }));
    esbuild.onLoad({ filter: /[/\\]kubernetes[/\\]schema(?:-texts)?\.json$/ }, ({ path }) => {
      const keys = Object.keys(JSON.parse(readFileSync(path, "utf8")));
      const getters = keys.map((key) => `get ${key}() { return read().${key}; }`);
      const contents = `let data;\nconst read = () => (data ??= require("./${kubernetesFiles[basename(path)]}"));\nexport default { ${getters.join(", ")} };\n`;
      return { contents, loader: "js" };
    });
  },
};

const tables = /[/\\](knowledge[/\\]data[/\\][\w-]+|languages[/\\]workflow[/\\]schema)\.json$/;

/** Bundles the knowledge tables and the schema of workflows as texts for `JSON.parse`, which reads them faster than the engine of JavaScript reads code. */
const tablesAsText = {
  name: "tables-as-text",
  setup(esbuild) {
    esbuild.onLoad({ filter: tables }, ({ path }) => ({
      contents: `export default JSON.parse(${JSON.stringify(JSON.stringify(JSON.parse(readFileSync(path, "utf8"))))});`,
      loader: "js",
    }));
  },
};

/** What hovers alone tell: where a fact is from, when it was checked and what a thing is good for. The command line does without. */
const toldByHovers = new Set(["source", "date", "about", "help"]);

/** Puts the tables into one file beside the command line's bundle. */
function tablesApart() {
  const apart = new Map();
  return {
    name: "tables-apart",
    setup(esbuild) {
      esbuild.onResolve({ filter: new RegExp(`/${tablesFile.replaceAll(".", "\\.")}$`) }, ({ path }) => ({ path, external: true }));
      esbuild.onLoad({ filter: tables }, ({ path }) => {
        const { date, ...table } = JSON.parse(readFileSync(path, "utf8"));
        const name = basename(path, ".json");
        if (apart.has(name) && apart.get(name).path !== path) throw new Error(`two tables are called ${name}`);
        const lean = JSON.parse(JSON.stringify(table), (key, value) => (toldByHovers.has(key) ? undefined : value));
        apart.set(name, { path, table: { date, ...lean } });
        return { contents: `export default require("./${tablesFile}")[${JSON.stringify(name)}];`, loader: "js" };
      });
      esbuild.onEnd(() => {
        const all = Object.fromEntries([...apart].map(([name, { table }]) => [name, table]));
        writeFileSync(join(root, "dist", tablesFile), JSON.stringify(all));
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
