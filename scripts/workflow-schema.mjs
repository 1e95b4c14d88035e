// Makes the table of what GitHub Actions allows out of its official schema and of the additions that are not in it yet.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./engine.mjs";

const folder = "node_modules/@actions/workflow-parser";
const additionsFile = "server/engine/languages/workflow/schema-additions.json";

/** @param {string} path @returns {any} */
const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));

/**
 * The text of schema.json. A type is what a value may be: any of some scalars, of a closed list of values, a list, or one of several mappings.
 * - `scalars`: what it may be of `string`, `text` (a string that is not empty), `boolean`, `number`, `null`
 * - `values`: the strings that it may be
 * - `item`: the type of a list's items
 * - `maps`: the mappings, each as words `key`, `key:type` where the type is named otherwise than the key, `!key` where it is needed, `*:type` for
 *   all keys that are not named
 * - `contexts`: what its expressions may use, beside what holds around it; a number of the table `contexts`
 */
export function workflowSchema() {
  const additions = read(additionsFile);
  /** @type {string[]} */
  const contexts = [];
  const kinds = Object.fromEntries(
    [
      { kind: "workflow", from: "workflow-root-strict" },
      { kind: "action", from: "action-root-strict" },
    ].map(({ kind, from }) => {
      const definitions = { ...read(`${folder}/dist/${kind}-v1.0.min.json`).definitions };
      for (const { type, definition } of additions.types.filter((/** @type {any} */ one) => one.kind === kind))
        definitions[type] ??= definition;
      for (const { type, key, is } of additions.keys.filter((/** @type {any} */ one) => one.kind === kind)) {
        const properties = definitions[type]?.mapping?.properties;
        if (!properties) throw new Error(`${additionsFile}: the schema has no mapping ${type}`);
        properties[key] = is;
      }
      return [kind, compact(definitions, from, contexts)];
    }),
  );
  const table = { date: additions.date, source: `@actions/workflow-parser ${read(`${folder}/package.json`).version}`, contexts, ...kinds };
  // One type a line: a new version of the schema shows what has changed.
  return `${JSON.stringify(table, null, 1)
    .replace(/\n {4,}/g, "")
    .replace(/\n {3}(?=\})/g, "")}\n`;
}

/** @param {Record<string, any>} definitions @param {string} from @param {string[]} contexts */
function compact(definitions, from, contexts) {
  /** @type {Map<string, any>} */
  const types = new Map();
  /** The name of the type for each form, so that equal types are there once. @type {Map<string, string>} */
  const names = new Map();
  /** @type {Map<string, string>} */
  const canonical = new Map();

  /** @param {string} name @returns {string} */
  function use(name) {
    if (name === "any" || name === "sequence" || name === "mapping") return name;
    const known = canonical.get(name);
    if (known) return known;
    canonical.set(name, name);
    const type = typeOf(name);
    const form = JSON.stringify(type);
    const same = names.get(form);
    if (same) {
      canonical.set(name, same);
      return same;
    }
    names.set(form, name);
    types.set(name, type);
    return name;
  }

  /** @param {string} name */
  function typeOf(name) {
    const scalars = new Set();
    const values = new Set();
    /** @type {string[]} */
    const maps = [];
    let item;
    /** @param {string} one @param {boolean} isTop */
    const add = (one, isTop) => {
      if (one === "sequence") item = "any";
      else if (one === "mapping") maps.push("*:any");
      else if (["string", "boolean", "number", "null"].includes(one)) scalars.add(one);
      if (one in definitions) addDefinition(definitions[one], isTop, one);
    };
    /** @param {any} definition @param {boolean} isTop @param {string} one */
    const addDefinition = (definition, isTop, one) => {
      if (definition.context && !isTop) throw new Error(`${one} has contexts of its own inside of ${name}`);
      if (definition["one-of"]) for (const member of definition["one-of"]) add(member, false);
      if (definition.string) {
        if (definition.string.constant !== undefined) values.add(definition.string.constant);
        else scalars.add(definition.string["require-non-empty"] ? "text" : "string");
      }
      for (const scalar of ["boolean", "number", "null"]) if (definition[scalar]) scalars.add(scalar);
      for (const value of definition["allowed-values"] ?? []) values.add(value);
      if (definition.sequence) item = use(definition.sequence["item-type"]);
      if (definition.mapping) maps.push(mapOf(definition.mapping));
    };
    add(name, true);
    const context = definitions[name]?.context?.map((/** @type {string} */ one) => one.replace(/\(.*/, "()").toLowerCase()).join(" ");
    if (context && !contexts.includes(context)) contexts.push(context);
    return {
      ...(scalars.size > 0 && { scalars: [...scalars].join(" ") }),
      ...(values.size > 0 && { values: [...values].join(" ") }),
      ...(item && { item }),
      ...(maps.length > 0 && { maps }),
      ...(context && { contexts: contexts.indexOf(context) }),
    };
  }

  /** @param {any} mapping @returns {string} */
  function mapOf(mapping) {
    const words = Object.entries(mapping.properties ?? {}).map(([key, is]) => {
      const type = use(typeof is === "string" ? is : is.type);
      return `${is.required ? "!" : ""}${key}${type === key ? "" : `:${type}`}`;
    });
    if (mapping["loose-value-type"]) words.push(`*:${use(mapping["loose-value-type"])}`);
    return words.join(" ");
  }

  return { root: use(from), types: Object.fromEntries([...types].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
