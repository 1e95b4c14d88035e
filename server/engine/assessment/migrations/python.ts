import type { Call, SourceFile } from "../code/source-file.ts";
import { byNameOrPlace, given, placed, plain, stringsIn } from "./arguments.ts";
import { plainName, type SchemaChange } from "./changes.ts";
import { sqlIn } from "./strings.ts";

/** What the `upgrade` of an Alembic migration changes (https://alembic.sqlalchemy.org/en/latest/ops.html). */
export function alembicChanges(file: SourceFile): readonly SchemaChange[] {
  const { skeleton } = file;
  const start = /^def upgrade/m.exec(skeleton)?.index;
  if (start === undefined) return [];
  // Helpers that it calls stand somewhere, too; the way back does not count.
  const down = /^def downgrade/m.exec(skeleton)?.index ?? skeleton.length;
  const end = down > start ? down : skeleton.length;
  let batch: string | undefined;
  return file.calls.flatMap((call): readonly SchemaChange[] => {
    if (call.start < start || call.start >= end) return [];
    if (call.name === "batch_alter_table") {
      batch = plain(byNameOrPlace(call, "table_name", 0));
      return [];
    }
    if (/(?:^|\.)execute$/.test(call.callee)) return sqlIn(file, call.start, call.end);
    return operation(call, /^(?:op|alembic\.op)\./.test(call.callee) ? undefined : batch);
  });
}

