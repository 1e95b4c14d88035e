// A patch changes what it says and nothing else.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { YamlEntry, YamlFile, YamlItem, YamlMap, YamlNode, YamlSequence } from "../../../server/engine/languages/yaml/model.ts";
import {
  appendItem,
  flow,
  insertEntry,
  insertItem,
  literal,
  placeholder,
  raw,
  removeEntry,
  removeItem,
  renameKey,
  replaceItem,
  setValue,
  styleOf,
  type YamlInput,
  YamlText,
} from "../../../server/engine/languages/yaml/patch.ts";
import { applyEdits, type TextEdit } from "../../../server/engine/text/edit.ts";
import { type Choices, choices, writeDocument } from "./documents.ts";
import { corpusFiles, entryAt, map, read, sequence } from "./tree.ts";

type Tree =
  | { readonly scalar: string | number | boolean | null }
  | { readonly alias: string }
  | { map: [string, Tree][] }
  | { list: Tree[] }
  | undefined;

function treeOf(node: YamlNode | undefined, text: string): Tree {
  if (!node) return undefined;
  if (node.alias) return { alias: text.slice(node.alias.start, node.alias.end) };
  if (node.kind === "scalar") return { scalar: node.value };
  if (node.kind === "sequence") return { list: node.items.map((item) => treeOf(item.value, text)) };
  return { map: node.entries.map((entry) => [entry.key, treeOf(entry.value, text)]) };
}

/** The trees as if the last line had its break: without, the last line of a literal has none. */
function treesOf({ source: { text } }: YamlFile): Tree[] {
  return read(text.endsWith("\n") ? text : `${text}\n`).documents.map((document) => treeOf(document.root, text));
}

/** The tree that a value which is written is read as. */
function treeOfInput(value: YamlInput): Tree {
  if (value instanceof YamlText) {
    if (value.way === "flow") return { list: value.items.map(treeOfInput) };
    return { scalar: value.text };
  }
  if (Array.isArray(value)) return { list: value.map(treeOfInput) };
  if (typeof value === "object" && value !== null) return { map: Object.entries(value).map(([key, below]) => [key, treeOfInput(below)]) };
  return { scalar: value as string | number | boolean | null };
}

/** Where a node stands, so that it can be found in the plain tree. */
type Path = readonly number[];
type Found =
  | { readonly kind: "entry"; readonly path: Path; readonly entry: YamlEntry }
  | { readonly kind: "item"; readonly path: Path; readonly item: YamlItem; readonly sequence: YamlSequence }
  | { readonly kind: "map"; readonly path: Path; readonly map: YamlMap }
  | { readonly kind: "sequence"; readonly path: Path; readonly sequence: YamlSequence };

function* everyPart(node: YamlNode | undefined, path: Path): Generator<Found> {
  if (!node || node.alias || node.kind === "scalar") return;
  if (node.kind === "map") {
    yield { kind: "map", path, map: node };
    for (const [i, entry] of node.entries.entries()) {
      yield { kind: "entry", path: [...path, i], entry };
      yield* everyPart(entry.value, [...path, i]);
    }
  } else {
    yield { kind: "sequence", path, sequence: node };
    for (const [i, item] of node.items.entries()) {
      yield { kind: "item", path: [...path, i], item, sequence: node };
      yield* everyPart(item.value, [...path, i]);
    }
  }
}

/** Changes the plain tree at a path: `change` gets the holder's parts and the index. */
function changed(trees: readonly Tree[], path: Path, change: (parts: unknown[], index: number, isMap: boolean) => void): Tree[] {
  const copy = structuredClone(trees) as Tree[];
  let parts: unknown[] = copy;
  let isMap = false;
  for (const [depth, index] of path.entries()) {
    if (depth === path.length - 1) {
      change(parts, index, isMap);
      break;
    }
    const part = parts[index];
    const node = (isMap ? (part as [string, Tree])[1] : part) as Exclude<Tree, undefined>;
    isMap = "map" in node;
    parts = ("map" in node ? node.map : "list" in node ? node.list : []) as unknown[];
  }
  return copy;
}

