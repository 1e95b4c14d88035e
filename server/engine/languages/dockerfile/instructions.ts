import { MappedText, type Segment } from "../../text/mapped.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { ShellScript } from "../shell/model.ts";
import { parseShell } from "../shell/parse.ts";
import { isBlank, isSpace, skipSpaces, trimEnd } from "./characters.ts";
import type { VariableScope } from "./environment.ts";
import { type FlagRange, ScannedFlag, scanFlags } from "./flags.ts";
import { type HeredocBlock, joinLines } from "./heredoc.ts";
import { readImageReference } from "./image-reference.ts";
import { interpreterReadsPosix, shellReadsPosix } from "./interpreter.ts";
import { type JsonForm, readJsonForm } from "./json.ts";
import { unknown, type Variable } from "./lexer.ts";
import type * as model from "./model.ts";
import { readMount } from "./mounts.ts";
import type { BuildStage } from "./stages.ts";
import { decodedWord, literalWord, type Range, type Scope, shellWord, splitAtBlanks, splitQuoted, unquote } from "./words.ts";

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
  readonly head: MappedText;
  /** The keyword in `head`. */
  readonly keyword: Range;
  readonly span: Span;
  readonly headSpan: Span;
  readonly heredocs: readonly HeredocBlock[];
  readonly stage: BuildStage | undefined;
  readonly index: number;
  readonly onbuild: model.OnbuildInstruction | undefined;
  /** Indices in the file's comments. */
  readonly leadingComments: Range;
}

/** The keyword at the start of an instruction's joined text. */
export function findKeyword(text: string): Range {
  const start = skipSpaces(text, 0, text.length);
  const last = trimEnd(text, start, text.length);
  let end = start;
  while (end < last && !isBlank(text.charCodeAt(end))) end++;
  return { start, end };
}

/** Flags, arguments and form of an instruction, read once. */
interface Parts {
  readonly flags: readonly FlagRange[];
  readonly start: number;
  readonly end: number;
}

abstract class Node implements Scope {
  readonly keywordText: string;
  readonly keywordSpan: Span;
  protected readonly beginning: Beginning;
  #parts: Parts | undefined;
  #flags: readonly ScannedFlag[] | undefined;
  #rest: MappedText | undefined;
  #json: JsonForm | undefined;
  #leading: readonly model.Comment[] | undefined;

  constructor(beginning: Beginning) {
    const { head, keyword } = beginning;
    this.beginning = beginning;
    this.keywordText = head.text.slice(keyword.start, keyword.end);
    this.keywordSpan = head.spanToSource(keyword);
  }

  get span(): Span {
    return this.beginning.span;
  }
  get headSpan(): Span {
    return this.beginning.headSpan;
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
    const { file, leadingComments } = this.beginning;
    this.#leading ??= file.comments.slice(leadingComments.start, leadingComments.end);
    return this.#leading;
  }

  get flags(): readonly ScannedFlag[] {
    this.#flags ??= this.parts.flags.map((flag) => new ScannedFlag(this.head, flag, this));
    return this.#flags;
  }

  get rest(): MappedText {
    this.#rest ??= this.head.slice(this.parts);
    return this.#rest;
  }

  lookup(name: string): Variable {
    const { onbuild, stage, index, file } = this.beginning;
    // A trigger runs in a later build, whose variables nobody knows.
    if (onbuild) return unknown;
    return (stage?.scope ?? file.globals).lookup(name, index);
  }

  protected get head(): MappedText {
    return this.beginning.head;
  }

  protected get parts(): Parts {
    if (!this.#parts) {
      const { text } = this.head;
      const { flags, end } = scanFlags(text, this.beginning.keyword.end);
      const start = skipSpaces(text, end, text.length);
      this.#parts = { flags, start, end: Math.max(start, trimEnd(text, start, text.length)) };
    }
    return this.#parts;
  }

  /** The arguments read as JSON. */
  protected get json(): JsonForm {
    this.#json ??= readJsonForm(this.head.text, this.parts.start, this.parts.end);
    return this.#json;
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
    return splitAtBlanks(this.head.text, this.parts.start, this.parts.end).map((range) => shellWord(this.head, range, this));
  }
}

