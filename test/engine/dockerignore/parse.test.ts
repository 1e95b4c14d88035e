import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDockerignorePath } from "../../../server/engine/languages/dockerignore/detect.ts";
import { parseDockerignore } from "../../../server/engine/languages/dockerignore/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

function read(text: string) {
  return parseDockerignore(new SourceText(".dockerignore", text));
}

/** The paths of `paths` that the patterns leave out. */
function ignored(text: string, paths: readonly string[]): string[] {
  const file = read(text);
  expect(file.problems).toEqual([]);
  return paths.filter((path) => file.ignores(path));
}

describe("reading", () => {
  it("takes comments, blanks, exceptions and a byte order mark as Docker does", () => {
    const text = "\uFEFF# first\r\n  node_modules/ \r\n\r\n\t! keep.txt\r\n #not-a-comment\n./a//b/../c\n/rooted\nlast";
    const file = read(text);
    expect(file.patterns.map(({ text: written, clean, isException }) => [written, clean, isException])).toEqual([
      ["node_modules/", "node_modules", false],
      ["keep.txt", "keep.txt", true],
      ["#not-a-comment", "#not-a-comment", false],
      ["./a//b/../c", "a/c", false],
      ["/rooted", "rooted", false],
      ["last", "last", false],
    ]);
    expect(file.patterns.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      "node_modules/",
      "! keep.txt",
      "#not-a-comment",
      "./a//b/../c",
      "/rooted",
      "last",
    ]);
    expect(file.comments.map((comment) => [comment.text, text.slice(comment.span.start, comment.span.end)])).toEqual([
      ["first", "# first"],
    ]);
  });

  it("has nothing to say of an empty file", () => {
    for (const text of ["", "\n", "\uFEFF", "# only a comment", "\r\n \r\n"]) {
      const file = read(text);
      expect([file.patterns, file.problems, file.ignores("a")]).toEqual([[], [], false]);
    }
  });
});

/** Each with what Docker's own matcher answered: the paths that it ignores are marked by a leading `-`. */
const situations: readonly (readonly [string, string, readonly string[]])[] = [
  ["a name in the root only", "foo", ["-foo", "-foo/a/b", "a/foo", "foobar", "fo"]],
  ["a name anywhere", "**/foo", ["-foo", "-a/foo", "-a/b/foo/c", "afoo", "a/bfoo"]],
  ["an ending anywhere", "**/*.pyc", ["-a.pyc", "-x/y/a.pyc", "a.pyco"]],
  ["two stars without a slash are a suffix", "**foo", ["-foo", "-afoo", "-a/bfoo", "foob"]],
  ["everything in a folder, not the folder", "build/**", ["build", "-build/a", "-build/a/b", "builds/a"]],
  ["folders in between", "a/**/z", ["-a/z", "-a/b/z", "-a/b/c/z/d", "az", "a/bz"]],
  ["two stars behind a wildcard", "*.d/**", ["a.d", "-a.d/b", "-a.d/b/c", "x/a.d/b"]],
  ["two stars glued to a name", "foo**", ["-foo", "-foobar", "-foo/a", "afoo"]],
  ["everything", "**", ["-a", "-a/b", "-.env"]],
  ["a star stops at slashes", "*.md", ["-a.md", "-.md", "x/a.md", "a.mdx"]],
  ["a star in a folder", "docs/*/x", ["-docs/a/x", "docs/x", "docs/a/b/x"]],
  ["one character", "temp?", ["-tempa", "temp", "tempab", "-temp?"]],
  ["a question mark takes no slash", "a?b", ["-axb", "a/b"]],
  ["ranges", "f[a-c]o.t[xy]t", ["-fao.txt", "-fco.tyt", "fdo.txt", "fo.txt"]],
  ["negated ranges", "[^a]b", ["-xb", "ab", "b"]],
  ["an exclamation mark does not negate a range", "[!a]b", ["-ab", "-!b", "xb"]],
  ["escapes", "\\*.txt\n\\#x\n\\!y", ["-*.txt", "a.txt", "-#x", "-!y"]],
  ["no regular expressions", "a.b+(c)$", ["-a.b+(c)$", "axb+(c)$", "a.bb(c)"]],
  ["braces are letters", "*.{js,ts}", ["a.js", "-a.{js,ts}"]],
  ["a leading slash is the root", "/foo", ["-foo", "a/foo"]],
  ["dots are resolved", "./a/../foo/", ["-foo", "-foo/x"]],
  ["outside the context is nothing", "../foo\n.\n/", ["foo", "a"]],
  ["an exception behind", "*.md\n!README.md", ["-a.md", "README.md"]],
  ["the last one wins", "*.md\n!README*.md\nREADME-secret.md", ["-a.md", "README.md", "-README-secret.md"]],
  ["an exception in front does nothing", "!README.md\n*.md", ["-README.md"]],
  [
    "an exception in an ignored folder",
    "node_modules\n!node_modules/keep",
    ["-node_modules/a", "node_modules/keep", "node_modules/keep/b"],
  ],
  ["an allow list", "*\n!src\n!package.json", ["-a", "-a/b", "src", "src/a/b", "package.json", "-a/package.json"]],
  ["an exception and what is left out of it", "*\n!src\nsrc/**/*.test.ts", ["src/a.ts", "-src/a.test.ts", "-src/x/a.test.ts"]],
  ["exceptions anywhere", "docs\n!**/*.md", ["-docs/a.txt", "docs/a.md", "docs/x/a.md"]],
  ["an exception for a folder of an ignored file does not bring it back", "foo/a.txt\n!foo", ["-foo/a.txt", "foo/b"]],
  ["a slash before the mark", "a\n./!a", ["a"]],
  ["Unicode", "é?.txt\n😀*", ["-é😀.txt", "-😀x", "e1.txt"]],
];

