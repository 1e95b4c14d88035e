import { plainName, type SchemaChange } from "./changes.ts";
import { sqlChangesAt } from "./sql.ts";

/** What a migration of Rails changes (https://guides.rubyonrails.org/active_record_migrations.html), by `code`: the text without comments, as long as it. */
export function railsChanges(code: string): readonly SchemaChange[] {
  const changes: SchemaChange[] = [];
  const lines = code.split("\n");
  /** The table of the block `change_table :users do |t|`, with its variable. */
  let block: { readonly table: string; readonly variable: string; readonly until: number } | undefined;
  let skipTo = -1;
  let offset = 0;
  for (const [index, line] of lines.entries()) {
    const start = offset + (line.length - line.trimStart().length);
    offset += line.length + 1;
    if (index <= skipTo) continue;
    if (block && index > block.until) block = undefined;
    // The way back, and what somebody has marked as looked at (https://github.com/ankane/strong_migrations).
    if (/^\s*(?:def\s+down\b|\w+\.down\s+do\b|safety_assured\s+do\b)/.test(line)) {
      skipTo = endOf(lines, index);
      continue;
    }
    const opened = /^\s*(?:create_table|change_table)[\s(]+[:"'](\w+).*\bdo\s*\|(\w+)\|/.exec(line);
    if (opened) block = { table: plainName(opened[1] ?? ""), variable: opened[2] ?? "", until: endOf(lines, index) };
    const heredoc = /^\s*execute[\s(]*<<[~-]?["']?(\w+)/.exec(line);
    if (heredoc) {
      const end = lines.findIndex((one, at) => at > index && one.trim() === heredoc[1]);
      const sql = lines.slice(index + 1, end < 0 ? undefined : end).join("\n");
      changes.push(...sqlChangesAt(sql, offset));
      skipTo = end < 0 ? lines.length : end;
      continue;
    }
    const call = /^\s*(?:(\w+)\.)?(\w+)[\s(]+([^\n]*)/.exec(line);
    if (!call) continue;
    const [, receiver, name = "", rest = ""] = call;
    if (name === "execute") {
      const sql = /^(["'])(.*)\1\s*\)?\s*$/.exec(rest.trim())?.[2];
      if (sql !== undefined && !sql.includes("#{")) changes.push(...sqlChangesAt(sql, start));
      continue;
    }
    const all = argumentsIn(rest);
    if (receiver === undefined) changes.push(...ofMigration(name, all, rest, start));
    else if (block && receiver === block.variable) changes.push(...ofTable(name, all, rest, block.table, start));
  }
  return changes;
}

/** The line of the `end` that closes what a line opens, by its indentation. */
function endOf(lines: readonly string[], from: number): number {
  const indentation = /^\s*/.exec(lines[from] ?? "")?.[0] ?? "";
  const end = lines.findIndex((line, at) => at > from && line.startsWith(indentation) && /^end\b/.test(line.slice(indentation.length)));
  return end < 0 ? lines.length : end;
}

/** The names among the arguments: of `:users, "email", null: false` the first two, in lists as well. */
function argumentsIn(rest: string): readonly string[] {
  const plainPart = rest.replace(/,?\s*(?:\w+:\s|:\w+\s*=>)[^\n]*$/, "");
  return [...plainPart.matchAll(/:"?(\w+)"?|["']([\w.]+)["']/g)].map((match) => match[1] ?? match[2] ?? "");
}

const isUnique = /\bunique:\s*true\b|:unique\s*=>\s*true\b/;
const isRequired = (rest: string) => /\bnull:\s*false\b|:null\s*=>\s*false\b/.test(rest) && !/\bdefault:|:default\s*=>/.test(rest);

function ofMigration(name: string, [table = "", ...columns]: readonly string[], rest: string, offset: number): readonly SchemaChange[] {
  const change = (kind: SchemaChange["kind"], names: readonly string[] = [], to?: string): readonly SchemaChange[] =>
    table === "" ? [] : [{ kind, table: plainName(table), columns: names.map(plainName), to: to && plainName(to), offset }];
  const [column = "", other = ""] = columns;
  switch (name) {
    case "create_table":
    case "create_join_table":
      return change("create-table");
    case "drop_table":
      return change("drop-table");
    case "rename_table":
      return change("rename-table", [], column);
    case "remove_column":
    case "remove_columns":
      return change("drop-column", name === "remove_column" ? [column] : columns);
    case "remove_reference":
    case "remove_belongs_to":
      return change("drop-column", [`${column}_id`]);
    case "remove_timestamps":
      return change("drop-column", ["created_at", "updated_at"]);
    case "rename_column":
      return change("rename-column", [column], other);
    case "change_column":
      return /^(?:text|bigint|string)$/.test(other) ? [] : change("change-type", [column]);
    // A value behind `false` is for the rows that are there.
    case "change_column_null":
      return /,\s*false\s*\)?\s*$/.test(rest) ? change("require", [column]) : [];
    case "change_column_default":
      return change("set-default", [column]);
    case "add_index":
      return isUnique.test(rest) ? change("unique", columns) : [];
    case "add_column":
      return change(isRequired(rest) ? "add-required" : "add-column", [column]);
    case "add_reference":
    case "add_belongs_to":
      return change(isRequired(rest) ? "add-required" : "add-column", [`${column}_id`]);
    default:
      return [];
  }
}

/** In the block of a table. */
function ofTable(name: string, columns: readonly string[], rest: string, table: string, offset: number): readonly SchemaChange[] {
  const change = (kind: SchemaChange["kind"], names: readonly string[], to?: string): readonly SchemaChange[] =>
    names.length === 0 ? [] : [{ kind, table, columns: names.map(plainName), to, offset }];
  const [column = "", other = ""] = columns;
  switch (name) {
    case "remove":
      return change("drop-column", columns);
    case "remove_references":
    case "remove_belongs_to":
      return change("drop-column", [`${column}_id`]);
    case "rename":
      return change("rename-column", [column], other);
    case "change":
      return /^(?:text|bigint|string)$/.test(other) ? [] : change("change-type", [column]);
    case "change_null":
      return /,\s*false\s*\)?\s*$/.test(rest) ? change("require", [column]) : [];
    case "index":
      return isUnique.test(rest) ? change("unique", columns) : [];
    case "references":
    case "belongs_to":
      return change(isRequired(rest) ? "add-required" : "add-column", [`${column}_id`]);
    case "string":
    case "text":
    case "integer":
    case "bigint":
    case "boolean":
    case "datetime":
    case "date":
    case "decimal":
    case "float":
    case "json":
    case "jsonb":
    case "uuid":
      return change(isRequired(rest) ? "add-required" : "add-column", columns);
    default:
      return [];
  }
}
