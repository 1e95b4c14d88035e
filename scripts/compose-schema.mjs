// Makes the tables of what a Compose file may hold out of the schema of the Compose Specification, as a pinned package has it, and of additions by hand.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./engine.mjs";

const additionsFile = "server/engine/languages/compose/schema-additions.json";
/** The package that carries the specification's schema (Apache-2.0, The Compose Specification Authors). */
const packageName = "dclint";
const schemaFile = "schemas/compose.schema.json";

/** Names of the types that the schema itself leaves without one, by where they stand. */
const names = {
  "service.build": "build",
  "service.logging": "logging",
  "service.blkio_config": "blkio_config",
  "service.ports": "port",
  "service.volumes": "mount",
  "service.depends_on": "depends_on_item",
  "service.networks": "network_of_service",
  "development.watch": "watch",
  service_config_or_secret: "grant",
  env_file: "env_file_item",
  devices: "devices_item",
  gpus: "gpus_item",
  ulimits: "ulimit",
};

/** Definitions that only name a form, so that what they say tells nothing of the field. */
const forms = new Set(["list_of_strings", "list_or_dict", "string_or_list", "service_config_or_secret", "command", "extra_hosts"]);

/**
 * The texts of schema.json and schema-texts.json.
 *
 * schema.json, `types`: each as words `field:is`, `field!is` where the field is required; `x-` where extensions are allowed, `...` where any field is;
 * `^name` for what has all that another type has, but for `-field`.
 * `is` says what a field takes: `s` a text, `i` and `n` a whole number and a number, `I` and `N` the same also as text, with a range in parentheses, `b`
 * true or false, `f` the same also as text, `d` a duration, `y` a size of memory as text, `z` also as a number, `Z` also as a whole number, `0` nothing,
 * `*` anything, `@name` a text of a format, `=a|b` one of these texts, `~a|b` such or another text, `<name>` a type, `[` before it a list of it (`[u` without the same item twice) and `{` a mapping with free keys (`{@name`
 * where the keys have a format), `(a|b)` one of several.
 *
 * schema-texts.json: for each type the texts of its fields.
 */
export function composeSchema() {
  const additions = JSON.parse(readFileSync(join(root, additionsFile), "utf8"));
  const folder = join(root, "node_modules", packageName);
  const schema = JSON.parse(readFileSync(join(folder, schemaFile), "utf8"));
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const definitions = { ...schema.definitions, ...additions.newDefinitions };
  const unused = new Set([
    ...[additions.fields, additions.texts, additions.values].flatMap((table) => Object.keys(table)),
    ...additions.required,
  ]);
  /** @type {Map<string, any>} */
  const types = new Map();

  /** Reads an object with declared fields as a type of that name. @param {any} given @param {string} name */
  function addType(given, name) {
    if (types.has(name)) return;
    const isExtensible = Boolean(given.patternProperties?.["^x-"]);
    const fields = new Map();
    types.set(name, { fields, isExtensible, isOpen: given.additionalProperties !== false && !isExtensible });
    for (const [field, one] of Object.entries({ ...given.properties, ...additions.definitions[name] })) {
      const place = `${name}.${field}`;
      unused.delete(place);
      const own = codeOf(one, place);
      const values = additions.values[place];
      fields.set(field, {
        is: additions.fields[place] ?? (values ? `~${values.join("|")}` : own),
        isRequired: given.required?.includes(field) || additions.required.includes(place),
        text: additions.texts[place] ?? describe(one),
      });
    }
  }

  /** @param {any} one @param {string} place @param {boolean} [isInner] an item or a value of a mapping, which the loader takes as it is @returns {string} */
  function codeOf(one, place, isInner = false) {
    if (one.$ref) {
      const name = one.$ref.split("/").at(-1);
      if (name === "ulimits") return ulimits(definitions[name]);
      if (name in additions.derived) return `<${name}>`;
      return codeOf(definitions[name], definitions[name].properties ? name : (names[name] ?? place), isInner);
    }
    if (one.oneOf) return union(one.oneOf.map((/** @type {any} */ form) => codeOf(form, place, isInner)));
    if (one.enum) return `=${one.enum.join("|")}`;
    const kinds = [one.type ?? []].flat();
    const isCast =
      !isInner && kinds.includes("string") && kinds.some((kind) => kind === "boolean" || kind === "integer" || kind === "number");
    const codes = kinds.flatMap((kind) => {
      if (kind === "string") return isCast ? [] : ["s"];
      if (kind === "boolean") return [isCast ? "f" : "b"];
      if (kind === "integer") return [isCast ? "I" : "i"];
      if (kind === "number") return [isCast ? "N" : "n"];
      if (kind === "null") return ["0"];
      return [kind === "array" ? `[${codeOf(one.items ?? {}, place, true)}` : objectCode(one, place)];
    });
    return codes.length === 0 ? "*" : union(codes);
  }

  /** @param {any} one @param {string} place */
  function objectCode(one, place) {
    if (one.properties) {
      const name = names[place] ?? place;
      addType(one, name);
      return `<${name}>`;
    }
    const values = Object.entries(one.patternProperties ?? {}).filter(([pattern]) => pattern !== "^x-");
    if (values.length > 1) throw new Error(`${place} has several patterns of keys`);
    return `{${values[0] ? codeOf(values[0][1], place, true) : "*"}`;
  }

  /** Each a number, or both limits. @param {any} one */
  function ulimits(one) {
    const [form] = Object.values(one.patternProperties);
    return `{${union(/** @type {any} */ (form).oneOf.map((/** @type {any} */ each) => codeOf(each, "ulimits")))}`;
  }

  /** @param {any} one @returns {string} */
  function describe(one) {
    if (one.description) return sentence(one.description);
    const name = one.$ref?.split("/").at(-1);
    return name && !forms.has(name) ? sentence(definitions[name]?.description ?? "") : "";
  }

  addType(schema, "root");
  for (const [name, { with: properties, required }] of Object.entries(additions.derived))
    addType({ properties, required, additionalProperties: false }, name);
  addType(definitions.schedule, "schedule");
  if (unused.size > 0) throw new Error(`${additionsFile}: there is no ${[...unused].join(", ")}`);

  const source = `${packageName} ${version} (schema of the Compose Specification, Apache-2.0), ${additions.source}`;
  const words = [...types].map(([name, { fields, isExtensible, isOpen }]) => {
    const { of, without } = additions.derived[name] ?? {};
    return [
      name,
      [
        ...(of ? [`^${of}`, ...without.map((/** @type {string} */ field) => `-${field}`)] : []),
        ...(isExtensible ? ["x-"] : isOpen ? ["..."] : []),
        ...[...fields].map(([field, { is, isRequired }]) => `${field}${isRequired ? "!" : ":"}${is}`),
      ].join(" "),
    ];
  });
  const texts = [...types].map(([name, { fields }]) => [
    name,
    Object.fromEntries([...fields].filter(([, { text }]) => text !== "").map(([field, { text }]) => [field, text])),
  ]);
  const lines = (/** @type {any} */ value) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    schema: lines({ date: additions.date, source, types: Object.fromEntries(words) }),
    texts: lines({ source, types: Object.fromEntries(texts) }),
  };
}

/** @param {readonly string[]} codes */
function union(codes) {
  const all = [...new Set(codes)];
  return all.length === 1 ? all[0] : `(${all.join("|")})`;
}

/** A description as a sentence. @param {string} text */
function sentence(text) {
  const trimmed = text.trim().replaceAll(/'([^' ]+)'/g, "`$1`");
  return trimmed === "" || /[.!?)]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
