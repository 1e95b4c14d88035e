// Bundles the client, the server and the command line into dist/. `--watch` goes on at every change.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { buildInParts } from "./rule-parts.mjs";
import { ruleTextsApart, textsOf } from "./rule-texts.mjs";
import { Failure, installProject, isScript, main, root } from "./setup.mjs";

/** What stands beside the bundles: for the command line the knowledge tables, for all what Kubernetes allows, read when the first manifest is checked. */
const tablesFile = "cli-tables.json";
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
    plugins: (watch) => [protocolApart({ isServer: true }), ...textsApart(partsInside), tablesPacked(), withoutUnused, packedEngine(watch)],
  },
  {
    entry: "server/cli/main.ts",
    file: "cli.cjs",
    banner: "#!/usr/bin/env node",
    isDivided: true,
    plugins: () => [...textsApart(partsBeside), tablesApart(), withoutUnused],
  },
];

/** Builds all bundles; what went into them stands in dist/meta.json. */
export async function build({ watch = false } = {}) {
  const esbuild = await import("esbuild");
  mkdirSync(join(root, "dist"), { recursive: true });
  const { load } = await import("./engine.mjs");
  const { rules } = await load("server/engine/rules/index.ts");
  const read = (...path) => JSON.parse(readFileSync(join(root, "server", "engine", ...path), "utf8"));
  const parts = {
    [kubernetesFile]: read("languages", "kubernetes", "schema.json"),
    [kubernetesTextsFile]: read("languages", "kubernetes", "schema-texts.json"),
    [composeTextsFile]: read("languages", "compose", "schema-texts.json"),
    [snippetsFile]: read("complete", "snippets", "snippets.json"),
    [ruleTextsFile]: textsOf(rules),
  };
  for (const [name, part] of Object.entries(parts)) {
    const text = Buffer.from(JSON.stringify(part));
    engineParts.set(name, text);
    // The command line offers no snippets; every check of a manifest asks for the schema, which is quickest as it is.
    if (name !== snippetsFile) writeFileSync(join(root, "dist", name), name === kubernetesFile ? text : packedText(text));
  }
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
      writeFileSync(`${path}.br`, packedText(await codeOf(file, watch), qualityOf(watch)));
      writeFileSync(path, unpacking);
    });
  },
});

const qualityOf = (/** @type {boolean} */ watch) => (watch ? 4 : constants.BROTLI_MAX_QUALITY);

/** The code of a bundle, ready to be packed. @param {string} file @param {boolean} watch */
async function codeOf(file, watch) {
  const built = readFileSync(join(root, "dist", file), "utf8");
  const code = watch ? built : await shortened(built);
  // It is unpacked as Latin 1, which other letters would not survive.
  if (!/^[\0-\x7f]*$/.test(code)) throw new Failure(`${file} is not plain ASCII: write other letters of regular expressions as \\u….`);
  return Buffer.from(code);
}

/** A bundle with what terser finds to shorten behind esbuild: a twenty-fifth of the packed engine. @param {string} code */
async function shortened(code) {
  const { minify } = await import("terser");
  const compress = { passes: 2, toplevel: true, keep_fargs: false };
  const result = await minify(code, { ecma: 2020, compress, mangle: { toplevel: true }, format: { ascii_only: true, comments: false } });
  return result.code ?? code;
}

/** @param {Buffer} text */
function packedText(text, quality = constants.BROTLI_MAX_QUALITY) {
  const { BROTLI_PARAM_SIZE_HINT, BROTLI_PARAM_LGWIN, BROTLI_PARAM_QUALITY } = constants;
  return brotliCompressSync(text, {
    params: { [BROTLI_PARAM_SIZE_HINT]: text.length, [BROTLI_PARAM_LGWIN]: 22, [BROTLI_PARAM_QUALITY]: quality },
  });
}

/**
 * What is read when it is first asked for: `unpacked(name)`.
 * @param {string} contents how
 */
const packedTables = (contents) => ({
  name: "packed-tables",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^packed-tables$/ }, ({ path }) => ({ path, namespace: "packed-tables" }));
    esbuild.onLoad({ filter: /.*/, namespace: "packed-tables" }, () => ({ contents, loader: "js" }));
  },
});

