import type { YamlFile } from "../../languages/yaml/model.ts";
import type { SourceText } from "../../text/source.ts";
import type { Completion } from "../completion.ts";
import { inStyle, layoutOf } from "../yaml-layout.ts";
import type { YamlPlace } from "../yaml-place.ts";
import { readBody } from "./body.ts";
import table from "./snippets.json" with { type: "json" };

/** What snippets are for, by the language of the file; those of `files` are for files that the engine does not read otherwise. */
export type SnippetLanguage = keyof typeof table;

interface Snippet {
  readonly prefix: string;
  readonly title: string;
  readonly about: string;
  /** The kinds of places where it fits. */
  readonly at: string;
  readonly body: string;
}

interface Site {
  readonly file: { readonly yaml: YamlFile };
  readonly yaml: YamlPlace;
}

/** The snippets of a language that fit at a place, by the name of its kind; those that would write a key twice are left out. */
export function completeSnippets(language: SnippetLanguage, places: readonly string[], site: Site): Completion[] {
  const { yaml } = site;
  if (yaml.isFlow || yaml.hasColon || places.length === 0) return [];
  const layout = layoutOf(site);
  return snippetsAt(language, places).flatMap((snippet) => {
    const lines = inStyle(snippet.body.split("\n"), layout);
    const keys = lines.flatMap((line) => /^([\w-]+):/.exec(line)?.[1] ?? []);
    if (keys.some((key) => yaml.present.includes(key))) return [];
    // Behind a dash the first item's own is written already, and the next ones stand where it does.
    if (yaml.path.at(-1) !== "0" || !lines[0]?.startsWith("- ")) return [toCompletion(snippet, layout.lines(lines), yaml.span, keys[0])];
    return [toCompletion(snippet, layout.lines([lines[0].slice(2), ...lines.slice(1)], -2), yaml.span, keys[0])];
  });
}

/** Whether nothing but comments and the word at the cursor stands in a file. */
export function isNewFile(text: string, word: string): boolean {
  return text.replace(/^\uFEFF|#.*$/gm, "").trim() === word;
}

/** What begins a new file that is in no language of the engine, by its path: rules of Prometheus, Dependabot's settings, an objective. */
export function completeNewFile(source: SourceText, offset: number): Completion[] {
  const before = source.text.slice(0, offset);
  const word = /[\w-]*$/.exec(before)?.[0] ?? "";
  if (!isNewFile(source.text, word) || !/(?:^|\n)$/.test(before.slice(0, before.length - word.length))) return [];
  const eol = source.text.includes("\r\n") ? "\r\n" : "\n";
  const places = newFiles.flatMap(([place, path]) => (path.test(source.path) ? [place] : []));
  const span = { start: offset - word.length, end: offset };
  return snippetsAt("files", places).map((snippet) => toCompletion(snippet, snippet.body.replaceAll("\n", eol), span));
}

const newFiles: readonly (readonly [string, RegExp])[] = [
  ["dependabot", /(?:^|\/)\.github\/dependabot\.ya?ml$/],
  ["rules", /(?:^|\/)(?:prometheus|alerts|alerting|rules)\/[^/]*\.ya?ml$|(?:^|[/._-])(?:rules|alerts)\.ya?ml$/i],
  ["objective", /(?:^|\/)slos?\/[^/]*\.ya?ml$|(?:^|[/._-])slos?\.ya?ml$/i],
];

function snippetsAt(language: SnippetLanguage, places: readonly string[]): readonly Snippet[] {
  return (table[language] as readonly Snippet[]).filter(({ at }) => at.split(" ").some((place) => places.includes(place)));
}

function toCompletion({ prefix, title, about }: Snippet, body: string, span: Completion["span"], key = ""): Completion {
  return {
    kind: "pattern",
    label: title,
    span,
    ...readBody(body),
    detail: prefix,
    about,
    filter: `${key === "" || key === "apiVersion" ? "" : `${key} `}${title} ${prefix}`,
  };
}
