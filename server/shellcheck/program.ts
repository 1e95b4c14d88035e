// The one file of the product that starts a program, and only ShellCheck, where the user has asked for it: by an option of the command line, or by a
// setting of the editor that no repository can make and that counts in trusted workspaces alone.
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A script for ShellCheck, and where its settings (`.shellcheckrc`) are looked for. */
export interface ShellcheckRequest {
  readonly text: string;
  readonly dialect: string;
  /** A path or a `file:` address; without one, no settings are read. */
  readonly folder: string | undefined;
}

/** What it printed, or why there is no answer. */
export type ShellcheckOutcome =
  | { readonly kind: "answer"; readonly output: string }
  | { readonly kind: "late" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly reason: string };

/** Starts ShellCheck for one script, and ends it with the signal. Never rejects. */
export type ShellcheckStart = (request: ShellcheckRequest, signal: AbortSignal) => Promise<ShellcheckOutcome>;

export interface ProgramOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds after which the program is ended. */
  readonly patience?: number;
}

/** A script of 200 KB takes eight seconds. */
const patience = 20_000;
/** What a program may print; characters beyond that are not kept, and the answer is none. */
const maximumOutput = 32_000_000;

/** How to start ShellCheck; undefined where there is no such program. `named` is a path from the root of the disk, or a name to be looked for on PATH. */
export function findShellcheck(named: string, options: ProgramOptions): ShellcheckStart | undefined {
  const program = findProgram(named, options.env);
  return program === undefined ? undefined : (request, signal) => start(program, request, signal, options);
}

/**
 * The program's place. A relative path, or a relative part of PATH, would be looked up in the repository: it is passed over; the system is
 * handed the whole path, so that it does not search by itself (Windows does so in the current folder first).
 */
function findProgram(named: string, env: ProgramOptions["env"]): string | undefined {
  const isWindows = process.platform === "win32";
  const name = isWindows && !/\.\w+$/.test(named) ? `${named}.exe` : named;
  // Windows runs these by a shell, which reads arguments in its own way.
  if (isWindows && /\.(?:cmd|bat)$/i.test(name)) return undefined;
  if (isAbsolute(name)) return isProgram(name) ? name : undefined;
  if (/[/\\]/.test(name)) return undefined;
  const folders = (env.PATH ?? env.Path ?? "").split(delimiter).filter(isAbsolute);
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function start(program: string, { text, dialect, folder }: ShellcheckRequest, signal: AbortSignal, options: ProgramOptions) {
  return new Promise<ShellcheckOutcome>((resolve) => {
    if (signal.aborted) return resolve({ kind: "cancelled" });
    const args = ["--format=json1", `--shell=${dialect}`, ...(folder === undefined ? ["--norc"] : []), "-"];
    const cwd = folder?.startsWith("file:") ? fileURLToPath(folder) : folder;
    let child: ChildProcessWithoutNullStreams;
    try {
      // Asked for here, as loading it takes time that every start would pay.
      const { spawn } = process.getBuiltinModule("node:child_process");
      child = spawn(program, args, { cwd, env: { ...options.env }, stdio: "pipe", windowsHide: true });
    } catch (error) {
      return resolve({ kind: "failed", reason: reasonOf(error) });
    }
    let isDone = false;
    const end = (outcome: ShellcheckOutcome) => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      if (child.exitCode === null) child.kill("SIGKILL");
      // A grandchild may hold the pipes open.
      child.stdout.destroy();
      child.stderr.destroy();
      child.stdin.destroy();
      resolve(outcome);
    };
    const cancel = () => end({ kind: "cancelled" });
    const timer = setTimeout(() => end({ kind: "late" }), options.patience ?? patience);
    signal.addEventListener("abort", cancel);

    const printed: Buffer[] = [];
    let length = 0;
    let complaint = "";
    child.stdout.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > maximumOutput) end({ kind: "failed", reason: "it prints more than can be read" });
      else printed.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      if (complaint.length < 1_000) complaint += chunk.toString("utf8");
    });
    child.on("error", (error) => end({ kind: "failed", reason: reasonOf(error) }));
    child.on("close", (code, by) => {
      // 0 nothing found, 1 something found; 2 to 4: it could not do what it was told (manual page of ShellCheck, "Return values").
      if (code === 0 || code === 1) end({ kind: "answer", output: Buffer.concat(printed).toString("utf8") });
      else
        end({ kind: "failed", reason: complaint.trim().split("\n")[0] || (by ? `it was ended by ${by}` : `it ended with code ${code}`) });
    });
    // What does not read its input to the end closes the pipe; what it printed tells the rest.
    child.stdin.on("error", () => {});
    // Written in the background: it is read from at the same time, so neither waits for the other.
    child.stdin.end(text);
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
