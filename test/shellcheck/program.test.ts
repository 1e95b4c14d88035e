// Starting ShellCheck: a small program stands in its place. What it really says is tried in real.test.ts.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { findShellcheck, type ShellcheckOutcome, type ShellcheckStart } from "../../server/shellcheck/program.ts";
import { ShellcheckQueue } from "../../server/shellcheck/queue.ts";
import { fakeShellcheck, isRunning } from "./support.ts";

const script = (text: string, dialect = "bash" as const) => ({ text, dialect });
const request = (text: string, folder?: string) => ({ text, dialect: "bash", folder });
const never = new AbortController().signal;

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1_000 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(condition()).toBe(true);
}

describe("where it is looked for", () => {
  test("a name on PATH, a whole path, and nowhere else", () => {
    const { path, folder, env } = fakeShellcheck();
    expect(findShellcheck("shellcheck", { env })).toBeDefined();
    expect(findShellcheck(path, { env: {} })).toBeDefined();
    expect(findShellcheck("shellcheck", { env: {} })).toBeUndefined();
    expect(findShellcheck("shellcheck-9", { env })).toBeUndefined();
    expect(findShellcheck(join(folder, "none"), { env })).toBeUndefined();
    expect(findShellcheck(folder, { env })).toBeUndefined();
  });

  test("never relative to the current folder, which may be a repository", () => {
    const { folder, env } = fakeShellcheck();
    const here = relative(process.cwd(), folder);
    for (const PATH of [here, `${here}/`, `:${here}`, `bin:${here}`])
      expect(findShellcheck("shellcheck", { env: { PATH } })).toBeUndefined();
    for (const named of [join(here, "shellcheck"), "./shellcheck", "bin/shellcheck"])
      expect(findShellcheck(named, { env })).toBeUndefined();
  });

  test("a file that is no program is passed over for the next on PATH", () => {
    const { folder, path, starts } = fakeShellcheck();
    const first = join(folder, "first");
    mkdirSync(join(first, "shellcheck"), { recursive: true });
    writeFileSync(join(folder, "text"), "");
    expect(findShellcheck(join(folder, "text"), { env: {} })).toBeUndefined();
    expect(findShellcheck("shellcheck", { env: { PATH: `${first}:${folder}` } })).toBeDefined();
    expect(path).toBe(join(folder, "shellcheck"));
    expect(starts()).toEqual([]);
  });
});

describe("one run", () => {
  const run = (text: string, env: Record<string, string> = {}, patience = 30_000): Promise<ShellcheckOutcome> => {
    const fake = fakeShellcheck();
    const start = findShellcheck(fake.path, { env, patience }) as ShellcheckStart;
    return start(request(text), never);
  };

  test("hands the script over on standard input and gives what is printed", async () => {
    const outcome = await run("echo é😀 $HOME\n");
    expect(outcome.kind === "answer" && JSON.parse(outcome.output).comments[0]).toMatchObject({ line: 1, column: 9, endColumn: 14 });
  });

  test("a large script does not hang: neither side waits for the other", async () => {
    const large = 'echo "$A" and a lot more of it\n'.repeat(20_000);
    expect(large.length).toBeGreaterThan(600_000);
    expect((await run(large)).kind).toBe("answer");
    // It prints more than a pipe holds before it reads, and it reads nothing at all.
    expect((await run(large, { FAKE_CHATTER: "2000000" })).kind).toBe("answer");
    expect((await run(large, { FAKE_DEAF: "1" })).kind).toBe("answer");
  });

  test("is ended after its time", async () => {
    const fake = fakeShellcheck();
    const start = findShellcheck(fake.path, { env: {}, patience: 1_500 }) as ShellcheckStart;
    expect(await start(request("HANG"), never)).toEqual({ kind: "late" });
    for (const { pid } of fake.starts()) await until(() => !isRunning(pid));
  });

  test("is ended when nobody wants the answer any more", async () => {
    const fake = fakeShellcheck();
    const start = findShellcheck(fake.path, { env: {} }) as ShellcheckStart;
    const controller = new AbortController();
    const outcome = start(request("HANG"), controller.signal);
    await until(() => fake.starts().length === 1);
    controller.abort();
    expect(await outcome).toEqual({ kind: "cancelled" });
    await until(() => !isRunning(fake.starts()[0]?.pid ?? 0));
    expect(await start(request("echo"), controller.signal)).toEqual({ kind: "cancelled" });
    expect(fake.starts()).toHaveLength(1);
  });

  test("tells why there is no answer", async () => {
    expect(await run("REFUSE")).toEqual({ kind: "failed", reason: "no such option" });
    const fake = fakeShellcheck();
    const start = findShellcheck(fake.path, { env: {} }) as ShellcheckStart;
    const gone = await start(request("echo", join(fake.folder, "none")), never);
    expect(gone.kind).toBe("failed");
  });

  test("reads its settings from the given folder, and none without one", async () => {
    const fake = fakeShellcheck();
    const start = findShellcheck(fake.path, { env: {} }) as ShellcheckStart;
    await start(request("echo", fake.folder), never);
    await start(request("echo", pathToFileURL(fake.folder).href), never);
    await start(request("echo"), never);
    const args = ["--format=json1", "--shell=bash"];
    expect(fake.starts().map((one) => one.args)).toEqual([
      [...args, "-"],
      [...args, "-"],
      [...args, "--norc", "-"],
    ]);
    expect(fake.starts().map((one) => one.cwd)).toEqual([fake.folder, fake.folder, process.cwd()]);
  });
});

