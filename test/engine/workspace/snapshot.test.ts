import { describe, expect, it } from "vitest";
import { overlayWorkspace } from "../../../server/engine/workspace/overlay.ts";
import { type Fact, memoryWorkspace, Snapshot, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";

describe("Snapshot", () => {
  it("answers what is there, and what is not", () => {
    const workspace = memoryWorkspace({ "a/b/c.txt": "c", "d.txt": "d" });
    expect(workspace.read("a/b/c.txt")).toBe("c");
    expect(workspace.has("a")).toBe(true);
    expect(workspace.has("a/b/x.txt")).toBe(false);
    expect(workspace.has("x/y/z")).toBe(false);
    expect(workspace.list("")).toEqual([
      { name: "a", isFolder: true },
      { name: "d.txt", isFolder: false },
    ]);
    expect(workspace.files()).toEqual(["a/b/c.txt", "d.txt"]);
  });

  it("knows nothing of an unseen workspace but its open documents", () => {
    const workspace = unseenWorkspace();
    workspace.open("Dockerfile", "FROM a\n");
    expect(workspace.read("Dockerfile")).toBe("FROM a\n");
    expect(workspace.has("Dockerfile")).toBe(true);
    expect(workspace.has("other")).toBeUndefined();
    expect(workspace.files()).toBeUndefined();
  });

  it("says `not known yet` while the host reads, and knows once it has settled", async () => {
    const workspace = new Snapshot({
      read: async () => "text",
      list: async () => [{ name: "f", isFolder: false }],
      files: async () => ["f"],
    });
    expect(workspace.read("f")).toBeUndefined();
    expect(workspace.has("f")).toBeUndefined();
    expect(workspace.isWaiting).toBe(true);
    await workspace.settle();
    expect(workspace.isWaiting).toBe(false);
    expect(workspace.read("f")).toBe("text");
    expect(workspace.has("f")).toBe(true);
  });

  it("takes a failing host for one that cannot see", async () => {
    const workspace = new Snapshot({ read: () => Promise.reject(new Error("no")), list: () => undefined, files: () => undefined });
    expect(workspace.read("f")).toBeUndefined();
    await workspace.settle();
    expect(workspace.read("f")).toBeUndefined();
    expect(workspace.isWaiting).toBe(false);
  });

  it("asks for no file that the list of its folder lacks, until it comes", () => {
    const files: Record<string, string> = {};
    const asked: string[] = [];
    const workspace = new Snapshot({
      read(path) {
        asked.push(path);
        return files[path];
      },
      list: () => Object.keys(files).map((name) => ({ name, isFolder: false })),
      files: () => Object.keys(files),
    });
    expect([workspace.has("a"), workspace.read("a")]).toEqual([false, undefined]);
    expect(asked).toEqual([]);
    files.a = "1";
    workspace.invalidate("a", true);
    expect([workspace.read("a"), workspace.has("a")]).toEqual(["1", true]);
    expect(asked).toEqual(["a"]);
  });

  it("computes a fact once, and again when a file that it read has changed", async () => {
    const files: Record<string, string> = { a: "1", b: "1" };
    const workspace = new Snapshot({ read: (path) => files[path], list: () => undefined, files: () => Object.keys(files) });
    let runs = 0;
    const inner: Fact<string | undefined> = { name: "inner", compute: (from) => from.read("a") };
    const outer: Fact<string> = { name: "outer", compute: (from) => `${++runs}:${from.derive(inner)}` };
    expect([workspace.derive(outer), workspace.derive(outer)]).toEqual(["1:1", "1:1"]);
    files.b = "2";
    workspace.invalidate("b", false);
    expect(workspace.derive(outer)).toBe("1:1");
    files.a = "2";
    workspace.invalidate("a", false);
    expect(workspace.derive(outer)).toBe("2:2");
    workspace.open("a", "open");
    expect(workspace.derive(outer)).toBe("3:open");
    workspace.open("a", undefined);
    expect(workspace.derive(outer)).toBe("4:2");
  });

  it("computes again a fact that was computed while its files were on their way", async () => {
    const workspace = new Snapshot({ read: async () => "late", list: () => undefined, files: () => undefined });
    const fact: Fact<string | undefined> = { name: "fact", compute: (from) => from.read("a") };
    expect(workspace.derive(fact)).toBeUndefined();
    await workspace.settle();
    expect(workspace.derive(fact)).toBe("late");
  });

  it("throws away an answer that a change on disk has overtaken", async () => {
    let arrive = (_: string) => {};
    const answers = [new Promise<string>((resolve) => (arrive = resolve)), Promise.resolve("new")];
    const workspace = new Snapshot({ read: () => answers.shift(), list: () => undefined, files: () => undefined });
    workspace.read("a");
    workspace.invalidate("a", false);
    workspace.read("a");
    await workspace.settle();
    arrive("old");
    await Promise.resolve();
    expect(workspace.read("a")).toBe("new");
  });

  it("sees a new file in the lists of its folders", () => {
    const files: Record<string, string> = {};
    const list = (folder: string) => (folder === "" ? Object.keys(files).map((name) => ({ name, isFolder: false })) : undefined);
    const workspace = new Snapshot({ read: (path) => files[path], list, files: () => Object.keys(files) });
    expect(workspace.has("n")).toBe(false);
    files.n = "";
    workspace.invalidate("n", true);
    expect(workspace.has("n")).toBe(true);
    expect(workspace.files()).toEqual(["n"]);
  });
});

describe("overlayWorkspace", () => {
  it("shows files as if they were written", () => {
    const under = memoryWorkspace({ "a/x": "1" });
    const over = overlayWorkspace(
      under,
      new Map([
        ["a/y", "2"],
        ["b/z", "3"],
        ["a/x", "4"],
      ]),
    );
    expect(over.list("a")?.map(({ name }) => name)).toEqual(["x", "y"]);
    expect(over.list("")?.map(({ name }) => name)).toEqual(["a", "b"]);
    expect([over.has("b"), over.has("b/z"), over.has("c")]).toEqual([true, true, false]);
    expect(over.read("a/x")).toBe("4");
    expect(over.files()).toEqual(["a/x", "a/y", "b/z"]);
    expect(under.read("a/x")).toBe("1");
  });

  it("adds nothing to what cannot be seen", () => {
    const over = overlayWorkspace(unseenWorkspace(), new Map([["b/z", "3"]]));
    expect(over.has("a")).toBeUndefined();
    expect(over.files()).toBeUndefined();
    expect(over.list("b")).toBeUndefined();
    expect(over.list("")).toBeUndefined();
  });

  it("shows a new folder whole", () => {
    const over = overlayWorkspace(memoryWorkspace({ a: "1" }), new Map([["b/z", "3"]]));
    expect(over.list("b")).toEqual([{ name: "z", isFolder: false }]);
  });
});