/** The command line reads such a part from a packed file beside it. Where a host cannot, another plugin gives it what it can. */
const partsBeside = `import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
export const unpacked = (name) => JSON.parse(brotliDecompressSync(readFileSync(join(__dirname, name))).toString());`;

/** The engine's come with it, in one piece: what is packed together takes a fiftieth less room. */
const partsInside = "export const unpacked = (name) => JSON.parse(packedParts[name].toString());";

/** The parts of the engine by name, as they are to be packed with it. @type {Map<string, Buffer>} */
const engineParts = new Map();

/** Reads the engine: a line that says how long each part is, its code, the parts. These are kept apart, and the rest is let go. */
const unpackingEngine = `const all=require("node:zlib").brotliDecompressSync(require("node:fs").readFileSync(__filename+".br"));
let at=all.indexOf(10)+1,code;module.parts={};
for(const[name,length]of Object.entries(JSON.parse(all.subarray(0,at)))){const part=all.subarray(at,at+=length);if(name==="code")code=part.toString("latin1");else module.parts[name]=Buffer.from(part)}
module._compile("const packedParts=module.parts;"+code,__filename);
`;

/** Puts the engine with its parts packed beside the lines that load it. @param {boolean} watch */
const packedEngine = (watch) => ({
  name: "packed-engine",
  setup(esbuild) {
    esbuild.onEnd(async ({ errors }) => {
      if (errors.length > 0) return;
      const path = join(root, "dist", engineFile);
      const all = new Map([["code", await codeOf(engineFile, watch)], ...engineParts]);
      const head = JSON.stringify(Object.fromEntries([...all].map(([name, { length }]) => [name, length])));
      const archive = Buffer.concat([Buffer.from(`${head}\n`), ...all.values()]);
      writeFileSync(`${path}.br`, packedText(archive, qualityOf(watch)));
      writeFileSync(path, unpackingEngine);
    });
  },
});

/** Has the tables of Kubernetes read from their files, by getters in their place. */
const kubernetesApart = (/** @type {boolean} */ isInside) => ({
  name: "kubernetes-apart",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^\.\/kubernetes-schema\.json$/ }, ({ path }) => ({ path, external: true }));
    esbuild.onLoad({ filter: /[/\\]kubernetes[/\\]schema(?:-texts)?\.json$/ }, ({ path }) => {
      const keys = Object.keys(JSON.parse(readFileSync(path, "utf8")));
      const getters = keys.map((key) => `get ${key}() { return read().${key}; }`).join(", ");
      const file = basename(path) === "schema.json" ? kubernetesFile : kubernetesTextsFile;
      const [first, value] =
        file === kubernetesFile && !isInside
          ? ["", `require("./${file}")`]
          : ['import { unpacked } from "packed-tables";\n', `unpacked("${file}")`];
      return { contents: `${first}let data;\nconst read = () => (data ??= ${value});\nexport default { ${getters} };\n`, loader: "js" };
    });
  },
});

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

/** @param {string} parts how they are read */
const textsApart = (parts) => [
  packedTables(parts),
  ruleTextsApart(ruleTextsFile),
  kubernetesApart(parts === partsInside),
  composeTextsApart,
  snippetsApart,
];

const tables = /[/\\](knowledge[/\\]data[/\\][\w-]+|languages[/\\]workflow[/\\]schema)\.json$/;

/** Puts the knowledge tables and the schema of workflows among the engine's parts. */
function tablesPacked() {
  const all = new Map();
  return {
    name: "tables-packed",
    setup(esbuild) {
      esbuild.onLoad({ filter: tables }, ({ path }) => {
        all.set(basename(path), JSON.parse(readFileSync(path, "utf8")));
        return {
          contents: `import { unpacked } from "packed-tables";\nexport default unpacked(${JSON.stringify(basename(path))});`,
          loader: "js",
        };
      });
      esbuild.onEnd(() => {
        for (const [name, table] of [...all].sort()) engineParts.set(name, Buffer.from(JSON.stringify(table)));
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
