import type { Stage } from "./model.ts";
import type { BuildStage } from "./stages.ts";

const posixShells: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash", "zsh", "ksh", "mksh", "busybox"]);

/** Whether the body's first line (`#!…`) names a shell that reads POSIX-like scripts; undefined where there is no such line. */
export function interpreterReadsPosix(body: string): boolean | undefined {
  const match = /^#![\t ]*(\S+)(?:[\t ]+(?:-S[\t ]+)?(\S+))?/.exec(body);
  if (!match) return body.startsWith("#!") ? false : undefined;
  const program = fileName(match[1] ?? "");
  return posixShells.has(program === "env" ? fileName(match[2] ?? "") : program);
}

/**
 * Whether the shell form of the stage's instruction `index` is read by a POSIX-like shell: not after SHELL with
 * PowerShell, cmd or anything else, nor on a Windows base.
 */
export function shellReadsPosix(stage: BuildStage | undefined, index: number, escapeToken: string): boolean {
  const shell = stage?.shell({ index });
  if (shell) return posixShells.has(fileName(shell[0] ?? ""));
  // Only Dockerfiles for Windows, where the backslash stands in paths, are written with the backquote.
  if (escapeToken === "`") return false;
  return !stage || !isWindows(stage);
}

/** Whether the stage's image is a Windows one, as far as its reference tells. */
export function isWindows(stage: Stage): boolean {
  const root = stage.chain[0] ?? stage;
  let answer = windows.get(root);
  if (answer === undefined) {
    answer = isWindowsRoot(root);
    windows.set(root, answer);
  }
  return answer;
}

/** Every RUN of a stage asks. */
const windows = new WeakMap<Stage, boolean>();

function isWindowsRoot(root: Stage): boolean {
  const { image, platform } = root.from;
  if (/^windows\b/i.test(platform?.text ?? "")) return true;
  const reference = (image?.value ?? image?.word.text ?? "").toLowerCase();
  return (
    /(?:^|[/:.-])(?:nanoserver|servercore|windowsservercore)/.test(reference) ||
    /(?:^mcr\.microsoft\.com\/windows|^winamd64\/)/.test(reference)
  );
}

function fileName(path: string): string {
  return path
    .slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)
    .toLowerCase()
    .replace(/\.exe$/, "");
}