function put(trees: readonly Tree[], path: Path, value: Tree): Tree[] {
  return changed(trees, path, (parts, index, isMap) => {
    if (isMap) (parts[index] as [string, Tree])[1] = value;
    else parts[index] = value;
  });
}

const inputs: readonly YamlInput[] = [
  "x",
  "on",
  "a: b",
  "it's",
  "*.js",
  "${{ secrets.A }}",
  "1.10",
  "a # b",
  "- x",
  "",
  " x",
  "two\nlines",
  "tab\t",
  "[a]",
  "a, b",
  "2024-01-01",
  "{{ x }}",
  '"quoted"',
  "\\d",
  1,
  2.5,
  true,
  null,
  [],
  {},
  ["a", "b: c"],
  { a: 1, "b c": { d: ["x", { y: null, z: [] }] } },
  [{ name: "n", uses: "u" }, ["i", "j"], "k"],
  literal("echo 1\n\n  echo 2\n"),
  literal("  echo 1\nx"),
  literal("x\n\n\n"),
  literal("# comment\nend"),
  flow("a", "b, c", 1),
  { run: literal("a\nb\n"), with: flow() },
  placeholder("owner/name"),
  [literal("x\n")],
];

/** One random patch of a file: its edits and the tree that it must give. */
function randomPatch(
  file: YamlFile,
  part: Found,
  choices: Choices,
): { readonly edits: TextEdit[] | undefined; readonly trees: Tree[]; readonly what: string } {
  const before = treesOf(file);
  const value = choices.of(inputs);
  const tree = treeOfInput(value);
  switch (part.kind) {
    case "entry": {
      const { entry, path } = part;
      const kind = choices.next(3);
      if (kind === 0) return { what: `set ${JSON.stringify(value)}`, edits: setValue(file, entry, value), trees: put(before, path, tree) };
      if (kind === 1) {
        const key = choices.of(["new", "a: b", "on", "x y", "'", "true"]);
        const trees = changed(before, path, (parts, i) => {
          (parts[i] as [string, Tree])[0] = key;
        });
        return { what: `rename to ${key}`, edits: renameKey(file, entry, key), trees };
      }
      return { what: "remove entry", edits: removeEntry(file, entry), trees: changed(before, path, (parts, i) => parts.splice(i, 1)) };
    }
    case "item": {
      const { item, path } = part;
      const kind = choices.next(3);
      if (kind === 0) {
        return {
          what: `replace by ${JSON.stringify(value)}`,
          edits: replaceItem(file, part.sequence, item, value),
          trees: put(before, path, tree),
        };
      }
      if (kind === 1)
        return {
          what: "remove item",
          edits: removeItem(file, part.sequence, item),
          trees: changed(before, path, (parts, i) => parts.splice(i, 1)),
        };
      const trees = changed(before, path, (parts, i) => parts.splice(i, 0, tree));
      return { what: `insert item ${JSON.stringify(value)}`, edits: insertItem(file, part.sequence, path.at(-1) as number, value), trees };
    }
    case "sequence": {
      const trees = changed(before, [...part.path, 0], (parts) => parts.push(tree));
      return { what: `append ${JSON.stringify(value)}`, edits: appendItem(file, part.sequence, value), trees };
    }
    default: {
      const { entries } = part.map;
      const after = choices.next(entries.length + 1);
      const order = after < entries.length ? ["new", (entries[after] as YamlEntry).key] : [];
      const previous = entries[after];
      const useAfter = choices.next(2) === 0 && previous;
      const options = useAfter ? { after: previous } : { order };
      const at = useAfter ? after + 1 : after < entries.length ? entries.findIndex(({ key }) => key === order[1]) : entries.length;
      const trees = changed(before, [...part.path, 0], (parts) => parts.splice(at, 0, ["new", tree]));
      return { what: `insert entry ${JSON.stringify(value)} at ${at}`, edits: insertEntry(file, part.map, "new", value, options), trees };
    }
  }
}

