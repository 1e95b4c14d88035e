// The tree of YAML: it says what the library says, and every place is exact.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countReads } from "../../../server/engine/languages/yaml/blocks.ts";
import type { YamlFile, YamlNode } from "../../../server/engine/languages/yaml/model.ts";
import { parseYaml, parseYamlWhole } from "../../../server/engine/languages/yaml/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { type Choices, choices, writeDocument } from "./documents.ts";
import { corpusFiles, data, entryAt, everything, map, read, scalar, sequence, values } from "./tree.ts";
import { oracle } from "./yaml-reader.ts";

const folders = ["workflow", "compose", "kubernetes", "projects"] as const;

/** The tree in the words of the oracle. */
function ours(node: YamlNode | undefined, text: string): unknown {
  if (!node) return undefined;
  if (node.alias) return { alias: text.slice(node.alias.start + 1, node.alias.end) };
  if (node.kind === "scalar") return { text: node.text };
  if (node.kind === "sequence") return { items: node.items.map((item) => ours(item.value, text)) };
  return {
    entries: node.entries.map((entry) => [text[entry.keySpan.start] === "*" ? undefined : entry.key, ours(entry.value, text)]),
  };
}

/** Spans hold what they say they hold, and lie in each other and in order; with mistakes, the parts may lie as they can. */
function checkPlaces(file: YamlFile): void {
  const { text } = file.source;
  const isFine = file.problems.length === 0;
  // `expect` takes longer than reading: what holds is not told.
  const hold = (condition: boolean, what: string) => {
    if (!condition) expect.fail(`${what}\n${text}`);
  };
  const within = (node: YamlNode | undefined): void => {
    if (!node || node.alias) return;
    const { start, end } = node.span;
    hold(start <= end, "a span ends before it starts");
    if (node.kind === "scalar") {
      hold(node.mapped.text === node.text, "another mapped text");
      let joined = 0;
      for (const segment of node.mapped.segments) {
        hold(segment.joined === joined, "a gap in the mapped text");
        joined += segment.length;
        const piece = node.text.slice(segment.joined, segment.joined + segment.length);
        hold(segment.length === 1 || text.startsWith(piece, segment.source), "mapped to other characters");
        hold(segment.source >= (isFine ? start : 0) && segment.source + segment.length <= text.length, "mapped to elsewhere");
      }
      hold(joined === node.text.length, "not all of the text is mapped");
      // A lone carriage return is a character like others to the library.
      hold(!/^[ \t\n]|[ \t\n]$/.test(text.slice(start, end)), "blanks around a scalar");
      return;
    }
    let before = isFine ? start : 0;
    if (node.kind === "map" && isFine) {
      for (const entry of node.entries) {
        const { value } = entry;
        hold(entry.map === node, "an entry of another map");
        hold(entry.span.start <= entry.keySpan.start && entry.keySpan.end <= entry.valueOffset, "a key outside of its entry");
        hold(entry.valueOffset <= entry.span.end, "a colon outside of its entry");
        if (value && !value.alias)
          hold(value.span.start >= entry.valueOffset && value.span.end === entry.span.end, "a value outside of its entry");
      }
    }
    for (const child of node.kind === "map" ? node.entries : node.items) {
      hold(child.span.start >= before && child.span.end >= child.span.start && child.span.end <= text.length, "parts that overlap");
      if (isFine) before = child.span.end;
      within(child.value);
    }
    if (isFine) hold(before <= end, "a part outside of the whole");
  };
  for (const document of file.documents) within(document.root);
  for (const { span } of file.comments) hold(/^#[^\n]*(?<!\r)$/.test(text.slice(span.start, span.end)), "no comment");
}

describe("the files of real projects", () => {
  for (const folder of folders) {
    // A block scalar at the very end has no last break where the file has none, as in libyaml; the library adds one.
    const files = corpusFiles(folder).map(({ path, text }) => ({ path, text: text.endsWith("\n") ? text : `${text}\n` }));
    test(files.length > 0
      ? `${folder}: the tree is that of the library`
      : `${folder} is not beside this checkout (../shared/corpus)`, () => {
      let agreed = 0;
      for (const { path, text } of files) {
        const file = read(text);
        const expected = oracle(text);
        if (!expected) {
          expect(file.problems.length, path).toBeGreaterThan(0);
          continue;
        }
        expect(file.problems, path).toEqual([]);
        const trees = file.documents.map((document) => ours(document.root, text));
        expect(trees, path).toEqual(expected.length === 0 ? [undefined] : expected);
        checkPlaces(file);
        agreed++;
      }
      expect(agreed).toBeGreaterThanOrEqual(files.length / 2);
    }, 60_000);
  }
});

/** A file without mistakes is read as a whole as it is in blocks, and as the library reads it; mistakes are seen both ways. */
function checkReading(text: string): boolean {
  const file = read(text);
  const whole = parseYamlWhole(new SourceText("file.yaml", text));
  const expected = oracle(text);
  checkPlaces(file);
  if (!expected) {
    expect(file.problems.length, text).toBeGreaterThan(0);
    expect(whole.problems.length, text).toBeGreaterThan(0);
    return false;
  }
  // An escaped quote at the end of a line closes nothing; the library takes it for the end.
  if (/\\"[ \t]*\r?$/m.test(text) && file.problems.length === 1 && whole.problems.length === 1) return false;
  expect(file.problems, text).toEqual([]);
  expect(everything(file), text).toEqual(everything(whole));
  // The library's tree does not tell what an alias stands for.
  if (file.documents.some(({ aliases }) => aliases.some(({ anchor, isRecursive }) => !anchor?.node || isRecursive))) return true;
  const trees = file.documents.map((document) => ours(document.root, text));
  expect(trees, text).toEqual(expected.length === 0 ? [undefined] : expected);
  return true;
}

/** A text with a few characters or lines changed, removed, doubled or moved. */
function mutated(text: string, choices: Choices): string {
  let result = text;
  for (let i = choices.next(3); i >= 0; i--) {
    const at = choices.next(result.length + 1);
    const lines = result.split("\n");
    const line = choices.next(lines.length);
    switch (choices.next(6)) {
      case 0:
        result =
          result.slice(0, at) +
          choices.of([
            "\t",
            " ",
            '"',
            "'",
            "[",
            "]",
            "{",
            "}",
            ":",
            ": ",
            "- ",
            "#",
            " #",
            "\n",
            "&a ",
            "*a",
            "|",
            ",",
            "x",
            "---\n",
            "\r",
          ]) +
          result.slice(at);
        break;
      case 1:
        result = result.slice(0, at) + result.slice(at + 1 + choices.next(4));
        break;
      case 2:
        lines.splice(line, 1);
        result = lines.join("\n");
        break;
      case 3:
        lines.splice(choices.next(lines.length), 0, lines[line] as string);
        result = lines.join("\n");
        break;
      case 4:
        lines[line] = ` ${lines[line]}`;
        result = lines.join("\n");
        break;
      default:
        lines[line] = (lines[line] as string).replace(/^ {1,2}/, "");
        result = lines.join("\n");
    }
  }
  return result;
}

describe("reading in blocks is reading the whole", () => {
  test("in generated documents", () => {
    let fine = 0;
    fc.assert(
      fc.property(choices, (document) => {
        if (checkReading(`${writeDocument(document)}\n`)) fine++;
      }),
      { numRuns: 1_500 },
    );
    expect(fine).toBeGreaterThan(1_200);
  }, 60_000);

  test("in documents that are long enough for blocks of blocks", () => {
    fc.assert(
      fc.property(fc.array(choices, { minLength: 4, maxLength: 10 }), choices, (documents, change) => {
        const parts = documents.map(
          (document, i) =>
            `  part${i}:\n${writeDocument(document)
              .replace(/^---\r?\n/m, "")
              .replace(/^(?=.)/gm, "    ")}\n`,
        );
        checkReading(mutated(`on: push\njobs:\n${parts.join("")}\nenv: &e\n  a: 1\nb: *e\n`, change));
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  test("in documents with mistakes", () => {
    let wrong = 0;
    fc.assert(
      fc.property(choices, choices, (document, change) => {
        if (!checkReading(`${mutated(writeDocument(document), change)}\n`)) wrong++;
      }),
      { numRuns: 2_000 },
    );
    expect(wrong).toBeGreaterThan(400);
  }, 60_000);

  const files = ["workflow", "compose"].flatMap(corpusFiles).filter(({ text }) => text.length < 12_000);
  test(files.length > 0
    ? "in files of real projects with mistakes"
    : "in files of real projects, which are not beside this checkout (../shared/corpus)", () => {
    fc.assert(
      fc.property(fc.nat({ max: Math.max(0, files.length - 1) }), choices, (index, change) => {
        const file = files[index];
        if (file) checkReading(`${mutated(file.text, change)}\n`);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  test("any text is read without a fault", () => {
    const piece = fc.constantFrom(
      "a",
      ": ",
      ":",
      "\n",
      "\n  ",
      "- ",
      "[",
      "]",
      "{",
      "}",
      ",",
      '"',
      "'",
      "|",
      ">",
      "&a",
      "*a",
      "!t",
      "#",
      " ",
      "\t",
      "\r",
      "\r\n",
      "---",
      "...",
      "%",
      "\uFEFF",
      "\\",
      "@",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        checkPlaces(read(pieces.join("")));
        const file = read(pieces.join(""));
        everything(file);
        for (const { span, message } of file.problems) {
          expect(span.end - span.start).toBeLessThanOrEqual(60);
          expect(message).toMatch(/\.$/);
        }
      }),
      { numRuns: 5_000 },
    );
  }, 60_000);
});

test("an edit in one job reads that job again and nothing else", () => {
  const job = (i: number) => `  job${i}:\n    runs-on: ubuntu-latest\n    steps:\n${"      - run: make\n".repeat(30)}`;
  const text = `name: CI\non: push\njobs:\n${Array.from({ length: 30 }, (_, i) => job(i)).join("")}`;
  read(text).problems;
  const before = countReads();
  const at = text.indexOf("make", text.indexOf("job17"));
  const file = read(`${text.slice(0, at)}x${text.slice(at)}`);
  expect(countReads() - before).toBe(1);
  expect(data(map(map(map(file.documents[0]?.root).get("jobs")).get("job17")).get("steps"))).toContainEqual({ map: [["run", "xmake"]] });
});

describe("places", () => {
  const at = (text: string, span: { readonly start: number; readonly end: number } | undefined) => span && text.slice(span.start, span.end);

  test("entries, keys, values and items", () => {
    const text =
      '# top\n"on" : # why\n  push:\n    - main # here\n    -\n    - a: 1\n      b: [x, {y: z}]\nrun: |\n  one\n  two\n\nlast:\n';
    const file = read(text);
    const root = map(file.documents[0]?.root);
    expect(root.entries.map(({ key }) => key)).toEqual(["on", "run", "last"]);
    const on = entryAt(file, "on");
    expect(at(text, on.keySpan)).toBe('"on"');
    expect(text.slice(0, on.valueOffset)).toBe('# top\n"on" :');
    expect(at(text, on.span)).toBe(text.slice(6, text.indexOf("\nrun")));
    const push = sequence(entryAt(file, "on", "push").value);
    expect(push.items.map(({ span }) => at(text, span))).toEqual(["- main", "-", "- a: 1\n      b: [x, {y: z}]"]);
    expect(push.items[1]?.value).toBeUndefined();
    const list = sequence(entryAt(file, "on", "push", 2, "b").value);
    expect(list.items.map(({ span }) => at(text, span))).toEqual(["x", "{y: z}"]);
    expect(at(text, entryAt(file, "run").span)).toBe("run: |\n  one\n  two");
    expect(at(text, entryAt(file, "last").span)).toBe("last:");
    expect(entryAt(file, "last").valueOffset).toBe(text.length - 1);
    expect(file.comments.map(({ text, isOwnLine }) => [text, isOwnLine])).toEqual([
      ["top", true],
      ["why", false],
      ["here", false],
    ]);
  });

  test("comments in brackets and behind headers, none in texts", () => {
    const file = read('a: [ # one\n  x, # two\n  # three\n]\nb: | # four\n  # text\nc: "# no"\nd: x#y\n# five');
    expect(file.comments.map(({ text }) => text)).toEqual(["one", "two", "three", "four", "five"]);
  });

  test("complex and empty keys, tags, a byte order mark", () => {
    const text = "\uFEFF? [a, b]\n: 1\n? c\n: !!str 2\n: 3\nd: !ref &x e\n";
    const file = read(text);
    const root = map(file.documents[0]?.root);
    expect(root.entries.map(({ key, value }) => [key, data(value)])).toEqual([
      ["", 1],
      ["c", "2"],
      ["", 3],
      ["d", "e"],
    ]);
    expect(root.entries[0]?.span.start).toBe(1);
    expect(root.get("d")?.tag).toBe("!ref");
    expect(at(text, root.get("d")?.span)).toBe("e");
  });

  test("documents", () => {
    const text = "a: 1\n---\nb: 2\n--- # c\n- 3\n---\n";
    const file = read(text);
    expect(file.documents.map((document) => at(text, document.span))).toEqual(["a: 1\n", "---\nb: 2\n", "--- # c\n- 3\n", "---\n"]);
    expect(file.documents.map((document) => data(document.root))).toEqual([{ map: [["a", 1]] }, { map: [["b", 2]] }, [3], undefined]);
    expect(read("").documents).toHaveLength(1);
    expect(read("# only\n").documents[0]?.root).toBeUndefined();
  });

  test("values as the core schema has them", () => {
    const file = read('a: [1, 0x10, 1.5, true, no, ~, null, "1", .inf, 1.10, 2024-01-01, -0]\n');
    const items = sequence(entryAt(file, "a").value).items;
    expect(items.map(({ value }) => scalar(value).value)).toEqual([
      1,
      16,
      1.5,
      true,
      "no",
      null,
      null,
      "1",
      Infinity,
      1.1,
      "2024-01-01",
      -0,
    ]);
    expect(items.map(({ value }) => scalar(value).text)).toEqual([
      "1",
      "0x10",
      "1.5",
      "true",
      "no",
      "~",
      "null",
      "1",
      ".inf",
      "1.10",
      "2024-01-01",
      "-0",
    ]);
  });

  test("the way back from texts", () => {
    const text = "a: \"x\\ty\\u0041 z\n  w\"\nb: 'it''s'\nc: >-\n  one\n  two\n\n  three\nd: |2\n    four\n   five\ne: six\n  seven\n";
    const file = read(text);
    const place = (key: string, part: string) => {
      const { mapped } = scalar(entryAt(file, key).value);
      const start = mapped.text.indexOf(part);
      return at(text, mapped.spanToSource({ start, end: start + part.length }));
    };
    expect(scalar(entryAt(file, "a").value).text).toBe("x\tyA z w");
    expect(place("a", "z w")).toBe("z\n  w");
    expect(text.startsWith("\\u0041", scalar(entryAt(file, "a").value).mapped.toSource(3))).toBe(true);
    expect(place("b", "s")).toBe("s");
    expect(scalar(entryAt(file, "c").value).text).toBe("one two\nthree");
    expect(place("c", "two")).toBe("two");
    expect(scalar(entryAt(file, "d").value).text).toBe("  four\n five\n");
    expect(place("d", "five")).toBe("five");
    expect(place("e", "six seven")).toBe("six\n  seven");
  });
});

describe("anchors and aliases", () => {
  test("the last anchor of a name before an alias, across blocks", () => {
    const text = "x: &a 1\ny: *a\nz: &a 2\nw: *a\nv: *none\nu: {k: *a}\n";
    const file = read(text);
    const root = map(file.documents[0]?.root);
    expect(root.entries.map(({ value }) => data(value))).toEqual([1, 1, 2, 2, undefined, { map: [["k", 2]] }]);
    expect(
      file.documents[0]?.aliases.map(({ name, anchor }) => [name, anchor && text.slice(anchor.span.start, anchor.span.start + 4)]),
    ).toEqual([
      ["a", "&a 1"],
      ["a", "&a 2"],
      ["none", undefined],
      ["a", "&a 2"],
    ]);
    expect(root.get("y")?.alias).toEqual({ start: text.indexOf("*a"), end: text.indexOf("*a") + 2 });
    expect(root.get("x")?.alias).toBeUndefined();
  });

  test("what stands behind an alias says so all the way down", () => {
    const file = read("x: &a\n  b: [c]\ny: *a\n");
    const node = sequence(map(entryAt(file, "y").value).get("b")).items[0]?.value;
    expect(node?.alias).toBeDefined();
    expect(scalar(node).text).toBe("c");
  });

  test("one that stands in itself ends", () => {
    const file = read("a: &a\n  b: *a\n");
    expect(file.documents[0]?.aliases.map(({ isRecursive }) => isRecursive)).toEqual([true]);
    expect(data(file.documents[0]?.root)).toEqual({ map: [["a", { map: [["b", undefined]] }]] });
  });

  test("references that multiply end", () => {
    const lines = ["a0: &a0 [x, x]"];
    for (let i = 1; i < 40; i++) lines.push(`a${i}: &a${i} [*a${i - 1}, *a${i - 1}, *a${i - 1}, *a${i - 1}]`);
    const file = read(lines.join("\n"));
    expect(JSON.stringify(data(file.documents[0]?.root)).length).toBeLessThan(1_000_000);
  });
});

describe("while it is being written", () => {
  /** The values, and the problems as `code: place`. */
  const look = (text: string) => {
    const file = read(text);
    return {
      values: simple(values(text)),
      problems: file.problems.map(({ code, span }) => `${code}: ${text.slice(span.start, span.end)}`),
    };
  };
  const simple = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(simple);
    if (value && typeof value === "object" && "map" in value) {
      return Object.fromEntries((value.map as [string, unknown][]).map(([key, below]) => [key, simple(below)]));
    }
    return value;
  };

  const cases: readonly [string, string, unknown, readonly string[]][] = [
    ["a key above others", "jobs:\n  bu\n  test:\n    runs-on: x\n", { jobs: { bu: undefined, test: { "runs-on": "x" } } }, ["syntax: bu"]],
    ["a key alone below another", "jobs:\n  bu\n", { jobs: "bu" }, []],
    ["a key in the first column", "name: x\njob\non: push\n", { name: "x", job: undefined, on: "push" }, ["syntax: job"]],
    ["a key in an item", "s:\n  - uses: a\n    wi\n  - run: x\n", { s: [{ uses: "a", wi: undefined }, { run: "x" }] }, ["syntax: wi"]],
    ["a key without a blank", "b: 1\na:1\nc: 2\n", { b: 1, "a:1": undefined, c: 2 }, ["syntax: a:1"]],
    ["a quote", 'a: "foo\nb: 1\nc: "2"\n', { a: "foo", b: 1, c: "2" }, ['unclosed: "']],
    ["a quote further in", "j:\n  a: 'foo\n  b: x\nc: 2\n", { j: { a: "foo", b: "x" }, c: 2 }, ["unclosed: '"]],
    ["a quote at the end", 'a: 1\nb: "foo', { a: 1, b: "foo" }, ['unclosed: "']],
    ["a bracket", "a: [1, 2\nb: 1\n", { a: [1, 2], b: 1 }, ["unclosed: ["]],
    ["a brace further in", "j:\n  a: {x: 1,\n  b: 1\nc: 2\n", { j: { a: { x: 1 }, b: 1 }, c: 2 }, ["unclosed: {"]],
    ["a bracket at the end", "on: [push", { on: ["push"] }, ["unclosed: ["]],
    ["a tab", "a:\n\tb: 1\nc: 2\n", { a: undefined, b: 1, c: 2 }, ["tab: \t"]],
    ["a key too deep", "a:\n  b: 1\n   c: 2\n  d: 3\ne: 1\n", { a: { b: 1, c: 2, d: 3 }, e: 1 }, ["indentation: c"]],
    ["a key not deep enough", "a:\n    b: 1\n  c: 2\ne: 1\n", { a: { b: 1 }, c: 2, e: 1 }, ["indentation: c"]],
    ["an item not deep enough", "a:\n  - x\n - y\ne: 1\n", { a: ["x"], e: 1 }, ["indentation: -"]],
    ["a colon in a value", "a:\n  b: c: d\n  e: 1\nf: 2\n", { a: { b: "c: d", e: 1 }, f: 2 }, ["syntax: :"]],
    ["a list behind its key", "a: - b\nd: 1\n", { a: undefined, b: undefined, d: 1 }, ["syntax: -"]],
    ["a reserved character", "a: @x\nb: 1\n", { a: "@x", b: 1 }, ["syntax: @"]],
    ["a star", "a: * foo\nb: 1\n", { a: undefined, b: 1 }, ["syntax: *"]],
    ["text behind a quote", 'a: "x" y\nb: 1\n', { a: "x", b: 1 }, ["syntax: y"]],
    ["an escape", 'a: "\\d"\nb: 1\n', { a: "\\d", b: 1 }, ["syntax: \\d"]],
    ["a bracket too many", "a: ]\nb: 1\n", { a: undefined, b: 1 }, ["syntax: ]"]],
    ["a comma too many", "a: [x, , y]\nb: 1\n", { a: ["x", "y"], b: 1 }, ["syntax: ,"]],
  ];
  for (const [what, text, expected, problems] of cases) {
    test(what, () => {
      expect(look(text)).toEqual({ values: expected, problems });
    });
  }

  test("a tab says what was meant", () => {
    expect(read("a:\n\tb: 1\n").problems[0]?.suggestion).toBe("  ");
  });

  test("what is too large or nests too deeply is refused with one problem", () => {
    expect(read("a".repeat(1_100_000)).problems.map(({ code }) => code)).toEqual(["too-large"]);
    expect(read("[".repeat(10_000)).problems.map(({ code }) => code)).toEqual(["too-deep"]);
  });

  test("repeated keys, merge keys and unknown tags are none of YAML's problems", () => {
    expect(read("a: 1\na: 2\n<<: *x\nb: !Ref c\n").problems).toEqual([]);
    expect(parseYaml(new SourceText("f", "a: 1\na: 2\n")).documents[0]?.root).toMatchObject({ kind: "map" });
  });
});
