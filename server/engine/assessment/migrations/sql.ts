import { plainName, type SchemaChange } from "./changes.ts";

interface Token {
  /** In upper case where it is a word without quotes; "" for what is quoted. */
  readonly word: string;
  readonly text: string;
  readonly start: number;
}

const tokenPattern =
  /--[^\n]*|\/\*|[eEnN]?'(?:[^'\\]|''|\\[^\n])*'|\$(\w*)\$|"(?:[^"]|"")*"|`[^`]*`|\[[^\]\n]*\]|[\p{L}_][\p{L}\p{N}_$]*|\d[\w.]*|\S/gu;

/** What the statements of a text change, in their order. Parts for the way back are not read. Never throws. */
export function sqlChanges(text: string): readonly SchemaChange[] {
  return statementsIn(withoutWayBack(text), 0).flatMap(changesOf);
}

/** The same of SQL that stands in a string of another language, from an offset on. */
export function sqlChangesAt(text: string, offset: number): readonly SchemaChange[] {
  // `\"users\"`: the quotes belong to SQL.
  return statementsIn(text.replace(/\\(["'`])/g, " $1").replace(/\\[nrt]/g, "  "), offset).flatMap(changesOf);
}

const up = /^\s*--\s*(?:\+goose\s+up|migrate:up|\+migrate\s+up)\b/i;
/** Where the way back begins, by the comments of goose, dbmate, sql-migrate and MyBatis. */
const down = /^\s*--\s*(?:\+goose\s+down|migrate:down|\+migrate\s+down|\/\/\s*@undo)\b/i;

/** The lines of the way back and those that a linter was told to leave are blank; as long as the text. */
function withoutWayBack(text: string): string {
  let isDown = false;
  let isLeft = false;
  return text
    .split("\n")
    .map((line) => {
      if (up.test(line)) isDown = false;
      else if (down.test(line)) isDown = true;
      // Somebody has looked at the next statement: https://squawkhq.com/docs/cli, https://atlasgo.io/lint/analyzers
      const isNote = /^\s*--\s*(?:squawk-ignore|atlas:nolint)\b/.test(line);
      const hides = isDown || (isLeft && !isNote && line.trim() !== "");
      if (isNote) isLeft = true;
      else if (isLeft && /;\s*(?:--.*)?$/.test(line)) isLeft = false;
      return hides ? " ".repeat(line.length) : line;
    })
    .join("\n");
}

/** The tokens of each statement. What stands between dollars is the body of a function, but for `DO`, which runs. */
function statementsIn(text: string, base: number): readonly (readonly Token[])[] {
  const statements: Token[][] = [];
  let current: Token[] = [];
  const inner: (readonly Token[])[] = [];
  const pattern = new RegExp(tokenPattern);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [written, tag] = match;
    if (written.startsWith("--")) continue;
    if (written === "/*") {
      const end = text.indexOf("*/", pattern.lastIndex);
      pattern.lastIndex = end < 0 ? text.length : end + 2;
      continue;
    }
    if (tag !== undefined) {
      const end = text.indexOf(written, pattern.lastIndex);
      const from = pattern.lastIndex;
      pattern.lastIndex = end < 0 ? text.length : end + written.length;
      if (current[0]?.word === "DO") inner.push(...statementsIn(text.slice(from, end < 0 ? text.length : end), base + from));
      continue;
    }
    // SQL Server's tools end a batch with a line of its own.
    if (written === ";" || (/^go$/i.test(written) && /(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, match.index - 20), match.index)))) {
      statements.push(current);
      current = [];
      continue;
    }
    current.push({
      word: /^[\p{L}_]/u.test(written) && !written.endsWith("'") ? written.toUpperCase() : "",
      text: written,
      start: base + match.index,
    });
  }
  return [...statements, current, ...inner].map(begun).filter(({ length }) => length > 0);
}

/** In a block, `BEGIN` and conditions stand before the statement. */
function begun(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex(
    ({ word }, i) => starts.has(word) && (i === 0 || /^(?:BEGIN|THEN|ELSE|GO|LOOP)$/.test(tokens[i - 1]?.word ?? "")),
  );
  return at < 0 ? [] : tokens.slice(at);
}

const starts: ReadonlySet<string> = new Set(["CREATE", "ALTER", "DROP", "RENAME", "EXEC", "EXECUTE"]);

/** Reads along the tokens of a statement. */
class Reader {
  readonly tokens: readonly Token[];
  at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get word(): string {
    return this.tokens[this.at]?.word ?? "";
  }

  get text(): string {
    return this.tokens[this.at]?.text ?? "";
  }

  /** Steps over one of some words. */
  skip(...words: readonly string[]): boolean {
    if (!words.includes(this.word)) return false;
    this.at++;
    return true;
  }

  skipAll(...words: readonly string[]): void {
    while (this.skip(...words));
  }

  /** `"public"."users"`, as `users`. */
  name(): string {
    let name = this.text;
    this.at++;
    while (this.text === ".") {
      name = this.tokens[this.at + 1]?.text ?? "";
      this.at += 2;
    }
    return plainName(name);
  }

  /** The names in the next brackets: `(lower("email"), tenant DESC)`. */
  names(): readonly string[] {
    while (this.at < this.tokens.length && this.text !== "(") this.at++;
    const names: string[] = [];
    let depth = 0;
    let isFirst = true;
    for (; this.at < this.tokens.length; this.at++) {
      if (this.text === "(") depth++;
      else if (this.text === ")" && --depth === 0) break;
      else if (this.text === "," && depth === 1) isFirst = true;
      else if (isFirst && /^["`[\p{L}_]/u.test(this.text) && this.tokens[this.at + 1]?.text !== "(") {
        names.push(plainName(this.text));
        isFirst = false;
      }
    }
    return names;
  }

  rest(): readonly Token[] {
    return this.tokens.slice(this.at);
  }
}

function changesOf(tokens: readonly Token[]): readonly SchemaChange[] {
  const reader = new Reader(tokens);
  const offset = tokens[0]?.start ?? 0;
  if (reader.skip("CREATE")) {
    reader.skipAll("OR", "REPLACE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED");
    if (reader.skip("TABLE")) {
      reader.skipAll("IF", "NOT", "EXISTS");
      return [{ kind: "create-table", table: reader.name(), columns: [], offset }];
    }
    if (!reader.skip("UNIQUE")) return [];
    reader.skipAll("CLUSTERED", "NONCLUSTERED");
    if (!reader.skip("INDEX")) return [];
    while (reader.at < tokens.length && !reader.skip("ON")) reader.at++;
    reader.skip("ONLY");
    const table = reader.name();
    return table === "" ? [] : [{ kind: "unique", table, columns: reader.names(), offset }];
  }
  if (reader.skip("DROP")) {
    if (!reader.skip("TABLE")) return [];
    reader.skipAll("IF", "EXISTS");
    const changes: SchemaChange[] = [];
    do changes.push({ kind: "drop-table", table: reader.name(), columns: [], offset });
    while (isComma(reader));
    return changes;
  }
  if (reader.skip("RENAME")) {
    if (!reader.skip("TABLE")) return [];
    const changes: SchemaChange[] = [];
    do {
      const table = reader.name();
      reader.skip("TO");
      changes.push({ kind: "rename-table", table, columns: [], to: reader.name(), offset });
    } while (isComma(reader));
    return changes;
  }
  if (reader.skip("EXEC", "EXECUTE")) return spRename(reader, offset);
  if (!reader.skip("ALTER") || !reader.skip("TABLE")) return [];
  reader.skipAll("IF", "EXISTS", "ONLY");
  const table = reader.name();
  return clausesOf(reader.rest()).flatMap((clause) => clauseOf(new Reader(clause), table, clause[0]?.start ?? offset));
}

function isComma(reader: Reader): boolean {
  if (reader.text !== ",") return false;
  reader.at++;
  return true;
}

/** SQL Server: `EXEC sp_rename 'dbo.users.email', 'mail', 'COLUMN'`. */
function spRename(reader: Reader, offset: number): readonly SchemaChange[] {
  if (reader.name() !== "sp_rename") return [];
  const [old = "", to = "", what = ""] = reader.rest().flatMap(({ text }) => /'(.*)'$/.exec(text)?.[1] ?? []);
  const parts = old.split(".");
  if (/^column$/i.test(what))
    return [{ kind: "rename-column", table: plainName(parts.at(-2) ?? ""), columns: [plainName(old)], to: plainName(to), offset }];
  return what === "" && old !== "" ? [{ kind: "rename-table", table: plainName(old), columns: [], to: plainName(to), offset }] : [];
}

/** The parts of an `ALTER TABLE` between the commas outside of brackets. */
function clausesOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const clauses: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === "(") depth++;
    if (token.text === ")") depth--;
    if (token.text === "," && depth === 0) clauses.push([]);
    else clauses.at(-1)?.push(token);
  }
  return clauses.filter(({ length }) => length > 0);
}

