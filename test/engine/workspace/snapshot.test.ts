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

  it("asks for sizes, and anew for that of a file that has changed", async () => {
    const asked: string[] = [];
    let bytes = 1;
    const size = async (path: string) => {
      asked.push(path);
      return path === "gone" ? undefined : bytes;
    };
    const workspace = new Snapshot({ read: () => undefined, list: () => undefined, files: () => undefined, size });
    const both = () => [workspace.size("a"), workspace.size("gone")];
    expect(both()).toEqual([undefined, undefined]);
    await workspace.settle();
    expect(both()).toEqual([1, undefined]);
    bytes = 2;
    workspace.invalidate("a", false);
    both();
    await workspace.settle();
    expect(both()).toEqual([2, undefined]);
    expect(asked).toEqual(["a", "gone", "a"]);
    expect(overlayWorkspace(workspace, new Map([["a", "text"]])).size("a")).toBeUndefined();
    expect(unseenWorkspace().size("a")).toBeUndefined();
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

describe("Facts", () => {
  /** A workspace on files in memory, with what was asked of them. */
  function counted(files: Record<string, string>, isLate = false) {
    const asked: string[] = [];
    const answer = <T>(question: string, value: () => T): T | Promise<T> => {
      asked.push(question);
      return isLate ? Promise.resolve().then(value) : value();
    };
    const now = () => memoryWorkspace(files);
    const workspace = new Snapshot({
      read: (path) => answer(`read ${path}`, () => files[path]),
      list: (folder) => answer(`list ${folder}`, () => now().list(folder)),
      files: () => answer("files", () => now().files()),
    });
    return { workspace, asked };
  }

  /** Facts that write down when they are computed. */
  function facts() {
    const computed: string[] = [];
    const fact = <T>(name: string, compute: Fact<T>["compute"]): Fact<T> => ({
      name,
      compute(workspace) {
        computed.push(name);
        return compute(workspace);
      },
    });
    return { computed, fact };
  }

  it("are computed again only as far as something has come out otherwise", () => {
    const { computed, fact } = facts();
    const { workspace } = counted({ "a.txt": "one two", "b.txt": "b" });
    const words = fact("words", (from) => (from.read("a.txt") ?? "").split(" "));
    const count = fact("count", (from) => ({ count: from.derive(words).length }));
    const sentence = fact("sentence", (from) => `${from.derive(count).count} words, ${from.read("b.txt")}`);
    const first = workspace.derive(count);
    expect(workspace.derive(sentence)).toBe("2 words, b");
    computed.length = 0;
    workspace.open("a.txt", "three four");
    expect(workspace.derive(sentence)).toBe("2 words, b");
    expect(computed).toEqual(["words", "count"]);
    expect(workspace.derive(count)).toBe(first);
    computed.length = 0;
    workspace.open("a.txt", "five");
    expect(workspace.derive(sentence)).toBe("1 words, b");
    expect(computed).toEqual(["words", "count", "sentence"]);
  });

  it("forget what they asked for before, and take up what they ask for now", () => {
    const { computed, fact } = facts();
    const { workspace } = counted({ which: "a", a: "1", b: "2" });
    const chosen = fact("chosen", (from) => from.read(from.read("which") ?? ""));
    expect(workspace.derive(chosen)).toBe("1");
    workspace.open("which", "b");
    expect(workspace.derive(chosen)).toBe("2");
    computed.length = 0;
    workspace.open("a", "3");
    expect([workspace.derive(chosen), computed]).toEqual(["2", []]);
    workspace.open("b", "4");
    expect(workspace.derive(chosen)).toBe("4");
  });

  it("may rest upon each other the other way round once the files say so", () => {
    const { workspace } = counted({ top: "a", a: "1", b: "2" });
    const a: Fact<string> = { name: "a", compute: (from) => (from.read("top") === "a" ? `a over ${from.derive(b)}` : "a") };
    const b: Fact<string> = { name: "b", compute: (from) => (from.read("top") === "b" ? `b over ${from.derive(a)}` : "b") };
    expect([workspace.derive(a), workspace.derive(b)]).toEqual(["a over b", "b"]);
    workspace.open("top", "b");
    expect([workspace.derive(a), workspace.derive(b)]).toEqual(["a", "b over a"]);
  });

  it("throw what they threw until something has changed, and let others live on", () => {
    const { workspace } = counted({ a: "no" });
    const fragile: Fact<string> = {
      name: "fragile",
      compute(from) {
        if (from.read("a") === "no") throw new Error("no");
        return "yes";
      },
    };
    const guarded: Fact<string> = {
      name: "guarded",
      compute(from) {
        try {
          return from.derive(fragile);
        } catch {
          return "guarded";
        }
      },
    };
    expect(workspace.derive(guarded)).toBe("guarded");
    expect(() => workspace.derive(fragile)).toThrow("no");
    workspace.open("a", "yes");
    expect(workspace.derive(guarded)).toBe("yes");
  });

  it.each([false, true])("are not asked again about a name because another one came into the folder (a slow disk: %s)", async (isLate) => {
    const files: Record<string, string> = { "src/a": "", "src/b": "", "other/c": "" };
    const { workspace, asked } = counted(files, isLate);
    const { computed, fact } = facts();
    const one = fact("one", (from) => from.has("src/new"));
    const all = fact("all", (from) => from.files()?.length);
    const derive = async () => {
      for (;;) {
        const answer = [workspace.derive(one), workspace.derive(all)];
        if (!workspace.isWaiting) return answer;
        await workspace.settle();
      }
    };
    expect(await derive()).toEqual([false, 3]);
    for (const list of [asked, computed]) list.splice(0);
    files["src/other"] = "";
    workspace.change([{ path: "src/other", kind: "created" }]);
    expect(await derive()).toEqual([false, 4]);
    expect({ asked, computed: [...new Set(computed)] }).toEqual({ asked: ["list src"], computed: ["all"] });
    for (const list of [asked, computed]) list.splice(0);
    files["src/new"] = "";
    workspace.change([{ path: "src/new", kind: "created" }]);
    expect(await derive()).toEqual([true, 5]);
    // What is gone need not be asked for.
    asked.splice(0);
    for (const path of ["src/new", "src/other"]) delete files[path];
    workspace.change([
      { path: "src/new", kind: "deleted" },
      { path: "src/other", kind: "deleted" },
    ]);
    expect(await derive()).toEqual([false, 3]);
    expect(asked).toEqual([]);
  });

  it.each([false, true])("see a folder that comes and goes with all that is in it (a slow disk: %s)", async (isLate) => {
    const files: Record<string, string> = { a: "", "x/y": "" };
    const { workspace } = counted(files, isLate);
    const seen: Fact<unknown> = {
      name: "seen",
      compute: (from) => [from.read("folder/deep/file"), from.has("folder/deep"), from.list("folder/deep")?.length, from.files()],
    };
    const derive = async () => {
      for (;;) {
        const answer = workspace.derive(seen);
        if (!workspace.isWaiting) return answer;
        await workspace.settle();
      }
    };
    expect(await derive()).toEqual([undefined, false, undefined, ["a", "x/y"]]);
    files["folder/deep/file"] = "text";
    workspace.change([{ path: "folder", kind: "created" }]);
    expect(await derive()).toEqual(["text", true, 1, ["a", "folder/deep/file", "x/y"]]);
    delete files["folder/deep/file"];
    workspace.change([{ path: "folder", kind: "deleted" }]);
    expect(await derive()).toEqual([undefined, false, undefined, ["a", "x/y"]]);
  });

  it("keep what was so until the disk has answered, and do nothing where it is so still", async () => {
    const files: Record<string, string> = { a: "1" };
    const { workspace, asked } = counted(files, true);
    const { computed, fact } = facts();
    const text = fact("text", (from) => from.read("a"));
    workspace.derive(text);
    await workspace.settle();
    expect(workspace.derive(text)).toBe("1");
    for (const list of [asked, computed]) list.splice(0);
    workspace.change([{ path: "a", kind: "changed" }]);
    expect([workspace.derive(text), workspace.isWaiting]).toEqual(["1", true]);
    await workspace.settle();
    expect([workspace.derive(text), asked, computed]).toEqual(["1", ["read a"], []]);
    files.a = "2";
    workspace.change([{ path: "a", kind: "changed" }]);
    await workspace.settle();
    expect([workspace.derive(text), computed]).toEqual(["2", ["text"]]);
  });

  it("are let go when nobody asks for them any more", () => {
    const { workspace } = counted({ a: "" });
    const used: Fact<number> = { name: "used", compute: () => 1 };
    for (let i = 0; i < 120_000; i++) {
      workspace.derive({ name: "once", compute: () => i });
      workspace.derive(used);
    }
    expect(workspace.factCount).toBeLessThanOrEqual(100_001);
    expect(workspace.derive(used)).toBe(1);
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
