import type { YamlMap, YamlNode } from "../yaml/model.ts";
import { scalarValue } from "./scalar.ts";
import { kindOf } from "./schema.ts";
import type { FieldType, ObjectType, SchemaField, SchemaKind } from "./schema-types.ts";

/**
 * The kinds that a CustomResourceDefinition defines, one for each version, in the shape of the bundled tables. Where its schema allows more than those can
 * say (`oneOf`, `anyOf`, `not`), more is allowed.
 */
export function kindsDefinedBy(definition: YamlMap): readonly SchemaKind[] {
  const spec = mapAt(definition, "spec");
  const group = textAt(spec, "group");
  const kind = textAt(mapAt(spec, "names"), "kind");
  if (!spec || group === undefined || kind === undefined) return [];
  // Before v1, one schema may stand for all versions, and what it does not name is kept.
  const shared = mapAt(mapAt(spec, "validation"), "openAPIV3Schema");
  const isOld = textAt(definition, "apiVersion")?.endsWith("/v1beta1") === true;
  const keepsAll = valueAt(spec, "preserveUnknownFields") ?? isOld;
  const isNamespaced = textAt(spec, "scope") !== "Cluster";
  const versions = itemsOf(spec.get("versions")).flatMap((one) => (one.kind === "map" ? [{ name: textAt(one, "name"), map: one }] : []));
  if (versions.length === 0) versions.push({ name: textAt(spec, "version"), map: spec });
  return versions.flatMap(({ name, map }) => {
    const schema = mapAt(mapAt(map, "schema"), "openAPIV3Schema") ?? shared;
    if (name === undefined || !schema) return [];
    const type = keepsAll === true ? openObject : new RootType(schema);
    const text = textAt(schema, "description");
    return [{ apiVersion: `${group}/${name}`, group, version: name, kind, isNamespaced, type, text }];
  });
}

const anything: FieldType = { is: "any" };
const openObject: ObjectType = { fields: new Map(), isOpen: true };

function typeOf(schema: YamlNode | undefined): FieldType {
  if (schema?.kind !== "map") return anything;
  if (valueAt(schema, "x-kubernetes-int-or-string") === true) return { is: "integer-or-string" };
  if (valueAt(schema, "x-kubernetes-embedded-resource") === true) return anything;
  const type = textAt(schema, "type");
  if (type === "object") return objectOf(schema);
  if (type === "array") return { is: "list", item: typeOf(schema.get("items")) };
  if (type === "integer" || type === "boolean" || type === "number") return { is: type };
  if (type !== "string") return anything;
  const values = itemsOf(schema.get("enum")).flatMap((one) => (one.kind === "scalar" ? [one.text] : []));
  if (values.length > 0) return { is: "enum", values, isOpen: false };
  return { is: textAt(schema, "format") === "date-time" ? "time" : "string" };
}

function objectOf(schema: YamlMap): FieldType {
  const others = schema.get("additionalProperties");
  const properties = mapAt(schema, "properties");
  if (properties) return { is: "object", type: new CustomType(schema) };
  if (others?.kind === "map" && valueAt(schema, "x-kubernetes-preserve-unknown-fields") !== true)
    return { is: "map", value: typeOf(others) };
  return anything;
}

class CustomType implements ObjectType {
  protected readonly schema: YamlMap;
  #fields: ReadonlyMap<string, SchemaField> | undefined;

  constructor(schema: YamlMap) {
    this.schema = schema;
  }

  get isOpen(): boolean {
    return valueAt(this.schema, "x-kubernetes-preserve-unknown-fields") === true || this.schema.entry("additionalProperties") !== undefined;
  }

  get fields(): ReadonlyMap<string, SchemaField> {
    this.#fields ??= this.read();
    return this.#fields;
  }

  protected read(): Map<string, SchemaField> {
    const required = new Set(itemsOf(this.schema.get("required")).flatMap((one) => (one.kind === "scalar" ? [one.text] : [])));
    const fields = new Map<string, SchemaField>();
    for (const { key, value } of mapAt(this.schema, "properties")?.entries ?? []) {
      if (value?.kind !== "map") continue;
      // What has a default need not be written.
      const isRequired = required.has(key) && !value.entry("default");
      fields.set(key, { name: key, type: typeOf(value), isRequired, since: undefined, text: textAt(value, "description") });
    }
    return fields;
  }
}

/** The object itself, whose metadata the API server checks by a schema of its own. */
class RootType extends CustomType {
  protected override read(): Map<string, SchemaField> {
    const fields = super.read();
    const own = kindOf("v1", "ConfigMap")?.type.fields;
    for (const key of ["apiVersion", "kind", "metadata"]) {
      const field = own?.get(key);
      if (field) fields.set(key, field);
    }
    return fields;
  }
}

function mapAt(map: YamlMap | undefined, key: string): YamlMap | undefined {
  const value = map?.get(key);
  return value?.kind === "map" ? value : undefined;
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === "sequence" ? node.items.flatMap(({ value }) => (value ? [value] : [])) : [];
}

function textAt(map: YamlMap | undefined, key: string): string | undefined {
  const value = map?.get(key);
  return value?.kind === "scalar" && scalarValue(value) !== null ? value.text : undefined;
}

function valueAt(map: YamlMap, key: string): string | number | boolean | null | undefined {
  const value = map.get(key);
  return value?.kind === "scalar" ? scalarValue(value) : undefined;
}