const noColumn: readonly string[] = [
  "CONSTRAINT",
  "INDEX",
  "KEY",
  "PRIMARY",
  "FOREIGN",
  "CHECK",
  "PARTITION",
  "PERIOD",
  "FULLTEXT",
  "SPATIAL",
  "EXCLUDE",
];

/** Types that hold whatever fitted into a narrower one of their kind. */
const wide = /^(?:TEXT|MEDIUMTEXT|LONGTEXT|CITEXT|BIGINT|VARCHAR|NVARCHAR|CHARACTER|DOUBLE|NUMERIC|DECIMAL)$/;

function clauseOf(reader: Reader, table: string, offset: number): readonly SchemaChange[] {
  const change = (kind: SchemaChange["kind"], columns: readonly string[], to?: string): readonly SchemaChange[] => [
    { kind, table, columns, to, offset },
  ];
  if (reader.skip("ADD")) return addition(reader, change);
  if (reader.skip("DROP")) {
    if (!reader.skip("COLUMN") && [...noColumn, "DEFAULT", "EXPRESSION"].includes(reader.word)) return [];
    reader.skipAll("IF", "EXISTS");
    const column = reader.name();
    return column === "" ? [] : change("drop-column", [column]);
  }
  if (reader.skip("RENAME")) {
    if (reader.skip("TO", "AS")) return change("rename-table", [], reader.name());
    if (!reader.skip("COLUMN") && noColumn.includes(reader.word)) return [];
    const column = reader.name();
    return reader.skip("TO", "AS") ? change("rename-column", [column], reader.name()) : [];
  }
  if (reader.skip("CHANGE")) {
    reader.skip("COLUMN");
    const [column, to] = [reader.name(), reader.name()];
    // The type is said again with every change: whether it is another one cannot be told.
    return column === to ? [] : change("rename-column", [column], to);
  }
  if (!reader.skip("ALTER")) return [];
  reader.skip("COLUMN");
  const column = reader.name();
  if (reader.skip("SET")) {
    if (reader.skip("DEFAULT")) return change("set-default", [column]);
    if (reader.skip("NOT")) return reader.word === "NULL" ? change("require", [column]) : [];
    reader.skip("DATA");
  }
  if (!reader.skip("TYPE")) return [];
  // `USING` says that what is there does not simply fit.
  const isConverted = reader.rest().some(({ word }) => word === "USING") && !/^(?:TEXT|CITEXT|VARCHAR|CHARACTER)$/.test(reader.word);
  return wide.test(reader.word) && !isConverted ? [] : change("change-type", [column]);
}

function addition(
  reader: Reader,
  change: (kind: SchemaChange["kind"], columns: readonly string[]) => readonly SchemaChange[],
): readonly SchemaChange[] {
  if (reader.skip("CONSTRAINT")) reader.name();
  if (reader.skip("UNIQUE")) {
    const isByIndex = reader.rest().some(({ word }, i, all) => word === "USING" && all[i + 1]?.word === "INDEX");
    return isByIndex ? [] : change("unique", reader.names());
  }
  if (noColumn.includes(reader.word)) return [];
  reader.skip("COLUMN");
  reader.skipAll("IF", "NOT", "EXISTS");
  if (reader.text === "(") reader.at++;
  const column = reader.name();
  const words = reader.rest().map(({ word }) => word);
  const isRequired = words.some((word, i) => word === "NOT" && words[i + 1] === "NULL");
  const isFilled = words.some((word) => /^(?:DEFAULT|GENERATED|IDENTITY|(?:BIG|SMALL)?SERIAL|AUTO_INCREMENT|AUTOINCREMENT|AS)$/.test(word));
  return column === "" ? [] : change(isRequired && !isFilled ? "add-required" : "add-column", [column]);
}
