// Divides the command line's bundle: rules with all that only they need stand in a file for each family of languages, loaded when a file of
// that family is first checked. What both sides use is bundled once, with the command line, and handed to the part; what families of YAML use
// and nobody else does is a part that is loaded with the first of them.

import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { fields, withoutFields } from "./rule-texts.mjs";
import { root } from "./setup.mjs";

/** What parts ask for: names of modules. @typedef {Map<string, Set<string>>} Asked */

/**
 * The folders of rules in each part. What nobody runs who has not asked for more than is recommended stands apart where there is much of it.
 * @type {Record<string, { folders: readonly string[], isRecommended?: boolean }>}
 */
const families = {
  dockerfile: { folders: ["dockerfile", "dockerignore"], isRecommended: true },
  "dockerfile-strict": { folders: ["dockerfile", "dockerignore"], isRecommended: false },
  workflow: { folders: ["workflow", "action"] },
  kubernetes: { folders: ["kubernetes"] },
  compose: { folders: ["compose", "readiness"] },
};

/** The part that a rule is in. @param {any} rule */
function familyOf({ id, preset }) {
  const folder = id.split("/", 1)[0];
  const found = Object.entries(families).find(
    ([, { folders, isRecommended }]) =>
      folders.includes(folder) && (isRecommended ?? preset === "recommended") === (preset === "recommended"),
  );
  if (!found) throw new Error(`no part holds the rules of ${folder}`);
  return found[0];
}

/** The parts of commands that are seldom given, with all that only they need, by the modules of functions that the command line calls from them. */
const commandParts = { generate: ["server/engine/generate.ts"], readiness: ["server/engine/assess.ts"] };
const partNames = [...Object.keys(families), ...Object.keys(commandParts)];

/** Parts without rules: what the parts named use, and no other. A module goes into the first that it fits. @type {Record<string, readonly string[]>} */
const common = {
  image: ["dockerfile", "dockerfile-strict"],
  project: Object.keys(commandParts),
  yaml: ["workflow", "kubernetes", "compose", ...Object.keys(commandParts)],
};

/** Modules of functions that the command line itself calls, from such a part: it is loaded with the first call of one. @type {Record<string, readonly string[]>} */
const called = {
  yaml: [
    "server/engine/languages/compose/file.ts",
    "server/engine/languages/kubernetes/file.ts",
    "server/engine/languages/readiness/file.ts",
    "server/engine/languages/workflow/parse.ts",
  ],
  ...commandParts,
};
const calledFile = /\/(?:compose\/file|kubernetes\/file|readiness\/file|workflow\/parse|generate|assess)\.ts$/;

/** What stands for a module where parts hand it on: its path would stand in the bundles hundreds of times. @type {Map<string, string>} */
const keys = new Map();
const keyOf = (/** @type {string} */ path) => keys.get(path) ?? keys.set(path, `m${keys.size.toString(36)}`).get(path);

const inPosix = (/** @type {string} */ path) => path.replaceAll("\\", "/");

/** The file of a part. @param {string} family */
export const partFile = (family) => `cli-${family}.cjs`;

/**
 * Builds the command line and its parts.
 * @param {object} given
 * @param {import("esbuild").BuildOptions} given.options those of the command line as one bundle
 * @param {readonly any[]} given.rules
 * @returns {Promise<import("esbuild").BuildResult[]>}
 */
