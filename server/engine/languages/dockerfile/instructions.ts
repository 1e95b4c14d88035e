import { MappedText, type Segment } from "../../text/mapped.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { ShellScript } from "../shell/model.ts";
import { isBlank, isSpace, skipSpaces } from "./characters.ts";
import type { VariableScope } from "./environment.ts";
import { ScannedFlag } from "./flags.ts";
import { type HeredocBlock, joinLines } from "./heredoc.ts";
import { readImageReference } from "./image-reference.ts";
import type { InstructionText, Parts } from "./instruction-text.ts";
import { interpreterReadsPosix, shellReadsPosix } from "./interpreter.ts";
import { type JsonForm, readJsonForm } from "./json.ts";
import { unknown, type Variable } from "./lexer.ts";
import type * as model from "./model.ts";
import { readMount } from "./mounts.ts";
import type { BuildStage } from "./stages.ts";
import { decodedWord, literalWord, type Range, type Scope, shellWord, unquote } from "./words.ts";

/** What all instructions of a file share. */
export interface FileContext {
  readonly source: SourceText;
  readonly escape: "\\" | "`";
  readonly comments: readonly model.Comment[];
  readonly globals: VariableScope;
}

/** What is known of an instruction before its arguments are read. */
export interface Beginning {
  readonly file: FileContext;
  /** The whole instruction, keyword included. */
  readonly text: InstructionText;
  /** Where the places of `text` are counted from. */
  readonly base: number;
  readonly heredocs: readonly HeredocBlock[];
  readonly stage: BuildStage | undefined;
  readonly index: number;
  readonly onbuild: model.OnbuildInstruction | undefined;
  /** How many comments stand before it in the file, and how many of them directly above it. */
  readonly comments: number;
  readonly leading: number;
}

const none: readonly never[] = [];

abstract class Node implements Scope {
  protected readonly beginning: Beginning;
  #span: Span | undefined;
  #head: MappedText | undefined;
  #flags: readonly ScannedFlag[] | undefined;
  #rest: MappedText | undefined;

  constructor(beginning: Beginning) {
    this.beginning = beginning;
  }

  get keywordText(): string {
    return this.beginning.text.keyword.text;
  }
  get keywordSpan(): Span {
    return this.head.spanToSource(this.beginning.text.keyword);
  }
  get span(): Span {
    if (!this.#span) {
      const { heredocs } = this.beginning;
      const end = this.#headEnd;
      this.#span = { start: this.#start, end: heredocs.length === 0 ? end : Math.max(end, (heredocs.at(-1) as HeredocBlock).end) };
    }
    return this.#span;
  }
  get headSpan(): Span {
    return { start: this.#start, end: this.#headEnd };
  }
  get #start(): number {
    const { text, base } = this.beginning;
    return text.joined.toSource(text.keyword.start) + base;
  }
  /** A trigger ends where its ONBUILD does. */
  get #headEnd(): number {
    const { text, base, onbuild } = this.beginning;
    return onbuild ? onbuild.headSpan.end : Math.max(base + text.raw.length, this.#start);
  }
  get heredocs(): readonly HeredocBlock[] {
    return this.beginning.heredocs;
  }
  get stage(): BuildStage | undefined {
    return this.beginning.stage;
  }
  get index(): number {
    return this.beginning.index;
  }
  get onbuild(): model.OnbuildInstruction | undefined {
    return this.beginning.onbuild;
  }
  get escape(): string {
    return this.beginning.file.escape;
  }

  get leadingComments(): readonly model.Comment[] {
    const { file, comments, leading } = this.beginning;
    return leading === 0 ? none : file.comments.slice(comments - leading, comments);
  }

  get flags(): readonly ScannedFlag[] {
    if (this.parts.flags.length === 0) return none;
    this.#flags ??= this.parts.flags.map((flag) => new ScannedFlag(this.head, flag, this));
    return this.#flags;
  }

  get rest(): MappedText {
    this.#rest ??= this.beginning.text.rest.moved(this.beginning.base);
    return this.#rest;
  }

  lookup(name: string): Variable {
    const { onbuild, stage, index, file } = this.beginning;
    // A trigger runs in a later build, whose variables nobody knows.
    if (onbuild) return unknown;
    return (stage?.scope ?? file.globals).lookup(name, index);
  }

