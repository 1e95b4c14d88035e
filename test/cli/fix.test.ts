import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { unifiedDiff } from "../../server/cli/diff.ts";
import { nodeAccess } from "../../server/cli/files.ts";
import { cli, folderOf, read } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

const bad = "FROM a:latest\n# kept\nFROM b:latest\nCOPY . .\nUSER 1\n";

describe("fix", () => {
  it("writes what safe fixes make, new files as well, and prints what it did", async () => {
    const cwd = folderOf({ "a/Dockerfile": bad, "b/Dockerfile": "FROM a:1\nUSER 1\n" });
    const { code, out, err } = await cli(cwd, ["fix"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(read(cwd, "a/Dockerfile")).toBe("FROM a:1\n# kept\nFROM b:1\nCOPY . .\nUSER 1\n");
    expect(read(cwd, "a/.dockerignore")).toBe(".git\n");
    expect(out).toBe(`fixed a/Dockerfile: Pin version 1  dockerfile/latest-base-image
fixed a/Dockerfile: Pin version 1  dockerfile/latest-base-image
fixed a/Dockerfile: Create one  dockerfile/missing-dockerignore

Fixed 3 problems. No findings left in 2 files.
`);
  });

  it("changes nothing the second time", async () => {
    const cwd = folderOf({ Dockerfile: bad });
    await cli(cwd, ["fix"]);
    const before = statSync(join(cwd, "Dockerfile")).mtimeMs;
    expect(await cli(cwd, ["fix"])).toEqual({ code: 0, out: "No findings left in 2 files.\n", err: "" });
    expect(statSync(join(cwd, "Dockerfile")).mtimeMs).toBe(before);
  });

  it("leaves unsafe fixes to --unsafe, and says by its exit code what is left", async () => {
    const cwd = folderOf({ Dockerfile: "FROM a:latest\n" });
    const safe = await cli(cwd, ["fix"]);
    expect(safe.code).toBe(1);
    expect(safe.out).toContain("Fixed 1 problem. 1 error left in 1 file.");
    expect(read(cwd, "Dockerfile")).toBe("FROM a:1\n");
    expect((await cli(cwd, ["fix", "--unsafe", "--quiet"])).out).toBe("");
    expect(read(cwd, "Dockerfile")).toBe("FROM a:1\nUSER 1000\n");
  });

  it.each([[["fix"]], [["fix", "--dry-run"]]])("%j: what one fix creates, the next file sees", async (argv) => {
    const cwd = folderOf({ "a/Dockerfile": "FROM a:1\nCOPY . .\nUSER 1\n", "a/x.dockerfile": "FROM a:1\nCOPY . .\nUSER 1\n" });
    const report = JSON.parse((await cli(cwd, [...argv, "--format", "json"])).out);
    expect(report).toMatchObject({ findings: [], applied: [{ path: "a/Dockerfile", rule: "dockerfile/missing-dockerignore" }] });
    expect(report.applied).toHaveLength(1);
    expect(existsSync(join(cwd, "a/.dockerignore"))).toBe(argv.length === 1);
  });

  it("fixes only what the options leave on", async () => {
    const cwd = folderOf({ Dockerfile: bad });
    await cli(cwd, ["fix", "--only", "dockerfile/missing-dockerignore"]);
    expect(read(cwd, "Dockerfile")).toBe(bad);
    expect(existsSync(join(cwd, ".dockerignore"))).toBe(true);
  });

  it("keeps line breaks, byte order mark and what surrounds the fix", async () => {
    const text = "\uFEFF# top\r\nFROM a:latest\r\n\tUSER 1\r\n";
    const cwd = folderOf({ Dockerfile: text });
    await cli(cwd, ["fix"]);
    expect(read(cwd, "Dockerfile")).toBe(text.replace("latest", "1"));
  });

  it("does not touch a file that is not in UTF-8", async () => {
    const bytes = Buffer.concat([Buffer.from("# caf"), Buffer.from([0xe9]), Buffer.from("\nFROM a:latest\nUSER 1\n")]);
    const cwd = folderOf({ Dockerfile: bytes });
    const { code, err } = await cli(cwd, ["fix"]);
    expect({ code, err }).toEqual({ code: 2, err: "deployment-patterns: Dockerfile: is not in UTF-8 throughout, and is left as it is\n" });
    expect(read(cwd, "Dockerfile")).toContain("latest");
  });

  it("prints a report with what was applied in the other formats", async () => {
    const cwd = folderOf({ Dockerfile: "FROM a:latest\n" });
    const report = JSON.parse((await cli(cwd, ["fix", "--format", "json"])).out);
    expect(report.applied).toEqual([{ path: "Dockerfile", rule: "dockerfile/latest-base-image", title: "Pin version 1" }]);
    expect(report.findings).toMatchObject([{ rule: "dockerfile/root-user" }]);
  });

  it("tells of a rule that throws once", async () => {
    const { code, err } = await cli(folderOf({ Dockerfile: bad }), ["fix", "--preset", "all"]);
    expect(code).toBe(2);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("fix --dry-run", () => {
  it("prints a diff and writes nothing", async () => {
    const cwd = folderOf({ "a/Dockerfile": bad });
    const { code, out } = await cli(cwd, ["fix", "--dry-run"]);
    expect(code).toBe(0);
    expect(out).toBe(`--- /dev/null
+++ b/a/.dockerignore
@@ -0,0 +1 @@
+.git
--- a/a/Dockerfile
+++ b/a/Dockerfile
@@ -1,5 +1,5 @@
-FROM a:latest
+FROM a:1
 # kept
-FROM b:latest
+FROM b:1
 COPY . .
 USER 1
`);
    expect(read(cwd, "a/Dockerfile")).toBe(bad);
    expect(existsSync(join(cwd, "a/.dockerignore"))).toBe(false);
  });

  it("prints nothing where there is nothing to do", async () => {
    expect(await cli(folderOf({ Dockerfile: "FROM a:1\nUSER 1\n" }), ["fix", "--dry-run"])).toEqual({ code: 0, out: "", err: "" });
  });
});

describe("fix --stdin-path", () => {
  it("prints the fixed text and touches no file", async () => {
    const cwd = folderOf({ Dockerfile: "FROM c:latest\n" });
    const { code, out } = await cli(cwd, ["fix", "--stdin-path", "Dockerfile"], { input: bad });
    expect(out).toBe(bad.replaceAll("latest", "1"));
    expect(code).toBe(0);
    expect(read(cwd, "Dockerfile")).toBe("FROM c:latest\n");
    expect(existsSync(join(cwd, ".dockerignore"))).toBe(false);
  });

  it("gives the text back where it is ignored", async () => {
    const cwd = folderOf({ ".deployment-patterns.yaml": "ignore: Dockerfile\n" });
    expect((await cli(cwd, ["fix", "--stdin-path", "Dockerfile"], { input: bad })).out).toBe(bad);
  });

  it("prints the difference with --dry-run", async () => {
    const { out } = await cli(folderOf({}), ["fix", "--dry-run", "--stdin-path", "x/Dockerfile"], { input: "FROM a:latest\nUSER 1\n" });
    expect(out).toBe("--- a/x/Dockerfile\n+++ b/x/Dockerfile\n@@ -1,2 +1,2 @@\n-FROM a:latest\n+FROM a:1\n USER 1\n");
  });
});

describe("nodeAccess", () => {
  it("reads below its root alone, with what is laid over it", () => {
    const cwd = folderOf({ "root/a": "A", "root/b/c": "C", outside: "no", "root/node_modules/x": "", "root/.git/HEAD": "" });
    const over = new Map([
      ["a", "over"],
      ["new/deep/file", "new"],
    ]);
    const access = nodeAccess(join(cwd, "root"), over);
    expect(
      ["a", "b/c", "new/deep/file", "x", "../outside", "b/../../outside", "/etc/passwd", "b"].map((path) => access.read(path)),
    ).toEqual(["over", "C", "new", ...Array(5).fill(undefined)]);
    expect(access.files()).toEqual(["a", "b/c", "new/deep/file"]);
    expect(access.list("")).toEqual([
      { name: ".git", isFolder: true },
      { name: "a", isFolder: false },
      { name: "b", isFolder: true },
      { name: "new", isFolder: true },
      { name: "node_modules", isFolder: true },
    ]);
    expect(access.list("new")).toEqual([{ name: "deep", isFolder: true }]);
    expect(access.list("none")).toBeUndefined();
    expect(access.list("a")).toBeUndefined();
    expect(access.list("..")).toBeUndefined();
  });
});

describe("unifiedDiff", () => {
  const numbers = Array.from({ length: 30 }, (_, i) => `${i + 1}\n`);

  it("separates what is far apart", () => {
    const after = numbers.map((line) => (line === "5\n" ? "five\n" : line === "25\n" ? "" : line)).join("");
    expect(unifiedDiff("x", numbers.join(""), after).match(/^@@.*$/gm)).toEqual(["@@ -2,7 +2,7 @@", "@@ -22,7 +22,6 @@"]);
  });

  it("joins what is near", () => {
    const after = numbers.map((line) => (line === "5\n" || line === "11\n" ? `!${line}` : line)).join("");
    expect(unifiedDiff("x", numbers.join(""), after).match(/^@@.*$/gm)).toEqual(["@@ -2,13 +2,13 @@"]);
  });

  it("marks a missing line break at the end", () => {
    expect(unifiedDiff("x", "a", "a\n")).toBe("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
    expect(unifiedDiff("x", "a\n", "a\nb")).toBe("--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n a\n+b\n\\ No newline at end of file\n");
  });

  it("is empty for equal texts, and whole for new and emptied files", () => {
    expect(unifiedDiff("x", "a\n", "a\n")).toBe("");
    expect(unifiedDiff("x", undefined, "")).toBe("--- /dev/null\n+++ b/x\n");
    expect(unifiedDiff("x", "a\n", "")).toBe("--- a/x\n+++ b/x\n@@ -1 +0,0 @@\n-a\n");
  });
});
