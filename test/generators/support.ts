// What the tests of generators have in common: projects to generate for, and the laws that everything that is generated keeps.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect } from "vitest";
import { type GenerateResult, generate } from "../../server/engine/generate.ts";
import type { GeneratorId } from "../../server/engine/generators/ids.ts";
import { readGiven } from "../../server/engine/generators/resolve.ts";
import { check, detectLanguage, loadConfiguration, memoryWorkspace, SourceText } from "../../server/engine/index.ts";

export const today = "2026-11-23";

/** Files by path. */
export type Files = Readonly<Record<string, string>>;

const fixtures = join(import.meta.dirname, "../fixtures/projects");

/** A project of `test/fixtures/projects`. */
export function project(name: string): Files {
  const root = join(fixtures, name);
  const paths = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    paths.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(root, path).replaceAll("\\", "/"), readFileSync(path, "utf8")];
    }),
  );
}

export interface RenderOptions {
  /** The application's folder in the project. */
  readonly folder?: string;
  readonly replaces?: boolean;
}

/** What a generator writes for a project, with answers as they are written behind `--set`. */
export function render(
  id: GeneratorId,
  files: Files,
  answers: Readonly<Record<string, unknown>> = {},
  options: RenderOptions = {},
): GenerateResult {
  const { given, problems } = readGiven(answers);
  expect(problems).toEqual([]);
  const { folder = "", replaces = false } = options;
  const result = generate(id, { workspace: memoryWorkspace({ ...files }), folder, today, given, replaces });
  if ("problem" in result) throw new Error(result.problem);
  return result;
}

/** A project with what was generated laid into it. */
export function withGenerated(files: Files, ...results: readonly GenerateResult[]): Files {
  return { ...files, ...Object.fromEntries(results.flatMap((result) => result.files.map(({ path, text }) => [path, text]))) };
}

/** The text of one generated file. */
export function textOf(result: GenerateResult, path: string): string {
  const file = result.files.find((one) => one.path === path);
  if (!file) throw new Error(`${path} was not generated, but ${result.files.map((one) => one.path).join(", ")}`);
  return file.text;
}

/** What `strict` finds in generated files, in the project that they belong to. */
export function findingsIn(files: Files, paths: readonly string[]): string[] {
  const workspace = memoryWorkspace({ ...files });
  return paths.flatMap((path) => {
    const text = files[path] ?? "";
    const language = detectLanguage(path, undefined, () => text);
    if (!language) return [];
    const configuration = loadConfiguration(path, workspace, { preset: "strict", file: "none" });
    const source = new SourceText(path, text);
    return check(source, language, { workspace, configuration, today }).map(
      ({ rule, message, span }) => `${path}:${source.positionAt(span.start).line + 1} ${rule}: ${message}`,
    );
  });
}

/** Words that stand for something that was left to be filled in. */
const unfinished =
  /\b(?:TODO|FIXME|XXX|CHANGE_?ME|REPLACE_?ME|your-[a-z]+|my-?app|foo|lorem)\b|<[a-z][a-z -]*>|\bundefined\b|\bNaN\b|\[object /i;

/**
 * The laws: nothing is found under `strict`, the same answers give the same bytes, every text ends with one line break and no blanks at line
 * ends, and nothing is left to be replaced but decisions that are marked with `DECIDE:` on the same line or the one before.
 */
export function expectLawful(
  id: GeneratorId,
  files: Files,
  answers: Readonly<Record<string, unknown>> = {},
  options: RenderOptions = {},
): GenerateResult {
  const result = render(id, files, answers, options);
  expect(render(id, files, answers, options)).toEqual(result);
  expect(result.files.length).toBeGreaterThan(0);
  expect(new Set(result.files.map(({ path }) => path)).size).toBe(result.files.length);
  const laid = withGenerated(files, result);
  const paths = result.files.map(({ path }) => path);
  expect(findingsIn(laid, paths), JSON.stringify(answers)).toEqual([]);
  for (const { path, text, about } of result.files) {
    expect(about, path).not.toBe("");
    expect(text, path).toMatch(/[^\n]\n$/);
    expect(text.match(/[ \t\r]+$/m)?.[0], `${path}: blanks at the end of a line`).toBeUndefined();
    const lines = text.split("\n");
    const open = lines.filter((line, i) => unfinished.test(line) && !/DECIDE:/.test(`${lines[i - 1] ?? ""}\n${line}`));
    // Types and markup of code have angle brackets of their own.
    expect(
      /\.(?:[cm]?[jt]sx?|go|py|md|sh)$/.test(path) ? open.filter((line) => /TODO|FIXME|CHANGE_?ME|\[object /.test(line)) : open,
      path,
    ).toEqual([]);
  }
  return result;
}

type Dimensions = Readonly<Record<string, readonly unknown[]>>;
type Combination = Record<string, unknown>;

/** Every combination of some values. */
export function combinations(dimensions: Dimensions): Combination[] {
  return Object.entries(dimensions).reduce<Combination[]>(
    (all, [key, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [{}],
  );
}

/** Combinations in which each pair of values of two dimensions stands together at least once; found greedily, always the same. */
export function allPairs(dimensions: Dimensions): Combination[] {
  const keys = Object.keys(dimensions);
  const open = new Set<string>();
  const pair = (a: number, i: number, b: number, j: number) => `${a}:${i}|${b}:${j}`;
  for (let a = 0; a < keys.length; a++)
    for (let b = a + 1; b < keys.length; b++)
      for (let i = 0; i < valuesOf(a).length; i++) for (let j = 0; j < valuesOf(b).length; j++) open.add(pair(a, i, b, j));
  function valuesOf(at: number): readonly unknown[] {
    return dimensions[keys[at] as string] ?? [];
  }
  const found: Combination[] = [];
  while (open.size > 0) {
    const chosen: number[] = [];
    // The first open pair is set; every other dimension takes the value that covers most.
    const [first] = open;
    const [[a, i], [b, j]] = (first as string).split("|").map((part) => part.split(":").map(Number)) as [
      [number, number],
      [number, number],
    ];
    chosen[a] = i;
    chosen[b] = j;
    for (let c = 0; c < keys.length; c++) {
      if (chosen[c] !== undefined) continue;
      const gain = (k: number) =>
        chosen.filter((other, at) => other !== undefined && open.has(at < c ? pair(at, other, c, k) : pair(c, k, at, other))).length;
      const values = valuesOf(c).map((_, k) => k);
      chosen[c] = values.reduce((best, k) => (gain(k) > gain(best) ? k : best), 0);
    }
    for (let x = 0; x < keys.length; x++)
      for (let y = x + 1; y < keys.length; y++) open.delete(pair(x, chosen[x] as number, y, chosen[y] as number));
    found.push(Object.fromEntries(keys.map((key, at) => [key, valuesOf(at)[chosen[at] as number]])));
  }
  return keys.length < 2 ? combinations(dimensions) : found;
}
