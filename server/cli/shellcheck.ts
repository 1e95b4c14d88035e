import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type ShellcheckAnswers, type SourceText, shellcheckInputs } from "../engine/index.ts";
import { findShellcheck } from "../shellcheck/program.ts";
import { ShellcheckQueue } from "../shellcheck/queue.ts";
import { InputError } from "./command.ts";
import type { Io } from "./io.ts";
import type { ParsedArguments } from "./options.ts";
import type { Target } from "./targets.ts";

/** ShellCheck for a run of the command line. */
export interface Shellcheck {
  /** Asks about the scripts of files; their answers are known then. */
  ask(files: readonly { readonly target: Target; readonly source: SourceText }[]): Promise<void>;
  /** For the options of a check. */
  options(target: Target): { readonly shellcheck?: ShellcheckAnswers };
}

const unused: Shellcheck = { ask: async () => {}, options: () => ({}) };

/**
 * What `--shellcheck` asks for. Without a program given, a missing one is told in one line, and the checks go on without.
 * @throws InputError where the program that was given is not there.
 */
export function shellcheckOf(parsed: ParsedArguments, io: Io): Shellcheck {
  const given = parsed.get("shellcheck");
  if (given === undefined) return unused;
  const tell = (line: string) => io.stderr.write(`deployment-patterns: ${line}\n`);
  const named = /[/\\]/.test(given) ? resolve(io.cwd, given) : given === "" ? "shellcheck" : given;
  const start = findShellcheck(named, { env: io.env });
  if (!start) {
    if (given !== "") throw new InputError(`--shellcheck: ${given}: ${isThere(named) ? "cannot be executed" : "there is no such program"}`);
    tell("ShellCheck is not installed, or not on PATH: scripts are checked without it.");
    return unused;
  }
  const queue = new ShellcheckQueue(start, tell);
  return {
    async ask(files) {
      await Promise.all(
        files.map(({ target, source }) => queue.ask(shellcheckInputs(source, target.language, target.configuration), target.root.folder)),
      );
    },
    options: ({ root }) => ({ shellcheck: queue.answers(root.folder) }),
  };
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
