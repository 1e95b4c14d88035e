import { expect, it } from "vitest";
import { remembered } from "../../../server/engine/pipeline/remembered.ts";
import { type Fact, memoryWorkspace, Snapshot, type Workspace } from "../../../server/engine/workspace/workspace.ts";

const length: Fact<number> = { name: "length", compute: (workspace) => workspace.read("a")?.length ?? 0 };

it("computes again only when something that was read has changed", () => {
  const files: Record<string, string> = { a: "1", b: "1" };
  const workspace = new Snapshot({ read: (path) => files[path], list: () => undefined, files: () => undefined });
  const change = (path: string, text: string) => {
    files[path] = text;
    workspace.invalidate(path, false);
  };
  let runs = 0;
  const compute = remembered((key: { readonly path: string }, seen: Workspace) => {
    runs++;
    return `${seen.read(key.path)} ${seen.derive(length)}`;
  });
  const outer = remembered((key: { readonly path: string }, seen: Workspace) => `<${compute(key, seen)}>`);
  const key = { path: "a" };
  expect([compute(key, workspace), compute(key, workspace), outer(key, workspace), runs]).toEqual(["1 1", "1 1", "<1 1>", 1]);
  change("b", "2");
  expect([compute(key, workspace), runs]).toEqual(["1 1", 1]);
  change("a", "22");
  expect([outer(key, workspace), compute(key, workspace), runs]).toEqual(["<22 2>", "22 2", 2]);
  expect(compute({ path: "b" }, workspace)).toBe("2 2");
  expect(compute(key, memoryWorkspace({ a: "333" }))).toBe("333 3");
});

it("lets facts that are computed from it see what it has read", () => {
  const files: Record<string, string> = { a: "1" };
  const workspace = new Snapshot({ read: (path) => files[path], list: () => undefined, files: () => undefined });
  const key = {};
  const compute = remembered((_: object, seen: Workspace) => seen.read("a"));
  const fact: Fact<string | undefined> = { name: "fact", compute: (seen) => compute(key, seen) };
  compute(key, workspace);
  expect(workspace.derive(fact)).toBe("1");
  files.a = "2";
  workspace.invalidate("a", false);
  expect(workspace.derive(fact)).toBe("2");
});
