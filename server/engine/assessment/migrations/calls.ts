import type { Call, SourceFile } from "../code/source-file.ts";
import { given, placed, plain, stringsIn } from "./arguments.ts";
import { plainName, type SchemaChange } from "./changes.ts";
import { sqlIn } from "./strings.ts";

/** The block that a builder gets for one table: `knex.schema.alterTable("users", (table) => { … })`. */
interface Block {
  readonly table: string;
  readonly isNew: boolean;
  readonly start: number;
  readonly end: number;
}

/**
 * What the way up of a migration changes that is written in calls: Knex, TypeORM, Sequelize, Kysely, MikroORM, Laravel, Doctrine and Entity Framework.
 * Their builders name the same things alike.
 */
export function callChanges(file: SourceFile): readonly SchemaChange[] {
  const { start, end } = wayUp(file);
  const calls = file.calls.filter((call) => call.start >= start && call.start < end);
  const blocks = calls.flatMap((call) => blockOf(call) ?? []);
  return calls.flatMap((call) => {
    const block = blocks.findLast((one) => one.start < call.start && call.start < one.end);
    return changesOf(call, block, file, blocks);
  });
}

/** From the beginning of `up` to that of `down`, where that comes behind. */
function wayUp({ skeleton }: SourceFile): { readonly start: number; readonly end: number } {
  const begin = (name: string) => new RegExp(`(?:^|[^.\\w$]|\\bexports\\.)${name}\\s*(?:=(?!=)|:|\\()`, "im").exec(skeleton)?.index;
  const [up, down] = [begin("up"), begin("down")];
  if (up === undefined) return { start: 0, end: down ?? skeleton.length };
  return { start: up, end: down !== undefined && down > up ? down : skeleton.length };
}

