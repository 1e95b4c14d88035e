/** The shape that the bundled tables and the CRDs of a workspace are brought into: what may stand where in an object of a kind. */

/** What a field takes. */
export type FieldType =
  | { readonly is: "string" | "integer" | "number" | "boolean" | "quantity" | "time" | "integer-or-string" | "any" }
  /** One of these strings; where it is open, others are allowed as well. */
  | { readonly is: "enum"; readonly values: readonly string[]; readonly isOpen: boolean }
  | { readonly is: "list"; readonly item: FieldType }
  /** Keys of the user's own. */
  | { readonly is: "map"; readonly value: FieldType }
  | { readonly is: "object"; readonly type: ObjectType };

export interface ObjectType {
  readonly fields: ReadonlyMap<string, SchemaField>;
  /** Takes fields that nobody declared. */
  readonly isOpen: boolean;
}

export interface SchemaField {
  readonly name: string;
  readonly type: FieldType;
  readonly isRequired: boolean;
  /** The minor release of Kubernetes (30 for 1.30) from which it works without a feature gate, where that matters. */
  readonly since: number | undefined;
  /** What it is for, in a sentence or two; read from a file of its own when it is first asked for. */
  readonly text: string | undefined;
}

/** A kind of one apiVersion. */
export interface SchemaKind {
  readonly apiVersion: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  readonly type: ObjectType;
  readonly text: string | undefined;
}

/** The group and the version of an apiVersion; the group of the core is "". */
export function groupAndVersion(apiVersion: string): readonly [group: string, version: string] {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? ["", apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}
