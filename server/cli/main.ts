import { fstatSync, realpathSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { run } from "./run.ts";

// Node's streams take a while to set up, so they are asked for only where they are needed.
const streams = { 1: () => process.stdout, 2: () => process.stderr };

/** Whether a descriptor may be a terminal. */
function isDevice(descriptor: 1 | 2): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}

function isTerminal(descriptor: 1 | 2): boolean {
  return isDevice(descriptor) && streams[descriptor]().isTTY === true;
}

/** Writes all of a text, at once where the descriptor is a file or a pipe. */
function write(descriptor: 1 | 2, text: string): void {
  let rest: Uint8Array = Buffer.from(text);
  try {
    if (!isDevice(descriptor)) while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
  } catch (error) {
    leaveOnClosedPipe(error);
    if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
  }
  if (rest.length > 0) streams[descriptor]().on("error", leaveOnClosedPipe).write(rest);
}

/** A reader that has seen enough, such as `head`, closes the pipe: that is no fault. */
function leaveOnClosedPipe(error: unknown): void {
  if (error instanceof Error && "code" in error && error.code === "EPIPE") process.exit();
}

run(process.argv.slice(2), {
  get stdin() {
    return process.stdin;
  },
  stdout: { write: (text) => write(1, text) },
  stderr: { write: (text) => write(2, text) },
  cwd: process.cwd(),
  isTerminal: {
    get stdout() {
      return isTerminal(1);
    },
    get stderr() {
      return isTerminal(2);
    },
  },
  env: process.env,
  today: new Date().toISOString().slice(0, 10),
  programFolder: dirname(realpathSync(process.argv[1] ?? ".")),
}).then(
  (code) => {
    process.exitCode = code;
  },
  (fault: unknown) => {
    write(2, `deployment-patterns: this is a fault of Deployment Patterns: ${fault instanceof Error ? fault.stack : String(fault)}\n`);
    process.exitCode = 2;
  },
);
