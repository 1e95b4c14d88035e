import {
  type Assignment,
  type Command,
  type CommandExpansionPart,
  forEachChild,
  type ParsedScript,
  type ProcessSubstitutionPart,
  parse,
  type Redirection,
  type Statement,
  type SyntaxNode,
  type Word,
} from "unbash";
import { MappedText } from "../../text/mapped.ts";
import { remember } from "../../text/remember.ts";
import type { Span } from "../../text/span.ts";
import type { ShellAssignment, ShellCommand, ShellRedirect, ShellScript, ShellWord } from "./model.ts";
import { type Place, programOf, type ReadWord, readWord, toOutermost, unquote, unquoteBackticks } from "./words.ts";
import { assignmentWord, isShell, readSetOptions, readShellCall, suScript, wrapped } from "./wrappers.ts";

type Read = Omit<ShellScript, "source">;

/** How deep `sh -c` inside `sh -c` is followed. */
const maximumDepth = 5;

/**
 * Reads a POSIX-like script (sh, bash, and what is near them). Never throws: what cannot be read stands in `errors`.
 * `interpreter` are the words of the shell that runs it, such as `["/bin/bash", "-o", "pipefail", "-c"]`, for the options they switch on.
 */
export function parseShell(source: MappedText, interpreter: readonly string[] = []): ShellScript {
  const read = interpreter.length === 0 ? readScript(source.text) : new Reader(source.text, interpreter).read();
  return { source, ...read };
}

const readScript = remember((text): Read => new Reader(text, []).read(), 2_000);

/** What holds for all commands of a part of a script. */
interface Surroundings {
  readonly place: Place;
  readonly depth: number;
  readonly wrappers: readonly string[];
  readonly list: number;
  readonly operator: ShellCommand["operator"];
  readonly pipe: ShellCommand["pipe"];
  readonly inSubstitution: boolean;
  readonly isConditional: boolean;
  readonly isRequoted: boolean;
  /** Options set here hold for the whole script. */
  readonly setsOptions: boolean;
  /** Where the command starts, where a keyword stands in front of it. */
  readonly from?: number | undefined;
}

class Reader {
  readonly #text: string;
  readonly #commands: ShellCommand[] = [];
  readonly #errors: { span: Span; message: string }[] = [];
  readonly #options = new Set<string>();

  constructor(text: string, interpreter: readonly string[]) {
    this.#text = text;
    for (const option of readShellCall(interpreter.slice(1)).options) this.#options.add(option);
  }

  read(): Read {
    try {
      const script = parse(this.#text);
      const shebang =
        script.shebang
          ?.trim()
          .replace(/^#!\s*/, "")
          .split(/\s+/) ?? [];
      const shell = shebang.findIndex((word) => isShell(word.slice(word.lastIndexOf("/") + 1)));
      for (const option of readShellCall(shell < 0 ? [] : shebang.slice(shell + 1)).options) this.#options.add(option);
      this.#script(script);
    } catch (error) {
      // A fault of the parser, or nesting deeper than the stack: what was read so far stands.
      this.#errors.push({
        span: { start: 0, end: this.#text.length },
        message: error instanceof RangeError ? "nested too deeply" : "cannot be read",
      });
    }
    this.#commands.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
    return { commands: this.#commands, errors: this.#errors, options: this.#options };
  }

  /** The outermost script: its list items are counted. */
  #script(script: ParsedScript): void {
    const place: Place = { text: this.#text, map: undefined, outermost: this.#text };
    this.#addErrors(script, place);
    let list = 0;
    let operator: ShellCommand["operator"];
    const isAlone = script.commands.length === 1;
    for (const statement of script.commands) {
      const items = statement.command.type === "AndOr" ? statement.command.commands : [statement.command];
      const operators = statement.command.type === "AndOr" ? statement.command.operators : [];
      items.forEach((item, index) => {
        if (index > 0) operator = operators[index - 1];
        this.#node(item, {
          place,
          depth: 0,
          wrappers: [],
          list: list++,
          operator,
          pipe: undefined,
          inSubstitution: false,
          isConditional: false,
          isRequoted: false,
          setsOptions: !isAlone || items.length > 1 || item.type === "Command" || item.type === "BraceGroup",
        });
      });
      operator = statement.background ? "&" : ";";
    }
  }

  #addErrors(script: ParsedScript, place: Place): void {
    for (const { message, pos } of script.errors ?? []) {
      const start = Math.min(pos, place.text.length);
      const span = toOutermost(place, start, Math.min(start + 1, place.text.length));
      if (!this.#errors.some((error) => error.span.start === span.start)) this.#errors.push({ span, message });
    }
  }

