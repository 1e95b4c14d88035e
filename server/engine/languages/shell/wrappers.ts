import type { ShellWord } from "./model.ts";

/** A program that runs the command given to it as arguments. */
interface Wrapper {
  /** Options whose value is the next word, one-letter ones without their dash. */
  readonly valued?: readonly string[];
  /** Words between the options and the command: the user of `gosu`, the time of `timeout`. */
  readonly operands?: number;
  /** `NAME=value` words may stand in front of the command. */
  readonly assigns?: true;
  /** Options with which it does something else than run a command. */
  readonly otherwise?: readonly string[];
}

const wrappers: Readonly<Record<string, Wrapper>> = {
  builtin: {},
  busybox: { otherwise: ["list", "list-full", "install", "help"] },
  chronic: {},
  command: { otherwise: ["v", "V"] },
  doas: { valued: ["a", "C", "u"] },
  "dumb-init": { valued: ["r", "rewrite"] },
  eatmydata: {},
  env: { valued: ["u", "unset", "C", "chdir", "a", "argv0"], assigns: true, otherwise: ["S", "split-string"] },
  exec: { valued: ["a"] },
  gosu: { operands: 1 },
  ionice: { valued: ["c", "class", "n", "classdata"], otherwise: ["p", "pid"] },
  nice: { valued: ["n", "adjustment"] },
  nohup: {},
  runuser: { valued: ["u", "user", "g", "group", "G", "supp-group"], otherwise: ["c", "command"] },
  setarch: { operands: 1 },
  setpriv: { valued: ["reuid", "regid", "groups", "inh-caps", "ambient-caps", "bounding-set", "securebits", "pdeathsig"] },
  setsid: {},
  stdbuf: { valued: ["i", "input", "o", "output", "e", "error"] },
  "su-exec": { operands: 1 },
  sudo: {
    valued: [
      ...["u", "g", "h", "p", "C", "D", "R", "T", "U", "r", "t"],
      ...["user", "group", "host", "prompt", "close-from", "chdir", "chroot", "command-timeout", "other-user", "role", "type"],
    ],
    assigns: true,
    otherwise: ["l", "list", "v", "validate", "V", "version"],
  },
  time: { valued: ["f", "format", "o", "output"] },
  timeout: { valued: ["k", "kill-after", "s", "signal"], operands: 1 },
  tini: { valued: ["p", "e"] },
  xargs: {
    valued: [
      ...["a", "d", "E", "I", "J", "L", "n", "P", "R", "S", "s"],
      ...["arg-file", "delimiter", "max-lines", "max-args", "max-procs", "max-chars", "process-slot-var"],
    ],
  },
};

/** `NAME=value`. */
export const assignmentWord = /^([A-Za-z_]\w*)=/;

/**
 * Where the command starts in the words from `first` on, which stand behind the name of a wrapper: `words[result]` is its name. The
 * assignments in front of it are handed to `assign`. Undefined where `program` wraps nothing here.
 */
export function wrapped(program: string, words: readonly ShellWord[], first: number, assign: (index: number) => void): number | undefined {
  const wrapper = Object.hasOwn(wrappers, program) ? wrappers[program] : undefined;
  if (!wrapper) return undefined;
  const { valued = [], otherwise = [] } = wrapper;
  let i = first;
  for (; i < words.length; i++) {
    const text = (words[i] as ShellWord).text;
    if (text === "--") {
      i++;
      break;
    }
    if (!text.startsWith("-")) break;
    if (text.startsWith("--")) {
      const name = text.slice(2).split("=", 1)[0] as string;
      if (otherwise.includes(name)) return undefined;
      if (valued.includes(name) && !text.includes("=")) i++;
      continue;
    }
    for (let j = 1; j < text.length; j++) {
      const letter = text[j] as string;
      if (otherwise.includes(letter)) return undefined;
      if (!valued.includes(letter)) continue;
      if (j === text.length - 1) i++;
      break;
    }
  }
  if (program === "runuser" && i < words.length && !words.slice(first, i).some((word) => /^(-u|--user)/.test(word.text))) return undefined;
  i += wrapper.operands ?? 0;
  if (wrapper.assigns) {
    for (; assignmentWord.test(words[i]?.text ?? ""); i++) assign(i);
  }
  return i < words.length ? i : undefined;
}

const shells = new Set(["sh", "bash", "dash", "ash", "zsh", "ksh", "mksh"]);

/** Whether a program is a shell that reads POSIX-like scripts. */
export function isShell(program: string | undefined): boolean {
  return program !== undefined && shells.has(program);
}

/** How a shell was called: the options switched on, and which of the words is the script to run (`-c`) or the script's file. */
export interface ShellCall {
  readonly options: readonly string[];
  /** Index of the word behind `-c`. */
  readonly script: number | undefined;
  /** Index of the first operand, where there is no `-c`. */
  readonly file: number | undefined;
}

/** Reads the words behind a shell's name. */
export function readShellCall(words: readonly string[]): ShellCall {
  const options: string[] = [];
  let hasScript = false;
  let i = 0;
  for (; i < words.length; i++) {
    const text = words[i] as string;
    if (text === "--" || text === "-") {
      i++;
      break;
    }
    if (text.startsWith("--")) {
      if (text === "--rcfile" || text === "--init-file") i++;
      continue;
    }
    if (!/^[-+]./.test(text)) break;
    const isOn = text.startsWith("-");
    for (const letter of text.slice(1)) {
      if (letter === "c") hasScript ||= isOn;
      else if (letter === "o" || letter === "O") {
        const name = words[++i];
        if (isOn && letter === "o" && name !== undefined) options.push(optionName(name));
      } else if (isOn) options.push(letter);
    }
  }
  const operand = i < words.length ? i : undefined;
  return { options, script: hasScript ? operand : undefined, file: hasScript ? undefined : operand };
}

/** The options that the words behind `set` switch on. */
export function readSetOptions(words: readonly ShellWord[]): string[] {
  const options: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const text = words[i]?.value;
    if (text === undefined || text === "--" || !/^[-+]./.test(text)) break;
    for (const letter of text.slice(1)) {
      if (letter !== "o") {
        if (text.startsWith("-")) options.push(letter);
        continue;
      }
      const name = words[++i]?.value;
      if (text.startsWith("-") && name !== undefined) options.push(optionName(name));
    }
  }
  return options;
}

const shortNames: Readonly<Record<string, string>> = {
  errexit: "e",
  nounset: "u",
  xtrace: "x",
  noexec: "n",
  noglob: "f",
  verbose: "v",
  allexport: "a",
};

function optionName(long: string): string {
  return Object.hasOwn(shortNames, long) ? (shortNames[long] as string) : long;
}

/** Index of the word that `su` or `runuser` gives to a shell with `-c`. */
export function suScript(words: readonly ShellWord[]): number | undefined {
  const flag = words.findIndex((word) => word.text === "--command" || /^-[a-z]*c$/.test(word.text));
  return flag >= 0 && flag + 1 < words.length ? flag + 1 : undefined;
}