export async function buildInParts({ options, rules }) {
  const plugins = options.plugins ?? [];
  const { entryPoints: _, outfile: __, banner: ___, ...rest } = options;
  const core = (/** @type {Asked} */ shared, /** @type {Record<string, readonly string[]>} */ handed) =>
    build({ ...options, metafile: true, write: shared.size > 0, plugins: [lazyRules(rules, shared, handed), ...plugins] });
  const part = async (
    /** @type {string} */ name,
    /** @type {string} */ contents,
    /** @type {(path: string) => boolean} */ isOutside,
    /** @type {Asked} */ asked,
    isFinal = true,
  ) => {
    const imports = [];
    const result = await build({
      ...rest,
      metafile: true,
      write: isFinal,
      outfile: `dist/${partFile(name)}`,
      stdin: { contents, resolveDir: join(root, "server", "engine", "rules"), loader: "js" },
      plugins: [fromOutside(isOutside, imports), checksAlone, ...plugins],
      // In parentheses, the function is compiled while the file is read, not read a second time when it is called.
      banner: { js: "module.exports = (function (shared) { const module = { exports: {} };" },
      footer: { js: "return module.exports; });" },
    });
    // What is left out of the part asks for nothing.
    const kept = keptIn(result);
    for (const { importer, module, names } of imports) {
      if (!kept.has(importer)) continue;
      if (!asked.has(module)) asked.set(module, new Set());
      for (const one of names) asked.get(module)?.add(one);
    }
    return result;
  };
  // What belongs to the command line is known once it has been put together without any rule; what two parts use belongs to it as well, unless
  // they have a part in common.
  const own = keptIn(await core(new Map(), {}));
  /** What the modules of a common part ask for in one of its users alone. @type {Record<string, Set<string>>} */
  const drawn = Object.fromEntries(Object.keys(common).map((name) => [name, new Set()]));
  for (;;) {
    const { results, usersOf } = await divide();
    const twice = keptTwice(results);
    const inCore = keptIn(results[0]);
    if (twice.length === 0) return results;
    if (!twice.every((path) => inCore.has(path) && !own.has(path))) throw new Error(`in two parts: ${twice.join(", ")}`);
    for (const path of twice) {
      const home = Object.keys(common).find((name) => usersOf(path).every((user) => common[name].includes(user)));
      if (home && !Object.values(drawn).some((paths) => paths.has(path))) drawn[home].add(path);
      // What nobody asks the command line for but a module that it hands out came with that one, and stays.
      else own.add(path);
    }
  }

  async function divide() {
    const first = new Map();
    for (const family of Object.keys(families))
      first.set(family, keptIn(await part(family, entryOf(rules, family, calledBy(family)), (path) => own.has(path), new Map(), false)));
    for (const [name, modules] of Object.entries(commandParts)) {
      const entry = entryOf(rules, name, [...modules, ...calledBy(name)]);
      first.set(name, keptIn(await part(name, entry, (path) => own.has(path), new Map(), false)));
    }
    const usersOf = (/** @type {string} */ path) => partNames.filter((name) => first.get(name).has(path));
    // What several use and none beside those of a common part stands there, with what that draws in.
    const homeOf = (/** @type {string} */ path) => {
      if (own.has(path)) return undefined;
      const all = usersOf(path);
      const fitting = all.length > 1 ? Object.keys(common).find((name) => all.every((user) => common[name].includes(user))) : undefined;
      return Object.keys(common).find((name) => drawn[name].has(path)) ?? fitting;
    };
    const isElsewhere = (/** @type {string} */ path) => own.has(path) || usersOf(path).length > 1 || homeOf(path) !== undefined;
    const asked = new Map(
      Object.values(called)
        .flat()
        .map((path) => [path, new Set(functionsOf(path))]),
    );
    const results = [];
    for (const family of Object.keys(families)) results.push(await part(family, entryOf(rules, family), isElsewhere, asked));
    const handed = {};
    for (const [name, paths] of Object.entries(commandParts)) {
      const functions = new Map(paths.map((path) => [path, asked.get(path) ?? new Set()]));
      for (const path of paths) asked.delete(path);
      handed[name] = paths;
      results.push(await part(name, `${modulesOf(functions)}export { modules };\n`, isElsewhere, asked));
    }
    for (const name of Object.keys(common)) {
      const modules = new Map([...asked].filter(([path]) => homeOf(path) === name));
      handed[name] = [...modules.keys()];
      for (const path of modules.keys()) asked.delete(path);
      results.push(await part(name, `${modulesOf(modules)}export { modules };\n`, (path) => homeOf(path) !== name, asked));
    }
    return { results: [await core(asked, handed), ...results], usersOf };
  }
}

/** The modules of ours that stand in two files: what they remember would be remembered twice. @param {readonly import("esbuild").BuildResult[]} results */
function keptTwice(results) {
  const all = results.flatMap((result) => [...keptIn(result)]);
  return all.filter((path, i) => all.indexOf(path) !== i);
}

/**
 * What is asked of modules as one constant, `modules`, that has each by its path.
 * @param {Asked} asked
 */
function modulesOf(asked) {
  const imports = [];
  const modules = [...asked]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, names], i) => {
      const file = JSON.stringify(path.startsWith("server/") ? `../../../${path}` : path);
      const own = [...names].sort().map((name, j) => [name, `shared${i}_${j}`]);
      imports.push(`import { ${own.map(([name, local]) => `${name} as ${local}`).join(", ")} } from ${file};`);
      return `${keyOf(path)}: { ${own.map(([name, local]) => `get ${name}() { return ${local}; }`).join(", ")} }`;
    });
  return `${imports.join("\n")}\nconst modules = { ${modules.join(", ")} };\n`;
}

/**
 * The names that a source imports from a module; what only types are is left out.
 * @param {string} source
 * @param {string} module as the source has it
 */
