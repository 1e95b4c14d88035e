// Makes the tables of what Kubernetes and its usual extensions allow in a manifest out of pinned packages of types, and of additions by hand.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./engine.mjs";

const additionsFile = "server/engine/languages/kubernetes/schema-additions.json";

/** The packages; what has a kind in two of them, the first has. */
const packages = [
  "kubernetes-models",
  "@kubernetes-models/apimachinery",
  "@kubernetes-models/argo-rollouts",
  "@kubernetes-models/gateway-api",
  "@kubernetes-models/keda",
  "@kubernetes-models/prometheus-operator",
  "@kubernetes-models/cert-manager",
  "@kubernetes-models/external-secrets",
];

/** What the declarations call what is written as one scalar or may be anything. */
const special = {
  IIoK8sApimachineryPkgApiResourceQuantity: "q",
  IIoK8sApimachineryPkgApisMetaV1Time: "t",
  IIoK8sApimachineryPkgApisMetaV1MicroTime: "t",
  IIoK8sApimachineryPkgUtilIntstrIntOrString: "x",
  IIoK8sApimachineryPkgApisMetaV1FieldsV1: "*",
  IIoK8sApimachineryPkgRuntimeRawExtension: "*",
};

/**
 * The texts of schema.json and schema-texts.json.
 *
 * schema.json:
 * - `kinds`: for each apiVersion words `Kind:type`, `Kind!type` for one that has no namespace
 * - `types`: each as words `field:is`, `field!is` where the field is required, with `@30` behind it where it came with Kubernetes 1.30
 * - `enums`: values divided by `|`, for `is` of the form `=n` and `-n`
 * `is` says what a field takes: `s` a string, `i` an integer, `n` a number, `b` true or false, `q` a quantity, `t` a time, `x` an integer or a
 * string, `*` anything, `=n` one of a list of values, `-n` such a value or another; a number is a type; `[` before it makes a list and `{` a mapping with free keys.
 *
 * schema-texts.json: for each type the texts of its fields in their order, 0 for the next of `texts`, -1 for none, else the number of a text and 1; and
 * the number of the text for each kind.
 */
export function kubernetesSchema() {
  const additions = JSON.parse(readFileSync(join(root, additionsFile), "utf8"));
  const definitions = definitionsOf(packages);
  addTo(definitions, additions);
  const kinds = kindsOf(definitions, additions);
  const reached = reachedFrom(
    [...kinds.values()].flatMap((one) => [...one.values()]),
    definitions,
  );
  const isTold = (/** @type {string} */ version) =>
    !additions.withoutTexts.some((/** @type {string} */ start) => version.startsWith(start));
  const told = new Set(
    reachedFrom(
      [...kinds].flatMap(([version, names]) => (isTold(version) ? [...names.values()] : [])),
      definitions,
    ),
  );
  const classes = classesOf(reached, definitions, told);
  const enums = numbered();
  const texts = numbered();
  const order = [...new Set(reached.map((name) => classes.get(name)))];
  const numberOf = new Map(order.map((name, i) => [name, i]));
  /** @param {any} is @returns {string} */
  const code = (is) => {
    if (typeof is === "string") return is;
    if (is.list) return `[${code(is.list)}`;
    if (is.map) return `{${code(is.map)}`;
    if (is.values) return `${is.isOpen ? "-" : "="}${enums.of(is.values.join("|"))}`;
    return definitions.has(is.ref) ? String(numberOf.get(classes.get(is.ref))) : "*";
  };
  const fieldsOf = (/** @type {any} */ name) => [...definitions.get(name).fields];
  const types = order.map((name) =>
    fieldsOf(name)
      .map(([field, { is, isRequired, since }]) => `${field}${isRequired ? "!" : ":"}${code(is)}${since ? `@${since}` : ""}`)
      .join(" "),
  );
  const typeTexts = order.map((name) => fieldsOf(name).map(([, { text }]) => (text && told.has(name) ? texts.next(text) : -1)));
  const kindWords = [...kinds].map(([version, names]) => [
    version,
    [...names]
      .map(
        ([kind, name]) =>
          `${kind}${additions.clusterScoped[version.replace(/\/?[^/]*$/, "")]?.includes(kind) ? "!" : ":"}${numberOf.get(classes.get(name))}`,
      )
      .join(" "),
  ]);
  const kindTexts = [...kinds].flatMap(([version, names]) =>
    [...names].map(([kind, name]) => [
      `${version} ${kind}`,
      isTold(version) && definitions.get(name).text ? texts.of(definitions.get(name).text) : -1,
    ]),
  );
  const sources = packages.map(
    (name) => `${name} ${JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version}`,
  );
  const lines = (/** @type {any} */ value) =>
    `${JSON.stringify(value, null, 1)
      .replace(/\n {3,}/g, "")
      .replace(/\n {2}(?=\])/g, "")}\n`;
  return {
    schema: lines({ date: additions.date, source: sources.join(", "), kinds: Object.fromEntries(kindWords), enums: enums.all, types }),
    texts: lines({
      source: sources.join(", "),
      kinds: Object.fromEntries(kindTexts.filter(([, text]) => text !== -1)),
      types: typeTexts,
      texts: texts.all,
    }),
  };
}

