import { version } from "../../package.json";
import { nearest } from "../engine/index.ts";
import { BadConfiguration, type Command, InputError } from "./command.ts";
import { commands } from "./commands/index.ts";
import type { Io } from "./io.ts";
import { describeOptions, parseArguments, UsageError } from "./options.ts";

/**
 * Runs the command line and gives the exit code: 0 where nothing was found at or above `--fail-on`, 1 for findings, 2 for wrong usage,
 * unreadable input or bad configuration, with one clear line on standard error.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let command: Command | undefined;
  try {
    const [first, ...rest] = argv;
    if (first === "--version") return print(io, `${version}\n`);
    if (first === "--help" || first === "-h") return print(io, overview());
    if (first === undefined) throw new UsageError("no command was given");
    command = commands.find(({ name }) => name === first);
    if (!command) throw unknownCommand(first);
    if (rest[0] === "--version") return print(io, `${version}\n`);
    const parsed = parseArguments(rest, command.options);
    if (parsed.has("help")) return print(io, helpOf(command));
    return await command.run(parsed, io);
  } catch (error) {
    if (error instanceof UsageError) io.stderr.write(usageLine(error, command));
    else if (error instanceof InputError) io.stderr.write(`deployment-patterns: ${error.message}\n`);
    else if (error instanceof BadConfiguration) io.stderr.write(`${error.message}\n`);
    else throw error;
    return 2;
  }
}

function print(io: Io, text: string): number {
  io.stdout.write(text);
  return 0;
}

function unknownCommand(word: string): UsageError {
  const message = word.startsWith("-") ? `\`${word}\` is not an option here; options follow a command` : `\`${word}\` is not a command`;
  return new UsageError(message, { word, candidates: commands.map(({ name }) => name) });
}

/** The line for standard error: what is wrong, what was most likely meant, where help is. */
function usageLine({ message, unknown }: UsageError, command: Command | undefined): string {
  const meant = unknown && nearest(unknown.word, unknown.candidates);
  const hint = meant ? `; did you mean \`${meant}\`?` : "; see";
  return `deployment-patterns: ${message}${hint}${meant ? " See" : ""} \`deployment-patterns ${command ? `${command.name} ` : ""}--help\`.\n`;
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}\n`).join("");
  return `Deployment Patterns ${version}: warns about, fixes, explains and generates the files that ship containers: Dockerfiles,
ignore files, GitHub Actions workflows, Kubernetes YAML, Compose files and readiness sign-offs.

Usage: deployment-patterns <command> [options]

Commands:
${lines}
Options:
  --help     Print this help; behind a command, that command's.
  --version  Print the version.
`;
}

function helpOf({ name, summary, usage, details, options, examples }: Command): string {
  const width = Math.max(...examples.map(([given]) => given.length));
  const lines = examples.map(([given, meaning]) => `  deployment-patterns ${name} ${given.padEnd(width)}  ${meaning}\n`);
  return `${summary}

Usage: deployment-patterns ${name} ${usage}
${details === undefined ? "" : `\n${details}\n`}
Options:
${describeOptions(options)}
Examples:
${lines.join("")}`;
}