function namesFrom(source, module) {
  const names = [];
  for (const [statement, given, from] of source.matchAll(/^(?:import|export) (?!type )([^;]*?) from "([^"]+)"/gm)) {
    if (from !== module) continue;
    const list = /^\{([^}]*)\}$/.exec(given)?.[1];
    if (list !== undefined) {
      for (const one of list.split(",").map((name) => name.trim())) if (one && !one.startsWith("type ")) names.push(one.split(" as ")[0]);
    } else if (given.startsWith("* as ")) {
      for (const [, name] of source.matchAll(new RegExp(`(?<![\\w./])${given.slice(5)}\\.(\\w+)`, "g"))) names.push(name);
    } else if (/^\w+$/.test(given)) names.push("default");
    else throw new Error(`what is imported cannot be told: ${statement}`);
  }
  return names;
}

/** The modules of ours of which something is in a bundle. @param {import("esbuild").BuildResult} result @returns {Set<string>} */
function keptIn({ metafile }) {
  const [output] = Object.values(metafile?.outputs ?? {});
  const kept = Object.entries(output?.inputs ?? {}).filter(([path, { bytesInOutput }]) => path.startsWith("server/") && bytesInOutput > 0);
  return new Set(kept.map(([path]) => path));
}

/** What a family has to have, as the command line calls it. @param {string} family */
function calledBy(family) {
  return Object.entries(called).flatMap(([name, paths]) => (common[name]?.includes(family) ? paths : []));
}