/** Gives each value a number, the same for the same. */
function numbered() {
  const numbers = new Map();
  return {
    all: /** @type {string[]} */ ([]),
    of(/** @type {string} */ value) {
      if (!numbers.has(value)) numbers.set(value, this.all.push(value) - 1);
      return numbers.get(value);
    },
    /** 0 for a value that comes for the first time, else its number and 1: most are new, and so much the same is written shorter. @param {string} value */
    next(value) {
      const isNew = !numbers.has(value);
      const number = this.of(value);
      return isNew ? 0 : number + 1;
    },
  };
}

/**
 * What the declaration files of packages define, by the name that other files import.
 * @param {readonly string[]} names
 * @returns {Map<string, any>}
 */
function definitionsOf(names) {
  const definitions = new Map();
  for (const name of names) {
    const folder = join(root, "node_modules", name);
    const files = readdirSync(folder, { recursive: true })
      .map((file) => String(file).replaceAll("\\", "/"))
      .filter((file) => file.endsWith(".d.ts") && !file.endsWith("index.d.ts") && !file.startsWith("_schemas/"))
      .sort();
    for (const file of files)
      for (const one of declarationsOf(readFileSync(join(folder, file), "utf8"), name)) definitions.set(one.name, one);
  }
  const whole = new Set();
  const extend = (/** @type {any} */ one) => {
    if (!one || whole.has(one)) return;
    whole.add(one);
    for (const base of one.bases) {
      extend(definitions.get(base));
      for (const [field, is] of definitions.get(base)?.fields ?? []) if (!one.fields.has(field)) one.fields.set(field, { ...is });
    }
    // The declarations do not tell integers: the API itself has numbers of other kinds in JSON schemas alone.
    for (const field of one.fields.values()) field.is = resolved(field.is, definitions, name(one));
  };
  for (const one of [...definitions.values()]) extend(one);
  return definitions;

  function name(/** @type {any} */ one) {
    return one.package === "kubernetes-models" && !one.name.includes("JSONSchemaProps") ? "i" : "n";
  }
}

/** What a field takes with names of scalars followed. @param {any} is @param {Map<string, any>} definitions @param {string} number @returns {any} */
function resolved(is, definitions, number) {
  if (is === "n") return number;
  if (typeof is === "string") return is;
  if (is.list) return { list: resolved(is.list, definitions, number) };
  if (is.map) return { map: resolved(is.map, definitions, number) };
  if (!is.ref) return is;
  if (is.ref in special) return special[/** @type {keyof typeof special} */ (is.ref)];
  const definition = definitions.get(is.ref);
  if (!definition) throw new Error(`the declarations have no ${is.ref}`);
  if (definition.alias) return resolved(definition.alias, definitions, number);
  return definition.fields.size === 0 && definition.bases.length === 0 ? "*" : is;
}

