// Bundles the client, the server and the command line into dist/. `--watch` goes on at every change.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { buildInParts } from "./rule-parts.mjs";
import { ruleTextsApart, textsOf } from "./rule-texts.mjs";
import { Failure, installProject, isScript, main, root } from "./setup.mjs";

/** What stands beside the bundles: for the command line the knowledge tables, for all what Kubernetes allows, read when the first manifest is checked. */
const tablesFile = "cli-tables.json";
const engineTablesFile = "tables.json.br";
const kubernetesFile = "kubernetes-schema.json";
/** What people read, packed: a rule's texts and what the fields of Kubernetes and of Compose are for, read when the first hover or page asks. */
const ruleTextsFile = "rule-texts.json.br";
const kubernetesTextsFile = "kubernetes-texts.json.br";
const composeTextsFile = "compose-texts.json.br";
const snippetsFile = "snippets.json.br";
/** The protocol's own library, which client and server both stand on. */
const protocolFile = "protocol.cjs";
/** The engine with the server's requests, loaded when `initialize` has been answered. */
const engineFile = "engine.cjs";

/**
 * What is built of what. The bundles of the extension stand packed beside a line that unpacks them, a fifth smaller than in a zip. The `.cjs` names tell Node the format inside this package of ES modules, and VS Code loads them as gladly.
 */
const bundles = [
  {
    contents: 'module.exports = require("vscode-languageserver-protocol/node");',
    file: protocolFile,
    plugins: (watch) => [packedBundle(protocolFile, watch)],
  },
  {
    entry: "client/node.ts",
    file: "client.cjs",
    external: ["vscode"],
    plugins: (watch) => [protocolApart(), packedBundle("client.cjs", watch)],
  },
  {
    entry: "server/lsp/node.ts",
    file: "server.cjs",
    isCommonJs: true,
    plugins: (watch) => [protocolApart(), engineApart, packedBundle("server.cjs", watch)],
  },
  {
    contents: 'export * from "./server/lsp/features.ts";\nexport * from "./server/engine/index.ts";',
    file: engineFile,
    plugins: (watch) => [protocolApart({ isServer: true }), ...textsApart, tablesPacked(), withoutUnused, packedBundle(engineFile, watch)],
  },
  {
    entry: "server/cli/main.ts",
    file: "cli.cjs",
    banner: "#!/usr/bin/env node",
    isDivided: true,
    plugins: () => [...textsApart, tablesApart(), withoutUnused],
  },
];