/** Gives the first result ever after. */
function once<T>(read: () => T): () => T {
  let state: { readonly value: T } | undefined;
  return () => {
    state ??= { value: read() };
    return state.value;
  };
}

class From extends Node implements model.FromInstruction {
  readonly keyword = "FROM";
  readonly #words = once(() => splitAtBlanks(this.head.text, this.parts.start, this.parts.end));
  readonly #image = once(() => {
    const range = this.#words()[0];
    return range && readImageReference(this.head, range, this);
  });
  readonly #name = once(() => {
    const [, as, name] = this.#words();
    if (!as || !name || this.head.text.slice(as.start, as.end).toLowerCase() !== "as") return undefined;
    return literalWord(this.head, name);
  });

  get image(): model.ImageReference | undefined {
    return this.#image();
  }
  get name(): model.Word | undefined {
    return this.#name();
  }
  get platform(): model.Word | undefined {
    return this.flag("platform");
  }

  /** FROM sees the ARGs before the first FROM alone. */
  override lookup(name: string): Variable {
    return this.onbuild ? unknown : this.beginning.file.globals.lookup(name, Number.POSITIVE_INFINITY);
  }
}

class Arg extends Node implements model.ArgInstruction {
  readonly keyword = "ARG";
  readonly #assignments = once(() => {
    const words = splitQuoted(this.head.text, this.parts.start, this.parts.end, this.escape);
    return words.map((range, i) => assignment(this.head, range, this.#scopeAt(i / words.length), (name) => name));
  });

  get assignments(): readonly model.Assignment[] {
    return this.#assignments();
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
  readonly #assignments = once(() => this.#read());

  constructor(beginning: Beginning, keyword: "ENV" | "LABEL") {
    super(beginning);
    this.keyword = keyword;
  }

  get assignments(): readonly model.Assignment[] {
    return this.#assignments();
  }

  #read(): readonly model.Assignment[] {
    const { text } = this.head;
    const { start, end } = this.parts;
    const words = splitQuoted(text, start, end, this.escape);
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
  readonly #command = once(() => this.readCommand());

  get command(): model.Command | undefined {
    return this.#command();
  }

  protected readCommand(): model.Command | undefined {
    return this.commandAt(this.parts.start);
  }

  protected commandAt(start: number): model.Command | undefined {
    const { end } = this.parts;
    if (start >= end) return undefined;
    const range = { start, end };
    const json = readJsonForm(this.head.text, start, end);
    const argv = json.kind === "strings" ? json.items.map((item) => literalWord(this.head, item, item.text)) : [];
    return new LazyCommand(json.kind === "strings" ? "exec" : "shell", argv, this.head, range, () => this.#scriptText(range));
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
    const last = heredocs.at(-1);
    if (!last) return head;
    // The shell gets the bodies behind the command, as it would from a script.
    const headEnd = this.head.spanToSource(range).end;
    const tail = joinLines(source.text, { start: headEnd, end: last.end }, false);
    const segments: Segment[] = [...head.segments];
    for (const segment of tail.segments) segments.push({ ...segment, joined: segment.joined + head.text.length });
    return new MappedText(head.text + tail.text, segments);
  }
}

class LazyCommand implements model.Command {
  readonly form: "exec" | "shell";
  readonly argv: readonly model.Word[];
  readonly span: Span;
  readonly #text: () => MappedText;
  readonly #script: () => ShellScript | undefined;

  constructor(
    form: "exec" | "shell",
    argv: readonly model.Word[],
    head: MappedText,
    range: Range,
    scriptText: () => MappedText | undefined,
  ) {
    this.form = form;
    this.argv = argv;
    this.span = head.spanToSource(range);
    this.#text = once(() => head.slice(range));
    this.#script = once(() => {
      const text = form === "shell" ? scriptText() : undefined;
      return text && parseShell(text);
    });
  }

