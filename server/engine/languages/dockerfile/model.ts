import type { MappedText } from "../../text/mapped.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { ShellScript } from "../shell/model.ts";

/** The 18 instructions that BuildKit knows (Dockerfile frontend 1.26). */
export const keywords = [
  "ADD",
  "ARG",
  "CMD",
  "COPY",
  "ENTRYPOINT",
  "ENV",
  "EXPOSE",
  "FROM",
  "HEALTHCHECK",
  "LABEL",
  "MAINTAINER",
  "ONBUILD",
  "RUN",
  "SHELL",
  "STOPSIGNAL",
  "USER",
  "VOLUME",
  "WORKDIR",
] as const;
export type Keyword = (typeof keywords)[number];

/**
 * A Dockerfile as BuildKit reads it, with the place of everything. All spans are offsets into `source`.
 * A broken file still has a model: what could not be read stands in `problems`, and as an `UnknownInstruction` where a
 * whole instruction was meant.
 */
export interface Dockerfile {
  readonly language: "dockerfile";
  readonly source: SourceText;
  /** The character that continues a line; "`" where the escape directive says so. */
  readonly escape: "\\" | "`";
  /** A Jinja, Go, ERB, … template: no syntax problems are given, and rules judge single lines only. */
  readonly isTemplate: boolean;
  readonly directives: readonly Directive[];
  /**
   * Whole-line comments outside heredocs, in order, those inside continuations included; directives are not comments, but
   * one that BuildKit does not know is both.
   */
  readonly comments: readonly Comment[];
  /** All instructions in file order, without the triggers inside ONBUILD. */
  readonly instructions: readonly Instruction[];
  /** The ARGs before the first FROM. */
  readonly globalArgs: readonly ArgInstruction[];
  readonly stages: readonly Stage[];
  readonly problems: readonly SyntaxProblem[];
  /** What it holds of the text, in order: all of it, or where only some stages are looked at, these and what stands above all stages. */
  readonly extents: readonly Span[];
}

export interface Directive {
  /** In lower case: `syntax`, `escape`, `check`, or one that BuildKit does not know. */
  readonly name: string;
  readonly value: string;
  readonly span: Span;
  readonly valueSpan: Span;
}

export interface Comment {
  /** Without the `#` and the blanks around. */
  readonly text: string;
  /** From `#` to the end of the line. */
  readonly span: Span;
}

/** What the build would fail on; `code` is the last part of the id of the rule that reports it. */
export interface SyntaxProblem {
  readonly code:
    | "unknown-instruction"
    | "instruction-arguments"
    | "first-instruction"
    | "unknown-flag"
    | "invalid-flag"
    | "invalid-mount"
    | "invalid-healthcheck-option"
    | "unterminated-heredoc"
    | "invalid-stage-name"
    | "forbidden-onbuild-trigger"
    | "shell-json-form"
    | "invalid-exec-form"
    | "invalid-directive";
  readonly span: Span;
  readonly message: string;
  /** What was most likely meant, to be put in place of `span`. */
  readonly suggestion?: string;
}

/** A word or value of an instruction. */
export interface Word {
  /** As written, quotes and escapes included, continuations removed. */
  readonly raw: string;
  /** Without quotes and escapes, variables not expanded. */
  readonly text: string;
  readonly span: Span;
  /**
   * With variables expanded from the ARG defaults and ENV values known at this place; undefined where any of them is
   * unknown. An unknown value is never to be reported.
   */
  readonly value: string | undefined;
}

export interface Flag {
  /** Without the dashes, in lower case: `from`. */
  readonly name: string;
  /** As written; BuildKit takes lower case alone. */
  readonly writtenName: string;
  /** From the first dash to the end of the value. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** Undefined where there is no `=`. */
  readonly value: Word | undefined;
}

export interface Heredoc {
  readonly name: string;
  /** `<<EOF` with its quotes, dash and file descriptor, in the instruction's first line. */
  readonly markerSpan: Span;
  /** The body without the terminator's line. */
  readonly bodySpan: Span;
  readonly body: MappedText;
  /** False where the name is quoted, even partly: nothing in the body is expanded. */
  readonly isExpanded: boolean;
  /** `<<-`: leading tabs are taken away (already done in `body`). */
  readonly stripsTabs: boolean;
  readonly isTerminated: boolean;
  /** 0 unless a number stands before `<<`. */
  readonly fileDescriptor: number;
}