  /** What it says by itself, wherever it stands. */
  get own(): InstructionText {
    return this.beginning.text;
  }

  protected get head(): MappedText {
    this.#head ??= this.own.joined.moved(this.beginning.base);
    return this.#head;
  }

  protected get parts(): Parts {
    return this.own.parts;
  }

  /** The arguments read as JSON. */
  protected get json(): JsonForm {
    return this.own.json;
  }

  protected flag(name: string): model.Word | undefined {
    return this.flags.find((flag) => flag.writtenName === name)?.value;
  }

  /** The arguments as one word. */
  protected whole(): model.Word | undefined {
    const { start, end } = this.parts;
    return end > start ? shellWord(this.head, { start, end }, this) : undefined;
  }

  /** The arguments as a list: JSON strings or words between blanks. */
  protected list(): readonly model.Word[] {
    const { json } = this;
    if (json.kind === "strings") return json.items.map((item) => decodedWord(this.head, item, item.text, this));
    return this.own.words.map((range) => shellWord(this.head, range, this));
  }
}

interface FromArguments {
  readonly image: model.ImageReference | undefined;
  readonly name: model.Word | undefined;
}

class From extends Node implements model.FromInstruction {
  readonly keyword = "FROM";
  #arguments: FromArguments | undefined;

  get image(): model.ImageReference | undefined {
    return this.#read().image;
  }
  get name(): model.Word | undefined {
    return this.#read().name;
  }
  get platform(): model.Word | undefined {
    return this.flag("platform");
  }

  /** FROM sees the ARGs before the first FROM alone. */
  override lookup(name: string): Variable {
    return this.onbuild ? unknown : this.beginning.file.globals.lookup(name, Number.POSITIVE_INFINITY);
  }

  #read(): FromArguments {
    if (!this.#arguments) {
      const { head } = this;
      const [image, as, name] = this.own.words;
      const isNamed = as !== undefined && head.text.slice(as.start, as.end).toLowerCase() === "as";
      this.#arguments = {
        image: image && readImageReference(head, image, this),
        name: isNamed && name ? literalWord(head, name) : undefined,
      };
    }
    return this.#arguments;
  }
}

class Arg extends Node implements model.ArgInstruction {
  readonly keyword = "ARG";
  #assignments: readonly model.Assignment[] | undefined;

  get assignments(): readonly model.Assignment[] {
    this.#assignments ??= this.own.quotedWords.map((range, i, words) =>
      assignment(this.head, range, this.#scopeAt(i / words.length), (name) => name),
    );
    return this.#assignments;
  }

  /** Each value sees the names to the left of it. */
  #scopeAt(place: number): Scope {
    const { onbuild, stage, index, file } = this.beginning;
    const scope = stage?.scope ?? file.globals;
    return { escape: this.escape, lookup: (name) => (onbuild ? unknown : scope.lookup(name, index + place)) };
  }
}

class Env extends Node implements model.EnvInstruction {
  readonly keyword: "ENV" | "LABEL";
  #assignments: readonly model.Assignment[] | undefined;

  constructor(beginning: Beginning, keyword: "ENV" | "LABEL") {
    super(beginning);
    this.keyword = keyword;
  }

  get assignments(): readonly model.Assignment[] {
    this.#assignments ??= this.#read();
    return this.#assignments;
  }

  #read(): readonly model.Assignment[] {
    const { text } = this.head;
    const { start, end } = this.parts;
    const words = this.own.quotedWords;
    const [first] = words;
    if (!first) return [];
    if (text.slice(first.start, first.end).includes("="))
      return words.map((range) => assignment(this.head, range, this, (name) => unquote(name, this.escape)));
    // The old form, `ENV name value`: the value is the rest of the line.
    let nameEnd = start;
    while (nameEnd < end && !isBlank(text.charCodeAt(nameEnd))) nameEnd++;
    let valueStart = nameEnd;
    while (valueStart < end && isBlank(text.charCodeAt(valueStart))) valueStart++;
    return [
      {
        name: unquote(text.slice(start, nameEnd), this.escape),
        nameSpan: this.head.spanToSource({ start, end: nameEnd }),
        value: valueStart < end ? shellWord(this.head, { start: valueStart, end }, this) : undefined,
        span: this.head.spanToSource({ start, end }),
        isLegacy: true,
      },
    ];
  }
}