/** One operation; `batch` is the table of the block that it stands in, which then is not among what it is given. */
function operation(call: Call, batch: string | undefined): readonly SchemaChange[] {
  const shift = batch === undefined ? 0 : -1;
  const text = (name: string, index: number) => plain(byNameOrPlace(call, name, index));
  const table = plainName(batch ?? text("table_name", 0) ?? "");
  const change = (
    kind: SchemaChange["kind"],
    columns: readonly (string | undefined)[],
    to?: string,
    of = table,
  ): readonly SchemaChange[] =>
    of === "" || columns.includes(undefined)
      ? []
      : [{ kind, table: of, columns: columns.map((one) => plainName(one ?? "")), to: to && plainName(to), offset: call.start }];
  switch (call.name) {
    case "create_table":
      return change("create-table", []);
    case "drop_table":
      return change("drop-table", []);
    case "rename_table":
      return change("rename-table", [], text("new_table_name", 1), plainName(text("old_table_name", 0) ?? ""));
    case "drop_column":
      return change("drop-column", [text("column_name", 1 + shift)]);
    case "add_column": {
      const column = placed(call)[1 + shift]?.text ?? given(call, "column") ?? "";
      const isRequired = /\bnullable\s*=\s*False\b/.test(column) && !/\bserver_default\s*=|\b(?:Identity|Computed)\(/.test(column);
      return change(isRequired ? "add-required" : "add-column", [/["']([^"']+)["']/.exec(column)?.[1]]);
    }
    case "alter_column": {
      const column = text("column_name", 1 + shift);
      const to = plain(given(call, "new_column_name"));
      const isFilled = [given(call, "server_default"), given(call, "existing_server_default")].some(
        (one) => one && !/^(?:None|False)$/.test(one),
      );
      return [
        ...(to !== undefined && to !== column ? change("rename-column", [column], to) : []),
        ...(given(call, "nullable") === "False" && given(call, "existing_nullable") !== "False" && !isFilled
          ? change("require", [column])
          : []),
        ...(holdsLess(given(call, "existing_type"), given(call, "type_")) ? change("change-type", [column]) : []),
      ];
    }
    case "create_unique_constraint":
      return change(
        "unique",
        stringsIn(byNameOrPlace(call, "columns", 2 + shift)),
        undefined,
        plainName(batch ?? text("table_name", 1) ?? ""),
      );
    case "create_index":
      return given(call, "unique") === "True"
        ? change("unique", stringsIn(byNameOrPlace(call, "columns", 2 + shift)), undefined, plainName(batch ?? text("table_name", 1) ?? ""))
        : [];
    default:
      return [];
  }
}

/** Whether a type is another one that does not hold all that the one before did; false where that cannot be told. */
function holdsLess(before: string | undefined, after: string | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  const [old, now] = [typeOf(before), typeOf(after)];
  if (!old || !now) return false;
  if (textTypes.test(old.name) && textTypes.test(now.name))
    return old.length !== undefined && now.length !== undefined ? now.length < old.length : false;
  const rank = [/^smallinteger|smallint$/, /^integer|int$/, /^biginteger|bigint$/];
  const [from, to] = [rank.findIndex((one) => one.test(old.name)), rank.findIndex((one) => one.test(now.name))];
  return from >= 0 && to >= 0 ? to < from : old.name !== now.name;
}

const textTypes = /^(?:string|varchar|text|unicode|unicodetext|autostring|char|nvarchar|mediumtext|longtext)$/;

/** `sa.String(length=50)`, `sqlmodel.sql.sqltypes.AutoString()` */
function typeOf(text: string): { readonly name: string; readonly length: number | undefined } | undefined {
  const found = /^(?:\w+\.)*(\w+)\s*(?:\(\s*(?:length\s*=\s*)?(\d+)?)?/.exec(text.trim());
  return found?.[1] ? { name: found[1].toLowerCase(), length: found[2] === undefined ? undefined : Number(found[2]) } : undefined;
}

/** What a migration of Django changes (https://docs.djangoproject.com/en/stable/ref/migration-operations/). */
export function djangoChanges(file: SourceFile): readonly SchemaChange[] {
  // Where django-migration-linter is told that somebody has looked at it.
  if (file.calls.some(({ name }) => name === "IgnoreMigration")) return [];
  const states = stateOnly(file);
  return file.calls.flatMap((call): readonly SchemaChange[] => {
    if (states.some(({ start, end }) => call.start > start && call.start < end)) return [];
    return djangoOperation(call, file);
  });
}

/** Parts that change what Django thinks, and not the database. */
function stateOnly(file: SourceFile): readonly { readonly start: number; readonly end: number }[] {
  return file.calls
    .filter(({ name }) => name === "SeparateDatabaseAndState")
    .flatMap((call) => {
      const state = call.arguments.find(({ text }) => /^state_operations\s*=/.test(text)) ?? placed(call)[1];
      return state ? [{ start: state.start, end: state.start + state.text.length }] : [];
    });
}

function djangoOperation(call: Call, file: SourceFile): readonly SchemaChange[] {
  const model = plainName(plain(byNameOrPlace(call, "model_name", 0)) ?? "");
  const change = (
    kind: SchemaChange["kind"],
    columns: readonly (string | undefined)[],
    to?: string,
    table = model,
  ): readonly SchemaChange[] =>
    table === "" || columns.includes(undefined)
      ? []
      : [{ kind, table, columns: columns.map((one) => plainName(one ?? "")), to: to && plainName(to), offset: call.start }];
  const own = plainName(plain(byNameOrPlace(call, "name", 0)) ?? "");
  switch (call.name) {
    case "CreateModel":
      return change("create-table", [], undefined, own);
    case "DeleteModel":
      return change("drop-table", [], undefined, own);
    case "RenameModel":
      return change(
        "rename-table",
        [],
        plain(byNameOrPlace(call, "new_name", 1)),
        plainName(plain(byNameOrPlace(call, "old_name", 0)) ?? ""),
      );
    case "RemoveField":
      return change("drop-column", [plain(byNameOrPlace(call, "name", 1))]);
    case "RenameField":
      return change("rename-column", [plain(byNameOrPlace(call, "old_name", 1))], plain(byNameOrPlace(call, "new_name", 2)));
    case "AddField": {
      const field = byNameOrPlace(call, "field", 2) ?? "";
      // The default of a field is one of Django's: the column has none once the migration is over, unless it is `db_default`.
      const isFree =
        /\bnull\s*=\s*True\b|\bdb_default\s*=|\b(?:ManyToManyField|GeneratedField|AutoField|BigAutoField|GenericRelation)\(/.test(field);
      const isKnown = /^(?:\w+\.)*\w*(?:Field|Key)\(/.test(field);
      return change(isFree || !isKnown ? "add-column" : "add-required", [plain(byNameOrPlace(call, "name", 1))]);
    }
    case "AlterUniqueTogether": {
      const columns = stringsIn(byNameOrPlace(call, "unique_together", 1));
      return columns.length > 0 ? change("unique", columns, undefined, own) : [];
    }
    case "AddConstraint": {
      const constraint = byNameOrPlace(call, "constraint", 1) ?? "";
      return /\bUniqueConstraint\(/.test(constraint)
        ? change("unique", stringsIn(/\bfields\s*=\s*[[(]([^\])]*)/.exec(constraint)?.[1]))
        : [];
    }
    case "RunSQL": {
      const sql = call.arguments.find(({ text }) => /^sql\s*=/.test(text)) ?? placed(call)[0];
      return sql ? sqlIn(file, sql.start, sql.start + sql.text.length) : [];
    }
    default:
      return [];
  }
}