  #statements(statements: readonly Statement[], around: Surroundings): void {
    for (const statement of statements) this.#node(statement.command, around);
  }

  #node(node: SyntaxNode, around: Surroundings): void {
    const conditional: Surroundings = { ...around, isConditional: true, setsOptions: false, from: undefined };
    switch (node.type) {
      case "Command":
        this.#command(node, around);
        return;
      case "Pipeline": {
        const time = node.prefixes.find((prefix) => prefix.type === "Time");
        const length = node.commands.length;
        node.commands.forEach((command, index) => {
          const inside = length > 1 ? { ...around, pipe: { index, length }, setsOptions: false } : { ...around };
          if (time && index === 0) this.#node(command, { ...inside, wrappers: [...around.wrappers, "time"], from: time.pos });
          else this.#node(command, inside);
        });
        return;
      }
      case "AndOr":
      case "CompoundList":
        for (const command of node.commands) this.#node(command, around);
        return;
      case "Statement":
        this.#node(node.command, around);
        return;
      case "If":
        this.#node(node.clause, { ...around, setsOptions: false });
        this.#node(node.then, conditional);
        for (const branch of node.elif) {
          this.#node(branch.clause, conditional);
          this.#node(branch.then, conditional);
        }
        if (node.else) this.#node(node.else, conditional);
        return;
      case "While":
        this.#node(node.clause, conditional);
        this.#node(node.body, conditional);
        return;
      case "For":
      case "Select":
        for (const word of node.wordlist ?? []) this.#substitutions(word, around);
        this.#node(node.body, conditional);
        return;
      case "ArithmeticFor":
      case "Function":
        this.#node(node.body, conditional);
        return;
      case "Coproc":
        this.#node(node.body, { ...around, setsOptions: false });
        return;
      case "Case":
        this.#substitutions(node.word, around);
        for (const item of node.items) this.#node(item.body, conditional);
        return;
      case "Subshell":
        this.#node(node.body, { ...around, setsOptions: false });
        return;
      case "BraceGroup":
        this.#node(node.body, around);
        return;
      case "Redirected":
        this.#node(node.command, around);
        for (const redirect of node.redirects) this.#substitutions(redirect, around);
        return;
      default:
        this.#substitutions(node, around);
    }
  }

  /** The commands inside `$( )`, backquotes and `<( )` of a word, a redirect, a test or an arithmetic expression. */
  #substitutions(node: SyntaxNode, around: Surroundings): void {
    if (node.type === "CommandExpansion" || node.type === "ProcessSubstitution") {
      this.#substitution(node, around);
      return;
    }
    if (node.type === "ArithmeticCommandExpansion") {
      if (node.script) this.#statements(node.script.commands, this.#substituted(around.place, around));
      return;
    }
    // Without any of these characters a word holds no substitution, and its parts need not be read.
    if ((node.type === "Word" || node.type === "HereDocBody") && !/[$`<>]/.test(around.place.text.slice(node.pos, node.end))) return;
    forEachChild(node, (child) => this.#substitutions(child, around));
  }

  #substitution(part: CommandExpansionPart | ProcessSubstitutionPart, around: Surroundings): void {
    const script = part.script;
    if (!script) return;
    let place = around.place;
    if (script.source !== undefined) {
      const map = unquoteBackticks(part, place, script.source);
      if (!map) return;
      place = { text: map.text, map, outermost: this.#text };
    }
    this.#addErrors(script, place);
    this.#statements(script.commands, this.#substituted(place, around));
  }

  #substituted(place: Place, around: Surroundings): Surroundings {
    return { ...around, place, wrappers: [], pipe: undefined, inSubstitution: true, setsOptions: false, from: undefined };
  }

  #command(node: Command, around: Surroundings): void {
    const { place } = around;
    const assignments: ShellAssignment[] = [];
    const redirects: ShellRedirect[] = [];
    const words: ReadWord[] = [];
    if (node.name) words.push(readWord(node.name, place));
    for (const item of node.prefix) {
      if (item.type === "Assignment") assignments.push(readAssignment(item, place));
    }
    for (const argument of node.args) {
      if (argument.type === "Word") words.push(readWord(argument, place));
      else {
        const assignment = readAssignment(argument, place);
        assignments.push(assignment);
        words.push({ word: assignmentAsWord(argument, assignment, place), node: undefined });
      }
    }
    for (const redirect of node.redirects) redirects.push(readRedirect(redirect, place));

    const plain = words.map(({ word }) => word);
    const wrappers = [...around.wrappers];
    let first = 0;
    for (;;) {
      const program = words[first] && programOf(words[first] as ReadWord);
      if (program === undefined) break;
      const next = wrapped(program, plain, first + 1, (index) => assignments.push(asAssignment(words[index] as ReadWord, place)));
      if (next === undefined) break;
      wrappers.push(program);
      first = next;
    }
    const name = words[first] && programOf(words[first] as ReadWord);
    const args = plain.slice(first + 1);
    const span = toOutermost(place, around.from ?? node.pos, node.end);
    this.#commands.push({
      name,
      nameSpan: words[first]?.word.span ?? { start: span.end, end: span.end },
      args,
      wrappers,
      assignments,
      redirects,
      span,
      list: around.list,
      operator: around.operator,
      pipe: around.pipe,
      inSubstitution: around.inSubstitution,
      isConditional: around.isConditional,
      isRequoted: around.isRequoted,
    });
    if (name === "set" && around.setsOptions) for (const option of readSetOptions(args)) this.#options.add(option);

    const inner = this.#innerScript(node, name, words.slice(first + 1), around);
    const isSole = inner !== undefined && around.setsOptions && around.list === 0 && span.end >= this.#text.trimEnd().length;
    for (const { word, node: wordNode } of words) {
      if (wordNode && wordNode !== inner?.node && /[$`<>]/.test(word.raw)) this.#substitutions(wordNode, around);
    }
    for (const item of [...node.prefix, ...node.suffix]) {
      if (item.type !== "Word" && item !== inner?.node) this.#substitutions(item, around);
    }
    if (!inner) return;
    if (isSole) for (const option of inner.options) this.#options.add(option);
    this.#statements(parse(inner.map.text).commands, {
      ...around,
      place: { text: inner.map.text, map: inner.map, outermost: this.#text },
      depth: around.depth + 1,
      wrappers: [...wrappers, name as string],
      isRequoted: around.isRequoted || inner.isQuoted,
      setsOptions: isSole,
      from: undefined,
    });
  }

  /** The script that a shell is given as an argument or on its standard input. */
  #innerScript(
    node: Command,
    name: string | undefined,
    args: readonly ReadWord[],
    around: Surroundings,
  ): { node: Word | Redirection; map: MappedText; options: readonly string[]; isQuoted: boolean } | undefined {
    if (around.depth >= maximumDepth || name === undefined) return undefined;
    const words = args.map(({ word }) => word);
    let at: number | undefined;
    let options: readonly string[] = [];
    if (isShell(name)) {
      const call = readShellCall(words.map((word) => word.text));
      at = call.script;
      options = call.options;
      if (at === undefined) {
        if (call.file !== undefined) return undefined;
        const heredoc = node.redirects.findLast((redirect) => redirect.type === "HereDoc");
        if (heredoc?.type !== "HereDoc") return undefined;
        const { pos, end } = heredoc.body;
        const map = slicePlace(around.place, pos, end);
        return { node: heredoc, map, options, isQuoted: false };
      }
    } else if (name === "su" || name === "runuser") at = suScript(words);
    const script = at === undefined ? undefined : args[at];
    if (!script?.node) return undefined;
    const map = unquote(script.node, around.place);
    // A variable alone tells nothing about what will run.
    if (!map || (script.word.value === undefined && /^\s*[$`]\S*\s*$/.test(map.text))) return undefined;
    return { node: script.node, map, options, isQuoted: true };
  }
}

function slicePlace(place: Place, start: number, end: number): MappedText {
  if (place.map) return place.map.slice({ start, end });
  return new MappedText(place.text.slice(start, end), [{ joined: 0, source: start, length: end - start }]);
}

function readAssignment(node: Assignment, place: Place): ShellAssignment {
  const value = node.value;
  const span = toOutermost(place, node.pos, node.end);
  if (value.type === "Word") return { name: node.name, value: readWord(value, place).word, span };
  const raw = place.text.slice(value.pos, value.end);
  return { name: node.name, value: { raw, text: raw, value: undefined, span: toOutermost(place, value.pos, value.end) }, span };
}

/** `A=b` behind `export` and the like, as the word that it is as well. */
function assignmentAsWord(node: Assignment, assignment: ShellAssignment, place: Place): ShellWord {
  const raw = place.text.slice(node.pos, node.end);
  const before = node.value.pos > node.pos ? place.text.slice(node.pos, node.value.pos) : `${node.name}=`;
  const value = assignment.value;
  return {
    raw,
    text: before + (value?.text ?? ""),
    value: value?.value === undefined ? undefined : before + value.value,
    span: assignment.span,
  };
}

/** The assignment that a word behind `env` or `sudo` is. */
function asAssignment({ word, node }: ReadWord, place: Place): ShellAssignment {
  const name = (assignmentWord.exec(word.text) as RegExpExecArray)[1] as string;
  const skip = name.length + 1;
  const isPlain = word.raw.startsWith(`${name}=`);
  const raw = isPlain ? word.raw.slice(skip) : word.raw;
  const span = isPlain && node ? toOutermost(place, node.pos + skip, node.end) : word.span;
  return { name, value: { raw, text: word.text.slice(skip), value: word.value?.slice(skip), span }, span: word.span };
}

function readRedirect(node: Redirection, place: Place): ShellRedirect {
  const span = toOutermost(place, node.pos, node.end);
  const descriptor = node.descriptor?.type === "FileDescriptor" ? node.descriptor.value : undefined;
  if (node.type !== "HereDoc") {
    return { operator: node.operator, descriptor, target: node.target && readWord(node.target, place).word, body: undefined, span };
  }
  const { delimiter, body } = node;
  const target = delimiter && {
    raw: delimiter.text,
    text: delimiter.value,
    value: delimiter.value,
    span: toOutermost(place, delimiter.pos, delimiter.end),
  };
  return { operator: node.operator, descriptor, target, body: toOutermost(place, body.pos, body.end), span };
}