function assignment(head: MappedText, range: Range, scope: Scope, readName: (name: string) => string): model.Assignment {
  const equals = head.text.indexOf("=", range.start);
  const nameEnd = equals < 0 || equals >= range.end ? range.end : equals;
  return {
    name: readName(head.text.slice(range.start, nameEnd)),
    nameSpan: head.spanToSource({ start: range.start, end: nameEnd }),
    value: nameEnd < range.end ? shellWord(head, { start: nameEnd + 1, end: range.end }, scope) : undefined,
    span: head.spanToSource(range),
    isLegacy: false,
  };
}

abstract class CommandNode extends Node {
  #command: { readonly value: model.Command | undefined } | undefined;

  get command(): model.Command | undefined {
    this.#command ??= { value: this.readCommand() };
    return this.#command.value;
  }

  protected readCommand(): model.Command | undefined {
    return this.commandAt(this.parts.start);
  }

  protected commandAt(start: number): model.Command | undefined {
    const { end } = this.parts;
    if (start >= end) return undefined;
    const range = { start, end };
    const json = start === this.parts.start ? this.json : readJsonForm(this.head.text, start, end);
    const argv = json.kind === "strings" ? json.items.map((item) => literalWord(this.head, item, item.text)) : [];
    return new LazyCommand(json.kind === "strings" ? "exec" : "shell", argv, this.head, range, () => {
      const text = this.#scriptText(range);
      return text && this.own.script(text);
    });
  }

  /** The script that a POSIX-like shell reads; undefined where something else reads it. */
  #scriptText(range: Range): MappedText | undefined {
    const { source } = this.beginning.file;
    const { heredocs } = this;
    const [only] = heredocs;
    const runsBody = heredocs.length === 1 && only !== undefined && only.marker.start === range.start && only.marker.end === range.end;
    if (runsBody) {
      const reads = interpreterReadsPosix(only.body.text);
      if (reads !== undefined) return reads ? only.body : undefined;
    }
    if (!shellReadsPosix(this.stage, this.index, this.escape)) return undefined;
    if (runsBody) return only.body;
    const head = this.head.slice(range);
    const [first] = heredocs;
    const last = heredocs.at(-1);
    if (!first || !last) return head;
    // The shell gets the bodies behind the command, as it would from a script; the line break before them is one too.
    const start = source.text.charAt(first.bodySpan.start - 1) === "\n" ? first.bodySpan.start - 1 : first.bodySpan.start;
    const tail = joinLines(source.text, { start, end: last.end }, false);
    const segments: Segment[] = [...head.segments];
    for (const segment of tail.segments) segments.push({ ...segment, joined: segment.joined + head.text.length });
    return new MappedText(head.text + tail.text, segments);
  }
}

class LazyCommand implements model.Command {
  readonly form: "exec" | "shell";
  readonly argv: readonly model.Word[];
  readonly #head: MappedText;
  readonly #range: Range;
  readonly #readScript: () => ShellScript | undefined;
  #text: MappedText | undefined;
  #script: { readonly value: ShellScript | undefined } | undefined;

  constructor(
    form: "exec" | "shell",
    argv: readonly model.Word[],
    head: MappedText,
    range: Range,
    readScript: () => ShellScript | undefined,
  ) {
    this.form = form;
    this.argv = argv;
    this.#head = head;
    this.#range = range;
    this.#readScript = readScript;
  }

  get span(): Span {
    return this.#head.spanToSource(this.#range);
  }
  get text(): MappedText {
    this.#text ??= this.#head.slice(this.#range);
    return this.#text;
  }
  get script(): ShellScript | undefined {
    this.#script ??= { value: this.form === "shell" ? this.#readScript() : undefined };
    return this.#script.value;
  }
}

class Run extends CommandNode implements model.RunInstruction {
  readonly keyword = "RUN";
  #mounts: readonly model.Mount[] | undefined;

