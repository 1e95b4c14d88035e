import type { Command } from "../languages/dockerfile/model.ts";
import type { ShellCommand, ShellScript } from "../languages/shell/model.ts";
import type { Safety } from "../rule.ts";
import { insert, replace, type TextEdit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";

/** How a shell-form command is written in exec form. */
export interface ExecForm {
  /**
   * `words`: the shell only splits words, so the argv array does the same. `array`: meant as exec form, but not valid JSON.
   * `exec`: a shell is needed and is replaced by the last command. `shell`: a shell is needed and stays.
   */
  readonly kind: "words" | "array" | "exec" | "shell";
  readonly safety: Safety;
  readonly edits: readonly TextEdit[];
  /** The words that are started, where no shell is needed any more. */
  readonly argv: readonly string[] | undefined;
}

/**
 * The edits that turn a shell-form CMD or ENTRYPOINT into exec form, word by word, so that continuations and the comments
 * between them stay. Undefined where it is in exec form already, or holds nothing.
 */
export function toExecForm(command: Command): ExecForm | undefined {
  if (command.form === "exec" || command.text.text.trim() === "") return undefined;
  const text = command.text.text;
  const meant = text.trimStart().startsWith("[") ? lexArray(text) : undefined;
  if (meant) return argvForm("array", command, meant.words, meant.punctuation);
  const words = lexWords(text);
  if (words) {
    const argv = words[0]?.text === "exec" ? words.slice(1) : words;
    const first = argv[0];
    if (first && !builtins.has(first.text) && !first.text.includes("=")) return argvForm("words", command, argv, leading(words, first));
  }
  return shellForm(command);
}

interface LexedWord {
  readonly text: string;
  /** Of the joined text. */
  readonly span: Span;
}

/**
 * The words of a line in which the shell does nothing but split and unquote; undefined as soon as one character could mean more:
 * expansion, glob, operator, comment, escape.
 */
function lexWords(text: string): LexedWord[] | undefined {
  const words: LexedWord[] = [];
  let i = 0;
  while (i < text.length) {
    if (/\s/.test(text.charAt(i))) {
      if (text.charAt(i) === "\n" && text.slice(i).trim() !== "") return undefined;
      i++;
      continue;
    }
    const start = i;
    let value = "";
    while (i < text.length && !/\s/.test(text.charAt(i))) {
      const char = text.charAt(i);
      if (char === "'" || char === '"') {
        const end = text.indexOf(char, i + 1);
        if (end < 0) return undefined;
        const inner = text.slice(i + 1, end);
        if (char === '"' && /[$`\\!]/.test(inner)) return undefined;
        value += inner;
        i = end + 1;
        continue;
      }
      if (/[$`\\*?[\]{}~!#&|;<>()]/.test(char)) return undefined;
      value += char;
      i++;
    }
    words.push({ text: value, span: { start, end: i } });
  }
  return words.length > 0 ? words : undefined;
}

/** Programs that only a shell has: without it there is nothing to start. */
const builtins = new Set([
  ".",
  ":",
  "alias",
  "bg",
  "break",
  "case",
  "cd",
  "command",
  "continue",
  "declare",
  "do",
  "done",
  "elif",
  "else",
  "esac",
  "eval",
  "exec",
  "exit",
  "export",
  "fc",
  "fg",
  "fi",
  "for",
  "function",
  "getopts",
  "hash",
  "if",
  "jobs",
  "let",
  "local",
  "read",
  "readonly",
  "return",
  "select",
  "set",
  "shift",
  "shopt",
  "source",
  "then",
  "time",
  "times",
  "trap",
  "type",
  "typeset",
  "ulimit",
  "umask",
  "unalias",
  "unset",
  "until",
  "wait",
  "while",
]);

/** What stands before the first word that stays (an `exec`), to be taken away. */
function leading(words: readonly LexedWord[], first: LexedWord): Span[] {
  const start = words[0];
  return start && start !== first ? [{ start: start.span.start, end: first.span.start }] : [];
}

/**
 * The words of what was meant as a JSON array: single or typographic quotes, missing or trailing commas, no closing bracket.
 * `punctuation` is what stands around the words. Undefined where it is not a list of quoted words: `[ -f x ]` is a test.
 */
function lexArray(text: string): { words: LexedWord[]; punctuation: Span[] } | undefined {
  const words: LexedWord[] = [];
  const punctuation: Span[] = [];
  let i = text.indexOf("[");
  punctuation.push({ start: i, end: i + 1 });
  i++;
  const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", "“": "”", "‘": "’", "”": "”", "’": "’" };
  while (i < text.length) {
    const char = text.charAt(i);
    if (/\s/.test(char)) {
      i++;
    } else if (char === ",") {
      punctuation.push({ start: i, end: ++i });
    } else if (char === "]") {
      if (text.slice(i + 1).trim() !== "") return undefined;
      punctuation.push({ start: i, end: ++i });
    } else {
      const quote = closing[char];
      if (!quote) return undefined;
      const end = text.indexOf(quote, i + 1);
      if (end < 0) return undefined;
      const inner = text.slice(i + 1, end);
      if (inner.includes("\\")) return undefined;
      words.push({ text: inner, span: { start: i, end: end + 1 } });
      i = end + 1;
    }
  }
  return words.length > 0 ? { words, punctuation } : undefined;
}

function argvForm(kind: "words" | "array", command: Command, words: readonly LexedWord[], dropped: readonly Span[]): ExecForm {
  const map = command.text;
  const edits: TextEdit[] = dropped.map((gone) => replace(map.spanToSource(gone), ""));
  words.forEach((word, index) => {
    const json = `${index === 0 ? "[" : ""}${JSON.stringify(word.text)}${index === words.length - 1 ? "]" : ","}`;
    edits.push(replace(map.spanToSource(word.span), json));
  });
  return { kind, safety: "safe", edits: merged(edits), argv: words.map((word) => word.text) };
}

/** `["sh", "-c", "exec …"]` around the text, which stays where it is. */
function shellForm(command: Command): ExecForm {
  const map = command.text;
  const text = map.text;
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  const place = command.script && execPlace(command.script);
  const edits: TextEdit[] = [];
  const opening = `["sh", "-c", "${place?.at === start ? place.text : ""}`;
  edits.push(insert(map.toSource(start), opening));
  for (let i = start; i < end; i++) {
    if (place && i === place.at && i !== start) edits.push(insert(map.toSource(i), place.text));
    const char = text.charAt(i);
    if (char === '"' || char === "\\") edits.push(insert(map.toSource(i), "\\"));
    else if (char === "\t") edits.push(replace(map.spanToSource({ start: i, end: i + 1 }), "\\t"));
    else if (char < " ") edits.push(replace(map.spanToSource({ start: i, end: i + 1 }), JSON.stringify(char).slice(1, -1)));
  }
  edits.push(insert(map.spanToSource({ start, end }).end, '"]'));
  return { kind: place === undefined ? "shell" : "exec", safety: "unsafe", edits: merged(edits), argv: undefined };
}

/** Edits at one place made one, so that none conflicts with another. */
function merged(edits: readonly TextEdit[]): TextEdit[] {
  const sorted = edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.order - b.order)
    .map(({ edit }) => edit);
  const result: TextEdit[] = [];
  for (const edit of sorted) {
    const last = result.at(-1);
    if (last && last.span.end === edit.span.start) {
      result[result.length - 1] = { span: { start: last.span.start, end: edit.span.end }, text: last.text + edit.text };
    } else {
      result.push(edit);
    }
  }
  return result;
}

/**
 * Where `exec` belongs, so that the last command takes the shell's place and gets the stop signal, and what to write there: ""
 * where it stands there already. Undefined where the script ends in something that no `exec` can stand before: a pipeline, a group,
 * a condition, a job in the background.
 */
export function execPlace(script: ShellScript): { at: number; text: string } | undefined {
  if (script.errors.length > 0) return undefined;
  const outer = script.commands.filter((command) => !command.inSubstitution && !command.isRequoted);
  const last = outer.reduce<ShellCommand | undefined>(
    (found, command) => (!found || command.list >= found.list ? command : found),
    undefined,
  );
  if (!last || last.pipe || last.isConditional || outer.some((command) => command !== last && command.list === last.list)) return undefined;
  const text = script.source.text;
  const rest = text.slice(last.span.end).split("\n");
  if (
    !/(^|&&|\|\||[;\n]|[^&]&)\s*$/.test(text.slice(0, last.span.start)) ||
    rest.some((line, i) => !/^\s*$/.test(line) && (i === 0 || !/^\s*#/.test(line)))
  )
    return undefined;
  if (last.wrappers.includes("exec")) return { at: last.span.start, text: "" };
  const name = last.wrappers[0] ?? last.name;
  // What the script was given is a program as well.
  const isArguments = /^"\$(?:@|\{@\})"(?!\S)/.test(text.slice(last.span.start));
  if (isArguments ? false : name === undefined || builtins.has(name)) return undefined;
  return { at: last.span.start, text: /^\w+=/.test(text.slice(last.span.start)) ? "exec env " : "exec " };
}
