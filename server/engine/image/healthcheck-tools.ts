import type { ShellCommand } from "../languages/shell/model.ts";

/** Programs that health checks ask with, and that images often lack. */
const usual: ReadonlySet<string> = new Set(["curl", "wget", "nc"]);

/** Whether a program is one that health checks begin with, and that images often lack: to ask with, or a shell. */
export function isOftenMissing(program: string): boolean {
  return usual.has(program) || program === "sh" || program === "bash";
}

/**
 * The command of a health check's script that asks. Undefined where there is none, and for what tries one program and then another, or asks whether there
 * is one.
 */
export function askingCommand(commands: readonly ShellCommand[]): ShellCommand | undefined {
  const asking = commands.filter(({ name }) => name !== undefined && usual.has(name));
  const [call] = asking;
  if (!call || asking.length > 1 || call.isConditional || commands.some(({ name }) => name === "command" || name === "which"))
    return undefined;
  return call;
}

/** The words of a call of `wget` that asks the same as one of `curl`, or the other way round; undefined where it does more than ask. */
export function swapped(program: string, words: readonly string[]): readonly string[] | undefined {
  const asked = program === "curl" ? askedByCurl(words) : program === "wget" ? askedByWget(words) : undefined;
  if (!asked) return undefined;
  const seconds = asked.seconds === undefined ? [] : [program === "curl" ? "-T" : "-m", asked.seconds];
  // BusyBox's wget takes `localhost` for `::1` alone.
  return program === "curl"
    ? ["wget", "-q", ...seconds, "-O", "/dev/null", asked.address.replace(/^((?:https?:\/\/)?)localhost\b/, "$1127.0.0.1")]
    : ["curl", "-fsS", ...seconds, "-o", "/dev/null", asked.address];
}

/** The address that a call of `curl` or `wget` asks; undefined where it does more than ask. */
export function addressAsked(program: string, words: readonly string[]): string | undefined {
  return (program === "curl" ? askedByCurl(words) : program === "wget" ? askedByWget(words) : undefined)?.address;
}

interface Asked {
  readonly address: string;
  readonly seconds: string | undefined;
}

function askedByCurl(words: readonly string[]): Asked | undefined {
  return asked(words, /^-[fsSLgI]+$|^--(?:fail|silent|show-error|location|head)$/, /^(?:-[fsSL]*o|--output)$/, /^(?:-m|--max-time)$/);
}

function askedByWget(words: readonly string[]): Asked | undefined {
  return asked(
    words,
    /^-(?:q|nv|S)+$|^--(?:quiet|spider|no-verbose|no-check-certificate)$|^-q?O-$|^--output-document=\S+$|^--tries=\d+$/,
    /^(?:-q?O|-t)$/,
    /^-T$/,
  );
}

function asked(words: readonly string[], plain: RegExp, skipping: RegExp, timing: RegExp): Asked | undefined {
  let address: string | undefined;
  let seconds: string | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const glued = /^--(?:max-time|timeout)=(\d+)$/.exec(word)?.[1];
    if (glued !== undefined) seconds = glued;
    else if (timing.test(word)) seconds = words[++i];
    else if (skipping.test(word)) i++;
    else if (plain.test(word)) continue;
    else if (word.startsWith("-") || address !== undefined) return undefined;
    else address = word;
  }
  return address === undefined || (seconds !== undefined && !/^\d+$/.test(seconds)) ? undefined : { address, seconds };
}