  get text(): MappedText {
    return this.#text();
  }
  get script(): ShellScript | undefined {
    return this.#script();
  }
}

class Run extends CommandNode implements model.RunInstruction {
  readonly keyword = "RUN";
  readonly #mounts = once(() => this.flags.filter((flag) => flag.writtenName === "mount").map((flag) => readMount(flag, this)));

  get mounts(): readonly model.Mount[] {
    return this.#mounts();
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

class Copy extends Node implements model.CopyInstruction {
  readonly keyword: "COPY" | "ADD";
  readonly #words = once(() => this.list());
  readonly #sources = once(() => {
    const words = this.#words();
    return (words.length > 1 ? words.slice(0, -1) : words).filter((word) => !this.#isHeredoc(word));
  });

  constructor(beginning: Beginning, keyword: "COPY" | "ADD") {
    super(beginning);
    this.keyword = keyword;
  }

  get sources(): readonly model.Word[] {
    return this.#sources();
  }
  get destination(): model.Word | undefined {
    const last = this.#words().length > 1 ? this.#words().at(-1) : undefined;
    return last && !this.#isHeredoc(last) ? last : undefined;
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

  #isHeredoc(word: model.Word): boolean {
    return this.heredocs.some(({ markerSpan }) => word.span.start < markerSpan.end && word.span.end > markerSpan.start);
  }
}

class User extends Node implements model.UserInstruction {
  readonly keyword = "USER";
  readonly #user = once(() => this.whole());
  get user(): model.Word | undefined {
    return this.#user();
  }
}

class Workdir extends Node implements model.WorkdirInstruction {
  readonly keyword = "WORKDIR";
  readonly #path = once(() => this.whole());
  get path(): model.Word | undefined {
    return this.#path();
  }
}

class Expose extends Node implements model.ExposeInstruction {
  readonly keyword = "EXPOSE";
  readonly #ports = once(() =>
    splitAtBlanks(this.head.text, this.parts.start, this.parts.end).map((range) => shellWord(this.head, range, this)),
  );
  get ports(): readonly model.Word[] {
    return this.#ports();
  }
}

class Volume extends Node implements model.VolumeInstruction {
  readonly keyword = "VOLUME";
  readonly #paths = once(() => this.list());
  get paths(): readonly model.Word[] {
    return this.#paths();
  }
}

class Shell extends Node implements model.ShellInstruction {
  readonly keyword = "SHELL";
  readonly #argv = once(() => (this.json.kind === "strings" ? this.json.items.map((item) => literalWord(this.head, item, item.text)) : []));
  get argv(): readonly model.Word[] {
    return this.#argv();
  }
}

class Onbuild extends Node implements model.OnbuildInstruction {
  readonly keyword = "ONBUILD";
  readonly #trigger = once(() => {
    const { beginning, rest } = this;
    if (rest.text === "") return undefined;
    const keyword = findKeyword(rest.text);
    const start = rest.toSource(keyword.start);
    return createInstruction({
      ...beginning,
      head: rest,
      keyword,
      span: { start, end: beginning.span.end },
      headSpan: { start, end: beginning.headSpan.end },
      heredocs: beginning.heredocs.map((heredoc) => heredoc.moved(-this.parts.start)),
      onbuild: this,
      leadingComments: { start: 0, end: 0 },
    });
  });

  get trigger(): InstructionNode | undefined {
    return this.#trigger();
  }
}

class Plain extends Node implements model.PlainInstruction {
  readonly keyword: "STOPSIGNAL" | "MAINTAINER";
  readonly #value = once(() => {
    if (this.keyword === "STOPSIGNAL") return this.whole();
    return this.rest.text === "" ? undefined : literalWord(this.head, this.parts);
  });

  constructor(beginning: Beginning, keyword: "STOPSIGNAL" | "MAINTAINER") {
    super(beginning);
    this.keyword = keyword;
  }

  get value(): model.Word | undefined {
    return this.#value();
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
  const { head, keyword } = beginning;
  const name = head.text.slice(keyword.start, keyword.end).toUpperCase();
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
