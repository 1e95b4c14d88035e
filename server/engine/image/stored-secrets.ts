import { isPlaceholder, isSecretName } from "../knowledge/secrets.ts";
import type { ShellCommand, ShellScript, ShellWord } from "../languages/shell/model.ts";
import type { Span } from "../text/span.ts";

/** A secret that a command keeps in a file or prints. */
export interface StoredSecret {
  /** In the script's text. */
  readonly span: Span;
  /** What happens to it, as the rest of a sentence: "is written to `.npmrc`, which stays in the layer". */
  readonly how: string;
  /** The environment variables that give it; empty for a literal. */
  readonly variables: readonly string[];
}

/** The secrets that a script writes into files or prints. Values that the script makes itself, and files that it deletes again, do not count. */
export function storedSecrets({ commands }: ShellScript): readonly StoredSecret[] {
  let secrets = known.get(commands);
  if (!secrets) {
    secrets = findStored(commands);
    known.set(commands, secrets);
  }
  return secrets;
}

/** By the commands: they stay the same while a script is moved about in its file. */
const known = new WeakMap<readonly ShellCommand[], readonly StoredSecret[]>();

function findStored(commands: readonly ShellCommand[]): StoredSecret[] {
  const own = new Set(commands.flatMap((command) => ownVariables(command)));
  const deleted = commands.filter((command) => command.name === "rm").flatMap((command) => command.args.map((word) => baseName(word.text)));
  const found: StoredSecret[] = [];
  for (const command of commands) {
    for (const store of [inConfiguration, inAddress, inFile]) {
      const hit = store(command);
      if (!hit) continue;
      const variables = secretVariables(hit.words).filter((name) => !own.has(name));
      const isLiteral = secretVariables(hit.words).length === 0 && hit.isLiteral;
      if ((variables.length === 0 && !isLiteral) || (hit.file && deleted.some((name) => name === hit.file))) continue;
      found.push({ span: hit.span, how: hit.how, variables });
      break;
    }
  }
  return found;
}

interface Hit {
  readonly span: Span;
  readonly how: string;
  /** Where the secret is looked for. */
  readonly words: readonly ShellWord[];
  /** A value without a variable is a secret by itself. */
  readonly isLiteral: boolean;
  /** The name of the file that is written, where it may be deleted again. */
  readonly file?: string;
}

/** Settings commands that keep what they are given: program → does this call store a secret, and which argument is it? */
const settings: Readonly<Record<string, (args: readonly string[]) => number | undefined>> = {
  npm: (args) => npmSetting(args),
  pnpm: (args) => npmSetting(args),
  yarn: (args) => (args[0] === "config" && args[1] === "set" && /npmAuth(?:Token|Ident)|_authToken/i.test(args[2] ?? "") ? 3 : undefined),
  aws: (args) => (args[0] === "configure" && args[1] === "set" && /secret_access_key|session_token/.test(args[2] ?? "") ? 3 : undefined),
  poetry: (args) => (args[0] === "config" && /^(?:http-basic|pypi-token)\./.test(args[1] ?? "") ? args.length - 1 : undefined),
  composer: (args) => after(args, /^(?:github-oauth|gitlab-token|gitlab-oauth|http-basic|bearer|bitbucket-oauth)\./),
  docker: (args) => (args[0] === "login" ? after(args, /^(?:-p|--password)$/) : undefined),
};

function npmSetting(args: readonly string[]): number | undefined {
  const start = args[0] === "config" ? 1 : 0;
  if (args[start] !== "set") return undefined;
  const key = args[start + 1] ?? "";
  if (!/_authToken|_auth\b|_password/.test(key)) return undefined;
  return key.includes("=") ? start + 1 : start + 2;
}

function after(args: readonly string[], key: RegExp): number | undefined {
  const place = args.findIndex((arg) => key.test(arg));
  return place < 0 || place + 1 >= args.length
    ? undefined
    : args.length > place + 2 && !args[0]?.startsWith("login")
      ? args.length - 1
      : place + 1;
}

function inConfiguration(command: ShellCommand): Hit | undefined {
  const setting = command.name === undefined ? undefined : settings[command.name];
  const place = setting?.(command.args.map((word) => word.text));
  const word = place === undefined ? undefined : command.args[place];
  if (!word) return undefined;
  const value = word.text.slice(word.text.indexOf("=") + 1);
  return {
    span: word.span,
    how: `is kept by \`${command.name}\` in a file of the layer`,
    words: [word],
    isLiteral: word.value !== undefined && !isPlaceholder(value),
  };
}

/** git keeps the address that it clones from, and what `git config` sets. */
function inAddress(command: ShellCommand): Hit | undefined {
  if (command.name !== "git" || !command.args.some((word) => ["clone", "config", "remote", "submodule"].includes(word.text)))
    return undefined;
  const word = command.args.find((arg) => /:\/\/[^/\s]*\$[^/\s]*@/.test(arg.text) || /extraheader/i.test(arg.text));
  if (!word) return undefined;
  return { span: word.span, how: "is kept by `git` in its configuration, which stays in the layer", words: command.args, isLiteral: false };
}

/** `echo` and `printf`: into a file, or into the build log. */
function inFile(command: ShellCommand): Hit | undefined {
  if (command.name !== "echo" && command.name !== "printf") return undefined;
  if (command.pipe && command.pipe.index < command.pipe.length - 1) return undefined;
  if (command.inSubstitution) return undefined;
  const redirect = command.redirects.find(({ operator }) => operator === ">" || operator === ">>" || operator === "&>");
  const text = command.args.map((word) => word.text).join(" ");
  const isLiteral =
    /_authToken=["']?(?!["']?\$)\S|^machine\s.*\bpassword\s+(?!\$)\S/.test(text) && !isPlaceholder(text.split(/[=\s]/).at(-1) ?? "");
  const target = redirect?.target?.text;
  const words = command.args;
  const span = words.find((word) => secretVariables([word]).length > 0)?.span ?? command.span;
  if (target === undefined || /^\/dev\/(?:stdout|stderr|tty)$/.test(target))
    return { span, how: "is printed into the build log", words, isLiteral: false };
  if (target === "/dev/null" || target.startsWith("/run/secrets/") || target.startsWith("/dev/")) return undefined;
  return { span, how: `is written to \`${target}\`, which stays in the layer`, words, isLiteral, file: baseName(target) };
}

/** The variables with the name of a secret that words expand; lengths and tests for being set (`${#X}`, `${X:+y}`) do not give the value. */
function secretVariables(words: readonly ShellWord[]): string[] {
  const names = new Set<string>();
  for (const word of words) {
    if (/^'[^']*'$/.test(word.raw)) continue;
    for (const [, name = ""] of word.raw.matchAll(/(?<!\\)\$(?:\{)?([A-Za-z_]\w*)(?!:?\+)/g)) if (isSecretName(name)) names.add(name);
  }
  return [...names];
}

function ownVariables(command: ShellCommand): string[] {
  const assigned = command.assignments.map((assignment) => assignment.name);
  const declares = command.name === "export" || command.name === "read" || command.name === "local" || command.name === "declare";
  return declares ? [...assigned, ...command.args.map((word) => /^\w+/.exec(word.text)?.[0] ?? "")] : assigned;
}

function baseName(path: string): string {
  return path.replace(/\/+$/, "").slice(path.replace(/\/+$/, "").lastIndexOf("/") + 1);
}