  get mounts(): readonly model.Mount[] {
    this.#mounts ??= this.flags.filter((flag) => flag.writtenName === "mount").map((flag) => readMount(flag, this));
    return this.#mounts;
  }
}

class Cmd extends CommandNode implements model.CommandInstruction {
  readonly keyword: "CMD" | "ENTRYPOINT";

  constructor(beginning: Beginning, keyword: "CMD" | "ENTRYPOINT") {
    super(beginning);
    this.keyword = keyword;
  }
}

class Healthcheck extends CommandNode implements model.HealthcheckInstruction {
  readonly keyword = "HEALTHCHECK";

  /** The word behind the flags: CMD or NONE. */
  get type(): Range {
    const { text } = this.head;
    const { start, end } = this.parts;
    let typeEnd = start;
    while (typeEnd < end && !isSpace(text.charCodeAt(typeEnd))) typeEnd++;
    return { start, end: typeEnd };
  }

  get isNone(): boolean {
    return this.head.text.slice(this.type.start, this.type.end).toUpperCase() === "NONE";
  }

  protected override readCommand(): model.Command | undefined {
    const { text } = this.head;
    const { type } = this;
    if (text.slice(type.start, type.end).toUpperCase() !== "CMD") return undefined;
    return this.commandAt(skipSpaces(text, type.end, this.parts.end));
  }
}

interface Paths {
  readonly sources: readonly model.Word[];
  readonly destination: model.Word | undefined;
}

class Copy extends Node implements model.CopyInstruction {
  readonly keyword: "COPY" | "ADD";
  #paths: Paths | undefined;

  constructor(beginning: Beginning, keyword: "COPY" | "ADD") {
    super(beginning);
    this.keyword = keyword;
  }

  get sources(): readonly model.Word[] {
    return this.#read().sources;
  }
  get destination(): model.Word | undefined {
    return this.#read().destination;
  }
  get from(): model.Word | undefined {
    return this.flag("from");
  }
  get fromStage(): model.Stage | undefined {
    const { from } = this;
    return from && !this.onbuild ? this.stage?.referred(from.text, true) : undefined;
  }
  get isJson(): boolean {
    return this.json.kind === "strings";
  }

  #read(): Paths {
    if (!this.#paths) {
      const words = this.list();
      const paths = this.heredocs.length === 0 ? words : words.filter((word) => !this.#isHeredoc(word));
      const last = words.length > 1 && paths.at(-1) === words.at(-1) ? paths.at(-1) : undefined;
      this.#paths = { sources: last ? paths.slice(0, -1) : paths, destination: last };
    }
    return this.#paths;
  }

  #isHeredoc(word: model.Word): boolean {
    return this.heredocs.some(({ markerSpan }) => word.span.start < markerSpan.end && word.span.end > markerSpan.start);
  }
}

class User extends Node implements model.UserInstruction {
  readonly keyword = "USER";
  #user: model.Word | undefined;

  get user(): model.Word | undefined {
    this.#user ??= this.whole();
    return this.#user;
  }
}

class Workdir extends Node implements model.WorkdirInstruction {
  readonly keyword = "WORKDIR";
  #path: model.Word | undefined;

  get path(): model.Word | undefined {
    this.#path ??= this.whole();
    return this.#path;
  }
}

class Expose extends Node implements model.ExposeInstruction {
  readonly keyword = "EXPOSE";
  #ports: readonly model.Word[] | undefined;

  get ports(): readonly model.Word[] {
    this.#ports ??= this.own.words.map((range) => shellWord(this.head, range, this));
    return this.#ports;
  }
}

class Volume extends Node implements model.VolumeInstruction {
  readonly keyword = "VOLUME";
  #paths: readonly model.Word[] | undefined;

  get paths(): readonly model.Word[] {
    this.#paths ??= this.list();
    return this.#paths;
  }
}

class Shell extends Node implements model.ShellInstruction {
  readonly keyword = "SHELL";
  #argv: readonly model.Word[] | undefined;

  get argv(): readonly model.Word[] {
    this.#argv ??= this.json.kind === "strings" ? this.json.items.map((item) => literalWord(this.head, item, item.text)) : [];
    return this.#argv;
  }
}