/** Reads one declaration file: interfaces, named types and the names under which others import them. @param {string} text @param {string} from */
function declarationsOf(text, from) {
  // Classes say the same once more.
  const tokens = [
    ...text.replace(/^export declare class[\s\S]*?^\}/gm, "").matchAll(/\/\*\*([\s\S]*?)\*\/|"((?:[^"\\]|\\.)*)"|[\w$.]+|[^\s]/g),
  ];
  let at = 0;
  const peek = () => tokens[at]?.[0];
  const next = () => tokens[at++]?.[0];
  const eat = (/** @type {string} */ wanted) => {
    const got = next();
    if (got !== wanted) throw new Error(`${wanted} expected, not ${got}: ${text.slice(0, 400)}`);
  };
  /** @type {any[]} */
  const inner = [];
  const all = new Map();
  let doc = "";

  /** @returns {any} */
  function type() {
    const members = [single()];
    while (peek() === "|") {
      next();
      members.push(single());
    }
    if (members.length === 1) return members[0];
    if (members.every((one) => one.values)) return { values: members.flatMap((one) => one.values) };
    const scalars = new Set(members);
    return scalars.has("s") && scalars.has("n") && scalars.size === 2 ? "x" : "*";
  }
  /** @returns {any} */
  function single() {
    const token = next();
    if (token.startsWith('"')) return { values: [JSON.parse(token)] };
    if (/^\d+$/.test(token)) return "n";
    if (token === "string") return "s";
    if (token === "number") return "n";
    if (token === "boolean") return "b";
    if (token === "any" || token === "unknown") return "*";
    if (token === "Array") {
      eat("<");
      const list = type();
      eat(">");
      return { list };
    }
    if (token !== "{") return { ref: token };
    if (peek() === "[") {
      while (next() !== ":");
      while (next() !== ":");
      const map = type();
      if (peek() === ";") next();
      eat("}");
      return { map };
    }
    const fields = body();
    if (fields.size === 0) return "*";
    const name = `${[...all.keys()].at(-1) ?? ""}#${inner.length}`;
    inner.push({ name, package: from, fields, bases: [], text: "" });
    return { ref: name };
  }
  /** The members up to the closing brace. */
  function body() {
    const fields = new Map();
    let told = "";
    for (;;) {
      const token = tokens[at++];
      if (token === undefined) throw new Error("the file ends inside of braces");
      if (token[0] === "}") return fields;
      if (token[1] !== undefined) {
        told = token[1];
        continue;
      }
      const field = token[2] ?? token[0];
      const isRequired = peek() !== "?";
      if (!isRequired) next();
      eat(":");
      const is = type();
      if (peek() === ";") next();
      fields.set(field, { is, isRequired, text: sentencesOf(told) });
      told = "";
    }
  }

  while (at < tokens.length) {
    const token = tokens[at++];
    if (token?.[1] !== undefined) doc = token[1];
    else if (token?.[0] === "interface") {
      const name = next();
      const bases = [];
      all.set(name, undefined);
      while (peek() !== "{") {
        const word = next();
        if (word !== "extends" && word !== "," && word !== "TypeMeta") bases.push(word);
      }
      next();
      all.set(name, { name, package: from, bases, fields: body(), text: sentencesOf(doc) });
      doc = "";
    } else if (token?.[0] === "type" && /^I[A-Z]/.test(peek() ?? "")) {
      const name = next();
      eat("=");
      all.set(name, { name, package: from, bases: [], fields: new Map(), alias: type(), text: sentencesOf(doc) });
      doc = "";
    } else if (token?.[0] === "as") {
      const one = all.get(tokens[at - 2]?.[0]);
      if (one) one.global = next();
    }
  }
  const global = (/** @type {string} */ name) => all.get(name)?.global ?? name;
  const follow = (/** @type {any} */ is) => {
    if (is.list) follow(is.list);
    else if (is.map) follow(is.map);
    else if (is.ref) is.ref = global(is.ref);
  };
  const found = [...all.values(), ...inner].filter((one) => one !== undefined);
  for (const one of found) {
    for (const { is } of one.fields.values()) follow(is);
    if (one.alias) follow(one.alias);
    one.bases = one.bases.map(global);
    one.name = one.global ?? one.name;
  }
  return found;
}

const maximumText = 130;

