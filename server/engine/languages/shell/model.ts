import type { MappedText } from "../../text/mapped.ts";
import type { Span } from "../../text/span.ts";

/** A shell script read by the adapter. All spans are offsets into `source.text`; `source.spanToSource` leads to the file. */
export interface ShellScript {
  readonly source: MappedText;
  /** Every simple command, in order, those inside lists, groups, conditions, loops, functions, substitutions and wrappers included. */
  readonly commands: readonly ShellCommand[];
  /** The script does not parse; `commands` holds what could be read. */
  readonly errors: readonly { readonly span: Span; readonly message: string }[];
  /** The options that `set` (outside conditions, subshells and pipelines), the `#!` line or the interpreter's words switch on: `e`, `u`, `x`, `pipefail`. */
  readonly options: ReadonlySet<string>;
}

export interface ShellWord {
  /** As written. */
  readonly raw: string;
  /** Without quotes; variables and substitutions as written. */
  readonly text: string;
  /** The same where nothing in it is expanded at run time: no variable, substitution, file pattern, brace list or `~`; undefined otherwise. */
  readonly value: string | undefined;
  readonly span: Span;
}

export interface ShellCommand {
  /**
   * The program that runs, without its folder (`apt-get` for `/usr/bin/apt-get`); undefined where a variable decides.
   * Wrappers are looked through: `sudo`, `env`, `exec`, `time`, `nice`, `command`, `nohup`, `xargs`, `gosu`, `timeout`, …; `sh -c "…"` gives the
   * inner commands as well, with the shell among their wrappers. Its folder may be a variable: `$JAVA_HOME/bin/java` is `java`.
   */
  readonly name: string | undefined;
  readonly nameSpan: Span;
  /** The words after the name. */
  readonly args: readonly ShellWord[];
  /** The wrappers that were looked through, outermost first. */
  readonly wrappers: readonly string[];
  /** Those in front of the command, those of `env` and `sudo`, and those that are arguments of `export`, `declare`, … (where they are words, too). */
  readonly assignments: readonly ShellAssignment[];
  readonly redirects: readonly ShellRedirect[];
  /** From the first word, assignments and wrappers included, to the end of the last word or redirect. */
  readonly span: Span;
  /** Index of the top-level `;`, newline, `&&` or `||` list item it belongs to: commands of one pipeline share it. */
  readonly list: number;
  /** Which operator joins its list item to the one before. */
  readonly operator: "&&" | "||" | ";" | "&" | undefined;
  /** Its place in a pipeline of more than one command, from 0; undefined outside pipelines. */
  readonly pipe: { readonly index: number; readonly length: number } | undefined;
  /** Inside `$( )`, backquotes or `<( )`. */
  readonly inSubstitution: boolean;
  /** Inside `if` (its first condition left out), `case`, a loop or a function body: may not run, or run often. */
  readonly isConditional: boolean;
  /** Read out of the quoted argument of `sh -c "…"`: text that is put there has to be quoted for the outer shell as well. */
  readonly isRequoted: boolean;
}

export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord | undefined;
  readonly span: Span;
}

export interface ShellRedirect {
  /** `>`, `>>`, `<`, `<<`, `<<<`, `&>`, … */
  readonly operator: string;
  /** The number in front of the operator: 2 in `2>file`. */
  readonly descriptor: number | undefined;
  /** The lines of a heredoc, without the one that ends it. */
  readonly body: Span | undefined;
  readonly target: ShellWord | undefined;
  readonly span: Span;
}
