import type { Io } from "./io.ts";
import type { OptionSpec, ParsedArguments } from "./options.ts";

/** One command of the command line. What runs it is loaded when it is needed. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** The arguments behind the name, for the help: `[options] [paths…]`. */
  readonly usage: string;
  /** What the summary and the options do not tell. */
  readonly details?: string;
  /** Arguments to begin with, and what they do. */
  readonly examples: readonly (readonly [arguments: string, meaning: string])[];
  readonly options: readonly OptionSpec[];
  /** Gives the exit code. */
  readonly run: (parsed: ParsedArguments, io: Io) => Promise<number>;
}

/** Something that cannot be read or written: one line for the user, exit code 2. */
export class InputError extends Error {}

/** Something wrong in configuration files: a line with its place for each. */
export class BadConfiguration extends Error {
  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
  }
}
