import type { Command } from "../languages/dockerfile/model.ts";
import type { ShellCommand, ShellScript, ShellWord } from "../languages/shell/model.ts";
import { parseShell } from "../languages/shell/parse.ts";
import { isShell, readShellCall, wrapped } from "../languages/shell/wrappers.ts";
import { insert, remove, replace, type TextEdit } from "../text/edit.ts";
import { MappedText } from "../text/mapped.ts";
import type { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";

/** A word of a command line with its place in the file. */
export interface InvocationWord {
  /** Without quotes, variables as written. */
  readonly text: string;
  /** The same where nothing in it is expanded; undefined otherwise. */
  readonly value: string | undefined;
  /** Of the file, quotes included. */
  readonly span: Span;
  /** Stands in one piece in the file, so that it can be replaced. */
  readonly isWhole: boolean;
}

/** A program called with arguments, whether a shell script or an exec-form array says so. Wrappers such as `sudo` and `tini` are looked through. */
export interface Invocation {
  /** The program without its folder; undefined where a variable decides. */
  readonly name: string | undefined;
  readonly nameWord: InvocationWord;
  readonly args: readonly InvocationWord[];
  /** The variables set for it alone. */
  readonly assignments: ReadonlyMap<string, string | undefined>;
  /** The command of the shell script; undefined in exec form. */
  readonly command: ShellCommand | undefined;
  readonly script: ShellScript | undefined;
  /** An element of a JSON array: what is put in has to be quoted for it. */
  readonly isJson: boolean;
}

const known = new WeakMap<Command, readonly Invocation[]>();

/** The programs that a command line calls, in order. Empty where another interpreter than a POSIX-like shell reads it. */
export function invocationsOf(command: Command | undefined): readonly Invocation[] {
  if (!command) return [];
  let result = known.get(command);
  if (!result) {
    result = command.form === "exec" ? fromArray(command) : command.script ? fromScript(command.script, false) : [];
    known.set(command, result);
  }
  return result;
}

/** The programs that a script outside the file calls, such as one of package.json; its spans mean nothing there. */
export function invocationsOfText(text: string): readonly Invocation[] {
  return fromScript(parseShell(new MappedText(text, [{ joined: 0, source: 0, length: text.length }])), false);
}

function fromScript(script: ShellScript, isJson: boolean): Invocation[] {
  const toWord = (word: ShellWord): InvocationWord => ({
    text: word.text,
    value: word.value,
    span: script.source.spanToSource(word.span),
    isWhole: script.source.isContiguous(word.span),
  });
  return script.commands.map((command) => ({
    name: command.name,
    nameWord: toWord({ raw: command.name ?? "", text: command.name ?? "", value: command.name, span: command.nameSpan }),
    args: command.args.map(toWord),
    assignments: new Map(command.assignments.map(({ name, value }) => [name, value?.value])),
    command,
    script,
    isJson,
  }));
}

function fromArray(command: Command): Invocation[] {
  // The array's words as a shell would see them, so that wrappers can be looked through in the same way.
  const words = command.argv.map((word): ShellWord => ({ raw: word.raw, text: word.text, value: word.text, span: word.span }));
  const assignments = new Map<string, string | undefined>();
  const assign = (index: number) => {
    const [name = "", ...value] = (words[index]?.text ?? "").split("=");
    assignments.set(name, value.join("="));
  };
  let first = 0;
  for (;;) {
    const next = words[first] && wrapped(baseName(words[first]?.text ?? ""), words, first + 1, assign);
    if (next === undefined) break;
    first = next;
  }
  const program = command.argv[first];
  if (!program) return [];
  const name = baseName(program.text);
  const rest = command.argv.slice(first + 1);
  const call = isShell(name) ? readShellCall(rest.map((word) => word.text)) : undefined;
  const script = call?.script === undefined ? undefined : rest[call.script];
  if (script) {
    // The text of a JSON string without escapes stands in the file as it is; any other can be read, but not edited.
    const isPlain = script.raw.slice(1, -1) === script.text;
    const segment = isPlain
      ? { joined: 0, source: script.span.start + 1, length: script.text.length }
      : { joined: 0, source: script.span.start, length: 0 };
    return fromScript(parseShell(new MappedText(script.text, [segment])), true);
  }
  const toWord = (word: Command["argv"][number]): InvocationWord => ({
    text: word.text,
    value: word.text,
    span: word.span,
    isWhole: word.raw.length === word.span.end - word.span.start,
  });
  return [{ name, nameWord: toWord(program), args: rest.map(toWord), assignments, command: undefined, script: undefined, isJson: true }];
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Whether words of the call can be edited in place: it is no text inside further quotes, and stands in the file as it is read. */
export function isEditable(invocation: Invocation): boolean {
  if (invocation.command?.isRequoted) return false;
  return [invocation.nameWord, ...invocation.args].every((word) => word.isWhole);
}

/** The edit that puts other words in place of one. The words need no quoting in a shell. */
export function replaceWord(invocation: Invocation, word: InvocationWord, ...words: readonly string[]): TextEdit {
  return replace(word.span, isArrayElement(invocation) ? words.map((text) => JSON.stringify(text)).join(", ") : words.join(" "));
}

/** The edit that adds words behind one of the call. */
export function insertAfter(invocation: Invocation, word: InvocationWord, ...words: readonly string[]): TextEdit {
  const text = isArrayElement(invocation) ? words.map((one) => `, ${JSON.stringify(one)}`).join("") : ` ${words.join(" ")}`;
  return insert(word.span.end, text);
}

/** The edit that takes an argument out, with what parts it from the word before; a comment between the two stays. */
export function removeArgument(invocation: Invocation, word: InvocationWord, source: SourceText): TextEdit {
  const index = invocation.args.indexOf(word);
  const before = invocation.args[index - 1] ?? invocation.nameWord;
  const between = { start: before.span.end, end: word.span.start };
  return remove(source.slice(between).includes("#") ? word.span : { start: between.start, end: word.span.end });
}

function isArrayElement(invocation: Invocation): boolean {
  return invocation.isJson && !invocation.command;
}
