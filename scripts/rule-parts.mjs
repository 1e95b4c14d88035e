// Divides the command line's bundle: rules with all that only they need stand in a file for each family of languages, loaded when a file of
// that family is first checked. What both sides use is bundled once, with the command line, and handed to the part.

import { join, relative } from "node:path";
import { build } from "esbuild";
import { root } from "./setup.mjs";

/** The folders of rules in each part. */
export const families = { dockerfile: ["dockerfile", "dockerignore"], workflow: ["workflow", "action"], kubernetes: ["kubernetes"] };

const registry = join("server", "engine", "rules", "index.ts");
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
  const core = (/** @type {readonly string[]} */ shared) =>
    build({ ...options, metafile: true, write: shared.length > 0, plugins: [lazyRules(rules, shared), ...plugins] });
  const part = (
    /** @type {string} */ family,
    /** @type {(path: string) => boolean} */ isOutside,
    /** @type {Set<string>} */ asked,
    isFinal = true,
  ) =>
    build({
      ...rest,
      metafile: true,
      write: isFinal,
      outfile: `dist/${partFile(family)}`,
      stdin: { contents: entryOf(rules, families[family]), resolveDir: join(root, "server", "engine", "rules"), loader: "js" },
      plugins: [fromOutside(isOutside, asked), ...plugins],
      // In parentheses, the function is compiled while the file is read, not read a second time when it is called.
      banner: { js: "module.exports = (function (shared) { const module = { exports: {} };" },
      footer: { js: "return module.exports; });" },
    });
  // What belongs to the command line is known once it has been put together without any rule; what two parts use belongs to it as well.
  const own = keptIn(await core([]));
  const first = [];
  for (const family of Object.keys(families)) first.push(keptIn(await part(family, (path) => own.has(path), new Set(), false)));
  const isOutside = (/** @type {string} */ path) => own.has(path) || first.filter((kept) => kept.has(path)).length > 1;
  const shared = new Set();
  const parts = [];
  for (const family of Object.keys(families)) parts.push(await part(family, isOutside, shared));
  return [await core([...shared].sort()), ...parts];
}

/** The modules of ours of which something is in a bundle. @param {import("esbuild").BuildResult} result @returns {Set<string>} */
function keptIn({ metafile }) {
  const [output] = Object.values(metafile?.outputs ?? {});
  const kept = Object.entries(output?.inputs ?? {}).filter(([path, { bytesInOutput }]) => path.startsWith("server/") && bytesInOutput > 0);
  return new Set(kept.map(([path]) => path));
}

/** The rules of some folders by id. @param {readonly any[]} rules @param {readonly string[]} folders */
function entryOf(rules, folders) {
  const ids = rules.map(({ id }) => id).filter((id) => folders.includes(id.split("/", 1)[0]));
  const imports = ids.map((id, i) => `import rule${i} from "./${id}.ts";`);
  return `${imports.join("\n")}\nexport const rules = Object.fromEntries([${ids.map((_, i) => `rule${i}`).join(", ")}].map((rule) => [rule.id, rule]));\n`;
}

/**
 * The registry with what the engine asks of every rule, whichever files there are; the rest comes with the part.
 * @param {readonly any[]} rules
 * @param {readonly string[]} shared
 * @returns {import("esbuild").Plugin}
 */
function lazyRules(rules, shared) {
  const about = rules.map((rule) => {
    const folder = rule.id.split("/", 1)[0];
    const family = Object.entries(families).find(([, folders]) => folders.includes(folder))?.[0];
    if (!family) throw new Error(`no part holds the rules of ${folder}`);
    const { why: _, examples: __, links: ___, options, check: ____, ...facts } = rule;
    return { family, hasOptions: options !== undefined, facts };
  });
  return {
    name: "lazy-rules",
    setup(esbuild) {
      esbuild.onResolve({ filter: /^\.\/cli-[a-z]+\.cjs$/ }, ({ path }) => ({ path, external: true }));
      esbuild.onLoad({ filter: /[/\\]rules[/\\]index\.ts$/ }, ({ path }) => ({
        loader: "js",
        resolveDir: join(path, ".."),
        contents: `
import { textsOf } from "rule-texts";
${shared.map((one, i) => `import * as shared${i} from ${JSON.stringify(`../../../${one}`)};`).join("\n")}
const shared = { ${shared.map((one, i) => `${JSON.stringify(one)}: shared${i}`).join(", ")} };
const loads = { ${Object.keys(families)
          .map((family) => `${family}: () => require("./${partFile(family)}")`)
          .join(", ")} };
const parts = {};
const partOf = (family) => (parts[family] ??= loads[family]()(shared).rules);
class LazyRule {
  constructor({ family, hasOptions, facts }) {
    Object.assign(this, facts);
    const rule = () => partOf(family)[facts.id];
    this.check = (file, context) => rule().check(file, context);
    if (hasOptions) Object.defineProperty(this, "options", { get: () => rule().options });
  }
  get why() { return textsOf(this.id).why; }
  get examples() { return textsOf(this.id).examples; }
  get links() { return textsOf(this.id).links; }
}
export const rules = JSON.parse(${JSON.stringify(JSON.stringify(about))}).map((about) => new LazyRule(about));
`,
      }));
    },
  };
}

/**
 * Leaves the modules of the command line out of a part, which gets them when it is loaded, and notes which it asks for.
 * @param {(path: string) => boolean} isOutside
 * @param {Set<string>} asked
 * @returns {import("esbuild").Plugin}
 */
function fromOutside(isOutside, asked) {
  return {
    name: "from-outside",
    setup(esbuild) {
      esbuild.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, resolveDir, namespace }) => {
        if (namespace !== "file" && namespace !== "") return undefined;
        const file = join(resolveDir, path);
        const name = inPosix(relative(root, file));
        if (!isOutside(name) || name === inPosix(registry)) return undefined;
        asked.add(name);
        return { path: name, namespace: "shared" };
      });
      esbuild.onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({
        contents: `module.exports = shared[${JSON.stringify(path)}];`,
        loader: "js",
      }));
    },
  };
}