interface Base {
  /** As written: `from`, `From`. */
  readonly keywordText: string;
  readonly keywordSpan: Span;
  /** From the keyword to the end of its last line with content (heredoc terminator included), without the line break. */
  readonly span: Span;
  /** As `span`, without heredoc bodies: to the end of the last continued line. */
  readonly headSpan: Span;
  readonly flags: readonly Flag[];
  /** What follows keyword and flags, as BuildKit passes it on: continuations, comments and blank lines inside removed. */
  readonly rest: MappedText;
  readonly heredocs: readonly Heredoc[];
  /** The stage it stands in; undefined before the first FROM. A FROM belongs to the stage that it opens. */
  readonly stage: Stage | undefined;
  /** Index in `Dockerfile.instructions`; that of the ONBUILD for its trigger. */
  readonly index: number;
  /** The ONBUILD that this is the trigger of. */
  readonly onbuild: OnbuildInstruction | undefined;
  /** Comment lines directly above, without a blank line between; the file's order. */
  readonly leadingComments: readonly Comment[];
}

/** Registry, repository, tag and digest of an image reference; the spans are of the source and absent where a variable hides them. */
export interface ImageReference {
  /** As written. */
  readonly word: Word;
  /** The expanded reference; undefined where unknown. All the parts below are of this text. */
  readonly value: string | undefined;
  /** `docker.io` where none is written. */
  readonly registry: string | undefined;
  /** Without registry, `library/` added for Docker Hub's official images: `library/node`. */
  readonly repository: string | undefined;
  /** Registry and repository as one writes them shortest: `node`, `bitnami/nginx`, `gcr.io/distroless/static`. */
  readonly name: string | undefined;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** Places in the source where the name ends, the tag stands and the digest stands; undefined where a variable covers them. */
  readonly nameSpan: Span | undefined;
  readonly tagSpan: Span | undefined;
  readonly digestSpan: Span | undefined;
}

export interface FromInstruction extends Base {
  readonly keyword: "FROM";
  readonly image: ImageReference | undefined;
  /** The name after AS, as written. */
  readonly name: Word | undefined;
  readonly platform: Word | undefined;
}

/** An assignment of ARG, ENV or LABEL. */
export interface Assignment {
  readonly name: string;
  readonly nameSpan: Span;
  /** Undefined for `ARG NAME`. */
  readonly value: Word | undefined;
  readonly span: Span;
  /** `ENV name value`, without an equals sign. */
  readonly isLegacy: boolean;
}

export interface ArgInstruction extends Base {
  readonly keyword: "ARG";
  readonly assignments: readonly Assignment[];
}
export interface EnvInstruction extends Base {
  readonly keyword: "ENV" | "LABEL";
  readonly assignments: readonly Assignment[];
}

/** A command line: exec form (a JSON array) or shell form (text for the stage's shell). */
export interface Command {
  readonly form: "exec" | "shell";
  /** The words of the exec form; empty for the shell form. */
  readonly argv: readonly Word[];
  /** The text of the command: for the shell form `rest` behind keyword and flags. */
  readonly text: MappedText;
  readonly span: Span;
  /**
   * The shell form read as a POSIX-like script, a heredoc body as script included; offsets inside are joined offsets of `script.source`.
   * Undefined for the exec form, and where another interpreter (PowerShell, cmd, python, …) reads it.
   * The exec form `["sh", "-c", "…"]` has none either. Read lazily.
   */
  readonly script: ShellScript | undefined;
}

export interface RunInstruction extends Base {
  readonly keyword: "RUN";
  readonly command: Command | undefined;
  readonly mounts: readonly Mount[];
}

/** One `--mount=` of a RUN. */
export interface Mount {
  readonly flag: Flag;
  /** `bind` where none is written. */
  readonly type: string;
  readonly options: readonly MountOption[];
  /** The option's value by its key (`target`, `dst` and `destination` are one, as are `source` and `src`). */
  get(key: string): Word | undefined;
}
export interface MountOption {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Word | undefined;
}

export interface CommandInstruction extends Base {
  readonly keyword: "CMD" | "ENTRYPOINT";
  readonly command: Command | undefined;
}