describe("matching", () => {
  it.each(situations)("%s", (_, text, paths) => {
    const plain = paths.map((path) => path.replace(/^-/, ""));
    expect(ignored(text, plain)).toEqual(paths.filter((path) => path.startsWith("-")).map((path) => path.slice(1)));
  });

  it("names the pattern that decides", () => {
    const file = read("*.md\ndocs\n!docs/keep.md\n");
    expect(file.decidedBy("a.md")?.text).toBe("*.md");
    expect(file.decidedBy("docs/a")?.text).toBe("docs");
    expect(file.decidedBy("docs/keep.md")).toMatchObject({ text: "docs/keep.md", isException: true });
    expect(file.decidedBy("src/a")).toBeUndefined();
    expect(read("a\na").decidedBy("a/b")?.span.start).toBe(0);
  });

  it("takes paths with dots and slashes around", () => {
    const file = read("foo");
    expect(["./foo", "/foo", "foo/", "foo/./a", "x/../foo"].map((path) => file.ignores(path))).toEqual([true, true, true, true, true]);
    expect(["", ".", "/"].map((path) => file.ignores(path))).toEqual([false, false, false]);
  });
});

describe("patterns that the build fails on", () => {
  it.each([
    ["[", "\\["],
    ["a[", "a\\["],
    ["a/[b-", "a/\\[b-"],
    ["[]a]", "\\[]a]"],
    ["[-a]", "\\[-a]"],
    ["[a-]", "\\[a-]"],
    ["[z-a]", "\\[z-a]"],
    ["[^]", "\\[^]"],
    ["!x[", "!x\\["],
    ["!", undefined],
    ["!  ", undefined],
    ["!/", undefined],
    ["foo\\", "foo"],
    ["node_modules\\cache", "node_modules/cache"],
  ])("%s", (pattern, suggestion) => {
    const text = `ok\n ${pattern}\nfine`;
    const file = read(text);
    expect(file.problems).toHaveLength(1);
    const problem = file.problems[0];
    expect(problem?.code).toBe("invalid-pattern");
    expect(problem?.suggestion).toBe(suggestion);
    expect(problem && text.slice(problem.span.start, problem.span.end)).toBe(pattern.trim());
    expect(file.patterns.map(({ clean }) => clean)).toEqual(["ok", "fine"]);
    if (suggestion !== undefined) expect(read(suggestion).problems).toEqual([]);
  });

  it("are no others", () => {
    expect(read("[a-c]\n[^a]\n[\\]]\n[[]\n]\na]b\n{a,b}\n(a|b)\n\\ a\n!!\n!.\n~/x\n$HOME\n%\na\\\\b").problems).toEqual([]);
  });
});

describe("bounds", () => {
  it.each([
    ["stars", "**/**/**/*a*a*a*b", `${"a/".repeat(200)}${"a".repeat(200)}c`],
    ["many stars", `${"*a".repeat(300)}b`, "a".repeat(2000)],
    ["many folders", `${"**/".repeat(300)}b`, `${"a/".repeat(500)}c`],
    ["deep paths", "**/x\n!**/y", `${"a/".repeat(20000)}y`],
  ])("answers %s in time", (_, text, path) => {
    const file = read(text);
    const start = performance.now();
    expect(file.ignores(path)).toBe(false);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it("goes through a large context in time", () => {
    const patterns = [
      "**/node_modules",
      "*.md",
      "**/*.pyc",
      "dist/**",
      ".git",
      "**/.env*",
      "!.env.example",
      "a/**/b/*.t?t",
      "coverage",
      "*~",
    ];
    const file = read(Array.from({ length: 60 }, (_, i) => `${patterns[i % 10]}${i > 20 ? i : ""}`).join("\n"));
    const start = performance.now();
    for (let i = 0; i < 20000; i++) file.ignores(`packages/p${i % 50}/src/d${i % 400}/file${i}.ts`);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it("never throws", () => {
    const piece = fc.constantFrom(
      ...["*", "**", "?", "[", "]", "^", "-", "\\", "/", "!", "#", ".", "..", "a", "b", "\n", "\r\n", " ", "é", "😀", "\uFEFF"],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), fc.array(piece, { maxLength: 12 }), (text, path) => {
        const file = read(text.join(""));
        file.ignores(path.join(""));
        for (const { span } of [...file.patterns, ...file.comments, ...file.problems]) {
          if (span.start > span.end || span.end > file.source.text.length) throw new Error("span outside the text");
        }
      }),
      { numRuns: 5000 },
    );
  });

  it("reads the corpus", ({ annotate }) => {
    const corpus = join(import.meta.dirname, "../../../../shared/corpus/dockerignore");
    if (!existsSync(corpus)) return void annotate("The corpus is not beside the project; only the situations above were run.");
    const files = readdirSync(corpus, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(20);
    for (const entry of files) {
      const file = read(readFileSync(join(entry.parentPath, entry.name), "utf8"));
      expect([entry.name, file.problems]).toEqual([entry.name, []]);
      expect(file.patterns.length).toBeGreaterThan(0);
    }
  });
});

it("knows ignore files by their names", () => {
  const paths = [".dockerignore", "a/.dockerignore", "Dockerfile.dockerignore", "api.Dockerfile.dockerignore", ".containerignore"];
  expect(paths.filter(isDockerignorePath)).toEqual(paths);
  expect([".gitignore", "dockerignore", "Dockerfile", "a.dockerignore/b"].filter(isDockerignorePath)).toEqual([]);
});
