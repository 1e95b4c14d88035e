import type { VariableType } from "./environment.ts";

/** One place where a source file reads a variable. */
export interface Read {
  readonly name: string;
  /** Counts from 1. */
  readonly line: number;
  /** The plain value that stands in where the variable is not set. */
  readonly fallback: string | undefined;
  /** The code goes on where it is not set: it has a value for that, or asks. */
  readonly isOptional: boolean;
  readonly type: VariableType | undefined;
}

interface Form {
  /** Has the flags `dg` and a group `name`. */
  readonly pattern: RegExp;
  /** What the form itself says; the rest is told from the code around it. */
  readonly read?: (match: RegExpExecArray, text: string) => Partial<Pick<Read, "fallback" | "isOptional" | "type">> | undefined;
}

type Reader = (text: string) => readonly Read[];

/** The places where a source file reads variables of the environment; `text` has its comments blanked. */
export function readsIn(path: string, text: string): readonly Read[] {
  const ending = /\.(\w+)$/.exec(path)?.[1] ?? "";
  const read = readers[ending];
  return read ? read(text).filter(({ name }) => /^[A-Za-z_]\w*$/.test(name)) : [];
}

const string = String.raw`(?:"(?<double>[^"\n\\]*)"|'(?<single>[^'\n\\]*)'|${"`"}(?<back>[^${"`"}\n\\$]*)${"`"})`;
/** A plain value at the beginning of a text: a string, a number or a truth value. */
const literal = new RegExp(String.raw`^\s*(?:${string}|(?<bare>-?\d+(?:\.\d+)?|true|false|True|False)\b)(?!\s*[+.%(])`);

function literalAt(text: string): string | undefined {
  const groups = literal.exec(text)?.groups;
  return groups && (groups.double ?? groups.single ?? groups.back ?? groups.bare);
}

