import type { Expression } from "../languages/expression/model.ts";
import type { Span } from "../text/span.ts";

/** What reads a script, as far as it matters for how a variable is written in it. */
export type Reader = "posix" | "powershell" | "javascript";

export interface Replacement {
  readonly span: Span;
  readonly text: string;
}

/**
 * How the value of a variable is read in the place of an expression, so that the script's meaning stays and the value is never read as code.
 * `span` is the expression's with its braces, in `text`. Undefined where that cannot be done: in a heredoc that expands nothing, where the expression
 * is the command itself, in a text that another interpreter reads.
 */
export function variableInPlace(
  reader: Reader,
  text: string,
  span: Span,
  name: string,
  expression: Expression | undefined,
): Replacement | undefined {
  switch (reader) {
    case "posix":
      return inPosix(text, span, name);
    case "powershell":
      return inPowerShell(text, span, name);
    case "javascript":
      return inJavaScript(text, span, name, expression);
  }
}

/** Programs that read a part of their arguments as code. */
const interpreters =
  /\b(?:(?:ba|da|z|k)?sh|eval|python3?|node|perl|ruby|php|awk|gawk|jq|yq|sed|psql|mysql|sqlite3|ssh|pwsh|powershell|xargs|su)\b/;

type Quote = "bare" | "single" | "double" | "comment" | "heredoc" | "dead heredoc" | "arithmetic" | "dollar single";

function inPosix(text: string, span: Span, name: string): Replacement | undefined {
  const place = placeInPosix(text, span.start);
  const next = text[span.end] ?? "";
  const short = /[A-Za-z0-9_[]/.test(next) ? `\${${name}}` : `$${name}`;
  const command = commandAround(text, span);
  if (text[span.start - 1] === "\\" || text[span.start - 1] === "$") return undefined;
  switch (place) {
    case "bare":
      if (isCommandName(text, span.start)) return undefined;
      if (/\beval\b/.test(command)) return undefined;
      return { span, text: isSeveralWords(text, span, name) ? `$${name}` : `"$${name}"` };
    case "double":
      // `bash -c "… $NAME"` would expand it before the inner shell reads it.
      if (isCodeOfOther(command)) return undefined;
      return { span, text: short };
    case "single":
      if (isCodeOfOther(command)) return undefined;
      // A string that is nothing but the expression needs no string beside it.
      if (text[span.start - 1] === "'" && next === "'") return { span: { start: span.start - 1, end: span.end + 1 }, text: `"$${name}"` };
      return { span, text: `'"$${name}"'` };
    case "heredoc":
      if (isCodeOfOther(command)) return undefined;
      return { span, text: short };
    case "comment":
      return { span, text: short };
    default:
      return undefined;
  }
}

/**
 * Whether a value that stands without quotes, as a word of its own, is to be read as several: what a loop goes through, and what is named for it. In
 * quotes it would become a single argument.
 */
function isSeveralWords(text: string, { start, end }: Span, name: string): boolean {
  if (!/^(?:\s|$)/.test(text[start - 1] ?? "") || !/^[\s;)]?$/.test(text[end] ?? "")) return false;
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  return (
    /\bfor\s+\w+\s+in\s+(?:\S+\s+)*$/.test(before) ||
    /(?:^|_)(?:\w*FLAGS|ARGS|ARGUMENTS|OPTS|OPTIONS|PARAMS|FILES|PATHS)(?:_VALUE)?$/.test(name)
  );
}

/** Whether a command hands a text over to another interpreter. */
function isCodeOfOther(command: string): boolean {
  const match = interpreters.exec(command);
  return match !== null && !/[-/.\w]/.test(command[match.index - 1] ?? " ");
}

/** The line of a place up to it, with the lines before that it continues. */
function commandAround(text: string, { start }: Span): string {
  let from = text.lastIndexOf("\n", start - 1) + 1;
  while (from > 1 && text[from - 2] === "\\") from = text.lastIndexOf("\n", from - 2) + 1;
  return text.slice(from, start);
}

