import type { RunInstruction } from "../languages/dockerfile/model.ts";
import type { ShellScript } from "../languages/shell/model.ts";
import { parseShell } from "../languages/shell/parse.ts";
import { replace, type TextEdit } from "../text/edit.ts";
import { MappedText } from "../text/mapped.ts";

/**
 * A RUN of commands joined by `&&` as a heredoc that ends at the first failure, or one of `set -e; …` as a heredoc with its lines. Undefined where there is
 * one command, or anything that would mean something else there: comments inside a command, `||`, conditions, groups.
 * (https://docs.docker.com/reference/dockerfile/#here-documents)
 */
export function chainToHeredoc(run: RunInstruction): TextEdit | undefined {
  const { command, stage } = run;
  const script = command?.script;
  if (!command || !script || !stage || run.heredocs.length > 0 || command.form !== "shell" || !knowsHeredocs(run)) return undefined;
  const { file } = stage;
  // A comment would end up in the middle of a command.
  if (file.comments.some(({ span }) => span.start > command.span.start && span.end < command.span.end)) return undefined;
  const separator = plainSeparator(script);
  const parts = separator && splitAt(script.source.text, separator);
  if (!parts || parts.length < 2) return undefined;
  const lines = parts.map(({ start, end }) => file.source.slice(script.source.spanToSource({ start, end })));
  if (
    lines.some((line) => /^\s*EOF\s*$/m.test(line) || /\r/.test(line)) ||
    (file.escape !== "\\" && lines.some((line) => line.includes("\n")))
  )
    return undefined;
  const first = separator === "&&" ? ["set -e"] : [];
  // The builder takes continuations away wherever they stand; a shell does not in quotes, nor where blanks follow.
  if (!callsTheSame(parseShell(new MappedText(lines.join("\n"), 0)), script)) return undefined;
  return replace(command.span, ["<<EOF", ...first, ...lines, "EOF"].join("\n"));
}

/** The other way: a heredoc of plain commands below `set -e` as one chain. Undefined for any other heredoc. */
export function heredocToChain(run: RunInstruction): TextEdit | undefined {
  const [heredoc, ...others] = run.heredocs;
  const { command, stage } = run;
  if (
    !heredoc ||
    others.length > 0 ||
    !command ||
    !stage ||
    !heredoc.isTerminated ||
    run.rest.text.trim() !== stage.file.source.slice(heredoc.markerSpan)
  )
    return undefined;
  const text = heredoc.body.text.replace(/\n$/, "");
  const script = parseShell(heredoc.body);
  const [first] = script.commands;
  if (/^#!/.test(text) || /\r|<</.test(text) || first?.name !== "set" || !script.options.has("e") || !isPlain(script)) return undefined;
  const lines = logicalLines(text);
  const items = new Set(script.commands.filter(({ inSubstitution }) => !inSubstitution).map(({ list }) => list));
  // A line with two commands would need more than `&&` to mean the same.
  if (
    lines.filter((line) => !line.startsWith("#")).length !== items.size ||
    script.commands.some(({ operator }) => operator === "||" || operator === "&")
  )
    return undefined;
  const kept = /^set -e$/.test(lines[0] as string) ? lines.slice(1) : lines;
  if (kept.length === 0 || kept.some((line) => line.startsWith("#") || /;\s*$|&&/.test(line))) return undefined;
  const end = run.span.end;
  return replace({ start: heredoc.markerSpan.start, end }, kept.join(" \\\n    && "));
}

function callsTheSame(one: ShellScript, other: ShellScript): boolean {
  const calls = ({ commands }: ShellScript) => JSON.stringify(commands.map(({ name, args }) => [name, ...args.map(({ text }) => text)]));
  return one.errors.length === 0 && calls(one) === calls(other);
}

/** Heredocs came with 1.4 of the Dockerfile's syntax; a file that pins an older one has none. */
function knowsHeredocs({ stage }: RunInstruction): boolean {
  const syntax = stage?.file.directives.find(({ name }) => name === "syntax")?.value ?? "";
  return !/:1\.[0-3](?:\.\d+)?(?:@|-labs|$)/.test(syntax) && !/:(?:0|experimental)/.test(syntax);
}

/** The operator between all commands: `&&`, or `;` where the first command switches on that a failure ends the script. */
function plainSeparator(script: ShellScript): "&&" | ";" | undefined {
  if (script.errors.length > 0 || !isPlain(script)) return undefined;
  const own = script.commands.filter(({ inSubstitution }) => !inSubstitution);
  const lists = new Map(own.map(({ list, operator }) => [list, operator]));
  const operators = new Set([...lists.values()].filter((operator) => operator !== undefined));
  if (operators.size === 1 && operators.has("&&")) return "&&";
  const ends = own[0]?.name === "set" && script.options.has("e");
  return ends && operators.has(";") && !operators.has("&") && !operators.has("||") && !operators.has("&&") ? ";" : undefined;
}

/** No conditions, loops, groups or heredocs: each command stands by itself. */
function isPlain({ commands, source: { text } }: ShellScript): boolean {
  return (
    commands.every(({ isConditional, isRequoted, redirects }) => !isConditional && !isRequoted && redirects.every(({ body }) => !body)) &&
    !/(?:^|[\s;&|(])(?:if|then|for|while|until|case|do|select|function)\s|(?:^|[;&|]\s*)[({]|\(\)\s*\{/.test(text)
  );
}

/** The parts of a script between its separators, trimmed; quotes and parentheses are kept whole. */
function splitAt(text: string, separator: "&&" | ";"): readonly { readonly start: number; readonly end: number }[] | undefined {
  const cuts: number[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    else if (character === "'" || character === '"' || character === "`") {
      for (at++; at < text.length && text[at] !== character; at++) if (text[at] === "\\" && character !== "'") at++;
    } else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (depth === 0 && text.startsWith(separator, at)) {
      cuts.push(at);
      at += separator.length - 1;
    }
  }
  if (depth !== 0) return undefined;
  const ends = [...cuts, text.length];
  const parts = ends.map((end, i) => {
    const from = i === 0 ? 0 : (cuts[i - 1] as number) + separator.length;
    const inner = text.slice(from, end);
    return { start: from + (inner.length - inner.trimStart().length), end: from + inner.trimEnd().length };
  });
  const filled = parts.filter(({ start, end }) => end > start);
  return filled.length === parts.length || (separator === ";" && filled.length === parts.length - 1) ? filled : undefined;
}

/** Lines with what is continued put together, blank ones left out. */
function logicalLines(text: string): readonly string[] {
  return text
    .split(/(?<!\\)\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
