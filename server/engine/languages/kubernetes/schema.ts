import data from "./schema.json" with { type: "json" };
import { texts } from "./schema-texts.ts";
import { type FieldType, groupAndVersion, type ObjectType, type SchemaField, type SchemaKind } from "./schema-types.ts";

export type { FieldType, ObjectType, SchemaField, SchemaKind } from "./schema-types.ts";

/** What Kubernetes and its usual extensions allow, read from the tables that scripts/kubernetes-schema.mjs makes; each type when it is first asked for. */

/** The kind of that apiVersion and name, where the bundled tables have it. */
export function kindOf(apiVersion: string, kind: string): SchemaKind | undefined {
  return tables().byVersion.get(apiVersion)?.get(kind);
}

/** All kinds of the tables, by apiVersion and name in alphabetical order. */
export function allKinds(): readonly SchemaKind[] {
  return tables().all;
}

/** The kinds of that name in all groups and versions; `deployment` finds Deployment. */
export function kindsNamed(kind: string): readonly SchemaKind[] {
  return tables().byName.get(kind.toLowerCase()) ?? [];
}

/** The groups of Kubernetes itself that have kinds in the tables; the core is "". */
export const builtInGroups: ReadonlySet<string> = new Set([
  ...["", "apps", "autoscaling", "batch", "extensions", "policy", "admissionregistration.k8s.io", "apiextensions.k8s.io"],
  ...["apiregistration.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "certificates.k8s.io", "coordination.k8s.io"],
  ...["discovery.k8s.io", "events.k8s.io", "flowcontrol.apiserver.k8s.io", "networking.k8s.io", "node.k8s.io", "rbac.authorization.k8s.io"],
  ...["resource.k8s.io", "scheduling.k8s.io", "storage.k8s.io"],
]);

/** What may stand at a path of keys and item indexes below an object; undefined where nothing of that name is declared. */
export function typeAt(type: ObjectType, path: readonly (string | number)[]): FieldType | undefined {
  let at: FieldType | undefined = { is: "object", type };
  for (const step of path) at = at && typeBelow(at, step);
  return at;
}

/** What may stand below a key or in an item of a value. */
export function typeBelow(type: FieldType, step: string | number): FieldType | undefined {
  if (type.is === "any") return type;
  if (type.is === "list") return typeof step === "number" || /^\d+$/.test(step) ? type.item : undefined;
  if (type.is === "map") return type.value;
  if (type.is !== "object") return undefined;
  return type.type.fields.get(String(step))?.type ?? (type.type.isOpen ? { is: "any" } : undefined);
}

/** The fields of the object that stands at a path, for completion and hover; behind a list, those of its items. */
export function fieldsAt(type: ObjectType, path: readonly (string | number)[]): readonly SchemaField[] {
  let at = typeAt(type, path);
  if (at?.is === "list") at = at.item;
  return at?.is === "object" ? [...at.type.fields.values()] : [];
}

/** The field that a path ends at, behind the items of lists. */
export function fieldAt(type: ObjectType, path: readonly (string | number)[]): SchemaField | undefined {
  const key = path.at(-1);
  const outer = typeAt(type, path.slice(0, -1));
  return outer?.is === "object" && key !== undefined ? outer.type.fields.get(String(key)) : undefined;
}

interface Tables {
  readonly all: readonly SchemaKind[];
  readonly byVersion: ReadonlyMap<string, ReadonlyMap<string, SchemaKind>>;
  readonly byName: ReadonlyMap<string, readonly SchemaKind[]>;
}
let made: Tables | undefined;

function tables(): Tables {
  if (made) return made;
  const byVersion = new Map<string, Map<string, SchemaKind>>();
  const byName = new Map<string, SchemaKind[]>();
  const all: SchemaKind[] = [];
  for (const [apiVersion, words] of Object.entries(data.kinds)) {
    const kinds = new Map<string, SchemaKind>();
    const [group, version] = groupAndVersion(apiVersion);
    byVersion.set(apiVersion, kinds);
    for (const word of words.split(" ")) {
      const end = word.search(/[:!]/);
      const kind = new TableKind(apiVersion, group, version, word.slice(0, end), word[end] === ":", Number(word.slice(end + 1)));
      all.push(kind);
      kinds.set(kind.kind, kind);
      const name = kind.kind.toLowerCase();
      const named = byName.get(name);
      if (named) named.push(kind);
      else byName.set(name, [kind]);
    }
  }
  made = { all, byVersion, byName };
  return made;
}

class TableKind implements SchemaKind {
  readonly apiVersion: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  readonly #type: number;

  constructor(apiVersion: string, group: string, version: string, kind: string, isNamespaced: boolean, type: number) {
    this.apiVersion = apiVersion;
    this.group = group;
    this.version = version;
    this.kind = kind;
    this.isNamespaced = isNamespaced;
    this.#type = type;
  }

  get type(): ObjectType {
    return objectType(this.#type);
  }

  get text(): string | undefined {
    return textOfKind(`${this.apiVersion} ${this.kind}`);
  }
}

const objectTypes = new Map<number, ObjectType>();

function objectType(number: number): ObjectType {
  let type = objectTypes.get(number);
  if (!type) {
    type = new TableType(number);
    objectTypes.set(number, type);
  }
  return type;
}

class TableType implements ObjectType {
  readonly isOpen = false;
  readonly #number: number;
  #fields: Map<string, SchemaField> | undefined;

  constructor(number: number) {
    this.#number = number;
  }

  get fields(): ReadonlyMap<string, SchemaField> {
    this.#fields ??= new Map(
      (data.types[this.#number] ?? "")
        .split(" ")
        .filter((word) => word !== "")
        .map((word, i) => {
          const field = new TableField(word, this.#number, i);
          return [field.name, field];
        }),
    );
    return this.#fields;
  }
}

class TableField implements SchemaField {
  readonly name: string;
  readonly isRequired: boolean;
  readonly since: number | undefined;
  readonly type: FieldType;
  readonly #owner: number;
  readonly #index: number;

  constructor(word: string, owner: number, index: number) {
    // Names have no such signs in them, whereas what follows may.
    const end = word.search(/[:!]/);
    const at = word.indexOf("@", end);
    this.name = word.slice(0, end);
    this.isRequired = word[end] === "!";
    this.since = at < 0 ? undefined : Number(word.slice(at + 1));
    this.type = fieldType(word.slice(end + 1, at < 0 ? undefined : at));
    this.#owner = owner;
    this.#index = index;
  }

  get text(): string | undefined {
    return textOfField(this.#owner, this.#index);
  }
}

const fieldTypes = new Map<string, FieldType>();
const scalars: Readonly<Record<string, FieldType>> = {
  s: { is: "string" },
  i: { is: "integer" },
  n: { is: "number" },
  b: { is: "boolean" },
  q: { is: "quantity" },
  t: { is: "time" },
  x: { is: "integer-or-string" },
  "*": { is: "any" },
};

function fieldType(code: string): FieldType {
  let type = fieldTypes.get(code);
  if (!type) {
    type = scalars[code] ?? compound(code);
    fieldTypes.set(code, type);
  }
  return type;
}

function compound(code: string): FieldType {
  const rest = code.slice(1);
  if (code.startsWith("[")) return { is: "list", item: fieldType(rest) };
  if (code.startsWith("{")) return { is: "map", value: fieldType(rest) };
  if (code.startsWith("=") || code.startsWith("-"))
    return { is: "enum", values: (data.enums[Number(rest)] ?? "").split("|"), isOpen: code.startsWith("-") };
  return { is: "object", type: objectType(Number(code)) };
}

/** The numbers of the texts of all fields by type, counted once: most stand in the table only as "the next". */
let textNumbers: readonly (readonly number[])[] | undefined;

function textOfField(owner: number, index: number): string | undefined {
  const { types, texts: all } = texts();
  if (!textNumbers) {
    let next = 0;
    textNumbers = types.map((fields) => fields.map((number) => (number === 0 ? next++ : number - 1)));
  }
  return all[textNumbers[owner]?.[index] ?? -1];
}

function textOfKind(name: string): string | undefined {
  const { kinds, texts: all } = texts();
  return all[kinds[name] ?? -1];
}
