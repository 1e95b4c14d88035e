import type { Command, Word } from "../languages/dockerfile/model.ts";
import type { ShellCommand, ShellScript, ShellWord } from "../languages/shell/model.ts";
import { parseShell } from "../languages/shell/parse.ts";
import { isShell, readShellCall, wrapped } from "../languages/shell/wrappers.ts";
import { insert, remove, replace, type TextEdit } from "../text/edit.ts";
import { MappedText, type Segment } from "../text/mapped.ts";
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

/** Those of most calls, of which there are many. */
const noAssignments: ReadonlyMap<string, string | undefined> = new Map();

function fromScript(script: ShellScript, isJson: boolean): Invocation[] {
  const toWord = (word: ShellWord): InvocationWord => {
    const span = script.source.spanToSource(word.span);
    return { text: word.text, value: word.value, span, isWhole: span.end - span.start === word.span.end - word.span.start };
  };
  return script.commands.map((command) => ({
    name: command.name,
    nameWord: toWord({ raw: command.name ?? "", text: command.name ?? "", value: command.name, span: command.nameSpan }),
    args: command.args.map(toWord),
    assignments:
      command.assignments.length === 0 ? noAssignments : new Map(command.assignments.map(({ name, value }) => [name, value?.value])),
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
  if (script) return fromScript(parseShell(stringText(script, command.text)), true);
  const toWord = (word: Word): InvocationWord => ({
    text: word.text,
    value: word.text,
    span: word.span,
    isWhole: word.raw.length === word.span.end - word.span.start,
  });
  return [{ name, nameWord: toWord(program), args: rest.map(toWord), assignments, command: undefined, script: undefined, isJson: true }];
}

/** What a JSON string says, with the way back to the file. */
function stringText({ raw, text, span }: Word, array: MappedText): MappedText {
  const home = array.segments.findLast((segment) => segment.source <= span.start);
  const at = home ? home.joined + span.start - home.source : 0;
  if (array.text.slice(at, at + raw.length) !== raw) return new MappedText(text, [{ joined: 0, source: span.start, length: 0 }]);
  const segments: Segment[] = [];
  let read = "";
  for (let i = 1; i < raw.length - 1; ) {
    if (raw[i] === "\\") {
      const length = raw[i + 1] === "u" ? 6 : 2;
      const last = array.toSource(at + i + length - 1);
      segments.push({ joined: read.length, source: last, length: 1 });
      read += text.charAt(read.length);
      i += length;
      continue;
    }
    const next = raw.indexOf("\\", i);
    const end = next < 0 ? raw.length - 1 : next;
    for (const piece of array.slice({ start: at + i, end: at + end }).segments)
      segments.push({ ...piece, joined: piece.joined + read.length });
    read += raw.slice(i, end);
    i = end;
  }
  return read === text ? new MappedText(text, segments) : new MappedText(text, [{ joined: 0, source: span.start, length: 0 }]);
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
