import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { onTestFinished } from "vitest";

/**
 * A program in ShellCheck's place, that says what ShellCheck says of every `$VARIABLE` without quotes in front of it. Words in the script make
 * it misbehave. Each start is one line of its log.
 */
const program = `#!${process.execPath}
const { appendFileSync, writeSync } = require("node:fs");
const { join } = require("node:path");
appendFileSync(join(__dirname, "log"), JSON.stringify({ pid: process.pid, args: process.argv.slice(2), cwd: process.cwd() }) + "\\n");
// More than a pipe holds, before anything is read.
if (process.env.FAKE_CHATTER) writeSync(1, " ".repeat(Number(process.env.FAKE_CHATTER)));
if (process.env.FAKE_DEAF) { console.log('{"comments":[]}'); process.exit(0); }
let text = "";
process.stdin.setEncoding("utf8").on("data", (chunk) => (text += chunk)).on("end", () => {
  if (text.includes("HANG")) return setInterval(() => {}, 1000);
  if (text.includes("REFUSE")) { console.error("no such option\\nusage"); process.exit(4); }
  if (text.includes("BABBLE")) { console.log("In - line 2:"); process.exit(1); }
  const comments = text.split("\\n").flatMap((content, i) => [...content.matchAll(/(?<!")\\$[A-Z]+/g)].map(({ 0: word, index }) => {
    const place = { line: i + 1, endLine: i + 1, column: [...content.slice(0, index)].length + 1 };
    const whole = { ...place, endColumn: place.column + word.length };
    const quote = (column, insertionPoint) => ({ line: i + 1, endLine: i + 1, column, endColumn: column, insertionPoint, precedence: 7, replacement: '"' });
    const replacements = [quote(whole.column, "afterEnd"), quote(whole.endColumn, "beforeStart")];
    return { file: "-", ...whole, level: "info", code: 2086, message: "Double quote to prevent globbing and word splitting.", fix: { replacements } };
  }));
  process.stdout.write(JSON.stringify({ comments }));
  process.exitCode = comments.length > 0 ? 1 : 0;
});
`;

export interface Start {
  readonly pid: number;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** Writes the program into a folder of its own. */
export function fakeShellcheck(name = "shellcheck") {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "deployment-patterns-shellcheck-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, program, { mode: 0o755 });
  const log = join(folder, "log");
  return {
    folder,
    path,
    env: { PATH: folder },
    /** Each time that it was started. */
    starts: (): Start[] =>
      existsSync(log)
        ? readFileSync(log, "utf8")
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line))
        : [],
  };
}

/** Where the real one is; undefined where it is not installed. */
export function realShellcheck(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders
    .map((folder) => join(folder, process.platform === "win32" ? "shellcheck.exe" : "shellcheck"))
    .find((path) => existsSync(path));
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
