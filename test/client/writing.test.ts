// How the sign-off file is written: whole or not at all, whatever fails and whenever the process is killed.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, describe, expect, test } from "vitest";
import { disk } from "../../client/disk.ts";
import { withEdits } from "../../client/readiness/withEdits.ts";
import { writeWhole } from "../../client/readiness/writeWhole.ts";

const folder = mkdtempSync(join(tmpdir(), "deployment-patterns-writing-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const filled = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const leftovers = () => readdirSync(folder).filter((name) => name.includes(".tmp-"));

test("a file is replaced, and a new one made", async () => {
  const path = filled("replaced.yaml", "old\n");
  await writeWhole(disk, path, "new\n");
  expect(readFileSync(path, "utf8")).toBe("new\n");
  await writeWhole(disk, join(folder, "made.yaml"), "made\n");
  expect(readFileSync(join(folder, "made.yaml"), "utf8")).toBe("made\n");
  expect(leftovers()).toEqual([]);
});

test.skipIf(process.platform === "win32")("its rights stay, and a link stays a link", async () => {
  const path = filled("linked.yaml", "old\n");
  chmodSync(path, 0o640);
  symlinkSync(path, join(folder, "link.yaml"));
  await writeWhole(disk, join(folder, "link.yaml"), "new\n");
  expect(readFileSync(path, "utf8")).toBe("new\n");
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

test.each(["create", "replace"] as const)("where %s fails the old text stays, and nothing is left behind", async (step) => {
  const path = filled("failing.yaml", "old\n");
  const failing = {
    ...disk,
    [step]: async (beside: string, text: string, like: string) => {
      // A full disk fails in the middle.
      if (step === "create") await disk.create(beside, text.slice(0, 2), like);
      throw new Error("no space left on device");
    },
  };
  await expect(writeWhole(failing, path, "new\n")).rejects.toThrow("no space");
  expect(readFileSync(path, "utf8")).toBe("old\n");
  expect(leftovers()).toEqual([]);
});

test("killed in the middle of a write, it holds one text whole", async () => {
  const path = filled("killed.yaml", "a".repeat(1_000_000));
  const script = join(folder, "writer.cjs");
  await build({
    stdin: {
      contents: `import { disk } from "./client/disk.ts";
import { writeWhole } from "./client/readiness/writeWhole.ts";
(async () => { for (let round = 0; ; round++) { await writeWhole(disk, process.argv[2], "ab"[round % 2].repeat(1_000_000)); process.stdout.write("."); } })();`,
      resolveDir: fileURLToPath(new URL("../..", import.meta.url)),
      loader: "ts",
    },
    outfile: script,
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
  });
  for (let round = 0; round < 8; round++) {
    const writer: ChildProcess = spawn(process.execPath, [script, path], { stdio: ["ignore", "pipe", "inherit"] });
    if (writer.stdout) await once(writer.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, round * 3));
    writer.kill("SIGKILL");
    await once(writer, "close");
    const text = readFileSync(path, "utf8");
    expect(text.length).toBe(1_000_000);
    expect(new Set(text).size).toBe(1);
  }
}, 30_000);

describe("edits of a text", () => {
  const at = (line: number, character: number) => ({ line, character });
  const edit = (start: ReturnType<typeof at>, end: ReturnType<typeof at>, newText: string) => ({ range: { start, end }, newText });
  test.each([
    ["an insertion", "a\nb\n", [edit(at(1, 0), at(1, 0), "x\n")], "a\nx\nb\n"],
    ["at the end of the text", "a\n", [edit(at(1, 0), at(1, 0), "b\n")], "a\nb\n"],
    ["Windows line ends", "a\r\nb\r\n", [edit(at(1, 0), at(1, 1), "c")], "a\r\nc\r\n"],
    ["several", "abc\ndef\n", [edit(at(0, 1), at(0, 2), "B"), edit(at(1, 0), at(1, 3), "")], "aBc\n\n"],
    ["none", "a", [], "a"],
  ])("%s", (_name, before, edits, after) => expect(withEdits(before, edits)).toBe(after));
});