describe("many scripts", () => {
  const queueOf = (start: ShellcheckStart) => {
    const told: string[] = [];
    return { told, queue: new ShellcheckQueue(start, (line) => told.push(line)) };
  };

  test("four at a time, each once", async () => {
    let running = 0;
    let most = 0;
    let starts = 0;
    const { queue } = queueOf(async () => {
      starts++;
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return { kind: "answer", output: '{"comments":[]}' };
    });
    const inputs = Array.from({ length: 30 }, (_, i) => script(`echo ${i % 20}`));
    await Promise.all([queue.ask(inputs, "/a"), queue.ask(inputs, "/a")]);
    expect({ most, starts }).toEqual({ most: 4, starts: 20 });
    expect(queue.answers("/a")(script("echo 3"))).toEqual([]);
    // Another folder has other settings.
    expect(queue.answers("/b")(script("echo 3"))).toBeUndefined();
    await queue.ask(inputs, "/a");
    expect(starts).toBe(20);
    queue.forget();
    await queue.ask([script("echo 3")], "/a");
    expect(starts).toBe(21);
  });

  test("what nobody waits for is given up; what another waits for is not", async () => {
    const begun: string[] = [];
    const ended: string[] = [];
    const { queue } = queueOf(
      ({ text }, signal) =>
        new Promise((resolve) => {
          begun.push(text);
          signal.addEventListener("abort", () => {
            ended.push(text);
            resolve({ kind: "cancelled" });
          });
          if (text === "shared") setTimeout(() => resolve({ kind: "answer", output: '{"comments":[]}' }), 30);
        }),
    );
    const first = new AbortController();
    const asked = queue.ask([script("mine"), script("shared"), ...["a", "b", "c"].map((text) => script(text))], "/", first.signal);
    const other = queue.ask([script("shared")], "/");
    first.abort();
    await asked;
    await other;
    expect(begun).toEqual(["mine", "shared", "a", "b"]);
    expect(ended).toEqual(["mine", "a", "b"]);
    expect(queue.answers("/")(script("shared"))).toEqual([]);
    expect(queue.answers("/")(script("mine"))).toBeUndefined();
    // Asked for anew, it begins anew.
    const again = new AbortController();
    const second = queue.ask([script("mine")], "/", again.signal);
    expect(begun).toHaveLength(5);
    again.abort();
    await second;
  });

  test("what goes wrong is told once, and leaves the script without findings", async () => {
    const fake = fakeShellcheck();
    const start = findShellcheck(fake.path, { env: {}, patience: 20_000 }) as ShellcheckStart;
    const { queue, told } = queueOf(start);
    await queue.ask([script("REFUSE 1"), script("REFUSE 2"), script("BABBLE"), script("echo $HOME")], fake.folder);
    expect(told.sort()).toEqual([
      "ShellCheck could not be run: no such option.",
      "ShellCheck did not answer in the format `json1`, which it knows from release 0.7 on.",
    ]);
    expect(queue.answers(fake.folder)(script("REFUSE 1"))).toEqual([]);
    expect(queue.answers(fake.folder)(script("echo $HOME"))).toHaveLength(1);
  });
});
