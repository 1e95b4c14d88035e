import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { run } from "./run.ts";

// A reader that has seen enough, such as `head`, closes the pipe: that is no fault.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}

run(process.argv.slice(2), {
  // Opened where it is read, as that takes a while.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  isTerminal: { stdout: process.stdout.isTTY === true, stderr: process.stderr.isTTY === true },
  env: process.env,
  today: new Date().toISOString().slice(0, 10),
  programFolder: dirname(realpathSync(process.argv[1] ?? ".")),
}).then(
  (code) => {
    process.exitCode = code;
  },
  (fault: unknown) => {
    process.stderr.write(
      `deployment-patterns: this is a fault of Deployment Patterns: ${fault instanceof Error ? fault.stack : String(fault)}\n`,
    );
    process.exitCode = 2;
  },
);