/** Builds all bundles; what went into them stands in dist/meta.json. */
export async function build({ watch = false } = {}) {
  const esbuild = await import("esbuild");
  mkdirSync(join(root, "dist"), { recursive: true });
  const { load } = await import("./engine.mjs");
  const { rules } = await load("server/engine/rules/index.ts");
  const kubernetes = (name) => JSON.parse(readFileSync(join(root, "server", "engine", "languages", "kubernetes", name), "utf8"));
  writeFileSync(join(root, "dist", kubernetesFile), JSON.stringify(kubernetes("schema.json")));
  writeFileSync(join(root, "dist", kubernetesTextsFile), packed(kubernetes("schema-texts.json")));
  const composeTexts = readFileSync(join(root, "server", "engine", "languages", "compose", "schema-texts.json"), "utf8");
  writeFileSync(join(root, "dist", composeTextsFile), packed(JSON.parse(composeTexts)));
  const snippets = readFileSync(join(root, "server", "engine", "complete", "snippets", "snippets.json"), "utf8");
  writeFileSync(join(root, "dist", snippetsFile), packed(JSON.parse(snippets)));
  writeFileSync(join(root, "dist", ruleTextsFile), packed(textsOf(rules)));
  // Whoever watches wants one quick bundle of the command line; what is shipped stands in parts.
  const whole = bundles.filter(({ isDivided = false }) => watch || !isDivided);
  const divided = bundles.filter((bundle) => !whole.includes(bundle));
  const contexts = await Promise.all(whole.map((bundle) => esbuild.context(optionsOf(bundle, watch))));
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

function optionsOf({ entry, contents, file, external = [], banner = "", isCommonJs = false, plugins }, watch = false) {
  return {
    absWorkingDir: root,
    ...(entry ? { entryPoints: [entry] } : { stdin: { contents, resolveDir: root, loader: "js" } }),
    outfile: `dist/${file}`,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external,
    // The libraries' ES modules, of which what is unused can be left out; `yaml` has them in its build for browsers alone.
    mainFields: ["module", "main"],
    alias: { yaml: join(root, "node_modules", "yaml", "browser", "dist", "index.js") },
    // One bundle asks for another by `require`: as quick as it gets.
    ...(isCommonJs && { supported: { "dynamic-import": false } }),
    // Shortened names start no slower by now (server of 2.8 MB against 2.2 MB: 152 and 131 ms to `initialize`), and every bundle is loaded over a network.
    minify: true,
    legalComments: "none",
    banner: { js: banner },
    plugins: plugins(watch),
    metafile: true,
    logLevel: "warning",
  };
}

/**
 * Has the protocol's library read from its file, whoever asks for a part of it. Server and client each name a release of their own, of which
 * the one is the other with a fault mended.
 * @param {{ isServer?: boolean }} given whether the server's own library is only asked for what it passes on from there
 */
function protocolApart({ isServer = false } = {}) {
  const names = ["vscode-languageserver-protocol(?:/node)?", "vscode-languageserver-types", ...(isServer ? ["vscode-languageserver"] : [])];
  return {
    name: "protocol-apart",
    setup(esbuild) {
      esbuild.onResolve({ filter: new RegExp(`^(?:${names.join("|")})$`) }, () => ({ path: `./${protocolFile}`, external: true }));
    },
  };
}

/** Has the engine and the requests read from their file when the server first asks for them. */
const engineApart = {
  name: "engine-apart",
  setup(esbuild) {
    const asked = /\/(?:features|engine\/index)\.ts$/;
    esbuild.onResolve({ filter: asked }, ({ kind }) =>
      kind === "dynamic-import" ? { path: `./${engineFile}`, external: true } : undefined,
    );
  },
};

/** The line that a packed bundle is loaded by: its code is compiled as Node compiles a file, under the name that it has before it is packed. */
const unpacking = `module._compile(require("node:zlib").brotliDecompressSync(require("node:fs").readFileSync(__filename+".br")).toString("latin1"),__filename);\n`;

/**
 * Puts a bundle packed beside the line that loads it. Who watches waits at every change, and does with it somewhat larger.
 * @param {string} file
 * @param {boolean} watch
 */
const packedBundle = (file, watch) => ({
  name: "packed-bundle",
  setup(esbuild) {
    esbuild.onEnd(async ({ errors }) => {
      if (errors.length > 0) return;
      const path = join(root, "dist", file);
      const built = readFileSync(path, "utf8");
      const code = watch ? built : await shortened(built);
      // It is unpacked as Latin 1, which other letters would not survive.
      if (!/^[\0-\x7f]*$/.test(code)) throw new Failure(`${file} is not plain ASCII: write other letters of regular expressions as \\u….`);
      writeFileSync(`${path}.br`, packedText(Buffer.from(code), watch ? 4 : constants.BROTLI_MAX_QUALITY));
      writeFileSync(path, unpacking);
    });
  },
});

/** A bundle with what terser finds to shorten behind esbuild: a twenty-fifth of the packed engine. @param {string} code */
async function shortened(code) {
  const { minify } = await import("terser");
  const compress = { passes: 2, toplevel: true, keep_fargs: false };
  const result = await minify(code, { ecma: 2020, compress, mangle: { toplevel: true }, format: { ascii_only: true, comments: false } });
  return result.code ?? code;
}

/** A table as a small file, for `unpacked`. Where a host cannot read it so, another plugin gives it what it can. */
const packed = (table) => packedText(Buffer.from(JSON.stringify(table)));

/** @param {Buffer} text */
function packedText(text, quality = constants.BROTLI_MAX_QUALITY) {
  const { BROTLI_PARAM_SIZE_HINT, BROTLI_PARAM_LGWIN, BROTLI_PARAM_QUALITY } = constants;
  return brotliCompressSync(text, {
    params: { [BROTLI_PARAM_SIZE_HINT]: text.length, [BROTLI_PARAM_LGWIN]: 22, [BROTLI_PARAM_QUALITY]: quality },
  });
}

/** The one place in the bundles that reads such a file: `unpacked(name)`. */
const packedTables = {
  name: "packed-tables",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^packed-tables$/ }, ({ path }) => ({ path, namespace: "packed-tables" }));
    esbuild.onLoad({ filter: /.*/, namespace: "packed-tables" }, () => ({
      contents: `import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
export const unpacked = (name) => JSON.parse(brotliDecompressSync(readFileSync(join(__dirname, name))).toString());
const known = {};
export const unpackedOnce = (name) => (known[name] ??= unpacked(name));`,
      loader: "js",
    }));
  },
};