class Onbuild extends Node implements model.OnbuildInstruction {
  readonly keyword = "ONBUILD";
  #trigger: InstructionNode | undefined;

  get trigger(): InstructionNode | undefined {
    if (!this.#trigger && this.rest.text !== "") this.#trigger = this.#read();
    return this.#trigger;
  }

  #read(): InstructionNode {
    const { beginning } = this;
    const text = this.own.trigger;
    return createInstruction({
      ...beginning,
      text,
      comments: 0,
      leading: 0,
      heredocs: beginning.heredocs.map((heredoc) => heredoc.moved(-this.parts.start)),
      onbuild: this,
    });
  }
}

class Plain extends Node implements model.PlainInstruction {
  readonly keyword: "STOPSIGNAL" | "MAINTAINER";
  #value: model.Word | undefined;

  constructor(beginning: Beginning, keyword: "STOPSIGNAL" | "MAINTAINER") {
    super(beginning);
    this.keyword = keyword;
  }

  get value(): model.Word | undefined {
    if (this.#value === undefined && this.rest.text !== "") {
      this.#value = this.keyword === "STOPSIGNAL" ? this.whole() : literalWord(this.head, this.parts);
    }
    return this.#value;
  }
}

class Unknown extends Node implements model.UnknownInstruction {
  readonly keyword = "UNKNOWN";
}

export type InstructionNode =
  | From
  | Arg
  | Env
  | Run
  | Cmd
  | Healthcheck
  | Copy
  | User
  | Workdir
  | Expose
  | Volume
  | Shell
  | Onbuild
  | Plain
  | Unknown;
export type FromNode = From;

/** The instruction that `beginning` is the beginning of. */
export function createInstruction(beginning: Beginning): InstructionNode {
  const { name } = beginning.text;
  switch (name) {
    case "FROM":
      return new From(beginning);
    case "ARG":
      return new Arg(beginning);
    case "ENV":
    case "LABEL":
      return new Env(beginning, name);
    case "RUN":
      return new Run(beginning);
    case "CMD":
    case "ENTRYPOINT":
      return new Cmd(beginning, name);
    case "HEALTHCHECK":
      return new Healthcheck(beginning);
    case "COPY":
    case "ADD":
      return new Copy(beginning, name);
    case "USER":
      return new User(beginning);
    case "WORKDIR":
      return new Workdir(beginning);
    case "EXPOSE":
      return new Expose(beginning);
    case "VOLUME":
      return new Volume(beginning);
    case "SHELL":
      return new Shell(beginning);
    case "ONBUILD":
      return new Onbuild(beginning);
    case "STOPSIGNAL":
    case "MAINTAINER":
      return new Plain(beginning, name);
    default:
      return new Unknown(beginning);
  }
}

/** The FROM that `beginning` is the beginning of. */
export function createFrom(beginning: Beginning): FromNode {
  return new From(beginning);
}

/** What an instruction says by itself; undefined for one of another kind of model. */
export function textOf(instruction: model.Instruction): InstructionText | undefined {
  return instruction instanceof Node ? instruction.own : undefined;
}

/**
 * A function of an instruction that hangs on its own words as they are written, and gives the same for as long as they are there, in whatever version of the
 * file. What it gives must hold no places but those counted from the instruction's start, nor values of variables; what is given besides, such as the file, may
 * make no difference.
 */
export function rememberForText<I extends model.Instruction, A extends readonly unknown[], T>(
  compute: (instruction: I, ...given: A) => T,
): (instruction: I, ...given: A) => T {
  const number = facts++;
  return (instruction, ...given) => {
    // Bodies of heredocs are no part of the text.
    const known = instruction.heredocs.length === 0 ? textOf(instruction)?.facts : undefined;
    if (!known) return compute(instruction, ...given);
    known[number] ??= { value: compute(instruction, ...given) };
    return (known[number] as { readonly value: T }).value;
  };
}

let facts = 0;

/** The names of the stages or images that an instruction takes files from. */
export const sourceNames = rememberForText((one: model.CopyInstruction | model.RunInstruction): readonly string[] => {
  const words = one.keyword === "RUN" ? one.mounts.map((mount) => mount.get("from")) : [one.from];
  return words.flatMap((word) => word?.text ?? []);
});
