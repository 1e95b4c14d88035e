import data from "./schema.json" with { type: "json" };
import { textsOf } from "./schema-texts.ts";
import type { ComposeField, ComposeObject, ComposeType } from "./schema-types.ts";
import { textFormat } from "./text-formats.ts";

export type { ComposeField, ComposeObject, ComposeType } from "./schema-types.ts";

/** What the Compose Specification allows, read from the table that scripts/compose-schema.mjs makes; each type when it is first asked for. */

/** A type of the table: `root`, `service`, `healthcheck`, `port`. */
export function composeObject(name: string): ComposeObject {
  let type = objects.get(name);
  if (!type) {
    type = new TableObject(name);
    objects.set(name, type);
  }
  return type;
}

/** What may stand at a path of keys and indexes of items from the root; undefined where nothing of that name is declared. */
export function typeAt(path: readonly (string | number)[]): ComposeType | undefined {
  let at: ComposeType | undefined = { is: "object", type: composeObject("root") };
  for (const step of path) at = at && typeBelow(at, step);
  return at;
}

/** The fields of the mapping that stands at a path, for completion and hover; behind a list, those of its items. */
export function fieldsAt(path: readonly (string | number)[]): readonly ComposeField[] {
  return objectsOf(typeAt(path)).flatMap(({ fields }) => [...fields.values()]);
}

/** The field that a path ends at. */
export function fieldAt(path: readonly (string | number)[]): ComposeField | undefined {
  const key = path.at(-1);
  if (typeof key !== "string") return undefined;
  for (const { fields } of objectsOf(typeAt(path.slice(0, -1)))) {
    const field = fields.get(key);
    if (field) return field;
  }
  return undefined;
}

/** The texts that are known for a value of a type, for completion: those of an enumeration and of a format, `true` and `false`. */
export function valuesOf(type: ComposeType | undefined): readonly string[] {
  switch (type?.is) {
    case "one-of":
      return type.forms.flatMap(valuesOf);
    case "enum":
      return type.values;
    case "format":
      return type.format.values;
    case "boolean":
      return ["true", "false"];
    default:
      return [];
  }
}

/** The forms that a type has: itself, or each of several. */
export function formsOf(type: ComposeType): readonly ComposeType[] {
  return type.is === "one-of" ? type.forms : [type];
}

/** The types with declared fields among the forms of a type, and among those of the items of a list. */
export function objectsOf(type: ComposeType | undefined): readonly ComposeObject[] {
  if (!type) return [];
  return formsOf(type).flatMap((form) => (form.is === "object" ? [form.type] : form.is === "list" ? objectsOf(form.item) : []));
}

function typeBelow(type: ComposeType, step: string | number): ComposeType | undefined {
  const found = formsOf(type).flatMap((form): readonly ComposeType[] => {
    if (form.is === "any") return [form];
    if (form.is === "list") return typeof step === "number" ? [form.item] : [];
    if (typeof step === "number") return [];
    if (form.is === "map") return [form.value];
    if (form.is !== "object") return [];
    const field = form.type.fields.get(step);
    if (field) return [field.type];
    return form.type.isOpen || (form.type.isExtensible && step.startsWith("x-")) ? [{ is: "any" }] : [];
  });
  const [first, ...others] = found;
  return others.length === 0 ? first : { is: "one-of", forms: found.flatMap(formsOf) };
}

const objects = new Map<string, ComposeObject>();

class TableObject implements ComposeObject {
  readonly name: string;
  readonly isOpen: boolean;
  readonly isExtensible: boolean;
  readonly #words: readonly string[];
  readonly #base: ComposeObject | undefined;
  #fields: Map<string, ComposeField> | undefined;

  constructor(name: string) {
    const text: string = (data.types as Readonly<Record<string, string>>)[name] ?? "";
    this.name = name;
    this.#words = text.split(" ");
    const base = this.#words[0]?.startsWith("^") ? this.#words[0].slice(1) : undefined;
    this.#base = base === undefined ? undefined : composeObject(base);
    this.isOpen = this.#words.includes("...");
    this.isExtensible = this.#base?.isExtensible ?? this.#words.includes("x-");
  }

  get fields(): ReadonlyMap<string, ComposeField> {
    if (!this.#fields) {
      this.#fields = new Map(this.#base?.fields);
      for (const word of this.#words) {
        if (word.startsWith("-")) this.#fields.delete(word.slice(1));
        const field = /^(\w+)([:!])(.+)$/.exec(word);
        if (field)
          this.#fields.set(field[1] as string, new TableField(this.name, field[1] as string, field[2] === "!", field[3] as string));
      }
    }
    return this.#fields;
  }
}

class TableField implements ComposeField {
  readonly name: string;
  readonly isRequired: boolean;
  readonly type: ComposeType;
  readonly #owner: string;

  constructor(owner: string, name: string, isRequired: boolean, code: string) {
    this.name = name;
    this.isRequired = isRequired;
    this.#owner = owner;
    this.type = typeOf(code);
  }

  get text(): string | undefined {
    return textsOf(this.#owner)?.[this.name];
  }
}

const scalars: Readonly<Record<string, ComposeType>> = {
  s: { is: "string" },
  d: { is: "duration" },
  b: { is: "boolean", takesText: false },
  f: { is: "boolean", takesText: true },
  y: { is: "bytes", takes: "text" },
  z: { is: "bytes", takes: "number" },
  Z: { is: "bytes", takes: "integer" },
  "0": { is: "null" },
  "*": { is: "any" },
};

const types = new Map<string, ComposeType>();

function typeOf(code: string): ComposeType {
  let type = types.get(code);
  if (!type) {
    type = scalars[code] ?? numberOf(code) ?? compound(code);
    types.set(code, type);
  }
  return type;
}

function numberOf(code: string): ComposeType | undefined {
  const match = /^([inIN])(?:\((-?\d*),(\d*)\))?$/.exec(code);
  if (!match) return undefined;
  const [, letter = "", minimum = "", maximum = ""] = match;
  return {
    is: "number",
    isWhole: letter.toLowerCase() === "i",
    takesText: letter === letter.toUpperCase(),
    minimum: minimum === "" ? undefined : Number(minimum),
    maximum: maximum === "" ? undefined : Number(maximum),
  };
}

function compound(code: string): ComposeType {
  const rest = code.slice(1);
  switch (code[0]) {
    case "[":
      return { is: "list", item: typeOf(rest.replace(/^u/, "")), isUnique: rest.startsWith("u") };
    case "{": {
      const keys = /^@([\w-]+)(?=[<(])/.exec(rest);
      return { is: "map", value: typeOf(rest.slice(keys?.[0].length ?? 0)), keys: keys ? textFormat(keys[1] as string) : undefined };
    }
    case "(":
      return { is: "one-of", forms: alternatives(rest.slice(0, -1)).flatMap((one) => formsOf(typeOf(one))) };
    case "@":
      return { is: "format", format: textFormat(rest) };
    case "=":
    case "~":
      return { is: "enum", values: rest.split("|"), isOpen: code[0] === "~" };
    default:
      return { is: "object", type: composeObject(code.slice(1, -1)) };
  }
}

/** The parts of a list that is divided by `|`, without those in parentheses of their own. */
function alternatives(code: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < code.length; i++) {
    if (code[i] === "(") depth++;
    else if (code[i] === ")") depth--;
    else if (code[i] === "|" && depth === 0) {
      parts.push(code.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, code.slice(start)];
}