/** Lines that a patch of a part may touch: its own, and the comments above. */
function checkLines(file: YamlFile, part: Found, result: string, message: string): void {
  const { text } = file.source;
  const span =
    part.kind === "entry"
      ? part.entry.span
      : part.kind === "item"
        ? part.item.span
        : part.kind === "map"
          ? part.map.span
          : part.sequence.span;
  let first = file.source.lineOf(span.start);
  while (first > 0 && /^\s*#/.test(file.source.slice(file.source.lineSpan(first - 1)))) first--;
  // A value that is cleared is written behind its key, which stands above.
  while (first > 0 && /^\s*(?:#.*)?$/.test(file.source.slice(file.source.lineSpan(first - 1)))) first--;
  if (first > 0) first--;
  const last = file.source.lineOf(span.end);
  let next = last + 1;
  // Empty lines behind a literal that keeps them belong to it; a new literal goes behind comments that it would take in.
  while (/^\s*(?:#.*)?$/.test(file.source.slice(file.source.lineSpan(next))) && next < file.source.lineStarts.length) next++;
  // Behind a dash, the next one moves up to it.
  if (!/^ *$/.test(text.slice(file.source.lineStarts[file.source.lineOf(span.start)], span.start))) {
    while (/^\s*(?:#.*)?$/.test(file.source.slice(file.source.lineSpan(next))) && next < file.source.lineStarts.length) next++;
    next++;
  }
  expect(result.startsWith(text.slice(0, file.source.lineStarts[first])), message).toBe(true);
  expect(result.endsWith(text.slice(file.source.lineStarts[next] ?? text.length)), message).toBe(true);
}

function checkPatch(text: string, choices: Choices, statistics: { done: number; refused: number }): void {
  const file = read(text);
  const parts = file.documents.flatMap((document, i) => [...everyPart(document.root, [i])]);
  if (parts.length === 0) return;
  const part = choices.of(parts);
  const { edits, trees, what } = randomPatch(file, part, choices);
  if (!edits) {
    statistics.refused++;
    return;
  }
  statistics.done++;
  const result = applyEdits(text, edits);
  const after = read(result);
  const message = `${what} at ${part.path.join(".")}\n${text}\n=======\n${result}`;
  expect(after.problems, message).toEqual([]);
  expect(treesOf(after), message).toEqual(trees);
  checkLines(file, part, result, message);
  for (const { text: written, placeholders = [] } of edits) {
    for (const { start, end } of placeholders) expect(written.slice(start, end), message).toBe("owner/name");
  }
}

describe("patches change what they say and nothing else", () => {
  test("in generated documents", () => {
    const statistics = { done: 0, refused: 0 };
    fc.assert(
      fc.property(choices, choices, (document, patch) => {
        const text = writeDocument(document);
        if (read(text).problems.length > 0) return;
        checkPatch(text, patch, statistics);
      }),
      { numRuns: 4_000 },
    );
    expect(statistics.done).toBeGreaterThan(2 * statistics.refused);
  }, 60_000);

  const files = ["workflow", "compose", "kubernetes"]
    .flatMap(corpusFiles)
    .filter(({ text }) => text.length < 20_000 && read(text).problems.length === 0);
  test(files.length > 0
    ? "in the files of real projects"
    : "in files of real projects, which are not beside this checkout (../shared/corpus)", () => {
    const statistics = { done: 0, refused: 0 };
    fc.assert(
      fc.property(fc.nat({ max: Math.max(0, files.length - 1) }), choices, (index, patch) => {
        const file = files[index];
        if (file) checkPatch(file.text, patch, statistics);
      }),
      { numRuns: 2_000 },
    );
    expect(statistics.done).toBeGreaterThanOrEqual(2 * statistics.refused);
  }, 60_000);
});

describe("patches in the file's own style", () => {
  const patched = (text: string, patch: (file: YamlFile) => TextEdit[] | undefined) => {
    const edits = patch(read(text));
    return edits && applyEdits(text, edits);
  };
  const root = (file: YamlFile) => map(file.documents[0]?.root);

  test("the style is that of the file", () => {
    expect(styleOf(read("a:\n    b:\n        c: 'x'\n    d:\n    - y\n"))).toEqual({ step: 4, listIndent: 0, quote: "'", eol: "\n" });
    expect(styleOf(read("a: 1\r\n"))).toEqual({ step: 2, listIndent: 2, quote: '"', eol: "\r\n" });
  });

  test("an entry goes to its place in the house order", () => {
    const order = ["name", "on", "permissions", "jobs"];
    const text = "# CI\nname: CI\n\non: push # always\n\njobs:\n  a:\n    steps: []\n";
    expect(patched(text, (file) => insertEntry(file, root(file), "permissions", { contents: "read" }, { order }))).toBe(
      "# CI\nname: CI\n\non: push # always\npermissions:\n  contents: read\n\njobs:\n  a:\n    steps: []\n",
    );
    expect(patched("on: push\n", (file) => insertEntry(file, root(file), "name", "CI", { order }))).toBe("name: CI\non: push\n");
    expect(patched(text, (file) => insertEntry(file, root(file), "on", 1))).toBeUndefined();
  });

  test("keys of an item are aligned, texts stand in literals", () => {
    const text = "steps:\r\n  - uses: a@v1 # pin\r\n  - run: x";
    const step = (file: YamlFile, i: number) => map(sequence(entryAt(file, "steps").value).items[i]?.value);
    expect(patched(text, (file) => insertEntry(file, step(file, 0), "with", { "persist-credentials": false }))).toBe(
      "steps:\r\n  - uses: a@v1 # pin\r\n    with:\r\n      persist-credentials: false\r\n  - run: x",
    );
    expect(patched(text, (file) => insertEntry(file, step(file, 1), "name", "Run", { order: ["name", "run"] }))).toBe(
      "steps:\r\n  - uses: a@v1 # pin\r\n  - name: Run\r\n    run: x",
    );
    expect(patched(text, (file) => setValue(file, entryAt(file, "steps", 1, "run"), literal("a\nb\n")))).toBe(
      "steps:\r\n  - uses: a@v1 # pin\r\n  - run: |\r\n      a\r\n      b\r\n",
    );
  });

  test("comments stay where they belong", () => {
    expect(patched("a: 1 # one\nb: # two\n  c: 1\n", (file) => setValue(file, entryAt(file, "a"), ["x"]))).toBe(
      "a: # one\n  - x\nb: # two\n  c: 1\n",
    );
    expect(patched("a: 1\nb: # two\n  c: 1\n", (file) => setValue(file, entryAt(file, "b"), true))).toBe("a: 1\nb: true # two\n");
    expect(patched("a: | # why\n  x\nb: 1\n", (file) => setValue(file, entryAt(file, "a"), "z"))).toBe("a: z # why\nb: 1\n");
    expect(patched("a: 1\n\n# of b\nb: 2\n\nc: 3\n", (file) => removeEntry(file, entryAt(file, "b")))).toBe("a: 1\n\n\nc: 3\n");
    expect(patched("a: 1\n\n# of both\nb: 2\nc: 3\n", (file) => removeEntry(file, entryAt(file, "b")))).toBe("a: 1\n\n# of both\nc: 3\n");
    expect(patched("# the file\na: 1\n\nb: 2\n", (file) => removeEntry(file, entryAt(file, "a")))).toBe("# the file\n\nb: 2\n");
  });

  test("what is left without parts is written as such", () => {
    expect(patched("a: # why\n  b: 1\nc: 2\n", (file) => removeEntry(file, entryAt(file, "a", "b")))).toBe("a: {} # why\nc: 2\n");
    const list = (file: YamlFile) => sequence(entryAt(file, "a").value);
    expect(patched("a:\n- x\nc: 2\n", (file) => removeItem(file, list(file), list(file).items[0] as YamlItem))).toBe("a: []\nc: 2\n");
    expect(patched("a: [x]\n", (file) => removeItem(file, list(file), list(file).items[0] as YamlItem))).toBe("a: []\n");
  });

  test("flow style", () => {
    const text = "a: { b: 1, c: [x, y] }\nd: [\n  p,\n  q # why\n]\n";
    expect(patched(text, (file) => insertEntry(file, map(entryAt(file, "a").value), "n", "s, t"))).toBe(
      text.replace("y] }", 'y], n: "s, t" }'),
    );
    expect(patched(text, (file) => removeEntry(file, entryAt(file, "a", "b")))).toBe(text.replace("b: 1, ", ""));
    expect(patched(text, (file) => appendItem(file, sequence(entryAt(file, "d").value), "r"))).toBe(
      text.replace("q # why\n", "q, # why\n  r\n"),
    );
    expect(patched("a: {}\n", (file) => insertEntry(file, map(entryAt(file, "a").value), "b", { c: 1 }))).toBe("a: { b: { c: 1 } }\n");
  });

  test("strings are quoted where YAML needs it, in the file's quotes", () => {
    const written = (value: YamlInput) => patched("q: 'x'\na: 1\n", (file) => setValue(file, entryAt(file, "a"), value))?.slice(10, -1);
    for (const plain of ["push", "${{ github.sha }}", "a:b", "a#b", "-x", "owner/name@v1", "0.1.2", "it's", "*".replace("*", "x*")])
      expect(written(plain)).toBe(plain);
    for (const needy of [
      "on",
      "yes",
      "1.10",
      "12",
      "0777",
      "1_000",
      "12:30",
      "a: b",
      "a #b",
      "*x",
      "&x",
      "!x",
      "%x",
      "@x",
      "`x",
      "",
      " x",
      "- x",
      "? x",
      "null",
      "~",
      "2024-01-01",
      "#x",
      "[x",
      "{x",
      "x:",
    ]) {
      expect(written(needy)).toBe(`'${needy}'`);
    }
    expect(written("a\nb")).toBe('"a\\nb"');
    expect(written("'a': b")).toBe(`"'a': b"`);
    expect(written(raw("&x 1"))).toBe("&x 1");
    expect(written(flow("a", "b]"))).toBe("[a, 'b]']");
    expect(patched("on: 1\n", (file) => renameKey(file, entryAt(file, "on"), "yes"))).toBe("yes: 1\n");
  });

  test("placeholders lie where they are written", () => {
    const edits = (text: string, value: YamlInput) => setValue(read(text), entryAt(read(text), "a"), value);
    expect(edits("a:\n", placeholder("name"))).toEqual([
      { span: { start: 2, end: 2 }, text: " name", placeholders: [{ start: 1, end: 5 }] },
    ]);
    expect(edits("a: 1\n", { b: placeholder("on") })).toEqual([
      { span: { start: 2, end: 4 }, text: '\n  b: "on"', placeholders: [{ start: 7, end: 9 }] },
    ]);
  });

  test("nothing is changed behind an alias or under an anchor", () => {
    const text = "a: &x\n  b: 1\n  e: 2\nc: *x\nd: &y 1\nf: *y\n";
    const file = read(text);
    expect(setValue(file, entryAt(file, "c", "b"), 2)).toBeUndefined();
    expect(insertEntry(file, map(entryAt(file, "c").value), "z", 2)).toBeUndefined();
    expect(removeEntry(file, entryAt(file, "c", "b"))).toBeUndefined();
    expect(setValue(file, entryAt(file, "d"), 2)).toBeUndefined();
    expect(removeEntry(file, entryAt(file, "d"))).toBeUndefined();
    expect(patched(text, (file) => setValue(file, entryAt(file, "f"), 2))).toBe(text.replace("*y", "2"));
  });
});
