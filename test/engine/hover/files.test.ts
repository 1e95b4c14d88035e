import { describe, expect, test } from "vitest";
import { hover } from "../../../server/engine/hover/hover.ts";
import type { Language } from "../../../server/engine/languages/index.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";

const files: Record<string, string> = {
  Dockerfile:
    "FROM node:24\nARG LEVEL=info\nARG OTHER\nCOPY package*.json ./\nCOPY src /app/src\nCOPY . .\nCOPY gone /x\nCOPY --from=a x /\nADD https://example.com/x /\nRUN echo $LEVEL $OTHER\n",
  ".dockerignore": "# no\n*.md\n!README.md\n**/*.test.ts\nnothing\n",
  "package.json": "",
  "package-lock.json": "",
  "README.md": "",
  "CHANGELOG.md": "",
  "src/a.ts": "",
  "src/a.test.ts": "",
  "src/deep/b.ts": "",
  "node_modules/x/index.js": "",
};

const workspace = (() => {
  const memory = memoryWorkspace(files);
  const all = memory.files.bind(memory);
  memory.files = () => all()?.filter((path) => !path.startsWith("node_modules/"));
  return memory;
})();

function told(language: Language, path: string, text: string, seen = workspace): string | undefined {
  const source = new SourceText(path, files[path] as string);
  const offset = source.text.indexOf(text);
  return hover(source, language, offset + 1, { workspace: seen })?.markdown;
}

describe("which files a COPY takes", () => {
  test.each([
    ["package*", "Copies 2 files (`package-lock.json`, `package.json`) of the build context `.`."],
    [
      "src /app",
      "Copies 2 files (`src/a.ts`, `src/deep/b.ts`) of the build context `.`.\n\n`.dockerignore` keeps out one file (`src/a.test.ts`).",
    ],
    [". .", ", …) of the build context `.`, and all of `node_modules`."],
    ["gone", "Copies nothing: no file of the build context `.` fits."],
  ])("%s", (text, markdown) => expect(told("dockerfile", "Dockerfile", text)).toContain(markdown));

  const sized = (sizes: Record<string, number>) => told("dockerfile", "Dockerfile", "src /app", memoryWorkspace(files, sizes)) ?? "";

  test.each([
    [0, 0, "0 B"],
    [400, 112, "512 B"],
    [999, 1, "1 kB"],
    [3_000_000, 449_999, "3.4 MB"],
    [1_000_000, 101_000_000, "102 MB"],
    [2_000_000_000, 1_000_000, "2 GB"],
  ])("how much it is: %i and %i bytes", (one, other, size) => {
    const text = sized({ "src/a.ts": one, "src/deep/b.ts": other });
    expect(text).toContain(`(\`src/a.ts\`, \`src/deep/b.ts\`), ${size}, of the build context`);
    expect(text.includes("much for one instruction")).toBe(one + other > 100_000_000);
  });

  test("no size where that of one file is not known", () =>
    expect(sized({ "src/a.ts": 5 })).toContain("2 files (`src/a.ts`, `src/deep/b.ts`) of the build context"));

  test("nothing is said of other stages, of addresses, and where nothing can be seen", () => {
    expect(told("dockerfile", "Dockerfile", "x /\nADD")).toBeUndefined();
    expect(told("dockerfile", "Dockerfile", "https://")).toBeUndefined();
    expect(told("dockerfile", "Dockerfile", "src /app", unseenWorkspace())).toBeUndefined();
  });
});

test.each([
  ["$LEVEL", "`LEVEL`, build argument (line 2), defaults to `info`."],
  ["$OTHER", "`OTHER`, build argument (line 3), has no default: whoever builds gives its value."],
])("what a variable is: %s", (text, expected) => expect(told("dockerfile", "Dockerfile", text)).toBe(expected));

test("a declared variable says what it is, and which builds give it", () => {
  const text = "ARG A=1\nFROM a\nARG A\nARG TARGETARCH\nARG OPEN\nENV B=2\n";
  const compose = "services: { a: { build: { context: ., args: { A: x, OPEN: } } } }\n";
  const seen = memoryWorkspace({ Dockerfile: text, "compose.yaml": compose });
  const at = (words: string) => {
    const source = new SourceText("Dockerfile", text);
    return hover(source, "dockerfile", text.indexOf(words) + words.length, { workspace: seen })?.markdown;
  };
  expect(at("ARG A")).toBe("`A`, build argument, defaults to `1`. `compose.yaml` gives `x`.");
  expect(at("FROM a\nARG A")).toBe("`A`, build argument, defaults to `1`. `compose.yaml` gives `x`.");
  expect(at("ARG TARGETARCH")).toBe("`TARGETARCH`, build argument, is set by the builder.");
  expect(at("ARG OPEN")).toBe("`OPEN`, build argument, has no default: whoever builds gives its value. `compose.yaml` gives it.");
  expect(at("ENV B")).toBe("`B`, variable of the image, is `2`.");
});

test.each([
  ["*.md", "Keeps out of the build one file (`CHANGELOG.md`) in `.`."],
  ["README.md", "Lets back in one file (`README.md`) in `.`."],
  ["**/*.test", "Keeps out of the build one file (`src/a.test.ts`) in `.`."],
  ["nothing", "Decides about no file in `.`: none fits, or a later line decides."],
  ["# no", undefined],
])("what a line of an ignore file does: %s", (text, markdown) => expect(told("dockerignore", ".dockerignore", text)).toBe(markdown));

test("a line of an ignore file tells how much it hides", () =>
  expect(told("dockerignore", ".dockerignore", "*.md", memoryWorkspace(files, { "CHANGELOG.md": 2_345_678 }))).toBe(
    "Keeps out of the build one file (`CHANGELOG.md`), 2.3 MB, in `.`.",
  ));

test("of what is not looked into, a line of an ignore file is told to hide all", () => {
  const source = new SourceText(".dockerignore", "node_modules\n");
  expect(hover(source, "dockerignore", 2, { workspace })?.markdown).toBe("Keeps out of the build all of `node_modules` in `.`.");
});
