/** What a migration does to the schema, as far as the version before may notice. Names are without quotes and schema, in lower case. */
export interface SchemaChange {
  readonly kind: ChangeKind;
  readonly table: string;
  /** The columns that it is about; none where it is about the table. */
  readonly columns: readonly string[];
  /** The new name. */
  readonly to?: string | undefined;
  /** Where it stands in the file's text. */
  readonly offset: number;
}

export type ChangeKind =
  | "create-table"
  | "add-column"
  | "set-default"
  | "drop-table"
  | "drop-column"
  | "rename-table"
  | "rename-column"
  /** A column that is there must not be empty any more. */
  | "require"
  /** A new column must not be empty, and the database has no default for it. */
  | "add-required"
  | "change-type"
  | "unique";

/** A change that the version before the migration cannot live with. */
export interface Danger {
  readonly kind: ChangeKind;
  /** What it does: ``drops `users.email` ``. */
  readonly what: string;
  /** Why that is a danger, to stand behind "the version before". */
  readonly why: string;
  readonly offset: number;
}

const dangerous: Readonly<Partial<Record<ChangeKind, readonly [verb: string, after: string, why: string]>>> = {
  "drop-table": ["drops the table ", "", "still asks for it"],
  "drop-column": ["drops ", "", "still asks for it"],
  "rename-table": ["renames the table ", "", "asks for the old name"],
  "rename-column": ["renames ", "", "asks for the old name"],
  require: ["makes ", " required", "may leave it empty"],
  "add-required": ["adds ", ", required and without a default", "does not write it"],
  "change-type": ["changes the type of ", "", "expects the old one"],
  unique: ["makes ", " unique", "may write the same value twice"],
};

/** The changes that are a danger. What the same migration has created was not there for the version before. */
export function dangersIn(changes: readonly SchemaChange[]): readonly Danger[] {
  const created = new Set(changes.filter(({ kind }) => kind === "create-table").map(({ table }) => table));
  // A new table takes the place of the old one: the way to change tables that SQLite has.
  for (const { kind, table, to } of changes) if (kind === "rename-table" && to !== undefined && created.has(table)) created.add(to);
  const ofKind = (...kinds: readonly ChangeKind[]) =>
    new Set(changes.filter(({ kind }) => kinds.includes(kind)).flatMap(({ table, columns }) => columns.map((one) => `${table}.${one}`)));
  const added = ofKind("add-column", "add-required");
  const withDefault = ofKind("set-default");
  return changes.flatMap((change): Danger[] => {
    const { kind, table, columns, offset } = change;
    const words = dangerous[kind];
    if (!words || created.has(table)) return [];
    const names = columns.map((one) => `${table}.${one}`);
    const isNew = names.length > 0 && names.every((name) => added.has(name));
    if (isNew && kind !== "require" && kind !== "add-required") return [];
    if ((kind === "require" || kind === "add-required") && names.every((name) => withDefault.has(name))) return [];
    const [verb, after, why] = words;
    const about = names.length > 0 ? names : [table];
    return [{ kind, what: `${verb}${about.map((name) => `\`${name}\``).join(", ")}${after}`, why, offset }];
  });
}

/** `"public"."Users"` and `[dbo].[Users]` are `users`. */
export function plainName(written: string): string {
  const parts = written.split(".");
  return (parts.at(-1) ?? written)
    .replace(/^["'`[:]|["'`\]]$/g, "")
    .trim()
    .toLowerCase();
}
