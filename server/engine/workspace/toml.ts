/** A TOML file as far as manifests need it: strings, lists of strings, and inline tables' strings, by table and key. */
export interface Toml {
  /** Whether there is such a table, or one below it: `tool.poetry`. */
  hasTable(name: string): boolean;
  /** The names of the tables below one: `dependency-groups`, `tool.poetry.group`. */
  tablesBelow(name: string): readonly string[];
  keys(table: string): readonly string[];
  string(table: string, key: string): string | undefined;
  /** The strings of a list, those inside tables left out. */
  list(table: string, key: string): readonly string[];
  /** The line on which a table begins, or a key of it; counted from 1. */
  line(table: string, key?: string): number | undefined;
}

type Entries = Map<string, string>;

const maximumSize = 256 * 1024;

/** Reads a TOML file. Tolerant: lines that it does not understand are left out. Never throws. */
export function readToml(text: string): Toml {
  const tables = new Map<string, Entries>();
  const places = new Map<string, number>();
  let table: Entries = new Map();
  tables.set("", table);
  let name = "";
  const lines = text.length > maximumSize ? [] : text.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    const line = (lines[i] as string).trim();
    const header = /^\[{1,2}\s*([^\]]+?)\s*\]{1,2}/.exec(line);
    if (header) {
      name = keyParts(header[1] as string).join(".");
      table = tables.get(name) ?? new Map();
      tables.set(name, table);
      if (!places.has(name)) places.set(name, i + 1);
      continue;
    }
    const assignment = /^((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=\s*(.*)$/.exec(line);
    if (!assignment) continue;
    let value = assignment[2] as string;
    const lineNumber = i + 1;
    // A value goes on while its brackets or its triple quotes are open.
    const parts = [value];
    for (let open = openness(value); open !== undefined && i + 1 < lines.length; ) {
      const next = lines[++i] as string;
      parts.push(next);
      open = stillOpen(open, next);
    }
    value = parts.join("\n");
    const path = keyParts(assignment[1] as string);
    const key = path.pop() as string;
    const owner = [...(name === "" ? [] : [name]), ...path].join(".");
    places.set(`${owner}\n${key}`, lineNumber);
    if (path.length === 0) table.set(key, value);
    else {
      const below = tables.get(owner) ?? new Map<string, string>();
      tables.set(owner, below);
      below.set(key, value);
    }
  }
  return {
    hasTable: (wanted) => tables.has(wanted) || [...tables.keys()].some((known) => known.startsWith(`${wanted}.`)),
    tablesBelow: (wanted) =>
      [...tables.keys()].filter((known) => known.startsWith(`${wanted}.`)).map((known) => known.slice(wanted.length + 1)),
    keys: (wanted) => [...(tables.get(wanted)?.keys() ?? [])],
    string(wanted, key) {
      const value = tables.get(wanted)?.get(key);
      return value === undefined
        ? undefined
        : /^(?:"([^"\n]*)"|'([^'\n]*)')/
            .exec(value)
            ?.slice(1)
            .find((group) => group !== undefined);
    },
    list(wanted, key) {
      const value = tables.get(wanted)?.get(key);
      return value?.startsWith("[") ? stringsOf(value) : [];
    },
    line: (wanted, key) => places.get(key === undefined ? wanted : `${wanted}\n${key}`),
  };
}

function keyParts(key: string): string[] {
  return [...key.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map((match) => match[1] ?? match[2] ?? (match[3] as string));
}

interface Open {
  readonly quotes: string | undefined;
  readonly depth: number;
}

function openness(text: string): Open | undefined {
  return stillOpen({ quotes: undefined, depth: 0 }, text);
}

/** What is still open behind a further line; undefined where nothing is. */
function stillOpen(open: Open, text: string): Open | undefined {
  let { quotes, depth } = open;
  for (let i = 0; i < text.length; i++) {
    if (quotes) {
      if (quotes === '"""' && text[i] === "\\") i++;
      else if (text.startsWith(quotes, i)) {
        i += 2;
        quotes = undefined;
      }
      continue;
    }
    const character = text[i];
    if (character === "#") break;
    if (text.startsWith('"""', i) || text.startsWith("'''", i)) {
      quotes = text.slice(i, i + 3);
      i += 2;
    } else if (character === '"' || character === "'") {
      const rest = character === '"' ? /^"(?:[^"\\]|\\.)*"/.exec(text.slice(i, i + 4096)) : /^'[^']*'/.exec(text.slice(i, i + 4096));
      if (!rest) break;
      i += rest[0].length - 1;
    } else if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth--;
  }
  return quotes || depth > 0 ? { quotes, depth } : undefined;
}

/** The strings directly in a list. */
function stringsOf(list: string): string[] {
  const found: string[] = [];
  let depth = 0;
  for (const match of list.matchAll(/#[^\n]*|"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|[[\]{}]/g)) {
    const token = match[0];
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    else if (!token.startsWith("#") && depth === 1) found.push(match[1] ?? match[2] ?? "");
  }
  return found;
}