/** The functions that a module exports. @param {string} path */
function functionsOf(path) {
  const source = readFileSync(join(root, path), "utf8");
  const names = [...source.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  if (/^export (?!function |type |interface )/m.test(source)) throw new Error(`${path} exports more than functions`);
  return names;
}

/**
 * The rules of a part by id.
 * @param {readonly any[]} rules
 * @param {string} family
 * @param {readonly string[]} others modules that are kept as well
 */
function entryOf(rules, family, others = []) {
  const ids = rules.filter((rule) => familyOf(rule) === family).map(({ id }) => id);
  const imports = ids.map((id, i) => `import rule${i} from "./${id}.ts";`);
  return `${imports.join("\n")}\nexport const rules = Object.fromEntries([${ids.map((_, i) => `rule${i}`).join(", ")}].map((rule) => [rule.id, rule]));\n${others.map((path, i) => `export * as other${i} from ${JSON.stringify(`../../../${path}`)};`).join("\n")}`;
}

/**
 * The registry with what the engine asks of every rule, whichever files there are; the rest comes with the part.
 * @param {readonly any[]} rules
 * @param {Asked} shared what the command line hands to parts
 * @param {Record<string, readonly string[]>} handed what it hands on from the parts that several have in common
 * @returns {import("esbuild").Plugin}
 */
function lazyRules(rules, shared, handed) {
  const about = rules.map((rule) => {
    const family = familyOf(rule);
    const { summary: _, why: __, examples: ___, links: ____, options, check: _____, ...facts } = rule;
    return { family, hasOptions: options !== undefined, facts };
  });
  const keys = [...new Set(about.flatMap(({ facts }) => Object.keys(facts)))];
  const table = tableOf(
    keys,
    about.map(({ family, hasOptions, facts }) => [family, hasOptions || undefined, ...keys.map((key) => facts[key])]),
  );
  return {
    name: "lazy-rules",
    setup(esbuild) {
      esbuild.onResolve({ filter: /^\.\/cli-[a-z-]+\.cjs$/ }, ({ path }) => ({ path, external: true }));
      esbuild.onResolve({ filter: /^handed-modules$/ }, ({ path }) => ({ path, namespace: "handed-modules" }));
      esbuild.onLoad({ filter: /.*/, namespace: "handed-modules" }, () => ({
        loader: "js",
        resolveDir: join(root, "server", "engine", "rules"),
        contents: `
${modulesOf(shared)}
export const shared = modules;
const commonParts = {};
${Object.entries(handed)
  .map(([name, modules]) => {
    const read = `commonParts.${name} ??= require("./${partFile(name)}")(shared).modules`;
    const getters = modules.map((path) => `get ${keyOf(path)}() { return (${read}).${keyOf(path)}; }`);
    return `Object.defineProperties(shared, Object.getOwnPropertyDescriptors({ ${getters.join(", ")} }));`;
  })
  .join("\n")}
`,
      }));
      esbuild.onResolve({ filter: calledFile }, ({ path, resolveDir }) => {
        const name = inPosix(relative(root, join(resolveDir, path)));
        return Object.values(called).flat().includes(name) ? { path: name, namespace: "called" } : undefined;
      });
      esbuild.onLoad({ filter: /.*/, namespace: "called" }, ({ path }) => ({
        loader: "js",
        resolveDir: root,
        contents: `import { shared } from "handed-modules";
${functionsOf(path)
  .map((name) => `export const ${name} = (...given) => shared.${keyOf(path)}.${name}(...given);`)
  .join("\n")}`,
      }));
      esbuild.onLoad({ filter: /[/\\]rules[/\\]index\.ts$/ }, ({ path }) => ({
        loader: "js",
        resolveDir: join(path, ".."),
        contents: `
import { textsOf } from "rule-texts";
import { shared } from "handed-modules";
const loads = { ${Object.keys(families)
          .map((family) => `"${family}": () => require("./${partFile(family)}")`)
          .join(", ")} };
const parts = {};
const partOf = (family) => (parts[family] ??= loads[family]()(shared).rules);
class LazyRule {
  constructor(row) {
    const [family, hasOptions, ...facts] = row.map((cell) => (typeof cell === "number" ? values[cell] : cell));
    for (let i = 0; i < facts.length; i++) if (facts[i] !== undefined) this[keys[i]] = facts[i];
    const rule = () => partOf(family)[this.id];
    this.check = (file, context) => rule().check(file, context);
    if (hasOptions) Object.defineProperty(this, "options", { get: () => rule().options });
  }
  get summary() { return textsOf(this.id).summary; }
  get why() { return textsOf(this.id).why; }
  get examples() { return textsOf(this.id).examples; }
  get links() { return textsOf(this.id).links; }
}
const { keys, values: [, ...others], rows } = JSON.parse(${JSON.stringify(JSON.stringify(table))});
const values = [undefined, ...others];
export const rules = rows.map((row) => new LazyRule(row));
`,
      }));
    },
  };
}

/**
 * Keys once, and a row for each rule, which ends with the last fact that it has: they are read at every start. What stands in several cells is written
 * once, too, in `values`, and the cells hold its number there; that of nothing is 0.
 * @param {readonly string[]} keys
 * @param {readonly (readonly unknown[])[]} cells
 */
function tableOf(keys, cells) {
  const counts = new Map();
  for (const text of cells.flat().map((cell) => JSON.stringify(cell))) counts.set(text, (counts.get(text) ?? 0) + 1);
  counts.delete(undefined);
  const repeated = [...counts].filter(([, count]) => count > 1).map(([text]) => text);
  const numbers = new Map([undefined, ...repeated].map((text, number) => [text, number]));
  const rows = cells.map((row) => {
    const coded = row.map((cell) => numbers.get(JSON.stringify(cell)) ?? cell);
    return coded.slice(0, coded.findLastIndex((cell) => cell !== 0) + 1);
  });
  return { keys, values: [null, ...repeated.map((text) => JSON.parse(text))], rows };
}

/** What the registry tells of every rule, without its part. */
const registered = [
  "language",
  "alsoChecks",
  "category",
  "severity",
  "preset",
  "since",
  "fix",
  "patterns",
  "alsoKnownAs",
  "uncovers",
  "needs",
  "judges",
];

/** Leaves in a part of a rule what it does alone. @type {import("esbuild").Plugin} */
const checksAlone = {
  name: "checks-alone",
  setup(esbuild) {
    esbuild.onLoad({ filter: /[/\\]rules[/\\][a-z]+[/\\][a-z0-9-]+\.ts$/ }, ({ path }) => ({
      contents: withoutFields(readFileSync(path, "utf8"), [...fields, ...registered]),
      loader: "ts",
    }));
  },
};

/**
 * Leaves the modules of the command line out of a part, which gets them when it is loaded, and notes which it asks for.
 * @param {(path: string) => boolean} isOutside
 * @param {{ importer: string, module: string, names: readonly string[] }[]} imports
 * @returns {import("esbuild").Plugin}
 */
function fromOutside(isOutside, imports) {
  return {
    name: "from-outside",
    setup(esbuild) {
      esbuild.onResolve({ filter: /^\.{1,2}\/.*\.ts$|^zod\/mini$/ }, ({ path, importer, resolveDir, namespace }) => {
        if (namespace !== "file" && namespace !== "") return undefined;
        const name = path === "zod/mini" ? path : inPosix(relative(root, join(resolveDir, path)));
        if (path !== "zod/mini" && !isOutside(name)) return undefined;
        if (existsSync(importer))
          imports.push({
            importer: inPosix(relative(root, importer)),
            module: name,
            names: namesFrom(readFileSync(importer, "utf8"), path),
          });
        return { path: name, namespace: "shared" };
      });
      esbuild.onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({
        contents: `module.exports = shared.${keyOf(path)};`,
        loader: "js",
      }));
    },
  };
}