export interface HealthcheckInstruction extends Base {
  readonly keyword: "HEALTHCHECK";
  /** `HEALTHCHECK NONE`. */
  readonly isNone: boolean;
  readonly command: Command | undefined;
}

export interface CopyInstruction extends Base {
  readonly keyword: "COPY" | "ADD";
  /** Without heredocs. */
  readonly sources: readonly Word[];
  readonly destination: Word | undefined;
  /** The value of `--from`. */
  readonly from: Word | undefined;
  /** The stage that `--from` names by name or number, where it is an earlier one. */
  readonly fromStage: Stage | undefined;
  readonly isJson: boolean;
}

export interface UserInstruction extends Base {
  readonly keyword: "USER";
  readonly user: Word | undefined;
}
export interface WorkdirInstruction extends Base {
  readonly keyword: "WORKDIR";
  readonly path: Word | undefined;
}
export interface ExposeInstruction extends Base {
  readonly keyword: "EXPOSE";
  readonly ports: readonly Word[];
}
export interface VolumeInstruction extends Base {
  readonly keyword: "VOLUME";
  readonly paths: readonly Word[];
}
export interface ShellInstruction extends Base {
  readonly keyword: "SHELL";
  readonly argv: readonly Word[];
}
export interface OnbuildInstruction extends Base {
  readonly keyword: "ONBUILD";
  readonly trigger: Instruction | undefined;
}
export interface PlainInstruction extends Base {
  readonly keyword: "STOPSIGNAL" | "MAINTAINER";
  readonly value: Word | undefined;
}
/** A line whose keyword BuildKit does not know. */
export interface UnknownInstruction extends Base {
  readonly keyword: "UNKNOWN";
}

export type Instruction =
  | FromInstruction
  | ArgInstruction
  | EnvInstruction
  | RunInstruction
  | CommandInstruction
  | HealthcheckInstruction
  | CopyInstruction
  | UserInstruction
  | WorkdirInstruction
  | ExposeInstruction
  | VolumeInstruction
  | ShellInstruction
  | OnbuildInstruction
  | PlainInstruction
  | UnknownInstruction;

/** The instruction that has the keyword: `InstructionOf<"CMD">` is a `CommandInstruction`. */
export type InstructionOf<K extends Instruction["keyword"], I = Instruction> = I extends { readonly keyword: infer L }
  ? K extends L
    ? I
    : never
  : never;

/** What a stage starts from. */
export type StageBase =
  | { readonly kind: "stage"; readonly stage: Stage }
  | { readonly kind: "image"; readonly image: ImageReference }
  | { readonly kind: "scratch" }
  /** The reference hangs on a variable whose value cannot be known here. */
  | { readonly kind: "unknown" };

export interface Stage {
  readonly index: number;
  /** In lower case, as BuildKit compares names; undefined where unnamed. */
  readonly name: string | undefined;
  readonly from: FromInstruction;
  /** What follows FROM, FROM itself left out; ONBUILD triggers are not unwrapped. */
  readonly instructions: readonly Instruction[];
  readonly base: StageBase;
  readonly span: Span;
  readonly file: Dockerfile;

  /** This stage and the stages it is built from, the oldest first: `[base, …, this]`. */
  readonly chain: readonly Stage[];
  /** What the chain starts from; never `stage`. */
  readonly root: Exclude<StageBase, { kind: "stage" }>;
  /** All instructions of the chain, the oldest first, FROMs left out. */
  readonly chainInstructions: readonly Instruction[];
  /** The stages that this one needs: its base, and what COPY --from and RUN --mount from= name; those needed by them included. */
  readonly dependencies: ReadonlySet<Stage>;

  /** The last instruction of the given kind in the chain, which decides what the image has; inherited from the base stages. */
  last<K extends Instruction["keyword"]>(keyword: K): InstructionOf<K> | undefined;
  /** The words of the shell for the shell form at the end of the stage, or before `until`; undefined where no SHELL was given in the chain. */
  shell(until?: Instruction): readonly string[] | undefined;
  /** The value of an ENV or ARG in force at the end of the stage, or before `until`. Undefined where unset, or where the value is unknown. */
  variable(name: string, until?: Instruction): string | undefined;
  /** The absolute working directory set in the chain at the end of the stage, or before `until`; undefined where none was set or it is unknown. */
  workdir(until?: Instruction): string | undefined;
}
