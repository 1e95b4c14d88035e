import type { Io } from "./io.ts";
import { visible } from "./terminal.ts";

export interface Progress {
  /** Told before each step. */
  step(done: number, total: number, what: string): void;
  /** Takes the line away. */
  end(): void;
}

/** Milliseconds until the first line, and between two. */
const patience = 1000;
const interval = 100;

/** A line on standard error that says how far the work is, where that is a terminal and the work takes longer than a second. */
export function progressOf(io: Io, isQuiet: boolean, now: () => number = Date.now): Progress {
  if (isQuiet || !io.isTerminal.stderr) return { step() {}, end() {} };
  let next = now() + patience;
  let isShown = false;
  return {
    step(done, total, what) {
      if (now() < next) return;
      next = now() + interval;
      isShown = true;
      io.stderr.write(`\r\u001B[2K${done}/${total} ${visible(what).slice(0, 60)}`);
    },
    end() {
      if (isShown) io.stderr.write("\r\u001B[2K");
    },
  };
}
