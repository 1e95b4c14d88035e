// A file that is written stays whole, whenever the program that writes it is killed.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { writeWhole } from "../../server/cli/write-whole.ts";
import { detectLanguage } from "../../server/engine/index.ts";
import { folderOf, read } from "./support.ts";

const rounds = 40;

it("is the old text or the new one after a kill in the middle of writing, each time", async () => {
  // Large enough that most kills strike while it is being written.
  const texts = ["a", "b"].map((letter) => `items: {} # ${letter.repeat(2_000_000)}\n`);
  const folder = folderOf({ "work/readiness.yaml": texts[0] as string });
  const [program, path] = [join(folder, "writer.cjs"), join(folder, "work", "readiness.yaml")];
  await build({
    stdin: {
      contents: `import { writeWhole } from "./server/cli/write-whole.ts";
const texts = ["a", "b"].map((letter) => "items: {} # " + letter.repeat(2_000_000) + "\\n");
writeWhole(process.argv[2], texts[1]);
process.stdout.write("ready");
for (let i = 0; ; i++) writeWhole(process.argv[2], texts[i % 2]);`,
      resolveDir: join(import.meta.dirname, "../.."),
    },
    bundle: true,
    platform: "node",
    outfile: program,
    logLevel: "error",
  });
  let leftovers = 0;
  for (let round = 0; round < rounds; round++) {
    const child: ChildProcess = spawn(process.execPath, [program, path], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout as NonNullable<typeof child.stdout>, "data");
    await new Promise((done) => setTimeout(done, (round * 7) % 30));
    child.kill("SIGKILL");
    await once(child, "exit");
    const text = readFileSync(path, "utf8");
    expect(texts.includes(text), `round ${round}: ${text.length} characters`).toBe(true);
    const others = readdirSync(join(folder, "work")).filter((name) => name !== "readiness.yaml");
    leftovers += others.length;
    // What was being written is no sign-off file to anybody.
    for (const name of others) expect(detectLanguage(`work/${name}`), name).toBeUndefined();
    // The next one to write has taken away what the one before had left.
    expect(others.length).toBeLessThanOrEqual(1);
  }
  expect(leftovers).toBeGreaterThan(0);
  writeWhole(path, "items: {}\n");
  expect(readdirSync(join(folder, "work"))).toEqual(["readiness.yaml"]);
}, 60_000);

describe("writing a file", () => {
  it("makes it where there is none, and keeps the mode of one that is there", () => {
    const folder = folderOf({ "old.yaml": "old" });
    chmodSync(join(folder, "old.yaml"), 0o640);
    writeWhole(join(folder, "old.yaml"), "new");
    writeWhole(join(folder, "first.yaml"), "first");
    expect([read(folder, "old.yaml"), read(folder, "first.yaml")]).toEqual(["new", "first"]);
    if (process.platform !== "win32") expect(statSync(join(folder, "old.yaml")).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).toSorted()).toEqual(["first.yaml", "old.yaml"]);
  });

  it("goes through symbolic links, also one that leads nowhere yet", () => {
    const folder = folderOf({ "real/a.yaml": "old" });
    symlinkSync(join("real", "a.yaml"), join(folder, "a.yaml"));
    symlinkSync(join("real", "b.yaml"), join(folder, "b.yaml"));
    writeWhole(join(folder, "a.yaml"), "new");
    writeWhole(join(folder, "b.yaml"), "first");
    for (const name of ["a.yaml", "b.yaml"]) expect(lstatSync(join(folder, name)).isSymbolicLink()).toBe(true);
    expect([read(folder, "real/a.yaml"), read(folder, "real/b.yaml")]).toEqual(["new", "first"]);
  });

  it("leaves nothing behind where it cannot be, and leaves alone what others write", () => {
    const folder = folderOf({ [`.a.yaml.${process.ppid}.tmp`]: "theirs", ".a.yaml.x.tmp": "" });
    mkdirSync(join(folder, "a.yaml"));
    expect(() => writeWhole(join(folder, "a.yaml"), "text")).toThrow();
    expect(() => writeWhole(join(folder, "none", "a.yaml"), "text")).toThrow(/ENOENT/);
    expect(readdirSync(folder).toSorted()).toEqual([`.a.yaml.${process.ppid}.tmp`, ".a.yaml.x.tmp", "a.yaml"].toSorted());
    writeFileSync(join(folder, ".b.yaml.999999999.tmp"), "");
    writeWhole(join(folder, "b.yaml"), "text");
    expect(existsSync(join(folder, ".b.yaml.999999999.tmp"))).toBe(false);
  });
});