/** The first sentences of a comment, as many as fit. @param {string} comment */
function sentencesOf(comment) {
  const paragraphs = comment
    .replace(/^\s*\* ?/gm, "")
    .trim()
    .split(/\n\s*\n/);
  const text = (paragraphs[0]?.length ?? 0) < 80 ? paragraphs.slice(0, 2).join(" ") : (paragraphs[0] ?? "");
  const sentences = text
    .replace(/\s+/g, " ")
    .replace(/ ?More info(rmation)?: ?https?:\S+/gi, "")
    .split(/(?<=[.!?])(?<!\b[ei]\.[eg]\.) (?=[A-Z`"])/)
    .slice(0, 3);
  let kept = "";
  for (const sentence of sentences) {
    const longer = kept === "" ? sentence : `${kept} ${sentence}`;
    if (longer.length > maximumText) break;
    kept = longer;
  }
  const all =
    kept ||
    `${text
      .replace(/\s+/g, " ")
      .slice(0, maximumText - 1)
      .replace(/ \S*$/, "")}…`;
  return all === "…" ? "" : all;
}

/** What a field of a type written by hand takes. @param {string} code @returns {any} */
function readCode(code) {
  if (code.startsWith("[")) return { list: readCode(code.slice(1)) };
  if (code.startsWith("{")) return { map: readCode(code.slice(1)) };
  if (code.startsWith("=")) return { values: code.slice(1).split("|") };
  return code.length === 1 ? code : { ref: code };
}

/** Merges what the declarations do not tell. @param {Map<string, any>} definitions @param {any} additions */
function addTo(definitions, additions) {
  for (const [name, { text, fields }] of Object.entries(additions.definitions)) {
    const read = Object.entries(fields).map(([field, /** @type {any} */ { is, text: told = "" }]) => [
      field.replace("!", ""),
      { is: readCode(is), isRequired: field.endsWith("!"), text: told },
    ]);
    definitions.set(name, { name, package: "", bases: [], fields: new Map(/** @type {any} */ (read)), text });
  }
  const field = (/** @type {string} */ place) => {
    const [type = "", name = ""] = place.split(".");
    const definition =
      definitions.get(`IIoK8sApi${type}`) ?? definitions.get(`IIoK8sApimachineryPkgApis${type}`) ?? definitions.get(`I${type}`);
    const found = definition?.fields.get(name);
    if (!found) throw new Error(`${additionsFile}: the declarations have no ${place}`);
    return found;
  };
  for (const { fields, values, isOpen } of additions.values) {
    for (const place of fields) {
      const one = field(place);
      const is = { values, ...(isOpen && { isOpen }) };
      one.is = one.is.list ? { list: is } : is;
    }
  }
  for (const [release, fields] of Object.entries(additions.since))
    for (const place of fields) field(place).since = release.replace("1.", "");
  for (const place of additions.optional) field(place).isRequired = false;
  for (const { fields, is } of additions.types) for (const place of fields) field(place).is = is;
}

/** The kinds by apiVersion, lists left out. @param {Map<string, any>} definitions @param {any} additions @returns {Map<string, Map<string, string>>} */
function kindsOf(definitions, additions) {
  const kinds = new Map();
  for (const { name, fields } of definitions.values()) {
    const version = fields.get("apiVersion")?.is.values?.[0];
    const kind = fields.get("kind")?.is.values?.[0];
    if (version === undefined || kind === undefined || (kind.endsWith("List") && fields.has("items"))) continue;
    if (additions.leftOut.some((/** @type {string} */ one) => one === `${version} ${kind}` || version.startsWith(one))) continue;
    if (!kinds.has(version)) kinds.set(version, new Map());
    if (!kinds.get(version).has(kind)) kinds.get(version).set(kind, name);
  }
  for (const [kind, name] of Object.entries(additions.kinds)) {
    const [version = "", own = ""] = kind.split(" ");
    if (!kinds.has(version)) kinds.set(version, new Map());
    kinds.get(version).set(own, name);
  }
  for (const names of kinds.values()) {
    for (const name of names.values()) {
      const { fields } = definitions.get(name);
      for (const key of ["apiVersion", "kind"]) fields.set(key, { ...fields.get(key), is: "s", isRequired: true });
      // Nobody writes it by hand, and what a cluster answers is full of it.
      if (fields.has("status")) fields.set("status", { is: "*", isRequired: false, text: "" });
    }
  }
  return new Map(
    [...kinds]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([version, names]) => [version, new Map([...names].sort(([a], [b]) => (a < b ? -1 : 1)))]),
  );
}

/** All types that some types need, these first. @param {readonly string[]} names @param {Map<string, any>} definitions */
function reachedFrom(names, definitions) {
  const reached = new Set(names);
  for (const name of reached)
    for (const { is } of definitions.get(name).fields.values())
      for (let one = is; typeof one === "object"; one = one.list ?? one.map) if (one.ref) reached.add(one.ref);
  return [...reached];
}

/**
 * The types that say the same are one: all are taken for equal, and then divided by their fields until nothing changes. Those whose texts are left
 * out are one with whatever has the same fields.
 * @param {readonly string[]} names
 * @param {Map<string, any>} definitions
 * @param {ReadonlySet<string>} told
 * @returns {Map<string, string>}
 */
function classesOf(names, definitions, told) {
  const alike = divided(names, definitions, () => "");
  const standsFor = new Map();
  for (const name of told) if (!standsFor.has(alike.get(name))) standsFor.set(alike.get(name), name);
  const canonical = (/** @type {string} */ name) => (told.has(name) ? name : (standsFor.get(alike.get(name)) ?? alike.get(name)));
  const classes = divided([...new Set(names.map(canonical))], definitions, (text) => text, canonical);
  return new Map(names.map((name) => [name, classes.get(canonical(name)) ?? name]));
}

/**
 * @param {readonly string[]} names
 * @param {Map<string, any>} definitions
 * @param {(text: string) => string} textOf
 * @param {(name: string) => string} canonical
 * @returns {Map<string, string>}
 */
function divided(names, definitions, textOf, canonical = (name) => name) {
  let classes = new Map(names.map((name) => [name, ""]));
  for (let count = 1; ; ) {
    const first = new Map();
    const next = new Map();
    for (const name of names) {
      const fields = [...definitions.get(name).fields].map(([field, { text, is, ...one }]) => [field, one, textOf(text), formOf(is)]);
      const form = JSON.stringify([classes.get(name), fields]);
      if (!first.has(form)) first.set(form, name);
      next.set(name, first.get(form));
    }
    classes = next;
    if (first.size === count) return classes;
    count = first.size;
  }

  /** @param {any} is @returns {any} */
  function formOf(is) {
    if (typeof is === "string" || is.values) return is;
    if (is.list) return { list: formOf(is.list) };
    return is.map ? { map: formOf(is.map) } : { ref: classes.get(canonical(is.ref)) };
  }
}
