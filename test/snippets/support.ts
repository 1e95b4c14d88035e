// The snippets as they are shipped, and what they write.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import served from "../../server/engine/complete/snippets/snippets.json" with { type: "json" };
import { check, detectLanguage, loadConfiguration, memoryWorkspace, type Placeholder, SourceText } from "../../server/engine/index.ts";

export const today = "2026-11-23";
const root = join(import.meta.dirname, "../..");

/** One that the editor reads from its file. */
export interface StaticSnippet {
  readonly title: string;
  readonly prefix: string;
  readonly description: string;
  readonly scope: string;
  readonly include?: readonly string[];
  readonly body: string;
}

export const staticSnippets: readonly StaticSnippet[] = Object.entries(
  JSON.parse(readFileSync(join(root, "snippets/deployment-patterns.code-snippets"), "utf8")) as Record<
    string,
    Omit<StaticSnippet, "title">
  >,
).map(([title, snippet]) => ({ title, ...snippet }));

/** One that the server offers. */
export interface ServedSnippet {
  readonly prefix: string;
  readonly title: string;
  readonly about: string;
  readonly at: string;
  readonly body: string;
}

export const servedSnippets: Readonly<Record<string, readonly ServedSnippet[]>> = served;

/** The static snippets of a language. */
export function snippetsFor(language: string): readonly StaticSnippet[] {
  return staticSnippets.filter(({ scope }) => scope.split(",").includes(language));
}

/** What a snippet in the syntax of editors writes: once with its defaults, and once for every further choice. */
export function expansions(body: string): string[] {
  const { text, placeholders } = readSnippet(body);
  return variants(text, placeholders);
}

/** A text once with its defaults and once for each further choice, mirrors included. */
export function variants(text: string, placeholders: readonly Placeholder[]): string[] {
  const count = Math.max(1, ...placeholders.map(({ choices }) => choices?.length ?? 1));
  return Array.from({ length: count }, (_, i) => {
    const chosen = new Map(
      placeholders.flatMap(({ tabStop, choices }) => (choices ? [[tabStop, choices[i] ?? choices[0] ?? ""] as const] : [])),
    );
    let result = "";
    let done = 0;
    for (const { start, end, tabStop } of [...placeholders].sort((a, b) => a.start - b.start)) {
      result += text.slice(done, start) + (chosen.get(tabStop) ?? text.slice(start, end));
      done = end;
    }
    return result + text.slice(done);
  });
}

/** The syntax of editors, as far as ours use it: `$1`, `${1:text}`, `${1|one,two|}`, and a backslash before what is text. */
export function readSnippet(body: string): { readonly text: string; readonly placeholders: readonly Placeholder[] } {
  const plain = (escaped: string) => escaped.replace(/\\([\\$},|])/g, "$1");
  const first = new Map<number, string>();
  const placeholders: Placeholder[] = [];
  let text = "";
  const token = /\\([\\$}])|\$(\d+)|\$\{(\d+)(?::((?:\\.|[^}\\])*)|\|((?:\\.|[^|\\])*)\|)?\}/g;
  let done = 0;
  for (const match of body.matchAll(token)) {
    const [whole, escaped, short, long, value, choices] = match;
    text += body.slice(done, match.index);
    done = match.index + whole.length;
    if (escaped !== undefined) {
      text += escaped;
      continue;
    }
    const tabStop = Number(short ?? long);
    const all = choices?.split(/(?<!\\),/).map(plain);
    const written = all?.[0] ?? (value === undefined ? first.get(tabStop) : plain(value)) ?? "";
    if (!first.has(tabStop)) first.set(tabStop, written);
    placeholders.push({ start: text.length, end: text.length + written.length, tabStop, ...(all ? { choices: all } : {}) });
    text += written;
  }
  return { text: text + body.slice(done), placeholders };
}

/** What `strict` finds in a file among others. */
export function findingsIn(path: string, files: Readonly<Record<string, string>>): string[] {
  const text = files[path] ?? "";
  const workspace = memoryWorkspace({ ...files });
  const language = detectLanguage(path, undefined, () => text);
  if (!language) throw new Error(`${path} is in no language`);
  const configuration = loadConfiguration(path, workspace, { preset: "strict", file: "none" });
  const source = new SourceText(path, text);
  return check(source, language, { workspace, configuration, today }).map(
    ({ rule, message, span }) => `${source.positionAt(span.start).line + 1} ${rule}: ${message}`,
  );
}