/** Has the tables of Kubernetes read from their files, by getters in their place. */
const kubernetesApart = {
  name: "kubernetes-apart",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^\.\/kubernetes-schema\.json$/ }, ({ path }) => ({ path, external: true }));
    esbuild.onLoad({ filter: /[/\\]kubernetes[/\\]schema(?:-texts)?\.json$/ }, ({ path }) => {
      const keys = Object.keys(JSON.parse(readFileSync(path, "utf8")));
      const getters = keys.map((key) => `get ${key}() { return read().${key}; }`).join(", ");
      const [first, value] =
        basename(path) === "schema.json"
          ? ["", `require("./${kubernetesFile}")`]
          : ['import { unpacked } from "packed-tables";\n', `unpacked("${kubernetesTextsFile}")`];
      return { contents: `${first}let data;\nconst read = () => (data ??= ${value});\nexport default { ${getters} };\n`, loader: "js" };
    });
  },
};

/** Has what the keys of Compose files are for read from its file, when somebody asks. */
const composeTextsApart = {
  name: "compose-texts-apart",
  setup(esbuild) {
    esbuild.onLoad({ filter: /[/\\]compose[/\\]schema-texts\.json$/ }, () => ({
      contents: `import { unpacked } from "packed-tables";
let data;
export default { get types() { return (data ??= unpacked("${composeTextsFile}")).types; } };`,
      loader: "js",
    }));
  },
};

/** Has the snippets that the server offers read from their file, when somebody asks for a completion of YAML. */
const snippetsApart = {
  name: "snippets-apart",
  setup(esbuild) {
    esbuild.onLoad({ filter: /[/\\]snippets[/\\]snippets\.json$/ }, ({ path }) => {
      const keys = Object.keys(JSON.parse(readFileSync(path, "utf8")));
      const getters = keys.map((key) => `get ${key}() { return (data ??= unpacked("${snippetsFile}")).${key}; }`).join(", ");
      return { contents: `import { unpacked } from "packed-tables";\nlet data;\nexport default { ${getters} };`, loader: "js" };
    });
  },
};

const textsApart = [packedTables, ruleTextsApart(ruleTextsFile), kubernetesApart, composeTextsApart, snippetsApart];

const tables = /[/\\](knowledge[/\\]data[/\\][\w-]+|languages[/\\]workflow[/\\]schema)\.json$/;

/** Puts the knowledge tables and the schema of workflows, packed, into one file beside the engine's bundle. */
function tablesPacked() {
  const all = new Map();
  return {
    name: "tables-packed",
    setup(esbuild) {
      esbuild.onLoad({ filter: tables }, ({ path }) => {
        all.set(basename(path, ".json"), { path, table: JSON.parse(readFileSync(path, "utf8")) });
        return {
          contents: `import { unpackedOnce } from "packed-tables";\nexport default unpackedOnce(${JSON.stringify(engineTablesFile)})[${JSON.stringify(basename(path, ".json"))}];`,
          loader: "js",
        };
      });
      esbuild.onEnd(() => {
        const table = Object.fromEntries([...all].sort().map(([name, { table }]) => [name, table]));
        writeFileSync(join(root, "dist", engineTablesFile), packed(table));
      });
    },
  };
}

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

/** What libraries have and nobody here asks for. `yaml` writes documents, which the engine only reads; `dockerfile-utils` judges beside formatting. */
const unused = [/[/\\]yaml[/\\]browser[/\\]dist[/\\]stringify[/\\]\w+\.js$/, /[/\\]dockerfile-utils[/\\]lib[/\\]dockerValidator\.js$/];

/** Leaves that out: names without values stand in its place. */
const withoutUnused = {
  name: "without-unused",
  setup(esbuild) {
    for (const filter of unused) {
      esbuild.onLoad({ filter }, ({ path }) => {
        const text = readFileSync(path, "utf8");
        const names = /export \{ ([^}]+) \}/.exec(text)?.[1]?.split(", ");
        if (!names && !/^exports\.\w+ = /m.test(text)) throw new Error(`${path} exports nothing`);
        return { contents: (names ?? []).map((name) => `export const ${name} = undefined;`).join("\n") };
      });
    }
    // It is called when somebody formats, and read no earlier.
    esbuild.onResolve({ filter: /^dockerfile-utils$/ }, ({ namespace, path }) =>
      namespace === "formatter" ? undefined : { path, namespace: "formatter" },
    );
    esbuild.onLoad({ filter: /.*/, namespace: "formatter" }, () => ({
      contents: `export const format = (...given) => require("dockerfile-utils").format(...given);
export const formatRange = (...given) => require("dockerfile-utils").formatRange(...given);`,
      resolveDir: root,
      loader: "js",
    }));
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