function blockOf(call: Call): Block | undefined {
  const isNew = /^(?:createTable(?:IfNotExists|Like)?|CreateTable)$/.test(call.name) || /^Schema(?:::|\.)create$/.test(call.callee);
  const isOld = /^(?:alterTable|table)$/.test(call.name) || /^Schema(?:::|\.)table$/.test(call.callee);
  const table =
    plain(call.arguments[0]?.text) ??
    plain(given(call, "name")) ??
    /\bname\s*:\s*["'`]([^"'`]+)["'`]/.exec(call.arguments[0]?.text ?? "")?.[1];
  return (isNew || isOld) && table !== undefined ? { table: plainName(table), isNew, start: call.start, end: call.end } : undefined;
}

/** Builders of a column, as Knex and Laravel name them. */
const columnTypes =
  /^(?:string|text|integer|bigInteger|bigint|smallInteger|tinyInteger|tinyint|smallint|mediumint|unsignedInteger|unsignedBigInteger|boolean|date|dateTime|datetime|timestamp|timestampTz|time|float|double|decimal|json|jsonb|uuid|ulid|binary|enum|enu|char|foreignId|foreignUuid|longText|mediumText|specificType)$/;

const sqlCalls = /(?:^|\.)(?:query|raw|addSql|execute|executeSql|unprepared|statement|Sql)$|^DB::(?:statement|unprepared)$/;

function changesOf(call: Call, block: Block | undefined, file: SourceFile, blocks: readonly Block[]): readonly SchemaChange[] {
  if (sqlCalls.test(call.callee)) {
    const [first] = call.arguments;
    return first ? sqlIn(file, first.start, first.start + first.text.length) : [];
  }
  if (/^(?:migrationBuilder|builder)\./.test(call.callee)) return entityFramework(call);
  const strings = call.arguments.map(({ text }) => plain(text));
  const [first, second, third] = strings;
  // Kysely: `db.schema.alterTable("users").dropColumn("email")`.
  const above = block?.table ?? blocks.findLast((one) => !one.isNew && one.end <= call.start)?.table;
  const isBuilder = block !== undefined || (call.callee.startsWith(".") && above !== undefined);
  const change = changesAt(call.start);
  /** Of the table around, else of the one that comes first. */
  const columnsOf = (names: readonly string[]): readonly [string | undefined, readonly string[]] =>
    isBuilder ? [above, names] : [first, names.slice(1)];
  const all = call.arguments.flatMap(({ text }) => stringsIn(text));
  const options = call.arguments.map(({ text }) => text).join(" ");
  switch (call.name) {
    case "createTable":
    case "createTableIfNotExists":
    case "create":
      return block || call.name !== "create" || /^Schema/.test(call.callee) ? change("create-table", blockOf(call)?.table, []) : [];
    case "dropTable":
    case "dropTableIfExists":
      return change("drop-table", first, []);
    case "drop":
    case "dropIfExists":
      return /^Schema(?:::|\.)/.test(call.callee) ? change("drop-table", first, []) : [];
    case "renameTable":
      return change("rename-table", first, [], second);
    case "rename":
      return /^Schema(?:::|\.)/.test(call.callee) ? change("rename-table", first, [], second) : [];
    case "dropColumn":
    case "dropColumns":
    case "removeColumn":
    case "removeColumns": {
      const [table, columns] = columnsOf(all);
      return columns.length > 0 ? change("drop-column", table, columns) : [];
    }
    case "dropTimestamps":
      return isBuilder ? change("drop-column", above, ["created_at", "updated_at"]) : [];
    case "dropSoftDeletes":
      return isBuilder ? change("drop-column", above, ["deleted_at"]) : [];
    case "renameColumn":
      return isBuilder ? change("rename-column", above, [first], second) : change("rename-column", first, [second], third);
    case "dropNullable":
      return isBuilder ? change("require", above, [first]) : [];
    case "changeColumn":
      return /\ballowNull\s*:\s*false\b/.test(options) && !/\bdefaultValue\s*:/.test(options) ? change("require", first, [second]) : [];
    case "addColumn":
      return addition(call, change, first, second, isBuilder, above);
    case "addIndex":
    case "addConstraint":
    case "createIndex":
    case "createUniqueConstraint": {
      if (isBuilder || !/\bunique\s*:\s*true\b|\btype\s*:\s*["']unique["']|\bisUnique\s*:\s*true\b/i.test(options)) return [];
      const list = /\b(?:fields|columnNames)\s*:\s*\[([^\]]*)/.exec(options)?.[1] ?? /\[([^\]]*)/.exec(options)?.[1];
      return change("unique", first, stringsIn(list).length > 0 ? stringsIn(list) : [undefined]);
    }
    case "unique":
      // Behind a column's builder it has no names of its own.
      return block && !block.isNew && all.length > 0 && !call.callee.startsWith(".")
        ? change("unique", block.table, /^\[/.test(call.arguments[0]?.text ?? "") ? stringsIn(call.arguments[0]?.text) : [first])
        : [];
    default:
      return block && !block.isNew && columnTypes.test(call.name) && !call.callee.startsWith(".") && first !== undefined
        ? builtColumn(call, file, block, first)
        : [];
  }
}

type Change = (kind: SchemaChange["kind"], table: string | undefined, columns: readonly (string | undefined)[]) => readonly SchemaChange[];

function addition(
  call: Call,
  change: Change,
  first: string | undefined,
  second: string | undefined,
  isBuilder: boolean,
  above: string | undefined,
): readonly SchemaChange[] {
  if (isBuilder) return change("add-column", above, [first]);
  const text = call.arguments[1]?.text ?? "";
  // TypeORM's columns are required unless they say otherwise.
  if (/^new\s+TableColumn\(/.test(text)) {
    const name = /\bname\s*:\s*["'`]([^"'`]+)["'`]/.exec(text)?.[1];
    const isFree = /\bisNullable\s*:\s*true\b|\bdefault\s*:|\bisGenerated\s*:\s*true\b|\basExpression\s*:/.test(text);
    return change(isFree ? "add-column" : "add-required", first, [name]);
  }
  const options = call.arguments[2]?.text ?? "";
  const isRequired = /\ballowNull\s*:\s*false\b/.test(options) && !/\bdefaultValue\s*:|\bautoIncrement\s*:\s*true\b/.test(options);
  return change(isRequired ? "add-required" : "add-column", first, [second]);
}

/** `table.string("email").notNullable()` in the block of a table that is there; what is chained behind it says more. */
function builtColumn(call: Call, file: SourceFile, { table }: Block, name: string): readonly SchemaChange[] {
  const rest = file.skeleton.slice(call.end, call.end + 400);
  const chain = rest.slice(0, /;|\n\s*\$?\w+(?:\.|->)|\}/.exec(rest)?.index ?? rest.length);
  const has = (pattern: RegExp) => pattern.test(chain);
  const isFilled = has(/(?:\.|->)(?:defaultTo|default|useCurrent|virtualAs|storedAs|generatedAs)\(/);
  const isLaravel = file.family === "php";
  const isRequired = isLaravel ? !has(/->nullable\(\s*(?:true)?\s*\)/) : has(/\.not(?:Nullable|Null)\(/);
  const make = (kind: SchemaChange["kind"]): readonly SchemaChange[] => [{ kind, table, columns: [plainName(name)], offset: call.start }];
  if (has(/(?:\.|->)(?:alter|change)\(/)) {
    // Laravel keeps what is not said again only where it is said: a plain `change()` does not tell.
    const makesRequired = isLaravel ? has(/->nullable\(\s*false\s*\)/) : isRequired;
    return makesRequired && !isFilled ? make("require") : [];
  }
  return make(isRequired && !isFilled ? "add-required" : "add-column");
}

/** Makes the change that a call at an offset stands for; none where its table or one of its columns cannot be told. */
function changesAt(offset: number) {
  return (
    kind: SchemaChange["kind"],
    table: string | undefined,
    columns: readonly (string | undefined)[],
    to?: string,
  ): readonly SchemaChange[] =>
    table === undefined || columns.includes(undefined)
      ? []
      : [{ kind, table: plainName(table), columns: columns.map((one) => plainName(one ?? "")), to: to && plainName(to), offset }];
}

/** https://learn.microsoft.com/ef/core/managing-schemas/migrations/operations */
function entityFramework(call: Call): readonly SchemaChange[] {
  const text = (name: string, index: number) => plain(given(call, name)) ?? plain(placed(call)[index]?.text);
  const change = changesAt(call.start);
  const [name, table] = [text("name", 0), text("table", 1)];
  const isFilled = ["defaultValue", "defaultValueSql", "computedColumnSql"].some((one) => given(call, one) !== undefined);
  switch (call.name) {
    case "CreateTable":
      return change("create-table", name, []);
    case "DropTable":
      return change("drop-table", name, []);
    case "RenameTable":
      return change("rename-table", name, [], plain(given(call, "newName")));
    case "DropColumn":
      return change("drop-column", table, [name]);
    case "RenameColumn":
      return change("rename-column", table, [name], plain(given(call, "newName")));
    case "AddColumn":
      return change(given(call, "nullable") === "false" && !isFilled ? "add-required" : "add-column", table, [name]);
    case "AlterColumn": {
      const [type, oldType] = [plain(given(call, "type")), plain(given(call, "oldType"))];
      const isOther = type !== undefined && oldType !== undefined && family(type) !== family(oldType);
      const becomesRequired = given(call, "nullable") === "false" && given(call, "oldNullable") === "true" && !isFilled;
      return [...(isOther ? change("change-type", table, [name]) : []), ...(becomesRequired ? change("require", table, [name]) : [])];
    }
    case "CreateIndex":
      return given(call, "unique") === "true" ? change("unique", table, stringsIn(given(call, "columns") ?? given(call, "column"))) : [];
    default:
      return [];
  }
}

/** Types of one kind, whose lengths are left to those who know. */
function family(type: string): string {
  const name = type.toLowerCase().replace(/\(.*$/, "").trim();
  if (/char|text|string/.test(name)) return "text";
  return /int$|integer|serial/.test(name) ? "integer" : name;
}