/** What the code around a read says: a value behind `??`, `||` or `or`, a question whether it is there, a conversion. */
function fromSurroundings(before: string, after: string): Pick<Read, "fallback" | "isOptional" | "type"> {
  // `Number(process.env.PORT) || 3000`, `parseInt(process.env.PORT, 10) ?? 3000`
  const rest = /^[\s!]*(?:as string)?(?:,\s*10)?[\s)]*/.exec(after)?.[0] ?? "";
  const behind = after.slice(rest.length);
  const alternative = /^(?:\?\?|\|\||\?:|or\b)(?!=)\s*/.exec(behind);
  const value = alternative ? literalAt(behind.slice(alternative[0].length)) : undefined;
  const throws = alternative !== null && /^(?:throw|raise|fail|die|panic)\b/.test(behind.slice(alternative[0].length));
  const compared = /^(?:===?|!==?|\.equals\(|\.lower\(\)\s*(?:==|in))\s*[("'`]*(\w*)/.exec(behind);
  const isAsked =
    compared !== null ||
    /^(?:\?\.|\?(?![?.])|&&)/.test(behind) ||
    /(?:\bif\s*\(?\s*(?:not\s+)?|!|&&\s*|\bin\s+|\bBoolean\(\s*|\bunless\s+)$/.test(before);
  // `if (!process.env.X) throw`: it is asked for, and nothing works without it.
  const stops =
    /\bif\s*\(?\s*(?:!|not\s+)$/.test(before) && /^[\s)]*[:{]?\s*(?:throw|raise|die|panic|process\.exit|sys\.exit)\b/.test(after);
  const isTruth = compared !== null && /^(?:true|false|1|0|yes|on)$/i.test(compared[1] ?? "");
  return {
    fallback: value,
    isOptional: !stops && !throws && (alternative !== null || isAsked),
    type: isTruth
      ? "boolean"
      : /(?:\bNumber|\bparseFloat|\bfloat)\(\s*$/.test(before) && !/^-?\d+$/.test(value ?? "0")
        ? "number"
        : /(?:\bNumber|\bparseInt|\bint|\bintval|Integer\.parseInt|Integer\.valueOf|int\.Parse|(?:=|\(|:)\s*\+)\(?\s*$/.test(before)
          ? "integer"
          : /^(?:\?\.|\.)?split\(/.test(behind.replace(/^\./, "."))
            ? "list"
            : undefined,
  };
}

/** `const token = process.env.TOKEN;` with `if (token)` below it, which does not stop the program. */
function asksLater(before: string, after: string): boolean {
  const variable = /(?:^|[\s;{(])(\w+)\s*(?::\s*[\w. |]+)?:?=\s*$/.exec(before)?.[1];
  if (variable === undefined || !/^[\s)]*(?:;|$|\n)/.test(after)) return false;
  const asked = new RegExp(String.raw`\bif\s*\(?\s*(?:!|not\s+)?${variable}\b(?:\s+is\s+(?:not\s+)?None)?\s*[):]([^\n]*\n?[^\n]*)`).exec(
    after,
  );
  // An answer of HTTP is thrown too, and stops nothing.
  return (
    asked !== null &&
    !/\b(?:throw(?! new (?:NotFound|Unauthorized|Forbidden|Http)\w*)|raise|die|process\.exit|sys\.exit)\b/.test(asked[1] as string)
  );
}

function reader(...forms: readonly Form[]): Reader {
  return (text) => {
    const starts = lineStarts(text);
    return forms.flatMap(({ pattern, read }) =>
      [...text.matchAll(pattern)].flatMap((match) => {
        const name = match.groups?.name;
        const own = read ? read(match, text) : {};
        if (name === undefined || own === undefined) return [];
        const end = match.index + match[0].length;
        const before = text.slice(Math.max(0, match.index - 80), match.index);
        const around = fromSurroundings(before, text.slice(end, end + 160));
        const isAskedLater = !around.isOptional && around.fallback === undefined && asksLater(before, text.slice(end, end + 1500));
        const at = match.index + match[0].lastIndexOf(name);
        return {
          name,
          line: lineAt(starts, at),
          fallback: own.fallback ?? around.fallback,
          isOptional: own.isOptional ?? (around.isOptional || isAskedLater),
          type: own.type ?? around.type,
        };
      }),
    );
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** The rest of a call's arguments behind its first: a second one is what it falls back on. */
function secondArgument(match: RegExpExecArray, text: string): { fallback?: string; isOptional?: boolean } {
  const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 160);
  const comma = /^\s*,\s*(?:default\s*=\s*|default:\s*)?/.exec(rest);
  if (!comma || /^\s*,\s*\)/.test(rest)) return {};
  const value = literalAt(rest.slice(comma[0].length));
  return { isOptional: true, ...(value === undefined ? {} : { fallback: value }) };
}

const isWritten = (match: RegExpExecArray, text: string) =>
  /^\s*(?:[|&?]{2})?=(?!=|>)/.test(text.slice(match.index + match[0].length, match.index + match[0].length + 20)) ||
  /\bdelete\s+$/.test(text.slice(Math.max(0, match.index - 10), match.index));

const inBrackets = String.raw`\[\s*["'${"`"}](?<name>\w+)["'${"`"}]\s*\]`;

const javascriptForms: readonly Form[] = [
  {
    pattern: /\b(?:process\.env|import\.meta\.env|Bun\.env)(?:\?\.|\.)(?<name>[A-Za-z_]\w*)/g,
    read: (match, text) => (isWritten(match, text) || isBuiltIn(match) ? undefined : {}),
  },
  {
    pattern: new RegExp(String.raw`\b(?:process\.env|import\.meta\.env|Bun\.env)(?:\?\.)?${inBrackets}`, "g"),
    read: (match, text) => (isWritten(match, text) ? undefined : {}),
  },
  { pattern: /\bDeno\.env\.get\(\s*["'`](?<name>\w+)["'`]\s*\)/g },
  {
    pattern: /\b[cC]onfig\w*\.getOrThrow(?:<[^>\n]{0,60}>)?\(\s*["'`](?<name>[A-Z][A-Z0-9_]+)["'`]/g,
    read: () => ({ isOptional: false }),
  },
  {
    pattern: /\b[cC]onfig\w*\.get(?:<(?<type>[^>\n]{0,60})>)?\(\s*["'`](?<name>[A-Z][A-Z0-9_]+)["'`]/g,
    read: (match, text) => ({
      ...secondArgument(match, text),
      ...(match.groups?.type === "number"
        ? { type: "integer" as const }
        : match.groups?.type === "boolean"
          ? { type: "boolean" as const }
          : {}),
    }),
  },
  {
    pattern: /\b(?:get|read|require|must)_?[eE]nv(?:Var)?\(\s*["'`](?<name>[A-Z][A-Z0-9_]+)["'`]/g,
    read: secondArgument,
  },
];

/** What Vite itself sets. */
function isBuiltIn(match: RegExpExecArray): boolean {
  return match[0].startsWith("import.meta") && /^(?:MODE|DEV|PROD|SSR|BASE_URL)$/.test(match.groups?.name ?? "");
}

const javascriptReads = reader(...javascriptForms);

/** `const { PORT = "3000", DATABASE_URL: url } = process.env` */
const destructuring =
  /\b(?:const|let|var)\s*\{(?<names>[^{}=]{0,2000}(?:=[^{}=]{0,200}){0,40})\}\s*(?::[^=\n]{0,60})?=\s*(?:process\.env|import\.meta\.env)\b/g;

/** A key of a schema: `PORT: z.coerce.number().default(3000)`, `Joi.string().required()`, `port({ default: 3000 })` of envalid. */
const schemaKey =
  /^[ \t]*(?<name>[A-Z][A-Z0-9_]{2,}):\s*(?<schema>(?:(?:z|Joi|joi|yup|v|t|s)\s*\.|(?:str|bool|num|port|url|email|host|json|makeValidator|secret)\(|(?:flag|list|port)\b)[^\n]*(?:\n[ \t]+\.[^\n]*){0,8})/gm;

function javascript(text: string): readonly Read[] {
  const starts = lineStarts(text);
  const reads = [...javascriptReads(text)];
  for (const match of text.matchAll(destructuring)) {
    const names = match.groups?.names ?? "";
    for (const part of names.matchAll(/(?:^|,)\s*(?<name>[A-Za-z_]\w*)\s*(?::\s*\w+\s*)?(?:=\s*(?<value>[^,]+))?(?=,|\s*$)/g)) {
      const name = part.groups?.name as string;
      const value = part.groups?.value;
      reads.push({
        name,
        line: lineAt(starts, match.index + match[0].indexOf(names) + part.index + part[0].indexOf(name)),
        fallback: value === undefined ? undefined : literalAt(value),
        isOptional: value !== undefined,
        type: undefined,
      });
    }
  }
  if (/\b(?:process\.env|import\.meta\.env|ProcessEnv|cleanEnv|createEnv|parseEnv)\b/.test(text))
    for (const match of text.matchAll(schemaKey)) {
      const { name = "", schema = "" } = match.groups ?? {};
      const fallback = /\bdefault(?:\(|:)\s*/.exec(schema);
      const isOptional =
        fallback !== null ||
        /\.optional\(|\.allow\(\s*(?:""|''|null)/.test(schema) ||
        (/^[Jj]oi/.test(schema) && !schema.includes(".required("));
      reads.push({
        name,
        line: lineAt(starts, match.index + match[0].indexOf(name)),
        fallback: fallback ? literalAt(schema.slice(fallback.index + fallback[0].length)) : undefined,
        isOptional,
        type: /^port\b|\bport\(/.test(schema)
          ? "port"
          : /^flag\b|\bboolean\(|\bbool\(|stringbool\(/.test(schema)
            ? "boolean"
            : /\bint\(|\.integer\(/.test(schema)
              ? "integer"
              : /\bnumber\(|\bnum\(/.test(schema)
                ? "integer"
                : /\burl\(|\.uri\(|:\\\/\\\//.test(schema)
                  ? "url"
                  : /^list\b/.test(schema)
                    ? "list"
                    : undefined,
      });
    }
  return reads;
}

const pythonTypes: readonly (readonly [RegExp, VariableType])[] = [
  [/\bbool\b/, "boolean"],
  [/\bint\b|PositiveInt|NonNegativeInt/, "integer"],
  [/\bfloat\b/, "number"],
  [/Url\b|Dsn\b/, "url"],
  [/\blist\b|\bList\b|\bset\b|\btuple\b/, "list"],
];

const pythonReads = reader(
  {
    pattern: new RegExp(String.raw`\bos\.environ${inBrackets}`, "g"),
    read: (match, text) => (isWritten(match, text) ? undefined : {}),
  },
  { pattern: /\b(?:os\.)?(?:environ\.get|getenv)\(\s*["'](?<name>\w+)["']/g, read: (match, text) => secondArgument(match, text) },
  { pattern: /["'](?<name>[A-Z][A-Z0-9_]+)["'](?=\s+(?:not\s+)?in\s+os\.environ\b)/g, read: () => ({ isOptional: true }) },
  {
    pattern:
      /\benv(?:\.(?<kind>str|bool|int|float|list|url|db|db_url|cache|cache_url|json|dict|log_level))?\(\s*["'](?<name>[A-Z][A-Z0-9_]+)["']/g,
    read: (match, text) => {
      if (!/\bEnv\(|environs|\benviron\b/.test(text)) return undefined;
      const kind = match.groups?.kind;
      const types: Record<string, VariableType> = {
        bool: "boolean",
        int: "integer",
        float: "number",
        list: "list",
        url: "url",
        db: "url",
        db_url: "url",
      };
      const type = kind === undefined ? undefined : types[kind];
      return { isOptional: false, ...secondArgument(match, text), ...(type && { type }) };
    },
  },
  {
    pattern: /\bconfig\(\s*["'](?<name>[A-Z][A-Z0-9_]+)["']/g,
    read(match, text) {
      if (!/\bdecouple\b|starlette\.config/.test(text)) return undefined;
      const rest = text.slice(match.index, match.index + 240).split("\n\n")[0] ?? "";
      const cast = /\bcast\s*=\s*(\w+)/.exec(rest)?.[1];
      const type = cast === "bool" ? "boolean" : cast === "int" ? "integer" : undefined;
      return { isOptional: false, ...secondArgument(match, text), ...(type && { type: type as VariableType }) };
    },
  },
);

/** Fields of a settings class: `database_url: PostgresDsn`, read from `DATABASE_URL`, with the class's prefix. */
function pydanticReads(text: string): readonly Read[] {
  const reads: Read[] = [];
  const lines = text.split("\n");
  lines.forEach((line, at) => {
    const head = /^(\s*)class\s+\w+\([^)]*\bBaseSettings\b[^)]*\)\s*:/.exec(line);
    if (!head) return;
    const outer = (head[1] as string).length;
    let end = at + 1;
    while (end < lines.length && (lines[end]?.trim() === "" || (/^\s*/.exec(lines[end] as string)?.[0].length as number) > outer)) end++;
    const body = lines.slice(at + 1, end);
    const prefix = /\benv_prefix\s*=\s*["'](\w*)["']/.exec(body.join("\n"))?.[1] ?? "";
    const inner = /^\s*/.exec(body.find((one) => one.trim() !== "") ?? "")?.[0] ?? "";
    body.forEach((field, offset) => {
      const match = /^(\s+)([A-Za-z]\w*)\s*:\s*([^=]+?)\s*(?:=\s*(.+?))?\s*$/.exec(field);
      if (!match || match[1] !== inner || match[2] === "model_config" || /\bClassVar\b|^(?:def|class|return)\b/.test(match[3] as string))
        return;
      const [, , field_, type = "", value] = match;
      const call = value === undefined ? undefined : /^Field\((.*)/.exec(value)?.[1];
      const alias = /\b(?:validation_)?alias\s*=\s*["'](\w+)["']/.exec(call ?? "")?.[1];
      const given =
        call === undefined
          ? value
          : (/^\s*(?!\w+\s*=)([^,)]+)/.exec(call)?.[1] ??
            /\bdefault\s*=\s*([^,)]+)/.exec(call)?.[1] ??
            /\b(default_factory)\b/.exec(call)?.[1]);
      const isOptional = given !== undefined && given.trim() !== "...";
      const fallback = isOptional ? literalAt(given) : undefined;
      reads.push({
        name: alias ?? `${prefix}${field_}`.toUpperCase(),
        line: at + 2 + offset,
        fallback,
        isOptional,
        type: pythonTypes.find(([pattern]) => pattern.test(type))?.[1],
      });
    });
  });
  return reads;
}

const goReads = reader(
  { pattern: /\bos\.Getenv\(\s*"(?<name>\w+)"\s*\)/g, read: goCheck },
  { pattern: /\bos\.LookupEnv\(\s*"(?<name>\w+)"\s*\)/g, read: () => ({ isOptional: true }) },
  {
    pattern: /(?<type>[\w.[\]]+)\s+`[^`\n]*\b(?<kind>env|envconfig):"(?<name>[A-Z][A-Z0-9_]*)(?<flags>[^"\n]*)"[^`\n]*`/g,
    read(match) {
      const fallback = /\b(?:envDefault|default):"([^"]*)"/.exec(match[0])?.[1];
      const type = match.groups?.type ?? "";
      return {
        isOptional: !/,\s*(?:required|notEmpty)|required:"true"/.test(match[0]),
        ...(fallback !== undefined && { fallback }),
        ...(type === "bool"
          ? { type: "boolean" as const }
          : /^u?int\d*$/.test(type)
            ? { type: "integer" as const }
            : type.startsWith("[]")
              ? { type: "list" as const }
              : type === "url.URL"
                ? { type: "url" as const }
                : {}),
      };
    },
  },
  {
    pattern: /\b(?:get|lookup|must|read|require)?[eE]nv(?:Or|OrDefault|String|Default)?\(\s*"(?<name>[A-Z][A-Z0-9_]+)"/g,
    read: secondArgument,
  },
);

/** `port := os.Getenv("PORT")` with `if port == ""` below it; what is done there with an error stops the program. */
function goCheck(match: RegExpExecArray, text: string): Partial<Read> {
  const before = text.slice(Math.max(0, match.index - 80), match.index);
  const variable = /(\w+)\s*:?=\s*$/.exec(before)?.[1];
  const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 300);
  if (/^\s*(?:==|!=)\s*""/.test(rest)) return { isOptional: !/^[^\n]*\{\s*(?:log\.Fatal|panic|return[^\n]*[eE]rr)/.test(rest) };
  const check =
    variable === undefined ? null : new RegExp(String.raw`^\s*;?\s*(?:if\s+)?${variable}\s*(==|!=)\s*""\s*\{([^}]*)\}`).exec(rest);
  if (!check) return {};
  if (/log\.Fatal|panic\(|os\.Exit|return[^\n]*[eE]rr/.test(check[2] as string)) return { isOptional: false };
  const fallback = literalAt(new RegExp(String.raw`\b${variable}\s*=\s*(.*)`).exec(check[2] as string)?.[1] ?? "");
  return { isOptional: true, ...(fallback !== undefined && { fallback }) };
}

const rubyReads = reader(
  {
    pattern: /\bENV\.fetch\(\s*["'](?<name>\w+)["']/g,
    read(match, text) {
      const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 160);
      const block = /^\s*\)\s*(?:\{|do\b)\s*([^}\n]*)/.exec(rest)?.[1];
      if (block === undefined) return { isOptional: false, ...secondArgument(match, text) };
      const fallback = literalAt(block);
      return { isOptional: true, ...(fallback !== undefined && { fallback }) };
    },
  },
  { pattern: /\bENV\[\s*["'](?<name>\w+)["']\s*\]/g, read: (match, text) => (isWritten(match, text) ? undefined : {}) },
);

const phpReads = reader(
  // Without a second argument, Laravel's and Symfony's functions give null.
  { pattern: /(?<![\w>$])env\(\s*["'](?<name>\w+)["']/g, read: (match, text) => ({ isOptional: true, ...secondArgument(match, text) }) },
  { pattern: /\bgetenv\(\s*["'](?<name>\w+)["']\s*\)/g },
  { pattern: /\$_ENV\[\s*["'](?<name>\w+)["']\s*\]/g, read: (match, text) => (isWritten(match, text) ? undefined : {}) },
);

const javaReads = reader(
  { pattern: /\bSystem\.getenv\(\s*"(?<name>\w+)"\s*\)/g },
  { pattern: /\bSystem\.getenv\(\)\.(?:get|getOrDefault)\(\s*"(?<name>\w+)"/g, read: secondArgument },
  { pattern: /\$\{(?<name>[A-Z][A-Z0-9_]+)(?::(?<value>[^}\n]*))?\}/g, read: placeholder },
);

/** `${PORT:8080}` in Spring's properties and annotations. */
function placeholder(match: RegExpExecArray): Partial<Read> {
  const value = match.groups?.value;
  return { isOptional: value !== undefined, ...(value !== undefined && value !== "" && !value.includes("${") && { fallback: value }) };
}

const rustReads = reader(
  {
    pattern: /\benv::var(?:_os)?\(\s*"(?<name>\w+)"\s*\)/g,
    read(match, text) {
      const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 200);
      const value = /^\s*(?:\.ok\(\)\s*)?\.unwrap_or(?:_else)?\(\s*(?:\|[^|\n]*\|\s*)?(?:String::from\()?/.exec(rest);
      if (value) {
        const fallback = /^"([^"\n]*)"/.exec(rest.slice(value[0].length))?.[1];
        return { isOptional: true, ...(fallback !== undefined && { fallback }) };
      }
      return {
        isOptional:
          /^\s*\.(?:ok|is_ok|is_err|unwrap_or_default)\(/.test(rest) || /\bif let\b[^\n]*$/.test(text.slice(0, match.index).slice(-80)),
      };
    },
  },
  {
    pattern: /#\[(?:arg|clap)\([^\]\n]*\benv\s*=\s*"(?<name>\w+)"[^\]\n]*\)\]/g,
    read(match) {
      const fallback = /\bdefault_value(?:_t)?\s*=\s*"?([^",)]+)/.exec(match[0])?.[1];
      return { isOptional: fallback !== undefined, ...(fallback !== undefined && { fallback }) };
    },
  },
);

const dotnetReads = reader({ pattern: /\bEnvironment\.GetEnvironmentVariable\(\s*"(?<name>\w+)"\s*\)/g });

const python: Reader = (text) => [...pythonReads(text), ...pydanticReads(text)];

const readers: Readonly<Record<string, Reader>> = {
  ...Object.fromEntries(
    ["js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "vue", "svelte", "astro"].map((ending) => [ending, javascript]),
  ),
  py: python,
  go: goReads,
  rb: rubyReads,
  php: phpReads,
  ...Object.fromEntries(["java", "kt", "kts", "properties", "yml", "yaml"].map((ending) => [ending, javaReads])),
  rs: rustReads,
  cs: dotnetReads,
  fs: dotnetReads,
};