/** Whether a word that begins at a place is the name of a command. */
function isCommandName(text: string, start: number): boolean {
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  if (
    /\\\s*$/.test(
      text
        .slice(0, start)
        .replace(/[^\n]*$/, "")
        .trimEnd(),
    )
  )
    return false;
  return /(?:^|[;&|(`!{])\s*$|\b(?:then|do|else|if|while|until|sudo|exec|time|env)\s+$/.test(before) && !/\$\(\(\s*$/.test(before);
}

/** How the shell reads what stands at an offset. Scans from the start, as quotes and heredocs begin anywhere before. */
function placeInPosix(text: string, offset: number): Quote {
  let i = 0;
  const stack: ("bare" | "double" | "arithmetic")[] = ["bare"];
  let pending: { word: string; isDead: boolean; strips: boolean }[] = [];
  while (i < offset) {
    const letter = text[i] as string;
    const mode = stack.at(-1);
    if (letter === "$" && text.startsWith("${{", i)) {
      const end = text.indexOf("}}", i);
      i = end < 0 ? offset : end + 2;
      continue;
    }
    if (letter === "\\") {
      i += 2;
      continue;
    }
    if (letter === "$" && text.startsWith("$((", i)) {
      stack.push("arithmetic");
      i += 3;
      continue;
    }
    if (letter === "$" && text[i + 1] === "(") {
      stack.push("bare");
      i += 2;
      continue;
    }
    if (mode === "double") {
      if (letter === '"') stack.pop();
      i++;
      continue;
    }
    if (mode === "arithmetic") {
      if (text.startsWith("))", i)) {
        stack.pop();
        i++;
      }
      i++;
      continue;
    }
    if (letter === "'") {
      const dollar = text[i - 1] === "$";
      let end = text.indexOf("'", i + 1);
      while (dollar && end > 0 && text[end - 1] === "\\") end = text.indexOf("'", end + 1);
      if (end < 0 || end >= offset) return dollar ? "dollar single" : "single";
      i = end + 1;
      continue;
    }
    if (letter === '"') stack.push("double");
    else if (letter === "(") stack.push("bare");
    else if (letter === ")" && stack.length > 1) stack.pop();
    else if (letter === "#" && /(?:^|[\s;&|(])$/.test(text.slice(Math.max(0, i - 1), i))) {
      const end = text.indexOf("\n", i);
      if (end < 0 || end >= offset) return "comment";
      i = end;
      continue;
    } else if (letter === "<" && text.startsWith("<<", i) && !text.startsWith("<<<", i)) {
      const match = /^<<(-?)[ \t]*(\\|['"])?([\w-]+)/.exec(text.slice(i, i + 80));
      if (match) {
        pending.push({ word: match[3] as string, isDead: match[2] !== undefined, strips: match[1] === "-" });
        i += match[0].length + (match[2] === "'" || match[2] === '"' ? 1 : 0);
        continue;
      }
    } else if (letter === "<" && text.startsWith("<<<", i)) i += 2;
    else if (letter === "\n" && pending.length > 0) {
      i++;
      for (const { word, isDead, strips } of pending) {
        for (;;) {
          const end = text.indexOf("\n", i);
          const line = text.slice(i, end < 0 ? text.length : end);
          if ((strips ? line.trimStart() : line).trimEnd() === word) {
            i = end < 0 ? text.length : end;
            break;
          }
          if (end < 0 || offset <= end) return isDead ? "dead heredoc" : "heredoc";
          i = end + 1;
        }
      }
      pending = [];
      continue;
    }
    i++;
  }
  return stack.at(-1) as Quote;
}

function inPowerShell(text: string, span: Span, name: string): Replacement | undefined {
  let quote: "bare" | "single" | "double" = "bare";
  for (let i = 0; i < span.start; i++) {
    const letter = text[i] as string;
    if (text.startsWith("${{", i)) {
      i = Math.max(i, text.indexOf("}}", i) + 1);
      continue;
    }
    if (letter === "`") i++;
    else if (quote === "bare" && letter === "#") {
      const end = text.indexOf("\n", i);
      if (end < 0 || end >= span.start) return { span, text: `$env:${name}` };
      i = end;
    } else if (quote === "bare" && /^@['"]\s*\n/.test(text.slice(i, i + 4))) {
      const mark = text[i + 1] as string;
      const end = text.indexOf(`\n${mark}@`, i);
      if (end < 0 || end >= span.start) return mark === '"' ? { span, text: `\${env:${name}}` } : undefined;
      i = end + 2;
    } else if (letter === "'" && quote !== "double") quote = quote === "single" ? "bare" : "single";
    else if (letter === '"' && quote !== "single") quote = quote === "double" ? "bare" : "double";
  }
  if (quote === "single") {
    // A string that is nothing but the expression is the variable itself.
    if (text[span.start - 1] !== "'" || text[span.end] !== "'") return undefined;
    return { span: { start: span.start - 1, end: span.end + 1 }, text: `$env:${name}` };
  }
  const needsBraces = /[\w:.[(?]/.test(text[span.end] ?? "");
  if (quote === "bare" && isCommandName(text, span.start) && !/=\s*$/.test(text.slice(0, span.start)) && !isAlone(text, span))
    return undefined;
  return { span, text: needsBraces ? `\${env:${name}}` : `$env:${name}` };
}

/** Nothing else stands on the line: a value that is given back. */
function isAlone(text: string, { start, end }: Span): boolean {
  return /(?:^|[({])\s*$/.test(text.slice(text.lastIndexOf("\n", start - 1) + 1, start)) && /^\s*[)}]/.test(text.slice(end));
}

function inJavaScript(text: string, span: Span, name: string, expression: Expression | undefined): Replacement | undefined {
  const variable = `process.env.${name}`;
  const quote = quoteInJavaScript(text, span.start);
  if (quote === "comment") return { span, text: variable };
  if (quote === "`") {
    if (text[span.start - 1] === "`" && text[span.end] === "`")
      return { span: { start: span.start - 1, end: span.end + 1 }, text: variable };
    return { span, text: `\${${variable}}` };
  }
  if (quote === "'" || quote === '"') {
    const opens = text[span.start - 1] === quote;
    const closes = text[span.end] === quote;
    const whole = { start: span.start - (opens ? 1 : 0), end: span.end + (closes ? 1 : 0) };
    const closing = closes ? span.end : text.indexOf(quote, span.end);
    const behind = text.slice(closing + 1, closing + 20);
    // What is asked of the text would be asked of its last part alone, and the name of a property is no expression.
    if (!(opens && closes) && /^\s*[.[]/.test(behind)) return undefined;
    if (/^\s*:/.test(behind) && /[{,]\s*$/.test(text.slice(0, text.lastIndexOf(quote, whole.start + (opens ? 0 : -1))))) return undefined;
    return { span: whole, text: `${opens ? "" : `${quote} + `}${variable}${closes ? "" : ` + ${quote}`}` };
  }
  const root = expression?.root;
  if (root?.kind === "call" && root.name === "tojson") return { span, text: `JSON.parse(${variable})` };
  // Without quotes the value stands as a number, or is code.
  return root?.kind === "context" && /(?:number|id|_count|count)$/.test(expression?.source.text.trim() ?? "")
    ? { span, text: `Number(${variable})` }
    : undefined;
}

function quoteInJavaScript(text: string, offset: number): "'" | '"' | "`" | "comment" | undefined {
  let quote: string | undefined;
  for (let i = 0; i < offset; i++) {
    const letter = text[i] as string;
    if (text.startsWith("${{", i)) i = Math.max(i, text.indexOf("}}", i) + 1);
    else if (letter === "\\") i++;
    else if (quote !== undefined) {
      if (letter === quote || (letter === "\n" && quote !== "`")) quote = undefined;
    } else if (letter === "'" || letter === '"' || letter === "`") quote = letter;
    else if (text.startsWith("//", i) && text[i - 1] !== ":") {
      const end = text.indexOf("\n", i);
      if (end < 0 || end >= offset) return "comment";
      i = end;
    } else if (text.startsWith("/*", i)) {
      const end = text.indexOf("*/", i);
      if (end < 0 || end >= offset) return "comment";
      i = end + 1;
    }
  }
  return quote as "'" | '"' | "`" | undefined;
}

/** Names that mean something to a shell, the runner or common tools. */
const taken =
  /^(?:PATH|HOME|SHELL|USER|LOGNAME|HOSTNAME|OS|TEMP|TMP|TMPDIR|PWD|OLDPWD|IFS|UID|EUID|PPID|GROUPS|LANG|TERM|CI|ENV|NAME|RANDOM|SECONDS|LINENO|OPTIND|REPLY|EDITOR|PAGER|HTTP_PROXY|HTTPS_PROXY|NO_PROXY|NODE_OPTIONS|NODE_ENV|PORT|VERSION_ID)$|^(?:GITHUB(?!_TOKEN$)|RUNNER|ACTIONS|INPUT|STATE|BASH|LD|LC)_/;

/**
 * The name of a variable for an expression's value: `github.event.pull_request.title` gives `PR_TITLE`, `inputs.version` gives `VERSION`. `isFree`
 * refuses names that stand for something else already.
 */
export function variableNameFor(expression: Expression, isFree: (name: string) => boolean): string {
  const whole = baseName(expression);
  // The runner's own names begin so: a variable that it does not set is better without, but for the token, which everybody calls so.
  const base = whole === "GITHUB_TOKEN" && isFree(whole) ? whole : whole.replace(/^(?:GITHUB|RUNNER|ACTIONS|INPUT|STATE)_(?=[A-Z])/, "");
  const candidates = [base, `${base}_VALUE`, ...[2, 3, 4, 5, 6, 7, 8, 9].map((number) => `${base}_${number}`)];
  return candidates.find((name) => !taken.test(name) && isFree(name)) ?? `${base}_VALUE_${expression.source.text.length}`;
}

const shortened: readonly (readonly [RegExp, string])[] = [
  [/^github\.event\.pull_request\./, "pr."],
  [/^github\.event\.workflow_run\./, "run."],
  [/^github\.event\.head_commit\./, "commit."],
  [/^github\.event\.inputs\./, ""],
  [/^github\.event\./, ""],
  [/^github\./, ""],
  [/^(?:inputs|secrets|vars|env)\./, ""],
  [/^(?:steps|needs)\..*\.outputs\./, ""],
  [/^(?:steps|needs)\./, ""],
];

function baseName(expression: Expression): string {
  const access = expression.accesses[0];
  if (!access) return "VALUE";
  const parts = [access.name, ...access.segments.flatMap((segment) => (segment.kind === "name" ? [segment.name] : []))];
  let name = parts.join(".").toLowerCase();
  for (const [pattern, text] of shortened) {
    if (!pattern.test(name)) continue;
    name = name.replace(pattern, text);
    break;
  }
  name = name
    .replaceAll(/[\W_]+/g, "_")
    .replace(/^_|_$/g, "")
    .toUpperCase();
  return name === "" || /^\d/.test(name) ? `VALUE_${name}`.replace(/_$/, "") : name;
}
