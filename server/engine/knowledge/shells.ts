import { nearest } from "../text/nearest.ts";
import type { RunnerOs } from "./runners.ts";

/** A shell that `shell:` knows by name. */
export interface WorkflowShell {
  readonly name: string;
  /** The systems that GitHub's own runners have it on. */
  readonly systems: readonly RunnerOs[];
  /** How it is called; `{0}` is the file with the script. */
  readonly command: string;
  /** The language of its scripts. */
  readonly language: "bash" | "sh" | "powershell" | "cmd" | "python";
  /** The script ends at the first command that fails. */
  readonly stopsAtError: boolean;
  /** A pipeline fails where any of its commands does. */
  readonly hasPipefail: boolean;
}

// Source of all of this: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell.
const everywhere: readonly RunnerOs[] = ["linux", "macos", "windows"];
const unix: readonly RunnerOs[] = ["linux", "macos"];

const shells: readonly WorkflowShell[] = [
  {
    name: "bash",
    systems: everywhere,
    command: "bash --noprofile --norc -eo pipefail {0}",
    language: "bash",
    stopsAtError: true,
    hasPipefail: true,
  },
  { name: "sh", systems: unix, command: "sh -e {0}", language: "sh", stopsAtError: true, hasPipefail: false },
  {
    name: "pwsh",
    systems: everywhere,
    command: "pwsh -command \". '{0}'\"",
    language: "powershell",
    stopsAtError: true,
    hasPipefail: false,
  },
  {
    name: "powershell",
    systems: ["windows"],
    command: "powershell -command \". '{0}'\"",
    language: "powershell",
    stopsAtError: true,
    hasPipefail: false,
  },
  {
    name: "cmd",
    systems: ["windows"],
    command: '%ComSpec% /D /E:ON /V:OFF /S /C "CALL "{0}""',
    language: "cmd",
    stopsAtError: false,
    hasPipefail: false,
  },
  { name: "python", systems: everywhere, command: "python {0}", language: "python", stopsAtError: true, hasPipefail: false },
];

/** What runs a script without `shell:` on Linux and macOS: Bash, but without `pipefail`. */
const unspecifiedBash: WorkflowShell = {
  name: "bash",
  systems: unix,
  command: "bash -e {0}",
  language: "bash",
  stopsAtError: true,
  hasPipefail: false,
};

const byName = new Map(shells.map((shell) => [shell.name, shell]));

/** All shells that have a name. */
export const allShells: readonly WorkflowShell[] = shells;

export function findShell(name: string): WorkflowShell | undefined {
  return byName.get(name);
}

/** The shell of a step that names none; undefined where the system is not known. In containers it is `sh` where the image has no Bash. */
export function defaultShell(os: RunnerOs | undefined): WorkflowShell | undefined {
  if (os === undefined) return undefined;
  return os === "windows" ? byName.get("pwsh") : unspecifiedBash;
}

/** A shell of one's own: any command that names the script's file. */
export function isShellTemplate(text: string): boolean {
  return text.includes("{0}");
}

/**
 * The shell of a `shell:` value, be it a name or a command of one's own (`bash -l {0}`), of which only the language and the options are
 * known. Undefined for programs that are no shells.
 */
export function shellOf(text: string): WorkflowShell | undefined {
  const known = byName.get(text.trim());
  if (known || !isShellTemplate(text)) return known;
  const [program = "", ...options] = text.trim().split(/\s+/);
  const base = byName.get(program.replace(/^.*[/\\]/, "").replace(/\.exe$/, ""));
  if (!base) return undefined;
  if (base.language !== "bash" && base.language !== "sh") return { ...base, command: text };
  const isSet = (letter: string) => options.some((option) => new RegExp(`^-[a-z]*${letter}`).test(option));
  return { ...base, command: text, stopsAtError: isSet("e") || options.includes("errexit"), hasPipefail: options.includes("pipefail") };
}

/** The shell that a misspelt name most likely means. */
export function nearestShell(name: string): string | undefined {
  return nearest(name, byName.keys());
}
