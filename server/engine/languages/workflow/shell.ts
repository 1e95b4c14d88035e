import { MappedText } from "../../text/mapped.ts";
import { remember } from "../../text/remember.ts";
import type { ShellScript } from "../shell/model.ts";
import { parseShell } from "../shell/parse.ts";
import type { Text } from "./model.ts";

/** What a `shell:` says: a name alone, or a command line with `{0}` where the script's file goes. */
export interface ShellChoice {
  /** The program that reads the script, without its folder. */
  readonly name: string;
  readonly isPosix: boolean;
  /** The program with the options that it is started with. */
  readonly words: readonly string[];
}

const posix = new Set(["bash", "sh", "dash", "zsh", "ash", "ksh", "busybox"]);
const others =
  /^(?:pwsh|powershell|cmd|python[\d.]*|pypy[\d.]*|node|nodejs|deno|bun|tsx|ts-node|npx|perl|ruby|php|rscript|julia|nu|fish|xonsh|elixir|lua|groovy|scala|go|cmake|awk|sqlite3|psql|jshell|swift|osascript|csh|tcsh)$/i;

/**
 * Reads the value of `shell:`. The runner starts `bash` with `--noprofile --norc -eo pipefail` and `sh` with `-e`
 * (GitHub's documentation of `jobs.<job_id>.steps[*].shell`).
 */
export function readShellChoice(value: string): ShellChoice | undefined {
  const words = value.trim().split(/\s+/);
  if (words[0] === "" || words[0] === undefined) return undefined;
  const script = words.indexOf("{0}");
  const names = words.map(programOf);
  if (script < 0 && words.length === 1) {
    const name = names[0] as string;
    if (name === "bash") return { name, isPosix: true, words: ["bash", "-e", "-o", "pipefail"] };
    if (name === "sh") return { name, isPosix: true, words: ["sh", "-e"] };
  }
  if (others.test(names[0] as string)) return { name: names[0] as string, isPosix: false, words };
  // `nix develop --command bash -e {0}`, `docker run … sh {0}`: the shell is what comes last.
  const end = script < 0 ? words.length : script;
  let at = 0;
  for (let i = 0; i < end; i++) if (posix.has(names[i] as string) || (i > 0 && others.test(names[i] as string))) at = i;
  const name = names[at] as string;
  return { name, isPosix: !others.test(name), words: words.slice(at, end) };
}

function programOf(word: string): string {
  return word.slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1).replace(/\.exe$/i, "");
}

/**
 * `run` read as a script. Each expression stands in it as a variable of the same length, as the value of neither is known before:
 * words, spans and line breaks outside of it are those of the text.
 */
export function scriptOf(run: Text, words: readonly string[]): ShellScript {
  const masked = maskExpressions(run);
  const key = JSON.stringify(words);
  let read = readers.get(key);
  if (!read) {
    if (readers.size >= 50) readers.clear();
    read = remember((text) => parseShell(new MappedText(text, 0), words), 2_000);
    readers.set(key, read);
  }
  return { ...read(masked), source: new MappedText(masked, run.mapped.segments) };
}

const readers = new Map<string, (text: string) => ShellScript>();

function maskExpressions({ text, expressions }: Text): string {
  let masked = "";
  let end = 0;
  for (const { textSpan, isUnclosed } of expressions) {
    if (isUnclosed) continue;
    masked += `${text.slice(end, textSpan.start)}\${${"_".repeat(textSpan.end - textSpan.start - 3)}}`;
    end = textSpan.end;
  }
  return end === 0 ? text : masked + text.slice(end);
}
