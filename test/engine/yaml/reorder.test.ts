// Putting keys and items into another order moves their lines and nothing else.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { YamlFile, YamlMap, YamlNode, YamlSequence } from "../../../server/engine/languages/yaml/model.ts";
import { reorder } from "../../../server/engine/languages/yaml/reorder.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { choices, writeDocument } from "./documents.ts";
import { corpusFiles, data, entryAt, map, read } from "./tree.ts";

type Holder = YamlMap | YamlSequence;

function* holders(node: YamlNode | undefined): Generator<Holder> {
  if (!node || node.alias || node.kind === "scalar") return;
  yield node;
  const children = node.kind === "map" ? node.entries : node.items;
  for (const { value } of children) yield* holders(value);
}

const childrenOf = (holder: Holder) => (holder.kind === "map" ? holder.entries : holder.items);

/** The tree as plain data; the children of one map or list are put into an order. */
function treeOf(node: YamlNode | undefined, holder: Holder | undefined, order: readonly number[]): unknown {
  if (!node) return undefined;
  if (node.kind === "scalar") return node.value;
  const ordered = <T>(children: readonly T[]): readonly T[] => (node === holder ? order.map((index) => children[index] as T) : children);
  if (node.kind === "sequence") return ordered(node.items).map((item) => treeOf(item.value, holder, order));
  return { map: ordered(node.entries).map((entry) => [entry.key, treeOf(entry.value, holder, order)]) };
}

const characters = (text: string) => [...text.replace(/\s+/g, "")].sort().join("");
const commentsOf = (file: YamlFile) => file.comments.map(({ text }) => text).sort();

function checkReorder(text: string, seeds: readonly number[], statistics: { done: number; refused: number }): void {
  const file = read(text);
  const all = file.documents.flatMap(({ root }) => [...holders(root)]).filter((holder) => childrenOf(holder).length > 1);
  const holder = all[(seeds[0] ?? 0) % Math.max(1, all.length)];
  if (!holder) return;
  const order = childrenOf(holder)
    .map((_, index) => ({ index, rank: seeds[1 + (index % (seeds.length - 1))] ?? 0 }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ index }) => index);
  const edits = reorder(file, holder, order);
  if (!edits) {
    if (order.some((from, to) => from !== to)) statistics.refused++;
    return;
  }
  statistics.done++;
  const after = applyEdits(text, edits);
  const changed = read(after);
  expect(changed.problems, after).toEqual([]);
  expect(
    changed.documents.map(({ root }) => data(root)),
    after,
  ).toEqual(file.documents.map(({ root }) => treeOf(root, holder, order)));
  expect(commentsOf(changed)).toEqual(commentsOf(file));
  expect(characters(after)).toBe(characters(text));
  expect(after.split("\n").length).toBe(text.split("\n").length);
  expect(after.split("\r\n").length).toBe(text.split("\r\n").length);
}

const seeds = fc.array(fc.nat({ max: 1_000 }), { minLength: 6, maxLength: 12 });

describe("the tree is the same but for the order", () => {
  test("in generated documents", () => {
    const statistics = { done: 0, refused: 0 };
    fc.assert(
      fc.property(choices, seeds, (document, numbers) => {
        const text = writeDocument(document);
        if (read(text).problems.length === 0) checkReorder(text, numbers, statistics);
      }),
      { numRuns: 3_000 },
    );
    expect(statistics.done).toBeGreaterThan(statistics.refused);
  }, 60_000);

  const files = ["compose", "workflow", "kubernetes"]
    .flatMap(corpusFiles)
    .filter(({ text }) => text.length < 20_000 && read(text).problems.length === 0);
  test(files.length > 0
    ? "in the files of real projects"
    : "in files of real projects, which are not beside this checkout (../shared/corpus)", () => {
    const statistics = { done: 0, refused: 0 };
    fc.assert(
      fc.property(fc.nat({ max: Math.max(0, files.length - 1) }), seeds, (index, numbers) => {
        const file = files[index];
        if (file) checkReorder(file.text, numbers, statistics);
      }),
      { numRuns: 2_000 },
    );
    expect(statistics.done).toBeGreaterThanOrEqual(2 * statistics.refused);
  }, 60_000);
});

describe("blocks", () => {
  const sorted = (text: string, ...path: string[]) => {
    const file = read(text);
    const holder = path.length === 0 ? map(file.documents[0]?.root) : (entryAt(file, ...path).value as Holder);
    const names = childrenOf(holder).map((child) => ("key" in child ? child.key : file.source.slice(child.span)));
    const order = names.map((_, index) => index).sort((one, other) => ((names[one] as string) < (names[other] as string) ? -1 : 1));
    const edits = reorder(file, holder, order);
    return edits && applyEdits(text, edits);
  };

  test("take the comments along that belong to them, and leave the empty lines between them", () => {
    expect(
      sorted(
        `services:
  # the site
  web: # ours
    image: web
    # ports: []

  # the data
  # of it
  db:
    image: db
    #volumes: []
`,
        "services",
      ),
    ).toBe(`services:
  # the data
  # of it
  db:
    image: db
    #volumes: []

  # the site
  web: # ours
    image: web
    # ports: []
`);
  });

  test("a comment at the head of the file stays there", () => {
    expect(sorted("# dclint disable-file\nb: 1\n# of a\na: 2\n")).toBe("# dclint disable-file\n# of a\na: 2\nb: 1\n");
  });

  test("without a line break at the end of the file", () => {
    expect(sorted("b: 1\na: 2")).toBe("a: 2\nb: 1");
    expect(sorted("b: 1\na: |\n  text")).toBeUndefined();
  });

  test("only what has to move is written", () => {
    const file = read("a: 1\nc: 2\nb: 3\nd: 4\n");
    expect(reorder(file, map(file.documents[0]?.root), [0, 2, 1, 3])).toEqual([{ span: { start: 5, end: 14 }, text: "b: 3\nc: 2" }]);
  });

  test.each([
    ["b: 1\n\n# Part two\n\na: 2\n", "a heading between empty lines"],
    ["s:\n  b: 1\n# a: 3\n  a: 2\n", "a comment further left", "s"],
    ["b: &x 1\na: *x\n", "an alias would come before its anchor"],
    ["b: |+\n  text\n\na: 2\n", "a text keeps the empty line behind it"],
    ["s: [&x b, a]\n", "an anchor in brackets", "s"],
    ["? b\n: 1\na: 2\n", "an explicit key"],
    ["a: 1\nb: 2\n", "nothing would change"],
  ])("nothing is done to %j: %s", (text, _reason, ...path) => {
    expect(sorted(text, ...path)).toBeUndefined();
  });

  test("what stands in brackets changes places", () => {
    expect(sorted("s: [ web , 'db',\n  cache ] # all\n", "s")).toBe("s: [ 'db' , cache,\n  web ] # all\n");
  });
});
